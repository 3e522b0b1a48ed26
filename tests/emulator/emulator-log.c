/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-log.h"

#include "emulator-json.h"

#define MAX_ENTRIES 100000

static void
entry_clear (EmulatorLogEntry *entry)
{
  g_free (entry->request);
  g_free (entry->hint);
}

void
emulator_log_entry_unref (EmulatorLogEntry *entry)
{
  g_rc_box_release_full (entry, (GDestroyNotify) entry_clear);
}

EmulatorLogEntry *
emulator_log_add (EmulatorLog *log, EmulatorRequest *request, const char *token, gint64 at_us)
{
  EmulatorLogEntry *entry = g_rc_box_new0 (EmulatorLogEntry);

  entry->n = ++log->count;
  entry->at_us = at_us;
  entry->request = emulator_request_to_json (request, token);
  g_queue_push_tail (&log->entries, g_rc_box_acquire (entry));
  if (log->entries.length > MAX_ENTRIES)
    emulator_log_entry_unref (g_queue_pop_head (&log->entries));
  return entry;
}

void
emulator_log_clear (EmulatorLog *log)
{
  g_queue_clear_full (&log->entries, (GDestroyNotify) emulator_log_entry_unref);
  log->count = 0;
}

static void
append_entry (EmulatorLogEntry *entry, GString *json)
{
  g_string_append_printf (json, "{\"n\":%u,\"at_us\":%" G_GINT64_FORMAT ",%s,\"status\":%u,",
                          entry->n, entry->at_us, entry->request, entry->status);
  g_string_append (json, "\"hint\":");
  if (entry->hint != NULL)
    emulator_json_append_string (json, entry->hint);
  else
    g_string_append (json, "null");
  g_string_append_c (json, '}');
}

char *
emulator_log_to_json (EmulatorLog *log)
{
  GString *json = g_string_new ("{\"requests\":[");

  for (GList *link = log->entries.head; link != NULL; link = link->next)
    {
      append_entry (link->data, json);
      if (link->next != NULL)
        g_string_append_c (json, ',');
    }
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}
