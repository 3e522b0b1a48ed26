/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <activecampaign-glib.h>

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcClient) client = ac_client_new_from_environment (&error);
  g_autoptr (AcConnection) connection = client ? ac_connection_new (client, "2") : NULL;

  if (connection)
    g_object_set (connection, "external-id", "johndoe@example.com", "name", "Acme, Inc.", NULL);
  if (!connection || !ac_connection_update_sync (connection, NULL, &error))
    g_printerr ("%s\n", error->message);
  return error != NULL;
}
