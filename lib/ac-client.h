/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(AC_INSIDE) && !defined(AC_COMPILATION)
#error "Only <activecampaign-glib.h> can be included directly."
#endif

#include <libsoup/soup.h>

#include "ac-rate-limiter.h"
#include "ac-types.h"

G_BEGIN_DECLS

AC_AVAILABLE_IN_1_0
AcClient *ac_client_new (const char *url, const char *api_token, GError **error);
AC_AVAILABLE_IN_1_0
AcClient *ac_client_new_from_environment (GError **error);

AC_AVAILABLE_IN_1_0
const char *ac_client_get_url (AcClient *self);
AC_AVAILABLE_IN_1_0
const char *ac_client_get_account (AcClient *self);
AC_AVAILABLE_IN_1_0
double ac_client_get_timeout (AcClient *self);
AC_AVAILABLE_IN_1_0
void ac_client_set_timeout (AcClient *self, double timeout);
AC_AVAILABLE_IN_1_0
double ac_client_get_queue_timeout (AcClient *self);
AC_AVAILABLE_IN_1_0
void ac_client_set_queue_timeout (AcClient *self, double queue_timeout);
AC_AVAILABLE_IN_1_0
guint ac_client_get_max_attempts (AcClient *self);
AC_AVAILABLE_IN_1_0
void ac_client_set_max_attempts (AcClient *self, guint max_attempts);
AC_AVAILABLE_IN_1_0
AcRateLimiter *ac_client_get_rate_limiter (AcClient *self);
AC_AVAILABLE_IN_1_0
void ac_client_set_rate_limiter (AcClient *self, AcRateLimiter *rate_limiter);
AC_AVAILABLE_IN_1_0
SoupSession *ac_client_get_session (AcClient *self);
AC_AVAILABLE_IN_1_0
void ac_client_set_session (AcClient *self, SoupSession *session);
AC_AVAILABLE_IN_1_0
const char *ac_client_get_application_name (AcClient *self);
AC_AVAILABLE_IN_1_0
void ac_client_set_application_name (AcClient *self, const char *application_name);
AC_AVAILABLE_IN_1_0
AcProblem *ac_client_get_problem (AcClient *self);

AC_AVAILABLE_IN_1_0
void ac_client_check (AcClient *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean ac_client_check_finish (AcClient *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean ac_client_check_sync (AcClient *self, GCancellable *cancellable, GError **error);

AC_AVAILABLE_IN_1_0
void ac_client_find_connection (AcClient *self,
                                const char *service,
                                const char *external_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
AC_AVAILABLE_IN_1_0
AcConnection *
ac_client_find_connection_finish (AcClient *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
AcConnection *ac_client_find_connection_sync (AcClient *self,
                                              const char *service,
                                              const char *external_id,
                                              GCancellable *cancellable,
                                              GError **error);

G_END_DECLS
