/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-edit-page.h"

#include "cx-bindings.h"
#include "cx-field-error.h"
#include "cx-hidden.h"
#include "cx-pause-banner.h"

#include <glib/gi18n.h>
#include <math.h>

/* Edits a connection. The fields are bound to its properties, so that its own
 * AcConnection:modified tells of unsaved changes, and its update () applies them.
 */
struct _CxEditPage
{
  AdwBin parent_instance;

  CxPauseBanner *pause_banner;
  GtkRevealer *problem_revealer;
  GtkLabel *problem_label;
  GtkWidget *retry_button;
  AdwToastOverlay *toasts;
  GtkWidget *name_row;
  GtkWidget *service_row;
  GtkWidget *external_id_row;
  GtkWidget *logo_url_row;
  GtkWidget *link_url_row;
  GtkWidget *status_row;
  GtkWidget *sync_status_row;
  CxFieldError *name_error;
  CxFieldError *service_error;
  CxFieldError *external_id_error;
  CxFieldError *logo_url_error;
  CxFieldError *link_url_error;
  CxFieldError *status_error;
  CxFieldError *sync_status_error;
  GtkRevealer *changes_revealer;
  GtkStack *changes_stack;

  AcConnection *connection;
  GBindingGroup *fields;
  GSignalGroup *signals;
  GCancellable *applying; /* NULL while nothing is */
  GCancellable *looking;  /* again, after an outcome that is unknown */
  gboolean leaves_after;  /* the changes were applied */
  gboolean closes_window;
  GtkWindow *question;
  AdwToast *toast; /* the last one, while it is shown */
};

G_DEFINE_FINAL_TYPE (CxEditPage, cx_edit_page, ADW_TYPE_BIN)

enum
{
  PROP_CONNECTION = 1,
  N_PROPS
};

enum
{
  CLOSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
dismiss_toast (CxEditPage *self)
{
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
}

static void
toast (CxEditPage *self, const char *text)
{
  dismiss_toast (self);
  g_set_weak_pointer (&self->toast, adw_toast_new (text));
  adw_toast_overlay_add_toast (self->toasts, self->toast);
}

/* Shows what can be done now. */
static void
update_actions (CxEditPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean modified = self->connection != NULL && ac_connection_get_modified (self->connection);
  gboolean applying = self->applying != NULL;

  gtk_widget_action_set_enabled (widget, "edit.apply", modified && !applying);
  gtk_widget_action_set_enabled (widget, "edit.revert", modified && !applying);
  gtk_widget_action_set_enabled (widget, "edit.cancel", applying);
  gtk_stack_set_visible_child_name (self->changes_stack, applying ? "applying" : "unsaved");
  gtk_revealer_set_reveal_child (self->changes_revealer, modified || applying);
}

static CxFieldError *
find_field_error (CxEditPage *self, const char *field)
{
  CxFieldError *errors[] = {
    self->name_error,     self->service_error, self->external_id_error, self->logo_url_error,
    self->link_url_error, self->status_error,  self->sync_status_error,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_strcmp0 (cx_field_error_get_field (errors[i]), field) == 0)
      return errors[i];
  return NULL;
}

static void
hide_problem (CxEditPage *self)
{
  static const char *const fields[] = { "name",     "service", "external-id", "logo-url",
                                        "link-url", "status",  "sync-status" };

  gtk_revealer_set_reveal_child (self->problem_revealer, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    cx_field_error_set_message (find_field_error (self, fields[i]), NULL);
}

static void
show_banner (CxEditPage *self, AcProblem *problem, const char *message)
{
  g_autoptr (GString) text = g_string_new (message);

  if (ac_problem_get_outcome_unknown (problem))
    g_string_append_printf (text, " %s", _ ("The changes may have been made all the same."));
  if (ac_problem_get_retry_after (problem) > 0)
    {
      guint seconds = (guint) fmin (ceil (ac_problem_get_retry_after (problem)), G_MAXINT);

      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("It is worth trying again in %u second.",
                                        "It is worth trying again in %u seconds.", seconds),
                              seconds);
    }
  gtk_label_set_label (self->problem_label, text->str);
  gtk_widget_set_visible (self->retry_button, ac_problem_get_retryable (problem));
  gtk_revealer_set_reveal_child (self->problem_revealer, TRUE);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  /* Where this fails too, the changes are still shown as unsaved, and that they are. */
  ac_connection_refresh_finish (AC_CONNECTION (source), result, NULL);
}

/* The request was given up, and may be carried out or not: only the server knows. */
static void
look_again (CxEditPage *self, AcConnection *connection)
{
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  ac_connection_refresh (connection, self->looking, on_looked, NULL);
}

static void
show_problem (CxEditPage *self, AcProblem *problem, const GError *error)
{
  const char *field = ac_problem_get_field (problem);
  const char *message = ac_problem_get_detail (problem);
  CxFieldError *place;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      toast (self, ac_problem_get_outcome_unknown (problem)
                     ? _ ("Cancelled. ActiveCampaign may have the changes already.")
                     : _ ("Cancelled. Nothing was changed."));
      return;
    }

  if (g_error_matches (error, AC_ERROR, AC_ERROR_DUPLICATE))
    {
      field = "external-id";
      message = _ ("Another connection has this service and external ID.");
    }
  place = field != NULL ? find_field_error (self, field) : NULL;
  if (message == NULL)
    message = ac_problem_get_title (problem);
  if (place != NULL)
    cx_field_error_set_message (place, message != NULL ? message : error->message);
  else
    show_banner (self, problem, error->message);
}

static void
close_question (CxEditPage *self)
{
  if (self->question != NULL)
    gtk_window_destroy (self->question);
}

static void
closed (CxEditPage *self)
{
  close_question (self);
  g_signal_emit (self, signals[CLOSED], 0, self->closes_window);
}

/* One update () that the page waits for. */
typedef struct
{
  CxEditPage *page;
  GCancellable *cancellable;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->page);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
on_applied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) attempt = data;
  CxEditPage *self = attempt->page;
  AcConnection *connection = AC_CONNECTION (source);
  AcProblem *problem = ac_problem_from_result (result);
  g_autoptr (GError) error = NULL;
  gboolean done = ac_connection_update_finish (connection, result, &error);

  /* After "discard" the page may be about another connection by now, or gone. */
  if (self->applying != attempt->cancellable)
    {
      if (problem != NULL && ac_problem_get_outcome_unknown (problem))
        ac_connection_refresh (connection, NULL, on_looked, NULL);
      return;
    }

  g_clear_object (&self->applying);
  update_actions (self);
  if (!done)
    {
      self->leaves_after = FALSE;
      close_question (self);
      show_problem (self, problem, error);
      if (ac_problem_get_outcome_unknown (problem))
        look_again (self, connection);
      return;
    }

  toast (self, _ ("Changes applied"));
  /* Somebody may have gone on typing. */
  if (self->leaves_after && !ac_connection_get_modified (connection))
    closed (self);
  self->leaves_after = FALSE;
}

static void
apply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CxEditPage *self = CX_EDIT_PAGE (widget);
  Attempt *attempt = g_new0 (Attempt, 1);

  hide_problem (self);
  dismiss_toast (self); /* old news, and Escape would close it before it cancels anything */
  g_cancellable_cancel (self->looking);
  self->applying = g_cancellable_new ();
  attempt->page = g_object_ref (self);
  attempt->cancellable = g_object_ref (self->applying);
  ac_connection_update (self->connection, self->applying, on_applied, attempt);
  update_actions (self);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_cancellable_cancel (CX_EDIT_PAGE (widget)->applying);
}

static void
revert (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CxEditPage *self = CX_EDIT_PAGE (widget);

  hide_problem (self);
  ac_connection_revert (self->connection);
}

static void
dismiss (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_revealer_set_reveal_child (CX_EDIT_PAGE (widget)->problem_revealer, FALSE);
}

static void
discard (CxEditPage *self)
{
  if (self->applying != NULL)
    {
      g_cancellable_cancel (self->applying);
      g_clear_object (&self->applying);
    }
  ac_connection_revert (self->connection);
  closed (self);
}

static void
on_response (CxEditPage *self, const char *response)
{
  g_clear_weak_pointer (&self->question);
  if (g_str_equal (response, "discard"))
    discard (self);
  else if (g_str_equal (response, "apply"))
    {
      self->leaves_after = TRUE;
      gtk_widget_activate_action (GTK_WIDGET (self), "edit.apply", NULL);
    }
  else
    self->leaves_after = FALSE;
}

static void
ask (CxEditPage *self)
{
  gboolean applying = self->applying != NULL;
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
    applying ? _ ("Changes Are Being Applied") : _ ("Apply Changes?"),
    applying ? _ ("This takes longer than usual. The page is left as soon as they are applied.")
             : _ ("Changes that are not applied will be lost."));
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_response (question, "stay", _ ("_Stay Here"));
  adw_message_dialog_add_response (question, "discard", _ ("_Discard"));
  adw_message_dialog_set_response_appearance (question, "discard", ADW_RESPONSE_DESTRUCTIVE);
  if (!applying)
    {
      adw_message_dialog_add_response (question, "apply", _ ("_Apply"));
      adw_message_dialog_set_response_appearance (question, "apply", ADW_RESPONSE_SUGGESTED);
      adw_message_dialog_set_default_response (question, "apply");
    }
  adw_message_dialog_set_close_response (question, "stay");
  g_signal_connect_object (question, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->question, GTK_WINDOW (dialog));
  self->leaves_after = applying;
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
cx_edit_page_holds_changes (CxEditPage *self)
{
  return self->connection != NULL
      && (self->applying != NULL || ac_connection_get_modified (self->connection));
}

void
cx_edit_page_leave (CxEditPage *self, gboolean closes_window)
{
  self->closes_window = closes_window;
  if (!cx_edit_page_holds_changes (self))
    closed (self);
  else if (self->question == NULL)
    ask (self);
}

static void
back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  cx_edit_page_leave (CX_EDIT_PAGE (widget), FALSE);
}

void
cx_edit_page_set_connection (CxEditPage *self, AcConnection *connection)
{
  if (!g_set_object (&self->connection, connection))
    return;
  g_binding_group_set_source (self->fields, connection);
  g_signal_group_set_target (self->signals, connection);
  cx_pause_banner_set_client (self->pause_banner,
                              connection != NULL ? ac_connection_get_client (connection) : NULL);
  hide_problem (self);
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION]);
  if (connection != NULL)
    gtk_widget_grab_focus (self->name_row);
}

/* Closures of the template; the first argument is the widget that is bound. */

static char *
dup_title (gpointer bound, const char *name, gboolean modified)
{
  return g_strconcat (modified ? "• " : "", name != NULL && *name != '\0' ? name : _ ("Connection"),
                      NULL);
}

static char *
dup_date (gpointer bound, GDateTime *date)
{
  g_autoptr (GDateTime) local = date != NULL ? g_date_time_to_local (date) : NULL;

  return local != NULL ? g_date_time_format (local, "%x, %R") : g_strdup ("—");
}

static void
cx_edit_page_dispose (GObject *object)
{
  CxEditPage *self = CX_EDIT_PAGE (object);

  if (self->applying != NULL)
    g_cancellable_cancel (self->applying);
  g_clear_object (&self->applying);
  g_clear_object (&self->looking);
  g_clear_weak_pointer (&self->question);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->fields);
  g_clear_object (&self->signals);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (cx_edit_page_parent_class)->dispose (object);
}

static void
cx_edit_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CONNECTION)
    g_value_set_object (value, CX_EDIT_PAGE (object)->connection);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cx_edit_page_class_init (CxEditPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cx_edit_page_dispose;
  object_class->get_property = cx_edit_page_get_property;

  properties[PROP_CONNECTION] = g_param_spec_object ("connection", NULL, NULL, AC_TYPE_CONNECTION,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CLOSED] = g_signal_new ("closed", CX_TYPE_EDIT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (CX_TYPE_FIELD_ERROR);
  g_type_ensure (CX_TYPE_PAUSE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/Connections/cx-edit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, pause_banner);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, service_row);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, external_id_row);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, logo_url_row);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, link_url_row);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, status_row);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, sync_status_row);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, name_error);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, service_error);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, external_id_error);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, logo_url_error);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, link_url_error);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, status_error);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, sync_status_error);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, changes_revealer);
  gtk_widget_class_bind_template_child (widget_class, CxEditPage, changes_stack);
  gtk_widget_class_bind_template_callback (widget_class, dup_title);
  gtk_widget_class_bind_template_callback (widget_class, dup_date);

  gtk_widget_class_install_action (widget_class, "edit.apply", NULL, apply);
  gtk_widget_class_install_action (widget_class, "edit.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "edit.revert", NULL, revert);
  gtk_widget_class_install_action (widget_class, "edit.dismiss", NULL, dismiss);
  gtk_widget_class_install_action (widget_class, "page.back", NULL, back);
}

static void
cx_edit_page_init (CxEditPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cx_hidden_follow_revealer (self->problem_revealer);
  cx_hidden_follow_revealer (self->changes_revealer);
  cx_hidden_follow_stack (self->changes_stack);

  self->fields = g_binding_group_new ();
  cx_bindings_add_text (self->fields, "name", GTK_EDITABLE (self->name_row));
  cx_bindings_add_text (self->fields, "service", GTK_EDITABLE (self->service_row));
  cx_bindings_add_text (self->fields, "external-id", GTK_EDITABLE (self->external_id_row));
  cx_bindings_add_text (self->fields, "logo-url", GTK_EDITABLE (self->logo_url_row));
  cx_bindings_add_text (self->fields, "link-url", GTK_EDITABLE (self->link_url_row));
  cx_bindings_add_choice (self->fields, "status", ADW_COMBO_ROW (self->status_row));
  cx_bindings_add_choice (self->fields, "sync-status", ADW_COMBO_ROW (self->sync_status_row));

  self->signals = g_signal_group_new (AC_TYPE_CONNECTION);
  g_signal_group_connect_object (self->signals, "notify::modified", G_CALLBACK (update_actions),
                                 self, G_CONNECT_SWAPPED);
  update_actions (self);
}
