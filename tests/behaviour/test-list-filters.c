/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A list of some of the connections. */

#include "list-support.h"

/* The server may take a filter for "contains", or not look at it at all. */
static void
test_filters_are_exact (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_service (list, "my shop");
  ac_connection_list_set_external_id (list, "e3");
  add_page (world, "1:my 2:my 3:my", "{\"total\":\"105\"}");
  load_more (list);
  assert_query (world, 0, "filters%5Bservice%5D=my%20shop&filters%5Bexternalid%5D=e3&limit=100");
}

static void
test_filter_by_service (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_service (list, "shop");
  add_page (world, "1:shop 2:Shop 3:shop2 4:shop 5:", "{\"total\":\"5\"}");
  load_more (list);
  assert_ids (list, "1 4");
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 5);
}

static void
test_filter_by_external_id (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_external_id (list, "e1");
  add_page (world, "11 1:a 1 10 21", "{\"total\":\"5\"}");
  load_more (list);
  assert_ids (list, "1");
}

/* A page that has nothing to show is no page. */
static void
test_filter_skips_pages (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_service (list, "wanted");
  add_range (world, 1, 100, "{\"total\":\"201\"}");
  add_range (world, 101, 200, "{\"total\":\"201\"}");
  add_page (world, "201:wanted", "{\"total\":\"201\"}");
  load_more (list);
  assert_ids (list, "201");
  g_assert_cmpuint (world_count_requests (world), ==, 3);
}

/* Rows are replaced with the next page, and those that stay are the same objects. */
static void
test_filter_change (void)
{
  g_autoptr (World) world = world_new_with_connections (8);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) before = NULL, after = NULL;
  g_auto (Mirror) mirror;
  guint *notified = count_notify (list, "service");

  mirror_init (&mirror, list);
  load_more (list);
  before = get_row (list, 3);
  mirror.in_call = TRUE;
  ac_connection_list_set_service (list, "shopify");
  ac_connection_list_set_service (list, "shopify");
  mirror.in_call = FALSE;
  g_assert_cmpuint (*notified, ==, 1);
  assert_ids (list, "1 2 3 4 5 6 7 8");
  load_more (list);
  assert_ids (list, "4 8");
  after = get_row (list, 0);
  g_assert_true (after == before);
  assert_mirrors (&mirror);

  ac_connection_list_set_external_id (list, "store-8@example.com");
  refresh (list);
  assert_ids (list, "8");
  ac_connection_list_set_service (list, NULL);
  ac_connection_list_set_external_id (list, NULL);
  load_more (list);
  assert_ids (list, "1 2 3 4 5 6 7 8");
  assert_mirrors (&mirror);
}

static void
test_filter_change_auto_load (void)
{
  g_autoptr (World) world = world_new_with_connections (8);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);

  load_more (list);
  ac_connection_list_set_service (list, "shopify");
  g_assert_false (ac_connection_list_get_loading (list));
  assert_ids (list, "1 2 3 4 5 6 7 8");
  settle (list);
  assert_ids (list, "4 8");
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

/* What comes under the old filter is not shown. */
static void
test_filter_change_while_loading (void)
{
  g_autoptr (World) world = world_new_with_connections (8);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_auto (Answer) answer = ANSWER_INIT;

  mirror_init (&mirror, list);
  world_add_fault (world, "{\"hold\":\"after\"}");
  ac_connection_list_load_more (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_connection_list_set_service (list, "shopify");
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_list_load_more_finish (list, answer.result, NULL));
  assert_ids (list, "4 8");
  g_assert_cmpstr (mirror.log->str, ==, "0-0+2");
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list/filters-are-exact", test_filters_are_exact);
  g_test_add_func ("/list/filter-by-service", test_filter_by_service);
  g_test_add_func ("/list/filter-by-external-id", test_filter_by_external_id);
  g_test_add_func ("/list/filter-skips-pages", test_filter_skips_pages);
  g_test_add_func ("/list/filter-change", test_filter_change);
  g_test_add_func ("/list/filter-change-auto-load", test_filter_change_auto_load);
  g_test_add_func ("/list/filter-change-while-loading", test_filter_change_while_loading);
  return g_test_run ();
}
