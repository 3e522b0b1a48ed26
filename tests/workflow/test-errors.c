/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The error object: each code of the library's, and what a host may conclude from it. */

#include "host.h"

#include <string.h>

#define UPDATE "{\"id\":2,\"connection\":{\"name\":\"Acme\"}}"
#define CREATE                                                                                     \
  "{\"connection\":{\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\",\"logoUrl\":\"\","       \
  "\"linkUrl\":\"\"}}"
#define CREATE_WITH_STATUS                                                                         \
  "{\"connection\":{\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\",\"logoUrl\":\"\","       \
  "\"linkUrl\":\"\",\"status\":0}}"
#define ENSURE_NEW CREATE

typedef struct
{
  const char *name;
  const char *fault;
  const char *expected;
} Code;

/* An update that befalls this, with one attempt. */
static const Code codes[] = {
  { "invalid",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad\",\"detail\":\"Not a URL\",\"code\":"
    "\"field_invalid\",\"source\":{\"pointer\":\"/data/attributes/logoUrl\"}}]}}",
    "error.code=invalid ; error.http_status=422 ; error.field=logoUrl ; "
    "error.server_code=field_invalid ; error.message~Not a URL ; error.retryable=false" },
  { "invalid-of-the-plan",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad\",\"source\":{\"pointer\":"
    "\"/data/attributes/externalid\"}}]}}",
    "error.field=externalid" },
  { "invalid-of-a-foreign-field",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad\",\"source\":{\"pointer\":"
    "\"/data/attributes/title\"}}]}}",
    "error.field=title" },
  { "unauthorized", "{\"status\":401,\"body\":\"\"}",
    "error.code=unauthorized ; error.http_status=401 ; error.retryable=false" },
  { "forbidden", "{\"status\":403,\"body\":\"\"}",
    "error.code=forbidden ; error.http_status=403 ; error.retryable=false" },
  { "payment-required", "{\"status\":402,\"body\":\"\"}",
    "error.code=payment_required ; error.http_status=402 ; error.retryable=false" },
  { "not-found", "{\"status\":404,\"body\":\"\"}",
    "error.code=not_found ; error.http_status=404 ; error.retryable=false" },
  { "duplicate",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"x\",\"code\":\"duplicate\"}]}}",
    "error.code=duplicate ; error.http_status=422 ; error.server_code=duplicate ; "
    "error.retryable=false" },
  { "rate-limited", "{\"status\":429,\"headers\":{\"Retry-After\":\"7\"},\"body\":\"\"}",
    "error.code=rate_limited ; error.http_status=429 ; error.retryable=true ; "
    "error.retry_after_ms=7000 ; error.outcome_unknown=false" },
  { "rate-limited-no-time", "{\"status\":429,\"body\":\"\"}",
    "error.code=rate_limited ; error.retry_after_ms=1000" },
  { "rate-limited-for-ever",
    "{\"status\":429,\"headers\":{\"Retry-After\":\"99999999999999999999\"},\"body\":\"\"}",
    "error.code=rate_limited ; error.retry_after_ms=31536000000" },
  { "unavailable", "{\"status\":503,\"headers\":{\"Retry-After\":\"30\"},\"body\":\"\"}",
    "error.code=unavailable ; error.http_status=503 ; error.retryable=true ; "
    "error.retry_after_ms=30000 ; error.outcome_unknown=true" },
  { "unavailable-no-time", "{\"status\":500,\"body\":\"\"}",
    "error.code=unavailable ; error.retryable=true ; error.retry_after_ms=null" },
  { "network", "{\"close\":\"before\"}",
    "error.code=network ; error.http_status=null ; error.retryable=true ; "
    "error.outcome_unknown=true" },
  { "network-in-answer", "{\"close\":\"body\"}",
    "error.code=network ; error.http_status=200 ; error.outcome_unknown=true" },
  { "timed-out", "{\"hold\":\"before\"}",
    "error.code=timed_out ; error.http_status=null ; error.retryable=true ; "
    "error.outcome_unknown=true" },
  { "redirected",
    "{\"status\":302,\"headers\":{\"Location\":\"https://example.invalid/\"},\"body\":\"\"}",
    "error.code=redirected ; error.http_status=302 ; error.retryable=false" },
  { "bad-response", "{\"body\":\"<html>\"}",
    "error.code=bad_response ; error.http_status=200 ; error.retryable=false ; "
    "error.outcome_unknown=true" },
  { "request-id", "{\"status\":403,\"headers\":{\"X-Request-Id\":\"abc-123\"},\"body\":\"\"}",
    "error.request_id=abc-123" },
  { "not-ascii",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"N\xc3\xb6 \xf0\x9f\x98\x80\\n\\u0007\"}]}}",
    "error.message~N\xc3\xb6 \xf0\x9f\x98\x80" },
};

static void
test_code (gconstpointer data)
{
  const Code *row = data;
  g_autoptr (Host) host = host_new ("\"max_attempts\":1,\"timeout_ms\":300");
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, row->fault);
  completion = host_do (host, "connection.update", UPDATE);
  assert_completion (completion, "ok=false ; error.attempts=1");
  assert_completion (completion, row->expected);
}

/* All members are there, whatever is known. */
static void
test_members (void)
{
  static const char *const members[] = {
    "code",  "message",     "retryable",  "retry_after_ms", "http_status",
    "field", "server_code", "request_id", "attempts",       "outcome_unknown",
  };
  static const char *const inputs[][2] = {
    { "connection.get", "{}" },
    { "nothing", "{}" },
    { "connection.get", "{\"id\":9}" },
  };
  g_autoptr (Host) host = host_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (JsonNode) completion = host_do (host, inputs[i][0], inputs[i][1]);
      JsonObject *root = json_node_get_object (completion);
      JsonObject *error = json_object_get_object_member (root, "error");

      g_assert_cmpuint (json_object_get_size (error), ==, G_N_ELEMENTS (members));
      for (guint m = 0; m < G_N_ELEMENTS (members); m++)
        g_assert_true (json_object_has_member (error, members[m]));
      g_assert_false (json_object_has_member (root, "result"));
    }
}

/* A server that is not there, and one that has no trusted certificate. */
static void
test_unreachable (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *config = g_strdup_printf ("{\"url\":\"http://127.0.0.1:%u\",\"api_token\":"
                                             "\"x\",\"max_attempts\":2}",
                                             port);
  uint64_t handle;
  char *text;

  g_socket_listener_close (listener);
  g_clear_object (&listener);
  handle = acwf_open (config, NULL);
  text = acwf_run (handle, "connection.update", UPDATE, 0);
  {
    g_autoptr (JsonNode) completion = json_from_string (text, NULL);

    /* Nobody was there to carry it out. */
    assert_completion (completion, "ok=false ; error.code=network ; error.retryable=true ; "
                                   "error.attempts=2 ; error.outcome_unknown=false");
  }
  acwf_free (text);
  acwf_close (handle);
}

static void
test_tls (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Emulator) emulator = NULL;
  g_autofree char *config = NULL;
  g_autoptr (JsonNode) completion = NULL;
  g_autoptr (GError) error = NULL;
  uint64_t handle;
  char *text;

  options.tls = TRUE;
  emulator = emulator_new (&options, &error);
  if (emulator == NULL)
    {
      g_test_skip (error->message);
      return;
    }
  config = g_strdup_printf ("{\"url\":\"%s\",\"api_token\":\"x\"}", emulator_get_url (emulator));
  handle = acwf_open (config, NULL);
  text = acwf_run (handle, "connection.update", UPDATE, 0);
  completion = json_from_string (text, NULL);
  assert_completion (completion, "ok=false ; error.code=tls ; error.retryable=false ; "
                                 "error.outcome_unknown=false");
  acwf_free (text);
  acwf_close (handle);
}

/* ---- What the end of a ticket before its time says of what it may have done ---- */

typedef enum
{
  BY_CANCEL,
  BY_SHUTDOWN,
  BY_TIMEOUT,     /* of the operation */
  BY_RUN_TIMEOUT, /* of acwf_run() */
} Way;

static const struct
{
  const char *name;
  const char *code;
} ways[] = {
  [BY_CANCEL] = { "cancel", "cancelled" },
  [BY_SHUTDOWN] = { "shutdown", "cancelled" },
  [BY_TIMEOUT] = { "timeout", "timed_out" },
  [BY_RUN_TIMEOUT] = { "run-timeout", "timed_out" },
};

typedef struct
{
  const char *name;
  const char *action;
  const char *input;
  const char *method; /* of the request that is held */
  const char *hold;
  gboolean has_written; /* a request that changes something has begun */
  gboolean is_idempotent;
} Moment;

static const Moment moments[] = {
  { "get", "connection.get", "{\"id\":2}", "GET", "before", FALSE, TRUE },
  { "list", "connection.list", "{}", "GET", "before", FALSE, TRUE },
  { "check", "connection.check", "{}", "GET", "before", FALSE, TRUE },
  { "find", "connection.find", "{\"service\":\"s\",\"externalid\":\"e\"}", "GET", "before", FALSE,
    TRUE },
  { "update", "connection.update", UPDATE, "PUT", "before", TRUE, TRUE },
  { "update-carried-out", "connection.update", UPDATE, "PUT", "after", TRUE, TRUE },
  { "delete", "connection.delete", "{\"id\":2}", "DELETE", "before", TRUE, TRUE },
  { "delete-carried-out", "connection.delete", "{\"id\":2}", "DELETE", "after", TRUE, TRUE },
  { "create", "connection.create", CREATE, "POST", "before", TRUE, FALSE },
  { "create-carried-out", "connection.create", CREATE, "POST", "after", TRUE, FALSE },
  { "create-status", "connection.create", CREATE_WITH_STATUS, "PUT", "before", TRUE, FALSE },
  { "ensure-look-up", "connection.ensure", ENSURE_NEW, "GET", "before", FALSE, TRUE },
  { "ensure-create", "connection.ensure", ENSURE_NEW, "POST", "before", TRUE, TRUE },
  { "ensure-status", "connection.ensure", CREATE_WITH_STATUS, "PUT", "before", TRUE, TRUE },
};

typedef struct
{
  const Moment *moment;
  Way way;
} Case;

/* Enough for the requests before the one that is held. */
static guint
get_patience (void)
{
  return g_getenv ("AC_TEST_SLOW") != NULL ? 1500 : 400;
}

static JsonNode *
end_by_run_timeout (Host *host, const Moment *moment)
{
  return host_run (host, moment->action, moment->input, (int) get_patience ());
}

static JsonNode *
end_otherwise (Host *host, const Moment *moment, Way way)
{
  host_submit (host, 1, moment->action, moment->input);
  world_await_held (host->world, 1);
  if (way == BY_CANCEL)
    g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_OK);
  else if (way == BY_SHUTDOWN)
    g_assert_cmpint (acwf_shutdown (host->handle, 0), ==, ACWF_OK);
  return host_await (host, 1);
}

static void
test_case (gconstpointer data)
{
  const Case *row = data;
  const Moment *moment = row->moment;
  g_autofree char *config = g_strdup_printf ("\"max_attempts\":1,\"timeout_ms\":%u",
                                             row->way == BY_TIMEOUT ? get_patience () : 600000);
  g_autoptr (Host) host = host_new (config);
  g_autofree char *fault = g_strdup_printf (
    "{\"hold\":\"%s\",\"times\":0,\"match\":{\"method\":\"%s\"}}", moment->hold, moment->method);
  gboolean retryable = row->way != BY_CANCEL && (moment->is_idempotent || !moment->has_written);
  g_autofree char *expected = g_strdup_printf (
    "ok=false ; error.code=%s ; error.outcome_unknown=%s ; error.retryable=%s", ways[row->way].code,
    moment->has_written ? "true" : "false", retryable ? "true" : "false");
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, fault);
  completion = row->way == BY_RUN_TIMEOUT ? end_by_run_timeout (host, moment)
                                          : end_otherwise (host, moment, row->way);
  assert_completion (completion, expected);
}

/* Before anything was sent nothing is unknown, and an engine that shut the handle down may submit
 * the same to another one, a create too.
 */
static const struct
{
  const char *action;
  const char *input;
} unsent[] = {
  { "connection.get", "{\"id\":2}" },    { "connection.update", UPDATE },
  { "connection.delete", "{\"id\":2}" }, { "connection.create", CREATE },
  { "connection.ensure", ENSURE_NEW },   { "connection.list", "{}" },
};

/* All five slots are taken, by another client of the account. */
static void
take_slots (World *world)
{
  AcRateLimiter *limiter = ac_client_get_rate_limiter (world->client);

  ac_rate_limiter_pause (limiter, 3600);
}

static void
test_unsent (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new (NULL);

  for (guint way = BY_CANCEL; way <= BY_SHUTDOWN; way++)
    {
      g_autoptr (Host) host = host_new_for (world, "\"timeout_ms\":0");
      g_autoptr (JsonNode) completion = NULL;

      take_slots (world);
      host_submit (host, 1, unsent[i].action, unsent[i].input);
      host_await_stat (host, "in_flight", "1");
      if (way == BY_CANCEL)
        acwf_cancel (host->handle, 1);
      else
        acwf_shutdown (host->handle, 0);
      completion = host_await (host, 1);
      assert_completion (completion, "ok=false ; error.code=cancelled ; error.attempts=0 ; "
                                     "error.outcome_unknown=false");
      assert_completion (completion,
                         way == BY_CANCEL ? "error.retryable=false" : "error.retryable=true");
    }
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* The pause that another client saw does not fit in the time: it fails at once. */
static void
test_paused (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) host = host_new_for (world, NULL);
  g_autoptr (JsonNode) completion = NULL, created = NULL;
  g_autofree char *wait = NULL;

  ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 90);
  completion = host_do (host, "connection.get", "{\"id\":2}");
  assert_completion (completion, "error.code=rate_limited ; error.retryable=true ; "
                                 "error.attempts=0 ; error.http_status=null");
  wait = completion_dup (completion, "error.retry_after_ms");
  g_assert_cmpint (g_ascii_strtoll (wait, NULL, 10), >, 60000);
  g_assert_cmpint (g_ascii_strtoll (wait, NULL, 10), <=, 91000);
  created = host_do (host, "connection.create", CREATE);
  assert_completion (created, "error.code=rate_limited ; error.retryable=true ; "
                              "error.outcome_unknown=false");
}

/* A create whose answer was lost, and whose look-up fails too, must not be made again. */
static const Code lost[] = {
  { "unavailable", "{\"status\":500,\"body\":\"\",\"apply\":true,\"times\":0}", "unavailable" },
  { "network", "{\"close\":\"after\",\"times\":0}", "network" },
  { "bad-response", "{\"body\":\"[\",\"apply\":true,\"times\":0}", "bad_response" },
  { "truncated", "{\"close\":\"body\",\"times\":0}", "network" },
};

static void
test_lost_create (gconstpointer data)
{
  const Code *row = data;
  g_autoptr (Host) host = host_new ("\"max_attempts\":2");
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, row->fault);
  completion = host_do (host, "connection.create", CREATE);
  assert_completion (completion, "ok=false ; error.outcome_unknown=true ; error.retryable=false");
}

static Case cases[G_N_ELEMENTS (moments) * G_N_ELEMENTS (ways)];

static void
add_cases (void)
{
  guint n = 0;

  for (guint m = 0; m < G_N_ELEMENTS (moments); m++)
    for (guint w = 0; w < G_N_ELEMENTS (ways); w++, n++)
      {
        g_autofree char *path = g_strdup_printf ("/workflow/error/%s/%s", ways[w].name,
                                                 moments[m].name);

        cases[n] = (Case){ &moments[m], w };
        g_test_add_data_func (path, &cases[n], test_case);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/error/code/%s", codes[i].name);

      g_test_add_data_func (path, &codes[i], test_code);
    }
  add_cases ();
  for (guint i = 0; i < G_N_ELEMENTS (unsent); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/error/unsent/%s", unsent[i].action);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_unsent);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lost); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/error/lost-create/%s", lost[i].name);

      g_test_add_data_func (path, &lost[i], test_lost_create);
    }
  g_test_add_func ("/workflow/error/members", test_members);
  g_test_add_func ("/workflow/error/unreachable", test_unreachable);
  g_test_add_func ("/workflow/error/tls", test_tls);
  g_test_add_func ("/workflow/error/paused", test_paused);

  return g_test_run ();
}
