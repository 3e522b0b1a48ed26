/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A synchronous call is its asynchronous one, begun for a context made for it and waited for there:
 * the caller's own context is not iterated. The private one is not thread-default while waiting, so
 * that what handlers of the caller begin meanwhile belongs to the caller's.
 *
 *   AcSync sync;
 *
 *   ac_sync_begin (&sync);
 *   …begin it for sync.context, with ac_sync_done() and &sync…
 *   result = ac_sync_wait (&sync);
 */
typedef struct _AcSync AcSync;

struct _AcSync
{
  GMainContext *context;
  AcSync *outer; /* that this thread waits in as well, or NULL */
  GAsyncResult *result;
};

void ac_sync_begin (AcSync *self);
void ac_sync_done (GObject *source, GAsyncResult *result, gpointer self);
GAsyncResult *ac_sync_wait (AcSync *self);

/* Whether this thread waits for @context in ac_sync_wait(), or is about to. */
gboolean ac_sync_is_private (GMainContext *context);

/* Whether what belongs to @context, begun in @thread, cannot go on while this thread waits. */
gboolean ac_sync_would_block (GMainContext *context, GThread *thread);

/* Makes @context, NULL for the default one, thread-default where it is not, for what is called
 * before ac_context_leave(). The thread must own it.
 */
gboolean ac_context_enter (GMainContext *context);
void ac_context_leave (GMainContext *context, gboolean entered);

G_END_DECLS
