/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-list-private.h"

static gboolean
may_load_automatically (AcConnectionList *self)
{
  return self->auto_load && self->n_loading == 0 && !self->has_failed
      && (!self->is_complete || ac_connection_list_is_stale (self));
}

static gboolean
load_automatically (gpointer user_data)
{
  g_autoptr (AcConnectionList) self = g_weak_ref_get (user_data);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  g_clear_pointer (&self->auto_source, g_source_unref);
  if (may_load_automatically (self))
    ac_connection_list_load_more (self, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

void
ac_connection_list_load_soon (AcConnectionList *self)
{
  GWeakRef *ref;

  if (!may_load_automatically (self) || self->auto_source != NULL)
    return;
  ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (ref, self);
  self->auto_source = g_idle_source_new ();
  g_source_set_static_name (self->auto_source, "activecampaign-glib load");
  g_source_set_callback (self->auto_source, load_automatically, ref, free_weak_ref);
  g_source_attach (self->auto_source, g_main_context_get_thread_default ());
}

/* Whether a view waits for rows: it read the last one, or shows those of other filters. */
static gboolean
is_waited_for (AcConnectionList *self)
{
  guint n_items = self->rows.items->len;

  return self->has_loaded
      && (ac_connection_list_is_stale (self) || (n_items > 0 && self->read_end == n_items));
}

void
ac_connection_list_load_if_awaited (AcConnectionList *self)
{
  if (is_waited_for (self))
    ac_connection_list_load_soon (self);
}

static GType
get_item_type (GListModel *model)
{
  return AC_TYPE_CONNECTION;
}

static guint
get_n_items (GListModel *model)
{
  AcConnectionList *self = AC_CONNECTION_LIST (model);

  /* A view of an empty list reads no row. */
  if (!self->has_loaded)
    ac_connection_list_load_soon (self);
  return self->rows.items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AcConnectionList *self = AC_CONNECTION_LIST (model);
  guint n_items = self->rows.items->len;

  if (position >= n_items)
    return NULL;
  if (position == n_items - 1)
    {
      self->read_end = n_items;
      self->has_failed = FALSE;
      ac_connection_list_load_soon (self);
    }
  return g_object_ref (g_ptr_array_index (self->rows.items, position));
}

void
ac_connection_list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}
