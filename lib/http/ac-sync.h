/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A synchronous call is its asynchronous one, waited for on a context made for it: the caller's
 * own context is never iterated.
 *
 *   AcSync sync;
 *
 *   ac_sync_begin (&sync);
 *   foo_async (foo, cancellable, ac_sync_done, &sync);
 *   result = ac_sync_wait (&sync);
 *   return foo_finish (foo, result, error);
 */
typedef struct
{
  GMainContext *context;
  GMainContext *outer;
  GAsyncResult *result;
} AcSync;

void ac_sync_begin (AcSync *self);
void ac_sync_done (GObject *source, GAsyncResult *result, gpointer self);
GAsyncResult *ac_sync_wait (AcSync *self);

/* Whether this thread waits for @context in ac_sync_wait(), or is about to. */
gboolean ac_sync_is_private (GMainContext *context);

/* Whether what belongs to @context, begun in @thread, cannot go on while this thread waits. */
gboolean ac_sync_would_block (GMainContext *context, GThread *thread);

G_END_DECLS
