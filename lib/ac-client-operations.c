/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-client-private.h"

#include "ac-connection-private.h"
#include "ac-operation.h"
#include "ac-sync.h"
#include "ac-walk.h"

static void
on_checked (AcCall *call, gpointer data)
{
  AcOperation *operation = data;
  AcProblem *problem = ac_call_get_problem (call);
  g_autoptr (AcPage) page = NULL;
  const char *wrong;

  if (problem != NULL)
    {
      ac_operation_fail (operation, g_object_ref (problem));
      return;
    }
  page = ac_page_new (ac_call_get_answer (call), &wrong);
  if (page != NULL)
    ac_operation_succeed (operation, NULL);
  else
    ac_operation_fail (operation, ac_call_dup_bad_answer (call, wrong));
}

static void
check_start (AcOperation *operation)
{
  g_autofree char *path = ac_page_dup_path (NULL, NULL, 0, 1);

  ac_call_send (operation->call, "GET", path, NULL, on_checked, operation);
}

static const AcOperationKind check_kind = { check_start, ac_client_report, NULL };

/**
 * ac_client_check:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when it is known
 * @user_data: data for @callback
 *
 * Finds out whether the address and the token work, with one small request.
 *
 * Source: `GET /connections?limit=1`.
 *
 * Since: 1.0
 */
void
ac_client_check (AcClient *self,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_return_if_fail (AC_IS_CLIENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  ac_operation_begin (&check_kind, self, self, NULL, NULL, NULL, cancellable, callback, user_data);
}

/**
 * ac_client_check_finish:
 * @self: a client
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Client.check].
 *
 * Returns: TRUE where the address and the token work; FALSE with an [error@Error] or
 *   %G_IO_ERROR_CANCELLED
 *
 * Since: 1.0
 */
gboolean
ac_client_check_finish (AcClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), FALSE);

  return ac_operation_finish (&check_kind, self, result, NULL, error);
}

/**
 * ac_client_check_sync:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Finds out whether the address and the token work, waiting in the calling thread.
 *
 * Returns: TRUE where they work; FALSE with an error, as [method@Client.check_finish] has it
 *
 * Since: 1.0
 */
gboolean
ac_client_check_sync (AcClient *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  AcSync sync;

  g_return_val_if_fail (AC_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  ac_sync_begin (&sync);
  ac_operation_begin (&check_kind, self, self, NULL, NULL, sync.context, cancellable, ac_sync_done,
                      &sync);
  result = ac_sync_wait (&sync);
  return ac_client_check_finish (self, result, error);
}

typedef struct
{
  char *service;
  char *external_id;
} Wanted;

static Wanted *
wanted_new (const char *service, const char *external_id)
{
  Wanted *self = g_new0 (Wanted, 1);

  self->service = g_strdup (service);
  self->external_id = g_strdup (external_id);
  return self;
}

static void
wanted_free (gpointer data)
{
  Wanted *self = data;

  g_free (self->service);
  g_free (self->external_id);
  g_free (self);
}

static void
on_found (AcRow *row, AcProblem *problem, gpointer data)
{
  AcOperation *operation = data;

  if (problem != NULL)
    ac_operation_fail (operation, g_object_ref (problem));
  else if (row == NULL)
    ac_operation_succeed (operation, NULL);
  else
    ac_operation_succeed (
      operation, G_OBJECT (ac_connection_new_from_row (AC_CLIENT (operation->object), row)));
}

static void
find_start (AcOperation *operation)
{
  Wanted *wanted = operation->data;

  if (!g_utf8_validate (wanted->service, -1, NULL))
    ac_operation_fail (operation, ac_problem_new_invalid ("service", "The service to be found is "
                                                                     "not UTF-8"));
  else if (!g_utf8_validate (wanted->external_id, -1, NULL))
    ac_operation_fail (operation,
                       ac_problem_new_invalid ("external-id", "The external id to be found is not "
                                                              "UTF-8"));
  else
    ac_walk_start (operation->call, wanted->service, wanted->external_id, TRUE, on_found,
                   operation);
}

static const AcOperationKind find_kind = { find_start, ac_client_report, wanted_free };

/**
 * ac_client_find_connection:
 * @self: a client
 * @service: the service
 * @external_id: the id of the shop's account in the service
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called when the search ended
 * @user_data: data for @callback
 *
 * Looks for the connection that has exactly this service and external id, over all pages. The
 * client's `timeout` holds for each page.
 *
 * Source: `GET /connections`.
 *
 * Since: 1.0
 */
void
ac_client_find_connection (AcClient *self,
                           const char *service,
                           const char *external_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (AC_IS_CLIENT (self));
  g_return_if_fail (service != NULL);
  g_return_if_fail (external_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  ac_operation_begin (&find_kind, self, self, NULL, wanted_new (service, external_id), NULL,
                      cancellable, callback, user_data);
}

/**
 * ac_client_find_connection_finish:
 * @self: a client
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@Client.find_connection].
 *
 * Returns: (transfer full) (nullable): the connection; NULL without an error where there is none,
 *   NULL with an [error@Error] or %G_IO_ERROR_CANCELLED where that is not known
 *
 * Since: 1.0
 */
AcConnection *
ac_client_find_connection_finish (AcClient *self, GAsyncResult *result, GError **error)
{
  GObject *connection = NULL;

  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);

  if (!ac_operation_finish (&find_kind, self, result, &connection, error))
    return NULL;
  return (AcConnection *) connection;
}

/**
 * ac_client_find_connection_sync:
 * @self: a client
 * @service: the service
 * @external_id: the id of the shop's account in the service
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Looks for a connection like [method@Client.find_connection], waiting in the calling thread.
 *
 * Returns: (transfer full) (nullable): what [method@Client.find_connection_finish] returns
 *
 * Since: 1.0
 */
AcConnection *
ac_client_find_connection_sync (AcClient *self,
                                const char *service,
                                const char *external_id,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  AcSync sync;

  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);
  g_return_val_if_fail (service != NULL && external_id != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  ac_sync_begin (&sync);
  ac_operation_begin (&find_kind, self, self, NULL, wanted_new (service, external_id), sync.context,
                      cancellable, ac_sync_done, &sync);
  result = ac_sync_wait (&sync);
  return ac_client_find_connection_finish (self, result, error);
}
