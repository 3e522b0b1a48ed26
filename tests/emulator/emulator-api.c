/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-api.h"

#include "emulator-json.h"

#define COLLECTION "/api/3/connections"
#define DEFAULT_LIMIT 20
#define MAX_LIMIT 100

/* What a client may set; everything else it may send, and nothing comes of it. */
static const struct
{
  EmulatorMember member;
  gboolean on_create;
  gboolean on_update;
  gboolean required; /* on create */
  gboolean flag;     /* 0 or 1, as a number or a string */
} writable[] = {
  { EMULATOR_SERVICE, TRUE, TRUE, TRUE, FALSE },
  { EMULATOR_EXTERNALID, TRUE, TRUE, TRUE, FALSE },
  { EMULATOR_NAME, TRUE, TRUE, TRUE, FALSE },
  { EMULATOR_LOGO_URL, TRUE, TRUE, FALSE, FALSE },
  { EMULATOR_LINK_URL, TRUE, TRUE, FALSE, FALSE },
  { EMULATOR_STATUS, FALSE, TRUE, FALSE, TRUE },
  { EMULATOR_SYNC_STATUS, FALSE, TRUE, FALSE, TRUE },
  { EMULATOR_LIST_ID, TRUE, FALSE, FALSE, FALSE },
};

static void
add_field_error (EmulatorAnswer *answer, const char *code, const char *name, const char *what)
{
  g_autofree char *pointer = g_strdup_printf ("/data/attributes/%s", name);

  emulator_answer_add_error (answer, code, pointer, "The connection %s %s.", name, what);
}

static void
set_from_client (EmulatorConnection *connection,
                 EmulatorMember member,
                 gboolean flag,
                 JsonNode *node,
                 EmulatorAnswer *answer)
{
  const char *name = emulator_member_get_name (member);
  g_autofree char *value = emulator_json_to_string (node);

  if (value == NULL || (flag && !g_str_equal (value, "0") && !g_str_equal (value, "1"))
      || (flag && json_node_get_value_type (node) == G_TYPE_BOOLEAN))
    {
      add_field_error (answer, "field_invalid", name, "is invalid");
      return;
    }
  if (!flag && member != EMULATOR_LIST_ID && !JSON_NODE_HOLDS_NULL (node)
      && json_node_get_value_type (node) != G_TYPE_STRING)
    emulator_answer_add_hint (answer, "\"%s\" should be a string", name);
  emulator_connection_set (connection, member, JSON_NODE_HOLDS_NULL (node) ? NULL : value);
}

/* Says which members of what a client sent come to nothing. */
static void
hint_at_ignored (JsonObject *sent, gboolean create, EmulatorAnswer *answer)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, sent);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      EmulatorMember member = emulator_member_from_name (name);
      gboolean taken = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (writable); i++)
        taken = taken
             || (writable[i].member == member
                 && (create ? writable[i].on_create : writable[i].on_update));
      if (taken)
        continue;
      if (member != EMULATOR_N_MEMBERS || g_str_equal (name, "id") || g_str_equal (name, "links"))
        emulator_answer_add_hint (answer, "\"%s\" can't be set here and is ignored", name);
      else
        emulator_answer_add_hint (answer, "\"%s\" is not a member of a connection", name);
    }
}

static void
take_members (EmulatorConnection *connection,
              JsonObject *sent,
              gboolean create,
              EmulatorAnswer *answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (writable); i++)
    {
      const char *name = emulator_member_get_name (writable[i].member);
      JsonNode *node = json_object_get_member (sent, name);

      if (!(create ? writable[i].on_create : writable[i].on_update))
        continue;
      if (create && writable[i].required && (node == NULL || JSON_NODE_HOLDS_NULL (node)))
        add_field_error (answer, "field_missing", name, "was not provided");
      else if (node != NULL)
        set_from_client (connection, writable[i].member, writable[i].flag, node, answer);
      else if (create && writable[i].member != EMULATOR_LIST_ID)
        emulator_answer_add_hint (answer, "\"%s\" is documented as required", name);
    }
  hint_at_ignored (sent, create, answer);
}

/* Whether the answer is an error by now. */
static gboolean
has_failed (EmulatorAccount *account, EmulatorConnection *connection, EmulatorAnswer *answer)
{
  if (answer->json == NULL && emulator_store_find_twin (account->store, connection) != NULL)
    emulator_answer_add_error (answer, "field_invalid", NULL,
                               "The integration already exists in the system.");
  return answer->json != NULL;
}

static void
set_connection (EmulatorAnswer *answer,
                guint status,
                const EmulatorConnection *connection,
                const char *base)
{
  JsonObject *root = json_object_new ();

  json_object_set_object_member (root, "connection",
                                 emulator_connection_to_json (connection, base));
  emulator_answer_set_object (answer, status, root);
}

/* In the answer to a creation alone these are numbers, as on record. */
static void
make_number (EmulatorAnswer *answer, EmulatorMember member)
{
  const char *name = emulator_member_get_name (member);
  JsonObject *connection = json_object_get_object_member (json_node_get_object (answer->json),
                                                          "connection");
  const char *value = json_object_get_string_member_with_default (connection, name, NULL);

  if (value != NULL)
    json_object_set_int_member (connection, name, g_ascii_strtoll (value, NULL, 10));
}

static void
create (EmulatorAccount *account, EmulatorRequest *request, EmulatorAnswer *answer)
{
  g_autoptr (EmulatorConnection) connection = emulator_connection_new (
    emulator_store_get_next_id (account->store));
  g_autoptr (JsonObject) sent = emulator_request_parse_body (request, "connection", answer);

  if (sent == NULL)
    sent = json_object_new ();
  take_members (connection, sent, TRUE, answer);
  if (has_failed (account, connection, answer))
    return;

  set_connection (answer, 201, connection, request->base);
  make_number (answer, EMULATOR_IS_INTERNAL);
  make_number (answer, EMULATOR_LIST_ID);
  emulator_store_put (account->store, g_steal_pointer (&connection));
}

static void
update (EmulatorAccount *account,
        const EmulatorConnection *found,
        EmulatorRequest *request,
        EmulatorAnswer *answer)
{
  g_autoptr (EmulatorConnection) connection = emulator_connection_copy (found);
  g_autoptr (JsonObject) sent = emulator_request_parse_body (request, "connection", answer);

  if (sent == NULL)
    {
      emulator_answer_set_object (answer, 400, json_object_new ());
      return;
    }

  take_members (connection, sent, FALSE, answer);
  if (has_failed (account, connection, answer))
    return;

  emulator_connection_touch (connection);
  set_connection (answer, 200, connection, request->base);
  emulator_store_put (account->store, g_steal_pointer (&connection));
}

static guint
parse_number (
  GHashTable *query, const char *name, guint fallback, guint minimum, EmulatorAnswer *answer)
{
  const char *text = g_hash_table_lookup (query, name);
  guint64 number;

  if (text == NULL)
    return fallback;
  if (!g_ascii_string_to_unsigned (text, 10, minimum, G_MAXINT, &number, NULL))
    {
      emulator_answer_add_hint (answer, "%s \"%s\" is taken as %u", name, text, fallback);
      return fallback;
    }
  return (guint) number;
}

static void
hint_at_parameters (GHashTable *query, EmulatorAnswer *answer)
{
  static const char *const known[] = { "filters[service]", "filters[externalid]", "limit", "offset",
                                       NULL };
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      emulator_answer_add_hint (answer, "parameter \"%s\" is ignored", (char *) name);
}

static void
list (EmulatorAccount *account, EmulatorRequest *request, EmulatorAnswer *answer)
{
  g_autoptr (GHashTable) query = emulator_request_parse_query (request, answer);
  guint limit = parse_number (query, "limit", DEFAULT_LIMIT, 1, answer);
  guint offset = parse_number (query, "offset", 0, 0, answer);
  guint total;
  g_autofree char *total_text = NULL;
  g_autoptr (GPtrArray) page = NULL;
  JsonObject *root = json_object_new (), *meta = json_object_new (), *input = json_object_new ();
  JsonArray *rows = json_array_new ();

  hint_at_parameters (query, answer);
  if (limit > MAX_LIMIT)
    emulator_answer_add_hint (answer, "limit %u is capped at %u", limit, MAX_LIMIT);
  limit = MIN (limit, MAX_LIMIT);

  page = emulator_store_list (account->store, g_hash_table_lookup (query, "filters[service]"),
                              g_hash_table_lookup (query, "filters[externalid]"), offset, limit,
                              &total);
  for (guint i = 0; i < page->len; i++)
    json_array_add_object_element (
      rows, emulator_connection_to_json (g_ptr_array_index (page, i), request->base));

  total_text = g_strdup_printf ("%u", total);
  json_object_set_int_member (input, "limit", limit);
  json_object_set_int_member (input, "offset", offset);
  json_object_set_string_member (meta, "total", total_text);
  json_object_set_object_member (meta, "page_input", input);
  json_object_set_array_member (root, "connections", rows);
  json_object_set_object_member (root, "meta", meta);
  emulator_answer_set_object (answer, 200, root);
}

static void
refuse_method (EmulatorAnswer *answer, const char *allowed)
{
  emulator_answer_set_message (answer, 405, "Method Not Allowed");
  soup_message_headers_replace (answer->headers, "Allow", allowed);
}

static void
answer_collection (EmulatorAccount *account, EmulatorRequest *request, EmulatorAnswer *answer)
{
  if (emulator_request_is (request, "GET"))
    list (account, request, answer);
  else if (emulator_request_is (request, "POST"))
    create (account, request, answer);
  else
    refuse_method (answer, "GET, POST");
}

static void
answer_connection (EmulatorAccount *account,
                   EmulatorRequest *request,
                   const char *encoded_id,
                   EmulatorAnswer *answer)
{
  g_autofree char *decoded = g_uri_unescape_string (encoded_id, NULL);
  const char *id = decoded != NULL ? decoded : encoded_id;
  const EmulatorConnection *connection = emulator_store_get (account->store,
                                                             emulator_id_parse (id));

  if (!emulator_request_is (request, "GET") && !emulator_request_is (request, "PUT")
      && !emulator_request_is (request, "DELETE"))
    refuse_method (answer, "GET, PUT, DELETE");
  else if (connection == NULL)
    emulator_answer_set_message (answer, 404, "No Result found for Connection with id %s", id);
  else if (emulator_request_is (request, "GET"))
    set_connection (answer, 200, connection, request->base);
  else if (emulator_request_is (request, "PUT"))
    update (account, connection, request, answer);
  else
    {
      emulator_store_remove (account->store, connection->id);
      emulator_answer_set_object (answer, 200, json_object_new ());
    }
}

static gboolean
is_authorized (EmulatorRequest *request, const char *token, EmulatorAnswer *answer)
{
  const char *sent = emulator_request_get_header (request, "Api-Token");

  if (request->query != NULL
      && (strstr (request->query, "api_key") != NULL || strstr (request->query, token) != NULL))
    emulator_answer_add_hint (answer, "a token in the query leaks: send the header Api-Token");

  if (sent == NULL)
    emulator_answer_add_hint (answer, "no header Api-Token");
  else if (!g_str_equal (sent, token))
    emulator_answer_add_hint (answer, "Api-Token is not the emulator's");
  return sent != NULL && g_str_equal (sent, token);
}

static void
hint_at_body (EmulatorRequest *request, EmulatorAnswer *answer)
{
  const char *type = emulator_request_get_header (request, "Content-Type");
  gboolean expected = emulator_request_is (request, "POST") || emulator_request_is (request, "PUT");

  if (*request->body == '\0')
    return;
  if (!expected)
    emulator_answer_add_hint (answer, "the body of a %s is ignored", request->method);
  else if (type == NULL)
    emulator_answer_add_hint (answer, "no Content-Type: it should be application/json");
  else if (g_ascii_strncasecmp (type, "application/json", strlen ("application/json")) != 0)
    emulator_answer_add_hint (answer, "Content-Type should be application/json");
}

void
emulator_api_answer (EmulatorAccount *account,
                     const char *token,
                     EmulatorRequest *request,
                     EmulatorAnswer *answer)
{
  hint_at_body (request, answer);

  if (!is_authorized (request, token, answer))
    emulator_answer_set_message (answer, 403, "Forbidden");
  else if (g_str_equal (request->path, COLLECTION))
    answer_collection (account, request, answer);
  else if (g_str_has_prefix (request->path, COLLECTION "/")
           && request->path[strlen (COLLECTION "/")] != '\0'
           && strchr (request->path + strlen (COLLECTION "/"), '/') == NULL)
    answer_connection (account, request, request->path + strlen (COLLECTION "/"), answer);
  else
    {
      emulator_answer_add_hint (answer, "only " COLLECTION " and " COLLECTION "/{id} are emulated");
      emulator_answer_set_message (answer, 404, "Not Found");
    }
}
