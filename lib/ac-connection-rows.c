/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-rows.h"

#include "ac-connection-private.h"

void
ac_connection_rows_init (AcConnectionRows *self, GListModel *model)
{
  self->model = model;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ids_given = ac_connection_count_ids_given ();
}

void
ac_connection_rows_clear (AcConnectionRows *self)
{
  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->by_id);
}

static void
note_ids (AcConnectionRows *self, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const char *id = ac_connection_get_id (g_ptr_array_index (items, i));

      if (id != NULL)
        g_hash_table_replace (self->by_id, g_strdup (id), g_ptr_array_index (items, i));
    }
}

static AcConnection *
look_up (AcConnectionRows *self, const char *id)
{
  AcConnection *found = g_hash_table_lookup (self->by_id, id);

  /* One that was deleted has no id any more, or another if it was created anew. */
  return found != NULL && g_strcmp0 (ac_connection_get_id (found), id) == 0 ? found : NULL;
}

AcConnection *
ac_connection_rows_find (AcConnectionRows *self, const char *id)
{
  AcConnection *found = look_up (self, id);
  guint ids_given = ac_connection_count_ids_given ();

  if (found != NULL || self->ids_given == ids_given)
    return found;
  /* A row may have been created anew. All are looked through once for each create of the process,
   * and an account's limit lets five of those a second through.
   */
  self->ids_given = ids_given;
  note_ids (self, self->items);
  return look_up (self, id);
}

void
ac_connection_rows_append (AcConnectionRows *self, GPtrArray *items)
{
  guint before = self->items->len;

  note_ids (self, items);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (self->items, g_object_ref (g_ptr_array_index (items, i)));
  if (items->len > 0)
    g_list_model_items_changed (self->model, before, 0, items->len);
}

static void
remove_run (AcConnectionRows *self, guint at, guint count)
{
  g_ptr_array_remove_range (self->items, at, count);
  g_list_model_items_changed (self->model, at, count, 0);
}

static GHashTable *
make_set (GPtrArray *items)
{
  GHashTable *set = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (set, g_ptr_array_index (items, i));
  return set;
}

static void
remove_what_went (AcConnectionRows *self, GHashTable *staying)
{
  for (guint end = self->items->len; end > 0;)
    {
      guint start = end;

      while (start > 0
             && !g_hash_table_contains (staying, g_ptr_array_index (self->items, start - 1)))
        start--;
      if (start < end)
        remove_run (self, start, end - start);
      end = start > 0 ? start - 1 : 0;
    }
}

/* How many of @items from @at on are not among @present. */
static guint
count_new (GPtrArray *items, guint at, GHashTable *present)
{
  guint count = 0;

  while (at + count < items->len
         && !g_hash_table_contains (present, g_ptr_array_index (items, at + count)))
    count++;
  return count;
}

static void
insert_run (AcConnectionRows *self, GPtrArray *items, guint at, guint count)
{
  guint old_length = self->items->len;

  /* All at once, for one at a time would move the rest each time. */
  g_ptr_array_set_size (self->items, (int) (old_length + count));
  for (guint i = old_length; i > at; i--)
    self->items->pdata[i - 1 + count] = self->items->pdata[i - 1];
  for (guint i = 0; i < count; i++)
    self->items->pdata[at + i] = g_object_ref (g_ptr_array_index (items, at + i));
  g_list_model_items_changed (self->model, at, 0, count);
}

/* Brings the rows, all of which are among @items, into the order of @items, and adds the rest. */
static void
insert_and_move (AcConnectionRows *self, GPtrArray *items)
{
  g_autoptr (GHashTable) present = make_set (self->items);

  for (guint i = 0; i < items->len; i++)
    {
      AcConnection *wanted = g_ptr_array_index (items, i);
      guint count = count_new (items, i, present);
      guint at = i;

      if (count > 0)
        {
          insert_run (self, items, i, count);
          i += count - 1;
          continue;
        }
      if (g_ptr_array_index (self->items, i) == wanted)
        continue;
      g_ptr_array_find (self->items, wanted, &at);
      if (at == i + 1)
        {
          /* The row that stands here moved on, and comes again later. */
          g_hash_table_remove (present, g_ptr_array_index (self->items, i));
          remove_run (self, i, 1);
        }
      else
        {
          remove_run (self, at, 1);
          insert_run (self, items, i, 1);
        }
    }
}

void
ac_connection_rows_replace (AcConnectionRows *self, GPtrArray *items)
{
  g_autoptr (GHashTable) staying = make_set (items);

  g_hash_table_remove_all (self->by_id);
  note_ids (self, items);
  remove_what_went (self, staying);
  insert_and_move (self, items);
}
