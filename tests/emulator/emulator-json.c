/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-json.h"

#define MAX_DEPTH 512

/* The scan_*() functions move `at` past what they have accepted, and on failure leave it where the
 * text goes wrong. json-glib takes much that is not JSON, and recurses without a limit; hence it
 * sees only what has passed here. */

static gboolean
scan_literal (const char **at, const char *literal)
{
  if (!g_str_has_prefix (*at, literal))
    return FALSE;
  *at += strlen (literal);
  return TRUE;
}

static void
scan_space (const char **at)
{
  *at += strspn (*at, " \t\r\n");
}

static gboolean
scan_digits (const char **at)
{
  gsize n = strspn (*at, "0123456789");

  *at += n;
  return n > 0;
}

static gboolean
scan_number (const char **at)
{
  scan_literal (at, "-");
  if (!scan_literal (at, "0") && !scan_digits (at))
    return FALSE;
  if (scan_literal (at, ".") && !scan_digits (at))
    return FALSE;
  if (scan_literal (at, "e") || scan_literal (at, "E"))
    {
      if (!scan_literal (at, "+"))
        scan_literal (at, "-");
      return scan_digits (at);
    }
  return TRUE;
}

static gboolean
scan_code_unit (const char **at, gunichar *unit)
{
  if (!scan_literal (at, "\\u"))
    return FALSE;

  *unit = 0;
  for (guint i = 0; i < 4; i++, (*at)++)
    {
      if (!g_ascii_isxdigit (**at))
        return FALSE;
      *unit = *unit * 16 + (gunichar) g_ascii_xdigit_value (**at);
    }
  return TRUE;
}

static gboolean
scan_escape (const char **at)
{
  gunichar unit;

  if ((*at)[1] != '\0' && strchr ("\"\\/bfnrt", (*at)[1]) != NULL)
    {
      *at += 2;
      return TRUE;
    }
  if (!scan_code_unit (at, &unit) || unit == 0)
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00)
    return scan_code_unit (at, &unit) && unit >= 0xdc00 && unit < 0xe000;
  return unit < 0xdc00 || unit >= 0xe000;
}

static gboolean
scan_string (const char **at)
{
  if (!scan_literal (at, "\""))
    return FALSE;

  while (**at != '"')
    {
      if (**at == '\\')
        {
          if (!scan_escape (at))
            return FALSE;
        }
      else if ((guchar) * *at < 0x20)
        return FALSE;
      else
        (*at)++;
    }
  (*at)++;
  return TRUE;
}

static gboolean scan_value (const char **at, guint depth);

static gboolean
scan_members (const char **at, guint depth, gboolean named, const char *end)
{
  scan_space (at);
  if (scan_literal (at, end))
    return TRUE;

  do
    {
      scan_space (at);
      if (named)
        {
          if (!scan_string (at))
            return FALSE;
          scan_space (at);
          if (!scan_literal (at, ":"))
            return FALSE;
        }
      if (!scan_value (at, depth))
        return FALSE;
    }
  while (scan_literal (at, ","));
  return scan_literal (at, end);
}

static gboolean
scan_value (const char **at, guint depth)
{
  gboolean valid;

  if (depth > MAX_DEPTH)
    return FALSE;

  scan_space (at);
  if (scan_literal (at, "{"))
    valid = scan_members (at, depth + 1, TRUE, "}");
  else if (scan_literal (at, "["))
    valid = scan_members (at, depth + 1, FALSE, "]");
  else if (**at == '"')
    valid = scan_string (at);
  else
    valid = scan_literal (at, "true") || scan_literal (at, "false") || scan_literal (at, "null")
         || scan_number (at);
  scan_space (at);
  return valid;
}

JsonNode *
emulator_json_parse (const char *text, GError **error)
{
  const char *at = text;

  if (g_utf8_validate (text, -1, &at))
    {
      at = text;
      if (scan_value (&at, 0) && *at == '\0')
        return json_from_string (text, error);
    }

  if (*text == '\0')
    g_set_error (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, "no JSON, nothing at all");
  else
    g_set_error (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE,
                 "not JSON: wrong from byte %" G_GSIZE_FORMAT " on", (gsize) (at - text));
  return NULL;
}

void
emulator_json_append_string (GString *text, const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);

  g_string_append_c (text, '"');
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      static const char plain[] = "\"\\/\b\f\n\r\t", letters[] = "\"\\/bfnrt";
      gunichar character = g_utf8_get_char (at);
      const char *escape = character < 0x80 ? strchr (plain, (char) character) : NULL;

      if (escape != NULL)
        g_string_append_printf (text, "\\%c", letters[escape - plain]);
      else if (character >= 0x20 && character < 0x80)
        g_string_append_c (text, (char) character);
      else if (character < 0x10000)
        g_string_append_printf (text, "\\u%04x", character);
      else
        g_string_append_printf (text, "\\u%04x\\u%04x", 0xd7c0 + (character >> 10),
                                0xdc00 + (character & 0x3ff));
    }
  g_string_append_c (text, '"');
}

static void append_node (GString *text, JsonNode *node);

static void
append_object (GString *text, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  const char *separator = "";

  g_string_append_c (text, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_string_append (text, separator);
      emulator_json_append_string (text, name);
      g_string_append_c (text, ':');
      append_node (text, member);
      separator = ",";
    }
  g_string_append_c (text, '}');
}

static void
append_array (GString *text, JsonArray *array)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_node (text, json_array_get_element (array, i));
    }
  g_string_append_c (text, ']');
}

static void
append_scalar (GString *text, JsonNode *node)
{
  g_autofree char *string = emulator_json_to_string (node);

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    emulator_json_append_string (text, string);
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  else
    g_string_append (text, string);
}

static void
append_node (GString *text, JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (text, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      append_array (text, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      append_scalar (text, node);
      break;
    case JSON_NODE_NULL:
      g_string_append (text, "null");
      break;
    default:
      g_assert_not_reached ();
    }
}

char *
emulator_json_print (JsonNode *node)
{
  GString *text = g_string_new (NULL);

  append_node (text, node);
  return g_string_free (text, FALSE);
}

char *
emulator_json_to_string (JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return g_strdup (json_node_get_string (node));
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "1" : "");
    case G_TYPE_DOUBLE:
      return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, json_node_get_double (node)));
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    }
}
