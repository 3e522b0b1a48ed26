/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-answer.h"

#include "emulator-json.h"

#define MAX_HINT 500

EmulatorAnswer *
emulator_answer_new (void)
{
  EmulatorAnswer *answer = g_new0 (EmulatorAnswer, 1);

  answer->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  answer->hint = g_string_new (NULL);
  soup_message_headers_append (answer->headers, "Content-Type", "application/json");
  return answer;
}

void
emulator_answer_free (EmulatorAnswer *answer)
{
  g_clear_pointer (&answer->json, json_node_unref);
  g_string_free (answer->hint, TRUE);
  soup_message_headers_unref (answer->headers);
  g_free (answer->text);
  g_free (answer);
}

static void
set_json (EmulatorAnswer *answer, JsonNode *json)
{
  g_clear_pointer (&answer->text, g_free);
  g_clear_pointer (&answer->json, json_node_unref);
  answer->json = json;
}

void
emulator_answer_set_object (EmulatorAnswer *answer, guint status, JsonObject *object)
{
  JsonNode *json = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (json, object);
  set_json (answer, json);
  answer->status = status;
}

void
emulator_answer_set_text (EmulatorAnswer *answer, guint status, const char *text)
{
  set_json (answer, NULL);
  answer->text = g_strdup (text);
  answer->status = status;
}

void
emulator_answer_set_message (EmulatorAnswer *answer, guint status, const char *format, ...)
{
  JsonObject *object = json_object_new ();
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  json_object_set_string_member (object, "message", message);
  emulator_answer_set_object (answer, status, object);
}

void
emulator_answer_add_error (
  EmulatorAnswer *answer, const char *code, const char *pointer, const char *format, ...)
{
  JsonObject *error = json_object_new ();
  g_autofree char *title = NULL;
  va_list args;

  va_start (args, format);
  title = g_strdup_vprintf (format, args);
  va_end (args);

  json_object_set_string_member (error, "title", title);
  json_object_set_string_member (error, "detail", "");
  json_object_set_string_member (error, "code", code);
  if (pointer != NULL)
    {
      JsonObject *source = json_object_new ();

      json_object_set_string_member (source, "pointer", pointer);
      json_object_set_object_member (error, "source", source);
    }

  if (answer->json == NULL)
    {
      JsonObject *root = json_object_new ();

      json_object_set_array_member (root, "errors", json_array_new ());
      emulator_answer_set_object (answer, 422, root);
    }
  json_array_add_object_element (
    json_object_get_array_member (json_node_get_object (answer->json), "errors"), error);
}

void
emulator_answer_add_hint (EmulatorAnswer *answer, const char *format, ...)
{
  g_autofree char *hint = NULL;
  va_list args;

  va_start (args, format);
  hint = g_strdup_vprintf (format, args);
  va_end (args);

  if (answer->hint->len > 0)
    g_string_append (answer->hint, "; ");
  /* It becomes a header and a line on a terminal, and may quote the request. */
  for (const char *at = hint; *at != '\0' && answer->hint->len < MAX_HINT; at++)
    g_string_append_c (answer->hint, g_ascii_isprint (*at) ? *at : '?');
}

char *
emulator_answer_dup_body (EmulatorAnswer *answer)
{
  if (answer->text != NULL)
    return g_strdup (answer->text);
  return answer->json != NULL ? emulator_json_print (answer->json) : g_strdup ("");
}
