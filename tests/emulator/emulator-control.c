/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The control endpoint under /emulator: it has no token, no limit and no latency. */

#include "emulator-private.h"

#include "emulator-exchange.h"
#include "emulator-json.h"

/* One request to the endpoint. */
typedef struct
{
  Emulator *emulator;
  EmulatorRequest *request;
  EmulatorAnswer *answer;
  const char *id; /* where the path names one */
} Call;

static void
set_done (Call *call, const char *what, guint count)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, what, count);
  emulator_answer_set_object (call->answer, 200, object);
}

static void
get_requests (Call *call)
{
  g_autofree char *json = emulator_log_to_json (&call->emulator->log);

  emulator_answer_set_text (call->answer, 200, json);
}

static void
delete_requests (Call *call)
{
  set_done (call, "deleted", call->emulator->log.count);
  emulator_log_clear (&call->emulator->log);
  emulator_set_count (&call->emulator->requests, 0);
}

static void
get_stats (Call *call)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "requests", call->emulator->requests);
  json_object_set_int_member (object, "rejected", call->emulator->rejected);
  json_object_set_int_member (object, "held", call->emulator->held);
  json_object_set_int_member (object, "peak", call->emulator->peak);
  emulator_answer_set_object (call->answer, 200, object);
}

static void
add_faults (Call *call, gboolean replace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = emulator_faults_parse (call->request->body, &error);

  if (faults == NULL)
    {
      emulator_answer_set_message (call->answer, 400, "%s", error->message);
      return;
    }

  if (replace)
    g_ptr_array_set_size (call->emulator->faults, 0);
  g_ptr_array_extend_and_steal (call->emulator->faults, g_steal_pointer (&faults));
  set_done (call, "faults", call->emulator->faults->len);
}

static void
put_faults (Call *call)
{
  add_faults (call, TRUE);
}

static void
post_faults (Call *call)
{
  add_faults (call, FALSE);
}

static void
delete_faults (Call *call)
{
  set_done (call, "deleted", call->emulator->faults->len);
  g_ptr_array_set_size (call->emulator->faults, 0);
}

static void
post_release (Call *call)
{
  set_done (call, "released", emulator_exchange_release_all (call->emulator));
}

static void
post_reset (Call *call)
{
  set_done (call, "released", emulator_exchange_release_all (call->emulator));
  emulator_reset (call->emulator, NULL);
}

/* The account that ?account=K names, the first by default; NULL and an answer if there is none. */
static EmulatorAccount *
find_account (Call *call)
{
  g_autoptr (GHashTable) query = emulator_request_parse_query (call->request, call->answer);
  const char *text = g_hash_table_lookup (query, "account");
  guint64 number = text != NULL ? emulator_id_parse (text) : 1;
  EmulatorAccount *account = emulator_get_account (call->emulator, (guint) MIN (number, G_MAXUINT));

  if (account == NULL)
    emulator_answer_set_message (call->answer, 400, "there is no account \"%s\"", text);
  return account;
}

static void
set_connection (Call *call, const EmulatorConnection *connection)
{
  JsonObject *root = json_object_new ();

  json_object_set_object_member (root, "connection",
                                 emulator_connection_to_json (connection, call->request->base));
  emulator_answer_set_object (call->answer, 200, root);
}

static void
get_connections (Call *call)
{
  EmulatorAccount *account = find_account (call);
  JsonObject *root;
  JsonArray *rows;
  g_autoptr (GPtrArray) all = NULL;
  guint total;

  if (account == NULL)
    return;

  root = json_object_new ();
  rows = json_array_new ();
  all = emulator_store_list (account->store, NULL, NULL, 0, G_MAXUINT, &total);
  for (guint i = 0; i < all->len; i++)
    json_array_add_object_element (
      rows, emulator_connection_to_json (g_ptr_array_index (all, i), call->request->base));
  json_object_set_array_member (root, "connections", rows);
  emulator_answer_set_object (call->answer, 200, root);
}

/* The connection of this id, NULL and an answer if there is none. */
static const EmulatorConnection *
find_connection (Call *call, EmulatorAccount *account)
{
  const EmulatorConnection *connection = emulator_store_get (account->store,
                                                             emulator_id_parse (call->id));

  if (connection == NULL)
    emulator_answer_set_message (call->answer, 404, "there is no connection \"%s\"", call->id);
  return connection;
}

static void
get_connection (Call *call)
{
  EmulatorAccount *account = find_account (call);
  const EmulatorConnection *connection = account != NULL ? find_connection (call, account) : NULL;

  if (connection != NULL)
    set_connection (call, connection);
}

static void
delete_connection (Call *call)
{
  EmulatorAccount *account = find_account (call);
  const EmulatorConnection *connection = account != NULL ? find_connection (call, account) : NULL;

  if (connection == NULL)
    return;
  emulator_store_remove (account->store, connection->id);
  set_done (call, "deleted", 1);
}

/* Stores the connection with the members of the body, all of which may be set here. */
static void
write_connection (Call *call,
                  EmulatorAccount *account,
                  EmulatorConnection *connection,
                  gboolean may_have_id)
{
  g_autoptr (EmulatorConnection) changed = connection;
  g_autoptr (JsonObject) sent = emulator_request_parse_body (call->request, "connection",
                                                             call->answer);
  g_autoptr (GError) error = NULL;
  guint64 id = connection->id;

  /* What the API would swallow with a hint is a mistake here. */
  if (sent == NULL || call->answer->hint->len > 0)
    emulator_answer_set_message (call->answer, 400, "%s", call->answer->hint->str);
  else if (!emulator_connection_set_all (changed, sent, &error))
    emulator_answer_set_message (call->answer, 400, "%s", error->message);
  else if (changed->id != id
           && (!may_have_id || emulator_store_get (account->store, changed->id) != NULL))
    emulator_answer_set_message (call->answer, 400, "the id can't be %" G_GUINT64_FORMAT,
                                 changed->id);
  else if (emulator_store_find_twin (account->store, changed) != NULL)
    emulator_answer_set_message (call->answer, 400,
                                 "another connection has this service and externalid");
  else
    {
      set_connection (call, changed);
      emulator_store_put (account->store, g_steal_pointer (&changed));
    }
}

static void
put_connection (Call *call)
{
  EmulatorAccount *account = find_account (call);
  const EmulatorConnection *found = account != NULL ? find_connection (call, account) : NULL;
  EmulatorConnection *connection;

  if (found == NULL)
    return;
  connection = emulator_connection_copy (found);
  emulator_connection_touch (connection);
  write_connection (call, account, connection, FALSE);
}

static void
post_connections (Call *call)
{
  EmulatorAccount *account = find_account (call);

  if (account != NULL)
    write_connection (call, account,
                      emulator_connection_new (emulator_store_get_next_id (account->store)), TRUE);
}

/* A path that ends with "/" is followed by an id. */
static const struct
{
  const char *method;
  const char *path;
  void (*handler) (Call *call);
} routes[] = {
  { "GET", "/emulator/requests", get_requests },
  { "DELETE", "/emulator/requests", delete_requests },
  { "GET", "/emulator/stats", get_stats },
  { "PUT", "/emulator/faults", put_faults },
  { "POST", "/emulator/faults", post_faults },
  { "DELETE", "/emulator/faults", delete_faults },
  { "POST", "/emulator/release", post_release },
  { "POST", "/emulator/reset", post_reset },
  { "GET", "/emulator/connections", get_connections },
  { "POST", "/emulator/connections", post_connections },
  { "GET", "/emulator/connections/", get_connection },
  { "PUT", "/emulator/connections/", put_connection },
  { "DELETE", "/emulator/connections/", delete_connection },
};

static gboolean
path_matches (const char *path, const char *route)
{
  return g_str_has_suffix (route, "/") ? g_str_has_prefix (path, route) : g_str_equal (path, route);
}

void
emulator_control_answer (Emulator *emulator, EmulatorRequest *request, EmulatorAnswer *answer)
{
  emulator_answer_set_message (answer, 404, "there is no %s", request->path);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!path_matches (request->path, routes[i].path))
        continue;
      if (emulator_request_is (request, routes[i].method))
        {
          Call call = { emulator, request, answer, request->path + strlen (routes[i].path) };

          routes[i].handler (&call);
          return;
        }
      emulator_answer_set_message (answer, 405, "%s does not take %s", request->path,
                                   request->method);
    }
}
