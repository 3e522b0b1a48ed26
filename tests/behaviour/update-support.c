/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "update-support.h"

void
assert_body (World *world, guint request, const char *expected)
{
  g_autofree char *body = world_dup_logged (world, request, "body");

  g_assert_cmpstr (body, ==, expected);
}

void
assert_changes (AcConnection *connection, const char *expected)
{
  g_autofree char *changes = ac_connection_dup_changes (connection);

  g_assert_cmpstr (changes, ==, expected);
  g_assert_cmpint (ac_connection_get_modified (connection), ==, expected != NULL);
}

AcConnection *
make_known (World *world)
{
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  g_free (emulator_control (world->emulator, "DELETE", "/emulator/requests", NULL));
  return g_steal_pointer (&connection);
}
