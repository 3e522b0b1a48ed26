/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-sync.h"

#include <unistd.h>

/* The innermost AcSync of each thread. */
static GPrivate innermost = G_PRIVATE_INIT (NULL);

void
ac_sync_begin (AcSync *self)
{
  *self = (AcSync){
    .context = g_main_context_new (),
    .outer = g_private_get (&innermost),
  };
  g_private_set (&innermost, self);
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

  g_private_set (&innermost, self->outer);
  g_main_context_unref (self->context);
  return self->result;
}

gboolean
ac_sync_is_private (GMainContext *context)
{
  AcSync *sync = g_private_get (&innermost);

  return sync != NULL && context == sync->context;
}

static gboolean
is_main_thread (void)
{
#ifdef __linux__
  return getpid () == gettid ();
#else
  return TRUE;
#endif
}

/* Whether nobody turns a context that this thread began something for. The default context is left
 * to the main thread, which may just not be in it at the moment.
 */
static gboolean
is_left_alone (GMainContext *context)
{
  if ((context == g_main_context_default () && !is_main_thread ())
      || !g_main_context_acquire (context))
    return FALSE;
  g_main_context_release (context);
  return TRUE;
}

gboolean
ac_sync_would_block (GMainContext *context, GThread *thread)
{
  return g_main_context_is_owner (context)
      || (thread == g_thread_self () && is_left_alone (context));
}

gboolean
ac_context_enter (GMainContext *context)
{
  gboolean entered = g_main_context_get_thread_default () != context;

  if (entered)
    g_main_context_push_thread_default (context);
  return entered;
}

void
ac_context_leave (GMainContext *context, gboolean entered)
{
  if (entered)
    g_main_context_pop_thread_default (context);
}
