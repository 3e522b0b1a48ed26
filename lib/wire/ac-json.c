/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-json.h"

#include <string.h>

/* Only checked texts are read here, and so next to nothing needs to be looked at. */

static const char *
after_space (const char *next)
{
  while (*next == ' ' || *next == '\t' || *next == '\n' || *next == '\r')
    next++;
  return next;
}

static const char *
after_comma (const char *next)
{
  next = after_space (next);
  return *next == ',' ? after_space (next + 1) : next;
}

static const char *
after_string (const char *next)
{
  for (next++; *next != '"'; next++)
    if (*next == '\\')
      next++;
  return next + 1;
}

/* From its opening bracket. */
static const char *
after_items (const char *next)
{
  guint depth = 0;

  do
    {
      if (*next == '"')
        {
          next = after_string (next);
          continue;
        }
      if (*next == '{' || *next == '[')
        depth++;
      else if (*next == '}' || *next == ']')
        depth--;
      next++;
    }
  while (depth > 0);
  return next;
}

static AcJson
take_value (const char **next)
{
  const char *start = *next;

  if (*start == '"')
    *next = after_string (start);
  else if (*start == '{' || *start == '[')
    *next = after_items (start);
  else
    while (g_ascii_isalnum (**next) || **next == '-' || **next == '+' || **next == '.')
      ++*next;
  return (AcJson){ start, (gsize) (*next - start) };
}

gboolean
ac_json_is_object (AcJson json)
{
  return json.start != NULL && *json.start == '{';
}

gboolean
ac_json_is_array (AcJson json)
{
  return json.start != NULL && *json.start == '[';
}

gboolean
ac_json_is (AcJson json, const char *literal)
{
  return json.start != NULL && json.length == strlen (literal)
      && memcmp (json.start, literal, json.length) == 0;
}

gboolean
ac_json_is_empty (AcJson json)
{
  return json.start == NULL || ac_json_is (json, "null") || ac_json_is (json, "\"\"")
      || ac_json_is (json, "[]") || ac_json_is (json, "{}");
}

gboolean
ac_json_next_member (AcJson object, AcJson *name, AcJson *value)
{
  const char *next = value->start != NULL ? after_comma (value->start + value->length)
                                          : after_space (object.start + 1);

  if (*next == '}')
    return FALSE;
  *name = take_value (&next);
  next = after_space (after_space (next) + 1);
  *value = take_value (&next);
  return TRUE;
}

AcJson
ac_json_member (AcJson object, const char *name)
{
  AcJson found = AC_JSON_NONE, member = AC_JSON_NONE, value = AC_JSON_NONE;
  gsize length = strlen (name);

  if (!ac_json_is_object (object))
    return found;
  while (ac_json_next_member (object, &member, &value))
    if (member.length == length + 2 && memcmp (member.start + 1, name, length) == 0)
      found = value;
  return found;
}

AcJson
ac_json_next_element (AcJson array, AcJson previous)
{
  const char *next = previous.start != NULL ? after_comma (previous.start + previous.length)
                                            : after_space (array.start + 1);

  return *next != ']' ? take_value (&next) : AC_JSON_NONE;
}

static gunichar
read_unit (const char *hex)
{
  gunichar unit = 0;

  for (int i = 0; i < 4; i++)
    unit = unit * 16 + (gunichar) g_ascii_xdigit_value (hex[i]);
  return unit;
}

/* Writes what the escape stands for, and returns what follows it. @next: after the backslash. */
static const char *
read_escape (const char *next, char **to)
{
  static const char names[] = "bfnrt\"\\/", meant[] = "\b\f\n\r\t\"\\/";
  gunichar c;

  if (*next != 'u')
    {
      *(*to)++ = meant[strchr (names, *next) - names];
      return next + 1;
    }
  c = read_unit (next + 1);
  next += 5;
  if (c >= 0xd800 && c <= 0xdbff)
    {
      c = 0x10000 + ((c - 0xd800) << 10) + (read_unit (next + 2) - 0xdc00);
      next += 6;
    }
  *to += g_unichar_to_utf8 (c, *to);
  return next;
}

/* No escape is shorter than what it stands for. */
static char *
dup_string (AcJson json)
{
  const char *next = json.start + 1, *end = json.start + json.length - 1;
  char *text = g_malloc (json.length);
  char *to = text;

  while (next < end)
    if (*next == '\\')
      next = read_escape (next + 1, &to);
    else
      *to++ = *next++;
  *to = '\0';
  return text;
}

static char *
dup_number (AcJson json)
{
  g_autofree char *text = g_strndup (json.start, json.length);
  double number;

  if (strpbrk (text, ".eE") == NULL)
    return g_steal_pointer (&text);
  number = g_ascii_strtod (text, NULL);
  if (number > -1e15 && number < 1e15 && number == (double) (gint64) number)
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) number);
  return g_steal_pointer (&text);
}

char *
ac_json_dup_text (AcJson json)
{
  if (json.start == NULL)
    return NULL;
  switch (*json.start)
    {
    case '"':
      return dup_string (json);
    case 't':
      return g_strdup ("1");
    case 'f':
      return g_strdup ("0");
    case 'n':
    case '{':
    case '[':
      return NULL;
    default:
      return dup_number (json);
    }
}

JsonNode *
ac_json_parse (AcJson json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_data (parser, json.start, (gssize) json.length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}
