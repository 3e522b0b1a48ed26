/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-world.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static char replay[100];

/* However it fails, it shall be known how to do it again. */
static void
on_abort (int number)
{
  G_GNUC_UNUSED ssize_t written = write (STDERR_FILENO, replay, strlen (replay));

  (void) signal (number, SIG_DFL);
  (void) raise (number);
}

static void
note_replay (const SimOptions *options)
{
  g_snprintf (replay, sizeof replay, "# replay with: test-simulation --seed %u --operations %u%s\n",
              options->seed, options->n_operations, options->dispatched ? " --dispatched" : "");
  (void) signal (SIGABRT, on_abort);
  (void) signal (SIGTRAP, on_abort);
}

const SimDay *
sim_world_get_day (guint32 seed)
{
  return &sim_days[seed % sim_days_count ()];
}

SimReport
sim_world_run (const SimOptions *options)
{
  SimStage *stage = sim_stage_new (options->seed);
  SimHouse *house = sim_house_new (stage);
  SimUser *user;
  SimReport report = { 0 };
  gint64 start = sim_stage_now (stage);

  note_replay (options);
  g_random_set_seed (options->seed);
  stage->dispatched = options->dispatched;
  stage->print = options->print;

  user = sim_user_new (house, sim_world_get_day (options->seed));
  sim_user_run (user, options->n_operations);
  sim_user_wind_up (user);

  report.trace = stage->trace;
  report.n_refused = sim_user_count_refused (user);
  report.seconds = (double) (sim_stage_now (stage) - start) / G_USEC_PER_SEC;
  for (guint i = 0; i < SIM_N_KINDS; i++)
    {
      report.n_ended[i] = house->n_ended[i];
      report.n_failed[i] = house->n_failed[i];
    }
  sim_user_free (user);
  sim_house_free (house);
  sim_stage_free (stage);
  g_assert_cmpuint (sim_network_count (), ==, 0);
  replay[0] = '\0';
  return report;
}
