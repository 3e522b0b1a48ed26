/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-actions.h"
#include "acwf-engine.h"

/* What needs no network. */

static void
echo (AcwfTicket *ticket)
{
  GString *result = g_string_new ("{\"value\":");

  acwf_json_append (result, acwf_json_member (ticket->input, "value"));
  g_string_append_c (result, '}');
  acwf_ticket_succeed (ticket, result);
}

static gboolean
on_delayed (gpointer data)
{
  AcwfTicket *ticket = data;

  g_clear_pointer (&ticket->timer, g_source_unref);
  echo (ticket);
  return G_SOURCE_REMOVE;
}

void
acwf_start_echo (AcwfTicket *ticket)
{
  gint64 delay = acwf_json_get_integer (ticket->input, "delay_ms", 0);

  if (delay == 0)
    {
      echo (ticket);
      return;
    }
  ticket->timer = g_timeout_source_new ((guint) delay);
  g_source_set_static_name (ticket->timer, "activecampaign-workflow echo");
  g_source_set_callback (ticket->timer, on_delayed, ticket, NULL);
  g_source_attach (ticket->timer, acwf_engine_get_context (ticket->engine));
}

void
acwf_start_stats (AcwfTicket *ticket)
{
  GString *result = g_string_new (NULL);

  acwf_engine_append_stats (ticket->engine, result);
  acwf_ticket_succeed (ticket, result);
}
