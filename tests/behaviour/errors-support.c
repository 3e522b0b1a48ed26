/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "errors-support.h"

char *
dup_visible (AcConnection *connection)
{
  guint count;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (connection),
                                                                   &count);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *contents = NULL;

      if (g_str_equal (pspecs[i]->name, "problem"))
        continue;
      g_value_init (&value, pspecs[i]->value_type);
      g_object_get_property (G_OBJECT (connection), pspecs[i]->name, &value);
      if (G_VALUE_HOLDS (&value, G_TYPE_DATE_TIME))
        contents = g_value_get_boxed (&value) != NULL
                   ? g_date_time_format_iso8601 (g_value_get_boxed (&value))
                   : NULL;
      else
        contents = g_strdup_value_contents (&value);
      g_string_append_printf (text, "%s: %s\n", pspecs[i]->name, contents);
    }
  return g_string_free (text, FALSE);
}

AcConnection *
make_changed (World *world)
{
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  ac_connection_set_name (connection, "Acme, Inc.");
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  return g_steal_pointer (&connection);
}

static void
assert_problem (AcProblem *problem, const ErrorRow *row)
{
  const char *message = ac_problem_get_message (problem);

  g_test_message ("%s", message);
  g_assert_cmpstr (ac_problem_get_error_domain (problem), ==, "ac-error-quark");
  g_assert_cmpint (ac_problem_get_error_code (problem), ==, (int) row->code);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, row->http_status);
  g_assert_cmpstr (ac_problem_get_title (problem), ==, row->title);
  g_assert_cmpstr (ac_problem_get_detail (problem), ==, row->detail);
  g_assert_cmpstr (ac_problem_get_server_code (problem), ==, row->server_code);
  g_assert_cmpstr (ac_problem_get_field (problem), ==, row->field);
  g_assert_cmpint (ac_problem_get_retryable (problem), ==, row->retryable);
  g_assert_cmpfloat_with_epsilon (ac_problem_get_retry_after (problem), row->retry_after, 1);
  g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, row->outcome_unknown);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, MAX (row->attempts, 1));
  g_assert_cmpint (ac_problem_get_request_id (problem) != NULL, ==, row->http_status != 0);
  for (guint i = 0; i < G_N_ELEMENTS (row->words) && row->words[i] != NULL; i++)
    if (strstr (message, row->words[i]) == NULL)
      g_error ("\"%s\" does not say \"%s\"", message, row->words[i]);
}

void
test_error_row (gconstpointer data)
{
  const ErrorRow *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_changed (world);
  g_autofree char *visible = dup_visible (connection);
  g_autofree char *changes = ac_connection_dup_changes (connection);
  g_autofree char *json = ac_connection_dup_json (connection);
  g_autofree char *visible_after = NULL, *changes_after = NULL, *json_after = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  ac_client_set_max_attempts (world->client, MAX (row->attempts, 1));
  if (row->timeout > 0)
    ac_client_set_timeout (world->client, row->timeout);
  world_add_fault (world, row->fault);
  ac_connection_update (connection, NULL, answer_take, &answer);
  problem = ac_problem_from_result (answer_await (&answer));

  g_assert_nonnull (problem);
  assert_problem (problem, row);
  g_assert_true (ac_connection_get_problem (connection) == problem);
  g_assert_false (ac_connection_update_finish (connection, answer.result, &error));
  g_assert_error (error, AC_ERROR, (int) row->code);
  g_assert_cmpstr (error->message, ==, ac_problem_get_message (problem));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));

  visible_after = dup_visible (connection);
  changes_after = ac_connection_dup_changes (connection);
  json_after = ac_connection_dup_json (connection);
  g_assert_cmpstr (visible_after, ==, visible);
  g_assert_cmpstr (changes_after, ==, changes);
  g_assert_cmpstr (json_after, ==, json);
}
