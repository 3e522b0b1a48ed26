/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(AC_INSIDE) && !defined(AC_COMPILATION)
#error "Only <activecampaign-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "ac-version-macros.h"

G_BEGIN_DECLS

#define AC_TYPE_PROBLEM (ac_problem_get_type ())
AC_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (AcProblem, ac_problem, AC, PROBLEM, GObject)

#define AC_TYPE_CLIENT (ac_client_get_type ())
AC_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (AcClient, ac_client, AC, CLIENT, GObject)

#define AC_TYPE_CONNECTION (ac_connection_get_type ())
AC_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (AcConnection, ac_connection, AC, CONNECTION, GObject)

#define AC_TYPE_CONNECTION_LIST (ac_connection_list_get_type ())
AC_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (AcConnectionList, ac_connection_list, AC, CONNECTION_LIST, GObject)

G_END_DECLS
