/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Cancelling operations of every kind, and too late: promise 6. */

#include "support.h"

#include <string.h>

/* Each brings the update to a point. */

/* Every kind of operation, while the server has its request. */
static const struct
{
  const char *name;
  const char *id;
  ConnectionBegin begin;
  ConnectionFinish finish;
  gboolean unknown;
} kinds[] = {
  { "create", NULL, ac_connection_create, ac_connection_create_finish, TRUE },
  { "refresh", "2", ac_connection_refresh, ac_connection_refresh_finish, FALSE },
  { "update", "2", ac_connection_update, ac_connection_update_finish, TRUE },
  { "delete", "2", ac_connection_delete, ac_connection_delete_finish, TRUE },
};

static void
test_kind (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, kinds[row].id);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_set_service (connection, "s");
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "A");
  kinds[row].begin (connection, cancellable, answer_take, &answer);
  world_await_held (world, 1);
  g_cancellable_cancel (cancellable);

  g_assert_false (kinds[row].finish (connection, answer_await (&answer), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  problem = ac_connection_get_problem (connection);
  g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, kinds[row].unknown);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, kinds[row].id);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_cmpuint (world_count_requests (world), ==, 1);
}

static void
test_client_operations (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) check = ANSWER_INIT, find = ANSWER_INIT;
  g_autoptr (GError) error = NULL;

  world_add_fault (world, "{\"hold\":\"before\",\"times\":2}");
  ac_client_check (world->client, cancellable, answer_take, &check);
  ac_client_find_connection (world->client, "a", "b", cancellable, answer_take, &find);
  world_await_held (world, 2);
  g_cancellable_cancel (cancellable);

  g_assert_false (ac_client_check_finish (world->client, answer_await (&check), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (ac_client_find_connection_finish (world->client, answer_await (&find), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (check.calls + find.calls, ==, 2);
}

/* Once the answer was applied it is too late: the operation succeeds. */
static void
cancel_now (AcConnection *connection, GParamSpec *pspec, gpointer cancellable)
{
  if (ac_connection_get_problem (connection) == NULL)
    g_cancellable_cancel (cancellable);
}

static void
test_too_late (gconstpointer signal)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;

  /* So that the problem changes too. */
  world_add_fault (world, "{\"status\":400,\"body\":{}}");
  g_assert_false (connection_refresh (connection, NULL));

  ac_connection_set_name (connection, "A");
  world_add_fault (world, "{\"patch\":{\"name\":\"B\"}}");
  if (g_str_equal (signal, "notify::problem"))
    g_signal_connect (connection, signal, G_CALLBACK (cancel_now), cancellable);
  else
    g_signal_connect_swapped (connection, signal, G_CALLBACK (g_cancellable_cancel), cancellable);
  ac_connection_update (connection, cancellable, answer_take, &answer);
  answer_await (&answer);

  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_true (ac_connection_update_finish (connection, answer.result, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "B");
  g_assert_false (ac_connection_get_modified (connection));
  g_assert_null (ac_connection_get_problem (connection));
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_true (ac_connection_update_finish (AC_CONNECTION (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
test_in_callback (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean ended = FALSE;

  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, cancellable, on_ended, &ended);
  await_true (&ended);
}

/* One cancellable ends all operations that have it, and no other. */
static void
test_shared_cancellable (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answers[4] = { ANSWER_INIT };
  g_autofree char *methods = NULL;

  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, cancellable, answer_take, &answers[0]);
  world_await_held (world, 1);
  ac_connection_update (connection, cancellable, answer_take, &answers[1]);
  ac_connection_refresh (connection, NULL, answer_take, &answers[2]);
  ac_connection_delete (connection, cancellable, answer_take, &answers[3]);
  g_cancellable_cancel (cancellable);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpuint (answers[i].calls, ==, 1);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, i == 2 ? "ok" : "cancelled");
      answer_clear (&answers[i]);
    }
  methods = world_dup_methods (world);
  g_assert_cmpstr (methods, ==, "PUT GET");
}

/* After any number of turns of the main loop: all, or nothing. */
static void
test_every_turn (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  gboolean applied = FALSE;

  for (guint turns = 0; !applied; turns++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_auto (Answer) answer = ANSWER_INIT;

      g_assert_cmpuint (turns, <, 1000);
      ac_connection_set_name (connection, "A");
      world_add_fault (world, "{\"patch\":{\"name\":\"B\"}}");
      ac_connection_update (connection, cancellable, answer_take, &answer);
      for (guint i = 0; i < turns && answer.calls == 0; i++)
        g_main_context_iteration (NULL, TRUE);
      /* It may have been applied, and the callback be yet to come. */
      applied = answer.calls > 0;
      g_cancellable_cancel (cancellable);
      answer_await (&answer);
      while (g_main_context_iteration (NULL, FALSE))
        ;

      g_assert_cmpuint (answer.calls, ==, 1);
      if (g_str_equal (answer_get_code (&answer), "ok"))
        g_assert_cmpstr (ac_connection_get_name (connection), ==, "B");
      else
        {
          g_assert_cmpstr (answer_get_code (&answer), ==, "cancelled");
          g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
          g_assert_true (ac_connection_get_modified (connection));
        }
      g_free (emulator_control (world->emulator, "DELETE", "/emulator/faults", NULL));
    }
}

int
main (int argc, char *argv[])
{
  static const char *const late[] = { "notify::name", "notify::service", "notify::problem" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_case ("/cancel/kind", kinds[i].name, GUINT_TO_POINTER (i), test_kind);
  g_test_add_func ("/cancel/client-operations", test_client_operations);
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    add_case ("/cancel/too-late", strrchr (late[i], ':') + 1, late[i], test_too_late);
  g_test_add_func ("/cancel/too-late/callback", test_in_callback);
  g_test_add_func ("/cancel/shared-cancellable", test_shared_cancellable);
  g_test_add_func ("/cancel/every-turn", test_every_turn);
  return g_test_run ();
}
