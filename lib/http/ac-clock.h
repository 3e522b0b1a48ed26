/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The seam between the library and time: nothing in it tells the time or waits in another way.
 * The default clock is GLib's; a simulation brings its own.
 */
typedef struct _AcClock AcClock;
typedef struct _AcTimer AcTimer;

typedef void (*AcTimerFunc) (gpointer data);

struct _AcClock
{
  /* Microseconds, monotonic. */
  gint64 (*now) (AcClock *self);

  /* The time of day, which jumps when somebody sets it: for what the server says in dates. */
  GDateTime *(*date) (AcClock *self);

  /* Calls @func in @context at each time that the timer is set to; not set yet. */
  AcTimer *(*timer_new) (AcClock *self, GMainContext *context, AcTimerFunc func, gpointer data);
};

/* What a clock's timers start with. */
struct _AcTimer
{
  /* From any thread. AC_NEVER unsets the timer. */
  void (*set) (AcTimer *self, gint64 due);
  AcTimer *(*ref) (AcTimer *self);
  void (*unref) (AcTimer *self);

  /* Afterwards func is not called again, whoever still holds the timer. In its context. */
  void (*stop) (AcTimer *self);
};

#define AC_NEVER G_MAXINT64

AcClock *ac_clock_get_default (void);

gint64 ac_clock_now (AcClock *self);
GDateTime *ac_clock_get_date (AcClock *self); /* full transfer */

AcTimer *ac_clock_add_timer (AcClock *self, GMainContext *context, AcTimerFunc func, gpointer data);
void ac_timer_set (AcTimer *self, gint64 due);
AcTimer *ac_timer_ref (AcTimer *self);
void ac_timer_unref (AcTimer *self);

/* Stops it and drops the caller's reference. */
void ac_timer_remove (AcTimer *self);

/* Seconds, as the public API counts time, to microseconds and back. */
gint64 ac_seconds_to_us (double seconds);
double ac_us_to_seconds (gint64 us);

G_END_DECLS
