/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What an action takes and refuses, before any request. */

#include "host.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *action;
  const char *input;
  const char *field; /* "null": the whole is wrong */
  const char *words;
} Refusal;

#define CREATE_REST ",\"name\":\"N\",\"logoUrl\":\"\",\"linkUrl\":\"\""

static const Refusal refusals[] = {
  { "not-json", "connection.get", "id=2", "null", "The input " },
  { "empty", "connection.get", "", "null", "The input " },
  { "list", "connection.get", "[{\"id\":2}]", "null", "type object" },
  { "null", "connection.get", "null", "null", "type object" },
  { "cut-off", "connection.get", "{\"id\":2", "null", "The input " },
  { "trailing", "connection.get", "{\"id\":2}x", "null", "The input " },
  { "comment", "connection.get", "{\"id\":2/**/}", "null", "The input " },
  { "not-utf-8", "connection.get", "{\"id\":\"\xc3\"}", "null", "The input " },
  { "lone-surrogate", "engine.echo", "{\"value\":\"\\udc00\"}", "null", "The input " },
  { "nul-character", "connection.find", "{\"service\":\"a\\u0000b\",\"externalid\":\"x\"}", "null",
    "The input " },

  { "id-missing", "connection.get", "{}", "id", "\"id\" is missing" },
  { "id-missing-no-input", "connection.get", NULL, "id", "\"id\" is missing" },
  { "id-null", "connection.get", "{\"id\":null}", "id", "type string or integer" },
  { "id-empty", "connection.get", "{\"id\":\"\"}", "id", "must match" },
  { "id-name", "connection.update", "{\"id\":\"two\",\"connection\":{}}", "id", "must match" },
  { "id-signed", "connection.delete", "{\"id\":\"-2\"}", "id", "must match" },
  { "id-negative", "connection.delete", "{\"id\":-2}", "id", "at least 0" },
  /* Integers, but not written as an id of that type. */
  { "id-minus-zero", "connection.get", "{\"id\":-0}", "id", "must match" },
  { "id-huge-with-exponent", "connection.update",
    "{\"id\":1e16,\"connection\":{\"name\":\"x\"},\"dry_run\":true}", "id", "must match" },
  { "id-fraction", "connection.get", "{\"id\":2.5}", "id", "type string or integer" },
  { "id-path", "connection.get", "{\"id\":\"2/../3\"}", "id", "must match" },
  { "id-query", "connection.get", "{\"id\":\"2?x\"}", "id", "must match" },
  { "id-space", "connection.get", "{\"id\":\" 2\"}", "id", "must match" },
  { "id-line-break", "connection.get", "{\"id\":\"2\\n\"}", "id", "must match" },
  { "id-wide-digits", "connection.get", "{\"id\":\"\xef\xbc\x92\"}", "id", "must match" },
  { "id-boolean", "connection.get", "{\"id\":true}", "id", "type string or integer" },
  { "id-list", "connection.get", "{\"id\":[2]}", "id", "type string or integer" },

  { "unknown-member", "connection.get", "{\"id\":2,\"ID\":3}", "ID", "\"ID\" is not known" },
  { "property-name", "connection.update", "{\"id\":2,\"connection\":{\"logo-url\":\"\"}}",
    "logo-url", "\"connection.logo-url\" is not known" },
  { "read-only-member", "connection.update", "{\"id\":2,\"connection\":{\"isInternal\":1}}",
    "isInternal", "\"connection.isInternal\" is not known" },
  { "id-within", "connection.update", "{\"id\":2,\"connection\":{\"id\":3}}", "id",
    "\"connection.id\" is not known" },
  { "list-id-of-update", "connection.update", "{\"id\":2,\"connection\":{\"listId\":\"1\"}}",
    "listId", "\"connection.listId\" is not known" },
  { "connection-missing", "connection.update", "{\"id\":2}", "connection", "is missing" },
  { "connection-null", "connection.update", "{\"id\":2,\"connection\":null}", "connection",
    "type object" },
  { "connection-list", "connection.update", "{\"id\":2,\"connection\":[]}", "connection",
    "type object" },
  /* JSON null is never sent; a host leaves out what it does not set. */
  { "value-null", "connection.update", "{\"id\":2,\"connection\":{\"name\":null}}", "name",
    "\"connection.name\" must be of type string" },
  { "value-number", "connection.update", "{\"id\":2,\"connection\":{\"name\":5}}", "name",
    "type string" },
  { "status-string", "connection.update", "{\"id\":2,\"connection\":{\"status\":\"1\"}}", "status",
    "type integer" },
  { "status-boolean", "connection.update", "{\"id\":2,\"connection\":{\"status\":true}}", "status",
    "type integer" },
  { "status-other", "connection.update", "{\"id\":2,\"connection\":{\"status\":2}}", "status",
    "0 (Error) or 1 (Connected)" },
  { "status-unknown", "connection.update", "{\"id\":2,\"connection\":{\"status\":-1}}", "status",
    "0 (Error) or 1 (Connected)" },
  { "status-fraction", "connection.update", "{\"id\":2,\"connection\":{\"status\":0.5}}", "status",
    "type integer" },
  { "sync-status-other", "connection.update", "{\"id\":2,\"connection\":{\"syncStatus\":3}}",
    "syncStatus", "0 (Stopped) or 1 (Running)" },
  { "dry-run-number", "connection.update", "{\"id\":2,\"connection\":{},\"dry_run\":1}", "dry_run",
    "type boolean" },
  { "dry-run-of-get", "connection.get", "{\"id\":2,\"dry_run\":true}", "dry_run", "is not known" },

  { "create-nothing", "connection.create", "{\"connection\":{}}", "service", "is missing" },
  { "create-no-external-id", "connection.create", "{\"connection\":{\"service\":\"s\"}}",
    "externalid", "\"connection.externalid\" is missing" },
  { "create-no-name", "connection.create",
    "{\"connection\":{\"service\":\"s\",\"externalid\":\"x\"}}", "name", "is missing" },
  { "create-no-logo", "connection.create",
    "{\"connection\":{\"service\":\"s\",\"externalid\":\"x\",\"name\":\"n\"}}", "logoUrl",
    "is missing" },
  { "create-no-link", "connection.create",
    "{\"connection\":{\"service\":\"s\",\"externalid\":\"x\",\"name\":\"n\",\"logoUrl\":\"\"}}",
    "linkUrl", "is missing" },
  { "create-with-id", "connection.create", "{\"id\":2,\"connection\":{}}", "id", "is not known" },
  { "create-number-for-external-id", "connection.create",
    "{\"connection\":{\"service\":\"s\",\"externalid\":7" CREATE_REST "}}", "externalid",
    "type string" },
  { "ensure-no-service", "connection.ensure", "{\"connection\":{\"externalid\":\"x\"}}", "service",
    "is missing" },
  { "find-no-external-id", "connection.find", "{\"service\":\"s\"}", "externalid", "is missing" },
  { "find-null", "connection.find", "{\"service\":\"s\",\"externalid\":null}", "externalid",
    "type string" },

  { "limit-zero", "connection.list", "{\"limit\":0}", "limit", "at least 1" },
  { "limit-negative", "connection.list", "{\"limit\":-1}", "limit", "at least 1" },
  { "limit-string", "connection.list", "{\"limit\":\"5\"}", "limit", "type integer" },
  { "limit-null", "connection.list", "{\"limit\":null}", "limit", "type integer" },
  { "limit-huge", "connection.list", "{\"limit\":1e300}", "limit", "at most 9007199254740991" },
  { "offset-negative", "connection.list", "{\"offset\":-1}", "offset", "at least 0" },
  { "offset-fraction", "connection.list", "{\"offset\":1.5}", "offset", "type integer" },
  { "filter-number", "connection.list", "{\"service\":5}", "service", "type string" },
  { "check-takes-nothing", "connection.check", "{\"id\":2}", "id", "is not known" },
  { "stats-takes-nothing", "engine.stats", "{\"value\":2}", "value", "is not known" },
  { "echo-nothing", "engine.echo", "{}", "value", "is missing" },
  { "echo-delay-negative", "engine.echo", "{\"value\":1,\"delay_ms\":-1}", "delay_ms",
    "at least 0" },
  { "echo-delay-of-days", "engine.echo", "{\"value\":1,\"delay_ms\":86400001}", "delay_ms",
    "at most 86400000" },
  { "missing-ok-null", "connection.delete", "{\"id\":2,\"missing_ok\":null}", "missing_ok",
    "type boolean" },

  { "options-list", "connection.get", "{\"id\":2,\"options\":[]}", "options", "type object" },
  { "options-unknown", "connection.get", "{\"id\":2,\"options\":{\"retry\":1}}", "retry",
    "\"options.retry\" is not known" },
  { "options-timeout", "connection.get", "{\"id\":2,\"options\":{\"timeout_ms\":-1}}", "timeout_ms",
    "at least 0" },
  { "options-queue-timeout", "connection.get", "{\"id\":2,\"options\":{\"queue_timeout_ms\":0.1}}",
    "queue_timeout_ms", "type integer" },
  { "options-trace", "connection.get", "{\"id\":2,\"options\":{\"trace\":5}}", "trace",
    "type string" },
};

/* By a ticket and by a run. */
static void
run_both (Host *host, const char *action, const char *input, const char *expected)
{
  g_autoptr (JsonNode) told = host_do (host, action, input);
  g_autoptr (JsonNode) returned = host_run (host, action, input, 0);

  assert_completion (told, expected);
  assert_completion (returned, expected);
}

static void
test_refusal (gconstpointer data)
{
  const Refusal *row = data;
  g_autoptr (Host) host = host_new (NULL);
  g_autofree char *expected = g_strdup_printf (
    "ok=false ; error.code=bad_input ; error.field=%s ; error.message~%s ; error.retryable=false ; "
    "error.attempts=0 ; error.outcome_unknown=false ; error.http_status=null",
    row->field, row->words);

  run_both (host, row->action, row->input, expected);
  g_assert_cmpuint (world_count_requests (host->world), ==, 0);
}

static const char *const unknown_actions[] = {
  "",
  "connection.upsert",
  "connection",
  "connection.",
  "Connection.get",
  "connection.get ",
  "engine.echo\n",
  "\xff",
  "conn\xc3\xa9xion.get",
};

static void
test_unknown_action (gconstpointer data)
{
  g_autoptr (Host) host = host_new (NULL);

  run_both (host, unknown_actions[GPOINTER_TO_UINT (data)], "not even JSON",
            "ok=false ; error.code=unknown_action ; error.field=null ; error.retryable=false ; "
            "error.message~There is no action");
}

/* acwf_run() has no number for it. */
static void
test_null_action (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) returned = host_run (host, NULL, NULL, 0);

  assert_completion (returned, "ok=false ; error.code=unknown_action");
  g_assert_cmpint (acwf_submit (host->handle, 1, NULL, NULL), ==, ACWF_NO_HANDLE);
}

/* What is in order, however it is spelt. */
static const struct
{
  const char *name;
  const char *action;
  const char *input;
  const char *expected;
} accepted[] = {
  { "id-string", "connection.get", "{\"id\":\"2\"}", "result.connection.id=2" },
  { "id-integer", "connection.get", "{\"id\":2}", "result.connection.id=2" },
  { "id-of-other-spelling", "connection.get", "{\"id\":2.0}", "result.connection.id=2" },
  { "id-with-exponent", "connection.get", "{\"id\":0.2e1}", "result.connection.id=2" },
  { "id-twice", "connection.get", "{\"id\":7,\"id\":2}", "result.connection.id=2" },
  { "id-member-escaped", "connection.get", "{\"\\u0069d\":2}", "result.connection.id=2" },
  { "id-large", "connection.get", "{\"id\":\"18446744073709551616\"}", "error.code=not_found" },
  { "id-large-integer", "connection.get", "{\"id\":18446744073709551616}", "error.code=not_found" },
  { "id-zero", "connection.get", "{\"id\":0}", "error.code=not_found" },
  { "whitespace", "connection.get", "\r\n\t {\"id\" : 2 } ", "result.connection.id=2" },
  { "limit-of-other-spelling", "connection.list", "{\"limit\":1e0,\"offset\":0.0}",
    "result.total=1 ; result.connections.0.id=2" },
  { "status-of-other-spelling", "connection.update",
    "{\"id\":2,\"connection\":{\"status\":10e-1,\"syncStatus\":1.0}}",
    "result.connection.status=1 ; result.connection.syncStatus=1" },
  { "no-input", "connection.check", NULL, "result.ok=true" },
  { "options-empty", "connection.check", "{\"options\":{}}", "result.ok=true" },
  { "options-all", "connection.check",
    "{\"options\":{\"timeout_ms\":0,\"queue_timeout_ms\":0,\"trace\":\"\"}}",
    "result.ok=true ; trace=" },
  { "trace", "connection.check", "{\"options\":{\"trace\":\"run 5 \\u00e9\\n\\\"x\\\"\"}}",
    "result.ok=true ; trace=run 5 \xc3\xa9\n\"x\"" },
  { "trace-of-failure", "connection.get", "{\"id\":3,\"options\":{\"trace\":\"abc\"}}",
    "ok=false ; error.code=not_found ; trace=abc" },
  { "trace-of-bad-input", "connection.get", "{\"options\":{\"trace\":\"abc\"}}",
    "ok=false ; error.code=bad_input ; trace=abc" },
  { "trace-of-unknown-action", "connection.upsert", "{\"id\":{},\"options\":{\"trace\":\"abc\"}}",
    "ok=false ; error.code=unknown_action ; trace=abc" },
  { "trace-of-no-string", "connection.get", "{\"id\":2,\"options\":{\"trace\":{\"a\":1}}}",
    "ok=false ; error.code=bad_input" },
  { "echo-null", "engine.echo", "{\"value\":null}", "ok=true ; result.value=null" },
  { "echo-number", "engine.echo", "{\"value\":-1.50e+10}", "result.value=-15000000000.0" },
  { "echo-deep", "engine.echo", "{\"value\":[{\"a\":[[],{}]},\"\\ud83d\\ude00\"]}",
    "result.value=[{\"a\":[[],{}]},\"\xf0\x9f\x98\x80\"]" },
  { "echo-raw-unicode", "engine.echo", "{\"value\":\"\xf0\x9f\x98\x80\xc3\xa9\"}",
    "result.value=\xf0\x9f\x98\x80\xc3\xa9" },
  { "echo-delayed", "engine.echo", "{\"value\":1,\"delay_ms\":1}", "result.value=1" },
};

static void
test_accepted (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new (NULL);

  run_both (host, accepted[i].action, accepted[i].input, accepted[i].expected);
}

/* A text of the largest size that is described is taken, one more byte is not; nesting likewise. */
static char *
dup_echo_of_size (gsize size)
{
  static const char head[] = "{\"value\":\"", tail[] = "\"}";
  GString *text = g_string_new (head);

  while (text->len < size - strlen (tail))
    g_string_append_c (text, 'x');
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static char *
dup_echo_of_depth (guint depth)
{
  GString *text = g_string_new ("{\"value\":");

  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static gsize
get_limit (const char *name)
{
  g_autoptr (JsonNode) root = json_from_string (acwf_describe (), NULL);
  JsonObject *limits = json_object_get_object_member (json_node_get_object (root), "limits");

  return (gsize) json_object_get_int_member (limits, name);
}

static void
test_largest (void)
{
  g_autoptr (Host) host = host_new (NULL);
  gsize most = get_limit ("max_input_bytes");
  g_autofree char *fits = dup_echo_of_size (most);
  g_autofree char *too_large = dup_echo_of_size (most + 1);
  g_autoptr (JsonNode) answer = NULL, refusal = NULL;

  answer = host_do (host, "engine.echo", fits);
  refusal = host_do (host, "engine.echo", too_large);
  assert_completion (answer, "ok=true");
  assert_completion (refusal, "error.code=bad_input ; error.field=null");
}

static void
test_deepest (void)
{
  g_autoptr (Host) host = host_new (NULL);
  gsize most = get_limit ("max_input_depth");
  g_autofree char *fits = dup_echo_of_depth ((guint) most);
  g_autofree char *too_deep = dup_echo_of_depth ((guint) most + 1);
  g_autofree char *far_too_deep = dup_echo_of_depth (100000);
  g_autoptr (JsonNode) answer = NULL, refusal = NULL, other = NULL;

  answer = host_do (host, "engine.echo", fits);
  refusal = host_do (host, "engine.echo", too_deep);
  other = host_do (host, "engine.echo", far_too_deep);
  assert_completion (answer, "ok=true");
  assert_completion (refusal, "error.code=bad_input ; error.field=null");
  assert_completion (other, "error.code=bad_input ; error.field=null");
}

/* The limits of a ticket's own, which do not touch those of another that runs beside it. */
static void
test_own_timeout (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) hasty = NULL, patient = NULL;

  host_add_fault (host, "{\"hold\":\"before\",\"times\":2}");
  host_submit (host, 1, "connection.get", "{\"id\":2}");
  world_await_held (host->world, 1);
  host_submit (host, 2, "connection.get", "{\"id\":3,\"options\":{\"timeout_ms\":100}}");
  hasty = host_await (host, 2);
  assert_completion (hasty, "error.code=timed_out ; error.message~0.1 seconds");
  world_release (host->world);
  patient = host_await (host, 1);
  assert_completion (patient, "ok=true");
}

static void
test_own_queue_timeout (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) host = host_new_for (world, NULL);
  g_autoptr (JsonNode) last = NULL;

  for (guint64 i = 1; i <= 5; i++)
    host_submit (host, i, "connection.check", NULL);
  for (guint64 i = 1; i <= 5; i++)
    json_node_unref (host_await (host, i));
  last = host_do (host, "connection.check", "{\"options\":{\"queue_timeout_ms\":20}}");
  assert_completion (last, "error.code=rate_limited ; error.retryable=true ; error.attempts=0");
  g_assert_cmpuint (world_count_requests (world), ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/input/refused/%s", refusals[i].name);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  for (guint i = 0; i < G_N_ELEMENTS (unknown_actions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/input/unknown-action/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_unknown_action);
    }
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/input/taken/%s", accepted[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_accepted);
    }
  g_test_add_func ("/workflow/input/null-action", test_null_action);
  g_test_add_func ("/workflow/input/largest", test_largest);
  g_test_add_func ("/workflow/input/deepest", test_deepest);
  g_test_add_func ("/workflow/input/own-timeout", test_own_timeout);
  g_test_add_func ("/workflow/input/own-queue-timeout", test_own_queue_timeout);

  return g_test_run ();
}
