/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What refreshing a list makes of its rows. */

#include "list-support.h"

typedef struct
{
  const char *name;
  const char *before;
  const char *after;
  guint removed; /* rows in all signals */
  guint added;
} Change;

static const Change list_changes[] = {
  { "same", "1 2 3 4", "1 2 3 4", 0, 0 },
  { "first-went", "1 2 3 4", "2 3 4", 1, 0 },
  { "middle-went", "1 2 3 4", "1 4", 2, 0 },
  { "last-went", "1 2 3 4", "1 2 3", 1, 0 },
  { "every-other-went", "1 2 3 4 5 6", "2 4 6", 3, 0 },
  { "first-came", "1 2 3", "9 1 2 3", 0, 1 },
  { "middle-came", "1 2 3", "1 8 9 2 3", 0, 2 },
  { "last-came", "1 2 3", "1 2 3 8 9", 0, 2 },
  { "one-replaced", "1 2 3", "1 9 3", 1, 1 },
  { "all-replaced", "1 2 3", "7 8 9", 3, 3 },
  { "moved-to-the-front", "1 2 3 4", "4 1 2 3", 1, 1 },
  { "moved-to-the-end", "1 2 3 4", "2 3 4 1", 1, 1 },
  { "neighbours-swapped", "1 2 3 4", "1 3 2 4", 1, 1 },
  { "ends-swapped", "1 2 3 4", "4 2 3 1", 2, 2 },
  { "reversed", "1 2 3 4", "4 3 2 1", 3, 3 },
  { "came-went-and-moved", "1 2 3 4 5", "5 9 1 3", 3, 2 },
};

static AcConnection *
find_item (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (ac_connection_get_id (items->pdata[i]), id) == 0)
      return items->pdata[i];
  return NULL;
}

/* Only what came, went or moved is told, and what stays is the same object. */
static void
test_refresh (gconstpointer data)
{
  const Change *row = data;
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (GPtrArray) before = NULL;
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  add_page (world, row->before, NULL);
  load_more (list);
  before = g_ptr_array_copy (mirror.items, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (before, g_object_unref);
  mirror_forget (&mirror);

  add_page (world, row->after, NULL);
  refresh (list);
  g_test_message ("%s", mirror.log->str);
  assert_ids (list, row->after);
  assert_mirrors (&mirror);
  g_assert_cmpuint (mirror.removed, ==, row->removed);
  g_assert_cmpuint (mirror.added, ==, row->added);
  for (guint i = 0; i < before->len; i++)
    {
      AcConnection *now = find_item (mirror.items, ac_connection_get_id (before->pdata[i]));

      g_assert_true (now == NULL || now == before->pdata[i]);
    }
}

/* Whatever comes, goes and moves, a view can follow. */
static void
test_refresh_at_random (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (GString) ids = g_string_new (NULL);
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
      int count = g_test_rand_int_range (1, 30);

      for (int i = 0; i < count; i++)
        {
          int id = g_test_rand_int_range (1, 40);

          if (g_hash_table_add (seen, GINT_TO_POINTER (id)))
            g_string_append_printf (ids, "%s%d", ids->len > 0 ? " " : "", id);
        }
      add_page (world, ids->str, NULL);
      refresh (list);
      assert_ids (list, ids->str);
      assert_mirrors (&mirror);
    }
}

static void
test_refresh_takes_values (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) edited = NULL, plain = NULL,
                           bound = ac_connection_new (world->client, "99");
  g_auto (Mirror) mirror;
  guint *notified;

  mirror_init (&mirror, list);
  load_more (list);
  mirror_forget (&mirror);
  plain = get_row (list, 0);
  edited = get_row (list, 1);
  g_object_bind_property (plain, "name", bound, "name", G_BINDING_SYNC_CREATE);
  notified = count_notify (plain, "name");
  ac_connection_set_name (edited, "Mine");
  rename_at_server (world, 1, "Theirs");
  rename_at_server (world, 2, "Theirs");
  refresh (list);

  g_assert_cmpstr (ac_connection_get_name (plain), ==, "Theirs");
  g_assert_cmpstr (ac_connection_get_name (bound), ==, "Theirs");
  g_assert_cmpuint (*notified, ==, 1);
  g_assert_cmpstr (ac_connection_get_name (edited), ==, "Mine");
  g_assert_true (ac_connection_get_modified (edited));
  g_assert_cmpstr (mirror.log->str, ==, "");
  ac_connection_revert (edited);
  g_assert_cmpstr (ac_connection_get_name (edited), ==, "Theirs");
}

/* As many rows as were loaded are loaded again. */
static void
test_refresh_over_pages (void)
{
  g_autoptr (World) world = world_new_with_connections (350);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  load_more (list);
  load_more (list);
  mirror_forget (&mirror);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 200);
  g_assert_cmpuint (world_count_requests (world), ==, 4);
  g_assert_cmpstr (mirror.log->str, ==, "");

  load_all (world, list);
  delete_at_server (world, 100, 100);
  mirror_forget (&mirror);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 349);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 349);
  g_assert_cmpstr (mirror.log->str, ==, "99-1+0");
}

static void
test_refresh_loads_first_page (void)
{
  g_autoptr (World) world = world_new_with_connections (150);
  g_autoptr (AcConnectionList) list = list_new (world);

  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 100);
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 150);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/list/refresh", list_changes, test_refresh);
  g_test_add_func ("/list/refresh-at-random", test_refresh_at_random);
  g_test_add_func ("/list/refresh-takes-values", test_refresh_takes_values);
  g_test_add_func ("/list/refresh-over-pages", test_refresh_over_pages);
  g_test_add_func ("/list/refresh-loads-first-page", test_refresh_loads_first_page);
  return g_test_run ();
}
