/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-clock.h"

G_BEGIN_DECLS

/* A clock that stands still until it is told to advance. Timers may be set from every thread; they
 * fire in the thread that advances, by plain calls.
 */
typedef struct _FakeClock FakeClock;

FakeClock *fake_clock_new (void);
void fake_clock_free (FakeClock *self); /* there must be no timer left */

AcClock *fake_clock_get_clock (FakeClock *self);
gint64 fake_clock_now (FakeClock *self);

/* When a timer fires next; AC_NEVER where none is set. */
gint64 fake_clock_next (FakeClock *self);

/* Lets time pass. Each timer that falls due fires at its very time, those of one time in the order
 * in which they were set, with its context as the thread-default one, and what it leaves to do in
 * that context and in the caller's own is done before the next one fires.
 */
void fake_clock_advance (FakeClock *self, gint64 us);
void fake_clock_advance_to (FakeClock *self, gint64 time);

/* Does what is to be done now. */
void fake_clock_settle (FakeClock *self);

/* Sets the time of day, by so many seconds from what it would be. Nothing else takes notice. */
void fake_clock_set_date (FakeClock *self, gint64 offset);

/* From now on the timers of @context do not fire, as if nobody turned it; NULL to end that. */
void fake_clock_freeze (FakeClock *self, GMainContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeClock, fake_clock_free)

G_END_DECLS
