/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The strict rate limit of one account: a sliding window of one second. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EmulatorLimiter EmulatorLimiter;

/* Rate 0 admits everything. */
EmulatorLimiter *emulator_limiter_new (guint rate);
void emulator_limiter_free (EmulatorLimiter *limiter);

/* Counts a request that comes now (monotonic microseconds). It is admitted if fewer than `rate`
 * were admitted within the last second; one that is exactly a second old no longer counts. */
gboolean emulator_limiter_admit (EmulatorLimiter *limiter, gint64 now);
guint emulator_limiter_get_remaining (EmulatorLimiter *limiter, gint64 now);

/* The most requests, rejected ones too, that came in any one second. */
guint emulator_limiter_get_peak (EmulatorLimiter *limiter);

G_END_DECLS
