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

/* What another made before a POST of ours that may have been carried out is not ours, though it has
 * our values.
 */
static const struct
{
  const char *name;
  gboolean is_refused; /* an earlier POST; else the first waits as long for its slot */
  double made;         /* from the look-up on */
  const char *code;
} rows[] = {
  { "before-its-slot", FALSE, -PAUSE, "duplicate" },
  { "with-its-slot", FALSE, 0, "ok" },
  { "after-a-refusal", TRUE, -PAUSE, "duplicate" },
  { "with-the-next", TRUE, 0, "ok" },
};

static void
test_made (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (FakeWorld) world = { 0 };
  g_autoptr (AcConnection) connection = NULL;

  fake_world_init (&world);
  if (!rows[i].is_refused)
    ac_rate_limiter_pause (ac_client_get_rate_limiter (world.client), PAUSE);
  connection = create (&world);
  if (rows[i].is_refused)
    fake_world_answer (&world, &(FakeAnswer){ .status = 429, .body = "", .retry_after = "20" });
  g_assert_null (fake_world_get_method (&world));
  fake_clock_advance (world.clock, ac_seconds_to_us (PAUSE));
  wait_for_request (&world, "POST");
  fake_world_answer (&world, &(FakeAnswer){ .status = 0 });
  wait_for_request (&world, "GET");
  answer_look_up (&world, rows[i].made);
  g_assert_cmpuint (world.n_calls, ==, 1);
  g_assert_cmpstr (world.code, ==, rows[i].code);
  g_assert_cmpint (ac_connection_get_adopted (connection), ==, g_str_equal (rows[i].code, "ok"));
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
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/look-up/made-", rows[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_made);
    }
  g_test_add_func ("/look-up/no-end", test_no_end);
  return g_test_run ();
}
