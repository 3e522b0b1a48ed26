/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(AC_INSIDE) && !defined(AC_COMPILATION)
#error "Only <activecampaign-glib.h> can be included directly."
#endif

#include "ac-enums.h"
#include "ac-types.h"

G_BEGIN_DECLS

#define AC_TYPE_RATE_LIMITER (ac_rate_limiter_get_type ())
AC_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (AcRateLimiter, ac_rate_limiter, AC, RATE_LIMITER, GObject)

/**
 * AcRateLimiterClass:
 * @parent_class: the parent class
 * @acquire_async: takes a slot, or waits for one, in order; calls back in the thread-default main
 *   context of the call
 * @acquire_finish: tells whether the slot was taken
 * @acquire_sync: takes a slot, waiting in the calling thread; by default @acquire_async, waited for
 *   on a private main context
 * @release: gives a slot back
 * @pause: holds all slots back for a number of seconds
 *
 * The methods of a rate limiter. An implementation must allow them all to be called from every
 * thread, and must hold no lock while it calls back.
 *
 * Since: 1.0
 */
struct _AcRateLimiterClass
{
  GObjectClass parent_class;

  void (*acquire_async) (AcRateLimiter *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  gboolean (*acquire_finish) (AcRateLimiter *self, GAsyncResult *result, GError **error);
  gboolean (*acquire_sync) (AcRateLimiter *self, GCancellable *cancellable, GError **error);
  void (*release) (AcRateLimiter *self, AcSlotOutcome outcome);
  void (*pause) (AcRateLimiter *self, double seconds);

  /*< private >*/
  gpointer padding[8];
};

AC_AVAILABLE_IN_1_0
AcRateLimiter *ac_rate_limiter_new (guint requests_per_second);
AC_AVAILABLE_IN_1_0
AcRateLimiter *ac_rate_limiter_get_for_account (const char *url, GError **error);

AC_AVAILABLE_IN_1_0
guint ac_rate_limiter_get_requests_per_second (AcRateLimiter *self);
AC_AVAILABLE_IN_1_0
double ac_rate_limiter_get_pause (AcRateLimiter *self);
AC_AVAILABLE_IN_1_0
double ac_rate_limiter_get_next_slot (AcRateLimiter *self);

AC_AVAILABLE_IN_1_0
void ac_rate_limiter_acquire_async (AcRateLimiter *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
AC_AVAILABLE_IN_1_0
gboolean ac_rate_limiter_acquire_finish (AcRateLimiter *self, GAsyncResult *result, GError **error);
AC_AVAILABLE_IN_1_0
gboolean
ac_rate_limiter_acquire_sync (AcRateLimiter *self, GCancellable *cancellable, GError **error);
AC_AVAILABLE_IN_1_0
void ac_rate_limiter_release (AcRateLimiter *self, AcSlotOutcome outcome);
AC_AVAILABLE_IN_1_0
void ac_rate_limiter_pause (AcRateLimiter *self, double seconds);

G_END_DECLS
