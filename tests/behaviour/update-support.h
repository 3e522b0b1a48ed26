/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* What the tests of update() share. */

#include "support.h"

G_BEGIN_DECLS

#define SEEDED_NAME "The Toolbox"

void assert_body (World *world, guint request, const char *expected);
void assert_changes (AcConnection *connection, const char *expected);

/* A connection whose values are known. */
AcConnection *make_known (World *world);

/* Faults. */
#define HELD "{\"hold\":\"before\"}"
#define HELD_AND_REFUSED "{\"hold\":\"before\",\"status\":400,\"body\":{}}"
#define HELD_AND_LOST "{\"hold\":\"before\",\"close\":\"after\"}"
#define REFUSED "{\"status\":400,\"body\":{}}"
#define LOST "{\"close\":\"before\"}"

G_END_DECLS
