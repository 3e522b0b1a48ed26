/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The problem of an operation that failed: when it comes, when it goes, and what it holds. */

#include "support.h"

/* Every property that a person could see, as text. */
static char *
dup_visible (AcConnection *connection)
{
  guint count;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (connection),
                                                                   &count);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *contents = NULL;

      if (g_str_equal (pspecs[i]->name, "problem"))
        continue;
      g_value_init (&value, pspecs[i]->value_type);
      g_object_get_property (G_OBJECT (connection), pspecs[i]->name, &value);
      if (G_VALUE_HOLDS (&value, G_TYPE_DATE_TIME))
        contents = g_value_get_boxed (&value) != NULL
                   ? g_date_time_format_iso8601 (g_value_get_boxed (&value))
                   : NULL;
      else
        contents = g_strdup_value_contents (&value);
      g_string_append_printf (text, "%s: %s\n", pspecs[i]->name, contents);
    }
  return g_string_free (text, FALSE);
}

/* One whose values are known, and two of which were set anew. */
static AcConnection *
make_changed (World *world)
{
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  ac_connection_set_name (connection, "Acme, Inc.");
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  return g_steal_pointer (&connection);
}

/* The code's nick is its name in every other language. */
static void
test_codes (void)
{
  static const char *const nicks[] = {
    "invalid",   "unauthorized", "forbidden",   "payment-required", "not-found",
    "duplicate", "rate-limited", "unavailable", "network",          "tls",
    "timed-out", "redirected",   "bad-response"
  };
  g_autoptr (GEnumClass) codes = g_type_class_ref (AC_TYPE_ERROR);

  g_assert_cmpuint (codes->n_values, ==, G_N_ELEMENTS (nicks));
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    g_assert_cmpstr (g_enum_get_value (codes, (int) i)->value_nick, ==, nicks[i]);
  g_assert_cmpstr (g_quark_to_string (AC_ERROR), ==, "ac-error-quark");
}

/* The properties are what the getters are, and nobody can change them. */
static void
test_properties (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_autofree char *domain = NULL, *code = NULL, *message = NULL, *title = NULL, *detail = NULL;
  g_autofree char *server_code = NULL, *field = NULL, *request_id = NULL;
  double retry_after, waited, timeout;
  gboolean retryable, outcome_unknown;
  guint http_status, attempts, count;
  int error_code;
  g_autofree GParamSpec **pspecs = NULL;
  AcProblem *problem;

  world_add_fault (world, "{\"status\":422,\"headers\":{\"X-Request-Id\":\"abc\"},\"body\":"
                          "{\"errors\":[{\"title\":\"T\",\"detail\":\"D\",\"code\":\"C\","
                          "\"source\":{\"pointer\":\"/data/attributes/name\"}}]}}");
  g_assert_false (connection_update (connection, NULL));
  problem = ac_connection_get_problem (connection);

  g_object_get (problem, "error-domain", &domain, "error-code", &error_code, "code", &code,
                "message", &message, "http-status", &http_status, "title", &title, "detail",
                &detail, "server-code", &server_code, "field", &field, "retryable", &retryable,
                "retry-after", &retry_after, "request-id", &request_id, "attempts", &attempts,
                "waited", &waited, "timeout", &timeout, "outcome-unknown", &outcome_unknown, NULL);
  g_assert_cmpstr (domain, ==, "ac-error-quark");
  g_assert_cmpint (error_code, ==, AC_ERROR_INVALID);
  g_assert_cmpstr (code, ==, "invalid");
  g_assert_cmpstr (code, ==, ac_problem_get_code (problem));
  g_assert_cmpstr (message, ==, ac_problem_get_message (problem));
  g_assert_cmpuint (http_status, ==, 422);
  g_assert_cmpstr (title, ==, "T");
  g_assert_cmpstr (detail, ==, "D");
  g_assert_cmpstr (server_code, ==, "C");
  g_assert_cmpstr (field, ==, "name");
  g_assert_false (retryable);
  g_assert_cmpfloat (retry_after, ==, 0);
  g_assert_cmpstr (request_id, ==, "abc");
  g_assert_cmpstr (ac_problem_get_request_id (problem), ==, "abc");
  g_assert_cmpuint (attempts, ==, 1);
  g_assert_cmpfloat (waited, >=, 0);
  g_assert_cmpfloat (waited, ==, ac_problem_get_waited (problem));
  g_assert_cmpfloat (timeout, ==, 60);
  g_assert_cmpfloat (timeout, ==, ac_problem_get_timeout (problem));
  g_assert_false (outcome_unknown);

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (problem), &count);
  for (guint i = 0; i < count; i++)
    g_assert_false (pspecs[i]->flags & G_PARAM_WRITABLE);
}

static void
compare_problems (GObject *connection, GAsyncResult *result, gpointer answer)
{
  g_assert_true (ac_connection_get_problem (AC_CONNECTION (connection))
                 == ac_problem_from_result (result));
  answer_take (connection, result, answer);
}

/* It is there before the callback, and notified. */
static void
test_problem_before_callback (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  guint *notified = count_notify (connection, "problem");

  world_add_fault (world, "{\"status\":422,\"body\":{}}");
  for (guint i = 0; i < 2; i++)
    {
      g_auto (Answer) answer = ANSWER_INIT;

      ac_connection_update (connection, NULL, compare_problems, &answer);
      g_assert_cmpuint (*notified, ==, i);
      answer_await (&answer);
      g_assert_cmpuint (*notified, ==, i + 1);
      g_assert_cmpint (ac_problem_from_result (answer.result) != NULL, ==, i == 0);
    }
}

/* `problem` is that of the operation that ended last. */
static void
test_problem_comes_and_goes (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  guint *notified = count_notify (connection, "problem");
  g_autoptr (AcProblem) first = NULL;
  g_autofree char *stored = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  g_assert_null (ac_connection_get_problem (connection));
  world_add_fault (world, "{\"status\":422,\"body\":{},\"times\":2}");
  g_assert_false (connection_update (connection, NULL));
  g_assert_cmpuint (*notified, ==, 1);
  first = g_object_ref (ac_connection_get_problem (connection));
  g_assert_false (connection_update (connection, NULL));
  g_assert_cmpuint (*notified, ==, 2);
  g_assert_true (ac_connection_get_problem (connection) != first);

  /* The changes were kept, so that nothing must be set again. */
  ac_connection_update (connection, NULL, answer_take, &answer);
  g_assert_null (ac_problem_from_result (answer_await (&answer)));
  g_assert_true (ac_connection_update_finish (connection, answer.result, NULL));
  g_assert_null (ac_connection_get_problem (connection));
  g_assert_cmpuint (*notified, ==, 3);
  stored = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (stored, ==, "Acme, Inc.");

  /* A success after a success is no news. */
  g_assert_true (connection_update (connection, NULL));
  g_assert_cmpuint (*notified, ==, 3);
}

static void
test_from_result_of_each (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_auto (Answer) first = ANSWER_INIT, second = ANSWER_INIT, third = ANSWER_INIT;

  world_add_fault (world, "{\"status\":422,\"body\":{\"message\":\"one\"}}");
  world_add_fault (world, "{\"status\":402,\"body\":{\"message\":\"two\"}}");
  ac_connection_update (connection, NULL, answer_take, &first);
  ac_connection_update (connection, NULL, answer_take, &second);
  ac_connection_update (connection, NULL, answer_take, &third);
  g_assert_null (ac_problem_from_result (answer_await (&third)));
  g_assert_cmpstr (ac_problem_get_title (ac_problem_from_result (first.result)), ==, "one");
  g_assert_cmpstr (ac_problem_get_title (ac_problem_from_result (second.result)), ==, "two");
  /* After the end, too. */
  g_assert_false (ac_connection_update_finish (connection, first.result, NULL));
  g_assert_cmpstr (ac_problem_get_title (ac_problem_from_result (first.result)), ==, "one");
}

static void
test_cancelled (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *visible = dup_visible (connection), *visible_after = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_update (connection, cancellable, answer_take, &answer);
  world_await_held (world, 1);
  g_cancellable_cancel (cancellable);
  problem = ac_problem_from_result (answer_await (&answer));
  g_assert_false (ac_connection_update_finish (connection, answer.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (ac_problem_get_error_domain (problem), ==, "g-io-error-quark");
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "cancelled");
  g_assert_cmpstr (ac_problem_get_message (problem), ==, error->message);
  g_assert_true (ac_problem_get_outcome_unknown (problem));
  g_assert_false (ac_problem_get_retryable (problem));
  visible_after = dup_visible (connection);
  g_assert_cmpstr (visible_after, ==, visible);
}

/* Retry-After as a date counts from the server's clock. */
static void
test_retry_after_date (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 100);
  g_autofree char *date = g_date_time_format (then, "%a, %d %b %Y %H:%M:%S GMT");
  g_autofree char *fault = g_strdup_printf (
    "{\"status\":503,\"headers\":{\"Retry-After\":\"%s\"},\"body\":\"\"}", date);

  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, fault);
  g_assert_false (connection_update (connection, NULL));
  g_assert_cmpfloat_with_epsilon (
    ac_problem_get_retry_after (ac_connection_get_problem (connection)), 100, 3);
}

/* A pause of the account that is longer than the timeout is told at once. */
static void
test_paused (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  guint requests = world_count_requests (world);
  AcProblem *problem;

  ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 1000);
  g_assert_false (connection_update (connection, NULL));
  problem = ac_connection_get_problem (connection);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "rate-limited");
  g_assert_true (ac_problem_get_retryable (problem));
  g_assert_cmpfloat_with_epsilon (ac_problem_get_retry_after (problem), 1000, 5);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (world_count_requests (world), ==, requests);
}

/* Nobody waits for a slot for longer than wanted. */
static void
test_queued_too_long (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  AcProblem *problem;

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  ac_client_set_rate_limiter (world->client, limiter);
  ac_client_set_queue_timeout (world->client, 0.2);
  ac_connection_set_name (connection, "Acme, Inc.");
  g_assert_false (connection_update (connection, NULL));
  problem = ac_connection_get_problem (connection);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "rate-limited");
  g_assert_true (ac_problem_get_retryable (problem));
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_cmpfloat (ac_problem_get_waited (problem), >, 0);
  g_assert_nonnull (strstr (ac_problem_get_message (problem), "queue-timeout"));
  g_assert_cmpuint (world_count_requests (world), ==, 0);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

/* A server that raves does not fill the log of the app. */
static void
test_long_texts (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_autoptr (GString) fault = g_string_new ("{\"status\":422,\"body\":{\"errors\":[");
  AcProblem *problem;

  for (guint i = 0; i < 50; i++)
    {
      g_string_append (fault, i == 0 ? "{\"title\":\"" : ",{\"title\":\"");
      for (guint j = 0; j < 100; j++)
        g_string_append (fault, "blah blah ");
      g_string_append (fault, "\"}");
    }
  g_string_append (fault, "]}}");
  world_add_fault (world, fault->str);
  g_assert_false (connection_update (connection, NULL));
  problem = ac_connection_get_problem (connection);
  g_assert_cmpint (g_utf8_strlen (ac_problem_get_title (problem), -1), <=, 501);
  g_assert_cmpuint (strlen (ac_problem_get_message (problem)), <, 20000);
}

/* What can be seen stays as it was, whatever went wrong: the table of faults looks at less of it.
 */
typedef struct
{
  const char *name;
  const char *fault;
} Failure;

static const Failure failures[] = {
  { "refused", "{\"status\":422,\"body\":{\"connection\":{\"id\":\"2\",\"service\":\"evil\"}}}" },
  { "hostile", "{\"patch\":{\"service\":\"evil\",\"planTier\":\"evil\",\"name\":{}}}" },
  { "broken", "{\"patch\":{\"service\":\"evil\"},\"close\":\"body\"}" },
};

static void
on_notify (AcConnection *connection, GParamSpec *pspec, gpointer data)
{
  g_assert_cmpstr (pspec->name, ==, "problem");
}

static void
test_unchanged (gconstpointer data)
{
  const Failure *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_autofree char *visible = dup_visible (connection), *visible_after = NULL;
  g_autofree char *json = ac_connection_dup_json (connection), *json_after = NULL;

  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, row->fault);
  g_signal_connect (connection, "notify", G_CALLBACK (on_notify), NULL);
  g_assert_false (connection_update (connection, NULL));
  visible_after = dup_visible (connection);
  g_assert_cmpstr (visible_after, ==, visible);
  json_after = ac_connection_dup_json (connection);
  g_assert_cmpstr (json_after, ==, json);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/errors/codes", test_codes);
  g_test_add_func ("/errors/properties", test_properties);
  g_test_add_func ("/errors/problem-before-callback", test_problem_before_callback);
  g_test_add_func ("/errors/problem-comes-and-goes", test_problem_comes_and_goes);
  g_test_add_func ("/errors/from-result-of-each", test_from_result_of_each);
  ADD_CASES ("/errors/unchanged", failures, test_unchanged);
  g_test_add_func ("/errors/cancelled", test_cancelled);
  g_test_add_func ("/errors/retry-after-date", test_retry_after_date);
  g_test_add_func ("/errors/paused", test_paused);
  g_test_add_func ("/errors/queued-too-long", test_queued_too_long);
  g_test_add_func ("/errors/long-texts", test_long_texts);
  return g_test_run ();
}
