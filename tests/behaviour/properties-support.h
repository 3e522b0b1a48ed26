/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* What the tests of properties share. */

#include "support.h"

G_BEGIN_DECLS

/* An account whose every connection is NEWEST_CONNECTION. */
World *world_new_with_newest (void);

G_END_DECLS
