/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-limiter.h"

#include "acwf-open-limiter.h"
#ifdef ACWF_HAVE_REDIS
#include "acwf-redis-limiter.h"
#endif

const char *
acwf_limiter_get_kind (const AcwfConfig *config)
{
  return g_str_has_prefix (config->rate_limiter, "redis:") ? "redis" : config->rate_limiter;
}

static AcRateLimiter *
make_redis_limiter (const AcwfConfig *config,
                    AcClient *client,
                    GMainContext *context,
                    AcwfError **error)
{
#ifdef ACWF_HAVE_REDIS
  AcRateLimiter *limiter = acwf_redis_limiter_new (config->rate_limiter,
                                                   ac_client_get_account (client), context);

  if (limiter == NULL)
    *error = acwf_error_new (
      "bad_config", "rate_limiter",
      "The address of the Redis server must have the form "
      "redis://USER:PASSWORD@HOST:PORT/NUMBER, of which all but the host may "
      "be left out");
  return limiter;
#else
  *error = acwf_error_new ("bad_config", "rate_limiter",
                           "This build of the plugin has no support for Redis");
  return NULL;
#endif
}

gboolean
acwf_limiter_apply (const AcwfConfig *config,
                    AcClient *client,
                    GMainContext *context,
                    AcwfError **error)
{
  const char *kind = acwf_limiter_get_kind (config);
  g_autoptr (AcRateLimiter) limiter = NULL;

  if (g_str_equal (kind, "local"))
    return TRUE;
  limiter = g_str_equal (kind, "none") ? acwf_open_limiter_new (ac_client_get_rate_limiter (client))
                                       : make_redis_limiter (config, client, context, error);
  if (limiter == NULL)
    return FALSE;
  ac_client_set_rate_limiter (client, limiter);
  return TRUE;
}

gboolean
acwf_limiter_is_degraded (AcRateLimiter *limiter)
{
#ifdef ACWF_HAVE_REDIS
  return ACWF_IS_REDIS_LIMITER (limiter)
      && acwf_redis_limiter_is_degraded (ACWF_REDIS_LIMITER (limiter));
#else
  return FALSE;
#endif
}
