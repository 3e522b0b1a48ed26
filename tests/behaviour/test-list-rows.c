/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rows of a list, and operations of their own. */

#include "list-support.h"

static void
rename_row (AcConnection *row, const char *name)
{
  g_autoptr (GError) error = NULL;

  ac_connection_set_name (row, name);
  g_assert_true (connection_update (row, &error));
  g_assert_no_error (error);
}

/* The list's answer is older than what the row's own operation brought. */
static void
test_row_updated_meanwhile (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) updated = NULL, other = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  load_more (list);
  updated = get_row (list, 0);
  other = get_row (list, 1);
  rename_at_server (world, 2, "Theirs");
  world_add_fault (world, "{\"match\":{\"path\":\"/api/3/connections\"},\"hold\":\"after\"}");
  ac_connection_list_refresh (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  rename_row (updated, "New");
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_list_refresh_finish (list, answer.result, NULL));
  g_assert_cmpstr (ac_connection_get_name (updated), ==, "New");
  g_assert_false (ac_connection_get_modified (updated));
  g_assert_cmpstr (ac_connection_get_name (other), ==, "Theirs");

  /* From then on rows are believed again. */
  rename_at_server (world, 1, "Theirs");
  refresh (list);
  g_assert_cmpstr (ac_connection_get_name (updated), ==, "Theirs");
}

/* An operation that is under way when the row comes has the last word. */
static void
test_row_updating (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  load_more (list);
  row = get_row (list, 0);
  ac_connection_set_name (row, "New");
  world_add_fault (world, "{\"match\":{\"method\":\"PUT\"},\"hold\":\"before\"}");
  ac_connection_update (row, NULL, answer_take, &answer);
  world_await_held (world, 1);
  add_page (world, "1 2 3", "{\"total\":\"3\"}");
  refresh (list);
  g_assert_cmpstr (ac_connection_get_service (row), ==, "woocommerce");
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_update_finish (row, answer.result, NULL));
  g_assert_cmpstr (ac_connection_get_name (row), ==, "New");
}

/* A failed operation may have been carried out, so it counts too. */
static void
test_row_failed_meanwhile (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_set_max_attempts (world->client, 1);
  load_more (list);
  row = get_row (list, 0);
  rename_at_server (world, 1, "Theirs");
  world_add_fault (world, "{\"match\":{\"path\":\"/api/3/connections\"},\"hold\":\"after\"}");
  world_add_fault (world, "{\"match\":{\"method\":\"PUT\"},\"status\":500,\"body\":\"\"}");
  ac_connection_list_refresh (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_connection_set_service (row, "x");
  g_assert_false (connection_update (row, NULL));
  world_release (world);
  answer_await (&answer);
  g_assert_cmpstr (ac_connection_get_name (row), ==, "Café 1");
}

/* A row that was deleted stays until the list is refreshed. */
static void
test_row_deleted (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  load_more (list);
  row = get_row (list, 1);
  g_assert_true (connection_delete (row, NULL));
  assert_ids (list, "1 - 3");
  g_assert_cmpstr (ac_connection_get_external_id (row), ==, "store-2@example.com");
  refresh (list);
  assert_ids (list, "1 3");
  g_assert_cmpstr (mirror.log->str, ==, "0-0+3 1-1+0");
}

/* Nobody may take one that was deleted for what the server has under its old id. */
static void
test_row_deleted_meanwhile (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  load_more (list);
  row = get_row (list, 1);
  world_add_fault (world, "{\"match\":{\"path\":\"/api/3/connections\"},\"hold\":\"after\"}");
  ac_connection_list_refresh (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  g_assert_true (connection_delete (row, NULL));
  world_release (world);
  answer_await (&answer);
  g_assert_null (ac_connection_get_id (row));
  refresh (list);
  assert_ids (list, "1 3");
}

/* One that was deleted and created anew is the row of its new id. */
static void
test_row_created_anew (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL, kept = NULL;
  g_autoptr (GError) error = NULL;

  add_page (world, "1 2", "{\"total\":\"3\"}");
  load_more (list);
  row = get_row (list, 1);
  g_assert_true (connection_delete (row, NULL));
  g_object_set (row, "service", "woocommerce", "external-id", "again", "name", "New", "logo-url",
                "https://example.com/logo.png", "link-url", "https://example.com", NULL);
  connection_create (row, &error);
  g_assert_no_error (error);
  assert_ids (list, "1 4");

  add_page (world, "3 4", "{\"total\":\"3\"}");
  load_more (list);
  assert_ids (list, "1 4 3");
  refresh (list);
  assert_ids (list, "1 3 4");
  kept = get_row (list, 2);
  g_assert_true (kept == row);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list/row-updated-meanwhile", test_row_updated_meanwhile);
  g_test_add_func ("/list/row-updating", test_row_updating);
  g_test_add_func ("/list/row-failed-meanwhile", test_row_failed_meanwhile);
  g_test_add_func ("/list/row-deleted", test_row_deleted);
  g_test_add_func ("/list/row-deleted-meanwhile", test_row_deleted_meanwhile);
  g_test_add_func ("/list/row-created-anew", test_row_created_anew);
  return g_test_run ();
}
