/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The connections of an ActiveCampaign account, in a GNOME app.
 *
 * The account is that of ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_API_TOKEN; without them the app asks
 * for both.
 */

#include "cx-application.h"

#include <glib/gi18n.h>

int
main (int argc, char *argv[])
{
  g_autoptr (CxApplication) application = NULL;

  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = cx_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
