/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What update() sends, and what becomes of the values: promises 1 to 5. */

#include "support.h"

#define BODY(members) "{\"connection\":{" members "}}"
#define SEEDED_NAME "The Toolbox"

static void
assert_body (World *world, guint request, const char *expected)
{
  g_autofree char *body = world_dup_logged (world, request, "body");

  g_assert_cmpstr (body, ==, expected);
}

static void
assert_changes (AcConnection *connection, const char *expected)
{
  g_autofree char *changes = ac_connection_dup_changes (connection);

  g_assert_cmpstr (changes, ==, expected);
  g_assert_cmpint (ac_connection_get_modified (connection), ==, expected != NULL);
}

/* A connection whose values are known. */
static AcConnection *
make_known (World *world)
{
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  g_free (emulator_control (world->emulator, "DELETE", "/emulator/requests", NULL));
  return g_steal_pointer (&connection);
}

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

/* Promise 3: a value set while the update of "name=A" is in flight. */
typedef struct
{
  const char *name;
  const char *set;    /* NULL: revert() */
  const char *fault;  /* beside being held */
  const char *during; /* visible name until the answer */
  const char *after;  /* and then */
  const char *next;   /* body of the next update, NULL: no request */
} InFlight;

static const InFlight in_flights[] = {
  { "same", "name=A", "", "A", "A", NULL },
  { "other", "name=B", "", "B", "B", BODY ("\"name\":\"B\"") },
  { "old", "name=" SEEDED_NAME, "", SEEDED_NAME, SEEDED_NAME,
    BODY ("\"name\":\"" SEEDED_NAME "\"") },
  { "withdrawn", "name", "", SEEDED_NAME, "A", NULL },
  { "reverted", NULL, "", SEEDED_NAME, "A", NULL },
  { "other-field", "link-url=L", "", "A", "A", BODY ("\"linkUrl\":\"L\"") },
  { "same-but-normalised", "name=A", ",\"patch\":{\"name\":\"a\"}", "A", "A",
    BODY ("\"name\":\"A\"") },
  { "what-it-is-normalised-to", "name=a", ",\"patch\":{\"name\":\"a\"}", "a", "a", NULL },
  { "other-field-that-the-answer-changes", "link-url=L", ",\"patch\":{\"linkUrl\":\"M\"}", "A", "A",
    BODY ("\"linkUrl\":\"L\"") },
  { "other-field-that-the-answer-sets-so", "link-url=L", ",\"patch\":{\"linkUrl\":\"L\"}", "A", "A",
    NULL },
  { "missing-from-the-answer", "name=A", ",\"drop\":[\"name\"]", "A", "A",
    BODY ("\"name\":\"A\"") },
};

static void
test_in_flight (gconstpointer data)
{
  const InFlight *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *fault = g_strdup_printf ("{\"hold\":true%s}", row->fault);

  world_add_fault (world, fault);
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);

  if (row->set != NULL)
    connection_set (connection, row->set);
  else
    ac_connection_revert (connection);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, row->during);

  world_release (world);
  g_assert_true (ac_connection_update_finish (connection, answer_await (&answer), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, row->after);
  assert_changes (connection, row->next);

  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (world_count_requests (world), ==, row->next != NULL ? 2 : 1);
  if (row->next != NULL)
    assert_body (world, 1, row->next);
}

/* Promise 4: what is called while the first request is held. */
typedef struct
{
  const char *name;
  const char *steps;    /* "name=A", "update", "refresh", "revert", "cancel=1" (the first one) */
  const char *faults;   /* of the first request, and of further ones */
  const char *outcomes; /* of the operations, in the order of the calls */
  const char *bodies;   /* of the requests, one a line */
  const char *left;     /* pending at the end */
} Overlap;

#define HELD "{\"hold\":\"before\"}"
#define HELD_AND_REFUSED "{\"hold\":\"before\",\"status\":400,\"body\":{}}"
#define HELD_AND_LOST "{\"hold\":\"before\",\"close\":\"after\"}"
#define REFUSED "{\"status\":400,\"body\":{}}"
#define LOST "{\"close\":\"before\"}"
#define NAME(value) BODY ("\"name\":\"" value "\"") "\n"
#define LINK(value) BODY ("\"linkUrl\":\"" value "\"") "\n"

static const Overlap overlaps[] = {
  { "in-order", "name=A update name=B update name=C update", HELD, "ok ok ok",
    NAME ("A") NAME ("B") NAME ("C"), NULL },
  { "nothing-left", "name=A update update update", HELD, "ok ok ok", NAME ("A"), NULL },
  { "what-is-left", "name=A update link-url=L update", HELD, "ok ok", NAME ("A") LINK ("L"), NULL },
  { "set-after-the-call", "name=A update link-url=L update name=B", HELD, "ok ok",
    NAME ("A") LINK ("L"), BODY ("\"name\":\"B\"") },
  { "back-to-the-old",
    "name=A update name="
    "old"
    " update",
    HELD, "ok ok", NAME ("A") NAME ("old"), NULL },
  { "first-refused", "name=A update update", HELD_AND_REFUSED, "invalid ok", NAME ("A") NAME ("A"),
    NULL },
  { "first-refused-set-anew", "name=A update name=B update", HELD_AND_REFUSED, "invalid ok",
    NAME ("A") NAME ("B"), NULL },
  { "first-refused-other-set", "name=A update link-url=L update", HELD_AND_REFUSED, "invalid ok",
    NAME ("A") BODY ("\"name\":\"A\",\"linkUrl\":\"L\"") "\n", NULL },
  { "first-refused-back-to-known", "name=A update name=old update", HELD_AND_REFUSED, "invalid ok",
    NAME ("A"), NULL },
  { "middle-refused", "name=A update link-url=L update logo-url=G update", HELD "," REFUSED,
    "ok invalid ok", NAME ("A") LINK ("L") BODY ("\"logoUrl\":\"G\",\"linkUrl\":\"L\"") "\n",
    NULL },
  { "middle-refused-same-field", "name=A update name=B update name=C update", HELD "," REFUSED,
    "ok invalid ok", NAME ("A") NAME ("B") NAME ("C"), NULL },
  { "middle-lost", "name=A update name=B update link-url=L update", HELD "," LOST, "ok network ok",
    NAME ("A") NAME ("B") BODY ("\"name\":\"B\",\"linkUrl\":\"L\"") "\n", NULL },
  { "middle-cancelled", "name=A update link-url=L update logo-url=G update cancel=2", HELD,
    "ok cancelled ok", NAME ("A") BODY ("\"logoUrl\":\"G\",\"linkUrl\":\"L\"") "\n", NULL },
  { "last-cancelled", "name=A update name=B update cancel=2", HELD, "ok cancelled", NAME ("A"),
    BODY ("\"name\":\"B\"") },
  { "first-cancelled", "name=A update name=B update cancel=1", HELD, "cancelled ok",
    NAME ("A") NAME ("B"), NULL },
  { "first-cancelled-back-to-known", "name=A update name=old update cancel=1", HELD, "cancelled ok",
    NAME ("A") NAME ("old"), NULL },
  { "first-lost", "name=A update update", HELD_AND_LOST, "network ok", NAME ("A") NAME ("A"),
    NULL },
  { "all-refused", "name=A update update", HELD_AND_REFUSED "," REFUSED, "invalid invalid",
    NAME ("A") NAME ("A"), BODY ("\"name\":\"A\"") },
  { "reverted", "name=A update name=B update revert", HELD, "ok ok", NAME ("A") NAME ("B"), NULL },
  { "reverted-before-the-call", "name=A update name=B revert update", HELD, "ok ok", NAME ("A"),
    NULL },
  { "refresh-between", "name=A update link-url=L refresh update", HELD, "ok ok ok",
    NAME ("A") "\n" LINK ("L"), NULL },
  { "refresh-after-refused", "name=A update refresh update", HELD_AND_REFUSED, "invalid ok ok",
    NAME ("A") "\n" NAME ("A"), NULL },
};

typedef struct
{
  GPtrArray *answers; /* Answer */
  GPtrArray *cancellables;
  GString *order; /* of the callbacks */
} Story;

static void
free_answer (gpointer answer)
{
  answer_clear (answer);
  g_free (answer);
}

static void
story_step (Story *story, World *world, AcConnection *connection, const char *step)
{
  gboolean is_update = g_str_equal (step, "update");

  if (is_update || g_str_equal (step, "refresh"))
    {
      Answer *answer = g_new0 (Answer, 1);
      GCancellable *cancellable = g_cancellable_new ();

      g_ptr_array_add (story->answers, answer);
      g_ptr_array_add (story->cancellables, cancellable);
      if (is_update)
        ac_connection_update (connection, cancellable, answer_take, answer);
      else
        ac_connection_refresh (connection, cancellable, answer_take, answer);
      if (story->answers->len == 1)
        world_await_held (world, 1);
    }
  else if (g_str_has_prefix (step, "cancel="))
    g_cancellable_cancel (story->cancellables->pdata[atoi (strchr (step, '=') + 1) - 1]);
  else if (g_str_equal (step, "revert"))
    ac_connection_revert (connection);
  else
    connection_set (connection, step);
}

static void
test_overlap (gconstpointer data)
{
  const Overlap *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (free_answer);
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) outcomes = g_string_new (NULL);
  g_autoptr (GString) bodies = g_string_new (NULL);
  g_auto (GStrv) steps = g_strsplit (row->steps, " ", -1);
  Story story = { answers, cancellables, NULL };

  g_free (emulator_control (world->emulator, "PUT", "/emulator/connections/2",
                            BODY ("\"name\":\"old\"")));
  connection = make_known (world);
  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, row->faults);

  for (guint i = 0; steps[i] != NULL; i++)
    story_step (&story, world, connection, steps[i]);
  if (strstr (row->steps, "cancel=1") == NULL)
    world_release (world);

  for (guint i = 0; i < answers->len; i++)
    {
      Answer *answer = g_ptr_array_index (answers, i);

      answer_await (answer);
      g_assert_cmpuint (answer->calls, ==, 1);
      g_string_append_printf (outcomes, "%s%s", i > 0 ? " " : "", answer_get_code (answer));
    }
  for (guint i = 0; i < world_count_requests (world); i++)
    {
      g_autofree char *body = world_dup_logged (world, i, "body");

      g_string_append_printf (bodies, "%s\n", body);
    }
  g_assert_cmpstr (outcomes->str, ==, row->outcomes);
  g_assert_cmpstr (bodies->str, ==, row->bodies);
  assert_changes (connection, row->left);
}

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

  g_test_add_func ("/update/documented", test_documented);
  g_test_add_func ("/update/documented-refusal", test_documented_refusal);
  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    add_case ("/update/sends", sendings[i].name, &sendings[i], test_sending);
  g_test_add_func ("/update/nothing-changed-clears-problem", test_nothing_changed_clears_problem);
  g_test_add_func ("/update/all-at-once", test_all_at_once);
  g_test_add_func ("/update/failure-changes-nothing", test_failure_changes_nothing);
  for (guint i = 0; i < G_N_ELEMENTS (in_flights); i++)
    add_case ("/update/set-in-flight", in_flights[i].name, &in_flights[i], test_in_flight);
  for (guint i = 0; i < G_N_ELEMENTS (overlaps); i++)
    add_case ("/update/overlap", overlaps[i].name, &overlaps[i], test_overlap);
  for (guint i = 0; i < G_N_ELEMENTS (doubts); i++)
    add_case ("/update/doubt", doubts[i].name, &doubts[i], test_doubt);
  g_test_add_func ("/update/refresh-ends-doubt", test_refresh_ends_doubt);
  g_test_add_func ("/update/refresh-keeps-pending", test_refresh_keeps_pending);
  g_test_add_func ("/update/refresh-meets-pending", test_refresh_meets_pending);
  g_test_add_func ("/update/dropped-in-flight", test_dropped_in_flight);
  g_test_add_func ("/update/forgotten", test_forgotten);
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    add_case ("/update/next-from", chains[i].name, GUINT_TO_POINTER (i), test_chain);
  for (guint i = 0; i < G_N_ELEMENTS (callings); i++)
    add_case ("/update/callback", callings[i].name, &callings[i], test_calling);

  return g_test_run ();
}
