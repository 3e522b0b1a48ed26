/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CX_TYPE_CONNECTION_ROW (cx_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (CxConnectionRow, cx_connection_row, CX, CONNECTION_ROW, GtkWidget)

G_END_DECLS
