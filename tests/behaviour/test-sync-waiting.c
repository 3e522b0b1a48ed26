/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The _sync functions: what they wait for, and what ends the wait. */

#include "support.h"

/* An operation of the object in another thread. */
typedef struct
{
  AcConnection *connection;
  GThread *thread;
  Answer answer;
} Worker;

static gpointer
work (gpointer data)
{
  Worker *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  ac_connection_update (self->connection, NULL, answer_take, &self->answer);
  answer_await (&self->answer);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
worker_start (Worker *self, AcConnection *connection)
{
  *self = (Worker){ .connection = connection };
  ac_connection_set_name (connection, "A");
  self->thread = g_thread_new ("worker", work, self);
}

static void
worker_join (Worker *self)
{
  g_thread_join (self->thread);
  g_assert_cmpstr (answer_get_code (&self->answer), ==, "ok");
  answer_clear (&self->answer);
}

static void
test_waits_for_other_thread (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_autofree char *methods = NULL;
  Worker worker;

  world_add_fault (world, "{\"delay_ms\":300}");
  worker_start (&worker, connection);
  world_await_requests (world, 1);
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
  worker_join (&worker);
  methods = world_dup_methods (world);
  g_assert_cmpstr (methods, ==, "PUT GET");
}

static void
test_waits_within_timeout (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  gint64 start;
  Worker worker;

  world_add_fault (world, "{\"hold\":true}");
  worker_start (&worker, connection);
  world_await_held (world, 1);
  ac_client_set_timeout (world->client, 0.3);
  start = g_get_monotonic_time ();
  g_assert_false (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_TIMED_OUT);
  g_assert_cmpfloat (seconds_since (start), >=, 0.3);
  g_assert_cmpfloat (seconds_since (start), <, 10);
  world_release (world);
  worker_join (&worker);
  g_assert_cmpuint (world_count_requests (world), ==, 1);
}

/* Waiting for its turn and then for a slot: the second costs no timeout. */
static void
test_waits_then_for_slot (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  gint64 start;
  Worker worker;

  ac_client_set_rate_limiter (world->client, limiter);
  ac_client_set_timeout (world->client, at_most (0.8));
  world_add_fault (world, "{\"delay_ms\":300}");
  worker_start (&worker, connection);
  world_await_requests (world, 1);
  start = g_get_monotonic_time ();
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (seconds_since (start), >=, 1);
  worker_join (&worker);
}

/* Cancelled from another thread, once it has begun. */
typedef struct
{
  World *world;
  guint held;
  GCancellable *cancellable;
} Canceller;

static gpointer
cancel (gpointer data)
{
  Canceller *self = data;

  while (emulator_count_held (self->world->emulator) < self->held)
    g_usleep (1000);
  /* Whether the other thread waits by now or is about to makes no difference. */
  g_usleep (20000);
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

static void
test_cancel_waiting (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Canceller canceller = { world, 1, cancellable };
  GThread *thread;
  Worker worker;

  world_add_fault (world, "{\"hold\":true}");
  worker_start (&worker, connection);
  world_await_held (world, 1);
  thread = g_thread_new ("canceller", cancel, &canceller);
  g_assert_false (ac_connection_refresh_sync (connection, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  world_release (world);
  worker_join (&worker);
  g_assert_cmpuint (world_count_requests (world), ==, 1);
}

static void
test_cancel_sent (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Canceller canceller = { world, 1, cancellable };
  GThread *thread;

  world_add_fault (world, "{\"hold\":true}");
  ac_connection_set_name (connection, "A");
  thread = g_thread_new ("canceller", cancel, &canceller);
  g_assert_false (ac_connection_update_sync (connection, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_true (ac_problem_get_outcome_unknown (ac_connection_get_problem (connection)));
  g_assert_true (ac_connection_get_modified (connection));
  world_release (world);
  g_clear_error (&error);
  g_assert_true (ac_connection_update_sync (connection, NULL, &error));
  g_assert_no_error (error);
}

static void
test_cancelled_before (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (ac_connection_refresh_sync (connection, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* Its own deadline. */
static void
test_timeout (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  world_add_fault (world, "{\"hold\":true}");
  ac_client_set_timeout (world->client, at_most (0.2));
  g_assert_false (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_TIMED_OUT);
  g_assert_cmpuint (world_count_requests (world), ==, 1);
}

/* Begun in this thread, in a context that another one turns. */
static gpointer
turn (gpointer data)
{
  GMainLoop *loop = data;

  g_main_context_push_thread_default (g_main_loop_get_context (loop));
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (g_main_loop_get_context (loop));
  return NULL;
}

static gboolean
set_flag (gpointer flag)
{
  g_atomic_int_set ((int *) flag, TRUE);
  return G_SOURCE_REMOVE;
}

static void
test_waits_for_turned_context (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  int turning = FALSE;
  GThread *thread;

  world_add_fault (world, "{\"delay_ms\":200}");
  ac_connection_set_name (connection, "A");
  g_main_context_push_thread_default (context);
  ac_connection_update (connection, NULL, answer_take, &answer);
  g_main_context_pop_thread_default (context);

  g_source_unref (add_idle (context, set_flag, &turning));
  thread = g_thread_new ("turner", turn, loop);
  while (!g_atomic_int_get (&turning))
    g_thread_yield ();
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_main_loop_quit (loop);
  g_thread_join (thread);
  g_main_context_push_thread_default (context);
  answer_await (&answer);
  g_main_context_pop_thread_default (context);
  g_assert_cmpuint (answer.calls, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/other-thread/waits", test_waits_for_other_thread);
  g_test_add_func ("/sync/other-thread/within-timeout", test_waits_within_timeout);
  g_test_add_func ("/sync/other-thread/then-for-slot", test_waits_then_for_slot);
  g_test_add_func ("/sync/other-thread/turns-the-context", test_waits_for_turned_context);
  g_test_add_func ("/sync/cancel/before", test_cancelled_before);
  g_test_add_func ("/sync/cancel/waiting", test_cancel_waiting);
  g_test_add_func ("/sync/cancel/sent", test_cancel_sent);
  g_test_add_func ("/sync/timeout", test_timeout);
  return g_test_run ();
}
