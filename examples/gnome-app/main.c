/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The connections of an ActiveCampaign account, in a GNOME app.
 *
 * The account is that of ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_API_TOKEN; without them the app asks
 * for both.
 */

#include "cx-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (CxApplication) application = cx_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
