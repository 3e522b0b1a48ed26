/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-redis-limiter.h"

#include "acwf-redis.h"

/* The slots of an account are members of a sorted set; the score is when a slot is free again, by
 * the server's clock in milliseconds. A slot is taken with a lease, and when its request was
 * answered, it is free a second later.
 */

#define SLOTS_PER_SECOND "5"

/* How many slots a process asks for at once. */
#define MOST_ASKED 5

/* A worker that died holds its slots no longer than this. */
#define LEASE "30000"

/* After a release, the time in which the API server still counts the request; and the millisecond
 * by which clocks are cut off. Where it is not known whether it counts yet, a second more.
 */
#define COUNTED "1001"
#define COUNTED_LATE "2001"

/* How many slots may be on lease without this limiter knowing: those of a question for each second
 * of a lease. An older one has run out by itself.
 */
#define MOST_VAIN (MOST_ASKED * 30)

/* How long to wait where all slots belong to requests that are under way, in milliseconds. */
#define LOOK_AGAIN 100

/* A longer pause is asked about again, in milliseconds. */
#define LONGEST_WAIT 60000

/* The share of a process while Redis is away. */
#define SHARE 1

#define NOW                                                                                        \
  "local t = redis.call('TIME') "                                                                  \
  "local now = t[1] * 1000 + math.floor(t[2] / 1000) "

/* KEYS: slots, pause. ARGV: capacity, lease, how many are wanted, the name of the first, of which
 * the others are counted on; then names of slots that were asked for in vain. Answers with how many
 * were taken, the milliseconds until there may be another, and those that the account is paused.
 */
static const char take_script[] = NOW
  "redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now) "
  "for i = 6, #ARGV do redis.call('ZREM', KEYS[1], ARGV[i]) end "
  "local pause = redis.call('PTTL', KEYS[2]) "
  "if pause > 0 then return {0, pause, pause} end "
  "local wanted = tonumber(ARGV[3]) "
  "local n = math.min(wanted, tonumber(ARGV[1]) - redis.call('ZCARD', KEYS[1])) "
  "for i = 0, n - 1 do "
  "redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[4] .. string.format('%d', ARGV[5] + i)) end "
  "redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2) "
  "if n == wanted then return {n, 0, 0} end "
  "local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES') "
  "return {math.max(n, 0), first[2] - now, 0}";

/* KEYS: slots. ARGV: the name, and how long it is still counted. */
static const char release_script[] = NOW
  "redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[1])";

/* KEYS: pause. ARGV: milliseconds. */
static const char pause_script[] = "if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then "
                                   "redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end";

/* Who waits for a slot. */
typedef struct
{
  AcwfRedisLimiter *limiter;
  GTask *task;
  GSource *cancel_source;
} Waiter;

struct _AcwfRedisLimiter
{
  AcRateLimiter parent_instance;

  AcwfRedis *redis;
  GMainContext *context;
  char *slots_key;
  char *pause_key;
  char *prefix;    /* of the names of this limiter's slots */
  guint64 n_names; /* that were used */

  GQueue waiters;  /* Waiter */
  GQueue held;     /* names of slots; "" is one of our own share */
  GPtrArray *vain; /* names that were asked for, without an answer */
  guint n_asked;   /* of the question that is under way; 0: none is */
  GSource *timer;  /* until the next question */
  gboolean is_degraded;
  gboolean is_learning; /* of a pause that Redis has already */
};

G_DEFINE_FINAL_TYPE (AcwfRedisLimiter, acwf_redis_limiter, AC_TYPE_RATE_LIMITER)

static void ask (AcwfRedisLimiter *self);

static char *
dup_name (AcwfRedisLimiter *self, guint64 number)
{
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT, self->prefix, number);
}

static Waiter *
waiter_new (AcwfRedisLimiter *limiter, GTask *task)
{
  Waiter *self = g_new0 (Waiter, 1);

  self->limiter = limiter;
  self->task = g_object_ref (task);
  return self;
}

/* Its task, which is to be returned from. */
static GTask *
waiter_end (Waiter *self)
{
  GTask *task = self->task;

  if (self->cancel_source != NULL)
    {
      g_source_destroy (self->cancel_source);
      g_source_unref (self->cancel_source);
    }
  g_free (self);
  return task;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Waiter *waiter = data;
  g_autoptr (GTask) task = NULL;

  g_queue_remove (&waiter->limiter->waiters, waiter);
  task = waiter_end (waiter);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (Waiter *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancel_source, self->limiter->context);
}

static void
give_slot (AcwfRedisLimiter *self, char *name)
{
  g_autoptr (GTask) task = waiter_end (g_queue_pop_head (&self->waiters));

  g_queue_push_tail (&self->held, name);
  g_task_return_boolean (task, TRUE);
}

static void
send_release (AcwfRedisLimiter *self, const char *name, const char *counted)
{
  if (counted == NULL)
    acwf_redis_send (self->redis, 3, (const char *[]){ "ZREM", self->slots_key, name }, NULL, NULL);
  else
    acwf_redis_send (
      self->redis, 6,
      (const char *[]){ "EVAL", release_script, "1", self->slots_key, name, counted }, NULL, NULL);
}

/* ---- While Redis is away ---- */

static void
on_own_slot (GObject *object, GAsyncResult *result, gpointer data)
{
  AcwfRedisLimiter *self = ACWF_REDIS_LIMITER (object);
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!AC_RATE_LIMITER_CLASS (acwf_redis_limiter_parent_class)
         ->acquire_finish (AC_RATE_LIMITER (self), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_queue_push_tail (&self->held, g_strdup (""));
  g_task_return_boolean (task, TRUE);
}

static void
use_own_share (AcwfRedisLimiter *self)
{
  self->is_degraded = TRUE;
  while (self->waiters.length > 0)
    {
      GTask *task = waiter_end (g_queue_pop_head (&self->waiters));

      AC_RATE_LIMITER_CLASS (acwf_redis_limiter_parent_class)
        ->acquire_async (AC_RATE_LIMITER (self), g_task_get_cancellable (task), on_own_slot, task);
    }
}

/* ---- Asking Redis ---- */

static gboolean
on_timer (gpointer data)
{
  AcwfRedisLimiter *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
ask_later (AcwfRedisLimiter *self, gint64 ms)
{
  if (self->waiters.length == 0)
    return;
  self->timer = g_timeout_source_new ((guint) CLAMP (ms, 1, LONGEST_WAIT));
  g_source_set_static_name (self->timer, "activecampaign-workflow limiter");
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, self->context);
}

static void
learn_pause (AcwfRedisLimiter *self, gint64 ms)
{
  AcRateLimiter *limiter = AC_RATE_LIMITER (self);

  if ((double) ms / 1000 <= ac_rate_limiter_get_pause (limiter) + 0.01)
    return;
  self->is_learning = TRUE;
  ac_rate_limiter_pause (limiter, (double) ms / 1000);
  self->is_learning = FALSE;
}

/* The slots of a question without an answer may have been taken. */
static void
note_vain (AcwfRedisLimiter *self, guint n_asked)
{
  for (guint i = 0; i < n_asked; i++)
    g_ptr_array_add (self->vain, dup_name (self, self->n_names - n_asked + i));
  if (self->vain->len > MOST_VAIN)
    g_ptr_array_remove_range (self->vain, 0, self->vain->len - MOST_VAIN);
}

static void
take_slots (AcwfRedisLimiter *self, guint n_asked, guint n_taken)
{
  for (guint i = 0; i < n_taken; i++)
    {
      char *name = dup_name (self, self->n_names - n_asked + i);

      if (self->waiters.length > 0)
        give_slot (self, name);
      else
        {
          send_release (self, name, NULL);
          g_free (name);
        }
    }
}

static void
on_answered (redisReply *reply, gpointer data)
{
  g_autoptr (AcwfRedisLimiter) self = g_object_ref (data);
  guint n_asked = self->n_asked;
  gint64 wait, paused;

  self->n_asked = 0;
  if (reply != NULL && reply->type == REDIS_REPLY_ERROR)
    {
      g_debug ("The Redis server refuses: %s", reply->str);
      use_own_share (self);
      return;
    }
  if (reply == NULL || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3)
    {
      note_vain (self, n_asked);
      use_own_share (self);
      return;
    }
  self->is_degraded = FALSE;
  g_ptr_array_set_size (self->vain, 0);
  wait = reply->element[1]->integer;
  paused = reply->element[2]->integer;
  if (paused > 0)
    learn_pause (self, paused);
  take_slots (self, n_asked, (guint) CLAMP (reply->element[0]->integer, 0, n_asked));
  ask_later (self, paused > 0 ? paused : wait > 2000 ? LOOK_AGAIN : wait);
}

static gboolean
send_question (AcwfRedisLimiter *self, guint n_wanted)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *wanted = g_strdup_printf ("%u", n_wanted);
  g_autofree char *first = g_strdup_printf ("%" G_GUINT64_FORMAT, self->n_names);
  const char *const fixed[] = {
    "EVAL",           take_script, "2",    self->slots_key, self->pause_key,
    SLOTS_PER_SECOND, LEASE,       wanted, self->prefix,    first
  };

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (words, (gpointer) fixed[i]);
  for (guint i = 0; i < self->vain->len; i++)
    g_ptr_array_add (words, self->vain->pdata[i]);
  self->n_names += n_wanted;
  return acwf_redis_send (self->redis, (int) words->len, (const char *const *) words->pdata,
                          on_answered, self);
}

static void
ask (AcwfRedisLimiter *self)
{
  guint n_wanted = MIN (self->waiters.length, MOST_ASKED);

  if (n_wanted == 0 || self->n_asked > 0 || self->timer != NULL)
    return;
  if (send_question (self, n_wanted))
    self->n_asked = n_wanted;
  else
    use_own_share (self);
}

/* ---- The limiter ---- */

static void
real_acquire_async (AcRateLimiter *limiter,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  AcwfRedisLimiter *self = ACWF_REDIS_LIMITER (limiter);
  g_autoptr (GTask) task = g_task_new (limiter, cancellable, callback, user_data);
  Waiter *waiter;

  g_task_set_source_tag (task, real_acquire_async);
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  waiter = waiter_new (self, task);
  watch_cancellable (waiter, cancellable);
  g_queue_push_tail (&self->waiters, waiter);
  ask (self);
}

static gboolean
real_acquire_finish (AcRateLimiter *limiter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
real_release (AcRateLimiter *limiter, AcSlotOutcome outcome)
{
  static const char *const counted[] = {
    [AC_SLOT_OUTCOME_NOT_SENT] = NULL,
    [AC_SLOT_OUTCOME_ANSWERED] = COUNTED,
    [AC_SLOT_OUTCOME_UNKNOWN] = COUNTED_LATE,
  };
  AcwfRedisLimiter *self = ACWF_REDIS_LIMITER (limiter);
  g_autofree char *name = g_queue_pop_head (&self->held);

  g_return_if_fail (name != NULL);

  if (*name != '\0')
    send_release (self, name, counted[outcome]);
  else
    AC_RATE_LIMITER_CLASS (acwf_redis_limiter_parent_class)->release (limiter, outcome);
}

static void
real_pause (AcRateLimiter *limiter, double seconds)
{
  AcwfRedisLimiter *self = ACWF_REDIS_LIMITER (limiter);
  g_autofree char *ms = g_strdup_printf ("%.0f", MIN (seconds * 1000, 9e15));

  AC_RATE_LIMITER_CLASS (acwf_redis_limiter_parent_class)->pause (limiter, seconds);
  if (!self->is_learning && seconds > 0)
    acwf_redis_send (self->redis, 5,
                     (const char *[]){ "EVAL", pause_script, "1", self->pause_key, ms }, NULL,
                     NULL);
}

static void
acwf_redis_limiter_finalize (GObject *object)
{
  AcwfRedisLimiter *self = ACWF_REDIS_LIMITER (object);

  g_assert (self->waiters.length == 0);
  if (self->timer != NULL)
    {
      g_source_destroy (self->timer);
      g_source_unref (self->timer);
    }
  g_clear_pointer (&self->redis, acwf_redis_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_queue_clear_full (&self->held, g_free);
  g_ptr_array_unref (self->vain);
  g_free (self->slots_key);
  g_free (self->pause_key);
  g_free (self->prefix);

  G_OBJECT_CLASS (acwf_redis_limiter_parent_class)->finalize (object);
}

static void
acwf_redis_limiter_class_init (AcwfRedisLimiterClass *klass)
{
  AcRateLimiterClass *limiter_class = AC_RATE_LIMITER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = acwf_redis_limiter_finalize;
  limiter_class->acquire_async = real_acquire_async;
  limiter_class->acquire_finish = real_acquire_finish;
  limiter_class->release = real_release;
  limiter_class->pause = real_pause;
}

static void
acwf_redis_limiter_init (AcwfRedisLimiter *self)
{
  self->vain = g_ptr_array_new_with_free_func (g_free);
}

AcRateLimiter *
acwf_redis_limiter_new (const char *url, const char *account, GMainContext *context)
{
  AcwfRedis *redis = acwf_redis_new (url, context);
  g_autofree char *unique = g_uuid_string_random ();
  AcwfRedisLimiter *self;

  if (redis == NULL)
    return NULL;
  self = g_object_new (ACWF_TYPE_REDIS_LIMITER, "requests-per-second", SHARE, NULL);
  self->redis = redis;
  self->context = g_main_context_ref (context);
  /* In braces what decides which server of a cluster has it: both keys must be on one. */
  self->slots_key = g_strdup_printf ("activecampaign:{%s}:slots", account);
  self->pause_key = g_strdup_printf ("activecampaign:{%s}:pause", account);
  self->prefix = g_strdup_printf ("%s:", unique);
  return AC_RATE_LIMITER (self);
}

gboolean
acwf_redis_limiter_is_degraded (AcwfRedisLimiter *self)
{
  return self->is_degraded;
}
