/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The library in a simulated world: its clock, network, service and user are all from one seed, and
 * what the contract promises is checked at each step.
 *
 * test-simulation --seed N [--operations N] [--dispatched] [--trace] lives through one world alone.
 */

#include "sim-world.h"

#include <string.h>

#define OPERATIONS 2000

/* Heavy is a million updates; slow is for valgrind. */
typedef struct
{
  guint n_seeds;
  guint n_operations; /* of each */
} Amount;

static const Amount everyday = { 200, OPERATIONS };
static const Amount everyday_slow = { 24, 400 };
static const Amount heavy = { 128, 10000 };
static const Amount heavy_slow = { 60, 800 };

static Amount amount;

static char *
describe (const SimOptions *options, const SimReport *report)
{
  static const char *const names[SIM_N_KINDS] = { "creations", "refreshes", "updates",
                                                  "deletions" };
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "seed %u, %s:", options->seed,
                          sim_world_get_day (options->seed)->name);
  for (guint i = 0; i < SIM_N_KINDS; i++)
    g_string_append_printf (text, " %u %s, %u failed;", report->n_ended[i], names[i],
                            report->n_failed[i]);
  g_string_append_printf (text, " %u requests over the limit; %.0f seconds; trace %08x%08x",
                          report->n_refused, report->seconds, (guint) (report->trace >> 32),
                          (guint) report->trace);
  return g_string_free (text, FALSE);
}

static SimReport
run (guint32 seed, gboolean dispatched)
{
  SimOptions options = { seed, amount.n_operations, dispatched, FALSE };
  SimReport report = sim_world_run (&options);
  g_autofree char *description = describe (&options, &report);

  g_test_message ("%s", description);
  return report;
}

static void
test_day (gconstpointer day)
{
  for (guint32 seed = GPOINTER_TO_UINT (day); seed < amount.n_seeds; seed += sim_days_count ())
    run (seed, FALSE);
}

static void
test_replay (void)
{
  for (guint32 seed = 0; seed < sim_days_count (); seed++)
    g_assert_cmpuint (run (seed, FALSE).trace, ==, run (seed, FALSE).trace);
}

static void
test_dispatched (void)
{
  for (guint32 seed = 0; seed < 2 * sim_days_count (); seed++)
    run (seed, TRUE);
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
run_alone (SimOptions *options)
{
  SimReport report;
  g_autofree char *description = NULL;

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_FATAL_MASK);
  report = sim_world_run (options);
  description = describe (options, &report);
  g_print ("%s\n", description);
  return 0;
}

/* Takes the options that g_test_init() does not know, or would misunderstand. */
static gboolean
take_options (int *argc, char **argv[], SimOptions *options)
{
  gboolean alone = FALSE, dispatched = FALSE, print = FALSE;
  int seed = 0, operations = OPERATIONS;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, NULL, NULL },
    { "operations", 0, 0, G_OPTION_ARG_INT, &operations, NULL, NULL },
    { "dispatched", 0, 0, G_OPTION_ARG_NONE, &dispatched, NULL, NULL },
    { "trace", 0, 0, G_OPTION_ARG_NONE, &print, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  for (int i = 1; i < *argc; i++)
    alone |= g_str_equal ((*argv)[i], "--seed");
  if (!alone)
    return FALSE;
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_parse (context, argc, argv, &error);
  g_assert_no_error (error);
  *options = (SimOptions){ (guint32) seed, (guint) operations, dispatched, print };
  return TRUE;
}

int
main (int argc, char *argv[])
{
  SimOptions options;

  if (take_options (&argc, &argv, &options))
    return run_alone (&options);
  g_test_init (&argc, &argv, NULL);

  amount = choose_amount ();
  for (guint i = 0; i < sim_days_count (); i++)
    {
      g_autofree char *path = g_strdup_printf ("/simulation/%s", sim_days[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_day);
    }
  g_test_add_func ("/simulation/replay", test_replay);
  g_test_add_func ("/simulation/dispatched", test_dispatched);
  return g_test_run ();
}
