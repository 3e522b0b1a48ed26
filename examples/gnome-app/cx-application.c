/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-application.h"

#include "cx-window.h"

#include <activecampaign-glib.h>
#include <glib/gi18n.h>

/* The application: its window, and what can be done whatever the window shows. */
struct _CxApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (CxApplication, cx_application, ADW_TYPE_APPLICATION)

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  /* Not g_application_quit(): the window may have a question to ask first. */
  if (window != NULL)
    gtk_window_close (window);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (data)),
                         "application-name", _ ("Connections"), "application-icon", APP_ID,
                         "comments", _ ("The connections of an ActiveCampaign account"),
                         "developer-name", _ ("The activecampaign-glib developers"), "version",
                         AC_VERSION_STRING, "license-type", GTK_LICENSE_LGPL_2_1, NULL);
}

static void
cx_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = on_quit },
    { .name = "about", .activate = on_about },
  };
  static const struct
  {
    const char *action;
    const char *keys[2];
  } shortcuts[] = {
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
  };

  G_APPLICATION_CLASS (cx_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), shortcuts[i].action,
                                           (const char *const[]){ shortcuts[i].keys[0], NULL });
}

static void
cx_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (cx_window_new (CX_APPLICATION (application)));
  gtk_window_present (window);
}

static void
cx_application_class_init (CxApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->startup = cx_application_startup;
  G_APPLICATION_CLASS (klass)->activate = cx_application_activate;
}

static void
cx_application_init (CxApplication *self)
{
}

CxApplication *
cx_application_new (void)
{
  /* Each process has its environment, and so its account. */
  return g_object_new (CX_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/org/example/Connections", "flags", G_APPLICATION_NON_UNIQUE, NULL);
}
