/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is created or deleted where the outcome of an attempt is unknown. */

#include "operations-support.h"
#include "retry-support.h"

/* A POST whose outcome is unknown is not repeated blindly. */
#define OURS "\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\""
#define ON_POST "\"match\":{\"method\":\"POST\"}"
#define NOT_FOUND                                                                                  \
  "{\"match\":{\"method\":\"GET\"},\"body\":{\"connections\":[],\"meta\":{\"total\":\"0\"}}}"

typedef struct
{
  const char *name;
  const char *faults;
  const char *there; /* before: members of another connection */
  const char *code;
  const char *methods;
  guint max_attempts;
  gboolean unknown;
  guint count; /* of connections "e" at the server */
} Creation;

static const Creation creations[] = {
  { "carried-out-closed", "{" ON_POST ",\"close\":\"after\"}", NULL, "ok", "POST GET", 5, FALSE,
    1 },
  { "carried-out-reset", "{" ON_POST ",\"close\":\"reset\"}", NULL, "ok", "POST GET", 5, FALSE, 1 },
  { "carried-out-truncated", "{" ON_POST ",\"close\":\"body\"}", NULL, "ok", "POST GET", 5, FALSE,
    1 },
  { "carried-out-500", "{" ON_POST ",\"status\":500,\"apply\":true}", NULL, "ok", "POST GET", 5,
    FALSE, 1 },
  { "carried-out-408", "{" ON_POST ",\"status\":408,\"apply\":true}", NULL, "ok", "POST GET", 5,
    FALSE, 1 },
  { "not-carried-out", "{" ON_POST ",\"close\":\"before\"}", NULL, "ok", "POST GET POST", 5, FALSE,
    1 },
  { "not-carried-out-503", "{" ON_POST ",\"status\":503}", NULL, "ok", "POST GET POST", 5, FALSE,
    1 },
  { "not-carried-out-twice", "{" ON_POST ",\"close\":\"before\",\"times\":2}", NULL, "ok",
    "POST GET POST GET POST", 5, FALSE, 1 },
  { "second-carried-out", "{" ON_POST ",\"close\":\"before\"},{" ON_POST ",\"close\":\"after\"}",
    NULL, "ok", "POST GET POST GET", 5, FALSE, 1 },
  { "limited", "{" ON_POST ",\"status\":429}", NULL, "ok", "POST POST", 5, FALSE, 1 },
  { "refused", "{" ON_POST ",\"status\":422,\"body\":{}}", NULL, "invalid", "POST", 5, FALSE, 0 },
  { "other-values", "{" ON_POST ",\"close\":\"before\"}",
    "\"service\":\"s\",\"externalid\":\"e\",\"name\":\"theirs\"", "duplicate", "POST GET", 5, TRUE,
    1 },
  { "older", "{" ON_POST ",\"close\":\"before\"}", OURS ",\"cdate\":\"2017-02-02T14:56:05-06:00\"",
    "duplicate", "POST GET", 5, TRUE, 1 },
  { "only-similar", "{" ON_POST ",\"close\":\"before\"}",
    "\"service\":\"s\",\"externalid\":\"ee\",\"name\":\"n\"", "ok", "POST GET POST", 5, FALSE, 1 },
  { "there-already", NULL, OURS, "duplicate", "POST", 5, FALSE, 1 },
  { "found-at-second-look", "{" ON_POST ",\"close\":\"after\"}," NOT_FOUND, NULL, "ok",
    "POST GET POST GET", 5, FALSE, 1 },
  { "never-found", "{" ON_POST ",\"close\":\"after\"}," NOT_FOUND "," NOT_FOUND, NULL, "network",
    "POST GET POST GET", 5, TRUE, 1 },
  { "never-found-after-500", "{" ON_POST ",\"status\":500,\"apply\":true}," NOT_FOUND "," NOT_FOUND,
    NULL, "unavailable", "POST GET POST GET", 5, TRUE, 1 },
  { "look-refused",
    "{" ON_POST ",\"close\":\"after\"},{\"match\":{\"method\":\"GET\"},\"status\":403}", NULL,
    "network", "POST GET", 5, TRUE, 1 },
  { "look-repeated",
    "{" ON_POST ",\"close\":\"after\"},{\"match\":{\"method\":\"GET\"},\"status\":500}", NULL, "ok",
    "POST GET GET", 5, FALSE, 1 },
  { "attempts-used-up", "{" ON_POST ",\"close\":\"before\",\"times\":0}", NULL, "network",
    "POST GET POST GET", 2, TRUE, 0 },
  { "one-attempt-carried-out", "{" ON_POST ",\"close\":\"after\"}", NULL, "ok", "POST GET", 1,
    FALSE, 1 },
  { "one-attempt", "{" ON_POST ",\"close\":\"before\"}", NULL, "network", "POST GET", 1, TRUE, 0 },
};

static guint
count_at_server (World *world)
{
  g_autofree char *text = emulator_control (world->emulator, "GET", "/emulator/connections", NULL);
  g_auto (GStrv) parts = g_strsplit (text, "\"externalid\":\"e\"", -1);

  return g_strv_length (parts) - 1;
}

static void
begin_creation (Trial *self, guint index)
{
  const Creation *row = &creations[index];

  self->world = world_new_unlimited ();
  self->connection = make_new (self->world);
  self->ids = count_notify (self->connection, "id");
  if (row->there != NULL)
    {
      g_autofree char *body = g_strdup_printf ("{\"connection\":{%s}}", row->there);

      g_free (emulator_control (self->world->emulator, "POST", "/emulator/connections", body));
    }
  if (row->faults != NULL)
    world_add_fault (self->world, row->faults);
  ac_client_set_max_attempts (self->world->client, row->max_attempts);
  ac_connection_create (self->connection, NULL, answer_take, &self->answers[0]);
}

static void
test_creation (gconstpointer data)
{
  static Trial *trials;
  guint index = GPOINTER_TO_UINT (data);
  const Creation *row = &creations[index];
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (creations), begin_creation, index);
  AcConnection *connection = trial->connection;
  g_autofree char *methods_seen = NULL;
  gboolean ok = g_str_equal (row->code, "ok");

  answer_await (&trial->answers[0]);
  g_assert_cmpstr (answer_get_code (&trial->answers[0]), ==, row->code);
  methods_seen = world_dup_methods (trial->world);
  g_assert_cmpstr (methods_seen, ==, row->methods);
  g_assert_cmpuint (count_at_server (trial->world), ==, row->count);
  g_assert_cmpuint (*trial->ids, ==, ok);
  g_assert_cmpint (ac_connection_get_id (connection) != NULL, ==, ok);
  g_assert_cmpint (ac_connection_get_modified (connection), ==, !ok);
  /* What a look has shown last was not created by a POST that was answered. */
  g_assert_cmpint (ac_connection_get_adopted (connection), ==,
                   ok && g_str_has_suffix (methods_seen, "GET"));
  if (ok)
    {
      const char *id = ac_connection_get_id (connection);
      g_autofree char *name = world_dup_stored (trial->world, id, "name");
      g_autofree char *external_id = world_dup_stored (trial->world, id, "externalid");

      g_assert_cmpstr (name, ==, "n");
      g_assert_cmpstr (external_id, ==, "e");
      g_assert_nonnull (ac_connection_get_created_at (connection));
    }
  else
    {
      AcProblem *problem = ac_connection_get_problem (connection);

      g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, row->unknown);
      g_assert_cmpuint (ac_problem_get_attempts (problem), ==, world_count_requests (trial->world));
    }
  trial_clear (trial);
}

/* The look for what may have been created is given up. */
static void
run_look (gboolean cancel)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_new (world);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *methods_seen = NULL;
  AcProblem *problem;

  world_add_fault (world, "{" ON_POST ",\"close\":\"after\"},"
                          "{\"match\":{\"method\":\"GET\"},\"hold\":true}");
  if (!cancel)
    ac_client_set_timeout (world->client, at_most (1));
  ac_connection_create (connection, cancellable, answer_take, &answer);
  world_await_held (world, 1);
  if (cancel)
    g_cancellable_cancel (cancellable);
  answer_await (&answer);

  g_assert_cmpstr (answer_get_code (&answer), ==, cancel ? "cancelled" : "network");
  problem = ac_connection_get_problem (connection);
  g_assert_true (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 2);
  g_assert_null (ac_connection_get_id (connection));
  g_assert_true (ac_connection_get_modified (connection));
  methods_seen = world_dup_methods (world);
  g_assert_cmpstr (methods_seen, ==, "POST GET");
}

static void
test_look_cancelled (void)
{
  run_look (TRUE);
}

static void
test_look_timed_out (void)
{
  run_look (FALSE);
}

/* What 404 means to DELETE. There is no connection 9. */
static const struct
{
  const char *name;
  const char *fault; /* of the first attempt */
  const char *code;
  guint requests;
} deletions[] = {
  { "at-once", NULL, "not-found", 1 },
  { "after-500", "{\"status\":500}", "ok", 2 },
  { "after-lost", "{\"close\":\"before\"}", "ok", 2 },
  { "after-429", "{\"status\":429}", "not-found", 2 },
};

static void
test_deletion (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "9");
  g_auto (Answer) answer = ANSWER_INIT;
  gboolean ok = g_str_equal (deletions[row].code, "ok");

  if (deletions[row].fault != NULL)
    world_add_fault (world, deletions[row].fault);
  ac_connection_set_name (connection, "A");
  ac_connection_delete (connection, NULL, answer_take, &answer);
  answer_await (&answer);

  g_assert_cmpstr (answer_get_code (&answer), ==, deletions[row].code);
  g_assert_cmpuint (world_count_requests (world), ==, deletions[row].requests);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, ok ? NULL : "9");
  g_assert_cmpint (ac_connection_get_modified (connection), ==, !ok);
  if (!ok)
    g_assert_false (ac_problem_get_outcome_unknown (ac_connection_get_problem (connection)));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (creations); i++)
    add_case ("/retry/create", creations[i].name, GUINT_TO_POINTER (i), test_creation);
  g_test_add_func ("/retry/create/look-cancelled", test_look_cancelled);
  g_test_add_func ("/retry/create/look-timed-out", test_look_timed_out);
  for (guint i = 0; i < G_N_ELEMENTS (deletions); i++)
    add_case ("/retry/delete-404", deletions[i].name, GUINT_TO_POINTER (i), test_deletion);
  return g_test_run ();
}
