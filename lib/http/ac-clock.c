/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-clock.h"

/* Seconds: more than anybody waits, and few enough to be added to a time. */
#define LONGEST 1e12

typedef struct
{
  AcTimer parent;
  gatomicrefcount refs;
  GMainContext *context; /* GLib touches it when the source is set, even after it was destroyed */
  GSource *source;
  AcTimerFunc func;
  gpointer data;
} GLibTimer;

static gboolean
dispatch_ready_time (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs timer_source_funcs = { .dispatch = dispatch_ready_time };

static gboolean
glib_timer_fire (gpointer user_data)
{
  GLibTimer *self = user_data;

  self->func (self->data);
  return G_SOURCE_CONTINUE;
}

static void
glib_timer_set (AcTimer *timer, gint64 due)
{
  GLibTimer *self = (GLibTimer *) timer;

  g_source_set_ready_time (self->source, due == AC_NEVER ? -1 : MAX (due, 0));
}

static AcTimer *
glib_timer_ref (AcTimer *timer)
{
  g_atomic_ref_count_inc (&((GLibTimer *) timer)->refs);
  return timer;
}

static void
glib_timer_unref (AcTimer *timer)
{
  GLibTimer *self = (GLibTimer *) timer;

  if (g_atomic_ref_count_dec (&self->refs))
    {
      g_source_unref (self->source);
      g_clear_pointer (&self->context, g_main_context_unref);
      g_free (self);
    }
}

static void
glib_timer_stop (AcTimer *timer)
{
  g_source_destroy (((GLibTimer *) timer)->source);
}

static AcTimer *
glib_timer_new (AcClock *clock, GMainContext *context, AcTimerFunc func, gpointer data)
{
  GLibTimer *self = g_new0 (GLibTimer, 1);

  self->parent = (AcTimer){ glib_timer_set, glib_timer_ref, glib_timer_unref, glib_timer_stop };
  g_atomic_ref_count_init (&self->refs);
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  self->func = func;
  self->data = data;
  self->source = g_source_new (&timer_source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "activecampaign-glib timer");
  g_source_set_callback (self->source, glib_timer_fire, self, NULL);
  g_source_attach (self->source, context);
  return &self->parent;
}

static gint64
glib_clock_now (AcClock *clock)
{
  return g_get_monotonic_time ();
}

static GDateTime *
glib_clock_date (AcClock *clock)
{
  return g_date_time_new_now_utc ();
}

AcClock *
ac_clock_get_default (void)
{
  static AcClock clock = { glib_clock_now, glib_clock_date, glib_timer_new };

  return &clock;
}

gint64
ac_clock_now (AcClock *self)
{
  return self->now (self);
}

GDateTime *
ac_clock_get_date (AcClock *self)
{
  return self->date (self);
}

AcTimer *
ac_clock_add_timer (AcClock *self, GMainContext *context, AcTimerFunc func, gpointer data)
{
  return self->timer_new (self, context, func, data);
}

void
ac_timer_set (AcTimer *self, gint64 due)
{
  self->set (self, due);
}

AcTimer *
ac_timer_ref (AcTimer *self)
{
  return self->ref (self);
}

void
ac_timer_unref (AcTimer *self)
{
  self->unref (self);
}

void
ac_timer_remove (AcTimer *self)
{
  self->stop (self);
  self->unref (self);
}

gint64
ac_seconds_to_us (double seconds)
{
  return (gint64) (MIN (seconds, LONGEST) * G_USEC_PER_SEC);
}

double
ac_us_to_seconds (gint64 us)
{
  return (double) us / G_USEC_PER_SEC;
}
