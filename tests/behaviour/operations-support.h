/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* What the tests of operations share. */

#include "support.h"

G_BEGIN_DECLS

/* One that is not at the server. */
AcConnection *make_new (World *world);

void assert_request (
  World *world, guint request, const char *method, const char *path, const char *body);
void assert_invalid (AcConnection *connection, const char *field);

G_END_DECLS
