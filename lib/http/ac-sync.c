/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-sync.h"

/* The innermost private context of each thread. */
static GPrivate innermost = G_PRIVATE_INIT (NULL);

void
ac_sync_begin (AcSync *self)
{
  *self = (AcSync){ g_main_context_new (), g_private_get (&innermost), NULL };
  g_private_set (&innermost, self->context);
  g_main_context_push_thread_default (self->context);
}

void
ac_sync_done (GObject *source, GAsyncResult *result, gpointer self)
{
  ((AcSync *) self)->result = g_object_ref (result);
}

GAsyncResult *
ac_sync_wait (AcSync *self)
{
  while (self->result == NULL)
    g_main_context_iteration (self->context, TRUE);
  /* What still wants to be cleaned up there. */
  while (g_main_context_iteration (self->context, FALSE))
    ;

  g_main_context_pop_thread_default (self->context);
  g_private_set (&innermost, self->outer);
  g_main_context_unref (self->context);
  return self->result;
}

gboolean
ac_sync_is_private (GMainContext *context)
{
  return context != NULL && context == g_private_get (&innermost);
}

gboolean
ac_sync_would_block (GMainContext *context, GThread *thread)
{
  if (g_main_context_is_owner (context))
    return TRUE;
  if (thread != g_thread_self ())
    return FALSE;
  /* Begun here, and nobody else turns the context. */
  if (!g_main_context_acquire (context))
    return FALSE;
  g_main_context_release (context);
  return TRUE;
}
