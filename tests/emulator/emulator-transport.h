/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The way of an answer onto the wire, whole or broken. */

#pragma once

#include "emulator-answer.h"
#include "emulator-sender.h"

G_BEGIN_DECLS

void emulator_transport_send (SoupServerMessage *message, EmulatorAnswer *answer);

/* Sends what the fault makes of the answer, and ends the connection as it says. The message must be
 * paused. On HTTP/2, where no answer can be written by hand, the connection just ends. */
void emulator_transport_break (EmulatorSenders *senders,
                               SoupServerMessage *message,
                               EmulatorAnswer *answer,
                               EmulatorFault *fault);

G_END_DECLS
