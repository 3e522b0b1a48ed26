/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How create(), update(), refresh() and delete() follow one another. */

#include "operations-support.h"

/* What create() does not send stays pending for update(). */
static void
test_create_then_update (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  g_autoptr (GError) error = NULL;
  g_autofree char *changes = NULL;

  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  ac_connection_set_sync_status (connection, AC_SYNC_STATUS_STOPPED);
  g_assert_true (connection_create (connection, &error));
  g_assert_no_error (error);
  assert_request (world, 0, "POST", "/api/3/connections",
                  BODY ("\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\""));
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_ERROR);
  g_assert_true (ac_connection_get_modified (connection));
  /* The server has begun with the sync status that was set. */
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==, BODY ("\"status\":0"));

  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  assert_request (world, 1, "PUT", "/api/3/connections/3", BODY ("\"status\":0"));
  g_assert_false (ac_connection_get_modified (connection));
}

/* All that was called behind delete() fails without a request. */
static void
test_queued_behind_delete (void)
{
  static const ConnectionBegin begins[] = { ac_connection_refresh, ac_connection_update,
                                            ac_connection_delete, ac_connection_create };
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) deleted = ANSWER_INIT;
  Answer answers[G_N_ELEMENTS (begins)] = { ANSWER_INIT };
  g_autofree char *methods = NULL;

  world_add_fault (world, "{\"hold\":true}");
  ac_connection_delete (connection, NULL, answer_take, &deleted);
  world_await_held (world, 1);
  ac_connection_set_name (connection, "A");
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    begins[i](connection, NULL, answer_take, &answers[i]);
  world_release (world);

  answer_await (&deleted);
  g_assert_cmpstr (answer_get_code (&deleted), ==, "ok");
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      AcProblem *problem = ac_problem_from_result (answer_await (&answers[i]));

      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "not-found");
      g_assert_cmpuint (answers[i].calls, ==, 1);
      g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
      g_assert_false (ac_problem_get_outcome_unknown (problem));
      answer_clear (&answers[i]);
    }
  methods = world_dup_methods (world);
  g_assert_cmpstr (methods, ==, "DELETE");
  g_assert_null (ac_connection_get_id (connection));
  g_assert_false (ac_connection_get_modified (connection));
}

/* After one that failed, they are made. */
static void
test_queued_behind_failed_delete (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) deleted = ANSWER_INIT, updated = ANSWER_INIT;
  g_autofree char *methods = NULL;

  world_add_fault (world, "{\"hold\":true,\"status\":403}");
  ac_connection_delete (connection, NULL, answer_take, &deleted);
  world_await_held (world, 1);
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, answer_take, &updated);
  world_release (world);
  answer_await (&deleted);
  answer_await (&updated);
  g_assert_cmpstr (answer_get_code (&deleted), ==, "forbidden");
  g_assert_cmpstr (answer_get_code (&updated), ==, "ok");
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "2");
  methods = world_dup_methods (world);
  g_assert_cmpstr (methods, ==, "DELETE PUT");
}

/* Called from the callback of delete(), an operation is not behind it. */
static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  AcConnection *connection = AC_CONNECTION (source);

  g_assert_true (ac_connection_delete_finish (connection, result, NULL));
  ac_connection_set_service (connection, "s");
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "n");
  ac_connection_create (connection, NULL, answer_take, data);
}

static void
test_create_from_callback_of_delete (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) created = ANSWER_INIT;

  ac_connection_delete (connection, NULL, on_deleted, &created);
  answer_await (&created);
  g_assert_cmpstr (answer_get_code (&created), ==, "ok");
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "3");
}

/* The id is looked at when the turn comes: all of this may be called at once. */
static void
test_called_while_created (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  Answer answers[6] = { ANSWER_INIT };
  static const char *const codes[] = { "ok", "ok", "invalid", "ok", "ok", "not-found" };
  g_autofree char *methods = NULL;

  world_add_fault (world, "{\"hold\":true}");
  ac_connection_create (connection, NULL, answer_take, &answers[0]);
  world_await_held (world, 1);
  ac_connection_set_name (connection, "m");
  ac_connection_update (connection, NULL, answer_take, &answers[1]);
  ac_connection_create (connection, NULL, answer_take, &answers[2]);
  ac_connection_refresh (connection, NULL, answer_take, &answers[3]);
  ac_connection_delete (connection, NULL, answer_take, &answers[4]);
  ac_connection_update (connection, NULL, answer_take, &answers[5]);
  world_release (world);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, codes[i]);
      answer_clear (&answers[i]);
    }
  methods = world_dup_methods (world);
  g_assert_cmpstr (methods, ==, "POST PUT GET DELETE");
  assert_request (world, 1, "PUT", "/api/3/connections/3", BODY ("\"name\":\"m\""));
}

/* And after a creation that failed, there is none to be updated. */
static void
test_update_behind_failed_create (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  g_auto (Answer) created = ANSWER_INIT, updated = ANSWER_INIT;

  world_add_fault (world, "{\"hold\":true,\"status\":422,\"body\":{}}");
  ac_connection_create (connection, NULL, answer_take, &created);
  world_await_held (world, 1);
  ac_connection_update (connection, NULL, answer_take, &updated);
  world_release (world);
  answer_await (&created);
  answer_await (&updated);
  g_assert_cmpstr (answer_get_code (&created), ==, "invalid");
  g_assert_cmpstr (answer_get_code (&updated), ==, "invalid");
  assert_invalid (connection, "id");
  g_assert_cmpuint (world_count_requests (world), ==, 1);
}

/* A value set while create() is under way is an update's. */
static void
test_set_while_created (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  g_auto (Answer) created = ANSWER_INIT;
  g_autofree char *changes = NULL;

  world_add_fault (world, "{\"hold\":true}");
  ac_connection_create (connection, NULL, answer_take, &created);
  world_await_held (world, 1);
  ac_connection_set_name (connection, "m");
  world_release (world);
  answer_await (&created);
  g_assert_cmpstr (answer_get_code (&created), ==, "ok");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "m");
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==, BODY ("\"name\":\"m\""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operations/create-then-update", test_create_then_update);
  g_test_add_func ("/operations/queued-behind-delete", test_queued_behind_delete);
  g_test_add_func ("/operations/queued-behind-failed-delete", test_queued_behind_failed_delete);
  g_test_add_func ("/operations/create-from-callback-of-delete",
                   test_create_from_callback_of_delete);
  g_test_add_func ("/operations/called-while-created", test_called_while_created);
  g_test_add_func ("/operations/update-behind-failed-create", test_update_behind_failed_create);
  g_test_add_func ("/operations/set-while-created", test_set_while_created);
  return g_test_run ();
}
