/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the server refuses, and what the network breaks, as an update tells of it. */

#include "support.h"

#include <math.h>

/* Trusted encryption, and a server that is not there, are in test-client-network.c. */
typedef struct
{
  const char *name;
  const char *fault; /* that befalls the PUT */
  double timeout;    /* 0: the usual one */
  guint attempts;    /* allowed and expected; 0: one */

  AcError code;
  guint http_status;
  const char *title;
  const char *detail;
  const char *server_code;
  const char *field;
  double retry_after; /* to a second */
  gboolean retryable;
  gboolean outcome_unknown;
  const char *words[4]; /* that the message must hold */
} Row;

/* Every member and shape of the documented error object. */
#define DOCUMENTED_ERROR                                                                           \
  "{\"title\":\"The taskOutcome title was not provided.\",\"detail\":\"\","                        \
  "\"code\":\"field_missing\",\"error\":\"taskOutcome_title_was_not_provided\","                   \
  "\"source\":{\"pointer\":\"/data/attributes/title\"}}"

#define EXISTS "The integration already exists in the system."
#define NO_RESULT "No Result found for Connection with id 2"

static const Row rows[] = {
  /* Every row of the contract's table. */
  {
    "400/documented-empty-object",
    "{\"status\":400,\"body\":{}}",
    .code = AC_ERROR_INVALID,
    .http_status = 400,
    .words = { "HTTP 400", "invalid", "no reason" },
  },
  {
    "401/message",
    "{\"status\":401,\"body\":{\"message\":\"Unauthenticated.\"}}",
    .code = AC_ERROR_UNAUTHORIZED,
    .http_status = 401,
    .title = "Unauthenticated.",
    .words = { "HTTP 401", "API token", "Unauthenticated." },
  },
  {
    "402/message",
    "{\"status\":402,\"body\":{\"message\":\"Payment Required\"}}",
    .code = AC_ERROR_PAYMENT_REQUIRED,
    .http_status = 402,
    .title = "Payment Required",
    .words = { "HTTP 402", "paid", "Payment Required" },
  },
  {
    "403/bad-token",
    "{\"status\":403,\"body\":{\"message\":\"Forbidden\"}}",
    .code = AC_ERROR_FORBIDDEN,
    .http_status = 403,
    .title = "Forbidden",
    .words = { "token", "permission", "Deep Data", "Forbidden" },
  },
  {
    "403/no-permission",
    "{\"status\":403,\"body\":{\"errors\":[{\"status\":403,\"title\":\"Forbidden\","
    "\"detail\":\"You do not have permission to view lists.\"}]}}",
    .code = AC_ERROR_FORBIDDEN,
    .http_status = 403,
    .title = "Forbidden",
    .detail = "You do not have permission to view lists.",
    .words = { "Forbidden", "permission to view lists" },
  },
  {
    "403/no-deep-data",
    "{\"status\":403,\"body\":{\"message\":\"Deep Data is not part of the plan\"}}",
    .code = AC_ERROR_FORBIDDEN,
    .http_status = 403,
    .title = "Deep Data is not part of the plan",
    .words = { "Deep Data is not part of the plan" },
  },
  {
    "403/empty",
    "{\"status\":403,\"body\":\"\"}",
    .code = AC_ERROR_FORBIDDEN,
    .http_status = 403,
    .words = { "HTTP 403", "token", "no reason" },
  },
  {
    "403/html",
    "{\"status\":403,\"content_type\":\"text/html\",\"body\":\"<html>Attention Required!</html>\"}",
    .code = AC_ERROR_FORBIDDEN,
    .http_status = 403,
    .words = { "HTTP 403", "token", "no reason" },
  },
  {
    "404/not-found",
    "{\"status\":404,\"body\":{\"message\":\"" NO_RESULT "\"}}",
    .code = AC_ERROR_NOT_FOUND,
    .http_status = 404,
    .title = NO_RESULT,
    .words = { NO_RESULT, "no such connection" },
  },
  {
    "404/html",
    "{\"status\":404,\"content_type\":\"text/html\",\"body\":\"<html>404</html>\"}",
    .code = AC_ERROR_NOT_FOUND,
    .http_status = 404,
    .words = { "HTTP 404" },
  },
  {
    "400/not-found",
    "{\"status\":400,\"body\":{\"message\":\"" NO_RESULT "\"}}",
    .code = AC_ERROR_NOT_FOUND,
    .http_status = 400,
    .title = NO_RESULT,
    .words = { NO_RESULT },
  },
  {
    "403/not-found",
    "{\"status\":403,\"body\":{\"message\":\"" NO_RESULT "\"}}",
    .code = AC_ERROR_NOT_FOUND,
    .http_status = 403,
    .title = NO_RESULT,
    .words = { NO_RESULT },
  },
  {
    "422/not-found-of-another-class",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"No Result found for EcomConnection with "
    "id 2\"}]}}",
    .code = AC_ERROR_NOT_FOUND,
    .http_status = 422,
    .title = "No Result found for EcomConnection with id 2",
    .words = { "No Result found" },
  },
  {
    "422/duplicate",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"" EXISTS "\",\"detail\":\"\","
    "\"code\":\"field_invalid\"}]}}",
    .code = AC_ERROR_DUPLICATE,
    .http_status = 422,
    .title = EXISTS,
    .server_code = "field_invalid",
    .words = { EXISTS, "field_invalid" },
  },
  {
    "422/duplicate-by-code",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Not unique\",\"code\":\"duplicate\"}]}}",
    .code = AC_ERROR_DUPLICATE,
    .http_status = 422,
    .title = "Not unique",
    .server_code = "duplicate",
    .words = { "Not unique", "duplicate" },
  },
  {
    "408/empty",
    "{\"status\":408,\"body\":\"\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 408,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "HTTP 408", "unavailable" },
  },
  {
    "429/no-retry-after",
    "{\"status\":429,\"body\":{\"message\":\"Too Many Requests\"}}",
    .code = AC_ERROR_RATE_LIMITED,
    .http_status = 429,
    .title = "Too Many Requests",
    .retryable = TRUE,
    .retry_after = 1,
    .words = { "HTTP 429", "limit", "Too Many Requests" },
  },
  {
    "429/seconds",
    "{\"status\":429,\"headers\":{\"Retry-After\":\"7\",\"RateLimit-Limit\":\"5\","
    "\"RateLimit-Remaining\":\"0\"},\"body\":\"\"}",
    .code = AC_ERROR_RATE_LIMITED,
    .http_status = 429,
    .retryable = TRUE,
    .retry_after = 7,
  },
  {
    "429/zero",
    "{\"status\":429,\"headers\":{\"Retry-After\":\"0\"},\"body\":\"\"}",
    .code = AC_ERROR_RATE_LIMITED,
    .http_status = 429,
    .retryable = TRUE,
    .retry_after = 1,
  },
  {
    "429/date-in-the-past",
    "{\"status\":429,\"headers\":{\"Retry-After\":\"Wed, 21 Oct 2015 07:28:00 "
    "GMT\"},\"body\":\"\"}",
    .code = AC_ERROR_RATE_LIMITED,
    .http_status = 429,
    .retryable = TRUE,
    .retry_after = 1,
  },
  {
    /* No such thing makes an account unusable for ever. */
    "429/huge",
    "{\"status\":429,\"headers\":{\"Retry-After\":\"99999999999999999999\"},\"body\":\"\"}",
    .code = AC_ERROR_RATE_LIMITED,
    .http_status = 429,
    .retryable = TRUE,
    .retry_after = 365 * 24 * 3600,
  },
  {
    "429/garbage",
    "{\"status\":429,\"headers\":{\"Retry-After\":\"soon\"},\"body\":\"\"}",
    .code = AC_ERROR_RATE_LIMITED,
    .http_status = 429,
    .retryable = TRUE,
    .retry_after = 1,
  },
  {
    "500/html",
    "{\"status\":500,\"content_type\":\"text/html\",\"body\":\"<h1>Oops</h1>\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 500,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "HTTP 500", "unavailable", "try again" },
  },
  {
    "500/json",
    "{\"status\":500,\"body\":{\"message\":\"Server Error\"}}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 500,
    .title = "Server Error",
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "Server Error" },
  },
  {
    "500/twice",
    "{\"status\":500,\"body\":\"\",\"times\":2}",
    .attempts = 2,
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 500,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
  },
  {
    "503/no-retry-after",
    "{\"status\":503,\"body\":\"\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 503,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "HTTP 503" },
  },
  {
    "503/seconds",
    "{\"status\":503,\"headers\":{\"Retry-After\":\"30\"},\"body\":\"\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 503,
    .retryable = TRUE,
    .retry_after = 30,
    .outcome_unknown = TRUE,
  },
  {
    "502/empty",
    "{\"status\":502,\"body\":\"\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 502,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
  },
  {
    "504/empty",
    "{\"status\":504,\"body\":\"\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 504,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
  },
  {
    "511/html",
    "{\"status\":511,\"content_type\":\"text/html\",\"body\":\"<html>sign in</html>\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 511,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "HTTP 511" },
  },
  {
    "520/html",
    "{\"status\":520,\"content_type\":\"text/html\",\"body\":\"<html>cloudflare</html>\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 520,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "HTTP 520" },
  },
  {
    "521/html",
    "{\"status\":521,\"content_type\":\"text/html\",\"body\":\"<html>cloudflare</html>\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 521,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
  },
  {
    "525/html",
    "{\"status\":525,\"content_type\":\"text/html\",\"body\":\"<html>cloudflare</html>\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 525,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
  },
  {
    "526/html",
    "{\"status\":526,\"content_type\":\"text/html\",\"body\":\"<html>cloudflare</html>\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 526,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
  },
  {
    "590/html",
    "{\"status\":590,\"content_type\":\"text/html\",\"body\":\"<html>cloudflare</html>\"}",
    .code = AC_ERROR_UNAVAILABLE,
    .http_status = 590,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
  },
  {
    "network/closed-before",
    "{\"close\":\"before\"}",
    .code = AC_ERROR_NETWORK,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "broke" },
  },
  {
    "network/closed-after",
    "{\"close\":\"after\"}",
    .code = AC_ERROR_NETWORK,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "broke" },
  },
  {
    "network/closed-after-headers",
    "{\"close\":\"headers\"}",
    .code = AC_ERROR_NETWORK,
    .http_status = 200,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "broke" },
  },
  {
    "network/truncated",
    "{\"close\":\"body\"}",
    .code = AC_ERROR_NETWORK,
    .http_status = 200,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "broke" },
  },
  {
    "network/truncated-chunked",
    "{\"close\":\"chunked\"}",
    .code = AC_ERROR_NETWORK,
    .http_status = 200,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "broke" },
  },
  {
    "network/reset",
    "{\"close\":\"reset\"}",
    .code = AC_ERROR_NETWORK,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "broke" },
  },
  {
    "timed-out/no-answer",
    "{\"hold\":\"before\"}",
    .timeout = 0.5,
    .code = AC_ERROR_TIMED_OUT,
    .retryable = TRUE,
    .outcome_unknown = TRUE,
    .words = { "0.5 seconds", "try again" },
  },
  {
    "300/empty",
    "{\"status\":300,\"body\":\"\"}",
    .code = AC_ERROR_REDIRECTED,
    .http_status = 300,
    .words = { "HTTP 300", "redirect", "never followed" },
  },
  {
    "301/login-page",
    "{\"status\":301,\"headers\":{\"Location\":\"https://www.activecampaign.invalid/login\"},"
    "\"content_type\":\"text/html\",\"body\":\"<html>moved</html>\"}",
    .code = AC_ERROR_REDIRECTED,
    .http_status = 301,
    .words = { "redirect", "account's name" },
  },
  {
    "302/no-location",
    "{\"status\":302,\"body\":\"\"}",
    .code = AC_ERROR_REDIRECTED,
    .http_status = 302,
    .words = { "redirect" },
  },
  {
    "304/empty",
    "{\"status\":304,\"body\":\"\"}",
    .code = AC_ERROR_REDIRECTED,
    .http_status = 304,
  },

  /* Every shape of error on record. */
  {
    "shape/missing-fields",
    "{\"status\":422,\"body\":{\"errors\":["
    "{\"title\":\"The connection service was not provided.\","
    "\"source\":{\"pointer\":\"/data/attributes/service\"}},"
    "{\"title\":\"The connection externalid was not provided.\","
    "\"source\":{\"pointer\":\"/data/attributes/externalid\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The connection service was not provided.",
    .field = "service",
    .words = { "HTTP 422", "The connection service was not provided.",
               "The connection externalid was not provided.", "external-id" },
  },
  {
    "shape/missing-fields-400",
    "{\"status\":400,\"body\":{\"errors\":[{\"title\":\"The connection name was not "
    "provided.\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 400,
    .title = "The connection name was not provided.",
    .words = { "The connection name was not provided." },
  },
  {
    "shape/documented",
    "{\"status\":422,\"body\":{\"errors\":[" DOCUMENTED_ERROR "]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The taskOutcome title was not provided.",
    .server_code = "field_missing",
    .field = "title",
    .words = { "The taskOutcome title was not provided.", "field_missing" },
  },
  {
    "shape/one-error-not-in-an-array",
    "{\"status\":422,\"body\":{\"errors\":" DOCUMENTED_ERROR "}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The taskOutcome title was not provided.",
    .server_code = "field_missing",
    .field = "title",
  },
  {
    "shape/detail",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\",\"detail\":\"Not a URL\","
    "\"code\":\"field_invalid\",\"source\":{\"pointer\":\"/data/attributes/logoUrl\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .detail = "Not a URL",
    .server_code = "field_invalid",
    .field = "logo-url",
    .words = { "Invalid", "Not a URL", "logo-url", "field_invalid" },
  },
  {
    "shape/integer-code",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\",\"code\":422}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .server_code = "422",
  },
  {
    "shape/code-alone",
    "{\"status\":422,\"body\":{\"errors\":[{\"code\":\"related_missing\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .server_code = "related_missing",
    .words = { "related_missing" },
  },
  {
    "shape/source-parameter",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\","
    "\"source\":{\"parameter\":\"linkUrl\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .field = "link-url",
    .words = { "link-url" },
  },
  {
    "shape/source-type-and-value",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\","
    "\"source\":{\"type\":\"pointer\",\"value\":\"/data/attributes/syncStatus\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .field = "sync-status",
  },
  {
    "shape/source-string",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\",\"source\":\"body\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
  },
  {
    "shape/errors-string",
    "{\"status\":422,\"body\":{\"errors\":\"Something is wrong\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Something is wrong",
    .words = { "Something is wrong" },
  },
  {
    "shape/errors-array-of-strings",
    "{\"status\":422,\"body\":{\"errors\":[\"First thing\",\"Second thing\"]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "First thing",
    .words = { "First thing", "Second thing" },
  },
  {
    "shape/errors-by-member",
    "{\"status\":422,\"body\":{\"errors\":{\"externalid\":[\"is too long\"]}}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "is too long",
    .field = "external-id",
    .words = { "is too long", "external-id" },
  },
  {
    "shape/errors-empty",
    "{\"status\":422,\"body\":{\"errors\":[]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .words = { "no reason" },
  },
  {
    "shape/errors-null",
    "{\"status\":422,\"body\":{\"errors\":null}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .words = { "no reason" },
  },
  {
    "shape/errors-null-with-message",
    "{\"status\":422,\"body\":{\"errors\":null,\"message\":\"The given data was invalid.\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The given data was invalid.",
    .words = { "The given data was invalid." },
  },
  {
    "shape/errors-and-message",
    "{\"status\":422,\"body\":{\"message\":\"The given data was invalid.\","
    "\"errors\":[{\"title\":\"Bad name\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Bad name",
    .words = { "Bad name", "The given data was invalid." },
  },
  {
    "shape/bare-string",
    "{\"status\":422,\"body\":\"\\\"Not like that\\\"\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Not like that",
    .words = { "Not like that" },
  },
  {
    "shape/bare-array",
    "{\"status\":422,\"body\":\"[\\\"Not like that\\\"]\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Not like that",
    .words = { "Not like that" },
  },
  {
    "shape/plain-text",
    "{\"status\":422,\"content_type\":\"text/plain\",\"body\":\"Not like that\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Not like that",
    .words = { "Not like that" },
  },
  {
    "shape/json-as-text",
    "{\"status\":422,\"content_type\":\"text/plain\",\"body\":{\"errors\":[{\"title\":\"Bad\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Bad",
    .words = { "Bad" },
  },
  {
    "shape/success-and-message",
    "{\"status\":400,\"body\":{\"success\":0,\"message\":\"Nothing was saved\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 400,
    .title = "Nothing was saved",
    .words = { "Nothing was saved" },
  },
  {
    "shape/code-message-error",
    "{\"status\":400,\"body\":{\"code\":\"rest_invalid\",\"message\":\"Bad body\","
    "\"error\":\"bad_body\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 400,
    .title = "Bad body",
    .server_code = "rest_invalid",
    .words = { "Bad body", "rest_invalid" },
  },
  {
    "shape/several-lines",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"One\\nline\\tonly\\u001b[31m\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "One line only [31m",
    .words = { "One line only" },
  },
  {
    "shape/unicode",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Contrase\\u00f1a \\ud83d\\ude00\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Contraseña 😀",
    .words = { "Contraseña 😀" },
  },
  {
    "shape/not-json",
    "{\"status\":422,\"body\":\"{\\\"errors\\\":[\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "{\"errors\":[",
  },
  {
    "shape/nonsense",
    "{\"status\":422,\"body\":{\"errors\":[1,null,[],{},{\"title\":null,\"code\":[],"
    "\"source\":{\"pointer\":3}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "1",
  },
};

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

static void
assert_problem (AcProblem *problem, const Row *row)
{
  const char *message = ac_problem_get_message (problem);

  g_test_message ("%s", message);
  g_assert_cmpstr (ac_problem_get_error_domain (problem), ==, "ac-error-quark");
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, (int) row->code);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, row->http_status);
  g_assert_cmpstr (ac_problem_get_title (problem), ==, row->title);
  g_assert_cmpstr (ac_problem_get_detail (problem), ==, row->detail);
  g_assert_cmpstr (ac_problem_get_server_code (problem), ==, row->server_code);
  g_assert_cmpstr (ac_problem_get_field (problem), ==, row->field);
  g_assert_cmpint (ac_problem_get_retryable (problem), ==, row->retryable);
  g_assert_cmpfloat_with_epsilon (ac_problem_get_retry_after (problem), row->retry_after, 1);
  g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, row->outcome_unknown);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, MAX (row->attempts, 1));
  g_assert_cmpint (ac_problem_get_request_id (problem) != NULL, ==, row->http_status != 0);
  for (guint i = 0; i < G_N_ELEMENTS (row->words) && row->words[i] != NULL; i++)
    if (strstr (message, row->words[i]) == NULL)
      g_error ("\"%s\" does not say \"%s\"", message, row->words[i]);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_autofree char *visible = dup_visible (connection);
  g_autofree char *changes = ac_connection_dup_changes (connection);
  g_autofree char *json = ac_connection_dup_json (connection);
  g_autofree char *visible_after = NULL, *changes_after = NULL, *json_after = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  ac_client_set_max_attempts (world->client, MAX (row->attempts, 1));
  if (row->timeout > 0)
    ac_client_set_timeout (world->client, row->timeout);
  world_add_fault (world, row->fault);
  ac_connection_update (connection, NULL, answer_take, &answer);
  problem = ac_problem_from_result (answer_await (&answer));

  g_assert_nonnull (problem);
  assert_problem (problem, row);
  g_assert_true (ac_connection_get_problem (connection) == problem);
  g_assert_false (ac_connection_update_finish (connection, answer.result, &error));
  g_assert_error (error, AC_ERROR, (int) row->code);
  g_assert_cmpstr (error->message, ==, ac_problem_get_message (problem));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));

  visible_after = dup_visible (connection);
  changes_after = ac_connection_dup_changes (connection);
  json_after = ac_connection_dup_json (connection);
  g_assert_cmpstr (visible_after, ==, visible);
  g_assert_cmpstr (changes_after, ==, changes);
  g_assert_cmpstr (json_after, ==, json);
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

  for (guint i = 0; i < 1000; i++)
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/errors/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/errors/codes", test_codes);
  g_test_add_func ("/errors/properties", test_properties);
  g_test_add_func ("/errors/problem-before-callback", test_problem_before_callback);
  g_test_add_func ("/errors/problem-comes-and-goes", test_problem_comes_and_goes);
  g_test_add_func ("/errors/from-result-of-each", test_from_result_of_each);
  g_test_add_func ("/errors/cancelled", test_cancelled);
  g_test_add_func ("/errors/retry-after-date", test_retry_after_date);
  g_test_add_func ("/errors/paused", test_paused);
  g_test_add_func ("/errors/queued-too-long", test_queued_too_long);
  g_test_add_func ("/errors/long-texts", test_long_texts);
  return g_test_run ();
}
