/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The five endpoints of connections under /api/3. */

#pragma once

#include "emulator-account.h"
#include "emulator-request.h"

G_BEGIN_DECLS

/* Carries the request out; its limiter has let it pass already. */
void emulator_api_answer (EmulatorAccount *account,
                          const char *token,
                          EmulatorRequest *request,
                          EmulatorAnswer *answer);

G_END_DECLS
