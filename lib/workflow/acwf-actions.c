/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-actions.h"

#include "acwf-connection.h"

/* "2" and "02" are one connection. */
static char *
dup_id_key (AcJson input)
{
  g_autofree char *id = acwf_json_dup_member (input, "id");
  const char *digits = id;

  while (*digits == '0')
    digits++;
  return g_strconcat ("id ", digits, NULL);
}

static char *
dup_names_key (AcJson names)
{
  g_autofree char *service = acwf_json_dup_member (names, "service");
  g_autofree char *external_id = acwf_json_dup_member (names, "externalid");

  return g_strdup_printf ("names %zu %s %s", strlen (service), service, external_id);
}

static char *
dup_connection_key (AcJson input)
{
  return dup_names_key (acwf_json_member (input, "connection"));
}

static const AcwfAction actions[] = {
  { "connection.update", acwf_start_update, dup_id_key },
  { "connection.create", acwf_start_create, dup_connection_key },
  { "connection.get", acwf_start_get, dup_id_key },
  { "connection.list", acwf_start_list, NULL },
  { "connection.delete", acwf_start_delete, dup_id_key },
  { "connection.find", acwf_start_find, dup_names_key },
  { "connection.ensure", acwf_start_ensure, dup_connection_key },
  { "connection.check", acwf_start_check, NULL },
  { "engine.echo", acwf_start_echo, NULL },
  { "engine.stats", acwf_start_stats, NULL },
};

const AcwfAction *
acwf_action_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      return &actions[i];
  return NULL;
}

void
acwf_ticket_succeed_with (AcwfTicket *ticket, const char *others)
{
  GString *result = g_string_new ("{\"connection\":");

  if (ticket->connection != NULL)
    acwf_connection_append (ticket->connection, result);
  else
    g_string_append (result, "null");
  g_string_append_printf (result, "%s}", others);
  acwf_ticket_succeed (ticket, result);
}

void
acwf_ticket_succeed_dry (
  AcwfTicket *ticket, const char *before, const char *method, const char *id, const char *body)
{
  GString *result = g_string_new ("{");
  AcJson json;

  g_string_append_printf (result, "%s\"request\":", before);
  if (method == NULL)
    g_string_append (result, "null}");
  else
    {
      g_string_append_printf (result, "{\"method\":\"%s\",\"path\":\"/api/3/connections%s%s\",",
                              method, id != NULL ? "/" : "", id != NULL ? id : "");
      g_string_append (result, "\"body\":");
      if (body != NULL && ac_json_check (body, strlen (body), &json) == NULL)
        acwf_json_append (result, json);
      else
        g_string_append (result, "null");
      g_string_append (result, "}}");
    }
  acwf_ticket_succeed (ticket, result);
}
