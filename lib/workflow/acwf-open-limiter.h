/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>

G_BEGIN_DECLS

#define ACWF_TYPE_OPEN_LIMITER (acwf_open_limiter_get_type ())
G_DECLARE_FINAL_TYPE (AcwfOpenLimiter, acwf_open_limiter, ACWF, OPEN_LIMITER, AcRateLimiter)

/* One that holds nothing back, for hosts that keep the limit themselves. A pause that its requests
 * meet is passed on to @others.
 */
AcRateLimiter *acwf_open_limiter_new (AcRateLimiter *others);

G_END_DECLS
