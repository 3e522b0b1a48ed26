/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-pause.h"

#include "ac-clock.h"

static void
note (SimPause *self)
{
  gint64 now = fake_clock_now (self->clock);
  gint64 end = now + ac_seconds_to_us (ac_rate_limiter_get_pause (self->limiter));

  self->total += MAX (end - MAX (now, self->end), 0);
  self->end = MAX (end, self->end);
}

static void
on_paused (AcRateLimiter *limiter, double seconds, gpointer self)
{
  note (self);
}

void
sim_pause_watch (SimPause *self, AcRateLimiter *limiter, FakeClock *clock)
{
  self->limiter = limiter;
  self->clock = clock;
  g_signal_connect (limiter, "paused", G_CALLBACK (on_paused), self);
  note (self);
}

gint64
sim_pause_get_total (const SimPause *self)
{
  return self->total - MAX (self->end - fake_clock_now (self->clock), 0);
}
