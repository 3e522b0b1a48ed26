/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is tried again, when, and for how long: promise 8, and the pauses of promise 7. */

#include "support.h"

#include <string.h>

/* When the server saw a request, in seconds of its clock. */
static double
get_arrival (World *world, guint request)
{
  g_autofree char *text = world_dup_logged (world, request, "at_us");

  return (double) g_ascii_strtoll (text, NULL, 10) / G_USEC_PER_SEC;
}

static guint
count_requests_of (World *world, const char *path)
{
  guint count = 0;

  for (guint i = 0; i < world_count_requests (world); i++)
    {
      g_autofree char *logged = world_dup_logged (world, i, "path");

      count += g_str_equal (logged, path);
    }
  return count;
}

/* A success that was carried out, whose answer does not come whole. */
#define TRUNCATED(how)                                                                             \
  "\"close\":\"" how "\",\"status\":200,\"apply\":true,\"body\":{\"connection\":{\"id\":\"1\"}}"

/* Each fault befalls a PUT, a GET and a DELETE. */
static const struct
{
  const char *name;
  const char *fault;
  const char *code;
  guint status;
} faults[] = {
  { "closed-not-carried-out", "\"close\":\"before\"", "network", 0 },
  { "closed-carried-out", "\"close\":\"after\"", "network", 0 },
  { "reset", "\"close\":\"reset\"", "network", 0 },
  { "only-headers", TRUNCATED ("headers"), "network", 200 },
  { "truncated", TRUNCATED ("body"), "network", 200 },
  { "truncated-chunked", TRUNCATED ("chunked"), "network", 200 },
  { "408", "\"status\":408", "unavailable", 408 },
  { "500", "\"status\":500", "unavailable", 500 },
  { "500-carried-out", "\"status\":500,\"apply\":true", "unavailable", 500 },
  { "503", "\"status\":503", "unavailable", 503 },
  { "520", "\"status\":520,\"body\":\"<html>\"", "unavailable", 520 },
  { "590", "\"status\":590", "unavailable", 590 },
};

static const struct
{
  const char *id;
  const char *path;
  ConnectionBegin begin;
  gboolean changes;
} methods[] = {
  { "1", "/api/3/connections/1", ac_connection_update, TRUE },
  { "2", "/api/3/connections/2", ac_connection_refresh, FALSE },
  { "3", "/api/3/connections/3", ac_connection_delete, TRUE },
};

static World *
make_world_of_three (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.rate_limit = 0;
  options.connections = G_N_ELEMENTS (methods);
  return world_new (&options);
}

/* What a row of a table does. It waits most of the time: so the first row begins them all. */
typedef struct
{
  World *world;
  AcConnection *connection; /* NULL where there are more */
  Answer answers[G_N_ELEMENTS (methods)];
  gboolean paused;
  guint *ids;
} Trial;

typedef void (*TrialBegin) (Trial *trial, guint row);

static Trial *
take_trial (Trial **trials, guint count, TrialBegin begin, guint row)
{
  if (*trials == NULL)
    {
      *trials = g_new0 (Trial, count);
      for (guint i = 0; i < count; i++)
        begin (&(*trials)[i], i);
    }
  return &(*trials)[row];
}

static void
trial_clear (Trial *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->answers); i++)
    answer_clear (&self->answers[i]);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->world, world_free);
}

static void
begin_methods (Trial *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (self->world->client, methods[i].id);

      ac_connection_set_name (connection, "A");
      methods[i].begin (connection, NULL, answer_take, &self->answers[i]);
    }
}

/* Once: the second attempt is a success. */
static void
begin_again (Trial *self, guint row)
{
  self->world = make_world_of_three ();
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"match\":{\"path\":\"%s\"},%s}", methods[i].path,
                                                faults[row].fault);

      world_add_fault (self->world, fault);
    }
  begin_methods (self);
}

static void
test_again (gconstpointer data)
{
  static Trial *trials;
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (faults), begin_again, GPOINTER_TO_UINT (data));
  g_autofree char *name = NULL, *deleted = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      answer_await (&trial->answers[i]);
      g_assert_cmpstr (answer_get_code (&trial->answers[i]), ==, "ok");
      g_assert_cmpuint (trial->answers[i].calls, ==, 1);
      g_assert_cmpuint (count_requests_of (trial->world, methods[i].path), ==, 2);
    }
  name = world_dup_stored (trial->world, "1", "name");
  g_assert_cmpstr (name, ==, "A");
  deleted = world_dup_stored (trial->world, "3", "name");
  g_assert_null (deleted);
  trial_clear (trial);
}

/* For ever: as often as is allowed, and the server sees each attempt that the problem tells of. */
static void
begin_in_vain (Trial *self, guint row)
{
  g_autofree char *fault = g_strdup_printf ("{\"times\":0,%s}", faults[row].fault);

  self->world = make_world_of_three ();
  world_add_fault (self->world, fault);
  ac_client_set_max_attempts (self->world->client, 2);
  begin_methods (self);
}

static void
test_in_vain (gconstpointer data)
{
  static Trial *trials;
  guint row = GPOINTER_TO_UINT (data);
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (faults), begin_in_vain, row);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      AcProblem *problem = ac_problem_from_result (answer_await (&trial->answers[i]));

      g_assert_cmpstr (answer_get_code (&trial->answers[i]), ==, faults[row].code);
      g_assert_cmpuint (ac_problem_get_http_status (problem), ==, faults[row].status);
      g_assert_true (ac_problem_get_retryable (problem));
      g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, methods[i].changes);
      g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 2);
      g_assert_cmpuint (count_requests_of (trial->world, methods[i].path), ==, 2);
      g_assert_cmpfloat (ac_problem_get_waited (problem), >, 0.1);
    }
  trial_clear (trial);
}

static const char *const final_faults[] = {
  "\"status\":400", "\"status\":401", "\"status\":402",      "\"status\":403", "\"status\":404",
  "\"status\":422", "\"status\":301", "\"body\":\"<html>\"", "\"body\":{}",
};

/* What trying again does not change. */
static void
test_never_again (void)
{
  g_autoptr (World) world = make_world_of_three ();

  for (guint i = 0; i < G_N_ELEMENTS (final_faults); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, "1");
      g_autofree char *fault = g_strdup_printf ("{%s}", final_faults[i]);

      world_add_fault (world, fault);
      ac_connection_set_name (connection, "A");
      g_assert_false (connection_update (connection, NULL));
      g_assert_false (ac_problem_get_retryable (ac_connection_get_problem (connection)));
      g_assert_cmpuint (ac_problem_get_attempts (ac_connection_get_problem (connection)), ==, 1);
      g_assert_cmpuint (world_count_requests (world), ==, i + 1);
    }
}

/* The status has come, and with it what there is to know, though the body breaks off. */
static const struct
{
  const char *name;
  ConnectionBegin begin;
  const char *faults;
  const char *code;
  guint requests;
} truncated_refusals[] = {
  { "404-to-put", ac_connection_update, "{\"status\":404,\"body\":\"12345678\",\"close\":\"body\"}",
    "not-found", 1 },
  { "422-to-put", ac_connection_update, "{\"status\":422,\"body\":\"12345678\",\"close\":\"body\"}",
    "invalid", 1 },
  { "403-to-get", ac_connection_refresh,
    "{\"status\":403,\"body\":\"12345678\",\"close\":\"body\"}", "forbidden", 1 },
  { "404-to-repeated-delete", ac_connection_delete,
    "{\"status\":500},{\"status\":404,\"body\":\"12345678\",\"close\":\"body\"}", "ok", 2 },
  { "429-then-well", ac_connection_update,
    "{\"status\":429,\"body\":\"12345678\",\"close\":\"body\"}", "ok", 2 },
};

static void
begin_truncated_refusal (Trial *self, guint row)
{
  self->world = world_new_unlimited ();
  self->connection = ac_connection_new (self->world->client, "2");
  world_add_fault (self->world, truncated_refusals[row].faults);
  ac_connection_set_name (self->connection, "A");
  truncated_refusals[row].begin (self->connection, NULL, answer_take, &self->answers[0]);
}

static void
test_truncated_refusal (gconstpointer data)
{
  static Trial *trials;
  guint row = GPOINTER_TO_UINT (data);
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (truncated_refusals), begin_truncated_refusal,
                             row);

  answer_await (&trial->answers[0]);
  g_assert_cmpuint (world_count_requests (trial->world), ==, truncated_refusals[row].requests);
  g_assert_cmpstr (answer_get_code (&trial->answers[0]), ==, truncated_refusals[row].code);
  trial_clear (trial);
}

/* On a connection that is kept from the request before, where libsoup likes to try again by
 * itself.
 */
static const struct
{
  const char *name;
  ConnectionBegin begin;
  const char *methods;
} kept[] = {
  { "put", ac_connection_update, "GET PUT" },
  { "get", ac_connection_refresh, "GET GET" },
  { "delete", ac_connection_delete, "GET DELETE" },
};

static void
test_kept (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *seen = NULL, *first = NULL, *second = NULL;

  g_assert_true (connection_refresh (connection, NULL));
  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, "{\"close\":\"before\"}");
  ac_connection_set_name (connection, "A");
  kept[row].begin (connection, NULL, answer_take, &answer);
  answer_await (&answer);

  g_assert_cmpstr (answer_get_code (&answer), ==, "network");
  g_assert_cmpuint (ac_problem_get_attempts (ac_problem_from_result (answer.result)), ==, 1);
  seen = world_dup_methods (world);
  g_assert_cmpstr (seen, ==, kept[row].methods);
  first = world_dup_logged (world, 0, "port");
  second = world_dup_logged (world, 1, "port");
  g_assert_cmpstr (first, ==, second);
}

static void
test_kept_create (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;

  g_assert_true (ac_client_check_sync (world->client, NULL, NULL));
  {
    g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");

    g_assert_true (connection_refresh (other, NULL));
  }
  world_add_fault (world, "{\"close\":\"before\"}");
  ac_connection_set_service (connection, "s");
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "n");
  g_assert_true (connection_create (connection, &error));
  g_assert_no_error (error);
  seen = world_dup_methods (world);
  g_assert_cmpstr (seen, ==, "GET GET POST GET POST");
}

/* The server promises to keep the connection, and closes it. */
static void
test_closed_while_idle (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("A%u", i);

      world_add_fault (world, "{\"close\":\"idle\"}");
      ac_connection_set_name (connection, name);
      g_assert_true (connection_update (connection, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (world_count_requests (world), ==, i + 1);
    }
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
  g_assert_cmpfloat (seconds_since (start), <, at_most (2));
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
  g_assert_cmpfloat (seconds_since (start), <, timeout + at_most (0.7));
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
  g_assert_cmpfloat (seconds_since (start), <, at_most (2));
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
  g_assert_cmpfloat (seconds_since (start), <, at_most (1));
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
  g_assert_cmpfloat (seconds_since (start), <, at_most (2));
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

/* A POST whose outcome is unknown is not repeated blindly. */
#define OURS "\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\""
#define ON_POST "\"match\":{\"method\":\"POST\"}"
#define NOT_FOUND                                                                                  \
  "{\"match\":{\"method\":\"GET\"},\"body\":{\"connections\":[],\"meta\":{\"total\":\"0\"}}}"

typedef struct
{
  const char *name;
  const char *faults;
  const char *there; /* before: members of another connection */
  const char *code;
  const char *methods;
  guint max_attempts;
  gboolean unknown;
  guint count; /* of connections "e" at the server */
} Creation;

static const Creation creations[] = {
  { "carried-out-closed", "{" ON_POST ",\"close\":\"after\"}", NULL, "ok", "POST GET", 5, FALSE,
    1 },
  { "carried-out-reset", "{" ON_POST ",\"close\":\"reset\"}", NULL, "ok", "POST GET", 5, FALSE, 1 },
  { "carried-out-truncated", "{" ON_POST ",\"close\":\"body\"}", NULL, "ok", "POST GET", 5, FALSE,
    1 },
  { "carried-out-500", "{" ON_POST ",\"status\":500,\"apply\":true}", NULL, "ok", "POST GET", 5,
    FALSE, 1 },
  { "carried-out-408", "{" ON_POST ",\"status\":408,\"apply\":true}", NULL, "ok", "POST GET", 5,
    FALSE, 1 },
  { "not-carried-out", "{" ON_POST ",\"close\":\"before\"}", NULL, "ok", "POST GET POST", 5, FALSE,
    1 },
  { "not-carried-out-503", "{" ON_POST ",\"status\":503}", NULL, "ok", "POST GET POST", 5, FALSE,
    1 },
  { "not-carried-out-twice", "{" ON_POST ",\"close\":\"before\",\"times\":2}", NULL, "ok",
    "POST GET POST GET POST", 5, FALSE, 1 },
  { "second-carried-out", "{" ON_POST ",\"close\":\"before\"},{" ON_POST ",\"close\":\"after\"}",
    NULL, "ok", "POST GET POST GET", 5, FALSE, 1 },
  { "limited", "{" ON_POST ",\"status\":429}", NULL, "ok", "POST POST", 5, FALSE, 1 },
  { "refused", "{" ON_POST ",\"status\":422,\"body\":{}}", NULL, "invalid", "POST", 5, FALSE, 0 },
  { "other-values", "{" ON_POST ",\"close\":\"before\"}",
    "\"service\":\"s\",\"externalid\":\"e\",\"name\":\"theirs\"", "duplicate", "POST GET", 5, TRUE,
    1 },
  { "older", "{" ON_POST ",\"close\":\"before\"}", OURS ",\"cdate\":\"2017-02-02T14:56:05-06:00\"",
    "duplicate", "POST GET", 5, TRUE, 1 },
  { "only-similar", "{" ON_POST ",\"close\":\"before\"}",
    "\"service\":\"s\",\"externalid\":\"ee\",\"name\":\"n\"", "ok", "POST GET POST", 5, FALSE, 1 },
  { "there-already", NULL, OURS, "duplicate", "POST", 5, FALSE, 1 },
  { "found-at-second-look", "{" ON_POST ",\"close\":\"after\"}," NOT_FOUND, NULL, "ok",
    "POST GET POST GET", 5, FALSE, 1 },
  { "never-found", "{" ON_POST ",\"close\":\"after\"}," NOT_FOUND "," NOT_FOUND, NULL, "network",
    "POST GET POST GET", 5, TRUE, 1 },
  { "never-found-after-500", "{" ON_POST ",\"status\":500,\"apply\":true}," NOT_FOUND "," NOT_FOUND,
    NULL, "unavailable", "POST GET POST GET", 5, TRUE, 1 },
  { "look-refused",
    "{" ON_POST ",\"close\":\"after\"},{\"match\":{\"method\":\"GET\"},\"status\":403}", NULL,
    "network", "POST GET", 5, TRUE, 1 },
  { "look-repeated",
    "{" ON_POST ",\"close\":\"after\"},{\"match\":{\"method\":\"GET\"},\"status\":500}", NULL, "ok",
    "POST GET GET", 5, FALSE, 1 },
  { "attempts-used-up", "{" ON_POST ",\"close\":\"before\",\"times\":0}", NULL, "network",
    "POST GET POST GET", 2, TRUE, 0 },
  { "one-attempt-carried-out", "{" ON_POST ",\"close\":\"after\"}", NULL, "ok", "POST GET", 1,
    FALSE, 1 },
  { "one-attempt", "{" ON_POST ",\"close\":\"before\"}", NULL, "network", "POST GET", 1, TRUE, 0 },
};

static AcConnection *
make_new (World *world)
{
  AcConnection *connection = ac_connection_new (world->client, NULL);

  ac_connection_set_service (connection, "s");
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "n");
  return connection;
}

static guint
count_at_server (World *world)
{
  g_autofree char *text = emulator_control (world->emulator, "GET", "/emulator/connections", NULL);
  g_auto (GStrv) parts = g_strsplit (text, "\"externalid\":\"e\"", -1);

  return g_strv_length (parts) - 1;
}

static void
begin_creation (Trial *self, guint index)
{
  const Creation *row = &creations[index];

  self->world = world_new_unlimited ();
  self->connection = make_new (self->world);
  self->ids = count_notify (self->connection, "id");
  if (row->there != NULL)
    {
      g_autofree char *body = g_strdup_printf ("{\"connection\":{%s}}", row->there);

      g_free (emulator_control (self->world->emulator, "POST", "/emulator/connections", body));
    }
  if (row->faults != NULL)
    world_add_fault (self->world, row->faults);
  ac_client_set_max_attempts (self->world->client, row->max_attempts);
  ac_connection_create (self->connection, NULL, answer_take, &self->answers[0]);
}

static void
test_creation (gconstpointer data)
{
  static Trial *trials;
  guint index = GPOINTER_TO_UINT (data);
  const Creation *row = &creations[index];
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (creations), begin_creation, index);
  AcConnection *connection = trial->connection;
  g_autofree char *methods_seen = NULL;
  gboolean ok = g_str_equal (row->code, "ok");

  answer_await (&trial->answers[0]);
  g_assert_cmpstr (answer_get_code (&trial->answers[0]), ==, row->code);
  methods_seen = world_dup_methods (trial->world);
  g_assert_cmpstr (methods_seen, ==, row->methods);
  g_assert_cmpuint (count_at_server (trial->world), ==, row->count);
  g_assert_cmpuint (*trial->ids, ==, ok);
  g_assert_cmpint (ac_connection_get_id (connection) != NULL, ==, ok);
  g_assert_cmpint (ac_connection_get_modified (connection), ==, !ok);
  /* What a look has shown last was not created by a POST that was answered. */
  g_assert_cmpint (ac_connection_get_adopted (connection), ==,
                   ok && g_str_has_suffix (methods_seen, "GET"));
  if (ok)
    {
      const char *id = ac_connection_get_id (connection);
      g_autofree char *name = world_dup_stored (trial->world, id, "name");
      g_autofree char *external_id = world_dup_stored (trial->world, id, "externalid");

      g_assert_cmpstr (name, ==, "n");
      g_assert_cmpstr (external_id, ==, "e");
      g_assert_nonnull (ac_connection_get_created_at (connection));
    }
  else
    {
      AcProblem *problem = ac_connection_get_problem (connection);

      g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, row->unknown);
      g_assert_cmpuint (ac_problem_get_attempts (problem), ==, world_count_requests (trial->world));
    }
  trial_clear (trial);
}

/* The look for what may have been created is given up. */
static void
run_look (gboolean cancel)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *methods_seen = NULL;
  AcProblem *problem;

  world_add_fault (world, "{" ON_POST ",\"close\":\"after\"},"
                          "{\"match\":{\"method\":\"GET\"},\"hold\":true}");
  if (!cancel)
    ac_client_set_timeout (world->client, at_most (1));
  ac_connection_create (connection, cancellable, answer_take, &answer);
  world_await_held (world, 1);
  if (cancel)
    g_cancellable_cancel (cancellable);
  answer_await (&answer);

  g_assert_cmpstr (answer_get_code (&answer), ==, cancel ? "cancelled" : "network");
  problem = ac_connection_get_problem (connection);
  g_assert_true (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 2);
  g_assert_null (ac_connection_get_id (connection));
  g_assert_true (ac_connection_get_modified (connection));
  methods_seen = world_dup_methods (world);
  g_assert_cmpstr (methods_seen, ==, "POST GET");
}

static void
test_look_cancelled (void)
{
  run_look (TRUE);
}

static void
test_look_timed_out (void)
{
  run_look (FALSE);
}

/* What 404 means to DELETE. There is no connection 9. */
static const struct
{
  const char *name;
  const char *fault; /* of the first attempt */
  const char *code;
  guint requests;
} deletions[] = {
  { "at-once", NULL, "not-found", 1 },
  { "after-500", "{\"status\":500}", "ok", 2 },
  { "after-lost", "{\"close\":\"before\"}", "ok", 2 },
  { "after-429", "{\"status\":429}", "not-found", 2 },
};

static void
test_deletion (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "9");
  g_auto (Answer) answer = ANSWER_INIT;
  gboolean ok = g_str_equal (deletions[row].code, "ok");

  if (deletions[row].fault != NULL)
    world_add_fault (world, deletions[row].fault);
  ac_connection_set_name (connection, "A");
  ac_connection_delete (connection, NULL, answer_take, &answer);
  answer_await (&answer);

  g_assert_cmpstr (answer_get_code (&answer), ==, deletions[row].code);
  g_assert_cmpuint (world_count_requests (world), ==, deletions[row].requests);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, ok ? NULL : "9");
  g_assert_cmpint (ac_connection_get_modified (connection), ==, !ok);
  if (!ok)
    g_assert_false (ac_problem_get_outcome_unknown (ac_connection_get_problem (connection)));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      add_case ("/retry/again", faults[i].name, GUINT_TO_POINTER (i), test_again);
      add_case ("/retry/in-vain", faults[i].name, GUINT_TO_POINTER (i), test_in_vain);
    }
  g_test_add_func ("/retry/never-again", test_never_again);
  for (guint i = 0; i < G_N_ELEMENTS (truncated_refusals); i++)
    add_case ("/retry/truncated", truncated_refusals[i].name, GUINT_TO_POINTER (i),
              test_truncated_refusal);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    add_case ("/retry/kept-connection", kept[i].name, GUINT_TO_POINTER (i), test_kept);
  g_test_add_func ("/retry/kept-connection/create", test_kept_create);
  g_test_add_func ("/retry/closed-while-idle", test_closed_while_idle);
  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    add_case ("/retry/retry-after", wishes[i].name, GUINT_TO_POINTER (i), test_wish);
  g_test_add_func ("/retry/timeout/held", test_timeout);
  g_test_add_func ("/retry/timeout/busy-session", test_timeout_busy_session);
  g_test_add_func ("/retry/timeout/covers-attempts", test_timeout_covers_attempts);
  g_test_add_func ("/retry/timeout/covers-backoff", test_timeout_covers_backoff);
  g_test_add_func ("/retry/timeout/spares-waiting", test_timeout_spares_waiting);
  g_test_add_func ("/retry/paused/before", test_paused);
  g_test_add_func ("/retry/paused/meanwhile", test_paused_meanwhile);
  g_test_add_func ("/retry/paused/shortly", test_paused_shortly);
  g_test_add_func ("/retry/paused/without-timeout", test_paused_without_timeout);
  g_test_add_func ("/retry/queue-timeout", test_queue_timeout);
  g_test_add_func ("/retry/queue-timeout/ends-with-slot", test_queue_timeout_ends_with_slot);
  g_test_add_func ("/retry/whole-account", test_whole_account);
  for (guint i = 0; i < G_N_ELEMENTS (creations); i++)
    add_case ("/retry/create", creations[i].name, GUINT_TO_POINTER (i), test_creation);
  g_test_add_func ("/retry/create/look-cancelled", test_look_cancelled);
  g_test_add_func ("/retry/create/look-timed-out", test_look_timed_out);
  for (guint i = 0; i < G_N_ELEMENTS (deletions); i++)
    add_case ("/retry/delete-404", deletions[i].name, GUINT_TO_POINTER (i), test_deletion);

  return g_test_run ();
}
