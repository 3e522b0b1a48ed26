/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the timeouts of an operation cover. */

#include "retry-support.h"

#include <string.h>

static void
test_timeout (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  AcProblem *problem;
  gint64 start = g_get_monotonic_time ();

  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_client_set_timeout (world->client, at_most (0.25));
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));

  g_assert_error (error, AC_ERROR, AC_ERROR_TIMED_OUT);
  g_assert_cmpfloat (seconds_since (start), >=, 0.25);
  g_assert_cmpfloat (seconds_since (start), <, 10);
  problem = ac_connection_get_problem (connection);
  g_assert_true (ac_problem_get_retryable (problem));
  g_assert_true (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 1);
  g_assert_cmpfloat (ac_problem_get_timeout (problem), ==, at_most (0.25));
  g_assert_true (ac_connection_get_modified (connection));
}

/* The app's session has one connection to the server, and that is busy. */
static void
test_timeout_busy_session (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (SoupSession) session = soup_session_new_with_options ("max-conns-per-host", 1, NULL);
  AcConnection *connections[2];
  g_auto (Answer) held = ANSWER_INIT, waiting = ANSWER_INIT;
  AcProblem *problem;
  gboolean late = FALSE;
  guint id;

  ac_client_set_session (world->client, session);
  world_add_fault (world, "{\"hold\":true}");
  connections[0] = ac_connection_new (world->client, "2");
  connections[1] = ac_connection_new (world->client, "2");
  ac_connection_refresh (connections[0], NULL, answer_take, &held);
  world_await_held (world, 1);
  ac_client_set_timeout (world->client, 0.3);
  ac_connection_set_name (connections[1], "A");
  ac_connection_update (connections[1], NULL, answer_take, &waiting);

  id = g_timeout_add_seconds (10, set_true, &late);
  while (waiting.calls == 0 && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (id);
  g_assert_cmpstr (answer_get_code (&waiting), ==, "timed-out");
  problem = ac_connection_get_problem (connections[1]);
  g_assert_false (ac_problem_get_outcome_unknown (problem));

  world_release (world);
  answer_await (&held);
  g_assert_cmpstr (answer_get_code (&held), ==, "ok");
  g_assert_cmpuint (world_count_requests (world), ==, 1);

  /* What was given up is not sent now that the connection is free. */
  ac_client_set_timeout (world->client, 60);
  g_assert_true (connection_update (connections[1], NULL));
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_object_unref (connections[0]);
  g_object_unref (connections[1]);
}

/* One deadline for all attempts and what is between them. */
static void
test_timeout_covers_attempts (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  double timeout = at_most (0.8);

  world_add_fault (world, "{\"status\":500},{\"hold\":true}");
  ac_client_set_timeout (world->client, timeout);
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));

  g_assert_error (error, AC_ERROR, AC_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "500"));
  g_assert_cmpuint (ac_problem_get_attempts (ac_connection_get_problem (connection)), ==, 2);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_cmpfloat (seconds_since (start), >=, timeout);
  g_assert_cmpfloat (seconds_since (start), <, timeout + 10);
}

static void
test_timeout_covers_backoff (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  world_add_fault (world, "{\"status\":500,\"times\":0}");
  ac_client_set_timeout (world->client, 1);
  ac_client_set_max_attempts (world->client, 1000);
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));

  g_assert_true (g_error_matches (error, AC_ERROR, AC_ERROR_UNAVAILABLE)
                 || g_error_matches (error, AC_ERROR, AC_ERROR_TIMED_OUT));
  g_assert_cmpuint (ac_problem_get_attempts (ac_connection_get_problem (connection)), ==,
                    world_count_requests (world));
  g_assert_cmpuint (world_count_requests (world), <=, 4);
  g_assert_cmpfloat (seconds_since (start), <, 10);
}

/* Orderly waiting for a slot costs no timeout. */
static void
test_timeout_spares_waiting (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (2);
  Answer answers[6] = { ANSWER_INIT };
  gint64 start = g_get_monotonic_time ();

  ac_client_set_rate_limiter (world->client, limiter);
  ac_client_set_timeout (world->client, at_most (0.5));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

      ac_connection_refresh (connection, NULL, answer_take, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      answer_clear (&answers[i]);
    }
  g_assert_cmpfloat (seconds_since (start), >=, 2);
}

static void
test_queue_timeout (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  AcProblem *problem;
  gint64 start = g_get_monotonic_time ();

  ac_client_set_rate_limiter (world->client, limiter);
  ac_client_set_queue_timeout (world->client, 0.2);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));

  g_assert_error (error, AC_ERROR, AC_ERROR_RATE_LIMITED);
  g_assert_cmpfloat (seconds_since (start), >=, 0.2);
  g_assert_cmpfloat (seconds_since (start), <, 10);
  problem = ac_connection_get_problem (connection);
  g_assert_true (ac_problem_get_retryable (problem));
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_clear_error (&error);
  ac_client_set_queue_timeout (world->client, at_most (0.2));
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
}

/* It bounds the wait for the first slot alone. */
static void
test_queue_timeout_ends_with_slot (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  ac_client_set_queue_timeout (world->client, at_most (0.1));
  world_add_fault (world, "{\"status\":500,\"delay_ms\":200}");
  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retry/timeout/held", test_timeout);
  g_test_add_func ("/retry/timeout/busy-session", test_timeout_busy_session);
  g_test_add_func ("/retry/timeout/covers-attempts", test_timeout_covers_attempts);
  g_test_add_func ("/retry/timeout/covers-backoff", test_timeout_covers_backoff);
  g_test_add_func ("/retry/timeout/spares-waiting", test_timeout_spares_waiting);
  g_test_add_func ("/retry/queue-timeout", test_queue_timeout);
  g_test_add_func ("/retry/queue-timeout/ends-with-slot", test_queue_timeout_ends_with_slot);
  return g_test_run ();
}
