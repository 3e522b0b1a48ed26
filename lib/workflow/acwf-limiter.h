/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-config.h"

G_BEGIN_DECLS

/* Gives the client the limiter that the configuration asks for. FALSE with an error where it cannot
 * be had.
 */
gboolean acwf_limiter_apply (const AcwfConfig *config,
                             AcClient *client,
                             GMainContext *context,
                             AcwfError **error);

/* "local", "none" or "redis": never the address, which may hold a password. */
const char *acwf_limiter_get_kind (const AcwfConfig *config);

/* Whether Redis is away. */
gboolean acwf_limiter_is_degraded (AcRateLimiter *limiter);

G_END_DECLS
