/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-actions.h"
#include "acwf-connection.h"

/* Looks for the connection, and updates what differs or creates it. Whoever creates it meanwhile
 * makes the create a duplicate; then it is looked for once more.
 */

static AcJson
get_values (AcwfTicket *ticket)
{
  return acwf_json_member (ticket->input, "connection");
}

static char *
dup_outcome (AcwfTicket *ticket, const char *before, const char *after)
{
  return g_strdup_printf ("%s\"outcome\":\"%s\"%s", before, ticket->outcome, after);
}

static void
succeed (AcwfTicket *ticket)
{
  g_autofree char *outcome = dup_outcome (ticket, ",", "");

  acwf_ticket_succeed_with (ticket, outcome);
}

static void
on_updated (GObject *connection, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;

  if (ac_connection_update_finish (AC_CONNECTION (connection), result, NULL))
    succeed (ticket);
  else
    acwf_ticket_fail_result (ticket, result);
}

/* Sends what differs. */
static void
update (AcwfTicket *ticket)
{
  acwf_ticket_use_client (ticket);
  ac_connection_update (ticket->connection, ticket->cancellable, on_updated, ticket);
}

static void
succeed_dry (AcwfTicket *ticket, const char *method, const char *changes)
{
  g_autofree char *outcome = dup_outcome (ticket, "", ",");

  acwf_ticket_succeed_dry (ticket, outcome, method, ac_connection_get_id (ticket->connection),
                           changes);
}

static void
update_found (AcwfTicket *ticket)
{
  g_autofree char *changes = NULL;

  acwf_connection_set (ticket->connection, get_values (ticket));
  changes = ac_connection_dup_changes (ticket->connection);
  if (ticket->outcome == NULL)
    ticket->outcome = changes != NULL ? "updated" : "unchanged";
  if (acwf_json_get_flag (ticket->input, "dry_run"))
    succeed_dry (ticket, changes != NULL ? "PUT" : NULL, changes);
  else
    update (ticket);
}

static void
on_found_after_all (GObject *client, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (AcwfError) refusal = g_steal_pointer (&ticket->refusal);
  g_autoptr (GError) error = NULL;

  found = ac_client_find_connection_finish (AC_CLIENT (client), result, &error);
  if (found != NULL)
    {
      g_set_object (&ticket->connection, found);
      ticket->outcome = "adopted";
      update_found (ticket);
    }
  else if (error != NULL)
    acwf_ticket_fail_result (ticket, result);
  else
    acwf_ticket_fail (ticket, g_steal_pointer (&refusal));
}

static void
find (AcwfTicket *ticket, GAsyncReadyCallback callback)
{
  g_autofree char *service = acwf_json_dup_member (get_values (ticket), "service");
  g_autofree char *external_id = acwf_json_dup_member (get_values (ticket), "externalid");

  ac_client_find_connection (acwf_ticket_use_client (ticket), service, external_id,
                             ticket->cancellable, callback, ticket);
}

static void
on_created (GObject *object, GAsyncResult *result, gpointer data)
{
  AcConnection *connection = AC_CONNECTION (object);
  AcwfTicket *ticket = data;
  g_autoptr (GError) error = NULL;

  if (ac_connection_create_finish (connection, result, &error))
    {
      ticket->has_written = TRUE;
      ticket->outcome = ac_connection_get_adopted (connection) ? "adopted" : "created";
      update (ticket);
    }
  else if (g_error_matches (error, AC_ERROR, AC_ERROR_DUPLICATE))
    {
      ticket->refusal = acwf_error_new_from_problem (ac_problem_from_result (result));
      find (ticket, on_found_after_all);
    }
  else
    acwf_ticket_fail_result (ticket, result);
}

/* What the schema of a create requires. */
static AcwfError *
check_complete (AcwfTicket *ticket)
{
  static const char *const needed[] = { "name", "logoUrl", "linkUrl" };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (acwf_json_member (get_values (ticket), needed[i]).start == NULL)
      return acwf_error_new ("bad_input", needed[i],
                             "There is no such connection yet, and \"connection.%s\" is missing, "
                             "which is needed to create it",
                             needed[i]);
  return NULL;
}

static void
create (AcwfTicket *ticket)
{
  AcwfError *error = check_complete (ticket);

  if (error != NULL)
    {
      acwf_ticket_fail (ticket, error);
      return;
    }
  ticket->connection = ac_connection_new (acwf_ticket_use_client (ticket), NULL);
  acwf_connection_set (ticket->connection, get_values (ticket));
  if (acwf_json_get_flag (ticket->input, "dry_run"))
    {
      g_autofree char *changes = ac_connection_dup_changes (ticket->connection);

      ticket->outcome = "created";
      succeed_dry (ticket, "POST", changes);
    }
  else
    ac_connection_create (ticket->connection, ticket->cancellable, on_created, ticket);
}

static void
on_found (GObject *client, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;
  g_autoptr (GError) error = NULL;

  ticket->connection = ac_client_find_connection_finish (AC_CLIENT (client), result, &error);
  if (error != NULL)
    acwf_ticket_fail_result (ticket, result);
  else if (ticket->connection != NULL)
    update_found (ticket);
  else
    create (ticket);
}

void
acwf_start_ensure (AcwfTicket *ticket)
{
  find (ticket, on_found);
}
