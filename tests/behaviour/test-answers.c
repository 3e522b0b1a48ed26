/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What an answer of success makes of the values. Answers that are odd or hostile are in the table
 * of faults.
 */

#include "support.h"

/* What becomes of a sent field, by what the answer says of it. */
typedef struct
{
  const char *name;
  const char *fault;
  const char *value;     /* afterwards */
  const char *set_again; /* … and what would be sent … */
  const char *changes;   /* … if this was set then */
} Sent;

static const Sent sent[] = {
  { "taken", NULL, "Acme", "Acme", NULL },
  { "normalised", "{\"patch\":{\"name\":\"ACME\"}}", "ACME", "ACME", NULL },
  { "normalised/sent-again", "{\"patch\":{\"name\":\"ACME\"}}", "ACME", "Acme",
    "{\"connection\":{\"name\":\"Acme\"}}" },
  { "ignored", "{\"patch\":{\"name\":\"The Toolbox\"}}", "The Toolbox", "The Toolbox", NULL },
  { "ignored/sent-again", "{\"patch\":{\"name\":\"The Toolbox\"}}", "The Toolbox", "Acme",
    "{\"connection\":{\"name\":\"Acme\"}}" },
  { "emptied", "{\"patch\":{\"name\":\"\"}}", "", "", NULL },
  { "missing", "{\"drop\":[\"name\"]}", "Acme", "Acme", "{\"connection\":{\"name\":\"Acme\"}}" },
};

static void
test_sent (gconstpointer data)
{
  const Sent *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_autofree char *changes = NULL, *changes_again = NULL;

  ac_connection_set_name (connection, "Acme");
  if (row->fault != NULL)
    world_add_fault (world, row->fault);
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, row->value);
  g_assert_false (ac_connection_get_modified (connection));
  changes = ac_connection_dup_changes (connection);
  g_assert_null (changes);

  ac_connection_set_name (connection, row->set_again);
  changes_again = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes_again, ==, row->changes);
}

/* `"1"` is 1: a status that the server has already is not sent. */
static void
test_typed_comparison (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  static const char *const faults[] = { "{\"patch\":{\"status\":1}}",
                                        "{\"patch\":{\"status\":\"1\"}}",
                                        "{\"patch\":{\"status\":true}}",
                                        "{\"patch\":{\"status\":1.0}}" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      world_add_fault (world, faults[i]);
      g_assert_true (connection_refresh (connection, NULL));
      ac_connection_set_status (connection, AC_CONNECTION_STATUS_CONNECTED);
      g_assert_false (ac_connection_get_modified (connection));
      ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
      g_assert_true (ac_connection_get_modified (connection));
      ac_connection_revert (connection);
    }
}

/* What was not sent and is missing from the answer keeps its last value, and stays known. */
static void
test_missing_unsent (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GDateTime) created_at = NULL;
  guint *notified;
  g_autoptr (GError) error = NULL;

  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  created_at = g_date_time_ref (ac_connection_get_created_at (connection));
  notified = count_notify (connection, "status");
  ac_connection_set_name (connection, "Acme");
  world_add_fault (world, "{\"drop\":[\"status\",\"syncStatus\",\"service\",\"cdate\",\"links\"]}");
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);

  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_STOPPED);
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "fooCommerce");
  g_assert_true (g_date_time_equal (ac_connection_get_created_at (connection), created_at));
  g_assert_nonnull (ac_connection_get_customers_url (connection));
  g_assert_cmpuint (*notified, ==, 0);
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_false (ac_connection_get_modified (connection));
}

/* A status that was never told is unknown, and so any set of it is sent. */
static void
test_missing_status (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *changes = NULL;

  world_add_fault (world, "{\"drop\":[\"status\",\"syncStatus\"]}");
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_UNKNOWN);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_UNKNOWN);
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==, "{\"connection\":{\"status\":0}}");
}

/* In one go: nobody sees half an answer. */
static void
on_notify (AcConnection *connection, GParamSpec *pspec, gpointer count)
{
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "B");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_ERROR);
  g_assert_false (ac_connection_get_modified (connection));
  ++*(guint *) count;
}

static void
test_at_once (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint count = 0;

  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "a");
  world_add_fault (world, "{\"patch\":{\"name\":\"A\",\"service\":\"B\",\"status\":0}}");
  g_signal_connect (connection, "notify", G_CALLBACK (on_notify), &count);
  g_assert_true (connection_update (connection, NULL));
  /* name, service, status, updated-at, modified; service-name is not patched */
  g_assert_cmpuint (count, ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/answers/sent", sent, test_sent);
  g_test_add_func ("/answers/typed-comparison", test_typed_comparison);
  g_test_add_func ("/answers/missing-unsent", test_missing_unsent);
  g_test_add_func ("/answers/missing-status", test_missing_status);
  g_test_add_func ("/answers/at-once", test_at_once);
  return g_test_run ();
}
