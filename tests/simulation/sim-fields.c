/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-fields.h"

#include "ac-connection-properties.h"

#include <json-glib/json-glib.h>

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

static void
read_member (JsonObject *object, const char *name, JsonNode *node, gpointer values)
{
  SimValues *self = values;
  SimField field = 0;

  while (field < SIM_N_FIELDS && !g_str_equal (sim_fields[field].member, name))
    field++;
  g_assert_cmpint (field, <, SIM_N_FIELDS);
  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  if (sim_fields[field].is_number)
    {
      g_assert_true (json_node_get_value_type (node) == G_TYPE_INT64);
      self->texts[field] = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    }
  else
    {
      g_assert_true (json_node_get_value_type (node) == G_TYPE_STRING);
      self->texts[field] = json_node_dup_string (node);
    }
}

void
sim_values_read (SimValues *self, const char *json, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  json_parser_load_from_data (parser, json, (gssize) length, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_nonnull (root);
  g_assert_cmpuint (json_object_get_size (root), ==, 1);
  json_object_foreach_member (json_object_get_object_member (root, "connection"), read_member,
                              self);
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
