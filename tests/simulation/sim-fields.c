/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-fields.h"

#include "ac-connection-properties.h"
#include "ac-json.h"

const SimFieldInfo sim_fields[SIM_N_FIELDS] = {
  [SIM_SERVICE] = { "service", FALSE, TRUE, TRUE },
  [SIM_EXTERNAL_ID] = { "externalid", FALSE, TRUE, TRUE },
  [SIM_NAME] = { "name", FALSE, TRUE, TRUE },
  [SIM_LOGO_URL] = { "logoUrl", FALSE, TRUE, TRUE },
  [SIM_LINK_URL] = { "linkUrl", FALSE, TRUE, TRUE },
  [SIM_STATUS] = { "status", TRUE, FALSE, TRUE },
  [SIM_SYNC_STATUS] = { "syncStatus", TRUE, FALSE, TRUE },
  [SIM_LIST_ID] = { "listId", FALSE, TRUE, FALSE },
};

void
sim_values_set (SimValues *self, SimField field, const char *text)
{
  char *copy = g_strdup (text);

  g_free (self->texts[field]);
  self->texts[field] = copy;
}

void
sim_values_copy (SimValues *self, const SimValues *from)
{
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    sim_values_set (self, i, from->texts[i]);
}

void
sim_values_clear (SimValues *self)
{
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    g_clear_pointer (&self->texts[i], g_free);
}

static SimField
find_field (AcJson name)
{
  g_autofree char *text = ac_json_dup_text (name);
  SimField field = 0;

  while (field < SIM_N_FIELDS && g_strcmp0 (sim_fields[field].member, text) != 0)
    field++;
  g_assert_cmpint (field, <, SIM_N_FIELDS);
  return field;
}

void
sim_values_read (SimValues *self, const char *json, gsize length)
{
  AcJson root, connection = AC_JSON_NONE, name = AC_JSON_NONE, value = AC_JSON_NONE;

  g_assert_cmpstr (ac_json_check (json, length, &root), ==, NULL);
  g_assert_true (ac_json_next_member (root, &name, &connection));
  g_assert_true (ac_json_is (name, "\"connection\""));
  value = connection;
  g_assert_false (ac_json_next_member (root, &name, &value));
  value = AC_JSON_NONE;
  while (ac_json_next_member (connection, &name, &value))
    {
      SimField field = find_field (name);

      g_assert_true ((*value.start == '"') == !sim_fields[field].is_number);
      g_assert_null (self->texts[field]);
      self->texts[field] = ac_json_dup_text (value);
      g_assert_nonnull (self->texts[field]);
    }
}

char *
sim_values_print (const SimValues *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (self->texts[i] != NULL)
      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", sim_fields[i].member,
                              self->texts[i]);
  return g_string_free (text, FALSE);
}

static const char *
status_text (int status)
{
  return status < 0 ? NULL : status == 0 ? "0" : "1";
}

static int
status_value (const char *text)
{
  return text == NULL ? -1 : *text == '0' ? 0 : 1;
}

const char *
sim_field_get (AcConnection *connection, SimField field)
{
  switch (field)
    {
    case SIM_SERVICE:
      return ac_connection_get_service (connection);
    case SIM_EXTERNAL_ID:
      return ac_connection_get_external_id (connection);
    case SIM_NAME:
      return ac_connection_get_name (connection);
    case SIM_LOGO_URL:
      return ac_connection_get_logo_url (connection);
    case SIM_LINK_URL:
      return ac_connection_get_link_url (connection);
    case SIM_STATUS:
      return status_text (ac_connection_get_status (connection));
    case SIM_SYNC_STATUS:
      return status_text (ac_connection_get_sync_status (connection));
    case SIM_LIST_ID:
      return ac_connection_get_list_id (connection);
    case SIM_N_FIELDS:
    default:
      g_assert_not_reached ();
    }
}

void
sim_field_set (AcConnection *connection, SimField field, const char *text)
{
  switch (field)
    {
    case SIM_SERVICE:
      ac_connection_set_service (connection, text);
      break;
    case SIM_EXTERNAL_ID:
      ac_connection_set_external_id (connection, text);
      break;
    case SIM_NAME:
      ac_connection_set_name (connection, text);
      break;
    case SIM_LOGO_URL:
      ac_connection_set_logo_url (connection, text);
      break;
    case SIM_LINK_URL:
      ac_connection_set_link_url (connection, text);
      break;
    case SIM_STATUS:
      ac_connection_set_status (connection, status_value (text));
      break;
    case SIM_SYNC_STATUS:
      ac_connection_set_sync_status (connection, status_value (text));
      break;
    case SIM_LIST_ID:
      ac_connection_set_list_id (connection, text);
      break;
    case SIM_N_FIELDS:
    default:
      g_assert_not_reached ();
    }
}
