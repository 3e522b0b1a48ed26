/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The _sync functions: what goes on beside them, and where they cannot wait. */

#include "support.h"

#define SLOTS 5

/* A thread that has no main context, as most have. */
static gpointer
in_plain_thread (gpointer data)
{
  World *world = data;
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, NULL);
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ac_client_check_sync (world->client, NULL, &error));
  g_assert_no_error (error);
  ac_connection_set_service (connection, "s");
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "n");
  g_assert_true (ac_connection_create_sync (connection, NULL, &error));
  g_assert_no_error (error);
  ac_connection_set_name (connection, "m");
  g_assert_true (ac_connection_update_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "m");
  found = ac_client_find_connection_sync (world->client, "s", "e", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_id (found), ==, ac_connection_get_id (connection));
  g_assert_true (ac_connection_delete_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (ac_connection_refresh_sync (found, NULL, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_NOT_FOUND);
  g_assert_nonnull (ac_connection_get_problem (found));
  g_assert_null (g_main_context_get_thread_default ());
  return NULL;
}

static void
test_plain_thread (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autofree char *methods = NULL;

  g_thread_join (g_thread_new ("plain", in_plain_thread, world));
  methods = world_dup_methods (world);
  g_assert_cmpstr (methods, ==, "GET POST PUT GET GET DELETE GET");
}

/* The caller's context is not turned, and stays what it is. */
static void
test_own_context (gconstpointer data)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GMainContext) context = data != NULL ? g_main_context_new () : NULL;
  g_autoptr (GError) error = NULL;
  gboolean ran = FALSE;

  if (context != NULL)
    g_main_context_push_thread_default (context);
  g_source_unref (add_idle (context, set_true, &ran));
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (ac_client_check_sync (world->client, NULL, NULL) && ran);
  g_assert_false (ran);
  g_assert_true (g_main_context_get_thread_default () == context);
  while (!ran)
    g_main_context_iteration (context, TRUE);
  if (context != NULL)
    g_main_context_pop_thread_default (context);
}

/* Runs a function in a dispatch of the default context, or as it is. */
typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
  gboolean done;
} Dispatch;

static gboolean
dispatch (gpointer data)
{
  Dispatch *self = data;

  self->func (self->data);
  self->done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run (gboolean in_dispatch, void (*func) (gpointer data), gpointer data)
{
  Dispatch self = { func, data, FALSE };

  if (!in_dispatch)
    {
      func (data);
      return;
    }
  g_source_unref (add_idle (NULL, dispatch, &self));
  while (!self.done)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  World *world;
  AcConnection *connection;
  Answer *answer; /* of the operation that is under way */
} Setting;

/* With other work in flight for another object. */
static void
call_beside_other_work (gpointer data)
{
  Setting *setting = data;
  g_autoptr (AcConnection) other = ac_connection_new (setting->world->client, "2");
  g_autoptr (GSource) source = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ran = FALSE;

  source = add_idle (NULL, set_true, &ran);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (ac_connection_refresh_sync (other, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (ac_client_check_sync (setting->world->client, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpstr (ac_connection_get_name (other), ==, "The Toolbox");
  g_assert_false (ran);
  g_assert_cmpuint (setting->answer->calls, ==, 0);
  g_source_destroy (source);
}

static void
test_beside_other_work (gconstpointer in_dispatch)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;
  Setting setting = { world, connection, &answer };

  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);
  run (in_dispatch != NULL, call_beside_other_work, &setting);
  world_release (world);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
}

/* The other work has not got further than to want a connection, which libsoup shares out. */
static void
test_beside_unsent_work (gconstpointer in_dispatch)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;
  Setting setting = { world, connection, &answer };

  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "The Toolbox, again");
  ac_connection_update (connection, NULL, answer_take, &answer);
  ac_connection_revert (connection);
  world_add_fault (world, "{\"match\":{\"method\":\"PUT\"},\"hold\":\"before\"}");
  run (in_dispatch != NULL, call_beside_other_work, &setting);
  world_await_held (world, 1);
  world_release (world);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
}

static void
expect_pending (gpointer data)
{
  Setting *setting = data;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint requests = world_count_requests (setting->world);

  g_assert_false (ac_connection_update_sync (setting->connection, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_cmpfloat (seconds_since (start), <, 10);
  g_assert_cmpuint (setting->answer->calls, ==, 0);
  g_assert_cmpuint (world_count_requests (setting->world), ==, requests);
}

/* An operation of the same object belongs to a context of the calling thread. */
static void
test_pending_object (gconstpointer in_dispatch)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  Setting setting = { world, connection, &answer };

  world_add_fault (world, "{\"hold\":true}");
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_connection_set_name (connection, "B");
  run (in_dispatch != NULL, expect_pending, &setting);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "B");

  world_release (world);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
  g_assert_true (ac_connection_update_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (ac_connection_get_problem (connection));
}

/* That context was only pushed for the call. */
static void
test_pending_object_elsewhere (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  Setting setting = { world, connection, &answer };

  g_main_context_push_thread_default (context);
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, answer_take, &answer);
  g_main_context_pop_thread_default (context);
  expect_pending (&setting);

  g_main_context_push_thread_default (context);
  answer_await (&answer);
  g_main_context_pop_thread_default (context);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
}

/* All slots are held by operations of such a context. */
static void
run_slots (gboolean in_dispatch, guint held)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (SLOTS);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  Answer answers[SLOTS] = { ANSWER_INIT };
  Setting setting = { world, connection, &answers[0] };

  ac_client_set_rate_limiter (world->client, limiter);
  ac_client_set_timeout (world->client, at_most (10));
  world_add_fault (world, "{\"match\":{\"method\":\"GET\"},\"hold\":true,\"times\":5}");
  for (guint i = 0; i < held; i++)
    {
      g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");

      ac_connection_refresh (other, NULL, answer_take, &answers[i]);
    }
  world_await_held (world, held);

  ac_connection_set_name (connection, "A");
  if (held == SLOTS)
    {
      run (in_dispatch, expect_pending, &setting);
      g_assert_true (ac_connection_get_modified (connection));
    }
  else
    g_assert_true (ac_connection_update_sync (connection, NULL, &error));
  g_assert_no_error (error);

  world_release (world);
  for (guint i = 0; i < held; i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      answer_clear (&answers[i]);
    }
  ac_connection_set_name (connection, "B");
  g_assert_true (ac_connection_update_sync (connection, NULL, &error));
  g_assert_no_error (error);
}

static void
test_pending_slots (gconstpointer in_dispatch)
{
  run_slots (in_dispatch != NULL, SLOTS);
}

static void
test_slot_left (void)
{
  run_slots (FALSE, SLOTS - 1);
}

/* Operations of such a context wait for slots, in front of the call: it passes them. */
static void
test_passes_waiting (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (SLOTS);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  Answer answers[4] = { ANSWER_INIT };

  ac_client_set_rate_limiter (world->client, limiter);
  /* All slots cool down. */
  for (guint i = 0; i < SLOTS; i++)
    g_assert_true (ac_connection_refresh_sync (connection, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");

      ac_connection_refresh (other, NULL, answer_take, &answers[i]);
    }
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_assert_cmpuint (answers[i].calls, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      answer_clear (&answers[i]);
    }
}

/* The app's session has one connection to the server, and an operation of such a context has it:
 * the call gets through by another one or fails at once, and does not wait for what cannot come.
 */
static void
test_busy_session (gconstpointer limit)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (SoupSession) session = soup_session_new_with_options (limit, 1, NULL);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_set_session (world->client, session);
  world_add_fault (world, "{\"hold\":true}");
  ac_connection_refresh (other, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_client_set_timeout (world->client, at_most (2));
  if (!ac_connection_refresh_sync (connection, NULL, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  world_release (world);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
}

/* Within a callback the operation is over, within a handler of notify it is not. */
static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  AcConnection *connection = AC_CONNECTION (source);
  g_autoptr (GError) error = NULL;

  g_assert_true (ac_connection_update_finish (connection, result, NULL));
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  ac_connection_set_name (connection, "B");
  g_assert_true (ac_connection_update_sync (connection, NULL, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
test_in_callback (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *name = NULL;
  gboolean done = FALSE;

  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, on_updated, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  name = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (name, ==, "B");
}

static void
on_notify (AcConnection *connection, GParamSpec *pspec, gpointer data)
{
  g_signal_handlers_disconnect_by_func (connection, on_notify, data);
  expect_pending (data);
}

static void
test_in_notify (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;
  Setting setting = { world, connection, &answer };

  g_signal_connect (connection, "notify::service", G_CALLBACK (on_notify), &setting);
  ac_connection_refresh (connection, NULL, answer_take, &answer);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
  g_assert_null (ac_connection_get_problem (connection));
}

/* Within a handler of notify of a _sync call. */
static void
test_in_notify_of_sync (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  Setting setting = { world, connection, &answer };

  g_signal_connect (connection, "notify::service", G_CALLBACK (on_notify), &setting);
  g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (ac_connection_get_problem (connection));
}

static void
add_both (const char *name, GTestDataFunc func)
{
  g_autofree char *plain = g_strdup_printf ("/sync/%s/plain", name);
  g_autofree char *in_dispatch = g_strdup_printf ("/sync/%s/in-a-running-loop", name);

  g_test_add_data_func (plain, NULL, func);
  g_test_add_data_func (in_dispatch, "", func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/plain-thread", test_plain_thread);
  g_test_add_data_func ("/sync/own-context/default", NULL, test_own_context);
  g_test_add_data_func ("/sync/own-context/pushed", "", test_own_context);
  add_both ("beside-other-work", test_beside_other_work);
  add_both ("beside-unsent-work", test_beside_unsent_work);
  add_both ("pending/object", test_pending_object);
  g_test_add_func ("/sync/pending/object/pushed-context", test_pending_object_elsewhere);
  add_both ("pending/slots", test_pending_slots);
  g_test_add_func ("/sync/slot-left", test_slot_left);
  g_test_add_func ("/sync/passes-waiting", test_passes_waiting);
  g_test_add_data_func ("/sync/busy-session/host", "max-conns-per-host", test_busy_session);
  g_test_add_data_func ("/sync/busy-session/all", "max-conns", test_busy_session);
  g_test_add_func ("/sync/in-callback", test_in_callback);
  g_test_add_func ("/sync/in-notify", test_in_notify);
  g_test_add_func ("/sync/in-notify-of-sync", test_in_notify_of_sync);
  return g_test_run ();
}
