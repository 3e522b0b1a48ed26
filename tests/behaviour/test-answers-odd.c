/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Answers of success that are odd, and taken as they are. */

#include "support.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/answers/harmless", oddities, test_oddity);
  ADD_CASES ("/answers/sent", sent, test_sent);
  g_test_add_func ("/answers/typed-comparison", test_typed_comparison);
  g_test_add_func ("/answers/missing-unsent", test_missing_unsent);
  g_test_add_func ("/answers/missing-status", test_missing_status);
  g_test_add_func ("/answers/at-once", test_at_once);
  return g_test_run ();
}
