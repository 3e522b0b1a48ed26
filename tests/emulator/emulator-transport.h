/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The way of an answer onto the wire, whole or broken. */

#pragma once

#include "emulator-answer.h"
#include "emulator-fault.h"

G_BEGIN_DECLS

void emulator_transport_send (SoupServerMessage *message, EmulatorAnswer *answer);

/* Breaks the answer off where the fault says so, and the connection with it. The message must be
 * paused. On HTTP/2, where a broken answer can't be written by hand, the connection just ends. */
void
emulator_transport_break (SoupServerMessage *message, EmulatorAnswer *answer, EmulatorClose close);

G_END_DECLS
