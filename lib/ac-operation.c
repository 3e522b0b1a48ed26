/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-operation.h"

#include "ac-client-private.h"
#include "ac-sync.h"

void
ac_operation_queue_init (AcOperationQueue *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->operations);
}

void
ac_operation_queue_clear (AcOperationQueue *self)
{
  g_assert (self->operations.length == 0);
  g_mutex_clear (&self->lock);
}

gboolean
ac_operation_queue_is_empty (AcOperationQueue *self)
{
  gboolean empty;

  g_mutex_lock (&self->lock);
  empty = self->operations.length == 0;
  g_mutex_unlock (&self->lock);
  return empty;
}

void
ac_operation_queue_orphan (AcOperationQueue *self)
{
  g_mutex_lock (&self->lock);
  for (GList *l = self->operations.head->next; l != NULL; l = l->next)
    ((AcOperation *) l->data)->orphaned = TRUE;
  g_mutex_unlock (&self->lock);
}

/* Whether this thread, waiting for an operation, would wait for ever: something before it goes on
 * only when this thread does. With the lock.
 */
static gboolean
would_block (AcOperationQueue *self, GMainContext *context)
{
  if (!ac_sync_is_private (context))
    return FALSE;
  for (GList *l = self->operations.head; l != NULL; l = l->next)
    {
      AcOperation *before = l->data;

      if (ac_sync_would_block (g_task_get_context (before->task), before->thread))
        return TRUE;
    }
  return FALSE;
}

/* TRUE where the operation need not wait. */
static gboolean
enter_queue (AcOperation *self, AcProblem **problem)
{
  AcOperationQueue *queue = self->queue;
  gboolean is_first;

  if (queue == NULL)
    return TRUE;
  g_mutex_lock (&queue->lock);
  is_first = queue->operations.length == 0;
  if (would_block (queue, g_task_get_context (self->task)))
    *problem = ac_problem_new_pending ("An operation of this object is under way which cannot end "
                                       "while this thread waits; let it end first");
  else
    g_queue_push_tail (&queue->operations, self);
  g_mutex_unlock (&queue->lock);

  if (*problem != NULL)
    self->queue = NULL;
  return is_first;
}

static void
leave_queue (AcOperation *self)
{
  AcOperationQueue *queue = self->queue;
  gboolean was_first;

  if (queue == NULL)
    return;
  g_mutex_lock (&queue->lock);
  was_first = g_queue_peek_head (&queue->operations) == self;
  g_queue_remove (&queue->operations, self);
  /* With the lock, so that the next one cannot end meanwhile. */
  if (was_first && queue->operations.length > 0)
    ac_call_go (((AcOperation *) g_queue_peek_head (&queue->operations))->call);
  g_mutex_unlock (&queue->lock);
}

static void
end (AcOperation *self, AcProblem *problem, GObject *result)
{
  g_autoptr (GTask) task = self->task;

  self->kind->report (self->object, problem);
  leave_queue (self);
  if (self->kind->free_data != NULL)
    self->kind->free_data (self->data);
  g_clear_pointer (&self->call, ac_call_free);
  g_clear_object (&self->unusable);
  g_free (self);

  if (problem == NULL)
    {
      g_task_return_pointer (task, result, g_object_unref);
      return;
    }
  ac_problem_attach (problem, task);
  g_task_return_error (task, ac_problem_to_error (problem));
}

void
ac_operation_succeed (AcOperation *self, GObject *result)
{
  end (self, NULL, result);
}

void
ac_operation_fail (AcOperation *self, AcProblem *problem)
{
  g_autoptr (AcProblem) own = problem;

  end (self, own, NULL);
}

static void
start (AcOperation *self)
{
  if (self->call == NULL)
    ac_operation_fail (self, g_steal_pointer (&self->unusable));
  else if (self->orphaned)
    ac_operation_fail (self, ac_problem_new (AC_ERROR_NOT_FOUND,
                                             "The connection was deleted before this operation's "
                                             "turn came"));
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    ac_operation_fail (self, ac_problem_new_cancelled ());
  else
    self->kind->start (self);
}

static void
on_turn (AcCall *call, gpointer data)
{
  AcOperation *self = data;
  AcProblem *problem = ac_call_get_problem (call);

  if (problem != NULL)
    ac_operation_fail (self, g_object_ref (problem));
  else
    start (self);
}

/* In the operation's context. */
static gboolean
on_reached (gpointer data)
{
  AcOperation *self = data;

  if (self->is_first || self->call == NULL)
    start (self);
  else
    ac_call_await_turn (self->call, ac_sync_is_private (g_task_get_context (self->task)), on_turn,
                        self);
  return G_SOURCE_REMOVE;
}

void
ac_operation_begin (const AcOperationKind *kind,
                    gpointer object,
                    AcClient *client,
                    AcOperationQueue *queue,
                    gpointer data,
                    GMainContext *context,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  AcOperation *self = g_new0 (AcOperation, 1);
  AcProblem *problem = NULL;
  gboolean entered;

  if (context == NULL)
    context = g_main_context_get_thread_default ();

  self->kind = kind;
  self->object = object;
  self->data = data;
  self->queue = queue;
  self->thread = g_thread_self ();
  entered = ac_context_enter (context);
  self->task = g_task_new (object, cancellable, callback, user_data);
  ac_context_leave (context, entered);
  g_task_set_source_tag (self->task, (gpointer) kind);
  g_task_set_check_cancellable (self->task, FALSE);
  self->call = ac_client_begin_call (client, context, cancellable, &self->unusable);

  self->is_first = enter_queue (self, &problem);
  if (problem != NULL)
    ac_operation_fail (self, problem);
  else
    /* Another thread may be turning the context: it would meet this one within the operation. */
    g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, on_reached, self, NULL);
}

gboolean
ac_operation_finish (const AcOperationKind *kind,
                     gpointer object,
                     GAsyncResult *result,
                     GObject **value,
                     GError **error)
{
  g_autoptr (GError) failure = NULL;
  GObject *got;

  g_return_val_if_fail (g_task_is_valid (result, object), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer) kind), FALSE);

  got = g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (value != NULL)
    *value = got;
  return TRUE;
}
