/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Runs the table of behaviours: test-behaviours BEHAVIOURS.JSON
 * What the rows and steps mean is in ../README.md.
 */

#include <activecampaign-glib.h>
#include <json-glib/json-glib.h>

#include "support.h"

/* One row while it runs. */
typedef struct
{
  World *world;
  AcConnection *connection;
  AcConnectionList *list;
  AcConnection *found;
  GHashTable *operations; /* name → Operation */
} Run;

typedef struct _Operation Operation;

typedef struct
{
  const char *name;
  GObject *(*begin) (Run *run, Operation *operation, JsonObject *step);
  gboolean (*finish) (Run *run, GAsyncResult *result, GError **error);
} Kind;

struct _Operation
{
  const Kind *kind;
  GObject *object;
  GCancellable *cancellable;
  GAsyncResult *result;
  AcProblem *reported; /* the object's problem when it ended */
};

static void
operation_free (gpointer data)
{
  Operation *self = data;

  g_object_unref (self->object);
  g_object_unref (self->cancellable);
  g_clear_object (&self->result);
  g_clear_object (&self->reported);
  g_free (self);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Operation *self = data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
  g_object_get (source, "problem", &self->reported, NULL);
}

#define CONNECTION_OPERATION(name)                                                                 \
  static GObject *begin_##name (Run *run, Operation *operation, JsonObject *step)                  \
  {                                                                                                \
    ac_connection_##name (run->connection, operation->cancellable, on_ended, operation);           \
    return g_object_ref (G_OBJECT (run->connection));                                              \
  }                                                                                                \
                                                                                                   \
  static gboolean finish_##name (Run *run, GAsyncResult *result, GError **error)                   \
  {                                                                                                \
    return ac_connection_##name##_finish (run->connection, result, error);                         \
  }

CONNECTION_OPERATION (create)
CONNECTION_OPERATION (refresh)
CONNECTION_OPERATION (update)
CONNECTION_OPERATION (delete)

static GObject *
begin_check (Run *run, Operation *operation, JsonObject *step)
{
  ac_client_check (run->world->client, operation->cancellable, on_ended, operation);
  return g_object_ref (G_OBJECT (run->world->client));
}

static gboolean
finish_check (Run *run, GAsyncResult *result, GError **error)
{
  return ac_client_check_finish (run->world->client, result, error);
}

static GObject *
begin_find_connection (Run *run, Operation *operation, JsonObject *step)
{
  ac_client_find_connection (run->world->client, json_object_get_string_member (step, "service"),
                             json_object_get_string_member (step, "external-id"),
                             operation->cancellable, on_ended, operation);
  return g_object_ref (G_OBJECT (run->world->client));
}

static gboolean
finish_find_connection (Run *run, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  g_clear_object (&run->found);
  run->found = ac_client_find_connection_finish (run->world->client, result, &own_error);
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static GObject *
begin_load_more (Run *run, Operation *operation, JsonObject *step)
{
  ac_connection_list_load_more (run->list, operation->cancellable, on_ended, operation);
  return g_object_ref (G_OBJECT (run->list));
}

static gboolean
finish_load_more (Run *run, GAsyncResult *result, GError **error)
{
  return ac_connection_list_load_more_finish (run->list, result, error);
}

static GObject *
begin_refresh_list (Run *run, Operation *operation, JsonObject *step)
{
  ac_connection_list_refresh (run->list, operation->cancellable, on_ended, operation);
  return g_object_ref (G_OBJECT (run->list));
}

static gboolean
finish_refresh_list (Run *run, GAsyncResult *result, GError **error)
{
  return ac_connection_list_refresh_finish (run->list, result, error);
}

static const Kind kinds[] = {
  { "create", begin_create, finish_create },
  { "refresh", begin_refresh, finish_refresh },
  { "update", begin_update, finish_update },
  { "delete", begin_delete, finish_delete },
  { "check", begin_check, finish_check },
  { "find-connection", begin_find_connection, finish_find_connection },
  { "load-more", begin_load_more, finish_load_more },
  { "refresh-list", begin_refresh_list, finish_refresh_list },
};

/* A property as the table writes it. */
static JsonNode *
dup_property (GObject *object, const char *name)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (object, name, &value);
  if (G_VALUE_HOLDS_ENUM (&value))
    {
      g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (&value));

      json_node_set_string (node, g_enum_get_value (class, g_value_get_enum (&value))->value_nick);
    }
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    json_node_set_boolean (node, g_value_get_boolean (&value));
  else if (G_VALUE_HOLDS_UINT (&value))
    json_node_set_int (node, g_value_get_uint (&value));
  else if (G_VALUE_HOLDS_INT (&value))
    json_node_set_int (node, g_value_get_int (&value));
  else if (G_VALUE_HOLDS_INT64 (&value))
    json_node_set_int (node, g_value_get_int64 (&value));
  else if (G_VALUE_HOLDS_DOUBLE (&value))
    json_node_set_double (node, g_value_get_double (&value));
  else if (G_VALUE_HOLDS_STRING (&value) && g_value_get_string (&value) != NULL)
    json_node_set_string (node, g_value_get_string (&value));
  else if (G_VALUE_HOLDS (&value, AC_TYPE_PROBLEM) && g_value_get_object (&value) != NULL)
    json_node_set_string (node, ac_problem_get_code (g_value_get_object (&value)));
  else
    json_node_init_null (node);
  return node;
}

static void
set_property (GObject *object, const char *name, JsonNode *node)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (object), name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_nonnull (pspec);
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      GEnumClass *class = G_PARAM_SPEC_ENUM (pspec)->enum_class;
      GEnumValue *found = g_enum_get_value_by_nick (class, json_node_get_string (node));

      g_assert_nonnull (found);
      g_object_set (object, name, found->value, NULL);
    }
  else if (JSON_NODE_HOLDS_NULL (node))
    {
      g_object_set (object, name, NULL, NULL);
    }
  else
    {
      json_node_get_value (node, &value);
      g_object_set_property (object, name, &value);
    }
}

static void
set_properties (gpointer object, JsonObject *values)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    set_property (object, name, value);
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

/* Takes @actual. @expected: for a number also [least, most]. */
static void
assert_json (JsonNode *actual, JsonNode *expected, const char *what)
{
  g_autofree char *found = json_to_string (actual, FALSE);
  g_autofree char *wanted = json_to_string (expected, FALSE);

  if (JSON_NODE_HOLDS_ARRAY (expected) && JSON_NODE_HOLDS_VALUE (actual))
    {
      JsonArray *bounds = json_node_get_array (expected);

      g_test_message ("%s is %s, allowed are %s", what, found, wanted);
      g_assert_cmpfloat (json_node_get_double (actual), >=,
                         json_array_get_double_element (bounds, 0));
      g_assert_cmpfloat (json_node_get_double (actual), <=,
                         json_array_get_double_element (bounds, 1));
    }
  else if (!json_node_equal (actual, expected))
    {
      g_test_message ("%s is wrong", what);
      g_assert_cmpstr (found, ==, wanted);
    }
  json_node_unref (actual);
}

/* Those members of @expected alone, but "do", "id" and such are left to the caller. */
static void
assert_members (JsonObject *actual, JsonObject *expected)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, expected);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!json_object_has_member (actual, name))
        g_error ("there is no \"%s\"", name);
      assert_json (json_object_dup_member (actual, name), value, name);
    }
}

static JsonNode *
ask (Run *run, const char *path)
{
  g_autofree char *text = emulator_control (run->world->emulator, "GET", path, NULL);

  return parse (text);
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
  const char *kind = json_object_get_string_member (step, "operation");
  Operation *operation = g_new0 (Operation, 1);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, kind))
      operation->kind = &kinds[i];
  if (operation->kind == NULL)
    g_error ("there is no operation \"%s\"", kind);
  operation->cancellable = g_cancellable_new ();
  operation->object = operation->kind->begin (run, operation, step);
  g_assert_null (operation->result);
  g_hash_table_insert (run->operations, g_strdup (name), operation);
}

static void
assert_problem (Operation *operation, const GError *error, JsonObject *expected)
{
  AcProblem *problem = ac_problem_from_result (operation->result);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_assert_cmpstr (g_quark_to_string (error->domain), ==, ac_problem_get_error_domain (problem));
  g_assert_cmpint (error->code, ==, ac_problem_get_error_code (problem));
  g_assert_cmpstr (error->message, ==, ac_problem_get_message (problem));
  g_assert_true (operation->reported == problem);
  if (expected == NULL)
    return;
  json_object_iter_init_ordered (&iter, expected);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    assert_json (dup_property (G_OBJECT (problem), name), value, name);
}

static void
await_named (Run *run, JsonObject *step, const char *name)
{
  Operation *operation = get_operation (run, name);
  const char *ends = json_object_get_string_member (step, "ends");
  AcProblem *problem;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  while (operation->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  ok = operation->kind->finish (run, operation->result, &error);
  problem = ac_problem_from_result (operation->result);
  g_assert_cmpstr (problem != NULL ? ac_problem_get_code (problem) : "ok", ==, ends);
  g_assert_true (ok == (error == NULL));
  if (error != NULL)
    assert_problem (operation, error,
                    json_object_has_member (step, "problem")
                      ? json_object_get_object_member (step, "problem")
                      : NULL);
  else
    g_assert_null (operation->reported);
}

static void
take_set (Run *run, JsonObject *step)
{
  set_properties (run->connection, json_object_get_object_member (step, "values"));
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
  ac_connection_revert (run->connection);
}

static void
take_await_held (Run *run, JsonObject *step)
{
  world_await_held (run->world, (guint) json_object_get_int_member (step, "count"));
}

static void
take_await_requests (Run *run, JsonObject *step)
{
  world_await_requests (run->world, (guint) json_object_get_int_member (step, "count"));
}

static void
take_release (Run *run, JsonObject *step)
{
  world_release (run->world);
}

static JsonNode *
dup_changes (AcConnection *connection)
{
  g_autofree char *changes = ac_connection_dup_changes (connection);

  return parse (changes != NULL ? changes : "null");
}

static void
take_expect (Run *run, JsonObject *step)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_object_get_object_member (step, "values"));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    assert_json (g_str_equal (name, "changes") ? dup_changes (run->connection)
                                               : dup_property (G_OBJECT (run->connection), name),
                 value, name);
}

static void
take_expect_list (Run *run, JsonObject *step)
{
  GListModel *model = G_LIST_MODEL (run->list);
  JsonArray *ids;

  g_assert_cmpuint (g_list_model_get_n_items (model), ==,
                    json_object_get_int_member (step, "n-items"));
  g_assert_cmpint (ac_connection_list_get_total (run->list), ==,
                   json_object_get_int_member (step, "total"));
  if (!json_object_has_member (step, "ids"))
    return;
  ids = json_object_get_array_member (step, "ids");
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
  JsonNode *id = json_object_get_member (step, "id");

  g_assert_cmpstr (run->found != NULL ? ac_connection_get_id (run->found) : NULL, ==,
                   JSON_NODE_HOLDS_NULL (id) ? NULL : json_node_get_string (id));
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
                                parse (json_object_get_string_member (entry, "body")));
      assert_members (entry, wanted);
    }
}

static void
take_expect_stats (Run *run, JsonObject *step)
{
  g_autoptr (JsonNode) stats = ask (run, "/emulator/stats");
  g_autoptr (JsonNode) wanted = json_node_init_object (json_node_alloc (), step);
  g_autofree char *text = json_to_string (wanted, FALSE);
  g_autoptr (JsonNode) copy = parse (text);

  json_object_remove_member (json_node_get_object (copy), "do");
  assert_members (json_node_get_object (stats), json_node_get_object (copy));
}

static const struct
{
  const char *name;
  void (*take) (Run *run, JsonObject *step);
} steps[] = {
  { "set", take_set },
  { "start", take_start },
  { "await", take_await },
  { "run", take_run },
  { "cancel", take_cancel },
  { "revert", take_revert },
  { "await-held", take_await_held },
  { "await-requests", take_await_requests },
  { "release", take_release },
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

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].name, name))
      {
        steps[i].take (run, step);
        return;
      }
  g_error ("there is no step \"%s\"", name);
}

/* The arguments of ac-emulator that the table uses, for the emulator of this process. */
static void
read_emulator_options (JsonObject *row, EmulatorOptions *options)
{
  JsonArray *words = json_object_has_member (row, "emulator")
                     ? json_object_get_array_member (row, "emulator")
                     : NULL;

  options->rate_limit = (guint) json_object_get_int_member_with_default (row, "rate-limit", 0);
  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    {
      const char *word = json_array_get_string_element (words, i);

      if (g_str_equal (word, "--tls"))
        options->tls = TRUE;
      else if (g_str_equal (word, "--connections"))
        options->connections = (guint) g_ascii_strtoull (json_array_get_string_element (words, ++i),
                                                         NULL, 10);
      else
        g_error ("this test knows no emulator with %s", word);
    }
}

static AcClient *
make_client (Run *run, JsonObject *row)
{
  g_autoptr (GError) error = NULL;
  AcClient *client = ac_client_new (
    emulator_get_url (run->world->emulator),
    json_object_get_string_member_with_default (row, "token", "emulator-token"), &error);

  g_assert_no_error (error);
  if (json_object_has_member (row, "client"))
    set_properties (client, json_object_get_object_member (row, "client"));
  if (!json_object_has_member (row, "rate-limit"))
    {
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);

      ac_client_set_rate_limiter (client, limiter);
    }
  return client;
}

static void
post_connections (Run *run, JsonArray *connections)
{
  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      g_autofree char *text = json_to_string (json_array_get_element (connections, i), FALSE);
      g_autofree char *body = g_strdup_printf ("{\"connection\":%s}", text);

      g_free (emulator_control (run->world->emulator, "POST", "/emulator/connections", body));
    }
}

static void
add_faults (Run *run, JsonArray *faults)
{
  for (guint i = 0; i < json_array_get_length (faults); i++)
    {
      g_autofree char *fault = json_to_string (json_array_get_element (faults, i), FALSE);

      world_add_fault (run->world, fault);
    }
}

/* A default of json-glib would stand for null too. */
static const char *
get_id (JsonObject *row)
{
  JsonNode *id = json_object_get_member (row, "id");

  if (id == NULL)
    return "2";
  return JSON_NODE_HOLDS_NULL (id) ? NULL : json_node_get_string (id);
}

static void
test_row (gconstpointer data)
{
  JsonObject *row = (JsonObject *) data;
  JsonArray *to_take = json_object_get_array_member (row, "steps");
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  Run run = { NULL };

  read_emulator_options (row, &options);
  run.world = world = world_new (&options);
  g_object_unref (world->client);
  world->client = make_client (&run, row);
  if (json_object_has_member (row, "connections"))
    post_connections (&run, json_object_get_array_member (row, "connections"));
  if (json_object_has_member (row, "faults"))
    add_faults (&run, json_object_get_array_member (row, "faults"));
  run.connection = ac_connection_new (world->client, get_id (row));
  run.list = ac_connection_list_new (world->client);
  ac_connection_list_set_auto_load (run.list, FALSE);
  run.operations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, operation_free);

  for (guint i = 0; i < json_array_get_length (to_take); i++)
    {
      g_test_message ("step %u", i + 1);
      take (&run, json_array_get_object_element (to_take, i));
    }

  g_hash_table_unref (run.operations);
  g_clear_object (&run.found);
  g_object_unref (run.list);
  g_object_unref (run.connection);
}

int
main (int argc, char *argv[])
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *rows;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  json_parser_load_from_file (parser, argv[1], &error);
  g_assert_no_error (error);
  rows = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "behaviours");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *path = g_strconcat ("/behaviours/",
                                           json_object_get_string_member (row, "name"), NULL);

      g_test_add_data_func (path, row, test_row);
    }
  return g_test_run ();
}
