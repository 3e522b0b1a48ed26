/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-json.h"

#include <string.h>

static gboolean
is_named (AcJson quoted, const char *name)
{
  g_autofree char *text = NULL;

  if (memchr (quoted.start, '\\', quoted.length) == NULL)
    return quoted.length == strlen (name) + 2
        && memcmp (quoted.start + 1, name, quoted.length - 2) == 0;
  text = ac_json_dup_text (quoted);
  return g_str_equal (text, name);
}

AcJson
acwf_json_member (AcJson object, const char *name)
{
  AcJson found = AC_JSON_NONE, member = AC_JSON_NONE, value = AC_JSON_NONE;

  if (!ac_json_is_object (object))
    return found;
  while (ac_json_next_member (object, &member, &value))
    if (is_named (member, name))
      found = value;
  return found;
}

char *
acwf_json_dup_member (AcJson object, const char *name)
{
  return ac_json_dup_text (acwf_json_member (object, name));
}

gint64
acwf_json_get_integer (AcJson object, const char *name, gint64 otherwise)
{
  AcJson value = acwf_json_member (object, name);

  /* However it is spelt: 5e15 too. What follows in the text ends it. */
  return value.start != NULL ? (gint64) g_ascii_strtod (value.start, NULL) : otherwise;
}

gboolean
acwf_json_get_flag (AcJson object, const char *name)
{
  return ac_json_is (acwf_json_member (object, name), "true");
}

static void
append_unit (GString *out, guint unit)
{
  g_string_append_printf (out, "\\u%04x", unit);
}

static void
append_character (GString *out, gunichar c)
{
  if (c >= 0x10000)
    {
      append_unit (out, 0xd800 + ((c - 0x10000) >> 10));
      append_unit (out, 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  else if (c < 0x20 || c >= 0x7f)
    append_unit (out, c);
  else
    g_string_append_c (out, (char) c);
}

void
acwf_json_append_string (GString *out, const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    {
      g_string_append (out, "null");
      return;
    }
  valid = g_utf8_make_valid (text, -1);
  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      append_character (out, g_utf8_get_char (p));
    }
  g_string_append_c (out, '"');
}

void
acwf_json_append_boolean (GString *out, gboolean value)
{
  g_string_append (out, value ? "true" : "false");
}

void
acwf_json_append (GString *out, AcJson json)
{
  const char *end = json.start + json.length;
  gboolean in_string = FALSE;

  for (const char *p = json.start; p < end; p = g_utf8_next_char (p))
    {
      if (!in_string && g_ascii_isspace (*p))
        continue;
      if (*p == '\\')
        g_string_append_c (out, *p++);
      else if (*p == '"')
        in_string = !in_string;
      append_character (out, g_utf8_get_char (p));
    }
}
