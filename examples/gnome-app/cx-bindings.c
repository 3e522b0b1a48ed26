/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-bindings.h"

static gboolean
to_text (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  const char *text = g_value_get_string (from);

  g_value_set_string (to, text != NULL ? text : "");
  return TRUE;
}

/* An entry knows no NULL. Where the server has no text either, an empty one is no change, and what
 * was typed before is withdrawn; where it has one, that is to become empty.
 */
static void
set_empty (GObject *connection, const char *property)
{
  g_autofree char *known = NULL;

  g_object_freeze_notify (connection);
  g_object_set (connection, property, NULL, NULL);
  g_object_get (connection, property, &known, NULL);
  if (known != NULL)
    g_object_set (connection, property, "", NULL);
  g_object_thaw_notify (connection);
}

static gboolean
from_text (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_autoptr (GObject) connection = NULL;

  if (*g_value_get_string (from) != '\0')
    return g_value_transform (from, to);

  connection = g_binding_dup_source (binding);
  set_empty (connection, g_binding_get_source_property (binding));
  return FALSE;
}

void
cx_bindings_add_text (GBindingGroup *group, const char *property, GtkEditable *row)
{
  g_binding_group_bind_full (group, property, row, "text",
                             G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, to_text, from_text,
                             NULL, NULL);
}

/* -1, for unknown, is GTK_INVALID_LIST_POSITION. */
static gboolean
to_choice (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_uint (to, (guint) g_value_get_enum (from));
  return TRUE;
}

static gboolean
from_choice (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_enum (to, (int) g_value_get_uint (from));
  return TRUE;
}

void
cx_bindings_add_choice (GBindingGroup *group, const char *property, AdwComboRow *row)
{
  g_binding_group_bind_full (group, property, row, "selected",
                             G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, to_choice,
                             from_choice, NULL, NULL);
}
