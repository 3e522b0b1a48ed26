/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The pages of a list, and what the server says of how many there are. */

#include "list-support.h"

/* The rows are those that were loaded, the total what the server says. */
static void
test_load_more (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  guint *total;
  g_autofree char *all = dup_range (1, 250);
  g_autoptr (AcConnection) beyond = NULL, second = NULL;

  mirror_init (&mirror, list);
  total = count_notify (list, "total");
  g_assert_cmpuint (touch_count (&mirror), ==, 0);
  load_more (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 100);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  load_more (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
  load_more (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 250);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  g_assert_cmpuint (*total, ==, 1);
  g_assert_cmpstr (mirror.log->str, ==, "0-0+100 100-0+100 200-0+50");
  assert_ids (list, all);

  /* There is no more, and nobody is asked. */
  load_more (list);
  g_assert_cmpuint (world_count_requests (world), ==, 3);
  assert_query (world, 0, "limit=100");
  assert_query (world, 1, "limit=100&offset=100");
  assert_query (world, 2, "limit=100&offset=200");

  beyond = get_row (list, 250);
  g_assert_null (beyond);
  second = get_row (list, 1);
  g_assert_true (ac_connection_get_client (second) == world->client);
  g_assert_cmpstr (ac_connection_get_external_id (second), ==, "store-2@example.com");
  g_assert_false (ac_connection_get_modified (second));
}

static void
test_empty_account (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;

  delete_at_server (world, 1, 1);
  mirror_init (&mirror, list);
  load_more (list);
  load_more (list);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 0);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 0);
  g_assert_cmpstr (mirror.log->str, ==, "");
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

/* Each id is a row once, with what the server said of it last. */
static void
test_repeated_rows (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autofree char *first = dup_range (1, 99);
  g_autofree char *first_page = g_strconcat (first, " 7", NULL);
  g_autofree char *all = dup_range (1, 101);
  g_auto (Mirror) mirror;
  g_autoptr (AcConnection) row = NULL;

  mirror_init (&mirror, list);
  add_page (world, first_page, "{\"total\":\"105\"}");
  add_page (world, "98 99 100 7:other 101", "{\"total\":\"105\"}");
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 99);
  load_more (list);
  assert_ids (list, all);
  row = get_row (list, 6);
  g_assert_cmpstr (ac_connection_get_service (row), ==, "other");
  load_more (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_cmpstr (mirror.log->str, ==, "0-0+99 99-0+2");
}

/* A server that gives the same page for ever is not asked for ever. */
static void
test_repeated_pages (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  for (guint i = 0; i < 10; i++)
    add_range (world, 1, 100, "{\"total\":\"1000\"}");
  load_all (world, list);
  g_assert_cmpuint (count_rows (list), ==, 100);
  g_assert_cmpuint (world_count_requests (world), ==, 4);
}

/* Connections that went during the walk moved others up: none of those is missed. */
static void
test_total_shrinks (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_autofree char *left = dup_range (11, 250);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  mirror_init (&mirror, list);
  load_more (list);
  delete_at_server (world, 1, 10);
  load_all (world, list);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 240);
  for (guint i = 0; i < mirror.items->len; i++)
    g_assert_true (
      g_hash_table_add (ids, (gpointer) ac_connection_get_id (mirror.items->pdata[i])));
  for (guint id = 11; id <= 250; id++)
    {
      g_autofree char *text = g_strdup_printf ("%u", id);

      g_assert_true (g_hash_table_contains (ids, text));
    }
  refresh (list);
  assert_ids (list, left);
}

static void
test_total_shrinks_to_what_is_loaded (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);

  load_more (list);
  delete_at_server (world, 51, 250);
  load_all (world, list);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 50);
  g_assert_cmpuint (count_rows (list), ==, 100);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 50);
}

static void
test_empty_page (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  add_range (world, 1, 100, "{\"total\":\"250\"}");
  world_add_fault (world, "{\"body\":{\"connections\":[],\"meta\":{\"total\":\"250\"}}}");
  load_more (list);
  load_more (list);
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 100);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

typedef struct
{
  const char *name;
  const char *meta; /* NULL: none */
  gint64 total;
  guint requests; /* for a page of 100 and one of 5 */
} Meta;

static const Meta metas[] = {
  { "string", "{\"total\":\"105\"}", 105, 2 },
  { "number", "{\"total\":105}", 105, 2 },
  { "with-page-input", "{\"total\":\"105\",\"page_input\":{\"limit\":100,\"offset\":0}}", 105, 2 },
  { "missing", NULL, -1, 2 },
  { "null", "null", -1, 2 },
  { "empty", "{}", -1, 2 },
  { "array", "[]", -1, 2 },
  { "total-null", "{\"total\":null}", -1, 2 },
  { "total-word", "{\"total\":\"many\"}", -1, 2 },
  { "total-negative", "{\"total\":\"-1\"}", -1, 2 },
  { "total-object", "{\"total\":{}}", -1, 2 },
  { "total-too-small", "{\"total\":\"100\"}", 100, 1 },
};

static void
test_meta (gconstpointer data)
{
  const Meta *row = data;
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  add_range (world, 1, 100, row->meta);
  add_range (world, 101, 105, row->meta);
  load_all (world, list);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, row->total);
  g_assert_cmpuint (count_rows (list), ==, row->requests == 2 ? 105 : 100);
  g_assert_cmpuint (world_count_requests (world), ==, row->requests);
}

/* Two loads at once bring two pages. */
static void
test_overlapping (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Answer) first = ANSWER_INIT, second = ANSWER_INIT, third = ANSWER_INIT;
  guint *loading = count_notify (list, "loading");
  g_autofree char *all = dup_range (1, 250);

  ac_connection_list_load_more (list, NULL, answer_take, &first);
  ac_connection_list_load_more (list, NULL, answer_take, &second);
  ac_connection_list_refresh (list, NULL, answer_take, &third);
  answer_await (&third);
  g_assert_true (ac_connection_list_load_more_finish (list, first.result, NULL));
  g_assert_true (ac_connection_list_load_more_finish (list, second.result, NULL));
  g_assert_true (ac_connection_list_refresh_finish (list, third.result, NULL));
  g_assert_cmpuint (*loading, ==, 2);
  load_all (world, list);
  assert_ids (list, all);
}

/* What comes before the offset is not loaded, and a change of it replaces the rows. */
static void
test_offset (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autofree char *last = dup_range (121, 250), *first = dup_range (1, 100);

  ac_connection_list_set_offset (list, 120);
  load_all (world, list);
  assert_query (world, 0, "limit=100&offset=120");
  assert_query (world, 1, "limit=100&offset=220");
  assert_ids (list, last);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);

  refresh (list);
  assert_ids (list, last);
  ac_connection_list_set_offset (list, 0);
  load_more (list);
  assert_ids (list, first);
  ac_connection_list_set_offset (list, 250);
  load_more (list);
  assert_ids (list, "");
}

/* Nor is it where rows have gone from the page. */
static void
test_offset_total_shrinks (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_offset (list, 3);
  add_page (world, "4: 5:", "{\"total\":\"9\"}");
  add_page (world, "8:", "{\"total\":\"4\"}");
  add_page (world, "7:", "{\"total\":\"4\"}");
  for (guint i = 0; i < 3; i++)
    load_more (list);
  assert_query (world, 1, "limit=100&offset=5");
  assert_query (world, 2, "limit=100&offset=3");
}

static gsize
get_memory (void)
{
  g_autofree char *text = NULL;

  /* Linux tells the pages in use as the second number. */
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || strchr (text, ' ') == NULL)
    return 0;
  return g_ascii_strtoull (strchr (text, ' '), NULL, 10) * 4096;
}

static void
test_many (void)
{
  /* Where time is of no account, it is not worth it. */
  guint count = g_getenv ("AC_TEST_SLOW") != NULL ? 1000 : 100000;
  g_autoptr (World) world = world_new_with_connections (count);
  g_autoptr (AcConnectionList) list = list_new (world);
  gsize before = get_memory ();
  gint64 start = g_get_monotonic_time (), loaded, refreshed;
  g_autoptr (AcConnection) last = NULL, same = NULL;

  while (count_rows (list) < count)
    load_more (list);
  loaded = g_get_monotonic_time ();
  g_test_message ("%u connections: loaded in %.2f s, %.2f KiB each", count,
                  (double) (loaded - start) / G_USEC_PER_SEC,
                  (double) (get_memory () - before) / 1024 / count);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, count);
  last = get_row (list, count - 1);
  g_assert_cmpint (g_ascii_strtoll (ac_connection_get_id (last), NULL, 10), ==, count);

  delete_at_server (world, 1, 1);
  delete_at_server (world, count / 2, count / 2);
  start = g_get_monotonic_time ();
  refresh (list);
  refreshed = g_get_monotonic_time ();
  g_test_message ("refreshed in %.2f s", (double) (refreshed - start) / G_USEC_PER_SEC);
  g_assert_cmpuint (count_rows (list), ==, count - 2);
  same = get_row (list, count - 3);
  g_assert_true (same == last);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list/load-more", test_load_more);
  g_test_add_func ("/list/empty-account", test_empty_account);
  g_test_add_func ("/list/repeated-rows", test_repeated_rows);
  g_test_add_func ("/list/repeated-pages", test_repeated_pages);
  g_test_add_func ("/list/total-shrinks", test_total_shrinks);
  g_test_add_func ("/list/total-shrinks-to-what-is-loaded", test_total_shrinks_to_what_is_loaded);
  g_test_add_func ("/list/empty-page", test_empty_page);
  ADD_CASES ("/list/meta", metas, test_meta);
  g_test_add_func ("/list/overlapping", test_overlapping);
  g_test_add_func ("/list/offset", test_offset);
  g_test_add_func ("/list/offset-total-shrinks", test_offset_total_shrinks);
  g_test_add_func ("/list/many", test_many);
  return g_test_run ();
}
