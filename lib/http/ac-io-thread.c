/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-io-thread.h"

#include <pthread.h>

typedef struct
{
  GMainContext *home;
  AcTransport *transport;
  AcTransportSend send;
  AcExchange *exchange;
  GCancellable *cancellable;
  AcTransportDone done;
  gpointer data;
} Errand;

static gpointer
run (gpointer user_data)
{
  GMainContext *context = user_data;
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  return NULL;
}

/* Of the thread that turns; NULL before it starts. */
static GMainContext *turned;

/* The thread stays with the parent of a process that was forked. */
static void
forget_thread (void)
{
  turned = NULL;
}

static GMainContext *
get_context (void)
{
  static gsize is_watching;

  if (g_once_init_enter (&is_watching))
    {
      pthread_atfork (NULL, NULL, forget_thread);
      g_once_init_leave (&is_watching, TRUE);
    }
  if (g_once_init_enter (&turned))
    {
      GMainContext *made = g_main_context_new ();

      g_thread_unref (g_thread_new ("activecampaign", run, made));
      g_once_init_leave (&turned, made);
    }
  return turned;
}

static void
errand_run_in (GMainContext *context, GSourceFunc func, Errand *errand)
{
  GSource *source = g_idle_source_new ();

  /* Once attached, the source may run and end a private context before this returns. */
  g_main_context_ref (context);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "activecampaign-glib errand");
  g_source_set_callback (source, func, errand, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
  g_main_context_unref (context);
}

static gboolean
come_home (gpointer user_data)
{
  Errand *self = user_data;
  AcExchange *exchange = self->exchange;
  AcTransportDone done = self->done;
  gpointer data = self->data;

  ac_transport_unref (self->transport);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->home);
  g_free (self);

  done (exchange, data);
  return G_SOURCE_REMOVE;
}

static void
on_done (AcExchange *exchange, gpointer user_data)
{
  Errand *self = user_data;

  errand_run_in (self->home, come_home, self);
}

static gboolean
go_out (gpointer user_data)
{
  Errand *self = user_data;

  self->send (self->transport, self->exchange, self->cancellable, on_done, self);
  return G_SOURCE_REMOVE;
}

void
ac_io_thread_send (AcTransport *transport,
                   AcTransportSend send,
                   AcExchange *exchange,
                   GCancellable *cancellable,
                   AcTransportDone done,
                   gpointer data)
{
  Errand *self = g_new0 (Errand, 1);

  self->home = g_main_context_ref_thread_default ();
  self->transport = ac_transport_ref (transport);
  self->send = send;
  self->exchange = exchange;
  self->cancellable = g_object_ref (cancellable);
  self->done = done;
  self->data = data;
  errand_run_in (get_context (), go_out, self);
}
