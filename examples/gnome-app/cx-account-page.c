/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-account-page.h"

#include "cx-field-error.h"
#include "cx-hidden.h"

/* Asks for an account and checks it. The token goes from its entry to the client and nowhere else;
 * both forget it once the account works, or the app ends.
 */
struct _CxAccountPage
{
  AdwBin parent_instance;

  GtkEditable *url_entry;
  GtkEditable *token_entry;
  CxFieldError *url_error;
  CxFieldError *token_error;
  CxFieldError *other_error;
  GtkStack *button_stack;

  GCancellable *checking; /* NULL while nothing is */
};

G_DEFINE_FINAL_TYPE (CxAccountPage, cx_account_page, ADW_TYPE_BIN)

enum
{
  CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update_actions (CxAccountPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean checking = self->checking != NULL;
  gboolean filled = *gtk_editable_get_text (self->url_entry) != '\0'
                 && *gtk_editable_get_text (self->token_entry) != '\0';

  gtk_widget_action_set_enabled (widget, "account.connect", filled && !checking);
  gtk_widget_action_set_enabled (widget, "account.cancel", checking);
  gtk_editable_set_editable (self->url_entry, !checking);
  gtk_editable_set_editable (self->token_entry, !checking);
  gtk_stack_set_visible_child_name (self->button_stack, checking ? "checking" : "connect");
}

static void
hide_problem (CxAccountPage *self)
{
  cx_field_error_set_message (self->url_error, NULL);
  cx_field_error_set_message (self->token_error, NULL);
  cx_field_error_set_message (self->other_error, NULL);
}

static void
show_problem (CxAccountPage *self, AcProblem *problem, const GError *error)
{
  const char *field = problem != NULL ? ac_problem_get_field (problem) : NULL;
  CxFieldError *place = self->other_error;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_strcmp0 (field, "url") == 0 || g_error_matches (error, AC_ERROR, AC_ERROR_REDIRECTED))
    place = self->url_error;
  else if (g_strcmp0 (field, "api-token") == 0
           || g_error_matches (error, AC_ERROR, AC_ERROR_UNAUTHORIZED)
           || g_error_matches (error, AC_ERROR, AC_ERROR_FORBIDDEN))
    place = self->token_error;
  cx_field_error_set_message (place, error->message);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CxAccountPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean works = ac_client_check_finish (AC_CLIENT (source), result, &error);

  g_clear_object (&self->checking);
  update_actions (self);
  if (!works)
    {
      show_problem (self, ac_problem_from_result (result), error);
      return;
    }
  gtk_editable_set_text (self->token_entry, "");
  g_signal_emit (self, signals[CONNECTED], 0, source);
}

static void
connect_account (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CxAccountPage *self = CX_ACCOUNT_PAGE (widget);
  /* Made without ac_client_new (), so that all mistakes come from the check, with their field. */
  g_autoptr (AcClient) client = g_object_new (AC_TYPE_CLIENT, "url",
                                              gtk_editable_get_text (self->url_entry), "api-token",
                                              gtk_editable_get_text (self->token_entry), NULL);

  hide_problem (self);
  self->checking = g_cancellable_new ();
  ac_client_check (client, self->checking, on_checked, g_object_ref (self));
  update_actions (self);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_cancellable_cancel (CX_ACCOUNT_PAGE (widget)->checking);
}

static void
on_entry_activated (CxAccountPage *self)
{
  if (*gtk_editable_get_text (self->token_entry) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->token_entry));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "account.connect", NULL);
}

void
cx_account_page_set_url (CxAccountPage *self, const char *url)
{
  gtk_editable_set_text (self->url_entry, url != NULL ? url : "");
}

static gboolean
cx_account_page_grab_focus (GtkWidget *widget)
{
  CxAccountPage *self = CX_ACCOUNT_PAGE (widget);
  gboolean has_url = *gtk_editable_get_text (self->url_entry) != '\0';

  return gtk_widget_grab_focus (GTK_WIDGET (has_url ? self->token_entry : self->url_entry));
}

static void
cx_account_page_dispose (GObject *object)
{
  CxAccountPage *self = CX_ACCOUNT_PAGE (object);

  if (self->checking != NULL)
    g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);

  G_OBJECT_CLASS (cx_account_page_parent_class)->dispose (object);
}

static void
cx_account_page_class_init (CxAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cx_account_page_dispose;
  widget_class->grab_focus = cx_account_page_grab_focus;

  signals[CONNECTED] = g_signal_new ("connected", CX_TYPE_ACCOUNT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, AC_TYPE_CLIENT);

  g_type_ensure (CX_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/Connections/cx-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CxAccountPage, url_entry);
  gtk_widget_class_bind_template_child (widget_class, CxAccountPage, token_entry);
  gtk_widget_class_bind_template_child (widget_class, CxAccountPage, url_error);
  gtk_widget_class_bind_template_child (widget_class, CxAccountPage, token_error);
  gtk_widget_class_bind_template_child (widget_class, CxAccountPage, other_error);
  gtk_widget_class_bind_template_child (widget_class, CxAccountPage, button_stack);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);

  gtk_widget_class_install_action (widget_class, "account.connect", NULL, connect_account);
  gtk_widget_class_install_action (widget_class, "account.cancel", NULL, cancel);
}

static void
cx_account_page_init (CxAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cx_hidden_follow_stack (self->button_stack);
  update_actions (self);
}
