/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>
#include <adwaita.h>

G_BEGIN_DECLS

#define CX_TYPE_PAUSE_BANNER (cx_pause_banner_get_type ())
G_DECLARE_FINAL_TYPE (CxPauseBanner, cx_pause_banner, CX, PAUSE_BANNER, AdwBin)

void cx_pause_banner_set_client (CxPauseBanner *self, AcClient *client);

G_END_DECLS
