/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-world.h"

#include "sim-user.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *program = "test-simulation";
static char replay[4200];

void
sim_world_set_program (const char *path)
{
  program = path;
}

/* However it fails, it shall be known how to see it again. */
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
  g_snprintf (replay, sizeof replay, "# to see it step by step: %s --seed %u%s --trace\n", program,
              options->seed, options->dispatched ? " --dispatched" : "");
  (void) signal (SIGABRT, on_abort);
  (void) signal (SIGTRAP, on_abort);
  (void) signal (SIGSEGV, on_abort);
}

void
sim_world_run (const SimOptions *options, SimTally *tally, GString *trace, gboolean print)
{
  SimStage *stage = sim_stage_new (options->seed, tally);
  SimHouse *house = sim_house_new (stage);
  SimPlan plan;
  SimUser *user;
  gint64 start = sim_stage_now (stage);

  note_replay (options);
  g_random_set_seed (options->seed);
  stage->dispatched = options->dispatched;
  stage->trace = trace;
  stage->print = print;

  sim_plan_draw (&plan, stage);
  sim_stage_trace (stage, "a %s day of %u operations; accounts: %u, clients: %u, objects: %u",
                   plan.day->name, plan.n_operations, plan.n_accounts, plan.n_clients,
                   plan.n_objects);
  user = sim_user_new (house, &plan);
  sim_user_run (user);
  sim_stage_trace (stage, "calm");
  sim_user_wind_up (user);

  tally->n_worlds++;
  tally->microseconds += (guint64) (sim_stage_now (stage) - start);
  sim_user_free (user);
  sim_house_free (house);
  sim_stage_free (stage);
  g_assert_cmpuint (sim_network_count (), ==, 0);
  replay[0] = '\0';
}
