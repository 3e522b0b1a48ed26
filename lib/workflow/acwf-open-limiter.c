/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-open-limiter.h"

struct _AcwfOpenLimiter
{
  AcRateLimiter parent_instance;

  AcRateLimiter *others;
};

G_DEFINE_FINAL_TYPE (AcwfOpenLimiter, acwf_open_limiter, AC_TYPE_RATE_LIMITER)

static void
real_acquire_async (AcRateLimiter *limiter,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (limiter, cancellable, callback, user_data);

  g_task_set_source_tag (task, real_acquire_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
real_acquire_finish (AcRateLimiter *limiter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
real_release (AcRateLimiter *limiter, AcSlotOutcome outcome)
{
}

static void
real_pause (AcRateLimiter *limiter, double seconds)
{
  ac_rate_limiter_pause (ACWF_OPEN_LIMITER (limiter)->others, seconds);
}

static void
acwf_open_limiter_finalize (GObject *object)
{
  g_clear_object (&ACWF_OPEN_LIMITER (object)->others);

  G_OBJECT_CLASS (acwf_open_limiter_parent_class)->finalize (object);
}

static void
acwf_open_limiter_class_init (AcwfOpenLimiterClass *klass)
{
  AcRateLimiterClass *limiter_class = AC_RATE_LIMITER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = acwf_open_limiter_finalize;
  limiter_class->acquire_async = real_acquire_async;
  limiter_class->acquire_finish = real_acquire_finish;
  limiter_class->release = real_release;
  limiter_class->pause = real_pause;
}

static void
acwf_open_limiter_init (AcwfOpenLimiter *self)
{
}

AcRateLimiter *
acwf_open_limiter_new (AcRateLimiter *others)
{
  AcwfOpenLimiter *self = g_object_new (ACWF_TYPE_OPEN_LIMITER, NULL);

  self->others = g_object_ref (others);
  return AC_RATE_LIMITER (self);
}
