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
AcConnectionList *ac_connection_list_new (AcClient *client);

AC_AVAILABLE_IN_1_0
AcClient *ac_connection_list_get_client (AcConnectionList *self);
AC_AVAILABLE_IN_1_0
const char *ac_connection_list_get_service (AcConnectionList *self);
AC_AVAILABLE_IN_1_0
void ac_connection_list_set_service (AcConnectionList *self, const char *service);
AC_AVAILABLE_IN_1_0
const char *ac_connection_list_get_external_id (AcConnectionList *self);
AC_AVAILABLE_IN_1_0
void ac_connection_list_set_external_id (AcConnectionList *self, const char *external_id);
AC_AVAILABLE_IN_1_0
guint64 ac_connection_list_get_offset (AcConnectionList *self);
AC_AVAILABLE_IN_1_0
void ac_connection_list_set_offset (AcConnectionList *self, guint64 offset);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_list_get_auto_load (AcConnectionList *self);
AC_AVAILABLE_IN_1_0
void ac_connection_list_set_auto_load (AcConnectionList *self, gboolean auto_load);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_list_get_loading (AcConnectionList *self);
AC_AVAILABLE_IN_1_0
gint64 ac_connection_list_get_total (AcConnectionList *self);
AC_AVAILABLE_IN_1_0
AcProblem *ac_connection_list_get_problem (AcConnectionList *self);

AC_AVAILABLE_IN_1_0
void ac_connection_list_load_more (AcConnectionList *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean
ac_connection_list_load_more_finish (AcConnectionList *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean ac_connection_list_load_more_sync (AcConnectionList *self,
                                            GCancellable *cancellable,
                                            GError **error);

AC_AVAILABLE_IN_1_0
void ac_connection_list_refresh (AcConnectionList *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean
ac_connection_list_refresh_finish (AcConnectionList *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean
ac_connection_list_refresh_sync (AcConnectionList *self, GCancellable *cancellable, GError **error);

G_END_DECLS
