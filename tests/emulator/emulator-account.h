/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One account: its connections and its rate limit. */

#pragma once

#include "emulator-limiter.h"
#include "emulator-store.h"

G_BEGIN_DECLS

typedef struct
{
  EmulatorStore *store;
  EmulatorLimiter *limiter;
} EmulatorAccount;

EmulatorAccount *emulator_account_new (guint rate_limit);
void emulator_account_free (EmulatorAccount *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorAccount, emulator_account_free)

/* The one connection that the documentation's own example updates. */
void emulator_account_fill_example (EmulatorAccount *account);
/* Connections 1 to `count`. */
void emulator_account_fill (EmulatorAccount *account, guint count);
gboolean
emulator_account_fill_from_json (EmulatorAccount *account, JsonArray *rows, GError **error);

/* Connections as a list answers them, or a bare array of them. */
JsonArray *emulator_account_read_seed (const char *file, GError **error);

G_END_DECLS
