/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-request.h"

#include "emulator-json.h"

EmulatorRequest *
emulator_request_new (const char *method, const char *target, const char *body)
{
  EmulatorRequest *request = g_new0 (EmulatorRequest, 1);
  const char *query = strchr (target, '?');

  request->method = g_strdup (method);
  request->path = query != NULL ? g_strndup (target, (gsize) (query - target)) : g_strdup (target);
  request->query = query != NULL ? g_strdup (query + 1) : NULL;
  request->body = g_strdup (body != NULL ? body : "");
  request->body_text = TRUE;
  request->account = 1;
  request->http = "none";
  request->base = g_strdup ("http://localhost");
  request->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  return request;
}

static guint
account_from_host (const char *host)
{
  static const char prefix[] = "account-", suffix[] = ".localhost";
  gsize length = strlen (host);
  g_autofree char *number = NULL;
  guint64 account;

  if (length <= strlen (prefix) + strlen (suffix)
      || g_ascii_strncasecmp (host, prefix, strlen (prefix)) != 0
      || g_ascii_strcasecmp (host + length - strlen (suffix), suffix) != 0)
    return 1;

  number = g_strndup (host + strlen (prefix), length - strlen (prefix) - strlen (suffix));
  if (!g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT, &account, NULL))
    return 0;
  return (guint) account;
}

static guint
get_client_port (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

EmulatorRequest *
emulator_request_new_from_message (SoupServerMessage *message)
{
  EmulatorRequest *request = g_new0 (EmulatorRequest, 1);
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (
    soup_server_message_get_request_body (message));
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_strdup (g_uri_get_path (uri));
  request->query = g_strdup (g_uri_get_query (uri));
  request->body_text = size == 0 || g_utf8_validate_len (data, size, NULL);
  request->body = size == 0 ? g_strdup ("") : g_utf8_make_valid (data, (gssize) size);
  request->account = account_from_host (g_uri_get_host (uri));
  request->port = get_client_port (message);
  request->http = soup_server_message_get_http_version (message) == SOUP_HTTP_2_0 ? "2" : "1.1";
  request->base = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                              g_uri_get_port (uri), "", NULL, NULL);
  request->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
  return request;
}

void
emulator_request_free (EmulatorRequest *request)
{
  soup_message_headers_unref (request->headers);
  g_free (request->base);
  g_free (request->body);
  g_free (request->query);
  g_free (request->path);
  g_free (request->method);
  g_free (request);
}

const char *
emulator_request_get_header (EmulatorRequest *request, const char *name)
{
  return soup_message_headers_get_one (request->headers, name);
}

gboolean
emulator_request_is (EmulatorRequest *request, const char *method)
{
  return g_str_equal (request->method, method);
}

static char *
decode (const char *encoded, EmulatorAnswer *answer)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (encoded), "+", ' ');
  char *decoded = g_uri_unescape_string (spaced, NULL);

  if (decoded == NULL)
    {
      emulator_answer_add_hint (answer, "malformed percent-encoding in the query");
      return g_steal_pointer (&spaced);
    }
  return decoded;
}

GHashTable *
emulator_request_parse_query (EmulatorRequest *request, EmulatorAnswer *answer)
{
  g_autoptr (GHashTable) query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) parts = g_strsplit (request->query != NULL ? request->query : "", "&", -1);

  if (request->query != NULL && strpbrk (request->query, "[]") != NULL)
    emulator_answer_add_hint (answer, "brackets in the query should be percent-encoded");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *value = strchr (parts[i], '=');

      if (value != NULL)
        *value++ = '\0';
      if (*parts[i] != '\0')
        g_hash_table_replace (query, decode (parts[i], answer),
                              decode (value != NULL ? value : "", answer));
    }
  return g_steal_pointer (&query);
}

JsonObject *
emulator_request_parse_body (EmulatorRequest *request, const char *name, EmulatorAnswer *answer)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *member;

  if (!request->body_text)
    {
      emulator_answer_add_hint (answer, "the body is not UTF-8");
      return NULL;
    }

  root = emulator_json_parse (request->body, &error);
  if (root == NULL)
    {
      emulator_answer_add_hint (answer, "the body is %s", error->message);
      return NULL;
    }
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      emulator_answer_add_hint (answer, "the body is not a JSON object");
      return NULL;
    }

  member = json_object_get_member (json_node_get_object (root), name);
  if (member == NULL || !JSON_NODE_HOLDS_OBJECT (member))
    {
      emulator_answer_add_hint (answer, "the body has no object \"%s\"", name);
      return NULL;
    }
  if (json_object_get_size (json_node_get_object (root)) > 1)
    emulator_answer_add_hint (answer, "what is beside \"%s\" in the body is ignored", name);
  return json_node_dup_object (member);
}

/* The token may have strayed to where it does not belong: a log must not keep it there either. */
static char *
redact (const char *text, const char *token)
{
  g_autofree char *escaped = g_uri_escape_string (token, NULL, FALSE);
  GString *redacted = g_string_new (text);

  g_string_replace (redacted, token, "***", 0);
  g_string_replace (redacted, escaped, "***", 0);
  return g_string_free (redacted, FALSE);
}

/* A key in the query works with the real service, and so may be a real one. */
static char *
redact_query (const char *query, const char *token)
{
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);
  g_autofree char *joined = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_ascii_strncasecmp (parts[i], "api_", strlen ("api_")) == 0)
      {
        g_autofree char *part = parts[i];

        part[strcspn (part, "=")] = '\0';
        parts[i] = g_strconcat (part, "=***", NULL);
      }
  joined = g_strjoinv ("&", parts);
  return redact (joined, token);
}

static char *
redact_header (const char *name, const char *value, const char *token)
{
  if (g_str_equal (name, "api-token"))
    return g_strdup (g_str_equal (value, token) ? "valid" : "invalid");
  if (g_str_equal (name, "authorization"))
    return g_strdup ("***");
  return redact (value, token);
}

static void
append_headers (GString *json, EmulatorRequest *request, const char *token)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  const char *separator = "";
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  soup_message_headers_iter_init (&iter, request->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *lower = g_ascii_strdown (name, -1);
      g_autofree char *shown = redact_header (
        lower, soup_message_headers_get_list (request->headers, name), token);

      if (g_hash_table_contains (seen, lower))
        continue;
      g_string_append (json, separator);
      emulator_json_append_string (json, lower);
      g_string_append_c (json, ':');
      emulator_json_append_string (json, shown);
      g_hash_table_add (seen, g_steal_pointer (&lower));
      separator = ",";
    }
}

static void
append_member (GString *json, const char *name, const char *value)
{
  g_string_append_printf (json, ",\"%s\":", name);
  emulator_json_append_string (json, value);
}

char *
emulator_request_to_json (EmulatorRequest *request, const char *token)
{
  GString *json = g_string_new (NULL);
  g_autofree char *path = redact (request->path, token);
  g_autofree char *query = redact_query (request->query, token);
  g_autofree char *body = redact (request->body, token);

  g_string_append_printf (json, "\"port\":%u,\"http\":\"%s\",\"account\":%u", request->port,
                          request->http, request->account);
  append_member (json, "method", request->method);
  append_member (json, "path", path);
  append_member (json, "query", query);
  g_string_append (json, ",\"headers\":{");
  append_headers (json, request, token);
  g_string_append_c (json, '}');
  append_member (json, "body", body);
  return g_string_free (json, FALSE);
}

char *
emulator_request_describe (EmulatorRequest *request, const char *token)
{
  g_autofree char *path = redact (request->path, token);
  g_autofree char *query = redact_query (request->query, token);

  return g_strdup_printf ("account %u: %s %s%s%s", request->account, request->method, path,
                          *query != '\0' ? "?" : "", query);
}
