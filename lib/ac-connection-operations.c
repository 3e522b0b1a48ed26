/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-change.h"

#include "ac-sync.h"

#include <string.h>

/* NULL where the id can be part of a path. */
static AcProblem *
check_id (const char *id)
{
  if (id == NULL)
    return ac_problem_new_invalid ("id", "The connection has no id; create() makes it, or give it "
                                         "the id of one that exists");
  if (*id == '\0')
    return ac_problem_new_invalid ("id", "The id of the connection is empty");
  return ac_id_is_valid (id)
         ? NULL
         : ac_problem_new_invalid ("id", "The id of a connection is a number: digits, and no zero "
                                         "before them");
}

/* The request's path, or NULL after the operation was failed. */
static char *
path_or_fail (AcOperation *operation)
{
  const char *id = ac_connection_get_id (operation->object);
  AcProblem *problem = check_id (id);

  if (problem == NULL)
    return g_strconcat ("/connections/", id, NULL);
  ac_operation_fail (operation, problem);
  return NULL;
}

/* The row of the answer, of the connection that was asked for. */
static gboolean
read_own_answer (AcOperation *operation, AcCall *call, AcRow *row, const char **wrong)
{
  if (!ac_connection_read_answer (call, row, wrong))
    return FALSE;
  if (strcmp (row->id, ac_connection_get_id (operation->object)) == 0)
    return TRUE;
  *wrong = "is about another connection than the one that was asked for";
  g_clear_pointer (&row->id, g_free);
  g_clear_pointer (&row->record, ac_record_unref);
  return FALSE;
}

static void
on_refreshed (AcCall *call, gpointer data)
{
  AcOperation *operation = data;
  AcConnectionChange *change = operation->data;
  const char *wrong;
  AcRow row;

  if (ac_call_get_problem (call) != NULL)
    ac_operation_fail (operation, g_object_ref (ac_call_get_problem (call)));
  else if (read_own_answer (operation, call, &row, &wrong))
    {
      change->sent = ac_edits_new ();
      ac_connection_change_succeed (operation, &row);
    }
  else
    ac_operation_fail (operation, ac_call_dup_bad_answer (call, wrong));
}

static void
refresh_start (AcOperation *operation)
{
  g_autofree char *path = path_or_fail (operation);

  if (path != NULL)
    ac_call_send (operation->call, "GET", path, NULL, on_refreshed, operation);
}

static void
on_updated (AcCall *call, gpointer data)
{
  AcOperation *operation = data;
  const char *wrong;
  AcRow row;

  if (ac_call_get_problem (call) != NULL)
    ac_connection_change_fail (operation, g_object_ref (ac_call_get_problem (call)));
  else if (read_own_answer (operation, call, &row, &wrong))
    ac_connection_change_succeed (operation, &row);
  else
    ac_connection_change_fail (operation, ac_call_dup_bad_answer (call, wrong));
}

static void
update_start (AcOperation *operation)
{
  AcConnectionChange *change = operation->data;
  g_autofree char *path = path_or_fail (operation);
  g_autoptr (GBytes) body = NULL;
  AcProblem *problem;
  char *json;

  if (path == NULL)
    return;
  problem = ac_connection_change_begin (operation, AC_FIELD_SENT_BY_UPDATE);
  if (problem != NULL)
    ac_operation_fail (operation, problem);
  else if (change->sent->len == 0)
    ac_operation_succeed (operation, NULL);
  else
    {
      json = ac_edits_dup_json (change->sent);
      body = g_bytes_new_take (json, strlen (json));
      ac_call_send (operation->call, "PUT", path, body, on_updated, operation);
    }
}

static void
forget_connection (AcConnection *connection)
{
  AcConnectionState *state = ac_connection_get_state (connection);
  AcConnectionBefore before;

  ac_connection_begin_change (connection, &before);
  ac_connection_state_revert (state);
  state->known = 0;
  ac_connection_set_id (connection, NULL);
  ac_connection_end_change (connection, &before);
}

static void
on_deleted (AcCall *call, gpointer data)
{
  AcOperation *operation = data;
  AcProblem *problem = ac_call_get_problem (call);
  /* Not there any more because an attempt whose answer was lost had been carried out. */
  gboolean is_gone = problem != NULL && problem->domain == AC_ERROR
                  && problem->error_code == AC_ERROR_NOT_FOUND && ac_call_may_be_carried_out (call);

  if (problem != NULL && !is_gone)
    {
      ac_operation_fail (operation, g_object_ref (problem));
      return;
    }
  ac_operation_queue_orphan (ac_connection_get_queue (operation->object));
  forget_connection (operation->object);
  ac_operation_succeed (operation, NULL);
}

static void
delete_start (AcOperation *operation)
{
  g_autofree char *path = path_or_fail (operation);

  if (path != NULL)
    ac_call_send (operation->call, "DELETE", path, NULL, on_deleted, operation);
}

static const AcOperationKind create_kind = { ac_connection_create_start, ac_connection_report,
                                             ac_connection_change_free };
static const AcOperationKind refresh_kind = { refresh_start, ac_connection_report,
                                              ac_connection_change_free };
static const AcOperationKind update_kind = { update_start, ac_connection_report,
                                             ac_connection_change_free };
static const AcOperationKind delete_kind = { delete_start, ac_connection_report,
                                             ac_connection_change_free };

static void
begin (AcConnection *self,
       const AcOperationKind *kind,
       GMainContext *context,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  ac_connection_note_moment (self);
  ac_operation_begin (kind, self, ac_connection_get_client (self), ac_connection_get_queue (self),
                      ac_connection_change_new (self), context, cancellable, callback, user_data);
}

static gboolean
run_sync (AcConnection *self,
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
 * ac_connection_create:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when the operation ended, in the
 *   thread-default main context of this call
 * @user_data: data for @callback
 *
 * Creates the connection from what was set. `status` and `sync-status` are not part of that and
 * stay pending, for [method@Connection.update].
 *
 * If it cannot be told whether a request was carried out, the connection is looked for before it is
 * sent again, so that nothing is created twice.
 *
 * Source: `POST /connections`.
 *
 * Since: 1.0
 */
void
ac_connection_create (AcConnection *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (AC_IS_CONNECTION (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  begin (self, &create_kind, NULL, cancellable, callback, user_data);
}

/**
 * ac_connection_create_finish:
 * @self: a connection
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Connection.create].
 *
 * Returns: TRUE where the connection was created, or found to be: [property@Connection:id] is set;
 * FALSE with an [error@Error] or %G_IO_ERROR_CANCELLED
 *
 * Since: 1.0
 */
gboolean
ac_connection_create_finish (AcConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return ac_operation_finish (&create_kind, self, result, NULL, error);
}

/**
 * ac_connection_create_sync:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does what [method@Connection.create] does, waiting in the calling thread; its main context is not
 * iterated.
 *
 * Returns: TRUE where the connection was created, or found to be: [property@Connection:id] is set;
 * FALSE with an error, %G_IO_ERROR_PENDING where it would have to wait for what cannot end while
 * this thread waits
 *
 * Since: 1.0
 */
gboolean
ac_connection_create_sync (AcConnection *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return run_sync (self, &create_kind, cancellable, error);
}

/**
 * ac_connection_refresh:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when the operation ended, in the
 *   thread-default main context of this call
 * @user_data: data for @callback
 *
 * Gets the connection's values from the server. What was set and not sent stays on top.
 *
 * Source: `GET /connections/{id}`.
 *
 * Since: 1.0
 */
void
ac_connection_refresh (AcConnection *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (AC_IS_CONNECTION (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  begin (self, &refresh_kind, NULL, cancellable, callback, user_data);
}

/**
 * ac_connection_refresh_finish:
 * @self: a connection
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Connection.refresh].
 *
 * Returns: TRUE where the values are the server's; FALSE with an [error@Error] or
 *   %G_IO_ERROR_CANCELLED
 *
 * Since: 1.0
 */
gboolean
ac_connection_refresh_finish (AcConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return ac_operation_finish (&refresh_kind, self, result, NULL, error);
}

/**
 * ac_connection_refresh_sync:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does what [method@Connection.refresh] does, waiting in the calling thread; its main context is
 * not iterated.
 *
 * Returns: TRUE where the values are the server's; FALSE with an error,
 *   %G_IO_ERROR_PENDING where it would have to wait for what cannot end while this thread waits
 *
 * Since: 1.0
 */
gboolean
ac_connection_refresh_sync (AcConnection *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return run_sync (self, &refresh_kind, cancellable, error);
}

/**
 * ac_connection_update:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when the operation ended, in the
 *   thread-default main context of this call
 * @user_data: data for @callback
 *
 * Sends what was set and differs from what the server is known to have, and takes the server's
 * answer. Where nothing differs, it succeeds without a request.
 *
 * All or nothing: after a failure every visible value is as before and the changes are still
 * pending. What is set while the request is on its way stays pending.
 *
 * Source: `PUT /connections/{id}`.
 *
 * Since: 1.0
 */
void
ac_connection_update (AcConnection *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (AC_IS_CONNECTION (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  begin (self, &update_kind, NULL, cancellable, callback, user_data);
}

/**
 * ac_connection_update_finish:
 * @self: a connection
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Connection.update].
 *
 * Returns: TRUE where the server has the values that were set before the call; FALSE with an
 * [error@Error] or %G_IO_ERROR_CANCELLED
 *
 * Since: 1.0
 */
gboolean
ac_connection_update_finish (AcConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return ac_operation_finish (&update_kind, self, result, NULL, error);
}

/**
 * ac_connection_update_sync:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does what [method@Connection.update] does, waiting in the calling thread; its main context is not
 * iterated.
 *
 * Returns: TRUE where the server has the values that were set before the call; FALSE with an error,
 *   %G_IO_ERROR_PENDING where it would have to wait for what cannot end while this thread waits
 *
 * Since: 1.0
 */
gboolean
ac_connection_update_sync (AcConnection *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return run_sync (self, &update_kind, cancellable, error);
}

/**
 * ac_connection_delete:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when the operation ended, in the
 *   thread-default main context of this call
 * @user_data: data for @callback
 *
 * Deletes the connection at the server. The object keeps its values, its id becomes NULL, and what
 * was set is forgotten.
 *
 * Source: `DELETE /connections/{id}`.
 *
 * Since: 1.0
 */
void
ac_connection_delete (AcConnection *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (AC_IS_CONNECTION (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  begin (self, &delete_kind, NULL, cancellable, callback, user_data);
}

/**
 * ac_connection_delete_finish:
 * @self: a connection
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Connection.delete].
 *
 * Returns: TRUE where the connection is gone; FALSE with an [error@Error] or
 *   %G_IO_ERROR_CANCELLED
 *
 * Since: 1.0
 */
gboolean
ac_connection_delete_finish (AcConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return ac_operation_finish (&delete_kind, self, result, NULL, error);
}

/**
 * ac_connection_delete_sync:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does what [method@Connection.delete] does, waiting in the calling thread; its main context is not
 * iterated.
 *
 * Returns: TRUE where the connection is gone; FALSE with an error,
 *   %G_IO_ERROR_PENDING where it would have to wait for what cannot end while this thread waits
 *
 * Since: 1.0
 */
gboolean
ac_connection_delete_sync (AcConnection *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return run_sync (self, &delete_kind, cancellable, error);
}
