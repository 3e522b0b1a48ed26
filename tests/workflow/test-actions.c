/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What each action does and answers. */

#include "host.h"

#include <string.h>

#define FULL                                                                                       \
  "{\"service\":\"shop\",\"externalid\":\"e1\",\"name\":\"Acme\",\"logoUrl\":\"l\",\"linkUrl\":"   \
  "\"k\""

/* Connection 2, which every emulator has. */
#define NAMES "\"service\":\"fooCommerce\",\"externalid\":\"toolbox@example.com\""

typedef struct
{
  const char *name;
  const char *prepare; /* a row that is there before, NULL: connection 2 alone */
  const char *fault;
  const char *action;
  const char *input;
  const char *expected;
  const char *methods; /* of all requests */
  const char *body;    /* of the last of them, NULL: any */
} Row;

static const Row rows[] = {
  /* ---- update ---- */
  { "update/one", NULL, NULL, "connection.update", "{\"id\":2,\"connection\":{\"name\":\"Acme\"}}",
    "ok=true ; result.changed=true ; result.connection.id=2 ; result.connection.name=Acme", "PUT",
    "{\"connection\":{\"name\":\"Acme\"}}" },
  { "update/all", NULL, NULL, "connection.update",
    "{\"id\":\"2\",\"connection\":{\"service\":\"s\",\"externalid\":\"\",\"name\":\"n\","
    "\"logoUrl\":\"\",\"linkUrl\":\"\",\"status\":0,\"syncStatus\":1}}",
    "result.connection.service=s ; result.connection.externalid= ; result.connection.status=0 ; "
    "result.connection.syncStatus=1 ; result.changed=true",
    "PUT", NULL },
  { "update/nothing", NULL, NULL, "connection.update", "{\"id\":2,\"connection\":{}}",
    "ok=true ; result.changed=false ; result.connection=null", "", NULL },
  { "update/zero-and-empty-are-values", NULL, NULL, "connection.update",
    "{\"id\":2,\"connection\":{\"status\":0,\"logoUrl\":\"\"}}", "result.changed=true", "PUT",
    "{\"connection\":{\"logoUrl\":\"\",\"status\":0}}" },
  { "update/missing", NULL, NULL, "connection.update", "{\"id\":3,\"connection\":{\"name\":\"x\"}}",
    "ok=false ; error.code=not_found ; error.http_status=404 ; error.attempts=1", "PUT", NULL },
  { "update/dry", NULL, NULL, "connection.update",
    "{\"id\":\"02\",\"connection\":{\"name\":\"\xc3\xa9\"},\"dry_run\":true}",
    "ok=true ; result={\"request\":{\"method\":\"PUT\",\"path\":\"/api/3/connections/02\","
    "\"body\":{\"connection\":{\"name\":\"\xc3\xa9\"}}}}",
    "", NULL },
  { "update/dry-nothing", NULL, NULL, "connection.update",
    "{\"id\":2,\"connection\":{},\"dry_run\":true}", "ok=true ; result={\"request\":null}", "",
    NULL },
  { "update/not-dry", NULL, NULL, "connection.update",
    "{\"id\":2,\"connection\":{\"name\":\"x\"},\"dry_run\":false}", "result.changed=true", "PUT",
    NULL },
  { "update/unicode", NULL, NULL, "connection.update",
    "{\"id\":2,\"connection\":{\"name\":\"\\ud83d\\ude00 \\\"\\\\\\n\\u0001\x7f\"}}",
    "result.connection.name=\xf0\x9f\x98\x80 \"\\\n\x01\x7f", "PUT", NULL },

  /* ---- create ---- */
  { "create/one", NULL, NULL, "connection.create", "{\"connection\":" FULL "}}",
    "ok=true ; result.connection.service=shop ; result.connection.name=Acme ; "
    "result.connection.status=1",
    "POST", NULL },
  { "create/with-list", NULL, NULL, "connection.create",
    "{\"connection\":" FULL ",\"listId\":\"7\"}}", "result.connection.listId=7", "POST", NULL },
  /* A create takes no status. */
  { "create/with-status", NULL, NULL, "connection.create",
    "{\"connection\":" FULL ",\"status\":0,\"syncStatus\":1}}",
    "ok=true ; result.connection.status=0 ; result.connection.syncStatus=1", "POST PUT",
    "{\"connection\":{\"status\":0,\"syncStatus\":1}}" },
  /* What it has already needs no second request. */
  { "create/with-status-as-it-is", NULL, NULL, "connection.create",
    "{\"connection\":" FULL ",\"status\":1}}", "ok=true ; result.connection.status=1", NULL, NULL },
  { "create/duplicate", NULL, NULL, "connection.create",
    "{\"connection\":{" NAMES ",\"name\":\"n\",\"logoUrl\":\"\",\"linkUrl\":\"\"}}",
    "ok=false ; error.code=duplicate ; error.retryable=false ; error.outcome_unknown=false", "POST",
    NULL },
  { "create/dry", NULL, NULL, "connection.create",
    "{\"connection\":" FULL ",\"status\":0},\"dry_run\":true}",
    "result.request.method=POST ; result.request.path=/api/3/connections ; "
    "result.request.body.connection.service=shop ; result.request.body.connection.linkUrl=k",
    "", NULL },
  { "create/answer-lost", NULL, "{\"close\":\"after\",\"match\":{\"method\":\"POST\"}}",
    "connection.create", "{\"connection\":" FULL "}}", "ok=true ; result.connection.name=Acme",
    "POST GET", NULL },

  /* ---- get ---- */
  { "get/one", NULL, NULL, "connection.get", "{\"id\":2}",
    "ok=true ; result.connection.id=2 ; result.connection.isInternal=false ; "
    "result.connection.status=1 ; result.connection.syncStatus=0",
    "GET", NULL },
  { "get/missing", NULL, NULL, "connection.get", "{\"id\":3}",
    "ok=false ; error.code=not_found ; error.message~3", "GET", NULL },

  /* ---- delete ---- */
  { "delete/one", NULL, NULL, "connection.delete", "{\"id\":2}", "ok=true ; result.deleted=true",
    "DELETE", NULL },
  { "delete/missing", NULL, NULL, "connection.delete", "{\"id\":3}",
    "ok=false ; error.code=not_found", "DELETE", NULL },
  { "delete/missing-not-ok", NULL, NULL, "connection.delete", "{\"id\":3,\"missing_ok\":false}",
    "ok=false ; error.code=not_found", "DELETE", NULL },
  { "delete/missing-ok", NULL, NULL, "connection.delete", "{\"id\":3,\"missing_ok\":true}",
    "ok=true ; result.deleted=false", "DELETE", NULL },
  { "delete/missing-ok-there", NULL, NULL, "connection.delete", "{\"id\":2,\"missing_ok\":true}",
    "ok=true ; result.deleted=true", "DELETE", NULL },
  { "delete/missing-ok-is-no-other-error", NULL,
    "{\"status\":403,\"body\":{\"message\":\"Forbidden\"}}", "connection.delete",
    "{\"id\":2,\"missing_ok\":true}", "ok=false ; error.code=forbidden", "DELETE", NULL },
  { "delete/answer-lost", NULL, "{\"close\":\"after\",\"match\":{\"method\":\"DELETE\"}}",
    "connection.delete", "{\"id\":2}", "ok=true ; result.deleted=true", "DELETE DELETE", NULL },
  { "delete/dry", NULL, NULL, "connection.delete", "{\"id\":2,\"dry_run\":true}",
    "result={\"request\":{\"method\":\"DELETE\",\"path\":\"/api/3/connections/2\",\"body\":null}}",
    "", NULL },

  /* ---- find ---- */
  { "find/one", NULL, NULL, "connection.find", "{" NAMES "}", "ok=true ; result.connection.id=2",
    NULL, NULL },
  { "find/none", NULL, NULL, "connection.find",
    "{\"service\":\"fooCommerce\",\"externalid\":\"j\"}", "ok=true ; result={\"connection\":null}",
    NULL, NULL },
  /* Matched exactly, whatever the server takes for the same. */
  { "find/other-case", NULL, NULL, "connection.find",
    "{\"service\":\"FOOCOMMERCE\",\"externalid\":\"toolbox@example.com\"}",
    "ok=true ; result.connection=null", NULL, NULL },
  { "find/special-characters",
    "{\"service\":\"a&b=c\",\"externalid\":\"%2B +\xc3\xa9\","
    "\"name\":\"n\"}",
    NULL, "connection.find", "{\"service\":\"a&b=c\",\"externalid\":\"%2B +\xc3\xa9\"}",
    "result.connection.name=n", NULL, NULL },

  /* ---- check ---- */
  { "check/one", NULL, NULL, "connection.check", "{}", "ok=true ; result={\"ok\":true}", "GET",
    NULL },
  { "check/refused", NULL, "{\"status\":401,\"body\":{\"message\":\"Unauthenticated.\"}}",
    "connection.check", "{}", "ok=false ; error.code=unauthorized ; error.http_status=401", "GET",
    NULL },

  /* ---- what the server may answer ---- */
  { "shape/unknown-members", NULL, "{\"patch\":{\"new\":{\"a\":[1,\"\xc3\xa9\"]},\"x\":1.50}}",
    "connection.get", "{\"id\":2}",
    "result.connection.new={\"a\":[1,\"\xc3\xa9\"]} ; result.connection.x=1.5", "GET", NULL },
  { "shape/links-object", NULL, NULL, "connection.get", "{\"id\":2}",
    "result.connection.links.customers~/connections/2/customers", "GET", NULL },
  /* PHP writes an empty object as an empty list. */
  { "shape/links-empty-list", NULL, "{\"patch\":{\"links\":[]}}", "connection.get", "{\"id\":2}",
    "result.connection.links={}", "GET", NULL },
  { "shape/links-null", NULL, "{\"patch\":{\"links\":null}}", "connection.get", "{\"id\":2}",
    "result.connection.links=null", "GET", NULL },
  { "shape/links-missing", NULL, "{\"drop\":[\"links\"]}", "connection.get", "{\"id\":2}",
    "ok=true", "GET", NULL },
  { "shape/typed", NULL,
    "{\"patch\":{\"status\":\"0\",\"syncStatus\":null,\"isInternal\":\"1\",\"name\":7,"
    "\"listId\":12}}",
    "connection.get", "{\"id\":2}",
    "result.connection.status=0 ; result.connection.syncStatus=null ; "
    "result.connection.isInternal=true ; result.connection.name=7 ; result.connection.listId=12",
    "GET", NULL },
  { "shape/odd-status", NULL, "{\"patch\":{\"status\":\"5\",\"syncStatus\":\"\"}}",
    "connection.get", "{\"id\":2}",
    "result.connection.status=null ; result.connection.syncStatus=null", "GET", NULL },
  { "shape/dates", NULL,
    "{\"patch\":{\"cdate\":\"2018-08-08T09:04:15-05:00\",\"udate\":\"2018-08-08 09:04:15\","
    "\"lastSync\":\"0000-00-00 00:00:00\",\"disconnectDate\":\"soon\",\"sync_start_time\":\"\","
    "\"sync_request_time\":null}}",
    "connection.get", "{\"id\":2}",
    "result.connection.cdate=2018-08-08T09:04:15-05:00 ; "
    "result.connection.udate~2018-08-08T ; result.connection.lastSync=null ; "
    "result.connection.disconnectDate=null ; result.connection.sync_start_time=null ; "
    "result.connection.sync_request_time=null",
    "GET", NULL },
  { "shape/dates-missing", NULL, "{\"drop\":[\"cdate\",\"credentialExpiration\"]}",
    "connection.get", "{\"id\":2}",
    "result.connection.cdate=null ; result.connection.credentialExpiration=null", "GET", NULL },
  { "shape/number-for-id", NULL, "{\"patch\":{\"id\":2}}", "connection.get", "{\"id\":2}",
    "result.connection.id=2", "GET", NULL },
};

static void
add_row (Host *host, const char *connection)
{
  g_autofree char *body = g_strdup_printf ("{\"connection\":%s}", connection);

  g_free (emulator_control (host->world->emulator, "POST", "/emulator/connections", body));
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;
  g_autofree char *methods = NULL;
  guint n_requests;

  if (row->prepare != NULL)
    add_row (host, row->prepare);
  if (row->fault != NULL)
    host_add_fault (host, row->fault);
  completion = host_do (host, row->action, row->input);
  assert_completion (completion, row->expected);
  methods = world_dup_methods (host->world);
  if (row->methods != NULL)
    g_assert_cmpstr (methods, ==, row->methods);
  n_requests = world_count_requests (host->world);
  if (row->body != NULL)
    {
      g_autofree char *body = world_dup_logged (host->world, n_requests - 1, "body");

      g_assert_cmpstr (body, ==, row->body);
    }
}

/* The same from acwf_run(), and where the answers are read only later. */
static void
test_run (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;

  if (row->prepare != NULL)
    add_row (host, row->prepare);
  if (row->fault != NULL)
    host_add_fault (host, row->fault);
  completion = host_run (host, row->action, row->input, 0);
  assert_completion (completion, row->expected);
}

/* Each update sends all that it was given, also what another ticket has just set. */
static void
test_nothing_is_remembered (void)
{
  static const char same[] = "{\"id\":2,\"connection\":{\"name\":\"Acme\"}}";
  g_autoptr (Host) host = host_new (NULL);
  g_autofree char *methods = NULL;

  for (guint64 i = 1; i <= 3; i++)
    host_submit (host, i, "connection.update", same);
  for (guint64 i = 1; i <= 3; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion, "result.changed=true");
    }
  methods = world_dup_methods (host->world);
  g_assert_cmpstr (methods, ==, "PUT PUT PUT");
}

/* The connection is there; what failed is the second request, and the host must not create again.
 */
static const struct
{
  const char *name;
  const char *fault;
  const char *expected;
} halves[] = {
  { "refused",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"No\",\"source\":{\"pointer\":"
    "\"/data/attributes/syncStatus\"}}]},\"match\":{\"method\":\"PUT\"}}",
    "error.code=invalid ; error.field=syncStatus ; error.http_status=422 ; error.retryable=false" },
  { "unavailable", "{\"status\":503,\"body\":\"\",\"times\":0,\"match\":{\"method\":\"PUT\"}}",
    "error.code=unavailable ; error.retryable=false ; error.outcome_unknown=true" },
  { "gone", "{\"status\":404,\"body\":\"\",\"match\":{\"method\":\"PUT\"}}",
    "error.code=not_found ; error.retryable=false" },
  { "network", "{\"close\":\"after\",\"times\":0,\"match\":{\"method\":\"PUT\"}}",
    "error.code=network ; error.retryable=false ; error.outcome_unknown=true" },
};

static void
test_half_created (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new ("\"max_attempts\":2");
  g_autoptr (JsonNode) completion = NULL;
  g_autofree char *stored = NULL;

  host_add_fault (host, halves[i].fault);
  completion = host_do (host, "connection.create",
                        "{\"connection\":" FULL ",\"status\":0,\"syncStatus\":1}}");
  assert_completion (completion, halves[i].expected);
  assert_completion (completion, "error.message~Connection 3 was created");
  stored = world_dup_stored (host->world, "3", "name");
  g_assert_cmpstr (stored, ==, "Acme");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/action/%s", rows[i].name);
      g_autofree char *run_path = g_strdup_printf ("/workflow/run/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
      g_test_add_data_func (run_path, &rows[i], test_run);
    }
  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/action/create/half/%s", halves[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_half_created);
    }
  g_test_add_func ("/workflow/action/update/nothing-is-remembered", test_nothing_is_remembered);

  return g_test_run ();
}
