/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-clock.h"

/* Not 0, so that a time of 0 is in the past as it is with a real clock. */
#define START (G_GINT64_CONSTANT (1000) * G_USEC_PER_SEC)

/* The date at a time of 0. */
#define EPOCH G_GINT64_CONSTANT (1767225600)

struct _FakeClock
{
  AcClock parent;
  gint64 date_offset;
  GMutex lock; /* guards what follows; not held while a timer fires */
  gint64 now;
  GSequence *set; /* FakeTimer, in the order in which they fire */
  GMainContext *frozen;
  guint64 serial;
  guint n_timers;
};

typedef struct
{
  AcTimer parent;
  gatomicrefcount refs;
  FakeClock *clock;
  GMainContext *context; /* NULL: the default one */
  AcTimerFunc func;
  gpointer data;
  gint64 due;
  guint64 serial;
  GSequenceIter *place; /* NULL while not set */
  gboolean stopped;
} FakeTimer;

static int
compare_timers (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const FakeTimer *first = a, *second = b;

  if (first->due != second->due)
    return first->due < second->due ? -1 : 1;
  return first->serial < second->serial ? -1 : first->serial > second->serial;
}

static void
unset (FakeTimer *self)
{
  g_clear_pointer (&self->place, g_sequence_remove);
}

static void
fake_timer_set (AcTimer *timer, gint64 due)
{
  FakeTimer *self = (FakeTimer *) timer;

  g_mutex_lock (&self->clock->lock);
  unset (self);
  if (!self->stopped && due != AC_NEVER)
    {
      self->due = due;
      self->serial = ++self->clock->serial;
      self->place = g_sequence_insert_sorted (self->clock->set, self, compare_timers, NULL);
    }
  g_mutex_unlock (&self->clock->lock);
}

static AcTimer *
fake_timer_ref (AcTimer *timer)
{
  g_atomic_ref_count_inc (&((FakeTimer *) timer)->refs);
  return timer;
}

static void
fake_timer_unref (AcTimer *timer)
{
  FakeTimer *self = (FakeTimer *) timer;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_lock (&self->clock->lock);
  unset (self);
  self->clock->n_timers--;
  g_mutex_unlock (&self->clock->lock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

static void
fake_timer_stop (AcTimer *timer)
{
  FakeTimer *self = (FakeTimer *) timer;

  g_mutex_lock (&self->clock->lock);
  unset (self);
  self->stopped = TRUE;
  g_mutex_unlock (&self->clock->lock);
}

static AcTimer *
fake_timer_new (AcClock *clock, GMainContext *context, AcTimerFunc func, gpointer data)
{
  FakeTimer *self = g_new0 (FakeTimer, 1);

  self->parent = (AcTimer){ fake_timer_set, fake_timer_ref, fake_timer_unref, fake_timer_stop };
  g_atomic_ref_count_init (&self->refs);
  self->clock = (FakeClock *) clock;
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  self->func = func;
  self->data = data;
  g_mutex_lock (&self->clock->lock);
  self->clock->n_timers++;
  g_mutex_unlock (&self->clock->lock);
  return &self->parent;
}

static gint64
fake_now (AcClock *clock)
{
  return fake_clock_now ((FakeClock *) clock);
}

static GDateTime *
fake_date (AcClock *clock)
{
  return g_date_time_new_from_unix_utc (EPOCH + fake_now (clock) / G_USEC_PER_SEC
                                        + ((FakeClock *) clock)->date_offset);
}

FakeClock *
fake_clock_new (void)
{
  FakeClock *self = g_new0 (FakeClock, 1);

  self->parent = (AcClock){ fake_now, fake_date, fake_timer_new };
  g_mutex_init (&self->lock);
  self->now = START;
  self->set = g_sequence_new (NULL);
  return self;
}

void
fake_clock_free (FakeClock *self)
{
  g_assert_cmpuint (self->n_timers, ==, 0);
  g_sequence_free (self->set);
  g_clear_pointer (&self->frozen, g_main_context_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

AcClock *
fake_clock_get_clock (FakeClock *self)
{
  return &self->parent;
}

gint64
fake_clock_now (FakeClock *self)
{
  gint64 now;

  g_mutex_lock (&self->lock);
  now = self->now;
  g_mutex_unlock (&self->lock);
  return now;
}

static gboolean
is_of (FakeTimer *timer, GMainContext *context)
{
  return timer->context == context
      || (timer->context == NULL && context == g_main_context_default ());
}

/* The timer that fires next, or NULL. */
static FakeTimer *
peek (FakeClock *self)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (self->set);

  for (; !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      FakeTimer *timer = g_sequence_get (iter);

      if (self->frozen == NULL || !is_of (timer, self->frozen))
        return timer;
    }
  return NULL;
}

gint64
fake_clock_next (FakeClock *self)
{
  FakeTimer *timer;
  gint64 next;

  g_mutex_lock (&self->lock);
  timer = peek (self);
  next = timer != NULL ? timer->due : AC_NEVER;
  g_mutex_unlock (&self->lock);
  return next;
}

static void
drain (void)
{
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
}

static void
fire (FakeTimer *timer)
{
  g_autoptr (GMainContext) context = NULL;

  if (timer->context != NULL)
    {
      context = g_main_context_ref (timer->context);
      g_main_context_push_thread_default (context);
    }
  timer->func (timer->data);
  drain ();
  if (context != NULL)
    {
      g_main_context_pop_thread_default (context);
      drain ();
    }
}

/* A timer due at @time or before, and the clock set to when it fires; NULL if there is none. */
static FakeTimer *
take_due (FakeClock *self, gint64 time)
{
  FakeTimer *timer;

  g_mutex_lock (&self->lock);
  timer = peek (self);
  if (timer != NULL && timer->due <= time)
    {
      self->now = MAX (self->now, timer->due);
      unset (timer);
      fake_timer_ref (&timer->parent);
    }
  else
    timer = NULL;
  g_mutex_unlock (&self->lock);
  return timer;
}

void
fake_clock_advance_to (FakeClock *self, gint64 time)
{
  FakeTimer *timer;

  g_assert_cmpint (time, >=, fake_clock_now (self));
  drain ();
  while ((timer = take_due (self, time)) != NULL)
    {
      fire (timer);
      fake_timer_unref (&timer->parent);
    }
  g_mutex_lock (&self->lock);
  self->now = time;
  g_mutex_unlock (&self->lock);
}

void
fake_clock_advance (FakeClock *self, gint64 us)
{
  fake_clock_advance_to (self, fake_clock_now (self) + us);
}

void
fake_clock_settle (FakeClock *self)
{
  fake_clock_advance (self, 0);
}

void
fake_clock_set_date (FakeClock *self, gint64 offset)
{
  self->date_offset = offset;
}

void
fake_clock_freeze (FakeClock *self, GMainContext *context)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->frozen, g_main_context_unref);
  self->frozen = context != NULL ? g_main_context_ref (context) : NULL;
  g_mutex_unlock (&self->lock);
}
