/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>
#include <adwaita.h>

G_BEGIN_DECLS

/* Signals:
 *   closed (closes_window)   nothing is left to be saved */
#define CX_TYPE_EDIT_PAGE (cx_edit_page_get_type ())
G_DECLARE_FINAL_TYPE (CxEditPage, cx_edit_page, CX, EDIT_PAGE, AdwBin)

void cx_edit_page_set_connection (CxEditPage *self, AcConnection *connection);

/* Whether there is something that leaving would lose. */
gboolean cx_edit_page_holds_changes (CxEditPage *self);

/* Asks what is to become of unsaved changes, and then is closed, or is not. */
void cx_edit_page_leave (CxEditPage *self, gboolean closes_window);

G_END_DECLS
