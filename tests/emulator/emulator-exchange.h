/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One API request from its arrival to its answer. */

#pragma once

#include "emulator-private.h"

G_BEGIN_DECLS

/* Latency, limiter, faults and the API itself, in this order; what needs time passes in the main
 * context of the emulator. */
void emulator_exchange_start (Emulator *emulator, SoupServerMessage *message);

/* The same before the body of the request has come, where a fault wants to answer that early. */
void emulator_exchange_start_early (Emulator *emulator, SoupServerMessage *message);

/* Lets all held requests go on. Returns how many those were. */
guint emulator_exchange_release_all (Emulator *emulator);

/* Drops all that is under way. */
void emulator_exchange_cancel_all (Emulator *emulator);

G_END_DECLS
