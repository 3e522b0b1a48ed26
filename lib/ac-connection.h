/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(AC_INSIDE) && !defined(AC_COMPILATION)
#error "Only <activecampaign-glib.h> can be included directly."
#endif

#include "ac-types.h"

G_BEGIN_DECLS

AC_AVAILABLE_IN_1_0
AcConnection *ac_connection_new (AcClient *client, const char *id);

AC_AVAILABLE_IN_1_0
AcClient *ac_connection_get_client (AcConnection *self);
AC_AVAILABLE_IN_1_0
const char *ac_connection_get_id (AcConnection *self);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_get_modified (AcConnection *self);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_get_adopted (AcConnection *self);
AC_AVAILABLE_IN_1_0
AcProblem *ac_connection_get_problem (AcConnection *self);

AC_AVAILABLE_IN_1_0
char *ac_connection_dup_changes (AcConnection *self);
AC_AVAILABLE_IN_1_0
void ac_connection_revert (AcConnection *self);
AC_AVAILABLE_IN_1_0
char *ac_connection_dup_json (AcConnection *self);

AC_AVAILABLE_IN_1_0
void ac_connection_create (AcConnection *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_create_finish (AcConnection *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_create_sync (AcConnection *self, GCancellable *cancellable, GError **error);

AC_AVAILABLE_IN_1_0
void ac_connection_refresh (AcConnection *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_refresh_finish (AcConnection *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_refresh_sync (AcConnection *self, GCancellable *cancellable, GError **error);

AC_AVAILABLE_IN_1_0
void ac_connection_update (AcConnection *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_update_finish (AcConnection *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_update_sync (AcConnection *self, GCancellable *cancellable, GError **error);

AC_AVAILABLE_IN_1_0
void ac_connection_delete (AcConnection *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_delete_finish (AcConnection *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_delete_sync (AcConnection *self, GCancellable *cancellable, GError **error);

G_END_DECLS
