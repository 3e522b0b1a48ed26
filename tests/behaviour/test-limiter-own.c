/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A rate limiter of the app's own. */

#include "limiter-support.h"

#include <string.h>

/* A limiter of the app's own, from nothing. */
#define OWN_TYPE_LIMITER (own_limiter_get_type ())
G_DECLARE_FINAL_TYPE (OwnLimiter, own_limiter, OWN, LIMITER, AcRateLimiter)

typedef enum
{
  GRANTS,
  FAILS,
  KNOWS,                /* which error of the library it is */
  WAITS,                /* until it is cancelled */
  GRANTS_WHEN_CANCELLED /* too late */
} Mood;

struct _OwnLimiter
{
  AcRateLimiter parent_instance;

  Mood mood;
  int acquired;
  int released[3]; /* by outcome */
  int pauses;
  double pause;
};

G_DEFINE_FINAL_TYPE (OwnLimiter, own_limiter, AC_TYPE_RATE_LIMITER)

static gboolean
own_limiter_answer (gpointer data)
{
  GTask *task = data;
  OwnLimiter *self = g_task_get_source_object (task);

  if (self->mood == FAILS)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "the ledger is away");
  else if (self->mood == KNOWS)
    g_task_return_new_error (task, AC_ERROR, AC_ERROR_UNAVAILABLE, "the ledger is away");
  else if (self->mood == WAITS)
    g_task_return_error_if_cancelled (task);
  else
    {
      g_atomic_int_inc (&self->acquired);
      g_task_return_boolean (task, TRUE);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
on_waiter_cancelled (GCancellable *cancellable, gpointer data)
{
  return own_limiter_answer (data);
}

static void
own_limiter_acquire_async (AcRateLimiter *limiter,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  OwnLimiter *self = OWN_LIMITER (limiter);
  GTask *task = g_task_new (limiter, cancellable, callback, user_data);
  gboolean waits = self->mood == WAITS || self->mood == GRANTS_WHEN_CANCELLED;
  g_autoptr (GSource) source = waits ? g_cancellable_source_new (cancellable)
                                     : g_idle_source_new ();

  g_task_set_check_cancellable (task, FALSE);
  g_source_set_callback (source, waits ? G_SOURCE_FUNC (on_waiter_cancelled) : own_limiter_answer,
                         task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
own_limiter_acquire_finish (AcRateLimiter *limiter, GAsyncResult *result, GError **error)
{
  g_assert_true (g_task_is_valid (result, limiter));
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
own_limiter_release (AcRateLimiter *limiter, AcSlotOutcome outcome)
{
  g_atomic_int_inc (&OWN_LIMITER (limiter)->released[outcome]);
}

static void
own_limiter_pause (AcRateLimiter *limiter, double seconds)
{
  OwnLimiter *self = OWN_LIMITER (limiter);

  self->pauses++;
  self->pause = seconds;
}

static void
own_limiter_class_init (OwnLimiterClass *klass)
{
  AcRateLimiterClass *limiter_class = AC_RATE_LIMITER_CLASS (klass);

  limiter_class->acquire_async = own_limiter_acquire_async;
  limiter_class->acquire_finish = own_limiter_acquire_finish;
  limiter_class->release = own_limiter_release;
  limiter_class->pause = own_limiter_pause;
}

static void
own_limiter_init (OwnLimiter *self)
{
}

/* What it is told, by what becomes of the request. */
static const struct
{
  const char *name;
  const char *fault;
  Mood mood;
  gboolean cancel; /* once the request is held, or at once */
  const char *code;
  int released[3]; /* not sent, answered, unknown */
  int pauses;
} fates[] = {
  { "answered", NULL, GRANTS, FALSE, "ok", { 0, 1, 0 }, 0 },
  { "refused", "{\"status\":400,\"body\":{}}", GRANTS, FALSE, "invalid", { 0, 1, 0 }, 0 },
  { "limited",
    "{\"status\":429,\"headers\":{\"Retry-After\":\"1\"}}",
    GRANTS,
    FALSE,
    "ok",
    { 0, 2, 0 },
    1 },
  { "unavailable", "{\"status\":500}", GRANTS, FALSE, "ok", { 0, 2, 0 }, 0 },
  { "lost", "{\"close\":\"before\"}", GRANTS, FALSE, "ok", { 0, 1, 1 }, 0 },
  { "cancelled", "{\"hold\":true}", GRANTS, TRUE, "cancelled", { 0, 0, 1 }, 0 },
  { "cancelled-waiting", NULL, WAITS, TRUE, "cancelled", { 0, 0, 0 }, 0 },
  { "cancelled-and-granted", NULL, GRANTS_WHEN_CANCELLED, TRUE, "cancelled", { 1, 0, 0 }, 0 },
  { "failed", NULL, FAILS, FALSE, "rate-limited", { 0, 0, 0 }, 0 },
  { "failed-by-code", NULL, KNOWS, FALSE, "unavailable", { 0, 0, 0 }, 0 },
};

static void
test_own_limiter (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (OwnLimiter) limiter = g_object_new (OWN_TYPE_LIMITER, NULL);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  AcProblem *problem;
  int released = 0;

  limiter->mood = fates[row].mood;
  ac_client_set_rate_limiter (world->client, AC_RATE_LIMITER (limiter));
  if (fates[row].fault != NULL)
    world_add_fault (world, fates[row].fault);
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, cancellable, answer_take, &answer);
  if (fates[row].cancel && fates[row].fault != NULL)
    world_await_held (world, 1);
  if (fates[row].cancel)
    g_cancellable_cancel (cancellable);
  answer_await (&answer);

  g_assert_cmpstr (answer_get_code (&answer), ==, fates[row].code);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (limiter->released[i], ==, fates[row].released[i]);
      released += limiter->released[i];
    }
  g_assert_cmpint (limiter->acquired, ==, released);
  g_assert_cmpint (limiter->pauses, ==, fates[row].pauses);
  if (limiter->pauses > 0)
    g_assert_cmpfloat (limiter->pause, >=, 1);
  problem = ac_connection_get_problem (connection);
  if (fates[row].mood == FAILS || fates[row].mood == KNOWS)
    g_assert_nonnull (strstr (ac_problem_get_message (problem), "the ledger is away"));
}

/* Of a server that cannot be reached, nothing counts. */
static void
test_own_limiter_unreachable (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (OwnLimiter) limiter = g_object_new (OWN_TYPE_LIMITER, NULL);
  g_autoptr (AcClient) client = NULL;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  client = ac_client_new (emulator_get_url (world->emulator), "token", NULL);
  emulator_free (g_steal_pointer (&world->emulator));
  ac_client_set_rate_limiter (client, AC_RATE_LIMITER (limiter));
  ac_client_set_max_attempts (client, 2);
  connection = ac_connection_new (client, "2");
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_NETWORK);
  g_assert_cmpint (limiter->acquired, ==, 2);
  g_assert_cmpint (limiter->released[AC_SLOT_OUTCOME_NOT_SENT], ==, 2);
  g_assert_false (ac_problem_get_outcome_unknown (ac_connection_get_problem (connection)));
  world->emulator = emulator_new (NULL, NULL);
}

static gpointer
refresh_in_thread (gpointer client)
{
  g_autoptr (AcConnection) connection = ac_connection_new (client, "2");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
      g_assert_no_error (error);
    }
  return NULL;
}

/* From every thread, and waited for where it knows only how to call back. */
static void
test_own_limiter_in_threads (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (OwnLimiter) limiter = g_object_new (OWN_TYPE_LIMITER, NULL);
  g_autoptr (GError) error = NULL;
  GThread *threads[4];

  ac_client_set_rate_limiter (world->client, AC_RATE_LIMITER (limiter));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("member", refresh_in_thread, world->client);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (limiter->acquired, ==, 20);
  g_assert_cmpint (limiter->released[AC_SLOT_OUTCOME_ANSWERED], ==, 20);

  g_assert_true (ac_rate_limiter_acquire_sync (AC_RATE_LIMITER (limiter), NULL, &error));
  g_assert_no_error (error);
  limiter->mood = FAILS;
  g_assert_false (ac_rate_limiter_acquire_sync (AC_RATE_LIMITER (limiter), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/* One that counts, and leaves the rest to its parent. */
#define COUNTING_TYPE_LIMITER (counting_limiter_get_type ())
G_DECLARE_FINAL_TYPE (CountingLimiter, counting_limiter, COUNTING, LIMITER, AcRateLimiter)

struct _CountingLimiter
{
  AcRateLimiter parent_instance;

  int asked;
  int released;
  int pauses;
};

G_DEFINE_FINAL_TYPE (CountingLimiter, counting_limiter, AC_TYPE_RATE_LIMITER)

static void
counting_limiter_acquire_async (AcRateLimiter *limiter,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_atomic_int_inc (&COUNTING_LIMITER (limiter)->asked);
  AC_RATE_LIMITER_CLASS (counting_limiter_parent_class)
    ->acquire_async (limiter, cancellable, callback, user_data);
}

static void
counting_limiter_release (AcRateLimiter *limiter, AcSlotOutcome outcome)
{
  g_atomic_int_inc (&COUNTING_LIMITER (limiter)->released);
  AC_RATE_LIMITER_CLASS (counting_limiter_parent_class)->release (limiter, outcome);
}

static void
counting_limiter_pause (AcRateLimiter *limiter, double seconds)
{
  g_atomic_int_inc (&COUNTING_LIMITER (limiter)->pauses);
  AC_RATE_LIMITER_CLASS (counting_limiter_parent_class)->pause (limiter, seconds);
}

static void
counting_limiter_class_init (CountingLimiterClass *klass)
{
  AcRateLimiterClass *limiter_class = AC_RATE_LIMITER_CLASS (klass);

  limiter_class->acquire_async = counting_limiter_acquire_async;
  limiter_class->release = counting_limiter_release;
  limiter_class->pause = counting_limiter_pause;
}

static void
counting_limiter_init (CountingLimiter *self)
{
}

static void
test_counting_limiter (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (CountingLimiter) limiter = g_object_new (COUNTING_TYPE_LIMITER, NULL);
  Answer answers[RATE + 2] = { ANSWER_INIT };

  ac_client_set_rate_limiter (world->client, AC_RATE_LIMITER (limiter));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

      ac_connection_refresh (connection, NULL, answer_take, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      answer_clear (&answers[i]);
    }
  g_assert_cmpint (limiter->asked, ==, G_N_ELEMENTS (answers));
  g_assert_cmpint (limiter->released, ==, G_N_ELEMENTS (answers));
  assert_kept (world);

  world_add_fault (world, "{\"status\":429,\"headers\":{\"Retry-After\":\"1000\"}}");
  g_assert_false (ac_client_check_sync (world->client, NULL, NULL));
  g_assert_cmpint (limiter->pauses, ==, 1);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (AC_RATE_LIMITER (limiter)), >, 60);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    add_case ("/limiter/own", fates[i].name, GUINT_TO_POINTER (i), test_own_limiter);
  g_test_add_func ("/limiter/own/unreachable", test_own_limiter_unreachable);
  g_test_add_func ("/limiter/own/in-threads", test_own_limiter_in_threads);
  g_test_add_func ("/limiter/counting", test_counting_limiter);
  return g_test_run ();
}
