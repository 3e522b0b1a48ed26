/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>
#include <adwaita.h>

G_BEGIN_DECLS

/* Signals:
 *   open (connection)   a connection was chosen */
#define CX_TYPE_LIST_PAGE (cx_list_page_get_type ())
G_DECLARE_FINAL_TYPE (CxListPage, cx_list_page, CX, LIST_PAGE, AdwBin)

/* NULL: the list is emptied. */
void cx_list_page_set_client (CxListPage *self, AcClient *client);

G_END_DECLS
