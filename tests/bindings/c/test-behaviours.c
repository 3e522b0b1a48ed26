/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Runs a table of behaviours: test-behaviours TABLE.JSON [async|sync|logged]
 * What the rows and steps mean is in ../README.md.
 */

#include <activecampaign-glib.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "caller.h"
#include "operation.h"
#include "secrecy.h"
#include "surroundings.h"
#include "values.h"

#define TOKEN "emulator-token"

/* How a row is run. */
typedef enum
{
  ASYNC,
  SYNC,   /* for rows of which no step lets an operation run alone */
  LOGGED, /* with a session of the app's own that logs all that it can */
} Mode;

static const char *const mode_names[] = {
  [ASYNC] = "async",
  [SYNC] = "sync",
  [LOGGED] = "logged",
};

static Mode mode;

/* One row while it runs. */
typedef struct
{
  Surroundings surroundings;
  Caller caller;
  Objects objects;
  GHashTable *operations; /* name → Operation */
} Run;

/* Steps to be taken within a callback or a handler. */
typedef struct
{
  Run *run;
  JsonArray *steps;
} Later;

static void take (Run *run, JsonObject *step);

static void
take_all (Run *run, JsonArray *steps)
{
  for (guint i = 0; i < json_array_get_length (steps); i++)
    take (run, json_array_get_object_element (steps, i));
}

static void
take_later (gpointer data)
{
  Later *later = data;

  take_all (later->run, later->steps);
  g_free (later);
}

static JsonNode *
ask (Run *run, const char *path)
{
  g_autofree char *text = emulator_control (run->surroundings.world->emulator, "GET", path, NULL);

  return parse_json (text);
}

static Operation *
get_operation (Run *run, const char *name)
{
  Operation *operation = g_hash_table_lookup (run->operations, name);

  g_assert_nonnull (operation);
  return operation;
}

static void
start_as (Run *run, JsonObject *step, const char *name)
{
  Operation *operation = operation_new (&run->objects);
  JsonArray *then = find_array (step, "then");

  g_hash_table_insert (run->operations, g_strdup (name), operation);
  if (then != NULL)
    {
      Later *later = g_new (Later, 1);

      *later = (Later){ run, then };
      operation->then = take_later;
      operation->then_data = later;
    }
  caller_start (&run->caller, operation, step, mode == SYNC);
}

static void
assert_says (const char *message, JsonNode *says)
{
  if (JSON_NODE_HOLDS_ARRAY (says))
    {
      JsonArray *parts = json_node_get_array (says);

      for (guint i = 0; i < json_array_get_length (parts); i++)
        assert_says (message, json_array_get_element (parts, i));
    }
  else if (strstr (message, json_node_get_string (says)) == NULL)
    {
      g_error ("\"%s\" does not say \"%s\"", message, json_node_get_string (says));
    }
}

static void
assert_problem (Run *run, Operation *operation, JsonObject *step)
{
  AcProblem *problem = operation->problem;
  JsonObject *expected = find_object (step, "problem");
  const GError *error = operation->error;
  gpointer objects[] = { run->objects.client, run->objects.connection, run->objects.list };
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_test_message ("%.300s", error->message);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, ac_problem_get_error_domain (problem));
  g_assert_cmpint (error->code, ==, ac_problem_get_error_code (problem));
  g_assert_cmpstr (error->message, ==, ac_problem_get_message (problem));
  g_assert_true (operation->reported == problem);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  secrecy_assert (problem);
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    if (objects[i] != NULL)
      secrecy_assert (objects[i]);
  if (json_object_has_member (step, "says"))
    assert_says (error->message, json_object_get_member (step, "says"));
  if (expected == NULL)
    return;
  json_object_iter_init_ordered (&iter, expected);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    assert_json (dup_property (problem, name), value, name);
}

static void
assert_code (const char *code, JsonNode *ends)
{
  JsonArray *choice = JSON_NODE_HOLDS_ARRAY (ends) ? json_node_get_array (ends) : NULL;

  for (guint i = 0; choice != NULL && i < json_array_get_length (choice); i++)
    if (g_str_equal (json_array_get_string_element (choice, i), code))
      return;
  g_assert_null (choice);
  g_assert_cmpstr (code, ==, json_node_get_string (ends));
}

static void
await_named (Run *run, JsonObject *step, const char *name)
{
  Operation *operation = get_operation (run, name);

  caller_await (&run->caller, operation);
  assert_code (operation_get_code (operation), json_object_get_member (step, "ends"));
  g_assert_true ((operation->error == NULL) == (operation->problem == NULL));
  if (operation->error != NULL)
    assert_problem (run, operation, step);
  else
    g_assert_null (operation->reported);
}

static void
take_set (Run *run, JsonObject *step)
{
  set_properties (run->objects.connection, json_object_get_object_member (step, "values"));
}

/* A timeout that a step sets is to be long enough, also where all is slow; one that the client has
 * from the start is to run out.
 */
static void
take_set_client (Run *run, JsonObject *step)
{
  AcClient *client = run->objects.client;
  JsonObject *values = json_object_get_object_member (step, "values");

  set_properties (client, values);
  if (json_object_has_member (values, "timeout") && g_getenv ("AC_TEST_SLOW") != NULL)
    ac_client_set_timeout (client, 10 * ac_client_get_timeout (client));
}

static void
take_start (Run *run, JsonObject *step)
{
  start_as (run, step, json_object_get_string_member (step, "as"));
}

static void
take_await (Run *run, JsonObject *step)
{
  await_named (run, step, json_object_get_string_member (step, "name"));
}

static void
take_run (Run *run, JsonObject *step)
{
  start_as (run, step, "");
  await_named (run, step, "");
}

static void
take_cancel (Run *run, JsonObject *step)
{
  g_cancellable_cancel (
    get_operation (run, json_object_get_string_member (step, "name"))->cancellable);
}

static void
take_revert (Run *run, JsonObject *step)
{
  ac_connection_revert (run->objects.connection);
}

static void
drop (Run *run, const char *name)
{
  if (g_str_equal (name, "client"))
    g_clear_object (&run->objects.client);
  else if (g_str_equal (name, "connection"))
    g_clear_object (&run->objects.connection);
  else if (g_str_equal (name, "list"))
    g_clear_object (&run->objects.list);
  else
    g_error ("there is no object \"%s\"", name);
}

static void
take_drop (Run *run, JsonObject *step)
{
  JsonArray *names = find_array (step, "objects");

  if (names == NULL)
    g_clear_object (&run->objects.connection);
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    drop (run, json_array_get_string_element (names, i));
}

static void
on_notify (GObject *object, GParamSpec *pspec, Later *later)
{
  Later now = *later;

  g_signal_handlers_disconnect_by_func (object, on_notify, later);
  take_all (now.run, now.steps);
}

static void
free_later (gpointer later, GClosure *closure)
{
  g_free (later);
}

static void
take_on_notify (Run *run, JsonObject *step)
{
  const char *property = json_object_get_string_member (step, "property");
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);
  Later *later = g_new (Later, 1);

  *later = (Later){ run, json_object_get_array_member (step, "steps") };
  g_signal_connect_data (run->objects.connection, signal, G_CALLBACK (on_notify), later, free_later,
                         0);
}

static void
take_await_held (Run *run, JsonObject *step)
{
  world_await_held (run->surroundings.world, (guint) json_object_get_int_member (step, "count"));
}

static void
take_await_requests (Run *run, JsonObject *step)
{
  world_await_requests (run->surroundings.world,
                        (guint) json_object_get_int_member (step, "count"));
}

static void
take_release (Run *run, JsonObject *step)
{
  world_release (run->surroundings.world);
}

static void
take_set_faults (Run *run, JsonObject *step)
{
  surroundings_set_faults (&run->surroundings, json_object_get_array_member (step, "faults"));
}

static void
take_stop_server (Run *run, JsonObject *step)
{
  surroundings_stop_server (&run->surroundings);
}

static void
take_start_server (Run *run, JsonObject *step)
{
  surroundings_start_server (&run->surroundings);
}

static JsonNode *
dup_changes (AcConnection *connection)
{
  g_autofree char *changes = ac_connection_dup_changes (connection);

  return parse_json (changes != NULL ? changes : "null");
}

/* What the server told last, as it told it. */
static void
assert_told (AcConnection *connection, JsonObject *expected)
{
  g_autofree char *text = ac_connection_dup_json (connection);
  g_autoptr (JsonNode) told = parse_json (text);

  assert_members (json_node_get_object (told), expected);
}

static void
take_expect (Run *run, JsonObject *step)
{
  AcConnection *connection = run->objects.connection;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_object_get_object_member (step, "values"));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (g_str_equal (name, "json"))
      assert_told (connection, json_node_get_object (value));
    else
      assert_json (g_str_equal (name, "changes") ? dup_changes (connection)
                                                 : dup_property (connection, name),
                   value, name);
}

static void
take_expect_list (Run *run, JsonObject *step)
{
  GListModel *model = G_LIST_MODEL (run->objects.list);
  JsonArray *ids = find_array (step, "ids");

  g_assert_cmpuint (g_list_model_get_n_items (model), ==,
                    json_object_get_int_member (step, "n-items"));
  g_assert_cmpint (ac_connection_list_get_total (run->objects.list), ==,
                   json_object_get_int_member (step, "total"));
  if (ids == NULL)
    return;
  g_assert_cmpuint (json_array_get_length (ids), ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      g_autoptr (AcConnection) row = g_list_model_get_item (model, i);

      g_assert_cmpstr (ac_connection_get_id (row), ==, json_array_get_string_element (ids, i));
    }
}

static void
take_expect_found (Run *run, JsonObject *step)
{
  AcConnection *found = run->objects.found;

  g_assert_cmpstr (found != NULL ? ac_connection_get_id (found) : NULL, ==,
                   find_string (step, "id"));
}

static void
take_expect_stored (Run *run, JsonObject *step)
{
  g_autoptr (JsonNode) root = ask (run, "/emulator/connections");
  JsonArray *rows = json_object_get_array_member (json_node_get_object (root), "connections");
  JsonNode *expected = json_object_get_member (step, "connection");
  JsonObject *stored = NULL;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_str_equal (json_object_get_string_member (row, "id"),
                       json_object_get_string_member (step, "id")))
        stored = row;
    }
  g_assert_true ((stored == NULL) == JSON_NODE_HOLDS_NULL (expected));
  if (stored != NULL)
    assert_members (stored, json_node_get_object (expected));
}

static void
take_expect_requests (Run *run, JsonObject *step)
{
  g_autoptr (JsonNode) root = ask (run, "/emulator/requests");
  JsonArray *log = json_object_get_array_member (json_node_get_object (root), "requests");
  JsonArray *expected = json_object_get_array_member (step, "requests");

  g_assert_cmpuint (json_array_get_length (log), ==, json_array_get_length (expected));
  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      JsonObject *entry = json_array_get_object_element (log, i);
      JsonObject *wanted = json_array_get_object_element (expected, i);

      if (json_object_has_member (wanted, "body"))
        json_object_set_member (entry, "body",
                                parse_json (json_object_get_string_member (entry, "body")));
      assert_members (entry, wanted);
    }
}

static void
take_expect_stats (Run *run, JsonObject *step)
{
  g_autoptr (JsonNode) stats = ask (run, "/emulator/stats");

  assert_members (json_node_get_object (stats), step);
}

static const struct
{
  const char *name;
  void (*take) (Run *run, JsonObject *step);
} steps[] = {
  { "set", take_set },
  { "set-client", take_set_client },
  { "start", take_start },
  { "await", take_await },
  { "run", take_run },
  { "cancel", take_cancel },
  { "revert", take_revert },
  { "drop", take_drop },
  { "on-notify", take_on_notify },
  { "await-held", take_await_held },
  { "await-requests", take_await_requests },
  { "release", take_release },
  { "set-faults", take_set_faults },
  { "stop-server", take_stop_server },
  { "start-server", take_start_server },
  { "expect", take_expect },
  { "expect-list", take_expect_list },
  { "expect-found", take_expect_found },
  { "expect-stored", take_expect_stored },
  { "expect-requests", take_expect_requests },
  { "expect-stats", take_expect_stats },
};

static void
take (Run *run, JsonObject *step)
{
  const char *name = json_object_get_string_member (step, "do");

  g_test_message ("%s", name);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].name, name))
      {
        steps[i].take (run, step);
        return;
      }
  g_error ("there is no step \"%s\"", name);
}

static SoupSession *
make_talkative_session (SoupSession *session)
{
  g_autoptr (SoupLogger) logger = secrecy_make_logger ();

  /* As many connections as a client's own. */
  session = session != NULL
            ? g_object_ref (session)
            : soup_session_new_with_options ("max-conns", 64, "max-conns-per-host", 64, NULL);
  soup_session_add_feature (session, SOUP_SESSION_FEATURE (logger));
  return session;
}

static AcClient *
make_client (Run *run, JsonObject *row)
{
  g_autoptr (GError) error = NULL;
  AcClient *client = ac_client_new (
    run->surroundings.address, json_object_get_string_member_with_default (row, "token", TOKEN),
    &error);

  g_assert_no_error (error);
  if (json_object_has_member (row, "client"))
    set_properties (client, json_object_get_object_member (row, "client"));
  if (!json_object_has_member (row, "rate-limit"))
    {
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);

      ac_client_set_rate_limiter (client, limiter);
    }
  if (mode == LOGGED)
    {
      g_autoptr (SoupSession) session = make_talkative_session (run->surroundings.session);

      ac_client_set_session (client, session);
    }
  else if (run->surroundings.session != NULL)
    ac_client_set_session (client, run->surroundings.session);
  return client;
}

static void
post_connections (Run *run, JsonArray *connections)
{
  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      g_autofree char *text = json_to_string (json_array_get_element (connections, i), FALSE);
      g_autofree char *body = g_strdup_printf ("{\"connection\":%s}", text);

      g_free (emulator_control (run->surroundings.world->emulator, "POST", "/emulator/connections",
                                body));
    }
}

/* A default of json-glib would stand for null too. */
static const char *
get_id (JsonObject *row)
{
  return json_object_has_member (row, "id") ? find_string (row, "id") : "2";
}

/* Nothing holds what everybody let go of, once what was left to do is done. */
static void
assert_gone (GWeakRef *weak)
{
  g_autoptr (GObject) left = NULL;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  left = g_weak_ref_get (weak);
  g_assert_null (left);
  g_weak_ref_clear (weak);
}

static void
test_row (gconstpointer data)
{
  JsonObject *row = (JsonObject *) data;
  Run run = { 0 };
  GWeakRef client, connection;

  surroundings_init (&run.surroundings, row);
  caller_init (&run.caller, row);
  run.objects.client = make_client (&run, row);
  if (json_object_has_member (row, "connections"))
    post_connections (&run, json_object_get_array_member (row, "connections"));
  if (json_object_has_member (row, "faults"))
    surroundings_set_faults (&run.surroundings, json_object_get_array_member (row, "faults"));
  run.objects.connection = ac_connection_new (run.objects.client, get_id (row));
  run.objects.list = ac_connection_list_new (run.objects.client);
  ac_connection_list_set_auto_load (run.objects.list, FALSE);
  g_weak_ref_init (&client, run.objects.client);
  g_weak_ref_init (&connection, run.objects.connection);
  run.operations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) operation_free);

  take_all (&run, json_object_get_array_member (row, "steps"));

  g_hash_table_unref (run.operations);
  g_clear_object (&run.objects.found);
  g_clear_object (&run.objects.list);
  g_clear_object (&run.objects.connection);
  g_clear_object (&run.objects.client);
  caller_clear (&run.caller);
  assert_gone (&connection);
  assert_gone (&client);
  surroundings_clear (&run.surroundings);
}

/* Who lets go of an object that a synchronous call of another thread works on is at fault. */
static gboolean
can_run_sync (JsonObject *row)
{
  gboolean has_threads = g_strcmp0 (find_string (row, "caller"), "threads") == 0;
  JsonArray *to_take = json_object_get_array_member (row, "steps");

  for (guint i = 0; i < json_array_get_length (to_take); i++)
    {
      JsonObject *step = json_array_get_object_element (to_take, i);

      const char *name = json_object_get_string_member (step, "do");

      if (g_str_equal (name, has_threads ? "drop" : "start")
          || json_object_has_member (step, "then"))
        return FALSE;
    }
  return TRUE;
}

static void
read_mode (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (mode_names); i++)
    if (g_str_equal (mode_names[i], name))
      {
        mode = i;
        return;
      }
  g_error ("there is no way to run them called \"%s\"", name);
}

int
main (int argc, char *argv[])
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *rows;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >=, 2);
  if (argc > 2)
    read_mode (argv[2]);
  secrecy_watch_log (TOKEN);
  json_parser_load_from_file (parser, argv[1], &error);
  g_assert_no_error (error);
  rows = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "behaviours");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *path = g_strconcat ("/", mode_names[mode], "/",
                                           json_object_get_string_member (row, "name"), NULL);

      if (mode != SYNC || can_run_sync (row))
        g_test_add_data_func (path, row, test_row);
    }
  return g_test_run ();
}
