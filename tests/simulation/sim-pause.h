/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-rate-limiter.h"
#include "fake-clock.h"

G_BEGIN_DECLS

/* For how long the account of a limiter was paused while it was watched. Must outlive the limiter.
 */
typedef struct
{
  AcRateLimiter *limiter; /* weak */
  FakeClock *clock;
  gint64 total; /* microseconds, up to @end */
  gint64 end;
} SimPause;

void sim_pause_watch (SimPause *self, AcRateLimiter *limiter, FakeClock *clock);
gint64 sim_pause_get_total (const SimPause *self);

G_END_DECLS
