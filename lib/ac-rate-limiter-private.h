/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-clock.h"
#include "ac-rate-limiter.h"

G_BEGIN_DECLS

AcRateLimiter *ac_rate_limiter_new_with_clock (guint requests_per_second, AcClock *clock);

/* Takes a slot where one is free for the asking and the limiter is not one of the app's own. */
gboolean ac_rate_limiter_try_acquire (AcRateLimiter *self);

G_END_DECLS
