/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-actions.h"
#include "acwf-connection.h"

/* What changes one connection by the request that its name says. */

static void
set_values (AcwfTicket *ticket, const char *id)
{
  ticket->connection = ac_connection_new (acwf_ticket_use_client (ticket), id);
  acwf_connection_set (ticket->connection, acwf_json_member (ticket->input, "connection"));
}

static void
on_updated (GObject *connection, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;

  if (ac_connection_update_finish (AC_CONNECTION (connection), result, NULL))
    acwf_ticket_succeed_with (ticket, ",\"changed\":true");
  else
    acwf_ticket_fail_result (ticket, result);
}

void
acwf_start_update (AcwfTicket *ticket)
{
  g_autofree char *id = acwf_json_dup_member (ticket->input, "id");
  g_autofree char *changes = NULL;

  set_values (ticket, id);
  changes = ac_connection_dup_changes (ticket->connection);
  if (acwf_json_get_flag (ticket->input, "dry_run"))
    acwf_ticket_succeed_dry (ticket, "", changes != NULL ? "PUT" : NULL, id, changes);
  else if (changes == NULL)
    acwf_ticket_succeed (ticket, g_string_new ("{\"connection\":null,\"changed\":false}"));
  else
    ac_connection_update (ticket->connection, ticket->cancellable, on_updated, ticket);
}

/* The connection is there; what failed is the second request. */
static void
fail_after_create (AcwfTicket *ticket, GAsyncResult *result)
{
  AcwfError *error = acwf_error_new_from_problem (ac_problem_from_result (result));
  g_autofree char *message = error->message;

  error->message = g_strdup_printf ("Connection %s was created, but its status was not set: %s",
                                    ac_connection_get_id (ticket->connection), message);
  acwf_ticket_fail (ticket, error);
}

static void
on_status_set (GObject *connection, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;

  if (ac_connection_update_finish (AC_CONNECTION (connection), result, NULL))
    acwf_ticket_succeed_with (ticket, "");
  else
    fail_after_create (ticket, result);
}

static void
on_created (GObject *object, GAsyncResult *result, gpointer data)
{
  AcConnection *connection = AC_CONNECTION (object);
  AcwfTicket *ticket = data;

  if (!ac_connection_create_finish (connection, result, NULL))
    {
      acwf_ticket_fail_result (ticket, result);
      return;
    }
  ticket->has_written = TRUE;
  if (!ac_connection_get_modified (connection))
    {
      acwf_ticket_succeed_with (ticket, "");
      return;
    }
  acwf_ticket_use_client (ticket);
  ac_connection_update (connection, ticket->cancellable, on_status_set, ticket);
}

void
acwf_start_create (AcwfTicket *ticket)
{
  set_values (ticket, NULL);
  if (acwf_json_get_flag (ticket->input, "dry_run"))
    {
      g_autofree char *changes = ac_connection_dup_changes (ticket->connection);

      acwf_ticket_succeed_dry (ticket, "", "POST", NULL, changes);
    }
  else
    ac_connection_create (ticket->connection, ticket->cancellable, on_created, ticket);
}

static void
on_deleted (GObject *connection, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;
  g_autoptr (GError) error = NULL;

  if (ac_connection_delete_finish (AC_CONNECTION (connection), result, &error))
    acwf_ticket_succeed (ticket, g_string_new ("{\"deleted\":true}"));
  else if (g_error_matches (error, AC_ERROR, AC_ERROR_NOT_FOUND)
           && acwf_json_get_flag (ticket->input, "missing_ok"))
    acwf_ticket_succeed (ticket, g_string_new ("{\"deleted\":false}"));
  else
    acwf_ticket_fail_result (ticket, result);
}

void
acwf_start_delete (AcwfTicket *ticket)
{
  g_autofree char *id = acwf_json_dup_member (ticket->input, "id");

  if (acwf_json_get_flag (ticket->input, "dry_run"))
    {
      acwf_ticket_succeed_dry (ticket, "", "DELETE", id, NULL);
      return;
    }
  ticket->connection = ac_connection_new (acwf_ticket_use_client (ticket), id);
  ac_connection_delete (ticket->connection, ticket->cancellable, on_deleted, ticket);
}
