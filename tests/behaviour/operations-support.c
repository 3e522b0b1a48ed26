/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "operations-support.h"

AcConnection *
make_new (World *world)
{
  AcConnection *connection = ac_connection_new (world->client, NULL);

  ac_connection_set_service (connection, "s");
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "n");
  return connection;
}

void
assert_request (World *world, guint request, const char *method, const char *path, const char *body)
{
  g_autofree char *logged_method = world_dup_logged (world, request, "method");
  g_autofree char *logged_path = world_dup_logged (world, request, "path");
  g_autofree char *logged_body = world_dup_logged (world, request, "body");

  g_assert_cmpstr (logged_method, ==, method);
  g_assert_cmpstr (logged_path, ==, path);
  g_assert_cmpstr (logged_body, ==, body);
}

void
assert_invalid (AcConnection *connection, const char *field)
{
  AcProblem *problem = ac_connection_get_problem (connection);

  g_assert_cmpstr (ac_problem_get_code (problem), ==, "invalid");
  g_assert_cmpstr (ac_problem_get_field (problem), ==, field);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_false (ac_problem_get_retryable (problem));
}
