/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What was set and not yet sent. */

#include "properties-support.h"

#include <json-glib/json-glib.h>

/* Withdrawing shows the server's value again. */
static void
test_withdraw_known (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *notified;

  g_assert_true (connection_refresh (connection, NULL));
  notified = count_notify (connection, "name");
  ac_connection_set_name (connection, "Other");
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  ac_connection_set_name (connection, NULL);
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_UNKNOWN);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Default Store View");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_false (ac_connection_get_modified (connection));
  g_assert_cmpuint (*notified, ==, 2);

  /* With nothing pending there is nothing to withdraw. */
  ac_connection_set_name (connection, NULL);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Default Store View");
  g_assert_cmpuint (*notified, ==, 2);
}

/* A set of the value that the server has is no change, but for an unknown field it is. */
static void
test_set_to_the_same (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *unknown = NULL, *known = NULL;
  guint requests;

  ac_connection_set_name (connection, "Default Store View");
  unknown = ac_connection_dup_changes (connection);
  g_assert_cmpstr (unknown, ==, "{\"connection\":{\"name\":\"Default Store View\"}}");

  g_assert_true (connection_refresh (connection, NULL));
  g_assert_false (ac_connection_get_modified (connection));
  known = ac_connection_dup_changes (connection);
  g_assert_null (known);
  requests = world_count_requests (world);
  g_assert_true (connection_update (connection, NULL));
  g_assert_cmpuint (world_count_requests (world), ==, requests);
}

/* What would be sent, letter for letter. */
typedef struct
{
  const char *name;
  const char *id;
  const char *assignments[9];
  const char *changes;
} Changes;

static const Changes changes_rows[] = {
  { "nothing", "2", { NULL }, NULL },
  { "documented",
    "2",
    { "external-id=johndoe@example.com", "name=Acme, Inc." },
    "{\"connection\":{\"externalid\":\"johndoe@example.com\",\"name\":\"Acme, Inc.\"}}" },
  { "all-of-update",
    "2",
    { "sync-status=1", "status=1", "link-url=e", "logo-url=d", "name=c", "external-id=b",
      "service=a" },
    "{\"connection\":{\"service\":\"a\",\"externalid\":\"b\",\"name\":\"c\",\"logoUrl\":\"d\","
    "\"linkUrl\":\"e\",\"status\":1,\"syncStatus\":1}}" },
  { "all-of-create",
    NULL,
    { "list-id=7", "sync-status=1", "status=1", "link-url=e", "logo-url=d", "name=c",
      "external-id=b", "service=a" },
    "{\"connection\":{\"service\":\"a\",\"externalid\":\"b\",\"name\":\"c\",\"logoUrl\":\"d\","
    "\"linkUrl\":\"e\",\"listId\":\"7\"}}" },
  { "empty-strings",
    "2",
    { "logo-url=", "link-url=" },
    "{\"connection\":{\"logoUrl\":\"\",\"linkUrl\":\"\"}}" },
  { "zeros",
    "2",
    { "status=0", "sync-status=0" },
    "{\"connection\":{\"status\":0,\"syncStatus\":0}}" },
  { "withdrawn", "2", { "name=a", "service=b", "name" }, "{\"connection\":{\"service\":\"b\"}}" },
  { "all-withdrawn", "2", { "name=a", "status=1", "name", "status=-1" }, NULL },
  { "last-one-wins", "2", { "name=a", "name=b" }, "{\"connection\":{\"name\":\"b\"}}" },
  { "quotes", "2", { "name=\"\\/\n\t" }, "{\"connection\":{\"name\":\"\\\"\\\\/\\n\\t\"}}" },
  { "unicode", "2", { "name=Café 😀" }, "{\"connection\":{\"name\":\"Café 😀\"}}" },
  { "relative-logo",
    "2",
    { "logo-url=/app/images/a.png" },
    "{\"connection\":{\"logoUrl\":\"/app/images/a.png\"}}" },
};

static void
test_changes (gconstpointer data)
{
  const Changes *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, row->id);
  g_autofree char *changes = NULL, *body = NULL;

  for (guint i = 0; row->assignments[i] != NULL; i++)
    connection_set (connection, row->assignments[i]);
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==, row->changes);
  g_assert_cmpint (ac_connection_get_modified (connection), ==, row->changes != NULL);
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  /* It is what goes out then. */
  if (row->id != NULL)
    g_assert_true (connection_update (connection, NULL));
  else
    g_assert_true (connection_create (connection, NULL));
  g_assert_cmpuint (world_count_requests (world), ==, row->changes != NULL ? 1 : 0);
  if (row->changes == NULL)
    return;
  body = world_dup_logged (world, 0, "body");
  g_assert_cmpstr (body, ==, row->changes);
}

static void
test_revert (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *name, *status, *modified;

  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "Other");
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  name = count_notify (connection, "name");
  status = count_notify (connection, "status");
  modified = count_notify (connection, "modified");
  ac_connection_revert (connection);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Default Store View");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_false (ac_connection_get_modified (connection));
  g_assert_cmpuint (*name, ==, 1);
  g_assert_cmpuint (*status, ==, 1);
  g_assert_cmpuint (*modified, ==, 1);

  ac_connection_revert (connection);
  g_assert_cmpuint (*name + *status + *modified, ==, 3);
}

/* What is on its way is not dropped. */
static void
test_revert_in_flight (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *stored = NULL;

  ac_connection_set_name (connection, "Sent");
  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_connection_set_service (connection, "dropped");
  ac_connection_revert (connection);
  g_assert_null (ac_connection_get_service (connection));
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_update_finish (connection, answer.result, NULL));
  stored = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (stored, ==, "Sent");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Sent");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "fooCommerce");
  g_assert_false (ac_connection_get_modified (connection));
}

/* A refresh leaves what was set on top. */
static void
test_refresh_under_changes (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *notified = count_notify (connection, "name");

  ac_connection_set_name (connection, "Mine");
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Mine");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "magento2-Default Store View");
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_cmpuint (*notified, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/properties/withdraw-known", test_withdraw_known);
  g_test_add_func ("/properties/set-to-the-same", test_set_to_the_same);
  ADD_CASES ("/properties/changes", changes_rows, test_changes);
  g_test_add_func ("/properties/revert", test_revert);
  g_test_add_func ("/properties/revert-in-flight", test_revert_in_flight);
  g_test_add_func ("/properties/refresh-under-changes", test_refresh_under_changes);
  return g_test_run ();
}
