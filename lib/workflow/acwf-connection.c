/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-connection.h"

#include "ac-fields.h"
#include "acwf-json.h"

void
acwf_connection_set (AcConnection *connection, AcJson values)
{
  for (guint i = 0; i < AC_N_FIELDS; i++)
    {
      const AcFieldInfo *info = &ac_fields[i];
      g_autofree char *text = NULL;

      if (info->sent == 0)
        continue;
      text = acwf_json_dup_member (values, info->member);
      if (text == NULL)
        continue;
      if (AC_FIELD_IS_NUMBER (i))
        g_object_set (connection, info->property, (int) g_ascii_strtoll (text, NULL, 10), NULL);
      else
        g_object_set (connection, info->property, text, NULL);
    }
}

/* Unlike g_date_time_format_iso8601(), with the minutes of the offset, which JavaScript wants. */
static void
append_date (GDateTime *date, GString *out)
{
  g_autofree char *text = date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%S%:z") : NULL;

  acwf_json_append_string (out, text);
}

static void
append_field (AcConnection *connection, const AcFieldInfo *info, GString *out)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (connection), info->property, &value);
  switch (info->type)
    {
    case AC_FIELD_TYPE_STRING:
      acwf_json_append_string (out, g_value_get_string (&value));
      break;
    case AC_FIELD_TYPE_BOOLEAN:
      acwf_json_append_boolean (out, g_value_get_boolean (&value));
      break;
    case AC_FIELD_TYPE_CONNECTION_STATUS:
    case AC_FIELD_TYPE_SYNC_STATUS:
      if (g_value_get_enum (&value) < 0)
        g_string_append (out, "null");
      else
        g_string_append_printf (out, "%d", g_value_get_enum (&value));
      break;
    case AC_FIELD_TYPE_DATE:
      append_date (g_value_get_boxed (&value), out);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* A member that holds fields is told as it came, for it may hold more than the table knows. */
static gboolean
is_own_member (const char *name)
{
  if (g_str_equal (name, "id"))
    return TRUE;
  for (guint i = 0; i < AC_N_FIELDS; i++)
    if (ac_fields[i].submember == NULL && g_str_equal (ac_fields[i].member, name))
      return TRUE;
  return FALSE;
}

/* PHP writes an empty object as an empty list. */
static gboolean
is_empty_object (const char *name, AcJson value)
{
  if (!ac_json_is_empty (value) || !ac_json_is_array (value))
    return FALSE;
  for (guint i = 0; i < AC_N_FIELDS; i++)
    if (ac_fields[i].submember != NULL && g_str_equal (ac_fields[i].member, name))
      return TRUE;
  return FALSE;
}

static void
append_others (AcConnection *connection, GString *out)
{
  g_autofree char *text = ac_connection_dup_json (connection);
  AcJson json, name = AC_JSON_NONE, value = AC_JSON_NONE;

  if (text == NULL || ac_json_check (text, strlen (text), &json) != NULL)
    return;
  while (ac_json_next_member (json, &name, &value))
    {
      g_autofree char *known_as = ac_json_dup_text (name);

      if (is_own_member (known_as))
        continue;
      g_string_append_c (out, ',');
      acwf_json_append (out, name);
      g_string_append_c (out, ':');
      if (is_empty_object (known_as, value))
        g_string_append (out, "{}");
      else
        acwf_json_append (out, value);
    }
}

void
acwf_connection_append (AcConnection *connection, GString *out)
{
  g_string_append (out, "{\"id\":");
  acwf_json_append_string (out, ac_connection_get_id (connection));
  for (guint i = 0; i < AC_N_FIELDS; i++)
    {
      if (ac_fields[i].submember != NULL)
        continue;
      g_string_append_printf (out, ",\"%s\":", ac_fields[i].member);
      append_field (connection, &ac_fields[i], out);
    }
  append_others (connection, out);
  g_string_append_c (out, '}');
}
