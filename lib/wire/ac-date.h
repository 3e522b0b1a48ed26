/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A date as the server writes it: ISO 8601 with an offset, hours of one digit too, or with a space
 * and without an offset, then in UTC. NULL for anything else, and for all zeros.
 */
GDateTime *ac_date_parse (const char *text);

/* Whether the date names its offset: without one the server's clock may be hours from UTC. */
gboolean ac_date_has_offset (const char *text);

G_END_DECLS
