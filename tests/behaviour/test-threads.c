/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* One account used from many threads and contexts. */

#include "limiter-support.h"

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
  g_assert_cmpfloat (seconds_since (start), <, 10);
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

/* In libsoup a request waits for a connection that another of its thread is having made, for it may
 * come to be shared. Where that one's context is not turned, the others end all the same, in time.
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

/* A thread without a context of its own begins what the main one goes on with, which is turning the
 * context all the time.
 */
#define BEGUN 400

typedef struct
{
  AcClient *client;
  guint n_ended; /* in the main thread */
} Elsewhere;

static void
on_ended_here (GObject *object, GAsyncResult *result, gpointer data)
{
  Elsewhere *self = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (g_main_context_get_thread_default ());
  g_assert_true (g_main_context_is_owner (NULL));
  if (AC_IS_CONNECTION (object))
    g_assert_true (ac_connection_update_finish (AC_CONNECTION (object), result, &error));
  else
    g_assert_true (ac_client_check_finish (AC_CLIENT (object), result, &error));
  g_assert_no_error (error);
  self->n_ended++;
}

static gpointer
begin_elsewhere (gpointer data)
{
  Elsewhere *self = data;

  for (guint i = 0; i < BEGUN; i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (self->client, "2");
      g_autofree char *name = dup_value (0, i);

      ac_connection_set_name (connection, name);
      if (i % 2 == 0)
        ac_connection_update (connection, NULL, on_ended_here, self);
      else
        ac_client_check (self->client, NULL, on_ended_here, self);
    }
  return NULL;
}

static void
on_queued (SoupSession *session, SoupMessage *message, gpointer n_queued)
{
  g_assert_true (g_main_context_is_owner (NULL));
  g_atomic_int_inc ((int *) n_queued);
}

static void
test_begun_elsewhere (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (SoupSession) session = g_object_new (SOUP_TYPE_SESSION, "timeout", 0, NULL);
  int n_queued = 0;
  Elsewhere elsewhere = { world->client, 0 };
  GThread *thread;

  g_signal_connect (session, "request-queued", G_CALLBACK (on_queued), &n_queued);
  ac_client_set_session (world->client, session);
  thread = g_thread_new ("worker", begin_elsewhere, &elsewhere);
  while (elsewhere.n_ended < BEGUN)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_cmpint (n_queued, ==, BEGUN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/threads/eight", test_eight);
  g_test_add_func ("/threads/begun-elsewhere", test_begun_elsewhere);
  g_test_add_func ("/threads/unturned-contexts", test_unturned);
  g_test_add_func ("/threads/unturned-context-holds-connection", test_unturned_holds_connection);
  g_test_add_func ("/threads/dropped-elsewhere", test_dropped_elsewhere);
  g_test_add_func ("/threads/dropped-in-flight-elsewhere", test_dropped_in_flight_elsewhere);
  return g_test_run ();
}
