/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* create(), refresh() and delete(), and how they end. */

#include "operations-support.h"

#include <string.h>

typedef struct
{
  char *id;
  gboolean whole; /* the values were there when the id was notified */
} Seen;

static void
on_id (AcConnection *connection, GParamSpec *pspec, gpointer data)
{
  Seen *seen = data;

  g_free (seen->id);
  seen->id = g_strdup (ac_connection_get_id (connection));
  seen->whole = ac_connection_get_created_at (connection) != NULL
             && g_strcmp0 (ac_connection_get_list_id (connection), "7") == 0;
}

static void
test_create (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  g_autoptr (GError) error = NULL;
  g_autofree char *stored = NULL, *changes = NULL;
  guint *ids = count_notify (connection, "id");
  Seen seen = { NULL, FALSE };

  ac_connection_set_logo_url (connection, "/relative.png");
  ac_connection_set_link_url (connection, "");
  ac_connection_set_list_id (connection, "7");
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==,
                   BODY ("\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\","
                         "\"logoUrl\":\"/relative.png\",\"linkUrl\":\"\",\"listId\":\"7\""));
  g_signal_connect (connection, "notify::id", G_CALLBACK (on_id), &seen);
  g_assert_true (connection_create (connection, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (world_count_requests (world), ==, 1);
  assert_request (world, 0, "POST", "/api/3/connections", changes);
  g_assert_cmpuint (*ids, ==, 1);
  g_assert_cmpstr (seen.id, ==, ac_connection_get_id (connection));
  g_assert_true (seen.whole);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "3");
  g_assert_cmpstr (ac_connection_get_list_id (connection), ==, "7");
  g_assert_cmpstr (ac_connection_get_link_url (connection), ==, "");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_false (ac_connection_get_modified (connection));
  stored = world_dup_stored (world, "3", "logoUrl");
  g_assert_cmpstr (stored, ==, "/relative.png");
  g_free (seen.id);
}

/* create() answered without status: what was set must be sent, for nothing is known. */
static void
test_create_answered_sparsely (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  g_autoptr (GError) error = NULL;

  ac_connection_set_status (connection, AC_CONNECTION_STATUS_CONNECTED);
  world_add_fault (world, "{\"drop\":[\"status\",\"syncStatus\"]}");
  g_assert_true (connection_create (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_UNKNOWN);
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  assert_request (world, 1, "PUT", "/api/3/connections/3", BODY ("\"status\":1"));
}

/* A failed creation can be mended and made again. */
static void
test_create_again (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, NULL);
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  ac_connection_set_service (connection, "s");
  g_assert_false (connection_create (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  problem = ac_connection_get_problem (connection);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 422);
  g_assert_cmpstr (ac_problem_get_field (problem), ==, "external-id");
  g_assert_null (ac_connection_get_id (connection));
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "s");

  g_clear_error (&error);
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "n");
  g_assert_true (connection_create (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "3");
}

static void
test_refresh (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  g_assert_null (ac_connection_get_name (connection));
  g_assert_null (ac_connection_dup_json (connection));
  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  assert_request (world, 0, "GET", "/api/3/connections/2", "");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "The Toolbox");
  json = ac_connection_dup_json (connection);
  g_assert_nonnull (strstr (json, "\"The Toolbox\""));
  g_assert_false (ac_connection_get_modified (connection));
}

static void
test_delete (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_autofree char *stored = NULL;
  guint *ids = count_notify (connection, "id");
  guint *modified;

  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "A");
  modified = count_notify (connection, "modified");
  g_assert_true (connection_delete (connection, &error));
  g_assert_no_error (error);

  assert_request (world, 1, "DELETE", "/api/3/connections/2", "");
  stored = world_dup_stored (world, "2", "name");
  g_assert_null (stored);
  g_assert_null (ac_connection_get_id (connection));
  g_assert_cmpuint (*ids, ==, 1);
  g_assert_cmpuint (*modified, ==, 1);
  /* Its values stay, what was set does not. */
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "The Toolbox");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "fooCommerce");
  g_assert_false (ac_connection_get_modified (connection));
}

/* The answers that a DELETE is known to have. */
static void
test_delete_answers (void)
{
  static const char *const faults[] = {
    "{\"body\":{},\"apply\":true}",
    "{\"body\":\"\",\"apply\":true}",
    "{\"status\":204,\"apply\":true}",
    "{\"body\":{\"success\":1},\"apply\":true}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (World) world = world_new_unlimited ();
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
      g_autoptr (GError) error = NULL;

      world_add_fault (world, faults[i]);
      g_assert_true (connection_delete (connection, &error));
      g_assert_no_error (error);
      g_assert_null (ac_connection_get_id (connection));
    }
}

/* What was deleted can be created again, if it is told what to be. */
static void
test_delete_then_create (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  g_assert_true (connection_refresh (connection, NULL));
  g_assert_true (connection_delete (connection, &error));
  g_assert_no_error (error);
  /* Nothing is known any more: the very same values are sent. */
  ac_connection_set_service (connection, "fooCommerce");
  ac_connection_set_external_id (connection, "toolbox@example.com");
  ac_connection_set_name (connection, "The Toolbox");
  g_assert_true (connection_create (connection, &error));
  g_assert_no_error (error);
  assert_request (world, 2, "POST", "/api/3/connections",
                  BODY ("\"service\":\"fooCommerce\",\"externalid\":\"toolbox@example.com\","
                        "\"name\":\"The Toolbox\""));
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "3");
}

/* The list can be chosen at creation alone. */
static void
test_list_id (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  ac_connection_set_list_id (connection, "5");
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "list-id"));
  assert_invalid (connection, "list-id");
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  /* Withdrawn, it is in the way no more; nor is the list that it has. */
  g_clear_error (&error);
  ac_connection_set_list_id (connection, NULL);
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  assert_request (world, 0, "PUT", "/api/3/connections/2", BODY ("\"name\":\"A\""));
  g_assert_cmpstr (ac_connection_get_list_id (connection), ==, "1");
}

/* A 404 changes nothing but the problem. */
static void
test_not_found (gconstpointer data)
{
  gboolean update = GPOINTER_TO_INT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL, *changes_before = NULL, *changes_after = NULL;
  guint *notified[3], *problems;

  g_assert_true (connection_refresh (connection, NULL));
  g_free (emulator_control (world->emulator, "DELETE", "/emulator/connections/2", NULL));
  ac_connection_set_name (connection, "A");
  before = ac_connection_dup_json (connection);
  changes_before = ac_connection_dup_changes (connection);
  notified[0] = count_notify (connection, "id");
  notified[1] = count_notify (connection, "name");
  notified[2] = count_notify (connection, "modified");
  problems = count_notify (connection, "problem");

  if (update)
    g_assert_false (connection_update (connection, &error));
  else
    g_assert_false (connection_refresh (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_NOT_FOUND);
  after = ac_connection_dup_json (connection);
  changes_after = ac_connection_dup_changes (connection);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (changes_before, ==, changes_after);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "2");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
  for (guint i = 0; i < G_N_ELEMENTS (notified); i++)
    g_assert_cmpuint (*notified[i], ==, 0);
  g_assert_cmpuint (*problems, ==, 1);
}

/* The problem is there before the callback, and the callback's own. */
static void
on_failed (GObject *source, GAsyncResult *result, gpointer data)
{
  AcProblem *problem = ac_problem_from_result (result);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (**(guint **) data, ==, 1);
  g_assert_nonnull (problem);
  g_assert_true (ac_connection_get_problem (AC_CONNECTION (source)) == problem);
  g_assert_false (ac_connection_refresh_finish (AC_CONNECTION (source), result, &error));
  g_assert_cmpstr (error->message, ==, ac_problem_get_message (problem));
  g_assert_cmpint (error->code, ==, ac_problem_get_error_code (problem));
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, ac_problem_get_error_domain (problem));
  g_assert_true (ac_problem_from_result (result) == problem);
  *(guint **) data = NULL;
}

static void
test_problem_before_callback (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "9");
  guint *problems = count_notify (connection, "problem");

  ac_connection_refresh (connection, NULL, on_failed, &problems);
  while (problems != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Two objects of one id share nothing. */
static void
test_twins (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) one = ac_connection_new (world->client, "2");
  g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");

  g_assert_true (connection_refresh (other, NULL));
  ac_connection_set_name (one, "A");
  g_assert_false (ac_connection_get_modified (other));
  g_assert_true (connection_update (one, NULL));
  g_assert_cmpstr (ac_connection_get_name (other), ==, "The Toolbox");
  g_assert_true (connection_refresh (other, NULL));
  g_assert_cmpstr (ac_connection_get_name (other), ==, "A");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operations/create", test_create);
  g_test_add_func ("/operations/create-answered-sparsely", test_create_answered_sparsely);
  g_test_add_func ("/operations/create-again", test_create_again);
  g_test_add_func ("/operations/refresh", test_refresh);
  g_test_add_func ("/operations/delete", test_delete);
  g_test_add_func ("/operations/delete-answers", test_delete_answers);
  g_test_add_func ("/operations/delete-then-create", test_delete_then_create);
  g_test_add_func ("/operations/list-id", test_list_id);
  g_test_add_data_func ("/operations/not-found/refresh", GINT_TO_POINTER (FALSE), test_not_found);
  g_test_add_data_func ("/operations/not-found/update", GINT_TO_POINTER (TRUE), test_not_found);
  g_test_add_func ("/operations/problem-before-callback", test_problem_before_callback);
  g_test_add_func ("/operations/twins", test_twins);
  return g_test_run ();
}
