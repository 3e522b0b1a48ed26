/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Many updates of one account at once, against a strict limit and random latency: none is refused,
 * none is lost, the last value of each connection wins, and the rate is used.
 */

#include "support.h"

#define CONNECTIONS 60
#define UPDATES 5 /* of each */
#define ALL 300
#define RATE 5
#define LEAST_RATE 4.5

typedef struct
{
  guint ended;
  guint failed;
} Tally;

static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  Tally *tally = data;
  g_autoptr (GError) error = NULL;

  tally->ended++;
  if (!ac_connection_update_finish (AC_CONNECTION (source), result, &error))
    {
      tally->failed++;
      g_test_message ("%s", error->message);
    }
}

static char *
dup_value (guint connection, guint update)
{
  return g_strdup_printf ("%u of connection %u", update, connection);
}

static void
start_all (World *world, GPtrArray *connections, Tally *tally)
{
  for (guint i = 0; i < CONNECTIONS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      g_ptr_array_add (connections, ac_connection_new (world->client, id));
    }
  for (guint update = 0; update < UPDATES; update++)
    for (guint i = 0; i < CONNECTIONS; i++)
      {
        g_autofree char *value = dup_value (i, update);

        ac_connection_set_name (connections->pdata[i], value);
        ac_connection_update (connections->pdata[i], NULL, on_updated, tally);
      }
}

static void
test_storm (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  Tally tally = { 0, 0 };
  gint64 start;
  double seconds, rate;

  options.rate_limit = RATE;
  options.connections = CONNECTIONS;
  options.latency_max_ms = 150;
  options.seed = (guint32) g_test_rand_int ();
  world = world_new (&options);

  start = g_get_monotonic_time ();
  start_all (world, connections, &tally);
  while (tally.ended < ALL)
    g_main_context_iteration (NULL, TRUE);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  rate = ALL / seconds;
  g_test_message ("%d updates in %.1f seconds: %.2f in a second; peak %u, refused %u", ALL, seconds,
                  rate, emulator_get_peak (world->emulator),
                  emulator_count_rejected (world->emulator));

  g_assert_cmpuint (tally.failed, ==, 0);
  g_assert_cmpuint (tally.ended, ==, ALL);
  g_assert_cmpuint (world_count_requests (world), ==, ALL);
  g_assert_cmpuint (emulator_count_rejected (world->emulator), ==, 0);
  g_assert_cmpuint (emulator_get_peak (world->emulator), <=, RATE);
  for (guint i = 0; i < CONNECTIONS; i++)
    {
      AcConnection *connection = connections->pdata[i];
      g_autofree char *last = dup_value (i, UPDATES - 1);
      g_autofree char *stored = world_dup_stored (world, ac_connection_get_id (connection), "name");

      g_assert_cmpstr (stored, ==, last);
      g_assert_cmpstr (ac_connection_get_name (connection), ==, last);
      g_assert_false (ac_connection_get_modified (connection));
    }
  if (g_getenv ("AC_TEST_SLOW") == NULL)
    g_assert_cmpfloat (rate, >=, LEAST_RATE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/storm/300-updates-of-60-connections", test_storm);
  return g_test_run ();
}
