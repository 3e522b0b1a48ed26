/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Servers, and a resolver, that are there and say nothing. */

typedef struct
{
  int fd;
  guint16 port;
  int fillers[8]; /* connections that fill its queue */
  guint n_fillers;
} Stall;

/* Connections are made and never answered. */
Stall *stall_new (void);

/* Not even made: its queue is full. */
Stall *stall_new_full (void);

/* How many connections wait to be accepted: waits until one does. */
void stall_await_connection (Stall *self);
void stall_free (Stall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stall, stall_free)

/* Names that end so are looked up until the look-ups are let go. */
#define STALLED_NAME "stalled.invalid"

void stall_await_look_up (void);
void stall_let_look_ups_go (void);

G_END_DECLS
