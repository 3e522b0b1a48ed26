/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>
#include <adwaita.h>

G_BEGIN_DECLS

/* Signals:
 *   connected (client)   the address and the token work */
#define CX_TYPE_ACCOUNT_PAGE (cx_account_page_get_type ())
G_DECLARE_FINAL_TYPE (CxAccountPage, cx_account_page, CX, ACCOUNT_PAGE, AdwBin)

void cx_account_page_set_url (CxAccountPage *self, const char *url);

G_END_DECLS
