/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How long the account is paused where the server wants it: promise 7. */

#include "retry-support.h"

/* When the server saw a request, in seconds of its clock. */
static double
get_arrival (World *world, guint request)
{
  g_autofree char *text = world_dup_logged (world, request, "at_us");

  return (double) g_ascii_strtoll (text, NULL, 10) / G_USEC_PER_SEC;
}

/* What the server wants to be waited. */
typedef struct
{
  const char *name;
  const char *retry_after; /* "+2": a date, so many seconds from now */
  const char *code;
  double least; /* seconds between the requests; 0: no second one */
  guint status;
  gboolean pauses;
} Wish;

static const Wish wishes[] = {
  { "429-seconds", "1", "ok", 1, 429, TRUE },
  { "429-absent", NULL, "ok", 0.25, 429, TRUE },
  { "429-zero", "0", "ok", 0.25, 429, TRUE },
  { "429-date", "+3", "ok", 1, 429, TRUE },
  { "429-past-date", "+-100", "ok", 0.25, 429, TRUE },
  { "429-nonsense", "soon", "ok", 0.25, 429, TRUE },
  { "429-negative", "-5", "ok", 0.25, 429, TRUE },
  { "429-huge", "100000", "rate-limited", 0, 429, TRUE },
  { "429-enormous", "99999999999999999999999", "rate-limited", 0, 429, TRUE },
  { "429-far-date", "+100000", "rate-limited", 0, 429, TRUE },
  { "503-seconds", "1", "ok", 1, 503, TRUE },
  { "503-absent", NULL, "ok", 0.25, 503, FALSE },
  { "503-zero", "0", "ok", 0.25, 503, TRUE },
  { "503-date", "+3", "ok", 1, 503, TRUE },
  { "503-huge", "100000", "unavailable", 0, 503, TRUE },
};

static void
on_paused (AcRateLimiter *limiter, double seconds, gpointer paused)
{
  g_assert_cmpfloat (seconds, >, 0);
  *(gboolean *) paused = TRUE;
}

static char *
dup_wish (const char *text)
{
  g_autoptr (GDateTime) now = NULL, then = NULL;

  if (text == NULL)
    return g_strdup ("null");
  if (*text != '+')
    return g_strdup_printf ("\"%s\"", text);
  now = g_date_time_new_now_utc ();
  then = g_date_time_add_seconds (now, g_ascii_strtod (text + 1, NULL));
  return g_date_time_format (then, "\"%a, %d %b %Y %H:%M:%S GMT\"");
}

static void
begin_wish (Trial *self, guint row)
{
  g_autofree char *wish = dup_wish (wishes[row].retry_after);
  g_autofree char *fault = g_strdup_printf ("{\"status\":%u,\"headers\":{\"Retry-After\":%s}}",
                                            wishes[row].status, wish);

  self->world = world_new_unlimited ();
  self->connection = ac_connection_new (self->world->client, "2");
  world_add_fault (self->world, fault);
  g_signal_connect (ac_client_get_rate_limiter (self->world->client), "paused",
                    G_CALLBACK (on_paused), &self->paused);
  ac_connection_set_name (self->connection, "A");
  ac_connection_update (self->connection, NULL, answer_take, &self->answers[0]);
}

/* Whoever comes while the account is paused for long is told at once. */
static void
assert_paused_for_long (Trial *trial, const Wish *row)
{
  AcProblem *problem = ac_connection_get_problem (trial->connection);

  g_assert_cmpuint (world_count_requests (trial->world), ==, 1);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 1);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, row->status);
  g_assert_cmpfloat (ac_problem_get_retry_after (problem), >, 60);
  g_assert_true (ac_problem_get_retryable (problem));
  g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, row->status == 503);

  g_assert_false (connection_update (trial->connection, NULL));
  problem = ac_connection_get_problem (trial->connection);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "rate-limited");
  g_assert_cmpfloat (ac_problem_get_retry_after (problem), >, 60);
  g_assert_cmpuint (world_count_requests (trial->world), ==, 1);
}

static void
test_wish (gconstpointer data)
{
  static Trial *trials;
  guint index = GPOINTER_TO_UINT (data);
  const Wish *row = &wishes[index];
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (wishes), begin_wish, index);

  answer_await (&trial->answers[0]);
  g_assert_cmpstr (answer_get_code (&trial->answers[0]), ==, row->code);
  g_assert_cmpint (trial->paused, ==, row->pauses);
  if (row->least > 0)
    {
      g_assert_cmpuint (world_count_requests (trial->world), ==, 2);
      g_assert_cmpfloat (get_arrival (trial->world, 1) - get_arrival (trial->world, 0), >=,
                         row->least);
    }
  else
    assert_paused_for_long (trial, row);
  trial_clear (trial);
}

static void
test_paused (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  AcRateLimiter *limiter = ac_client_get_rate_limiter (world->client);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  AcProblem *problem;
  gint64 start = g_get_monotonic_time ();

  ac_rate_limiter_pause (limiter, 100);
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_RATE_LIMITED);
  g_assert_cmpfloat (seconds_since (start), <, 10);
  problem = ac_connection_get_problem (connection);
  g_assert_cmpfloat (ac_problem_get_retry_after (problem), >, 60);
  g_assert_cmpfloat (ac_problem_get_retry_after (problem), <=, 100);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* The pause comes while the call waits already. */
static void
test_paused_meanwhile (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_set_rate_limiter (world->client, limiter);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  ac_connection_refresh (connection, NULL, answer_take, &answer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (answer.calls, ==, 0);

  ac_rate_limiter_pause (limiter, 100);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "rate-limited");
  g_assert_cmpfloat (ac_problem_get_retry_after (ac_problem_from_result (answer.result)), >, 60);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

/* A pause that fits in the timeout is waited for, and one without a timeout whatever its length. */
static void
test_paused_shortly (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  gint64 start = g_get_monotonic_time ();

  ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 0.4);
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_cmpfloat (seconds_since (start), >=, 0.4);
}

static void
test_paused_without_timeout (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_set_timeout (world->client, 0);
  ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 1000);
  ac_connection_refresh (connection, cancellable, answer_take, &answer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (answer.calls, ==, 0);
  g_cancellable_cancel (cancellable);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "cancelled");
}

/* A 429 to one holds back all clients of the account, and nobody else. */
static void
test_whole_account (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  g_autoptr (AcClient) one = NULL, other = NULL, stranger = NULL;
  AcConnection *connections[3];
  g_autofree char *url = NULL;
  Answer answers[3] = { ANSWER_INIT };
  gboolean paused = FALSE;

  options.rate_limit = 0;
  options.accounts = 2;
  options.connections = 3;
  world = world_new (&options);
  url = emulator_dup_account_url (world->emulator, 2);
  one = world_make_client (world);
  other = ac_client_new (emulator_get_url (world->emulator), "another-token", NULL);
  stranger = ac_client_new (url, emulator_get_token (world->emulator), NULL);
  connections[0] = ac_connection_new (one, "1");
  connections[1] = ac_connection_new (other, "2");
  connections[2] = ac_connection_new (stranger, "3");

  world_add_fault (world, "{\"status\":429,\"headers\":{\"Retry-After\":\"1\"}}");
  g_signal_connect (ac_client_get_rate_limiter (other), "paused", G_CALLBACK (on_paused), &paused);
  ac_connection_refresh (connections[0], NULL, answer_take, &answers[0]);
  while (!paused)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 1; i < 3; i++)
    ac_connection_refresh (connections[i], NULL, answer_take, &answers[i]);
  for (guint i = 0; i < 3; i++)
    answer_await (&answers[i]);
  g_assert_cmpstr (answer_get_code (&answers[0]), ==, "ok");
  g_assert_cmpstr (answer_get_code (&answers[1]), ==, "forbidden");
  g_assert_cmpstr (answer_get_code (&answers[2]), ==, "ok");

  /* The first again and the other in the order of the limiter, and the stranger before them. */
  g_assert_cmpuint (world_count_requests (world), ==, 4);
  {
    g_autofree char *path = world_dup_logged (world, 1, "path");

    g_assert_cmpstr (path, ==, "/api/3/connections/3");
  }
  for (guint i = 2; i < 4; i++)
    g_assert_cmpfloat (get_arrival (world, i) - get_arrival (world, 0), >=, 1);
  for (guint i = 0; i < 3; i++)
    {
      answer_clear (&answers[i]);
      g_object_unref (connections[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    add_case ("/retry/retry-after", wishes[i].name, GUINT_TO_POINTER (i), test_wish);
  g_test_add_func ("/retry/paused/before", test_paused);
  g_test_add_func ("/retry/paused/meanwhile", test_paused_meanwhile);
  g_test_add_func ("/retry/paused/shortly", test_paused_shortly);
  g_test_add_func ("/retry/paused/without-timeout", test_paused_without_timeout);
  g_test_add_func ("/retry/whole-account", test_whole_account);
  return g_test_run ();
}
