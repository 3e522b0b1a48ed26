/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* One account used from many threads and contexts, and the limiter that keeps its rate. */

#include "support.h"

#include <string.h>

#define RATE 5

static void
assert_kept (World *world)
{
  g_assert_cmpuint (emulator_count_rejected (world->emulator), ==, 0);
  g_assert_cmpuint (emulator_get_peak (world->emulator), <=, RATE);
}

/* Eight threads with one client, half of them asynchronous. */
#define THREADS 8
#define UPDATES 3
#define REQUESTS 24

typedef struct
{
  AcClient *client;
  guint number;
  gboolean sync;
} Member;

static char *
dup_value (guint member, guint update)
{
  return g_strdup_printf ("%u of member %u", update, member);
}

static void
update_sync (Member *self, AcConnection *connection)
{
  for (guint i = 0; i < UPDATES; i++)
    {
      g_autofree char *value = dup_value (self->number, i);
      g_autoptr (GError) error = NULL;

      ac_connection_set_name (connection, value);
      g_assert_true (ac_connection_update_sync (connection, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (ac_connection_get_name (connection), ==, value);
    }
}

static void
update_async (Member *self, AcConnection *connection)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Answer answers[UPDATES] = { ANSWER_INIT };

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < UPDATES; i++)
    {
      g_autofree char *value = dup_value (self->number, i);

      ac_connection_set_name (connection, value);
      ac_connection_update (connection, NULL, answer_take, &answers[i]);
    }
  for (guint i = 0; i < UPDATES; i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      g_assert_cmpuint (answers[i].calls, ==, 1);
      g_assert_true (answers[i].context == context);
      answer_clear (&answers[i]);
    }
  g_main_context_pop_thread_default (context);
}

static gpointer
run_member (gpointer data)
{
  Member *self = data;
  g_autofree char *id = g_strdup_printf ("%u", self->number);
  g_autoptr (AcConnection) connection = ac_connection_new (self->client, id);

  if (self->sync)
    update_sync (self, connection);
  else
    update_async (self, connection);
  return NULL;
}

static void
test_eight (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  GThread *threads[THREADS];
  Member members[THREADS];

  options.connections = THREADS;
  options.latency_max_ms = 20;
  world = world_new (&options);
  for (guint i = 0; i < THREADS; i++)
    {
      members[i] = (Member){ world->client, i + 1, i % 2 == 1 };
      threads[i] = g_thread_new ("member", run_member, &members[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);

  for (guint i = 0; i < THREADS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", members[i].number);
      g_autofree char *stored = world_dup_stored (world, id, "name");
      g_autofree char *last = dup_value (members[i].number, UPDATES - 1);

      g_assert_cmpstr (stored, ==, last);
    }
  g_assert_cmpuint (world_count_requests (world), ==, REQUESTS);
  assert_kept (world);
}

/* Contexts that wait for a slot and are not turned are passed over. */
static void
test_unturned (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (RATE);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  GMainContext *contexts[6];
  Answer answers[G_N_ELEMENTS (contexts)] = { ANSWER_INIT };
  g_auto (Answer) mine = ANSWER_INIT;
  gint64 start;

  ac_client_set_rate_limiter (world->client, limiter);
  for (guint i = 0; i < RATE; i++)
    g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");

      contexts[i] = g_main_context_new ();
      g_main_context_push_thread_default (contexts[i]);
      ac_connection_refresh (other, NULL, answer_take, &answers[i]);
      g_main_context_pop_thread_default (contexts[i]);
    }
  ac_connection_refresh (connection, NULL, answer_take, &mine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (mine.calls, ==, 0);

  start = g_get_monotonic_time ();
  for (guint i = 0; i < RATE; i++)
    ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  answer_await (&mine);
  g_assert_cmpstr (answer_get_code (&mine), ==, "ok");
  g_assert_cmpfloat (seconds_since (start), <, at_most (1));
  g_assert_cmpuint (world_count_requests (world), ==, 1);

  /* They are only late. */
  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      g_assert_cmpuint (answers[i].calls, ==, 0);
      g_main_context_push_thread_default (contexts[i]);
      answer_await (&answers[i]);
      g_main_context_pop_thread_default (contexts[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      answer_clear (&answers[i]);
      g_main_context_unref (contexts[i]);
    }
}

static gboolean
accept_certificate (SoupMessage *message,
                    GTlsCertificate *certificate,
                    GTlsCertificateFlags errors,
                    gpointer user_data)
{
  return TRUE;
}

static void
on_request_queued (SoupSession *session, SoupMessage *message, gpointer user_data)
{
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate), NULL);
}

/* With HTTP/2 the requests of a thread share a connection, and libsoup reads from it in one of
 * their contexts. Where that is not turned, the others' requests end all the same, in time.
 */
static void
test_unturned_holds_connection (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  g_autoptr (SoupSession) session = soup_session_new_with_options ("max-conns-per-host", 64, NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (AcConnection) connection = NULL;
  Answer answers[4] = { ANSWER_INIT };
  g_auto (Answer) mine = ANSWER_INIT;
  gboolean late = FALSE;
  guint id;

  options.rate_limit = 0;
  options.tls = TRUE;
  world = world_new (&options);
  g_signal_connect (session, "request-queued", G_CALLBACK (on_request_queued), NULL);
  ac_client_set_session (world->client, session);
  connection = ac_connection_new (world->client, "2");
  g_assert_true (connection_refresh (connection, NULL));

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");

      ac_connection_refresh (other, NULL, answer_take, &answers[i]);
      while (g_main_context_iteration (context, FALSE))
        ;
    }
  g_main_context_pop_thread_default (context);

  ac_client_set_timeout (world->client, at_most (1));
  ac_connection_refresh (connection, NULL, answer_take, &mine);
  id = g_timeout_add_seconds ((guint) at_most (5), set_true, &late);
  while (mine.calls == 0 && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (id);
  g_assert_true (g_str_equal (answer_get_code (&mine), "ok")
                 || g_str_equal (answer_get_code (&mine), "timed-out"));

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      answer_clear (&answers[i]);
    }
  g_main_context_pop_thread_default (context);
}

/* The last reference goes in another thread. */
static gpointer
drop (gpointer object)
{
  g_object_unref (object);
  return NULL;
}

static void
test_dropped_elsewhere (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  AcClient *client = world_make_client (world);
  AcConnection *connection = ac_connection_new (client, "2");
  GWeakRef weak_client, weak_connection;

  g_weak_ref_init (&weak_client, client);
  g_weak_ref_init (&weak_connection, connection);
  /* A connection to the server is kept, which belongs to this thread's context. */
  g_assert_true (connection_refresh (connection, NULL));
  g_object_unref (client);
  g_thread_join (g_thread_new ("dropper", drop, connection));
  g_assert_null (g_weak_ref_get (&weak_connection));
  g_assert_null (g_weak_ref_get (&weak_client));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_weak_ref_clear (&weak_client);
  g_weak_ref_clear (&weak_connection);
}

/* The only references are those of an operation in another thread. */
static gpointer
update_and_drop (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  AcConnection *connection = data;
  Answer answer = ANSWER_INIT;

  g_main_context_push_thread_default (context);
  ac_connection_update (connection, NULL, answer_take, &answer);
  g_object_unref (connection);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
  answer_clear (&answer);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_dropped_in_flight_elsewhere (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  AcClient *client = world_make_client (world);
  AcConnection *connection = ac_connection_new (client, "2");
  GWeakRef weak_client;
  GThread *thread;

  g_weak_ref_init (&weak_client, client);
  world_add_fault (world, "{\"hold\":true}");
  g_assert_true (ac_client_get_rate_limiter (client) != NULL);
  ac_connection_set_name (connection, "A");
  thread = g_thread_new ("worker", update_and_drop, connection);
  world_await_held (world, 1);
  g_object_unref (client);
  world_release (world);
  g_thread_join (thread);
  g_assert_null (g_weak_ref_get (&weak_client));
  g_weak_ref_clear (&weak_client);
}

/* What is one account. */
static const struct
{
  const char *one;
  const char *other;
  gboolean same;
} addresses[] = {
  { "https://acme.api-us1.com", "https://acme.activehosted.com", TRUE },
  { "acme", "https://acme.api-us1.com/api/3/", TRUE },
  { "https://ACME.api-us1.com", "acme.activehosted.com", TRUE },
  { "https://crm.example.com", "https://crm.example.com:443/", TRUE },
  { "acme", "acme2", FALSE },
  { "https://crm.example.com", "https://crm.example.com:8443", FALSE },
  { "https://crm.example.com", "https://example.com", FALSE },
};

static void
test_accounts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (AcClient) one = ac_client_new (addresses[i].one, "one", NULL);
      g_autoptr (AcClient) other = ac_client_new (addresses[i].other, "other", NULL);
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_get_for_account (addresses[i].one, NULL);
      gboolean same = ac_client_get_rate_limiter (one) == ac_client_get_rate_limiter (other);

      g_test_message ("%s, %s", addresses[i].one, addresses[i].other);
      g_assert_cmpint (same, ==, addresses[i].same);
      g_assert_true (limiter == ac_client_get_rate_limiter (one));
      g_assert_cmpuint (ac_rate_limiter_get_requests_per_second (limiter), ==, RATE);
    }
}

static void
test_no_account (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ac_rate_limiter_get_for_account ("http://example.com", &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
}

static void
make_many_accounts (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("account%u", i);
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_get_for_account (name, NULL);

      g_assert_nonnull (limiter);
    }
}

/* A client made for each call, beside a hundred other accounts, gets no fresh slots. */
static void
test_client_for_each_call (void)
{
  g_autoptr (World) world = world_new (NULL);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < RATE + 3; i++)
    {
      g_autoptr (AcClient) client = world_make_client (world);
      g_autoptr (AcConnection) connection = ac_connection_new (client, "2");
      g_autoptr (GError) error = NULL;

      g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
      g_assert_no_error (error);
      g_clear_object (&connection);
      g_clear_object (&client);
      make_many_accounts ();
    }
  g_assert_cmpfloat (seconds_since (start), >=, 0.9);
  assert_kept (world);
}

static void
test_pause_outlives_client (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (AcRateLimiter) limiter = NULL;
  AcClient *client = world_make_client (world);
  AcConnection *connection = ac_connection_new (client, "2");

  world_add_fault (world, "{\"status\":429,\"headers\":{\"Retry-After\":\"1000\"}}");
  g_assert_false (ac_connection_refresh_sync (connection, NULL, NULL));
  g_object_unref (connection);
  g_object_unref (client);
  make_many_accounts ();
  limiter = ac_rate_limiter_get_for_account (emulator_get_url (world->emulator), NULL);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), >, 60);
}

/* A client of another token takes from the same slots. */
static void
test_other_token (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (AcClient) other = ac_client_new (emulator_get_url (world->emulator), "other", NULL);
  Answer answers[2 * RATE] = { ANSWER_INIT };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (i % 2 == 0 ? world->client : other,
                                                               "2");

      ac_connection_refresh (connection, NULL, answer_take, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, i % 2 == 0 ? "ok" : "forbidden");
      answer_clear (&answers[i]);
    }
  assert_kept (world);
}

/* A limiter of the app's own, from nothing. */
#define OWN_TYPE_LIMITER (own_limiter_get_type ())
G_DECLARE_FINAL_TYPE (OwnLimiter, own_limiter, OWN, LIMITER, AcRateLimiter)

typedef enum
{
  GRANTS,
  FAILS,
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
  if (fates[row].mood == FAILS)
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

/* The public functions themselves. */
static void
test_slots (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (2);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ac_rate_limiter_get_requests_per_second (limiter), ==, 2);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), ==, 0);

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, 0);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, G_MAXDOUBLE);

  /* Not sent: free at once. Answered: in a second. Unknown: not before. */
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, 0);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_ANSWERED);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), >, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), <=, 1.1);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_UNKNOWN);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), >, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), <=, 1.1);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_no_error (error);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
on_acquired (GObject *source, GAsyncResult *result, gpointer order)
{
  g_assert_true (ac_rate_limiter_acquire_finish (AC_RATE_LIMITER (source), result, NULL));
  g_string_append_c (order,
                     (char) ('a'
                             + GPOINTER_TO_UINT (g_object_get_data (
                               G_OBJECT (g_task_get_cancellable (G_TASK (result))), "number"))));
  ac_rate_limiter_release (AC_RATE_LIMITER (source), AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_slots_in_order (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (GString) order = g_string_new (NULL);

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      g_object_set_data (G_OBJECT (cancellable), "number", GUINT_TO_POINTER (i));
      ac_rate_limiter_acquire_async (limiter, cancellable, on_acquired, order);
    }
  g_assert_cmpstr (order->str, ==, "");
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  while (order->len < 5)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, "abcde");
}

static void
test_slots_cancelled (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (Answer) cancelled = ANSWER_INIT, before = ANSWER_INIT, granted = ANSWER_INIT;

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  ac_rate_limiter_acquire_async (limiter, cancellable, answer_take, &cancelled);
  ac_rate_limiter_acquire_async (limiter, NULL, answer_take, &granted);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (cancelled.calls, ==, 0);
  g_assert_false (ac_rate_limiter_acquire_finish (limiter, answer_await (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  ac_rate_limiter_acquire_async (limiter, cancellable, answer_take, &before);
  g_assert_cmpuint (before.calls, ==, 0);
  g_assert_false (ac_rate_limiter_acquire_finish (limiter, answer_await (&before), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_assert_cmpuint (granted.calls, ==, 0);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_assert_true (ac_rate_limiter_acquire_finish (limiter, answer_await (&granted), NULL));
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_pause (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  gint64 start = g_get_monotonic_time ();

  ac_rate_limiter_pause (limiter, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), ==, 0);
  ac_rate_limiter_pause (limiter, 0.3);
  ac_rate_limiter_pause (limiter, 0.1);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), <=, 0.3);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), <=, 0.3);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  g_assert_cmpfloat (seconds_since (start), >=, 0.3);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), ==, 0);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

/* The calling thread would wait for itself. */
static void
test_slots_pending (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (2);
  g_autoptr (GError) error = NULL;
  Answer answers[2] = { ANSWER_INIT };

  for (guint i = 0; i < 2; i++)
    {
      ac_rate_limiter_acquire_async (limiter, NULL, answer_take, &answers[i]);
      g_assert_true (ac_rate_limiter_acquire_finish (limiter, answer_await (&answers[i]), NULL));
      answer_clear (&answers[i]);
    }
  g_assert_false (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_clear_error (&error);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_no_error (error);
}

/* Another thread holds all, and gives them back. */
typedef struct
{
  AcRateLimiter *limiter;
  int held;
} Keeper;

static gpointer
keep (gpointer data)
{
  Keeper *self = data;

  for (guint i = 0; i < 2; i++)
    g_assert_true (ac_rate_limiter_acquire_sync (self->limiter, NULL, NULL));
  g_atomic_int_set (&self->held, TRUE);
  g_usleep (50000);
  for (guint i = 0; i < 2; i++)
    ac_rate_limiter_release (self->limiter, AC_SLOT_OUTCOME_NOT_SENT);
  return NULL;
}

static void
test_slots_of_other_thread (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (2);
  g_autoptr (GError) error = NULL;
  Keeper keeper = { limiter, FALSE };
  GThread *thread = g_thread_new ("keeper", keep, &keeper);

  while (!g_atomic_int_get (&keeper.held))
    g_thread_yield ();
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/threads/eight", test_eight);
  g_test_add_func ("/threads/unturned-contexts", test_unturned);
  g_test_add_func ("/threads/unturned-context-holds-connection", test_unturned_holds_connection);
  g_test_add_func ("/threads/dropped-elsewhere", test_dropped_elsewhere);
  g_test_add_func ("/threads/dropped-in-flight-elsewhere", test_dropped_in_flight_elsewhere);
  g_test_add_func ("/limiter/accounts", test_accounts);
  g_test_add_func ("/limiter/no-account", test_no_account);
  g_test_add_func ("/limiter/client-for-each-call", test_client_for_each_call);
  g_test_add_func ("/limiter/pause-outlives-client", test_pause_outlives_client);
  g_test_add_func ("/limiter/other-token", test_other_token);
  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    {
      g_autofree char *path = g_strdup_printf ("/limiter/own/%s", fates[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_own_limiter);
    }
  g_test_add_func ("/limiter/own/unreachable", test_own_limiter_unreachable);
  g_test_add_func ("/limiter/own/in-threads", test_own_limiter_in_threads);
  g_test_add_func ("/limiter/counting", test_counting_limiter);
  g_test_add_func ("/limiter/slots", test_slots);
  g_test_add_func ("/limiter/slots/in-order", test_slots_in_order);
  g_test_add_func ("/limiter/slots/cancelled", test_slots_cancelled);
  g_test_add_func ("/limiter/slots/pending", test_slots_pending);
  g_test_add_func ("/limiter/slots/of-other-thread", test_slots_of_other_thread);
  g_test_add_func ("/limiter/pause", test_pause);

  return g_test_run ();
}
