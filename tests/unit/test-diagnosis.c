/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-diagnosis.h"

#include "cases.h"

#include <string.h>

#define SECRET "s3cr3t-t0k3n"

#define NOT_FOUND "{\"message\":\"No Result found for Connection with id 123\"}"
#define DUPLICATE                                                                                  \
  "{\"errors\":[{\"title\":\"The integration already exists in the system.\","                     \
  "\"code\":\"field_invalid\"}]}"
#define HTML "<!DOCTYPE html><html><head><title>Error</title></head></html>"

typedef struct
{
  const char *name;
  guint status;
  AcError code;
  const char *body; /* NULL: none */
} Status;

static const Status statuses[] = {
  { "301", 301, AC_ERROR_REDIRECTED, HTML },
  { "302", 302, AC_ERROR_REDIRECTED, NULL },
  { "303", 303, AC_ERROR_REDIRECTED, NULL },
  { "304", 304, AC_ERROR_REDIRECTED, NULL },
  { "307", 307, AC_ERROR_REDIRECTED, NULL },
  { "308", 308, AC_ERROR_REDIRECTED, NULL },
  { "302 with a text", 302, AC_ERROR_REDIRECTED, NOT_FOUND },
  { "400", 400, AC_ERROR_INVALID, "{}" },
  { "400, no result", 400, AC_ERROR_NOT_FOUND, NOT_FOUND },
  { "400, duplicate", 400, AC_ERROR_DUPLICATE, DUPLICATE },
  { "401", 401, AC_ERROR_UNAUTHORIZED, NULL },
  { "401 with a text", 401, AC_ERROR_UNAUTHORIZED, NOT_FOUND },
  { "402", 402, AC_ERROR_PAYMENT_REQUIRED, HTML },
  { "403", 403, AC_ERROR_FORBIDDEN, NULL },
  { "403, HTML", 403, AC_ERROR_FORBIDDEN, HTML },
  { "403, message", 403, AC_ERROR_FORBIDDEN, "{\"message\":\"Forbidden\"}" },
  { "403, no result", 403, AC_ERROR_NOT_FOUND, NOT_FOUND },
  { "404", 404, AC_ERROR_NOT_FOUND, NOT_FOUND },
  { "404, empty", 404, AC_ERROR_NOT_FOUND, NULL },
  { "404, HTML", 404, AC_ERROR_NOT_FOUND, HTML },
  { "404, duplicate", 404, AC_ERROR_NOT_FOUND, DUPLICATE },
  { "405", 405, AC_ERROR_INVALID, HTML },
  { "406", 406, AC_ERROR_INVALID, NULL },
  { "408", 408, AC_ERROR_UNAVAILABLE, NULL },
  { "409", 409, AC_ERROR_INVALID, NULL },
  { "409, duplicate", 409, AC_ERROR_DUPLICATE, DUPLICATE },
  { "410", 410, AC_ERROR_INVALID, NULL },
  { "413", 413, AC_ERROR_INVALID, HTML },
  { "415", 415, AC_ERROR_INVALID, NULL },
  { "422", 422, AC_ERROR_INVALID,
    "{\"errors\":[{\"title\":\"The connection service was not provided.\"}]}" },
  { "422, errors null", 422, AC_ERROR_INVALID, "{\"errors\":null}" },
  { "422, no result", 422, AC_ERROR_NOT_FOUND, NOT_FOUND },
  { "422, duplicate", 422, AC_ERROR_DUPLICATE, DUPLICATE },
  { "422, duplicate of siblings", 422, AC_ERROR_DUPLICATE,
    "{\"errors\":[{\"title\":\"x\",\"code\":\"duplicate\"}]}" },
  { "429", 429, AC_ERROR_RATE_LIMITED, NULL },
  { "429, duplicate requests", 429, AC_ERROR_RATE_LIMITED, "{\"message\":\"duplicate\"}" },
  { "451", 451, AC_ERROR_INVALID, NULL },
  { "500", 500, AC_ERROR_UNAVAILABLE, NULL },
  { "500, no result", 500, AC_ERROR_UNAVAILABLE, NOT_FOUND },
  { "502", 502, AC_ERROR_UNAVAILABLE, HTML },
  { "503", 503, AC_ERROR_UNAVAILABLE, HTML },
  { "504", 504, AC_ERROR_UNAVAILABLE, HTML },
  { "511", 511, AC_ERROR_UNAVAILABLE, HTML },
  { "520", 520, AC_ERROR_UNAVAILABLE, HTML },
  { "521", 521, AC_ERROR_UNAVAILABLE, HTML },
  { "525", 525, AC_ERROR_UNAVAILABLE, HTML },
  { "526", 526, AC_ERROR_UNAVAILABLE, HTML },
  { "590", 590, AC_ERROR_UNAVAILABLE, HTML },
  { "599", 599, AC_ERROR_UNAVAILABLE, NULL },
};

/* As the contract has it. */
static gboolean
is_worth_another_try (AcError code)
{
  return code == AC_ERROR_RATE_LIMITED || code == AC_ERROR_UNAVAILABLE || code == AC_ERROR_NETWORK
      || code == AC_ERROR_TIMED_OUT;
}

static AcExchange *
answered (guint status, const char *body)
{
  AcExchange *exchange = ac_exchange_new ("PUT", "/connections/2", NULL);

  exchange->sent = TRUE;
  exchange->status = status;
  exchange->answer = g_bytes_new (body, body != NULL ? strlen (body) : 0);
  return exchange;
}

static void
test_status (gconstpointer data)
{
  const Status *row = data;
  g_autoptr (AcExchange) exchange = answered (row->status, row->body);
  g_autoptr (AcProblem) problem = ac_diagnose (exchange, SECRET);
  g_autoptr (GError) error = ac_problem_to_error (problem);
  g_autofree char *number = g_strdup_printf ("(HTTP %u)", row->status);

  g_assert_error (error, AC_ERROR, (int) row->code);
  g_assert_cmpint (ac_problem_get_retryable (problem), ==, is_worth_another_try (row->code));
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, row->status);
  g_assert_nonnull (strstr (error->message, number));
  g_assert_null (strchr (error->message, '<'));
}

static void
test_what_was_said (void)
{
  g_autoptr (AcExchange) exchange = answered (
    422,
    "{\"errors\":[{\"title\":\"Invalid\",\"detail\":\"Bad " SECRET "\",\"code\":\"field_invalid\","
    "\"source\":{\"pointer\":\"/data/attributes/externalid\"}},{\"title\":\"Other\"}]}");
  g_autoptr (AcProblem) problem = NULL;

  exchange->request_id = g_strdup (" abc-" SECRET "\x01");
  problem = ac_diagnose (exchange, SECRET);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "invalid");
  g_assert_cmpstr (ac_problem_get_title (problem), ==, "Invalid");
  g_assert_cmpstr (ac_problem_get_detail (problem), ==, "Bad [token]");
  g_assert_cmpstr (ac_problem_get_server_code (problem), ==, "field_invalid");
  g_assert_cmpstr (ac_problem_get_field (problem), ==, "external-id");
  g_assert_cmpstr (ac_problem_get_request_id (problem), ==, "abc-[token]");
  g_assert_true (g_str_has_suffix (
    ac_problem_get_message (problem),
    "The server said: Invalid: Bad [token] (field external-id, code field_invalid); Other"));
}

static void
test_nothing_said (void)
{
  g_autoptr (AcExchange) exchange = answered (403, HTML);
  g_autoptr (AcProblem) problem = ac_diagnose (exchange, SECRET);
  const char *message = ac_problem_get_message (problem);

  g_assert_nonnull (strstr (message, "token"));
  g_assert_nonnull (strstr (message, "permission"));
  g_assert_nonnull (strstr (message, "Deep Data"));
  g_assert_true (g_str_has_suffix (message, "The server gave no reason"));
  g_assert_null (ac_problem_get_title (problem));
  g_assert_null (ac_problem_get_request_id (problem));
}

static void
test_no_body (void)
{
  g_autoptr (AcExchange) exchange = ac_exchange_new ("GET", "/connections/2", NULL);
  g_autoptr (AcProblem) problem = NULL;

  exchange->sent = TRUE;
  exchange->status = 500;
  problem = ac_diagnose (exchange, NULL);
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, AC_ERROR_UNAVAILABLE);
}

typedef struct
{
  const char *name;
  const char *domain; /* "tls", "io" or "resolver" */
  int error_code;
  gboolean sent;
  AcError code;
} Broken;

static const Broken broken[] = {
  { "host not found", "resolver", G_RESOLVER_ERROR_NOT_FOUND, FALSE, AC_ERROR_NETWORK },
  { "resolver busy", "resolver", G_RESOLVER_ERROR_TEMPORARY_FAILURE, FALSE, AC_ERROR_NETWORK },
  { "refused", "io", G_IO_ERROR_CONNECTION_REFUSED, FALSE, AC_ERROR_NETWORK },
  { "no route", "io", G_IO_ERROR_HOST_UNREACHABLE, FALSE, AC_ERROR_NETWORK },
  { "no network", "io", G_IO_ERROR_NETWORK_UNREACHABLE, FALSE, AC_ERROR_NETWORK },
  { "reset", "io", G_IO_ERROR_CONNECTION_CLOSED, TRUE, AC_ERROR_NETWORK },
  { "truncated", "io", G_IO_ERROR_PARTIAL_INPUT, TRUE, AC_ERROR_NETWORK },
  { "given up by the transport", "io", G_IO_ERROR_CANCELLED, TRUE, AC_ERROR_NETWORK },
  { "bad certificate", "tls", G_TLS_ERROR_BAD_CERTIFICATE, FALSE, AC_ERROR_TLS },
  { "no TLS there", "tls", G_TLS_ERROR_NOT_TLS, FALSE, AC_ERROR_TLS },
  { "handshake", "tls", G_TLS_ERROR_HANDSHAKE, FALSE, AC_ERROR_TLS },
  { "TLS closed without a goodbye", "tls", G_TLS_ERROR_EOF, TRUE, AC_ERROR_NETWORK },
  { "TLS broke off", "tls", G_TLS_ERROR_MISC, TRUE, AC_ERROR_NETWORK },
};

static void
test_broken (gconstpointer data)
{
  const Broken *row = data;
  GQuark domain = strcmp (row->domain, "tls") == 0 ? G_TLS_ERROR
                : strcmp (row->domain, "io") == 0  ? G_IO_ERROR
                                                   : G_RESOLVER_ERROR;
  g_autoptr (AcExchange) exchange = ac_exchange_new ("GET", "/connections/2", NULL);
  g_autoptr (AcProblem) problem = NULL;

  if (domain == G_TLS_ERROR && !g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("no TLS on this system");
      return;
    }
  exchange->sent = row->sent;
  exchange->error = g_error_new (domain, row->error_code, "100%% broken");
  problem = ac_diagnose (exchange, SECRET);
  g_assert_cmpstr (ac_problem_get_error_domain (problem), ==, "ac-error-quark");
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, row->code);
  g_assert_cmpint (ac_problem_get_retryable (problem), ==, is_worth_another_try (row->code));
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_cmpint (ac_is_lasting_failure (exchange->error), ==, row->code == AC_ERROR_TLS);
  if (row->error_code != G_IO_ERROR_CANCELLED)
    g_assert_nonnull (strstr (ac_problem_get_message (problem), "100% broken"));
}

/* A status of failure says what happened, whatever became of the body. */
static void
test_broken_refusal (void)
{
  g_autoptr (AcExchange) exchange = answered (404, NULL);
  g_autoptr (AcProblem) problem = NULL;

  exchange->sent = TRUE;
  exchange->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "cut off");
  problem = ac_diagnose (exchange, SECRET);
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, AC_ERROR_NOT_FOUND);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 404);
}

static void
test_too_large (void)
{
  g_autoptr (AcExchange) exchange = answered (500, NULL);
  g_autoptr (AcProblem) problem = NULL;

  exchange->too_large = TRUE;
  problem = ac_diagnose (exchange, SECRET);
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, AC_ERROR_UNAVAILABLE);
  g_assert_true (ac_problem_get_retryable (problem));
}

static void
test_bad_answer (void)
{
  g_autoptr (AcExchange) exchange = answered (200,
                                              "{\"success\":0,\"message\":\"No, " SECRET "\"}");
  g_autoptr (AcProblem) problem = NULL;

  exchange->ac_error = g_strdup ("Code 9001 " SECRET);
  exchange->request_id = g_strdup ("abc");
  problem = ac_diagnose_answer (exchange, "tells of a failure", SECRET);
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, AC_ERROR_BAD_RESPONSE);
  g_assert_cmpstr (ac_problem_get_title (problem), ==, "No, [token]");
  g_assert_cmpstr (ac_problem_get_request_id (problem), ==, "abc");
  g_assert_cmpstr (ac_problem_get_message (problem), ==,
                   "The server's answer (HTTP 200) tells of a failure. Its header X-Ac-Error: "
                   "Code 9001 [token]. The server said: No, [token]");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/diagnosis/status", statuses, test_status);
  g_test_add_func ("/diagnosis/what was said", test_what_was_said);
  g_test_add_func ("/diagnosis/nothing said", test_nothing_said);
  g_test_add_func ("/diagnosis/no body", test_no_body);
  ADD_CASES ("/diagnosis/broken", broken, test_broken);
  g_test_add_func ("/diagnosis/broken refusal", test_broken_refusal);
  g_test_add_func ("/diagnosis/too large", test_too_large);
  g_test_add_func ("/diagnosis/bad answer", test_bad_answer);
  return g_test_run ();
}
