/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-field-error.h"

/* What is wrong with a field, below the row that it is about. It goes when the field is changed. */
struct _CxFieldError
{
  AdwPreferencesRow parent_instance;

  GtkLabel *label;

  char *field; /* the property of the library's object */
  GtkWidget *row;
};

G_DEFINE_FINAL_TYPE (CxFieldError, cx_field_error, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_FIELD = 1,
  PROP_ROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

const char *
cx_field_error_get_field (CxFieldError *self)
{
  return self->field;
}

void
cx_field_error_set_message (CxFieldError *self, const char *message)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (self->row);

  gtk_label_set_label (self->label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self), message != NULL);
  if (message != NULL)
    {
      gtk_widget_add_css_class (self->row, "error");
      gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_relation (accessible, GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE,
                                      GTK_ACCESSIBLE (self->label), -1);
      gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
      gtk_widget_grab_focus (self->row);
    }
  else
    {
      gtk_widget_remove_css_class (self->row, "error");
      gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_relation (accessible, GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
      gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    }
}

static void
on_edited (CxFieldError *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    cx_field_error_set_message (self, NULL);
}

static void
set_row (CxFieldError *self, GtkWidget *row)
{
  const char *notify = GTK_IS_EDITABLE (row) ? "notify::text" : "notify::selected";

  self->row = row;
  g_signal_connect_object (row, notify, G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
}

static void
cx_field_error_finalize (GObject *object)
{
  g_free (CX_FIELD_ERROR (object)->field);

  G_OBJECT_CLASS (cx_field_error_parent_class)->finalize (object);
}

static void
cx_field_error_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CxFieldError *self = CX_FIELD_ERROR (object);

  switch (id)
    {
    case PROP_FIELD:
      self->field = g_value_dup_string (value);
      break;
    case PROP_ROW:
      set_row (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cx_field_error_class_init (CxFieldErrorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cx_field_error_finalize;
  object_class->set_property = cx_field_error_set_property;

  properties[PROP_FIELD] = g_param_spec_string ("field", NULL, NULL, NULL, flags);
  properties[PROP_ROW] = g_param_spec_object ("row", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/Connections/cx-field-error.ui");
  gtk_widget_class_bind_template_child (widget_class, CxFieldError, label);
}

static void
cx_field_error_init (CxFieldError *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
