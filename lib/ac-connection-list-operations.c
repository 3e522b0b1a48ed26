/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-list-private.h"

#include "ac-operation.h"
#include "ac-sync.h"

static void
walk_free (gpointer data)
{
  AcConnectionWalk *self = data;

  g_array_unref (self->rows);
  g_hash_table_unref (self->seen);
  g_free (self);
}

static void next_page (AcOperation *operation);

/* Takes the rows that the list shows: the server's filters are not trusted. TRUE where the page has
 * an id that neither the walk nor the list had.
 */
static gboolean
take_rows (AcConnectionList *list, AcConnectionWalk *walk, AcPage *page)
{
  gboolean is_news = FALSE;

  for (guint i = 0; i < page->rows->len; i++)
    {
      AcRow *row = &g_array_index (page->rows, AcRow, i);
      gboolean is_new = walk->replaces || !ac_connection_list_has_loaded (list, row->id);

      if (!g_hash_table_add (walk->seen, g_strdup (row->id)))
        continue;
      is_news |= is_new;
      if (ac_connection_list_shows (list, row->record))
        {
          walk->n_new += is_new;
          g_array_append_val (walk->rows, *row);
          *row = (AcRow){ NULL, NULL };
        }
    }
  return is_news;
}

static void
on_page (AcCall *call, gpointer data)
{
  AcOperation *operation = data;
  AcConnectionList *list = operation->object;
  AcConnectionWalk *walk = operation->data;
  g_autoptr (AcPage) page = NULL;
  const char *wrong;

  if (ac_call_get_problem (call) != NULL)
    {
      ac_operation_fail (operation, g_object_ref (ac_call_get_problem (call)));
      return;
    }
  page = ac_page_new (ac_call_get_answer (call), &wrong);
  if (page == NULL)
    {
      ac_operation_fail (operation, ac_call_dup_bad_answer (call, wrong));
      return;
    }
  if (walk->filters != ac_connection_list_get_filters (list))
    {
      operation->kind->start (operation);
      return;
    }

  walk->is_last = !ac_cursor_advance (&walk->cursor, page, take_rows (list, walk, page));
  if (!walk->is_last && walk->n_new < walk->wanted)
    {
      next_page (operation);
      return;
    }
  ac_connection_list_apply (list, walk);
  ac_operation_succeed (operation, NULL);
}

static void
next_page (AcOperation *operation)
{
  AcConnectionList *list = operation->object;
  AcConnectionWalk *walk = operation->data;
  g_autofree char *path = ac_page_dup_path (ac_connection_list_get_service (list),
                                            ac_connection_list_get_external_id (list),
                                            walk->cursor.offset, AC_PAGE_SIZE);

  ac_call_renew_deadline (operation->call);
  ac_call_send (operation->call, "GET", path, NULL, on_page, operation);
}

/* @wanted: the number of rows, of which a page of none but filtered or known ones is no part. */
static void
start_walk (AcOperation *operation, gboolean replaces, AcCursor cursor, guint wanted)
{
  AcConnectionWalk *walk = operation->data;

  walk->cursor = cursor;
  walk->filters = ac_connection_list_get_filters (operation->object);
  walk->replaces = replaces;
  walk->wanted = MAX (wanted, 1);
  walk->n_new = 0;
  walk->asked = ac_connection_get_moment ();
  g_array_set_size (walk->rows, 0);
  g_hash_table_remove_all (walk->seen);
  next_page (operation);
}

static void
refresh_start (AcOperation *operation)
{
  AcConnectionList *list = operation->object;
  gboolean is_stale = ac_connection_list_is_stale (list);

  start_walk (operation, TRUE, ac_connection_list_get_start (list),
              is_stale ? 1 : g_list_model_get_n_items (G_LIST_MODEL (list)));
}

static void
load_more_start (AcOperation *operation)
{
  AcConnectionList *list = operation->object;

  if (ac_connection_list_is_stale (list))
    start_walk (operation, TRUE, ac_connection_list_get_start (list), 1);
  else if (ac_connection_list_is_complete (list))
    ac_operation_succeed (operation, NULL);
  else
    start_walk (operation, FALSE, ac_connection_list_get_cursor (list), 1);
}

static const AcOperationKind load_more_kind = { load_more_start, ac_connection_list_report,
                                                walk_free };
static const AcOperationKind refresh_kind = { refresh_start, ac_connection_list_report, walk_free };

static void
begin (AcConnectionList *self,
       const AcOperationKind *kind,
       GMainContext *context,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  AcConnectionWalk *walk = g_new0 (AcConnectionWalk, 1);

  walk->rows = g_array_new (FALSE, FALSE, sizeof (AcRow));
  g_array_set_clear_func (walk->rows, ac_row_clear);
  walk->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ac_connection_list_note_begin (self);
  ac_operation_begin (kind, self, ac_connection_list_get_client (self),
                      ac_connection_list_get_queue (self), walk, context, cancellable, callback,
                      user_data);
}

static gboolean
run_sync (AcConnectionList *self,
          const AcOperationKind *kind,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  AcSync sync;

  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  ac_sync_begin (&sync);
  begin (self, kind, sync.context, cancellable, ac_sync_done, &sync);
  result = ac_sync_wait (&sync);
  return ac_operation_finish (kind, self, result, NULL, error);
}

/**
 * ac_connection_list_load_more:
 * @self: a list
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when the operation ended, in the
 *   thread-default main context of this call
 * @user_data: data for @callback
 *
 * Loads the next page and appends its rows; where a page has none that the list shows, the one
 * after it. Succeeds without a request where all are loaded.
 *
 * Source: `GET /connections`.
 *
 * Since: 1.0
 */
void
ac_connection_list_load_more (AcConnectionList *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (AC_IS_CONNECTION_LIST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  begin (self, &load_more_kind, NULL, cancellable, callback, user_data);
}

/**
 * ac_connection_list_load_more_finish:
 * @self: a list
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@ConnectionList.load_more].
 *
 * Returns: TRUE where there are more rows, or all are loaded; FALSE with an [error@Error] or
 *   %G_IO_ERROR_CANCELLED, the rows being as before
 *
 * Since: 1.0
 */
gboolean
ac_connection_list_load_more_finish (AcConnectionList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), FALSE);

  return ac_operation_finish (&load_more_kind, self, result, NULL, error);
}

/**
 * ac_connection_list_load_more_sync:
 * @self: a list
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does what [method@ConnectionList.load_more] does, waiting in the calling thread; its main context
 * is not iterated.
 *
 * Returns: TRUE where there are more rows, or all are loaded; FALSE with an error,
 *   %G_IO_ERROR_PENDING where it would have to wait for what cannot end while this thread waits
 *
 * Since: 1.0
 */
gboolean
ac_connection_list_load_more_sync (AcConnectionList *self,
                                   GCancellable *cancellable,
                                   GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), FALSE);

  return run_sync (self, &load_more_kind, cancellable, error);
}

/**
 * ac_connection_list_refresh:
 * @self: a list
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when the operation ended, in the
 *   thread-default main context of this call
 * @user_data: data for @callback
 *
 * Loads again what is loaded. A connection that is still there keeps its object, so that bindings
 * and changes that were set survive, and only what came, went or moved is told. A row does not
 * overwrite what an operation of its object brought meanwhile.
 *
 * Source: `GET /connections`.
 *
 * Since: 1.0
 */
void
ac_connection_list_refresh (AcConnectionList *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (AC_IS_CONNECTION_LIST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  begin (self, &refresh_kind, NULL, cancellable, callback, user_data);
}

/**
 * ac_connection_list_refresh_finish:
 * @self: a list
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@ConnectionList.refresh].
 *
 * Returns: TRUE where the rows are the server's; FALSE with an [error@Error] or
 *   %G_IO_ERROR_CANCELLED, the rows being as before
 *
 * Since: 1.0
 */
gboolean
ac_connection_list_refresh_finish (AcConnectionList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), FALSE);

  return ac_operation_finish (&refresh_kind, self, result, NULL, error);
}

/**
 * ac_connection_list_refresh_sync:
 * @self: a list
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does what [method@ConnectionList.refresh] does, waiting in the calling thread; its main context
 * is not iterated.
 *
 * Returns: TRUE where the rows are the server's; FALSE with an error,
 *   %G_IO_ERROR_PENDING where it would have to wait for what cannot end while this thread waits
 *
 * Since: 1.0
 */
gboolean
ac_connection_list_refresh_sync (AcConnectionList *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), FALSE);

  return run_sync (self, &refresh_kind, cancellable, error);
}
