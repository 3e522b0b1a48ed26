/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-actions.h"
#include "acwf-connection.h"

/* What changes nothing at the server. */

static void
on_checked (GObject *client, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;

  if (ac_client_check_finish (AC_CLIENT (client), result, NULL))
    acwf_ticket_succeed (ticket, g_string_new ("{\"ok\":true}"));
  else
    acwf_ticket_fail_result (ticket, result);
}

void
acwf_start_check (AcwfTicket *ticket)
{
  ac_client_check (acwf_ticket_use_client (ticket), ticket->cancellable, on_checked, ticket);
}

static void
on_got (GObject *connection, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;

  if (ac_connection_refresh_finish (AC_CONNECTION (connection), result, NULL))
    acwf_ticket_succeed_with (ticket, "");
  else
    acwf_ticket_fail_result (ticket, result);
}

void
acwf_start_get (AcwfTicket *ticket)
{
  g_autofree char *id = acwf_json_dup_member (ticket->input, "id");

  ticket->connection = ac_connection_new (acwf_ticket_use_client (ticket), id);
  ac_connection_refresh (ticket->connection, ticket->cancellable, on_got, ticket);
}

static void
on_found (GObject *client, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;
  g_autoptr (GError) error = NULL;

  ticket->connection = ac_client_find_connection_finish (AC_CLIENT (client), result, &error);
  if (error == NULL)
    acwf_ticket_succeed_with (ticket, "");
  else
    acwf_ticket_fail_result (ticket, result);
}

void
acwf_start_find (AcwfTicket *ticket)
{
  g_autofree char *service = acwf_json_dup_member (ticket->input, "service");
  g_autofree char *external_id = acwf_json_dup_member (ticket->input, "externalid");

  ac_client_find_connection (acwf_ticket_use_client (ticket), service, external_id,
                             ticket->cancellable, on_found, ticket);
}

static void
succeed_with_list (AcwfTicket *ticket, guint n_rows)
{
  GString *result = g_string_new ("{\"connections\":[");
  gint64 total = ac_connection_list_get_total (ticket->list);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (AcConnection) row = g_list_model_get_item (G_LIST_MODEL (ticket->list), i);

      if (i > 0)
        g_string_append_c (result, ',');
      acwf_connection_append (row, result);
    }
  if (total >= 0)
    g_string_append_printf (result, "],\"total\":%" G_GINT64_FORMAT "}", total);
  else
    g_string_append (result, "],\"total\":null}");
  acwf_ticket_succeed (ticket, result);
}

static void load_page (AcwfTicket *ticket);

static void
on_page (GObject *list, GAsyncResult *result, gpointer data)
{
  AcwfTicket *ticket = data;
  gint64 limit = acwf_json_get_integer (ticket->input, "limit", G_MAXINT64);
  guint before = ticket->n_rows;

  if (!ac_connection_list_load_more_finish (ticket->list, result, NULL))
    {
      acwf_ticket_fail_result (ticket, result);
      return;
    }
  ticket->n_rows = g_list_model_get_n_items (G_LIST_MODEL (list));
  /* A page that brings nothing is the end. */
  if (ticket->n_rows > before && ticket->n_rows < limit)
    load_page (ticket);
  else
    succeed_with_list (ticket, (guint) MIN (ticket->n_rows, limit));
}

static void
load_page (AcwfTicket *ticket)
{
  acwf_ticket_use_client (ticket);
  ac_connection_list_load_more (ticket->list, ticket->cancellable, on_page, ticket);
}

void
acwf_start_list (AcwfTicket *ticket)
{
  g_autofree char *service = acwf_json_dup_member (ticket->input, "service");
  g_autofree char *external_id = acwf_json_dup_member (ticket->input, "externalid");
  gint64 offset = acwf_json_get_integer (ticket->input, "offset", 0);

  ticket->list = g_object_new (AC_TYPE_CONNECTION_LIST, "client", acwf_ticket_use_client (ticket),
                               "auto-load", FALSE, "service", service, "external-id", external_id,
                               "offset", (guint64) offset, NULL);
  load_page (ticket);
}
