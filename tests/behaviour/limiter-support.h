/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* The limit that a server keeps, and whether it was kept. */

#include "support.h"

G_BEGIN_DECLS

#define RATE 5

void assert_kept (World *world);

G_END_DECLS
