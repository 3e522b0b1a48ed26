/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What update() sends, and what becomes of the values: promises 1 and 2. */

#include "update-support.h"

/* The documentation's own case, letter for letter. */
static void
test_documented (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;
  g_autofree char *method = NULL, *path = NULL, *token = NULL, *updated = NULL;

  ac_connection_set_external_id (connection, "johndoe@example.com");
  ac_connection_set_name (connection, "Acme, Inc.");
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (world_count_requests (world), ==, 1);
  method = world_dup_logged (world, 0, "method");
  path = world_dup_logged (world, 0, "path");
  token = world_dup_logged (world, 0, "headers.api-token");
  g_assert_cmpstr (method, ==, "PUT");
  g_assert_cmpstr (path, ==, "/api/3/connections/2");
  g_assert_cmpstr (token, ==, "valid");
  assert_body (world, 0, BODY ("\"externalid\":\"johndoe@example.com\",\"name\":\"Acme, Inc.\""));

  g_assert_cmpstr (ac_connection_get_service (connection), ==, "fooCommerce");
  g_assert_cmpstr (ac_connection_get_external_id (connection), ==, "johndoe@example.com");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Acme, Inc.");
  g_assert_false (ac_connection_get_is_internal (connection));
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_STOPPED);
  g_assert_cmpstr (ac_connection_get_logo_url (connection), ==,
                   "http://example.com/i/path3523.png");
  g_assert_cmpstr (ac_connection_get_link_url (connection), ==, "http://example.com/");
  g_assert_cmpstr (ac_connection_get_list_id (connection), ==, "1");
  g_assert_cmpint (g_date_time_get_year (ac_connection_get_created_at (connection)), ==, 2017);
  updated = world_dup_stored (world, "2", "udate");
  g_assert_nonnull (ac_connection_get_updated_at (connection));
  g_assert_nonnull (updated);
  g_assert_null (ac_connection_get_last_sync (connection));
  g_assert_null (ac_connection_get_plan_tier (connection));
  g_assert_true (
    g_str_has_suffix (ac_connection_get_customers_url (connection), "/connections/2/customers"));
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "2");
  g_assert_false (ac_connection_get_modified (connection));
  g_assert_null (ac_connection_get_problem (connection));
}

/* Its other answer: 400 with {}. */
static void
test_documented_refusal (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  world_add_fault (world, "{\"status\":400,\"body\":{}}");
  ac_connection_set_name (connection, "Acme, Inc.");
  g_assert_false (connection_update (connection, &error));

  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "400"));
  problem = ac_connection_get_problem (connection);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "invalid");
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 400);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (world_count_requests (world), ==, 1);
  assert_changes (connection, BODY ("\"name\":\"Acme, Inc.\""));
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Acme, Inc.");
}

/* Promise 1. */
typedef struct
{
  const char *name;
  gboolean known;
  const char *set[4];
  const char *body; /* NULL: no request */
} Sending;

static const Sending sendings[] = {
  { "one-of-many", TRUE, { "name=A" }, BODY ("\"name\":\"A\"") },
  { "all-at-once",
    TRUE,
    { "name=A", "service=s", "status=0", "sync-status=1" },
    BODY ("\"service\":\"s\",\"name\":\"A\",\"status\":0,\"syncStatus\":1") },
  { "nothing-set", TRUE, { NULL }, NULL },
  { "nothing-set-unknown", FALSE, { NULL }, NULL },
  { "same-as-known", TRUE, { "name=" SEEDED_NAME, "status=1", "sync-status=0" }, NULL },
  { "some-same-as-known",
    TRUE,
    { "name=" SEEDED_NAME, "status=0", "sync-status=0" },
    BODY ("\"status\":0") },
  { "same-but-unknown", FALSE, { "name=" SEEDED_NAME }, BODY ("\"name\":\"" SEEDED_NAME "\"") },
  { "one-but-unknown", FALSE, { "status=1" }, BODY ("\"status\":1") },
  { "zero-but-unknown", FALSE, { "sync-status=0" }, BODY ("\"syncStatus\":0") },
  { "zero", TRUE, { "status=0" }, BODY ("\"status\":0") },
  { "empty", TRUE, { "logo-url=" }, BODY ("\"logoUrl\":\"\"") },
  { "empty-but-unknown", FALSE, { "link-url=" }, BODY ("\"linkUrl\":\"\"") },
  { "withdrawn", TRUE, { "name=A", "name" }, NULL },
  { "withdrawn-status", TRUE, { "status=0", "status=-1" }, NULL },
  { "null-is-never-sent", FALSE, { "name", "status=-1", "link-url" }, NULL },
  { "one-withdrawn", FALSE, { "name=A", "link-url=L", "name" }, BODY ("\"linkUrl\":\"L\"") },
  { "last-one-counts", TRUE, { "name=A", "name=B", "name=C" }, BODY ("\"name\":\"C\"") },
  { "there-and-back", TRUE, { "name=A", "name=" SEEDED_NAME }, NULL },
  { "unicode",
    TRUE,
    { "name=Caf\xc3\xa9 \"x\"\n" },
    BODY ("\"name\":\"Caf\xc3\xa9 \\\"x\\\"\\n\"") },
};

static void
test_sending (gconstpointer data)
{
  const Sending *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = row->known ? make_known (world)
                                                   : ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (row->set) && row->set[i] != NULL; i++)
    connection_set (connection, row->set[i]);
  assert_changes (connection, row->body);
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (world_count_requests (world), ==, row->body != NULL);
  if (row->body != NULL)
    assert_body (world, 0, row->body);
  assert_changes (connection, NULL);

  /* All that was set is known now. */
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (world_count_requests (world), ==, row->body != NULL);
}

/* A success without a request is one: it ends the problem too. */
static void
test_nothing_changed_clears_problem (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autoptr (GError) error = NULL;
  guint *notified = count_notify (connection, "problem");

  world_add_fault (world, "{\"status\":400,\"body\":{}}");
  ac_connection_set_name (connection, "A");
  g_assert_false (connection_update (connection, NULL));
  g_assert_nonnull (ac_connection_get_problem (connection));
  g_assert_cmpuint (*notified, ==, 1);

  ac_connection_revert (connection);
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_null (ac_connection_get_problem (connection));
  g_assert_cmpuint (*notified, ==, 2);
  g_assert_cmpuint (world_count_requests (world), ==, 1);
}

/* Promise 2: all values at once. */
typedef struct
{
  guint notified;
  gboolean armed;
} Seen;

static void
on_any_notify (AcConnection *connection, GParamSpec *pspec, gpointer data)
{
  Seen *seen = data;

  if (!seen->armed || g_str_equal (pspec->name, "problem"))
    return;
  seen->notified++;
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "normalised");
  g_assert_cmpstr (ac_connection_get_link_url (connection), ==, "changed by another");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_ERROR);
  g_assert_cmpint (g_date_time_get_year (ac_connection_get_last_sync (connection)), ==, 2020);
  g_assert_false (ac_connection_get_modified (connection));
}

static void
test_all_at_once (void)
{
  static const char *const changed[] = { "name", "link-url", "status", "last-sync", "modified" };
  static const char *const same[] = { "service", "external-id", "logo-url", "created-at", "id" };
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0, FALSE };
  guint *counts[G_N_ELEMENTS (changed)], *same_counts[G_N_ELEMENTS (same)];

  world_add_fault (world, "{\"patch\":{\"name\":\"normalised\",\"linkUrl\":\"changed by another\","
                          "\"status\":\"0\",\"lastSync\":\"2020-01-02T03:04:05-06:00\"}}");
  ac_connection_set_name (connection, "NORMALISED");
  g_signal_connect (connection, "notify", G_CALLBACK (on_any_notify), &seen);
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    counts[i] = count_notify (connection, changed[i]);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    same_counts[i] = count_notify (connection, same[i]);
  /* What is on its way is still a change. */
  seen.armed = TRUE;
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (seen.notified, >=, G_N_ELEMENTS (changed));
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    g_assert_cmpuint (*counts[i], ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    g_assert_cmpuint (*same_counts[i], ==, 0);
}

/* Promise 2: after a failure every visible value is as before. */
static void
test_failure_changes_nothing (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autofree char *before = ac_connection_dup_json (connection);
  g_autofree char *after = NULL;
  guint *names, *links, *modified;

  ac_connection_set_name (connection, "A");
  names = count_notify (connection, "name");
  links = count_notify (connection, "link-url");
  modified = count_notify (connection, "modified");
  /* The answer is one of success up to its last byte, and about another connection. */
  world_add_fault (world, "{\"patch\":{\"linkUrl\":\"L\",\"id\":\"3\"}}");
  g_assert_false (connection_update (connection, NULL));

  after = ac_connection_dup_json (connection);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "A");
  g_assert_cmpstr (ac_connection_get_link_url (connection), ==, "http://example.com/");
  g_assert_cmpuint (*names + *links + *modified, ==, 0);
  assert_changes (connection, BODY ("\"name\":\"A\""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/update/documented", test_documented);
  g_test_add_func ("/update/documented-refusal", test_documented_refusal);
  ADD_CASES ("/update/sends", sendings, test_sending);
  g_test_add_func ("/update/nothing-changed-clears-problem", test_nothing_changed_clears_problem);
  g_test_add_func ("/update/all-at-once", test_all_at_once);
  g_test_add_func ("/update/failure-changes-nothing", test_failure_changes_nothing);
  return g_test_run ();
}
