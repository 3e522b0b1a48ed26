/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "support.h"

#include <json-glib/json-glib.h>

World *
world_new (const EmulatorOptions *options)
{
  g_autoptr (GError) error = NULL;
  World *self = g_new0 (World, 1);

  self->emulator = emulator_new (options, &error);
  g_assert_no_error (error);
  self->client = world_make_client (self);
  if (options != NULL && options->rate_limit == 0)
    {
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);

      ac_client_set_rate_limiter (self->client, limiter);
    }
  return self;
}

World *
world_new_unlimited (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.rate_limit = 0;
  return world_new (&options);
}

void
world_free (World *self)
{
  g_object_unref (self->client);
  emulator_free (self->emulator);
  g_free (self);
}

AcClient *
world_make_client (World *self)
{
  g_autoptr (GError) error = NULL;
  AcClient *client = ac_client_new (emulator_get_url (self->emulator),
                                    emulator_get_token (self->emulator), &error);

  g_assert_no_error (error);
  return client;
}

void
world_add_fault (World *self, const char *fault)
{
  g_autofree char *body = g_strdup_printf ("{\"faults\":[%s]}", fault);

  g_free (emulator_control (self->emulator, "POST", "/emulator/faults", body));
}

void
world_await_requests (World *self, guint count)
{
  while (emulator_count_requests (self->emulator) < count)
    g_main_context_iteration (NULL, TRUE);
}

void
world_await_held (World *self, guint count)
{
  while (emulator_count_held (self->emulator) < count)
    g_main_context_iteration (NULL, TRUE);
}

void
world_release (World *self)
{
  g_free (emulator_control (self->emulator, "POST", "/emulator/release", NULL));
}

guint
world_count_requests (World *self)
{
  return emulator_count_requests (self->emulator);
}

static char *
dup_text (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return json_to_string (node, FALSE);
}

char *
world_dup_logged (World *self, guint request, const char *member)
{
  g_autofree char *text = emulator_control (self->emulator, "GET", "/emulator/requests", NULL);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *requests = json_object_get_array_member (json_node_get_object (root), "requests");
  JsonObject *entry;
  const char *dot = strchr (member, '.');

  g_assert_cmpuint (request, <, json_array_get_length (requests));
  entry = json_array_get_object_element (requests, request);
  if (dot != NULL)
    {
      g_autofree char *outer = g_strndup (member, (gsize) (dot - member));

      return dup_text (
        json_object_get_member (json_object_get_object_member (entry, outer), dot + 1));
    }
  return dup_text (json_object_get_member (entry, member));
}

char *
world_dup_methods (World *self)
{
  g_autofree char *text = emulator_control (self->emulator, "GET", "/emulator/requests", NULL);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *requests = json_object_get_array_member (json_node_get_object (root), "requests");
  GString *methods = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *entry = json_array_get_object_element (requests, i);

      g_string_append_printf (methods, "%s%s", i > 0 ? " " : "",
                              json_object_get_string_member (entry, "method"));
    }
  return g_string_free (methods, FALSE);
}

char *
world_dup_stored (World *self, const char *id, const char *member)
{
  g_autofree char *text = emulator_control (self->emulator, "GET", "/emulator/connections", NULL);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *rows = json_object_get_array_member (json_node_get_object (root), "connections");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_strcmp0 (json_object_get_string_member (row, "id"), id) == 0)
        return dup_text (json_object_get_member (row, member));
    }
  return NULL;
}

void
answer_take (GObject *source, GAsyncResult *result, gpointer answer)
{
  Answer *self = answer;

  self->calls++;
  g_set_object (&self->result, result);
  self->context = g_main_context_get_thread_default ();
}

GAsyncResult *
answer_await (Answer *self)
{
  while (self->result == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  return self->result;
}

void
answer_clear (Answer *self)
{
  g_clear_object (&self->result);
}

const char *
answer_get_code (Answer *self)
{
  AcProblem *problem = ac_problem_from_result (self->result);

  return problem != NULL ? ac_problem_get_code (problem) : "ok";
}

void
connection_set (AcConnection *connection, const char *assignment)
{
  g_auto (GStrv) parts = g_strsplit (assignment, "=", 2);
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (connection), parts[0]);

  g_assert_nonnull (pspec);
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    g_object_set (connection, parts[0], (int) g_ascii_strtoll (parts[1], NULL, 10), NULL);
  else
    g_object_set (connection, parts[0], parts[1], NULL);
}

gboolean
connection_run (AcConnection *connection,
                ConnectionBegin begin,
                ConnectionFinish finish,
                GError **error)
{
  g_auto (Answer) answer = ANSWER_INIT;
  gboolean ok;

  begin (connection, NULL, answer_take, &answer);
  ok = finish (connection, answer_await (&answer), error);
  g_assert_cmpuint (answer.calls, ==, 1);
  return ok;
}

gboolean
list_load_more (AcConnectionList *list, GError **error)
{
  g_auto (Answer) answer = ANSWER_INIT;

  ac_connection_list_load_more (list, NULL, answer_take, &answer);
  return ac_connection_list_load_more_finish (list, answer_await (&answer), error);
}

gboolean
list_refresh (AcConnectionList *list, GError **error)
{
  g_auto (Answer) answer = ANSWER_INIT;

  ac_connection_list_refresh (list, NULL, answer_take, &answer);
  return ac_connection_list_refresh_finish (list, answer_await (&answer), error);
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer count)
{
  ++*(guint *) count;
}

static void
free_count (gpointer count, GClosure *closure)
{
  g_free (count);
}

guint *
count_notify (gpointer object, const char *property)
{
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);
  guint *count = g_new0 (guint, 1);

  g_signal_connect_data (object, signal, G_CALLBACK (on_notify), count, free_count, 0);
  return count;
}

double
at_most (double seconds)
{
  return g_getenv ("AC_TEST_SLOW") != NULL ? seconds * 20 : seconds;
}

double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

char *
dup_property_text (AcConnection *connection, const char *property)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (connection), property, &value);
  if (G_VALUE_HOLDS_STRING (&value))
    return g_value_dup_string (&value);
  if (G_VALUE_HOLDS_BOOLEAN (&value))
    return g_strdup (g_value_get_boolean (&value) ? "TRUE" : "FALSE");
  if (G_VALUE_HOLDS_ENUM (&value))
    {
      g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (&value));

      return g_strdup (g_enum_get_value (class, g_value_get_enum (&value))->value_nick);
    }
  g_assert_true (G_VALUE_HOLDS (&value, G_TYPE_DATE_TIME));
  return g_value_get_boxed (&value) != NULL
         ? g_date_time_format_iso8601 (g_value_get_boxed (&value))
         : NULL;
}

void
await_true (gboolean *what)
{
  while (!*what)
    g_main_context_iteration (NULL, TRUE);
}

GSource *
add_idle (GMainContext *context, GSourceFunc func, gpointer data)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, context);
  return source;
}

gboolean
set_true (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}
