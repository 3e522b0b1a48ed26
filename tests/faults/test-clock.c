/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Faults of the computer's clock, which no real one has when a test wants it. */

#include "activecampaign-glib.h"

#include "ac-client-private.h"
#include "ac-rate-limiter-private.h"
#include "ac-transport.h"
#include "fake-clock.h"

#define ANSWER "{\"connection\":{\"id\":\"2\",\"name\":\"Acme\"}}"
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define NIGHT (10 * HOUR)
#define DAY G_GINT64_CONSTANT (86400)

/* A network that answers when it is told to. */
typedef struct
{
  AcTransport parent;
  AcExchange *exchange; /* what waits for an answer, or NULL */
  AcTransportDone done;
  gpointer data;
  GCancellable *cancellable;
  gulong cancelled_id;
  guint n_sent;
} Network;

static void
answer (Network *self, guint status, const char *body, const char *retry_after, GError *error)
{
  AcExchange *exchange = g_steal_pointer (&self->exchange);

  g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  g_clear_object (&self->cancellable);
  exchange->status = status;
  exchange->answer = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  exchange->retry_after = g_strdup (retry_after);
  exchange->error = error;
  self->done (exchange, self->data);
}

static gboolean
give_up (gpointer data)
{
  answer (data, 0, NULL, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_idle_add (give_up, data);
}

static void
send_exchange (AcTransport *transport,
               AcExchange *exchange,
               GCancellable *cancellable,
               AcTransportDone done,
               gpointer data)
{
  Network *self = (Network *) transport;

  g_assert_null (self->exchange);
  exchange->sent = TRUE;
  self->exchange = exchange;
  self->done = done;
  self->data = data;
  self->n_sent++;
  self->cancellable = g_object_ref (cancellable);
  self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
}

static void
finalize (AcTransport *transport)
{
  g_free (transport);
}

/* An account with a connection, in a world of its own. */
typedef struct
{
  FakeClock *clock;
  Network *network;
  AcClient *client;
  AcConnection *connection;
  guint n_calls;
  char *code; /* of the update that ended last */
} World;

static void
world_init (World *self)
{
  g_autoptr (AcRateLimiter) limiter = NULL;
  g_autoptr (GError) error = NULL;

  self->clock = fake_clock_new ();
  self->network = g_new0 (Network, 1);
  self->network->parent = (AcTransport){ .send = send_exchange, .finalize = finalize };
  g_atomic_ref_count_init (&self->network->parent.refs);
  self->client = ac_client_new ("https://example.api-us1.com", "token", &error);
  g_assert_no_error (error);
  limiter = ac_rate_limiter_new_with_clock (5, fake_clock_get_clock (self->clock));
  ac_client_set_rate_limiter (self->client, limiter);
  ac_client_set_world (self->client, fake_clock_get_clock (self->clock), &self->network->parent);
  self->connection = ac_connection_new (self->client, "2");
}

static void
world_clear (World *self)
{
  g_object_unref (self->connection);
  g_object_unref (self->client);
  g_free (self->code);
  fake_clock_free (self->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
on_updated (GObject *connection, GAsyncResult *result, gpointer data)
{
  World *self = data;
  AcProblem *problem = ac_problem_from_result (result);

  self->n_calls++;
  g_free (self->code);
  self->code = g_strdup (problem != NULL ? ac_problem_get_code (problem) : "ok");
  g_assert_cmpint (ac_connection_update_finish (AC_CONNECTION (connection), result, NULL), ==,
                   problem == NULL);
}

static void
update (World *self, const char *name)
{
  ac_connection_set_name (self->connection, name);
  ac_connection_update (self->connection, NULL, on_updated, self);
  fake_clock_settle (self->clock);
}

static void
assert_ended (World *self, guint n_calls, const char *code)
{
  fake_clock_settle (self->clock);
  g_assert_cmpuint (self->n_calls, ==, n_calls);
  g_assert_cmpstr (self->code, ==, code);
  g_assert_cmpint (ac_connection_get_modified (self->connection), ==, !g_str_equal (code, "ok"));
}

/* The lid is closed, and opened in the morning: nothing ran meanwhile. */
static void
sleep_over (World *self)
{
  fake_clock_freeze (self->clock, g_main_context_default ());
  fake_clock_advance (self->clock, NIGHT);
  fake_clock_freeze (self->clock, NULL);
  fake_clock_settle (self->clock);
}

static void
test_suspended_under_way (void)
{
  g_auto (World) world = { 0 };

  world_init (&world);
  update (&world, "Acme");
  g_assert_cmpuint (world.network->n_sent, ==, 1);
  sleep_over (&world);
  assert_ended (&world, 1, "timed-out");
  g_assert_true (ac_problem_get_outcome_unknown (ac_connection_get_problem (world.connection)));

  update (&world, "Acme");
  g_assert_cmpuint (world.network->n_sent, ==, 2);
  answer (world.network, 200, ANSWER, NULL, NULL);
  assert_ended (&world, 2, "ok");
}

static void
test_suspended_between_attempts (void)
{
  g_auto (World) world = { 0 };

  world_init (&world);
  update (&world, "Acme");
  answer (world.network, 503, "", NULL, NULL);
  sleep_over (&world);
  assert_ended (&world, 1, "timed-out");
  g_assert_cmpuint (world.network->n_sent, ==, 1);
}

/* What only waits for its turn loses nothing to the night. */
static void
test_suspended_in_the_queue (void)
{
  g_auto (World) world = { 0 };
  AcRateLimiter *limiter;

  world_init (&world);
  limiter = ac_client_get_rate_limiter (world.client);
  for (guint i = 0; i < 5; i++)
    g_assert_true (ac_rate_limiter_try_acquire (limiter));
  update (&world, "Acme");
  g_assert_cmpuint (world.network->n_sent, ==, 0);
  for (guint i = 0; i < 5; i++)
    ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_ANSWERED);
  sleep_over (&world);
  g_assert_cmpuint (world.network->n_sent, ==, 1);
  answer (world.network, 200, ANSWER, NULL, NULL);
  assert_ended (&world, 1, "ok");
}

/* A time of day that somebody sets moves no timer, and a date that the server names is not believed
 * for longer than an hour.
 */
static void
test_date_set (gconstpointer offset)
{
  g_auto (World) world = { 0 };
  g_autoptr (GDateTime) soon = NULL;
  g_autofree char *retry_after = NULL;

  world_init (&world);
  soon = ac_clock_get_date (fake_clock_get_clock (world.clock));
  retry_after = g_date_time_format (soon, "%a, %d %b %Y %H:%M:%S GMT");
  update (&world, "Acme");
  fake_clock_set_date (world.clock, GPOINTER_TO_INT (offset) * DAY);
  answer (world.network, 429, "", retry_after, NULL);
  fake_clock_advance (world.clock, ac_seconds_to_us (5));
  if (world.n_calls == 0)
    answer (world.network, 200, ANSWER, NULL, NULL);
  assert_ended (&world, 1, GPOINTER_TO_INT (offset) < 0 ? "rate-limited" : "ok");
  g_assert_cmpfloat (ac_rate_limiter_get_pause (ac_client_get_rate_limiter (world.client)), <=,
                     3600);

  fake_clock_advance (world.clock, HOUR);
  update (&world, "Acme again");
  answer (world.network, 200, ANSWER, NULL, NULL);
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
