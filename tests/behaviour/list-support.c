/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "list-support.h"

void
assert_mirrors (Mirror *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->items->len);
  for (guint i = 0; i < self->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);

      g_assert_true (item == g_ptr_array_index (self->items, i));
    }
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Mirror *self)
{
  g_assert_false (self->in_call);
  g_assert_cmpuint (removed + added, >, 0);
  g_assert_cmpuint (position + removed, <=, self->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (self->items, position, removed);
  for (guint i = position; i < position + added; i++)
    g_ptr_array_insert (self->items, (int) i, g_list_model_get_item (model, i));
  g_string_append_printf (self->log, "%s%u-%u+%u", self->log->len > 0 ? " " : "", position, removed,
                          added);
  self->removed += removed;
  self->added += added;
  assert_mirrors (self);
}

void
mirror_init (Mirror *self, AcConnectionList *list)
{
  *self = (Mirror){ .model = g_object_ref (G_LIST_MODEL (list)) };
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->log = g_string_new (NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), self);
}

void
mirror_forget (Mirror *self)
{
  g_string_truncate (self->log, 0);
  self->removed = self->added = 0;
}

void
mirror_clear (Mirror *self)
{
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_object_unref (self->model);
  g_ptr_array_unref (self->items);
  g_string_free (self->log, TRUE);
}

guint
count_rows (AcConnectionList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

AcConnection *
get_row (AcConnectionList *list, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (list), position);
}

guint
touch_count (Mirror *mirror)
{
  guint count;

  mirror->in_call = TRUE;
  count = g_list_model_get_n_items (mirror->model);
  mirror->in_call = FALSE;
  return count;
}

/* The ids of the rows, such as "1 2 3"; "-" for a row that has none. */
static char *
dup_ids (AcConnectionList *list)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < count_rows (list); i++)
    {
      g_autoptr (AcConnection) row = get_row (list, i);
      const char *id = ac_connection_get_id (row);

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", id != NULL ? id : "-");
    }
  return g_string_free (ids, FALSE);
}

void
assert_ids (AcConnectionList *list, const char *expected)
{
  g_autofree char *ids = dup_ids (list);

  g_assert_cmpstr (ids, ==, expected);
}

World *
world_new_with_connections (guint count)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.rate_limit = 0;
  options.connections = count;
  return world_new (&options);
}

AcConnectionList *
list_new (World *world)
{
  AcConnectionList *list = ac_connection_list_new (world->client);

  ac_connection_list_set_auto_load (list, FALSE);
  return list;
}

void
load_more (AcConnectionList *list)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (list_load_more (list, &error));
  g_assert_no_error (error);
}

void
refresh (AcConnectionList *list)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (list_refresh (list, &error));
  g_assert_no_error (error);
}

void
load_all (World *world, AcConnectionList *list)
{
  guint before;

  do
    {
      before = world_count_requests (world);
      load_more (list);
    }
  while (world_count_requests (world) > before);
}

void
settle (AcConnectionList *list)
{
  while (g_main_context_iteration (NULL, FALSE) || ac_connection_list_get_loading (list))
    g_main_context_iteration (NULL, ac_connection_list_get_loading (list));
}

void
add_page (World *world, const char *rows, const char *meta)
{
  g_auto (GStrv) parts = g_strsplit (rows, " ", -1);
  g_autoptr (GString) fault = g_string_new ("{\"match\":{\"method\":\"GET\"},\"body\":{"
                                            "\"connections\":[");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) row = g_strsplit (parts[i], ":", 2);

      g_string_append_printf (fault,
                              "%s{\"id\":\"%s\",\"service\":\"%s\",\"externalid\":\"e%s\","
                              "\"name\":\"n%s\"}",
                              i > 0 ? "," : "", row[0], row[1] != NULL ? row[1] : "shop", row[0],
                              row[0]);
    }
  g_string_append_printf (fault, "]%s%s}}", meta != NULL ? ",\"meta\":" : "",
                          meta != NULL ? meta : "");
  world_add_fault (world, fault->str);
}

char *
dup_range (guint first, guint last)
{
  GString *ids = g_string_new (NULL);

  for (guint i = first; i <= last; i++)
    g_string_append_printf (ids, "%s%u", i > first ? " " : "", i);
  return g_string_free (ids, FALSE);
}

void
add_range (World *world, guint first, guint last, const char *meta)
{
  g_autofree char *rows = dup_range (first, last);

  add_page (world, rows, meta);
}

void
delete_at_server (World *world, guint first, guint last)
{
  for (guint id = first; id <= last; id++)
    {
      g_autofree char *path = g_strdup_printf ("/emulator/connections/%u", id);

      g_free (emulator_control (world->emulator, "DELETE", path, NULL));
    }
}

void
rename_at_server (World *world, guint id, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/emulator/connections/%u", id);
  g_autofree char *body = g_strdup_printf ("{\"connection\":{\"name\":\"%s\"}}", name);

  g_free (emulator_control (world->emulator, "PUT", path, body));
}

void
assert_query (World *world, guint request, const char *expected)
{
  g_autofree char *query = world_dup_logged (world, request, "query");

  g_assert_cmpstr (query, ==, expected);
}
