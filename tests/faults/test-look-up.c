/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a look at the server's connections finds, where it takes long. */

#include "fake-world.h"

#define HTTP_DATE "%a, %d %b %Y %H:%M:%S GMT"
#define PAUSE 20.0

static AcConnection *
create (FakeWorld *world)
{
  AcConnection *connection = ac_connection_new (world->client, NULL);

  ac_connection_set_service (connection, "fooCommerce");
  ac_connection_set_external_id (connection, "shop");
  ac_connection_set_name (connection, "Acme");
  ac_connection_create (connection, NULL, fake_world_note_end, world);
  fake_clock_settle (world->clock);
  return connection;
}

/* The POST broke: a page with the one connection, made so many seconds from now. */
static void
answer_look_up (FakeWorld *world, double made)
{
  g_autofree char *made_at = fake_world_format_date (world, made, "%Y-%m-%dT%H:%M:%S+00:00");
  g_autofree char *date = fake_world_format_date (world, 0, HTTP_DATE);
  g_autofree char *body = g_strdup_printf (
    "{\"connections\":[{\"id\":\"7\",\"service\":\"fooCommerce\",\"externalid\":\"shop\",\"name\":"
    "\"Acme\",\"cdate\":\"%s\"}],\"meta\":{\"total\":\"1\"}}",
    made_at);

  fake_world_answer (world, &(FakeAnswer){ .status = 200, .body = body, .date = date });
}

static void
wait_for_request (FakeWorld *world, const char *method)
{
  for (guint i = 0; i < 100 && fake_world_get_method (world) == NULL; i++)
    fake_clock_advance (world->clock, ac_seconds_to_us (0.1));
  g_assert_cmpstr (fake_world_get_method (world), ==, method);
}

/* What another made while the POST waited for its slot is not ours, though it has our values. */
static void
test_made_while_waiting (gconstpointer is_ours)
{
  g_auto (FakeWorld) world = { 0 };
  g_autoptr (AcConnection) connection = NULL;

  fake_world_init (&world);
  ac_rate_limiter_pause (ac_client_get_rate_limiter (world.client), PAUSE);
  connection = create (&world);
  g_assert_cmpuint (fake_world_count_sent (&world), ==, 0);
  fake_clock_advance (world.clock, ac_seconds_to_us (PAUSE));
  wait_for_request (&world, "POST");
  fake_world_answer (&world, &(FakeAnswer){ .status = 0 });
  wait_for_request (&world, "GET");
  answer_look_up (&world, GPOINTER_TO_INT (is_ours) ? 0 : -PAUSE);
  g_assert_cmpuint (world.n_calls, ==, 1);
  g_assert_cmpstr (world.code, ==, GPOINTER_TO_INT (is_ours) ? "ok" : "duplicate");
  g_assert_cmpint (ac_connection_get_adopted (connection), ==, GPOINTER_TO_INT (is_ours));
}

/* A server that makes connections up has no end of them. */
static void
test_no_end (void)
{
  g_auto (FakeWorld) world = { 0 };
  guint id = 0;

  fake_world_init (&world);
  ac_client_find_connection (world.client, "fooCommerce", "shop", NULL, fake_world_note_end,
                             &world);
  while (world.n_calls == 0)
    {
      g_autoptr (GString) body = g_string_new ("{\"connections\":[");

      wait_for_request (&world, "GET");
      for (guint i = 0; i < 100; i++)
        g_string_append_printf (body, "%s{\"id\":\"%u\",\"externalid\":\"%u\"}", i > 0 ? "," : "",
                                id + i, id + i);
      id += 100;
      g_string_append (body, "]}");
      fake_world_answer (&world, &(FakeAnswer){ .status = 200, .body = body->str });
      g_assert_cmpuint (id, <=, 200000);
    }
  g_assert_cmpstr (world.code, ==, "bad-response");
  g_assert_cmpuint (id, >, 100000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/look-up/made-by-another", GINT_TO_POINTER (FALSE),
                        test_made_while_waiting);
  g_test_add_data_func ("/look-up/made-by-us", GINT_TO_POINTER (TRUE), test_made_while_waiting);
  g_test_add_func ("/look-up/no-end", test_no_end);
  return g_test_run ();
}
