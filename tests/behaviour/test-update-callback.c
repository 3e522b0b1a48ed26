/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How an update ends: objects dropped meanwhile, and the callback: promise 5. */

#include "update-support.h"

/* Promise 5. */
static void
test_dropped_in_flight (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  AcClient *client = world_make_client (world);
  AcConnection *connection = ac_connection_new (client, "2");
  GWeakRef weak_connection, weak_client;
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *name = NULL;

  g_weak_ref_init (&weak_connection, connection);
  g_weak_ref_init (&weak_client, client);
  world_add_fault (world, HELD);
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);
  g_object_unref (connection);
  g_object_unref (client);
  g_assert_cmpuint (answer.calls, ==, 0);

  world_release (world);
  answer_await (&answer);
  g_assert_cmpuint (answer.calls, ==, 1);
  g_assert_cmpstr (answer_get_code (&answer), ==, "ok");
  name = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (name, ==, "A");

  answer_clear (&answer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (g_weak_ref_get (&weak_connection));
  g_assert_null (g_weak_ref_get (&weak_client));
  g_weak_ref_clear (&weak_connection);
  g_weak_ref_clear (&weak_client);
}

/* Without a callback, and dropped at once: the update is made all the same. */
static void
test_forgotten (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  AcConnection *connection = ac_connection_new (world->client, "2");
  g_autofree char *name = NULL;

  ac_connection_set_name (connection, "A");
  g_object_add_weak_pointer (G_OBJECT (connection), (gpointer *) &connection);
  ac_connection_update (connection, NULL, NULL, NULL);
  g_object_unref (connection);
  while (connection != NULL)
    g_main_context_iteration (NULL, TRUE);
  name = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (name, ==, "A");
}

/* The next operation starts in a callback or a notify handler of the one before. */
typedef struct
{
  AcConnection *connection;
  Answer next;
  gulong handler;
} Chain;

static void
start_next (Chain *chain)
{
  if (chain->handler != 0)
    g_signal_handler_disconnect (chain->connection, chain->handler);
  chain->handler = 0;
  ac_connection_set_name (chain->connection, "B");
  ac_connection_update (chain->connection, NULL, answer_take, &chain->next);
  g_assert_cmpuint (chain->next.calls, ==, 0);
}

static void
on_chain_notify (AcConnection *connection, GParamSpec *pspec, gpointer data)
{
  start_next (data);
}

static void
on_chain_callback (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (ac_connection_update_finish (AC_CONNECTION (source), result, NULL));
  start_next (data);
}

static void
on_chain_drop (GObject *source, GAsyncResult *result, gpointer data)
{
  Chain *chain = data;

  start_next (chain);
  g_clear_object (&chain->connection);
}

static const struct
{
  const char *name;
  const char *signal; /* NULL: the callback */
  GAsyncReadyCallback callback;
} chains[] = {
  { "callback", NULL, on_chain_callback },
  { "callback-and-drop", NULL, on_chain_drop },
  { "notify-modified", "notify::modified", NULL },
  { "notify-updated-at", "notify::updated-at", NULL },
  { "notify-problem", "notify::problem", NULL },
};

static void
test_chain (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  Chain chain = { make_known (world), ANSWER_INIT, 0 };
  g_autofree char *name = NULL;

  /* So that its problem goes away. */
  world_add_fault (world, REFUSED);
  ac_connection_set_name (chain.connection, "A");
  g_assert_false (connection_update (chain.connection, NULL));

  if (chains[row].signal != NULL)
    chain.handler = g_signal_connect (chain.connection, chains[row].signal,
                                      G_CALLBACK (on_chain_notify), &chain);
  ac_connection_update (chain.connection, NULL, chains[row].callback, &chain);
  answer_await (&chain.next);
  g_assert_cmpstr (answer_get_code (&chain.next), ==, "ok");
  assert_body (world, 1, BODY ("\"name\":\"A\""));
  assert_body (world, 2, BODY ("\"name\":\"B\""));
  g_assert_cmpuint (world_count_requests (world), ==, 3);
  name = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (name, ==, "B");
  answer_clear (&chain.next);
  g_clear_object (&chain.connection);
}

/* The callback: never before the call returned, once, and in the context of the call. */
typedef struct
{
  const char *name;
  const char *id;
  const char *set;
  gboolean cancelled;
  const char *fault;
  const char *code;
} Calling;

static const Calling callings[] = {
  { "nothing-to-send", "2", NULL, FALSE, NULL, "ok" },
  { "no-id", NULL, "name=A", FALSE, NULL, "invalid" },
  { "bad-id", "2/../3", "name=A", FALSE, NULL, "invalid" },
  { "cancelled-before", "2", "name=A", TRUE, NULL, "cancelled" },
  { "sent", "2", "name=A", FALSE, NULL, "ok" },
  { "refused", "2", "name=A", FALSE, REFUSED, "invalid" },
};

typedef struct
{
  const Calling *row;
  AcConnection *connection;
  GCancellable *cancellable;
  Answer answer;
  gboolean called;
} Caller;

static gboolean
call (gpointer data)
{
  Caller *caller = data;

  ac_connection_update (caller->connection, caller->cancellable, answer_take, &caller->answer);
  g_assert_cmpuint (caller->answer.calls, ==, 0);
  caller->called = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_calling (const Calling *row, gboolean in_dispatch)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, row->id);
  Caller caller = { row, connection, cancellable, ANSWER_INIT, FALSE };

  if (row->fault != NULL)
    world_add_fault (world, row->fault);
  if (row->set != NULL)
    connection_set (connection, row->set);
  if (row->cancelled)
    g_cancellable_cancel (cancellable);

  g_main_context_push_thread_default (context);
  if (in_dispatch)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_callback (source, call, &caller, NULL);
      g_source_attach (source, context);
    }
  else
    call (&caller);
  answer_await (&caller.answer);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);

  g_assert_true (caller.called);
  g_assert_cmpuint (caller.answer.calls, ==, 1);
  g_assert_true (caller.answer.context == context);
  g_assert_cmpstr (answer_get_code (&caller.answer), ==, row->code);
  answer_clear (&caller.answer);
}

static void
test_calling (gconstpointer data)
{
  run_calling (data, FALSE);
  run_calling (data, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/update/dropped-in-flight", test_dropped_in_flight);
  g_test_add_func ("/update/forgotten", test_forgotten);
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    add_case ("/update/next-from", chains[i].name, GUINT_TO_POINTER (i), test_chain);
  ADD_CASES ("/update/callback", callings, test_calling);
  return g_test_run ();
}
