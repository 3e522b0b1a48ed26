/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-slots.h"

#include "ac-sync.h"

/* How long a context may leave a slot that it was woken for, before the next one is woken. */
#define GRACE G_GINT64_CONSTANT (20000)

/* After this the server has counted a request, answered or not: its slot need not be waited for,
 * as where the holder's context is not turned any more.
 */
#define LEASE G_GINT64_CONSTANT (60000000)

/* What waits in one main context. A slot is claimed there, in the turn of that context: one that
 * nobody turns claims nothing, and is passed over.
 */
typedef struct
{
  AcSlots *slots;
  GMainContext *context;
  AcTimer *timer;
  gint64 due;            /* what the timer is set to */
  AcTimer *cancel_timer; /* apart, so that setting the other one loses no cancel */
  GQueue waiters;
  guint n_joining; /* who are about to be waiters */
} Lane;

typedef struct
{
  GTask *task;
  guint64 number; /* of arrival */
  gulong cancel_id;
  GError *error;
} Waiter;

typedef struct
{
  GMainContext *context;
  GThread *thread;
  gint64 lease_end; /* AC_NEVER once the window has the slot back */
} Holder;

struct _AcSlots
{
  AcClock *clock;
  GMutex lock; /* guards what follows; not held while foreign code runs */
  AcWindow window;
  GArray *holders;  /* Holder, the oldest first */
  GPtrArray *lanes; /* Lane */
  guint64 arrivals;
};

static void
holder_clear (gpointer data)
{
  g_main_context_unref (((Holder *) data)->context);
}

AcSlots *
ac_slots_new (AcClock *clock, guint capacity)
{
  AcSlots *self = g_new0 (AcSlots, 1);

  self->clock = clock;
  g_mutex_init (&self->lock);
  ac_window_init (&self->window, capacity);
  self->holders = g_array_new (FALSE, FALSE, sizeof (Holder));
  g_array_set_clear_func (self->holders, holder_clear);
  self->lanes = g_ptr_array_new ();
  return self;
}

void
ac_slots_free (AcSlots *self)
{
  g_assert (self->lanes->len == 0);
  g_ptr_array_unref (self->lanes);
  g_array_unref (self->holders);
  ac_window_clear (&self->window);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
lane_is_late (const Lane *lane, gint64 now)
{
  return lane->due != AC_NEVER && lane->due + GRACE <= now;
}

static guint64
lane_head (const Lane *lane)
{
  const Waiter *head = g_queue_peek_head ((GQueue *) &lane->waiters);

  return head != NULL ? head->number : G_MAXUINT64;
}

static int
compare_lanes (gconstpointer a, gconstpointer b)
{
  guint64 head_a = lane_head (*(Lane *const *) a), head_b = lane_head (*(Lane *const *) b);

  return head_a < head_b ? -1 : head_a > head_b;
}

static void
lane_set (Lane *lane, gint64 due)
{
  if (lane->due == due)
    return;
  lane->due = due;
  ac_timer_set (lane->timer, due);
}

/* Takes slots back whose lease ran out, and tells when one can be taken. */
static gint64
next_slot (AcSlots *self, gint64 now)
{
  gint64 lease_end = AC_NEVER;

  for (guint i = 0; i < self->holders->len && ac_window_next (&self->window) == AC_NEVER; i++)
    {
      Holder *holder = &g_array_index (self->holders, Holder, i);

      if (holder->lease_end <= now)
        {
          holder->lease_end = AC_NEVER;
          ac_window_release (&self->window, AC_SLOT_OUTCOME_UNKNOWN, now);
        }
      lease_end = MIN (lease_end, holder->lease_end);
    }
  return MIN (ac_window_next (&self->window), lease_end);
}

/* Wakes the lane whose turn it is when a slot is free, and the others in case that it sleeps. */
static void
schedule (AcSlots *self, gint64 now)
{
  gint64 next = next_slot (self, now);
  gint64 wait = 0;

  if (self->lanes->len > 1)
    g_ptr_array_sort (self->lanes, compare_lanes);
  for (guint i = 0; i < self->lanes->len; i++)
    {
      Lane *lane = g_ptr_array_index (self->lanes, i);

      if (lane_is_late (lane, now))
        continue;
      /* One that was woken already is not woken anew: it must come, or be late. Nor is one put off
       * that waits for this.
       */
      if (lane->due > now && next <= now)
        lane_set (lane, MIN (lane->due, now + wait));
      else if (lane->due > now)
        lane_set (lane, next == AC_NEVER ? AC_NEVER : next + wait);
      wait += GRACE;
    }
}

static gboolean
is_turn_of (AcSlots *self, Lane *lane, gint64 now)
{
  for (guint i = 0; i < self->lanes->len; i++)
    {
      Lane *other = g_ptr_array_index (self->lanes, i);

      if (other != lane && other->waiters.length > 0 && lane_head (other) < lane_head (lane)
          && !lane_is_late (other, now))
        return FALSE;
    }
  return TRUE;
}

static void
take (AcSlots *self, GMainContext *context, gint64 now)
{
  Holder holder = { g_main_context_ref (context), g_thread_self (), now + LEASE };

  ac_window_take (&self->window, now);
  g_array_append_val (self->holders, holder);
}

/* Moves the waiters that are through to @done. */
static void
collect (AcSlots *self, Lane *lane, gint64 now, GQueue *done)
{
  for (GList *l = lane->waiters.head, *next; l != NULL; l = next)
    {
      Waiter *waiter = l->data;

      next = l->next;
      if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (waiter->task),
                                                &waiter->error))
        {
          g_queue_delete_link (&lane->waiters, l);
          g_queue_push_tail (done, waiter);
        }
    }
  while (lane->waiters.length > 0 && next_slot (self, now) <= now && is_turn_of (self, lane, now))
    {
      take (self, lane->context, now);
      g_queue_push_tail (done, g_queue_pop_head (&lane->waiters));
    }
}

static gboolean
waiter_end (gpointer data)
{
  Waiter *self = data;
  g_autoptr (GTask) task = self->task;
  GError *error = self->error;

  g_free (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Not from within the lane's own source: a callback may turn the context itself, and others wait in
 * the lane.
 */
static void
waiter_end_soon (Waiter *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (self->task));
  g_source_set_static_name (source, "activecampaign-glib slot");
  g_source_set_callback (source, waiter_end, self, NULL);
  g_source_attach (source, g_task_get_context (self->task));
}

static void
lane_run (gpointer data)
{
  Lane *lane = data;
  AcSlots *self = lane->slots;
  GQueue done = G_QUEUE_INIT;
  gint64 now;
  gboolean ended;

  g_mutex_lock (&self->lock);
  now = ac_clock_now (self->clock);
  lane->due = AC_NEVER;
  collect (self, lane, now, &done);
  ended = lane->waiters.length == 0 && lane->n_joining == 0;
  if (ended)
    g_ptr_array_remove (self->lanes, lane);
  schedule (self, now);
  g_mutex_unlock (&self->lock);

  for (GList *l = done.head; l != NULL; l = l->next)
    {
      Waiter *waiter = l->data;

      if (waiter->cancel_id != 0)
        g_cancellable_disconnect (g_task_get_cancellable (waiter->task), waiter->cancel_id);
    }
  if (ended)
    {
      ac_timer_remove (lane->timer);
      ac_timer_remove (lane->cancel_timer);
      g_main_context_unref (lane->context);
      g_free (lane);
    }
  while (done.length > 0)
    waiter_end_soon (g_queue_pop_head (&done));
}

/* In whatever thread that cancels. */
static void
on_cancelled (GCancellable *cancellable, gpointer timer)
{
  ac_timer_set (timer, 0);
}

static Lane *
get_lane (AcSlots *self, GMainContext *context)
{
  Lane *lane;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      lane = g_ptr_array_index (self->lanes, i);
      if (lane->context == context)
        return lane;
    }
  lane = g_new0 (Lane, 1);
  lane->slots = self;
  lane->context = g_main_context_ref (context);
  lane->timer = ac_clock_add_timer (self->clock, context, lane_run, lane);
  lane->cancel_timer = ac_clock_add_timer (self->clock, context, lane_run, lane);
  lane->due = AC_NEVER;
  g_ptr_array_add (self->lanes, lane);
  return lane;
}

/* Whether all slots are held by what cannot go on as long as this thread waits. */
static gboolean
would_block (AcSlots *self)
{
  for (guint i = 0; i < self->holders->len; i++)
    {
      const Holder *holder = &g_array_index (self->holders, Holder, i);

      if (!ac_sync_would_block (holder->context, holder->thread))
        return FALSE;
    }
  return self->holders->len >= self->window.capacity;
}

gboolean
ac_slots_try (AcSlots *self)
{
  gint64 now = ac_clock_now (self->clock);
  gboolean taken;

  g_mutex_lock (&self->lock);
  taken = self->lanes->len == 0 && next_slot (self, now) <= now;
  if (taken)
    {
      g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

      take (self, context, now);
    }
  g_mutex_unlock (&self->lock);
  return taken;
}

void
ac_slots_take (AcSlots *self, GTask *task)
{
  GMainContext *context = g_task_get_context (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Waiter *waiter;
  Lane *lane;

  if (ac_slots_try (self))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_mutex_lock (&self->lock);
  if (ac_sync_is_private (context) && would_block (self))
    {
      g_mutex_unlock (&self->lock);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               "All slots of the account's rate limit are held by operations that "
                               "cannot end while this thread waits; let them end first");
      return;
    }
  lane = get_lane (self, context);
  lane->n_joining++;
  g_mutex_unlock (&self->lock);

  /* Before the waiter can be through, in a thread that may be another one. */
  waiter = g_new0 (Waiter, 1);
  waiter->task = g_object_ref (task);
  if (cancellable != NULL)
    waiter->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                               ac_timer_ref (lane->cancel_timer),
                                               (GDestroyNotify) ac_timer_unref);

  g_mutex_lock (&self->lock);
  lane->n_joining--;
  waiter->number = ++self->arrivals;
  g_queue_push_tail (&lane->waiters, waiter);
  schedule (self, ac_clock_now (self->clock));
  if (g_cancellable_is_cancelled (cancellable))
    ac_timer_set (lane->cancel_timer, 0);
  g_mutex_unlock (&self->lock);
}

/* Whose slot it was nobody says: the oldest of this context, else of all. Were a younger one taken,
 * an old lease would stay for what has only begun, and run out under it. FALSE where the lease ran
 * out before.
 */
static gboolean
forget_holder (AcSlots *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  guint found = 0;
  gboolean is_held;

  while (found < self->holders->len
         && g_array_index (self->holders, Holder, found).context != context)
    found++;
  if (found == self->holders->len)
    found = 0;
  is_held = g_array_index (self->holders, Holder, found).lease_end != AC_NEVER;
  g_array_remove_index (self->holders, found);
  return is_held;
}

void
ac_slots_release (AcSlots *self, AcSlotOutcome outcome)
{
  gint64 now = ac_clock_now (self->clock);
  gboolean held;

  g_mutex_lock (&self->lock);
  held = self->holders->len > 0;
  if (held && forget_holder (self))
    ac_window_release (&self->window, outcome, now);
  schedule (self, now);
  g_mutex_unlock (&self->lock);

  g_return_if_fail (held);
}

void
ac_slots_pause (AcSlots *self, double seconds)
{
  gint64 now = ac_clock_now (self->clock);

  g_mutex_lock (&self->lock);
  ac_window_pause (&self->window, now + ac_seconds_to_us (seconds));
  schedule (self, now);
  g_mutex_unlock (&self->lock);
}

static double
seconds_until (gint64 then, gint64 now)
{
  return then == AC_NEVER ? G_MAXDOUBLE : ac_us_to_seconds (MAX (then - now, 0));
}

double
ac_slots_get_pause (AcSlots *self)
{
  gint64 now = ac_clock_now (self->clock), end;

  g_mutex_lock (&self->lock);
  end = self->window.pause_end;
  g_mutex_unlock (&self->lock);
  return seconds_until (end, now);
}

double
ac_slots_get_next (AcSlots *self)
{
  gint64 now = ac_clock_now (self->clock), next;

  g_mutex_lock (&self->lock);
  next_slot (self, now);
  next = ac_window_next (&self->window);
  g_mutex_unlock (&self->lock);
  return seconds_until (next, now);
}

gboolean
ac_slots_is_idle (AcSlots *self)
{
  gint64 now = ac_clock_now (self->clock);
  gboolean idle;

  g_mutex_lock (&self->lock);
  idle = self->lanes->len == 0 && ac_window_idle_from (&self->window) <= now;
  g_mutex_unlock (&self->lock);
  return idle;
}
