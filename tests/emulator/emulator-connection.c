/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-connection.h"

#include "emulator-json.h"

static const char *const member_names[EMULATOR_N_MEMBERS] = {
  [EMULATOR_SERVICE] = "service",
  [EMULATOR_EXTERNALID] = "externalid",
  [EMULATOR_NAME] = "name",
  [EMULATOR_IS_INTERNAL] = "isInternal",
  [EMULATOR_CONNECTION_TYPE] = "connectionType",
  [EMULATOR_STATUS] = "status",
  [EMULATOR_SYNC_STATUS] = "syncStatus",
  [EMULATOR_SYNC_REQUEST_TIME] = "sync_request_time",
  [EMULATOR_SYNC_START_TIME] = "sync_start_time",
  [EMULATOR_LAST_SYNC] = "lastSync",
  [EMULATOR_LOGO_URL] = "logoUrl",
  [EMULATOR_LINK_URL] = "linkUrl",
  [EMULATOR_CREDENTIAL_EXPIRATION] = "credentialExpiration",
  [EMULATOR_CDATE] = "cdate",
  [EMULATOR_UDATE] = "udate",
  [EMULATOR_DISCONNECT_DATE] = "disconnectDate",
  [EMULATOR_LIST_ID] = "listId",
  [EMULATOR_PLAN_TIER] = "planTier",
  [EMULATOR_SERVICE_NAME] = "serviceName",
};

/* In the offset of the service's home, as on record. */
static char *
format_now (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("-05:00");
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%S%:z");
}

EmulatorConnection *
emulator_connection_new (guint64 id)
{
  EmulatorConnection *connection = g_new0 (EmulatorConnection, 1);
  g_autofree char *now = format_now ();

  connection->id = id;
  emulator_connection_set (connection, EMULATOR_IS_INTERNAL, "0");
  emulator_connection_set (connection, EMULATOR_CONNECTION_TYPE, "ecommerce");
  emulator_connection_set (connection, EMULATOR_STATUS, "1");
  emulator_connection_set (connection, EMULATOR_SYNC_STATUS, "0");
  emulator_connection_set (connection, EMULATOR_LOGO_URL, "");
  emulator_connection_set (connection, EMULATOR_LINK_URL, "");
  emulator_connection_set (connection, EMULATOR_LIST_ID, "0");
  emulator_connection_set (connection, EMULATOR_CDATE, now);
  emulator_connection_set (connection, EMULATOR_UDATE, now);
  return connection;
}

EmulatorConnection *
emulator_connection_copy (const EmulatorConnection *connection)
{
  EmulatorConnection *copy = g_new0 (EmulatorConnection, 1);

  copy->id = connection->id;
  for (guint i = 0; i < EMULATOR_N_MEMBERS; i++)
    copy->members[i] = g_strdup (connection->members[i]);
  return copy;
}

void
emulator_connection_free (EmulatorConnection *connection)
{
  for (guint i = 0; i < EMULATOR_N_MEMBERS; i++)
    g_free (connection->members[i]);
  g_free (connection);
}

EmulatorMember
emulator_member_from_name (const char *name)
{
  EmulatorMember member = 0;

  while (member < EMULATOR_N_MEMBERS && !g_str_equal (member_names[member], name))
    member++;
  return member;
}

const char *
emulator_member_get_name (EmulatorMember member)
{
  return member_names[member];
}

void
emulator_connection_set (EmulatorConnection *connection, EmulatorMember member, const char *value)
{
  g_free (connection->members[member]);
  connection->members[member] = g_strdup (value);

  if (member == EMULATOR_SERVICE)
    emulator_connection_set (connection, EMULATOR_SERVICE_NAME, value);
}

void
emulator_connection_touch (EmulatorConnection *connection)
{
  g_autofree char *now = format_now ();

  emulator_connection_set (connection, EMULATOR_UDATE, now);
}

static gboolean
set_from_node (EmulatorConnection *connection, const char *name, JsonNode *node, GError **error)
{
  EmulatorMember member = emulator_member_from_name (name);
  g_autofree char *value = emulator_json_to_string (node);

  if (value == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "member \"%s\" of a connection is neither a string, a number nor null", name);
      return FALSE;
    }
  if (g_str_equal (name, "id"))
    {
      connection->id = emulator_id_parse (value);
      if (connection->id == 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "\"%s\" is not the id of a connection", value);
      return connection->id != 0;
    }
  if (member == EMULATOR_N_MEMBERS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "\"%s\" is not a member of a connection", name);
      return FALSE;
    }

  emulator_connection_set (connection, member, JSON_NODE_HOLDS_NULL (node) ? NULL : value);
  return TRUE;
}

gboolean
emulator_connection_set_all (EmulatorConnection *connection, JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (g_str_equal (name, "links"))
        continue;
      if (!set_from_node (connection, name, node, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_link (JsonObject *links, const EmulatorConnection *connection, const char *base, const char *to)
{
  g_autofree char *address = g_strdup_printf ("%s/api/3/connections/%" G_GUINT64_FORMAT "/%s", base,
                                              connection->id, to);

  json_object_set_string_member (links, to, address);
}

JsonObject *
emulator_connection_to_json (const EmulatorConnection *connection, const char *base)
{
  JsonObject *object = json_object_new ();

  for (EmulatorMember member = 0; member < EMULATOR_N_MEMBERS; member++)
    {
      if (member == EMULATOR_SERVICE_NAME)
        {
          JsonObject *links = json_object_new ();
          g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, connection->id);

          add_link (links, connection, base, "options");
          add_link (links, connection, base, "customers");
          json_object_set_object_member (object, "links", links);
          json_object_set_string_member (object, "id", id);
        }
      json_object_set_string_member (object, member_names[member], connection->members[member]);
    }
  return object;
}

guint64
emulator_id_parse (const char *text)
{
  guint64 id;

  if (*text == '0' || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL))
    return 0;
  return id;
}
