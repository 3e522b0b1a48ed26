/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Answers of success that cannot be believed: they are refused, and change nothing. */

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
  ADD_CASES ("/answers/hostile/update", hostile, test_hostile_update);
  ADD_CASES ("/answers/hostile/refresh", hostile, test_hostile_refresh);
  g_test_add_func ("/answers/hostile/create", test_hostile_create);
  g_test_add_func ("/answers/largest", test_largest);
  return g_test_run ();
}
