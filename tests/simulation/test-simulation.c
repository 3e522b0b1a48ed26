/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The library in simulated worlds: clock, network, service and users are all from one seed, and
 * what the contract promises is checked at each step.
 *
 * test-simulation --seed N [--trace] [--dispatched] lives through one world alone.
 */

#include "sim-share.h"
#include "sim-world.h"

#include <string.h>
#include <sys/resource.h>

/* In worlds; one has a hundred updates or so. Slow is for valgrind. */
typedef struct
{
  guint n_worlds;
  guint n_dispatched;
  guint n_replayed;
  guint64 least_updates;
} Amount;

static const Amount everyday = { 2200, 100, 100, 200000 };
static const Amount everyday_slow = { 40, 4, 2, 0 };
static const Amount heavy = { 103000, 2000, 500, 10000000 };
static const Amount heavy_slow = { 200, 10, 5, 0 };

static Amount amount;

/* Of all processes that were waited for. */
static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
       + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

static void
tell (const SimTally *tally, double seconds)
{
  g_autofree char *text = sim_tally_print (tally);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  double updates = (double) tally->met[SIM_MET_UPDATE];

  g_test_message ("%.0f updates in %" G_GUINT64_FORMAT " worlds, %.1f simulated days, in %.1f s: "
                  "%.0f updates a second, and %.0f in a second of one processor",
                  updates, tally->n_worlds, (double) tally->microseconds / G_TIME_SPAN_DAY, seconds,
                  updates / seconds, updates / cpu_seconds ());
  for (guint i = 0; lines[i] != NULL; i++)
    g_test_message ("%s", lines[i]);
}

static void
test_worlds (void)
{
  SimTally tally = { 0 };
  gint64 start = g_get_monotonic_time ();
  g_autofree char *tame = NULL;

  sim_share_run (amount.n_worlds, FALSE, &tally);
  tell (&tally, (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpuint (tally.met[SIM_MET_UPDATE], >=, amount.least_updates);
  tame = sim_tally_find_tame (&tally);
  if (amount.least_updates > 0)
    g_assert_cmpstr (tame, ==, NULL);
}

/* Callbacks come from within the dispatch of what they are about. */
static void
test_dispatched (void)
{
  SimTally tally = { 0 };

  sim_share_run (amount.n_dispatched, TRUE, &tally);
  g_assert_cmpuint (tally.n_worlds, ==, amount.n_dispatched);
}

/* Byte for byte; and a world is the same where nobody writes it down. */
static void
test_replay (void)
{
  for (guint32 seed = 0; seed < amount.n_replayed; seed++)
    {
      SimOptions options = { seed, FALSE };
      SimTally first = { 0 }, second = { 0 }, third = { 0 };
      g_autoptr (GString) trace = g_string_new (NULL);
      g_autoptr (GString) again = g_string_new (NULL);

      sim_world_run (&options, &first, trace, FALSE);
      sim_world_run (&options, &second, again, FALSE);
      sim_world_run (&options, &third, NULL, FALSE);
      g_assert_cmpuint (trace->len, >, 0);
      g_assert_cmpstr (trace->str, ==, again->str);
      g_assert_cmpmem (&first, sizeof first, &second, sizeof second);
      g_assert_cmpmem (&first, sizeof first, &third, sizeof third);
    }
}

static Amount
choose_amount (void)
{
  gboolean slow = g_getenv ("AC_TEST_SLOW") != NULL;

  if (g_getenv ("AC_TEST_HEAVY") != NULL)
    return slow ? heavy_slow : heavy;
  return slow ? everyday_slow : everyday;
}

static int
run_alone (const SimOptions *options, gboolean print)
{
  SimTally tally = { 0 };
  g_autofree char *text = NULL;

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_FATAL_MASK);
  sim_world_run (options, &tally, NULL, print);
  text = sim_tally_print (&tally);
  g_print ("%s\n", text);
  return 0;
}

/* Takes the options that g_test_init() does not know, or would misunderstand. */
static gboolean
take_options (int *argc, char **argv[], SimOptions *options, gboolean *print)
{
  int seed = -1;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, NULL, NULL },
    { "dispatched", 0, 0, G_OPTION_ARG_NONE, &options->dispatched, NULL, NULL },
    { "trace", 0, 0, G_OPTION_ARG_NONE, print, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  if (*argc < 2 || !g_str_equal ((*argv)[1], "--seed"))
    return FALSE;
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_parse (context, argc, argv, &error);
  g_assert_no_error (error);
  options->seed = (guint32) seed;
  return TRUE;
}

int
main (int argc, char *argv[])
{
  SimOptions options = { 0 };
  gboolean print = FALSE;

  sim_world_set_program (argv[0]);
  if (take_options (&argc, &argv, &options, &print))
    return run_alone (&options, print);
  g_test_init (&argc, &argv, NULL);

  amount = choose_amount ();
  g_test_add_func ("/simulation/worlds", test_worlds);
  g_test_add_func ("/simulation/dispatched", test_dispatched);
  g_test_add_func ("/simulation/replay", test_replay);
  return g_test_run ();
}
