/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Faults of the computer's clock, which no real one has when a test wants it. */

#include "fake-world.h"

#include "ac-rate-limiter-private.h"

#define ANSWER "{\"connection\":{\"id\":\"2\",\"name\":\"Acme\"}}"
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define NIGHT (10 * HOUR)
#define DAY G_GINT64_CONSTANT (86400)

static const FakeAnswer success = { .status = 200, .body = ANSWER };
static const FakeAnswer unavailable = { .status = 503, .body = "" };

/* A connection of such a world. */
typedef struct
{
  FakeWorld fake;
  AcConnection *connection;
} World;

static void
world_init (World *self)
{
  fake_world_init (&self->fake);
  self->connection = ac_connection_new (self->fake.client, "2");
}

static void
world_clear (World *self)
{
  g_object_unref (self->connection);
  fake_world_clear (&self->fake);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
on_updated (GObject *connection, GAsyncResult *result, gpointer fake)
{
  gboolean updated = ac_connection_update_finish (AC_CONNECTION (connection), result, NULL);

  fake_world_note_end (connection, result, fake);
  g_assert_cmpint (updated, ==, g_str_equal (((FakeWorld *) fake)->code, "ok"));
}

static void
update (World *self, const char *name)
{
  ac_connection_set_name (self->connection, name);
  ac_connection_update (self->connection, NULL, on_updated, &self->fake);
  fake_clock_settle (self->fake.clock);
}

static void
assert_ended (World *self, guint n_calls, const char *code)
{
  fake_clock_settle (self->fake.clock);
  g_assert_cmpuint (self->fake.n_calls, ==, n_calls);
  g_assert_cmpstr (self->fake.code, ==, code);
  g_assert_cmpint (ac_connection_get_modified (self->connection), ==, !g_str_equal (code, "ok"));
}

/* The lid is closed, and opened in the morning: nothing ran meanwhile. */
static void
sleep_over (World *self)
{
  fake_clock_freeze (self->fake.clock, g_main_context_default ());
  fake_clock_advance (self->fake.clock, NIGHT);
  fake_clock_freeze (self->fake.clock, NULL);
  fake_clock_settle (self->fake.clock);
}

static void
test_suspended_under_way (void)
{
  g_auto (World) world = { 0 };

  world_init (&world);
  update (&world, "Acme");
  g_assert_cmpuint (fake_world_count_sent (&world.fake), ==, 1);
  sleep_over (&world);
  assert_ended (&world, 1, "timed-out");
  g_assert_true (ac_problem_get_outcome_unknown (ac_connection_get_problem (world.connection)));

  update (&world, "Acme");
  g_assert_cmpuint (fake_world_count_sent (&world.fake), ==, 2);
  fake_world_answer (&world.fake, &success);
  assert_ended (&world, 2, "ok");
}

static void
test_suspended_between_attempts (void)
{
  g_auto (World) world = { 0 };

  world_init (&world);
  update (&world, "Acme");
  fake_world_answer (&world.fake, &unavailable);
  sleep_over (&world);
  assert_ended (&world, 1, "timed-out");
  g_assert_cmpuint (fake_world_count_sent (&world.fake), ==, 1);
}

/* What only waits for its turn loses nothing to the night. */
static void
test_suspended_in_the_queue (void)
{
  g_auto (World) world = { 0 };
  AcRateLimiter *limiter;

  world_init (&world);
  limiter = ac_client_get_rate_limiter (world.fake.client);
  for (guint i = 0; i < 5; i++)
    g_assert_true (ac_rate_limiter_try_acquire (limiter));
  update (&world, "Acme");
  g_assert_cmpuint (fake_world_count_sent (&world.fake), ==, 0);
  for (guint i = 0; i < 5; i++)
    ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_ANSWERED);
  sleep_over (&world);
  g_assert_cmpuint (fake_world_count_sent (&world.fake), ==, 1);
  fake_world_answer (&world.fake, &success);
  assert_ended (&world, 1, "ok");
}

/* A time of day that somebody sets moves no timer, and a date that the server names is not believed
 * for longer than an hour.
 */
static void
test_date_set (gconstpointer offset)
{
  g_auto (World) world = { 0 };
  g_autofree char *retry_after = NULL;

  world_init (&world);
  retry_after = fake_world_format_date (&world.fake, 0, "%a, %d %b %Y %H:%M:%S GMT");
  update (&world, "Acme");
  fake_clock_set_date (world.fake.clock, GPOINTER_TO_INT (offset) * DAY);
  fake_world_answer (&world.fake,
                     &(FakeAnswer){ .status = 429, .body = "", .retry_after = retry_after });
  fake_clock_advance (world.fake.clock, ac_seconds_to_us (5));
  if (world.fake.n_calls == 0)
    fake_world_answer (&world.fake, &success);
  assert_ended (&world, 1, GPOINTER_TO_INT (offset) < 0 ? "rate-limited" : "ok");
  g_assert_cmpfloat (ac_rate_limiter_get_pause (ac_client_get_rate_limiter (world.fake.client)), <=,
                     3600);

  fake_clock_advance (world.fake.clock, HOUR);
  update (&world, "Acme again");
  fake_world_answer (&world.fake, &success);
  assert_ended (&world, 2, "ok");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/suspended-under-way", test_suspended_under_way);
  g_test_add_func ("/clock/suspended-between-attempts", test_suspended_between_attempts);
  g_test_add_func ("/clock/suspended-in-the-queue", test_suspended_in_the_queue);
  g_test_add_data_func ("/clock/date-set-back", GINT_TO_POINTER (-1), test_date_set);
  g_test_add_data_func ("/clock/date-set-forward", GINT_TO_POINTER (1), test_date_set);
  return g_test_run ();
}
