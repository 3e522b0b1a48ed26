/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "caller.h"

#include "values.h"

/* What a thread is told, and what tells that it called. */
typedef struct
{
  Operation *operation;
  JsonObject *step;
  gboolean is_sync;
  GAsyncQueue *called;
} Errand;

static void
turn (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

/* Wherever the row waits it turns the default context, and that turns the row's own. */
static gboolean
turn_within (gpointer context)
{
  g_main_context_push_thread_default (context);
  turn (context);
  g_main_context_pop_thread_default (context);
  return G_SOURCE_CONTINUE;
}

void
caller_init (Caller *self, JsonObject *row)
{
  const char *kind = find_string (row, "caller");

  *self = (Caller){ 0 };
  if (kind == NULL)
    return;
  if (g_str_equal (kind, "threads"))
    {
      self->has_threads = TRUE;
    }
  else if (g_str_equal (kind, "context"))
    {
      self->context = g_main_context_new ();
      self->turner = g_idle_add (turn_within, self->context);
    }
  else
    {
      g_error ("there is no caller \"%s\"", kind);
    }
}

void
caller_clear (Caller *self)
{
  if (self->context == NULL)
    return;
  g_source_remove (self->turner);
  turn_within (self->context);
  g_main_context_unref (self->context);
}

static gpointer
run_errand (gpointer data)
{
  Errand *errand = data;
  Operation *operation = errand->operation;
  g_autoptr (GAsyncQueue) called = g_async_queue_ref (errand->called);
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  if (errand->is_sync)
    {
      JsonObject *step = errand->step;

      g_async_queue_push (called, operation);
      operation_run_sync (operation, step);
    }
  else
    {
      operation_start (operation, errand->step);
      g_async_queue_push (called, operation);
    }
  while (!operation->is_done)
    g_main_context_iteration (context, TRUE);
  turn (context);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
start_in_thread (Operation *operation, JsonObject *step, gboolean is_sync)
{
  g_autoptr (GAsyncQueue) called = g_async_queue_new ();
  Errand errand = { operation, step, is_sync, called };

  operation->thread = g_thread_new ("caller", run_errand, &errand);
  g_async_queue_pop (called);
}

void
caller_start (Caller *self, Operation *operation, JsonObject *step, gboolean is_sync)
{
  if (self->has_threads)
    {
      start_in_thread (operation, step, is_sync);
      return;
    }
  g_main_context_push_thread_default (self->context);
  if (is_sync)
    operation_run_sync (operation, step);
  else
    operation_start (operation, step);
  g_main_context_pop_thread_default (self->context);
}

void
caller_await (Caller *self, Operation *operation)
{
  if (self->has_threads)
    {
      g_thread_join (operation->thread);
      return;
    }
  while (!operation->is_done)
    g_main_context_iteration (NULL, TRUE);
}
