/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-rate-limiter-private.h"

#include "ac-address.h"
#include "ac-slots.h"
#include "ac-sync.h"

/**
 * AcRateLimiter:
 *
 * Keeps an account's limit of requests: a slot is taken for each request and given back when it
 * was answered.
 *
 * A slot is free again one second after the latest moment at which the server can have counted its
 * request. So the server never counts more than the limit in any second, and the first requests of
 * an idle account go out at once.
 *
 * All clients of one account in a process share one limiter, see
 * [func@RateLimiter.get_for_account]. Derive from this class to keep a limit in another way, and
 * set [property@Client:rate-limiter]. A derived limiter must tell of a slot that it took, even if
 * the operation was cancelled since: a #GTask does so after g_task_set_check_cancellable() with
 * FALSE. [Rate limit and retries](rate-limit.html) tells more.
 *
 * A limiter may be used from every thread.
 *
 * Since: 1.0
 */

/* What ActiveCampaign documents. */
#define DEFAULT_RATE 5

typedef struct
{
  AcClock *clock;
  guint requests_per_second;
  AcSlots *slots;
} AcRateLimiterPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (AcRateLimiter, ac_rate_limiter, G_TYPE_OBJECT)

enum
{
  PROP_REQUESTS_PER_SECOND = 1,
  N_PROPS
};

enum
{
  PAUSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static AcSlots *
get_slots (AcRateLimiter *self)
{
  return ((AcRateLimiterPrivate *) ac_rate_limiter_get_instance_private (self))->slots;
}

static void
real_acquire_async (AcRateLimiter *self,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, real_acquire_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!g_task_return_error_if_cancelled (task))
    ac_slots_take (get_slots (self), task);
}

static gboolean
real_acquire_finish (AcRateLimiter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, real_acquire_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
real_acquire_sync (AcRateLimiter *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  AcSync sync;

  ac_sync_begin (&sync);
  g_main_context_push_thread_default (sync.context);
  ac_rate_limiter_acquire_async (self, cancellable, ac_sync_done, &sync);
  g_main_context_pop_thread_default (sync.context);
  result = ac_sync_wait (&sync);
  return ac_rate_limiter_acquire_finish (self, result, error);
}

static void
real_release (AcRateLimiter *self, AcSlotOutcome outcome)
{
  ac_slots_release (get_slots (self), outcome);
}

static void
real_pause (AcRateLimiter *self, double seconds)
{
  ac_slots_pause (get_slots (self), seconds);
}

static void
ac_rate_limiter_constructed (GObject *object)
{
  AcRateLimiterPrivate *priv = ac_rate_limiter_get_instance_private (AC_RATE_LIMITER (object));

  priv->slots = ac_slots_new (priv->clock, priv->requests_per_second);

  G_OBJECT_CLASS (ac_rate_limiter_parent_class)->constructed (object);
}

static void
ac_rate_limiter_finalize (GObject *object)
{
  ac_slots_free (get_slots (AC_RATE_LIMITER (object)));

  G_OBJECT_CLASS (ac_rate_limiter_parent_class)->finalize (object);
}

static void
ac_rate_limiter_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  AcRateLimiter *self = AC_RATE_LIMITER (object);

  switch (property_id)
    {
    case PROP_REQUESTS_PER_SECOND:
      g_value_set_uint (value, ac_rate_limiter_get_requests_per_second (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ac_rate_limiter_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  AcRateLimiterPrivate *priv = ac_rate_limiter_get_instance_private (AC_RATE_LIMITER (object));

  switch (property_id)
    {
    case PROP_REQUESTS_PER_SECOND:
      priv->requests_per_second = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ac_rate_limiter_class_init (AcRateLimiterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = ac_rate_limiter_constructed;
  object_class->finalize = ac_rate_limiter_finalize;
  object_class->get_property = ac_rate_limiter_get_property;
  object_class->set_property = ac_rate_limiter_set_property;
  klass->acquire_async = real_acquire_async;
  klass->acquire_finish = real_acquire_finish;
  klass->acquire_sync = real_acquire_sync;
  klass->release = real_release;
  klass->pause = real_pause;

  /**
   * AcRateLimiter:requests-per-second:
   *
   * The most requests that may be counted in any second.
   *
   * Since: 1.0
   */
  properties[PROP_REQUESTS_PER_SECOND] = g_param_spec_uint (
    "requests-per-second", NULL, NULL, 1, G_MAXUINT, DEFAULT_RATE,
    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * AcRateLimiter::paused:
   * @self: a rate limiter
   * @seconds: for how long
   *
   * Emitted after all requests were held back, mostly because the server asked for it; in the
   * thread that called [method@RateLimiter.pause].
   *
   * Since: 1.0
   */
  signals[PAUSED] = g_signal_new ("paused", AC_TYPE_RATE_LIMITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
ac_rate_limiter_init (AcRateLimiter *self)
{
  AcRateLimiterPrivate *priv = ac_rate_limiter_get_instance_private (self);

  priv->clock = ac_clock_get_default ();
  priv->requests_per_second = DEFAULT_RATE;
}

/**
 * ac_rate_limiter_new:
 * @requests_per_second: the most requests that may be counted in any second, at least 1
 *
 * Makes a limiter of its own, for an account whose limit is not the usual one.
 *
 * Returns: (transfer full): a new limiter
 *
 * Since: 1.0
 */
AcRateLimiter *
ac_rate_limiter_new (guint requests_per_second)
{
  g_return_val_if_fail (requests_per_second > 0, NULL);

  return g_object_new (AC_TYPE_RATE_LIMITER, "requests-per-second", requests_per_second, NULL);
}

AcRateLimiter *
ac_rate_limiter_new_with_clock (guint requests_per_second, AcClock *clock)
{
  AcRateLimiter *self = ac_rate_limiter_new (requests_per_second);
  AcRateLimiterPrivate *priv = ac_rate_limiter_get_instance_private (self);

  ac_slots_free (priv->slots);
  priv->clock = clock;
  priv->slots = ac_slots_new (clock, requests_per_second);
  return self;
}

static GMutex registry_lock;
static GHashTable *registry; /* account → AcRateLimiter */

/* A limiter that the registry alone holds can get no other owner but through it. */
static gboolean
is_over (AcRateLimiter *limiter)
{
  return g_atomic_int_get (&G_OBJECT (limiter)->ref_count) == 1
      && ac_slots_is_idle (get_slots (limiter));
}

/* Moves the limiters that are over to @dropped, to be freed without the lock. */
static void
sweep (GPtrArray *dropped)
{
  static guint worth_it = 16;
  GHashTableIter iter;
  gpointer account, limiter;

  if (g_hash_table_size (registry) < worth_it)
    return;
  g_hash_table_iter_init (&iter, registry);
  while (g_hash_table_iter_next (&iter, &account, &limiter))
    if (is_over (limiter))
      {
        g_ptr_array_add (dropped, limiter);
        g_hash_table_iter_steal (&iter);
        g_free (account);
      }
  worth_it = MAX (16, 2 * g_hash_table_size (registry));
}

static AcRateLimiter *
get_for_account (const char *account)
{
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_object_unref);
  AcRateLimiter *limiter;

  g_mutex_lock (&registry_lock);
  if (registry == NULL)
    registry = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  limiter = g_hash_table_lookup (registry, account);
  if (limiter == NULL)
    {
      sweep (dropped);
      limiter = ac_rate_limiter_new (DEFAULT_RATE);
      g_hash_table_insert (registry, g_strdup (account), limiter);
    }
  g_object_ref (limiter);
  g_mutex_unlock (&registry_lock);
  return limiter;
}

/**
 * ac_rate_limiter_get_for_account:
 * @url: address of an account, in any form that [ctor@Client.new] takes
 * @error: return location for an error
 *
 * Gets the limiter that all clients of an account share in this process: whatever their tokens,
 * threads and main contexts. It outlives them until its last slot and pause have run out.
 *
 * Returns: (transfer full): the account's limiter, or NULL with %AC_ERROR_INVALID
 *
 * Since: 1.0
 */
AcRateLimiter *
ac_rate_limiter_get_for_account (const char *url, GError **error)
{
  g_autoptr (AcAddress) address = NULL;

  g_return_val_if_fail (url != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  address = ac_address_parse (url, error);
  return address != NULL ? get_for_account (address->account) : NULL;
}

/**
 * ac_rate_limiter_get_requests_per_second:
 * @self: a rate limiter
 *
 * Gets [property@RateLimiter:requests-per-second].
 *
 * Returns: the most requests that may be counted in any second
 *
 * Since: 1.0
 */
guint
ac_rate_limiter_get_requests_per_second (AcRateLimiter *self)
{
  AcRateLimiterPrivate *priv = ac_rate_limiter_get_instance_private (self);

  g_return_val_if_fail (AC_IS_RATE_LIMITER (self), 0);

  return priv->requests_per_second;
}

/**
 * ac_rate_limiter_get_pause:
 * @self: a rate limiter
 *
 * Tells for how long all requests are still held back by [method@RateLimiter.pause].
 *
 * Returns: the seconds, 0 where they are not held back
 *
 * Since: 1.0
 */
double
ac_rate_limiter_get_pause (AcRateLimiter *self)
{
  g_return_val_if_fail (AC_IS_RATE_LIMITER (self), 0);

  return ac_slots_get_pause (get_slots (self));
}

/**
 * ac_rate_limiter_get_next_slot:
 * @self: a rate limiter
 *
 * Tells when a slot will be free, not counting those who wait already.
 *
 * Returns: the seconds, 0 where one is free, %G_MAXDOUBLE where all belong to requests under way
 *
 * Since: 1.0
 */
double
ac_rate_limiter_get_next_slot (AcRateLimiter *self)
{
  g_return_val_if_fail (AC_IS_RATE_LIMITER (self), 0);

  return ac_slots_get_next (get_slots (self));
}

gboolean
ac_rate_limiter_try_acquire (AcRateLimiter *self)
{
  return AC_RATE_LIMITER_GET_CLASS (self)->acquire_async == real_acquire_async
      && ac_slots_try (get_slots (self));
}

/**
 * ac_rate_limiter_acquire_async: (virtual acquire_async)
 * @self: a rate limiter
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data) (nullable): called once the slot was taken, or not
 * @user_data: data for @callback
 *
 * Takes a slot for one request, waiting for it in the order of the calls. Whoever has one gives it
 * back with [method@RateLimiter.release].
 *
 * Since: 1.0
 */
void
ac_rate_limiter_acquire_async (AcRateLimiter *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (AC_IS_RATE_LIMITER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  AC_RATE_LIMITER_GET_CLASS (self)->acquire_async (self, cancellable, callback, user_data);
}

/**
 * ac_rate_limiter_acquire_finish: (virtual acquire_finish)
 * @self: a rate limiter
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Ends [method@RateLimiter.acquire_async].
 *
 * Returns: TRUE where a slot was taken; FALSE with an error, %G_IO_ERROR_CANCELLED among others
 *
 * Since: 1.0
 */
gboolean
ac_rate_limiter_acquire_finish (AcRateLimiter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (AC_IS_RATE_LIMITER (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  /* The tasks that Vala makes for a derived class would forget a slot that was taken before the
   * cancel, and nobody would release it.
   */
  if (G_IS_TASK (result) && !g_task_get_return_on_cancel (G_TASK (result)))
    g_task_set_check_cancellable (G_TASK (result), FALSE);
  return AC_RATE_LIMITER_GET_CLASS (self)->acquire_finish (self, result, error);
}

/**
 * ac_rate_limiter_acquire_sync: (virtual acquire_sync)
 * @self: a rate limiter
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes a slot like [method@RateLimiter.acquire_async], waiting in the calling thread; its main
 * context is not iterated.
 *
 * Returns: TRUE where a slot was taken; FALSE with an error, %G_IO_ERROR_PENDING where all slots
 *   are held by what cannot end while this thread waits
 *
 * Since: 1.0
 */
gboolean
ac_rate_limiter_acquire_sync (AcRateLimiter *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (AC_IS_RATE_LIMITER (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return AC_RATE_LIMITER_GET_CLASS (self)->acquire_sync (self, cancellable, error);
}

/**
 * ac_rate_limiter_release: (virtual release)
 * @self: a rate limiter
 * @outcome: what became of the request
 *
 * Gives a slot back. It becomes free when the server no longer counts the request.
 *
 * Since: 1.0
 */
void
ac_rate_limiter_release (AcRateLimiter *self, AcSlotOutcome outcome)
{
  g_return_if_fail (AC_IS_RATE_LIMITER (self));

  AC_RATE_LIMITER_GET_CLASS (self)->release (self, outcome);
}

/**
 * ac_rate_limiter_pause: (virtual pause)
 * @self: a rate limiter
 * @seconds: for how long, 0 or more
 *
 * Holds all slots back, as the server asks for with a 429. A longer pause that is under way goes
 * on.
 *
 * Since: 1.0
 */
void
ac_rate_limiter_pause (AcRateLimiter *self, double seconds)
{
  g_return_if_fail (AC_IS_RATE_LIMITER (self));
  g_return_if_fail (seconds >= 0);

  AC_RATE_LIMITER_GET_CLASS (self)->pause (self, seconds);
  g_signal_emit (self, signals[PAUSED], 0, seconds);
}
