/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A list that loads the next page after the last row was read. */

#include "list-support.h"

/* Reads a row as a view does. */
static void
touch_row (Mirror *mirror, guint position)
{
  g_autoptr (GObject) row = NULL;

  mirror->in_call = TRUE;
  row = g_list_model_get_item (mirror->model, position);
  mirror->in_call = FALSE;
  g_assert_nonnull (row);
}

/* A page at a time, after the last row was read. */
static void
test_auto_load (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  /* A view of an empty list can but ask how many rows there are. */
  g_assert_cmpuint (touch_count (&mirror), ==, 0);
  g_assert_false (ac_connection_list_get_loading (list));
  g_main_context_iteration (NULL, FALSE);
  g_assert_true (ac_connection_list_get_loading (list));
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 100);
  touch_row (&mirror, 99);
  g_assert_cmpuint (touch_count (&mirror), ==, 100);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
  touch_row (&mirror, 199);
  settle (list);
  touch_row (&mirror, 249);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 250);
  g_assert_cmpuint (world_count_requests (world), ==, 3);
}

/* A view that shows the last row at once reads it while items-changed is told. */
static void
test_auto_load_tall_view (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  touch_count (&mirror);
  settle (list);
  g_assert_cmpuint (mirror.items->len, ==, 250);
  g_assert_cmpuint (world_count_requests (world), ==, 3);
}

/* The last row was read, and so a page is wanted, whatever else is loading at that time. */
static void
test_auto_load_during_refresh (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  load_more (list);
  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_list_refresh (list, NULL, NULL, NULL);
  world_await_held (world, 1);
  touch_row (&mirror, 99);
  world_release (world);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
}

/* A failure is not repeated before somebody looks again. */
static void
test_auto_load_failure (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  load_more (list);
  world_add_fault (world, "{\"status\":403,\"body\":{}}");
  touch_row (&mirror, 99);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_nonnull (ac_connection_list_get_problem (list));
  touch_row (&mirror, 99);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
}

static void
test_auto_load_last_row_alone (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  load_more (list);
  for (guint i = 0; i < 99; i++)
    touch_row (&mirror, i);
  touch_count (&mirror);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 1);

  /* However often it is read. */
  for (guint i = 0; i < 3; i++)
    {
      touch_row (&mirror, 99);
      g_assert_false (ac_connection_list_get_loading (list));
    }
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_cmpuint (count_rows (list), ==, 200);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);

  ac_connection_list_set_auto_load (list, FALSE);
  touch_row (&mirror, 199);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

/* What is scheduled and what is under way does no harm to a list that is dropped. */
static void
test_dropped (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  AcConnectionList *scheduled = ac_connection_list_new (world->client);
  AcConnectionList *loading = list_new (world);
  g_auto (Answer) answer = ANSWER_INIT;

  g_assert_cmpuint (count_rows (scheduled), ==, 0);
  g_object_unref (scheduled);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  ac_connection_list_load_more (loading, NULL, answer_take, &answer);
  g_object_unref (loading);
  answer_await (&answer);
  g_assert_null (ac_problem_from_result (answer.result));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list/auto-load", test_auto_load);
  g_test_add_func ("/list/auto-load-tall-view", test_auto_load_tall_view);
  g_test_add_func ("/list/auto-load-during-refresh", test_auto_load_during_refresh);
  g_test_add_func ("/list/auto-load-failure", test_auto_load_failure);
  g_test_add_func ("/list/auto-load-last-row-alone", test_auto_load_last_row_alone);
  g_test_add_func ("/list/dropped", test_dropped);
  return g_test_run ();
}
