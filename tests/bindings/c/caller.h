/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Where a row calls its operations: in which thread, and with which main context. */

#pragma once

#include "operation.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean has_threads;  /* one for each operation */
  GMainContext *context; /* NULL: the default one */
  guint turner;
} Caller;

void caller_init (Caller *self, JsonObject *row);
void caller_clear (Caller *self);

/* Returns once the operation was called; a synchronous one in a thread may be only about to be. */
void caller_start (Caller *self, Operation *operation, JsonObject *step, gboolean is_sync);

/* Turns the default context. */
void caller_await (Caller *self, Operation *operation);

G_END_DECLS
