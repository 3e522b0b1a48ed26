/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>

G_BEGIN_DECLS

#define ACWF_TYPE_REDIS_LIMITER (acwf_redis_limiter_get_type ())
G_DECLARE_FINAL_TYPE (AcwfRedisLimiter, acwf_redis_limiter, ACWF, REDIS_LIMITER, AcRateLimiter)

/* One whose slots many processes share by a Redis server. While that is away, one slot a second of
 * its own takes their place. For the thread of one main context alone.
 *
 * NULL where @url is no address of a Redis server.
 */
AcRateLimiter *acwf_redis_limiter_new (const char *url, const char *account, GMainContext *context);

gboolean acwf_redis_limiter_is_degraded (AcwfRedisLimiter *self);

G_END_DECLS
