/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-connection-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* A connection in the list. The template follows the connection's properties by itself. */
struct _CxConnectionRow
{
  GtkWidget parent_instance;

  AcConnection *connection;
  GSignalGroup *signals;
};

G_DEFINE_FINAL_TYPE (CxConnectionRow, cx_connection_row, GTK_TYPE_WIDGET)

enum
{
  PROP_CONNECTION = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* The functions below are the template's closures; the first argument is the widget that is bound.
 */

static char *
dup_title (gpointer bound, const char *name, const char *id)
{
  if (name != NULL && *name != '\0')
    return g_strdup (name);
  return g_strdup_printf (_ ("Connection %s"), id != NULL ? id : "");
}

static char *
dup_subtitle (gpointer bound, const char *service, const char *external_id)
{
  if (external_id == NULL || *external_id == '\0')
    return g_strdup (service != NULL ? service : "");
  return g_strdup_printf ("%s · %s", service != NULL ? service : "", external_id);
}

static gboolean
is_connected (gpointer bound, AcConnectionStatus status)
{
  return status == AC_CONNECTION_STATUS_CONNECTED;
}

static gboolean
is_error (gpointer bound, AcConnectionStatus status)
{
  return status == AC_CONNECTION_STATUS_ERROR;
}

static gboolean
is_running (gpointer bound, AcSyncStatus status)
{
  return status == AC_SYNC_STATUS_RUNNING;
}

/* All that the row shows, for a screen reader. */
static char *
dup_description (AcConnection *connection)
{
  g_autofree char *title = dup_title (NULL, ac_connection_get_name (connection),
                                      ac_connection_get_id (connection));
  g_autofree char *subtitle = dup_subtitle (NULL, ac_connection_get_service (connection),
                                            ac_connection_get_external_id (connection));
  AcConnectionStatus status = ac_connection_get_status (connection);
  AcSyncStatus sync_status = ac_connection_get_sync_status (connection);

  return g_strconcat (title, ", ", subtitle, is_connected (NULL, status) ? _ (", connected") : "",
                      is_error (NULL, status) ? _ (", error") : "",
                      is_running (NULL, sync_status) ? _ (", syncing") : "", NULL);
}

/* The focus goes to the list's own widget around this one, and so must the name. */
static void
describe (CxConnectionRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *description = NULL;

  if (parent == NULL || self->connection == NULL)
    return;
  description = dup_description (self->connection);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  description, -1);
}

static void
set_connection (CxConnectionRow *self, AcConnection *connection)
{
  if (!g_set_object (&self->connection, connection))
    return;
  g_signal_group_set_target (self->signals, connection);
  describe (self);
}

static void
cx_connection_row_dispose (GObject *object)
{
  CxConnectionRow *self = CX_CONNECTION_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->signals);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (cx_connection_row_parent_class)->dispose (object);
}

static void
cx_connection_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CONNECTION)
    g_value_set_object (value, CX_CONNECTION_ROW (object)->connection);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cx_connection_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CONNECTION)
    set_connection (CX_CONNECTION_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cx_connection_row_class_init (CxConnectionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cx_connection_row_dispose;
  object_class->get_property = cx_connection_row_get_property;
  object_class->set_property = cx_connection_row_set_property;

  properties[PROP_CONNECTION] = g_param_spec_object ("connection", NULL, NULL, AC_TYPE_CONNECTION,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/Connections/cx-connection-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, dup_title);
  gtk_widget_class_bind_template_callback (widget_class, dup_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, is_connected);
  gtk_widget_class_bind_template_callback (widget_class, is_error);
  gtk_widget_class_bind_template_callback (widget_class, is_running);
  gtk_widget_class_set_css_name (widget_class, "connection");
}

static void
cx_connection_row_init (CxConnectionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::parent", G_CALLBACK (describe), NULL);
  self->signals = g_signal_group_new (AC_TYPE_CONNECTION);
  g_signal_group_connect_object (self->signals, "notify", G_CALLBACK (describe), self,
                                 G_CONNECT_SWAPPED);
}
