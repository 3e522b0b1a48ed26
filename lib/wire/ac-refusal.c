/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-refusal.h"

#include "ac-fields.h"

#include <string.h>

#define MOST_ERRORS 20
#define LONGEST_TEXT 500 /* characters */

/* Bytes. A longer body gives no reason that anybody could read; parsed, it would take a hundred
 * times its size, and time.
 */
#define LONGEST_BODY ((gsize) 64 * 1024)

static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c);
}

/* Takes the text over. */
static char *
tidy (char *text, const char *secret)
{
  char *line = ac_refusal_tidy (text, secret);

  g_free (text);
  return line;
}

char *
ac_refusal_tidy (const char *text, const char *secret)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  g_autoptr (GString) whole = g_string_new (valid);
  g_autoptr (GString) line = g_string_new (NULL);
  guint length = 0;

  if (secret != NULL && *secret != '\0')
    g_string_replace (whole, secret, "[token]", 0);
  for (const char *p = whole->str; *p != '\0' && length < LONGEST_TEXT; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_blank (c) && (length == 0 || line->str[line->len - 1] == ' '))
        continue;
      g_string_append_unichar (line, is_blank (c) ? ' ' : c);
      length++;
    }
  if (length == LONGEST_TEXT)
    g_string_append (line, "…");
  g_strchomp (line->str);
  return *line->str != '\0' ? g_strdup (line->str) : NULL;
}

static char *
node_text (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return json_to_string (node, FALSE);
}

static char *
member_text (JsonObject *object, const char *name, const char *secret)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL ? tidy (node_text (node), secret) : NULL;
}

/* The field that "/data/attributes/service" and its like point at. */
static char *
pointed_field (char *pointer)
{
  g_autofree char *own = pointer;
  const char *slash;

  if (own == NULL)
    return NULL;
  slash = strrchr (own, '/');
  slash = slash != NULL ? slash + 1 : own;
  return *slash != '\0' ? g_strdup (ac_field_property_for_member (slash)) : NULL;
}

static char *
source_field (JsonObject *error, const char *secret)
{
  static const char *const names[] = { "pointer", "parameter", "value" };
  JsonNode *source = json_object_get_member (error, "source");
  char *field = NULL;

  if (source == NULL || !JSON_NODE_HOLDS_OBJECT (source))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (names) && field == NULL; i++)
    field = pointed_field (member_text (json_node_get_object (source), names[i], secret));
  return field;
}

static void
append (GString *to, const char *separator, const char *text)
{
  if (to->len > 0)
    g_string_append (to, separator);
  g_string_append (to, text);
}

/* Takes the texts over where they are the first ones. */
static void
add_error (AcRefusal *self, GString *message, char *title, char *detail, char *code, char *field)
{
  g_autoptr (GString) notes = g_string_new (NULL);

  if (title == NULL)
    title = g_steal_pointer (&detail);
  if (title == NULL && code == NULL && field == NULL)
    return;

  if (field != NULL)
    g_string_append_printf (notes, "field %s", field);
  if (code != NULL)
    {
      append (notes, ", ", "code ");
      g_string_append (notes, code);
    }
  append (message, "; ", title != NULL ? title : "error");
  if (detail != NULL)
    g_string_append_printf (message, ": %s", detail);
  if (notes->len > 0)
    g_string_append_printf (message, " (%s)", notes->str);

  if (self->title == NULL && self->code == NULL && self->field == NULL)
    {
      self->title = title;
      self->detail = detail;
      self->code = code;
      self->field = field;
      return;
    }
  g_free (title);
  g_free (detail);
  g_free (code);
  g_free (field);
}

static void
read_error (AcRefusal *self, GString *message, JsonNode *node, const char *secret)
{
  JsonObject *error;
  char *title;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      add_error (self, message, tidy (node_text (node), secret), NULL, NULL, NULL);
      return;
    }
  error = json_node_get_object (node);
  title = member_text (error, "title", secret);
  if (title == NULL)
    title = member_text (error, "message", secret);
  if (title == NULL)
    title = member_text (error, "error", secret);
  add_error (self, message, title, member_text (error, "detail", secret),
             member_text (error, "code", secret), source_field (error, secret));
}

static void
read_errors (AcRefusal *self, GString *message, JsonNode *errors, const char *secret)
{
  if (JSON_NODE_HOLDS_ARRAY (errors))
    {
      JsonArray *array = json_node_get_array (errors);
      guint count = json_array_get_length (array);

      for (guint i = 0; i < MIN (count, MOST_ERRORS); i++)
        read_error (self, message, json_array_get_element (array, i), secret);
      if (count > MOST_ERRORS && message->len > 0)
        g_string_append_printf (message, "; and %u more", count - MOST_ERRORS);
    }
  else if (JSON_NODE_HOLDS_OBJECT (errors)
           && !json_object_has_member (json_node_get_object (errors), "title"))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *node;

      json_object_iter_init (&iter, json_node_get_object (errors));
      while (json_object_iter_next (&iter, &name, &node))
        {
          if (JSON_NODE_HOLDS_ARRAY (node)
              && json_array_get_length (json_node_get_array (node)) > 0)
            node = json_array_get_element (json_node_get_array (node), 0);
          add_error (self, message, tidy (node_text (node), secret), NULL, NULL,
                     pointed_field (tidy (g_strdup (name), secret)));
        }
    }
  else
    read_error (self, message, errors, secret);
}

static void
read_json (AcRefusal *self, GString *message, JsonNode *root, const char *secret)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *errors = object != NULL ? json_object_get_member (object, "errors") : NULL;

  if (errors != NULL)
    read_errors (self, message, errors, secret);
  if (object == NULL)
    read_errors (self, message, root, secret);
  else if (errors == NULL || message->len == 0 || json_object_has_member (object, "message"))
    read_error (self, message, root, secret);
}

AcRefusal *
ac_refusal_new (const char *body, gsize length, const char *secret)
{
  g_autoptr (GString) message = g_string_new (NULL);
  AcRefusal *self = g_new0 (AcRefusal, 1);
  AcJson json;

  if (length > LONGEST_BODY)
    return self;
  if (ac_json_check (body, length, &json) == NULL)
    {
      g_autoptr (JsonNode) root = ac_json_parse (json);

      if (root != NULL)
        read_json (self, message, root, secret);
    }
  /* A page of HTML tells a program nothing, and a person less than the status does. */
  else if (length > 0 && memchr (body, '<', length) == NULL && memchr (body, '\0', length) == NULL
           && g_utf8_validate_len (body, length, NULL))
    add_error (self, message, tidy (g_strndup (body, length), secret), NULL, NULL, NULL);

  if (message->len > 0)
    self->message = g_strdup (message->str);
  return self;
}

void
ac_refusal_free (AcRefusal *self)
{
  g_free (self->title);
  g_free (self->detail);
  g_free (self->code);
  g_free (self->field);
  g_free (self->message);
  g_free (self);
}

static gboolean
says (const AcRefusal *self, const char *words)
{
  g_autofree char *lower = NULL;

  if (self->message == NULL)
    return FALSE;
  lower = g_utf8_strdown (self->message, -1);
  return strstr (lower, words) != NULL;
}

gboolean
ac_refusal_says_not_found (const AcRefusal *self)
{
  return says (self, "no result found");
}

gboolean
ac_refusal_says_duplicate (const AcRefusal *self)
{
  return says (self, "already exists") || says (self, "duplicate");
}

gboolean
ac_refusal_hides_in (AcJson json)
{
  AcJson success = ac_json_member (json, "success");
  AcJson errors = ac_json_member (json, "errors");

  return ac_json_is (success, "0") || ac_json_is (success, "false") || ac_json_is (success, "\"0\"")
      || !ac_json_is_empty (errors);
}
