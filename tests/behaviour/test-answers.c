/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Answers of success that are not what the documentation shows: hostile ones change nothing,
 * oddities are read. */

#include "support.h"

/* A server that answers GET as it should, and anything else with whatever bytes it is told: the
 * emulator's faults are text. */
typedef struct
{
  SoupServer *server;
  AcClient *client;
  GBytes *answer;
  guint status;
  const char *header;
  gboolean also_get;
  guint requests;
} Liar;

static const char truth[] = "{\"connection\":{\"service\":\"shop\",\"externalid\":\"1\","
                            "\"name\":\"Old\",\"status\":\"1\",\"id\":\"2\"}}";

static void
liar_answer (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer data)
{
  Liar *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gboolean is_get = strcmp (soup_server_message_get_method (message), "GET") == 0;
  gboolean lies = !is_get || self->also_get;
  const char *body = lies ? g_bytes_get_data (self->answer, NULL) : truth;
  gsize length = lies ? g_bytes_get_size (self->answer) : strlen (truth);

  self->requests++;
  soup_server_message_set_status (message, lies ? self->status : 200, NULL);
  if (lies && self->header != NULL)
    soup_message_headers_append (headers, "X-Ac-Error", self->header);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, length);
}

static void
liar_init (Liar *self)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  GSList *uris;

  *self = (Liar){ .server = soup_server_new (NULL, NULL), .status = 200 };
  soup_server_add_handler (self->server, NULL, liar_answer, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->client = ac_client_new (url, "emulator-token", &error);
  g_assert_no_error (error);
  ac_client_set_rate_limiter (self->client, limiter);
}

static void
liar_clear (Liar *self)
{
  g_object_unref (self->client);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_clear_pointer (&self->answer, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Liar, liar_clear)

typedef struct
{
  const char *name;
  const char *start;
  gsize start_length; /* 0: as long as the string */
  const char *again;  /* goes between start and end … */
  const char *end;
  guint times;  /* … so many times */
  guint status; /* 0: 200 */
  const char *header;
  const char *word; /* that the message must hold */
} Hostile;

#define OTHERS "\"service\":\"evil\",\"externalid\":\"1\",\"status\":\"0\",\"id\":\"2\""
#define BYTES(bytes) .start = bytes, .start_length = sizeof (bytes) - 1

static const Hostile hostile[] = {
  { "empty", "", .word = "empty" },
  { "empty/with-error-header", "", .header = "Code 9001", .word = "Code 9001" },
  { "empty/no-content", "", .status = 204, .word = "empty" },
  { "spaces", "   \n", .word = "empty" },
  { "too-large", "{\"connection\":{" OTHERS ",\"name\":\"",
    .again = "0123456789abcdef0123456789abcdef", .times = 300000, .end = "\"}}",
    .word = "too large" },
  { "too-large/spaces", "{\"connection\":{" OTHERS "}", .again = "                                ",
    .times = 300000, .end = "}", .word = "too large" },
  { "too-deep", "{\"connection\":{" OTHERS ",\"more\":", .again = "[", .times = 100000,
    .word = "deep" },
  { "too-deep/objects", "{\"connection\":{" OTHERS ",\"more\":", .again = "{\"a\":", .times = 100,
    .word = "deep" },
  { "not-utf8", BYTES ("{\"connection\":{" OTHERS ",\"name\":\"Caf\xe9\"}}"), .word = "UTF-8" },
  { "not-utf8/overlong", BYTES ("{\"connection\":{" OTHERS ",\"name\":\"\xc0\xaf\"}}"),
    .word = "UTF-8" },
  { "not-utf8/raw-surrogate", BYTES ("{\"connection\":{" OTHERS ",\"name\":\"\xed\xa0\x80\"}}"),
    .word = "UTF-8" },
  { "not-utf8/in-a-name", BYTES ("{\"connection\":{" OTHERS ",\"\xff\":\"x\"}}"), .word = "UTF-8" },
  { "utf-16", BYTES ("\xff\xfe{\0}\0"), .word = "UTF-8" },
  { "surrogate/high", "{\"connection\":{" OTHERS ",\"name\":\"\\ud800\"}}", .word = "surrogate" },
  { "surrogate/low", "{\"connection\":{" OTHERS ",\"name\":\"\\udc00\"}}", .word = "surrogate" },
  { "surrogate/two-highs", "{\"connection\":{" OTHERS ",\"name\":\"\\ud800\\ud800\"}}",
    .word = "surrogate" },
  { "surrogate/high-then-letter", "{\"connection\":{" OTHERS ",\"name\":\"\\ud800a\"}}",
    .word = "surrogate" },
  { "surrogate/in-a-name", "{\"connection\":{" OTHERS ",\"\\udfff\":1}}", .word = "surrogate" },
  { "nul/escaped", "{\"connection\":{" OTHERS ",\"name\":\"a\\u0000b\"}}", .word = "NUL" },
  { "nul/raw", BYTES ("{\"connection\":{" OTHERS ",\"name\":\"a\0b\"}}"), .word = "UTF-8" },
  { "nul/after-the-json", BYTES ("{\"connection\":{" OTHERS "}}\0"), .word = "UTF-8" },
  { "not-json/html", "<!DOCTYPE html><html><body>Log in</body></html>", .word = "not JSON" },
  { "not-json/text", "OK", .word = "not JSON" },
  { "not-json/byte-order-mark", "\xef\xbb\xbf{\"connection\":{" OTHERS "}}", .word = "not JSON" },
  { "not-json/cut-off", "{\"connection\":{" OTHERS ",\"name\":\"Ne" },
  { "not-json/cut-off-between-members", "{\"connection\":{" OTHERS "}", .word = "JSON" },
  { "not-json/control-character", "{\"connection\":{" OTHERS ",\"name\":\"a\tb\"}}",
    .word = "control character" },
  { "not-json/leading-zero", "{\"connection\":{" OTHERS ",\"name\":012}}", .word = "JSON" },
  { "not-json/plus", "{\"connection\":{" OTHERS ",\"name\":+1}}", .word = "JSON" },
  { "not-json/nan", "{\"connection\":{" OTHERS ",\"name\":NaN}}", .word = "JSON" },
  { "not-json/bad-escape", "{\"connection\":{" OTHERS ",\"name\":\"\\x41\"}}", .word = "escape" },
  { "javascript/variable", "var connection = {\"connection\":{" OTHERS "}};", .word = "not JSON" },
  { "javascript/comment", "/* */ {\"connection\":{" OTHERS "}}", .word = "not JSON" },
  { "javascript/comment-within", "{\"connection\":{" OTHERS "} // done\n}", .word = "JSON" },
  { "javascript/single-quotes", "{'connection':{'id':'2','name':'New'}}", .word = "JSON" },
  { "javascript/bare-names", "{connection:{id:\"2\",name:\"New\"}}", .word = "JSON" },
  { "javascript/trailing-comma", "{\"connection\":{" OTHERS ",}}", .word = "JSON" },
  { "javascript/hexadecimal", "{\"connection\":{" OTHERS ",\"name\":0x10}}", .word = "JSON" },
  { "trailing/garbage", "{\"connection\":{" OTHERS "}}garbage", .word = "goes on" },
  { "trailing/second-object", "{\"connection\":{" OTHERS "}}{}", .word = "goes on" },
  { "trailing/bracket", "{\"connection\":{" OTHERS "}}}", .word = "goes on" },
  { "trailing/php-warning",
    "{\"connection\":{" OTHERS "}}\n<br />\n<b>Warning</b>: Unknown in <b>index.php</b>",
    .word = "goes on" },
  { "shape/array", "[{\"connection\":{" OTHERS "}}]" },
  { "shape/string", "\"ok\"" },
  { "shape/number", "1" },
  { "shape/null", "null" },
  { "shape/true", "true" },
  { "shape/empty-object", "{}", .word = "no connection" },
  { "shape/connection-null", "{\"connection\":null}", .word = "where the connection should be" },
  { "shape/connection-array", "{\"connection\":[{" OTHERS "}]}",
    .word = "where the connection should be" },
  { "shape/connection-empty-array", "{\"connection\":[]}",
    .word = "where the connection should be" },
  { "shape/connection-string", "{\"connection\":\"2\"}", .word = "where the connection should be" },
  { "shape/list", "{\"connections\":[{" OTHERS "}],\"meta\":{\"total\":\"1\"}}",
    .word = "no connection" },
  { "shape/no-wrapper", "{" OTHERS "}", .word = "no connection" },
  { "shape/object-for-a-string", "{\"connection\":{" OTHERS ",\"name\":{\"a\":\"b\"}}}",
    .word = "field's value" },
  { "shape/array-for-a-status", "{\"connection\":{" OTHERS ",\"syncStatus\":[\"1\"]}}",
    .word = "field's value" },
  { "id/absent", "{\"connection\":{\"name\":\"New\"}}", .word = "id" },
  { "id/null", "{\"connection\":{\"name\":\"New\",\"id\":null}}", .word = "id" },
  { "id/empty", "{\"connection\":{\"name\":\"New\",\"id\":\"\"}}", .word = "id" },
  { "id/object", "{\"connection\":{\"name\":\"New\",\"id\":{}}}", .word = "id" },
  { "id/another", "{\"connection\":{\"name\":\"New\",\"id\":\"3\"}}",
    .word = "another connection" },
  { "id/another-that-begins-alike", "{\"connection\":{\"name\":\"New\",\"id\":\"22\"}}",
    .word = "another connection" },
  { "id/another-modulo-2-to-the-64",
    "{\"connection\":{\"name\":\"New\",\"id\":18446744073709551618}}" },
  { "failure/success-0",
    "{\"success\":0,\"message\":\"Nothing was saved\",\"connection\":{" OTHERS "}}",
    .word = "Nothing was saved" },
  { "failure/success-false", "{\"success\":false,\"connection\":{" OTHERS "}}", .word = "failure" },
  { "failure/success-0-string", "{\"success\":\"0\",\"connection\":{" OTHERS "}}",
    .word = "failure" },
  { "failure/errors", "{\"errors\":[{\"title\":\"Bad name\"}],\"connection\":{" OTHERS "}}",
    .word = "Bad name" },
  { "failure/errors-string", "{\"errors\":\"Bad name\",\"connection\":{" OTHERS "}}",
    .word = "Bad name" },
  { "failure/errors-alone", "{\"errors\":[\"Bad name\"]}", .word = "Bad name" },
};

static GBytes *
make_body (const Hostile *row)
{
  GByteArray *body = g_byte_array_new ();
  gsize length = row->start_length > 0 ? row->start_length : strlen (row->start);

  g_byte_array_append (body, (const guint8 *) row->start, (guint) length);
  for (guint i = 0; i < row->times; i++)
    g_byte_array_append (body, (const guint8 *) row->again, (guint) strlen (row->again));
  if (row->end != NULL)
    g_byte_array_append (body, (const guint8 *) row->end, (guint) strlen (row->end));
  return g_byte_array_free_to_bytes (body);
}

static void
assert_bad_response (AcProblem *problem, const Hostile *row, gboolean outcome_unknown)
{
  const char *message = ac_problem_get_message (problem);

  g_test_message ("%.200s", message);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "bad-response");
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, MAX (row->status, 200));
  g_assert_false (ac_problem_get_retryable (problem));
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 1);
  g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, outcome_unknown);
  g_assert_true (g_utf8_validate (message, -1, NULL));
  if (row->word != NULL && strstr (message, row->word) == NULL)
    g_error ("\"%s\" does not say \"%s\"", message, row->word);
}

static void
assert_old_values (AcConnection *connection, const char *json)
{
  g_autofree char *json_now = ac_connection_dup_json (connection);

  g_assert_cmpstr (json_now, ==, json);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "2");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "shop");
  g_assert_cmpstr (ac_connection_get_external_id (connection), ==, "1");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
}

/* Everything is as before, but that the name may be another at the server by now. */
static void
test_hostile_update (gconstpointer data)
{
  const Hostile *row = data;
  g_auto (Liar) liar;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL, *changes = NULL, *changes_back = NULL;
  guint *notified;

  liar_init (&liar);
  liar.answer = make_body (row);
  liar.header = row->header;
  liar.status = MAX (row->status, 200);
  connection = ac_connection_new (liar.client, "2");
  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  json = ac_connection_dup_json (connection);
  ac_connection_set_name (connection, "New");
  notified = count_notify (connection, "name");

  g_assert_false (connection_update (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_BAD_RESPONSE);
  assert_bad_response (ac_connection_get_problem (connection), row, TRUE);
  g_assert_cmpuint (liar.requests, ==, 2);

  assert_old_values (connection, json);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "New");
  g_assert_cmpuint (*notified, ==, 0);
  g_assert_true (ac_connection_get_modified (connection));
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==, "{\"connection\":{\"name\":\"New\"}}");

  ac_connection_set_name (connection, "Old");
  changes_back = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes_back, ==, "{\"connection\":{\"name\":\"Old\"}}");
}

static void
test_hostile_refresh (gconstpointer data)
{
  const Hostile *row = data;
  g_auto (Liar) liar;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  liar_init (&liar);
  liar.answer = make_body (row);
  liar.header = row->header;
  liar.status = MAX (row->status, 200);
  connection = ac_connection_new (liar.client, "2");
  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  json = ac_connection_dup_json (connection);

  liar.also_get = TRUE;
  g_assert_false (connection_refresh (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_BAD_RESPONSE);
  assert_bad_response (ac_connection_get_problem (connection), row, FALSE);
  assert_old_values (connection, json);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Old");
  g_assert_false (ac_connection_get_modified (connection));
}

/* An answer to the creation that names no id creates nothing here. */
static void
test_hostile_create (void)
{
  static const char answer[] = "{\"connection\":{\"name\":\"New\"}}";
  g_auto (Liar) liar;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  liar_init (&liar);
  liar.answer = g_bytes_new_static (answer, strlen (answer));
  liar.status = 201;
  connection = ac_connection_new (liar.client, NULL);
  ac_connection_set_name (connection, "New");
  g_assert_false (connection_create (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_BAD_RESPONSE);
  g_assert_true (ac_problem_get_outcome_unknown (ac_connection_get_problem (connection)));
  g_assert_null (ac_connection_get_id (connection));
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "New");
  g_assert_true (ac_connection_get_modified (connection));
}

typedef struct
{
  const char *name;
  const char *fault;    /* that befalls the answer */
  const char *property; /* to look at … */
  const char *expected; /* … and what it is, as text; NULL for NULL */
  const char *json;     /* part of what dup_json() returns */
} Oddity;

static const Oddity oddities[] = {
  { "number-for-a-string", "{\"patch\":{\"name\":5}}", "name", "5", "\"name\":5" },
  { "fraction-for-a-string", "{\"patch\":{\"name\":1.5}}", "name", "1.5" },
  { "large-number-for-a-string", "{\"patch\":{\"externalid\":9007199254740993}}", "external-id",
    "9007199254740993" },
  { "huge-number-for-a-string",
    "{\"body\":\"{\\\"connection\\\":{\\\"id\\\":\\\"2\\\",\\\"externalid\\\":"
    "36893488147419103233}}\"}",
    "external-id", "36893488147419103233" },
  { "true-for-a-string", "{\"patch\":{\"name\":true}}", "name", "1" },
  { "null-for-a-string", "{\"patch\":{\"name\":null}}", "name", NULL },
  { "empty-string", "{\"patch\":{\"logoUrl\":\"\"}}", "logo-url", "" },
  { "escapes", "{\"patch\":{\"name\":\"Caf\\u00e9 \\ud83d\\ude00 \\/ \\\"x\\\" \\u2028\"}}", "name",
    "Café 😀 / \"x\" \u2028" },
  { "number-for-a-status", "{\"patch\":{\"status\":0}}", "status", "error" },
  { "string-for-a-status", "{\"patch\":{\"status\":\"0\"}}", "status", "error" },
  { "false-for-a-status", "{\"patch\":{\"status\":false}}", "status", "error" },
  { "true-for-a-status", "{\"patch\":{\"status\":true}}", "status", "connected" },
  { "fraction-for-a-status", "{\"patch\":{\"status\":1.0}}", "status", "connected" },
  { "null-for-a-status", "{\"patch\":{\"status\":null}}", "status", "unknown" },
  { "empty-status", "{\"patch\":{\"status\":\"\"}}", "status", "unknown" },
  { "new-status", "{\"patch\":{\"status\":\"7\"}}", "status", "unknown", "\"status\":\"7\"" },
  { "word-for-a-status", "{\"patch\":{\"syncStatus\":\"running\"}}", "sync-status", "unknown" },
  { "number-for-a-sync-status", "{\"patch\":{\"syncStatus\":1}}", "sync-status", "running" },
  { "number-for-internal", "{\"patch\":{\"isInternal\":1}}", "is-internal", "TRUE" },
  { "zero-for-internal", "{\"patch\":{\"isInternal\":0}}", "is-internal", "FALSE" },
  { "string-for-internal", "{\"patch\":{\"isInternal\":\"1\"}}", "is-internal", "TRUE" },
  { "true-for-internal", "{\"patch\":{\"isInternal\":true}}", "is-internal", "TRUE" },
  { "false-for-internal", "{\"patch\":{\"isInternal\":false}}", "is-internal", "FALSE" },
  { "null-for-internal", "{\"patch\":{\"isInternal\":null}}", "is-internal", "FALSE" },
  { "absent-internal", "{\"drop\":[\"isInternal\"]}", "is-internal", "FALSE" },
  { "number-for-a-list", "{\"patch\":{\"listId\":3}}", "list-id", "3" },
  { "zero-for-a-list", "{\"patch\":{\"listId\":\"0\"}}", "list-id", "0" },
  { "number-for-the-id", "{\"patch\":{\"id\":2}}", "id", "2" },
  { "date/offset", "{\"patch\":{\"cdate\":\"2017-02-02T14:56:05-06:00\"}}", "created-at",
    "2017-02-02T14:56:05-06" },
  { "date/utc", "{\"patch\":{\"lastSync\":\"2017-02-02T14:56:05Z\"}}", "last-sync",
    "2017-02-02T14:56:05Z" },
  { "date/fraction", "{\"patch\":{\"lastSync\":\"2017-02-02T14:56:05.5Z\"}}", "last-sync",
    "2017-02-02T14:56:05.500000Z" },
  { "date/one-digit-hour", "{\"patch\":{\"udate\":\"2019-09-06T2:10:00-05:00\"}}", "updated-at",
    "2019-09-06T02:10:00-05" },
  { "date/space", "{\"patch\":{\"sync_start_time\":\"2019-09-06 02:10:00\"}}", "sync-start-time",
    "2019-09-06T02:10:00Z" },
  { "date/zeros", "{\"patch\":{\"disconnectDate\":\"0000-00-00 00:00:00\"}}", "disconnect-date",
    NULL },
  { "date/empty", "{\"patch\":{\"lastSync\":\"\"}}", "last-sync", NULL },
  { "date/null", "{\"patch\":{\"cdate\":null}}", "created-at", NULL },
  { "date/word", "{\"patch\":{\"lastSync\":\"yesterday\"}}", "last-sync", NULL,
    "\"lastSync\":\"yesterday\"" },
  { "date/impossible", "{\"patch\":{\"lastSync\":\"2017-02-31T10:00:00Z\"}}", "last-sync", NULL },
  { "date/number", "{\"patch\":{\"lastSync\":1486000000}}", "last-sync", NULL },
  { "date/object", "{\"patch\":{\"lastSync\":{\"date\":\"2017\"}}}", "last-sync", NULL },
  { "links/empty-array", "{\"patch\":{\"links\":[]}}", "customers-url", NULL, "\"links\":[]" },
  { "links/null", "{\"patch\":{\"links\":null}}", "customers-url", NULL },
  { "links/string", "{\"patch\":{\"links\":\"none\"}}", "options-url", NULL },
  { "links/absent", "{\"drop\":[\"links\"]}", "options-url", NULL },
  { "links/relative", "{\"patch\":{\"links\":{\"customers\":\"/api/3/connections/2/customers\"}}}",
    "customers-url", "/api/3/connections/2/customers" },
  { "links/bare", "{\"patch\":{\"links\":{\"customers\":\"/connections/1/customers\"}}}",
    "customers-url", "/connections/1/customers" },
  { "links/malformed", "{\"patch\":{\"links\":{\"options\":\"https://{url}/:x\"}}}", "options-url",
    "https://{url}/:x" },
  { "unknown-member", "{\"patch\":{\"tomorrow\":{\"a\":[1,null,\"x\"]}}}", "service", "fooCommerce",
    "\"tomorrow\":{\"a\":[1,null,\"x\"]}" },
  { "object-for-a-string-that-is-only-read", "{\"patch\":{\"planTier\":{\"a\":1}}}", "plan-tier",
    NULL },
  { "text-plain", "{\"content_type\":\"text/plain\"}", "service", "fooCommerce" },
  { "no-content-type", "{\"headers\":{\"Content-Type\":null}}", "service", "fooCommerce" },
  { "html-content-type", "{\"content_type\":\"text/html; charset=UTF-8\"}", "service",
    "fooCommerce" },
  { "trailing-newline", "{\"append\":\" \\r\\n\\t\\n\"}", "service", "fooCommerce" },
  { "success-1", "{\"body\":{\"success\":1,\"connection\":{\"id\":\"2\",\"service\":\"x\"}}}",
    "service", "x" },
  { "empty-errors", "{\"body\":{\"errors\":[],\"connection\":{\"id\":\"2\",\"service\":\"x\"}}}",
    "service", "x" },
  { "null-errors", "{\"body\":{\"errors\":null,\"connection\":{\"id\":\"2\",\"service\":\"x\"}}}",
    "service", "x" },
  { "more-beside-the-connection",
    "{\"body\":{\"contacts\":[],\"connection\":{\"id\":\"2\",\"service\":\"x\"},\"meta\":{}}}",
    "service", "x" },
  { "member-twice",
    "{\"body\":\"{\\\"connection\\\":{\\\"id\\\":\\\"2\\\",\\\"service\\\":\\\"a\\\","
    "\\\"service\\\":\\\"b\\\"}}\"}",
    "service", "b" },
  { "created", "{\"status\":201,\"body\":{\"connection\":{\"id\":\"2\",\"service\":\"x\"}}}",
    "service", "x" },
  { "server-hangs-up-afterwards", "{\"close\":\"idle\"}", "service", "fooCommerce" },
};

static void
assert_oddity (AcConnection *connection, const Oddity *row)
{
  g_autofree char *value = dup_property_text (connection, row->property);
  g_autofree char *json = ac_connection_dup_json (connection);

  g_assert_cmpstr (value, ==, row->expected);
  if (row->json != NULL && strstr (json, row->json) == NULL)
    g_error ("%s does not hold %s", json, row->json);
  g_assert_null (ac_connection_get_problem (connection));
}

/* Each is read alike in the answer to PUT and to GET. */
static void
test_oddity (gconstpointer data)
{
  const Oddity *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) updated = ac_connection_new (world->client, "2");
  g_autoptr (AcConnection) refreshed = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  world_add_fault (world, row->fault);
  ac_connection_set_link_url (updated, "http://example.org/");
  g_assert_true (connection_update (updated, &error));
  g_assert_no_error (error);
  assert_oddity (updated, row);
  g_assert_false (ac_connection_get_modified (updated));

  world_add_fault (world, row->fault);
  g_assert_true (connection_refresh (refreshed, &error));
  g_assert_no_error (error);
  assert_oddity (refreshed, row);
}

/* What becomes of a sent field, by what the answer says of it. */
typedef struct
{
  const char *name;
  const char *fault;
  const char *value;     /* afterwards */
  const char *set_again; /* … and what would be sent … */
  const char *changes;   /* … if this was set then */
} Sent;

static const Sent sent[] = {
  { "taken", NULL, "Acme", "Acme", NULL },
  { "normalised", "{\"patch\":{\"name\":\"ACME\"}}", "ACME", "ACME", NULL },
  { "normalised/sent-again", "{\"patch\":{\"name\":\"ACME\"}}", "ACME", "Acme",
    "{\"connection\":{\"name\":\"Acme\"}}" },
  { "ignored", "{\"patch\":{\"name\":\"The Toolbox\"}}", "The Toolbox", "The Toolbox", NULL },
  { "ignored/sent-again", "{\"patch\":{\"name\":\"The Toolbox\"}}", "The Toolbox", "Acme",
    "{\"connection\":{\"name\":\"Acme\"}}" },
  { "emptied", "{\"patch\":{\"name\":\"\"}}", "", "", NULL },
  { "missing", "{\"drop\":[\"name\"]}", "Acme", "Acme", "{\"connection\":{\"name\":\"Acme\"}}" },
};

static void
test_sent (gconstpointer data)
{
  const Sent *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_autofree char *changes = NULL, *changes_again = NULL;

  ac_connection_set_name (connection, "Acme");
  if (row->fault != NULL)
    world_add_fault (world, row->fault);
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, row->value);
  g_assert_false (ac_connection_get_modified (connection));
  changes = ac_connection_dup_changes (connection);
  g_assert_null (changes);

  ac_connection_set_name (connection, row->set_again);
  changes_again = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes_again, ==, row->changes);
}

/* `"1"` is 1: a status that the server has already is not sent. */
static void
test_typed_comparison (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  static const char *const faults[] = { "{\"patch\":{\"status\":1}}",
                                        "{\"patch\":{\"status\":\"1\"}}",
                                        "{\"patch\":{\"status\":true}}",
                                        "{\"patch\":{\"status\":1.0}}" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      world_add_fault (world, faults[i]);
      g_assert_true (connection_refresh (connection, NULL));
      ac_connection_set_status (connection, AC_CONNECTION_STATUS_CONNECTED);
      g_assert_false (ac_connection_get_modified (connection));
      ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
      g_assert_true (ac_connection_get_modified (connection));
      ac_connection_revert (connection);
    }
}

/* What was not sent and is missing from the answer keeps its last value, and stays known. */
static void
test_missing_unsent (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GDateTime) created_at = NULL;
  guint *notified;
  g_autoptr (GError) error = NULL;

  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  created_at = g_date_time_ref (ac_connection_get_created_at (connection));
  notified = count_notify (connection, "status");
  ac_connection_set_name (connection, "Acme");
  world_add_fault (world, "{\"drop\":[\"status\",\"syncStatus\",\"service\",\"cdate\",\"links\"]}");
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);

  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_STOPPED);
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "fooCommerce");
  g_assert_true (g_date_time_equal (ac_connection_get_created_at (connection), created_at));
  g_assert_nonnull (ac_connection_get_customers_url (connection));
  g_assert_cmpuint (*notified, ==, 0);
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_false (ac_connection_get_modified (connection));
}

/* A status that was never told is unknown, and so any set of it is sent. */
static void
test_missing_status (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *changes = NULL;

  world_add_fault (world, "{\"drop\":[\"status\",\"syncStatus\"]}");
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_UNKNOWN);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_UNKNOWN);
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==, "{\"connection\":{\"status\":0}}");
}

/* In one go: nobody sees half an answer. */
static void
on_notify (AcConnection *connection, GParamSpec *pspec, gpointer count)
{
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "B");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_ERROR);
  g_assert_false (ac_connection_get_modified (connection));
  ++*(guint *) count;
}

static void
test_at_once (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint count = 0;

  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "a");
  world_add_fault (world, "{\"patch\":{\"name\":\"A\",\"service\":\"B\",\"status\":0}}");
  g_signal_connect (connection, "notify", G_CALLBACK (on_notify), &count);
  g_assert_true (connection_update (connection, NULL));
  /* name, service, status, updated-at, modified; service-name is not patched */
  g_assert_cmpuint (count, ==, 5);
}

/* The size that is still read, to the byte. */
static void
test_largest (void)
{
  g_auto (Liar) liar;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  static const char start[] = "{\"connection\":{\"id\":\"2\",\"name\":\"";
  gsize size = 8 << 20;
  char *body = g_malloc (size);

  memset (body, 'x', size);
  memcpy (body, start, strlen (start));
  memcpy (body + size - 3, "\"}}", 3);
  liar_init (&liar);
  liar.answer = g_bytes_new_take (body, size);
  connection = ac_connection_new (liar.client, "2");
  ac_connection_set_name (connection, "New");
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (ac_connection_get_name (connection)), ==, size - strlen (start) - 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_ROWS ("/answers/hostile/update", hostile, test_hostile_update);
  ADD_ROWS ("/answers/hostile/refresh", hostile, test_hostile_refresh);
  g_test_add_func ("/answers/hostile/create", test_hostile_create);
  ADD_ROWS ("/answers/harmless", oddities, test_oddity);
  ADD_ROWS ("/answers/sent", sent, test_sent);
  g_test_add_func ("/answers/typed-comparison", test_typed_comparison);
  g_test_add_func ("/answers/missing-unsent", test_missing_unsent);
  g_test_add_func ("/answers/missing-status", test_missing_status);
  g_test_add_func ("/answers/at-once", test_at_once);
  g_test_add_func ("/answers/largest", test_largest);
  return g_test_run ();
}
