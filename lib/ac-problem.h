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
AcProblem *ac_problem_from_result (GAsyncResult *result);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_error_domain (AcProblem *self);
AC_AVAILABLE_IN_1_0
int ac_problem_get_error_code (AcProblem *self);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_code (AcProblem *self);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_message (AcProblem *self);
AC_AVAILABLE_IN_1_0
guint ac_problem_get_http_status (AcProblem *self);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_title (AcProblem *self);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_detail (AcProblem *self);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_server_code (AcProblem *self);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_field (AcProblem *self);
AC_AVAILABLE_IN_1_0
gboolean ac_problem_get_retryable (AcProblem *self);
AC_AVAILABLE_IN_1_0
double ac_problem_get_retry_after (AcProblem *self);
AC_AVAILABLE_IN_1_0
const char *ac_problem_get_request_id (AcProblem *self);
AC_AVAILABLE_IN_1_0
guint ac_problem_get_attempts (AcProblem *self);
AC_AVAILABLE_IN_1_0
double ac_problem_get_waited (AcProblem *self);
AC_AVAILABLE_IN_1_0
double ac_problem_get_timeout (AcProblem *self);
AC_AVAILABLE_IN_1_0
gboolean ac_problem_get_outcome_unknown (AcProblem *self);

G_END_DECLS
