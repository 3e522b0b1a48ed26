/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Writes what no HTTP library would, and ends the connection as none would. */

#pragma once

#include "emulator-fault.h"

G_BEGIN_DECLS

typedef struct
{
  GCancellable *cancellable;
  guint count; /* under way */
} EmulatorSenders;

void emulator_senders_init (EmulatorSenders *senders);
/* Ends all, turning the thread-default context. */
void emulator_senders_clear (EmulatorSenders *senders);

/* @stream and its @socket belong to the sender from now on, until the end, or until the client has
 * gone. @byte_ms: to wait after each byte. */
void emulator_sender_start (EmulatorSenders *senders,
                            GIOStream *stream,
                            GSocket *socket,
                            GArray *pieces,
                            guint byte_ms,
                            EmulatorEnd end);

G_END_DECLS
