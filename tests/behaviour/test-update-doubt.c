/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What may have been changed, and what refresh() tells of it: promises 1 and 2. */

#include "update-support.h"

/* Promises 1 and 2: what a request may have changed is unknown, and a set of the value that was
 * there before is sent again.
 */
typedef struct
{
  const char *name;
  const char *fault;
  const char *code;
  gboolean unknown;
} Doubt;

static const Doubt doubts[] = {
  { "closed-before", "{\"close\":\"before\"}", "network", TRUE },
  { "closed-after", "{\"close\":\"after\"}", "network", TRUE },
  { "reset", "{\"close\":\"reset\"}", "network", TRUE },
  { "truncated", "{\"close\":\"body\"}", "network", TRUE },
  { "unavailable", "{\"status\":503}", "unavailable", TRUE },
  { "not-json", "{\"body\":\"<html>\",\"apply\":true}", "bad-response", TRUE },
  { "another-id", "{\"patch\":{\"id\":\"7\"}}", "bad-response", TRUE },
  { "refused", "{\"status\":422,\"body\":{\"errors\":[]}}", "invalid", FALSE },
  { "forbidden", "{\"status\":403}", "forbidden", FALSE },
  { "limited", "{\"status\":429}", "rate-limited", FALSE },
  { "redirected", "{\"status\":302,\"headers\":{\"Location\":\"/login\"}}", "redirected", FALSE },
};

static void
test_doubt (gconstpointer data)
{
  const Doubt *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, row->fault);
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, &error));
  problem = ac_connection_get_problem (connection);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, row->code);
  g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, row->unknown);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 1);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
  assert_changes (connection, BODY ("\"name\":\"A\""));
  g_assert_cmpuint (world_count_requests (world), ==, 1);

  /* The server's last word is visible again, though it is in doubt. */
  ac_connection_revert (connection);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, SEEDED_NAME);
  assert_changes (connection, NULL);

  ac_connection_set_name (connection, SEEDED_NAME);
  ac_connection_set_link_url (connection, "http://example.com/");
  assert_changes (connection, row->unknown ? BODY ("\"name\":\"" SEEDED_NAME "\"") : NULL);
  g_clear_error (&error);
  ac_client_set_max_attempts (world->client, 5);
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (world_count_requests (world), ==, row->unknown ? 2 : 1);
  if (row->unknown)
    assert_body (world, 1, BODY ("\"name\":\"" SEEDED_NAME "\""));

  /* And known again. */
  ac_connection_set_name (connection, SEEDED_NAME);
  assert_changes (connection, NULL);
}

/* refresh() ends the doubt too. */
static void
test_refresh_ends_doubt (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);

  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, "{\"close\":\"after\"}");
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, NULL));
  assert_changes (connection, BODY ("\"name\":\"A\""));

  g_assert_true (connection_refresh (connection, NULL));
  assert_changes (connection, NULL);
  ac_connection_revert (connection);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
}

static void
test_refresh_keeps_pending (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autoptr (GError) error = NULL;
  guint *names, *links;

  ac_connection_set_name (connection, "mine");
  g_free (emulator_control (world->emulator, "PUT", "/emulator/connections/2",
                            BODY ("\"name\":\"theirs\",\"linkUrl\":\"theirs\"")));
  names = count_notify (connection, "name");
  links = count_notify (connection, "link-url");
  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "mine");
  g_assert_cmpstr (ac_connection_get_link_url (connection), ==, "theirs");
  g_assert_cmpuint (*names, ==, 0);
  g_assert_cmpuint (*links, ==, 1);
  assert_changes (connection, BODY ("\"name\":\"mine\""));

  /* Set to what it is: nothing to send. */
  ac_connection_set_name (connection, "theirs");
  assert_changes (connection, NULL);
  ac_connection_revert (connection);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "theirs");
}

/* Somebody else sets at the server what is pending here. */
static void
test_refresh_meets_pending (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);

  ac_connection_set_name (connection, "both");
  g_free (emulator_control (world->emulator, "PUT", "/emulator/connections/2",
                            BODY ("\"name\":\"both\"")));
  g_assert_true (connection_refresh (connection, NULL));
  assert_changes (connection, NULL);
  g_assert_true (connection_update (connection, NULL));
  g_assert_cmpuint (world_count_requests (world), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/update/doubt", doubts, test_doubt);
  g_test_add_func ("/update/refresh-ends-doubt", test_refresh_ends_doubt);
  g_test_add_func ("/update/refresh-keeps-pending", test_refresh_keeps_pending);
  g_test_add_func ("/update/refresh-meets-pending", test_refresh_meets_pending);
  return g_test_run ();
}
