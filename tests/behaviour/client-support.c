/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "client-support.h"

GString *warnings;

GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  /* What GLib says about g_setenv() is not TAP. */
  if ((level & G_LOG_LEVEL_DEBUG) && !g_test_subprocess ())
    return G_LOG_WRITER_HANDLED;
  if (warnings == NULL || !(level & G_LOG_LEVEL_WARNING))
    return g_log_writer_default (level, fields, n_fields, NULL);
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (warnings, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

gboolean
client_check (AcClient *client, GError **error)
{
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_check (client, NULL, answer_take, &answer);
  return ac_client_check_finish (client, answer_await (&answer), error);
}

AcConnection *
client_find (AcClient *client, const char *service, const char *external_id, GError **error)
{
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_find_connection (client, service, external_id, NULL, answer_take, &answer);
  return ac_client_find_connection_finish (client, answer_await (&answer), error);
}
