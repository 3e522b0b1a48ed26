/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* The newest connection on record. */

#include "support.h"

G_BEGIN_DECLS

extern const char newest[];

/* An account whose every connection is that one. */
World *world_new_with_newest (void);

G_END_DECLS
