/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-window.h"

#include "cx-account-page.h"
#include "cx-edit-page.h"
#include "cx-hidden.h"
#include "cx-list-page.h"

/* The window: which page it shows, and the keys that the pages take. */
struct _CxWindow
{
  AdwApplicationWindow parent_instance;

  GtkStack *stack;
  CxAccountPage *account_page;
  CxListPage *list_page;
  CxEditPage *edit_page;
};

G_DEFINE_FINAL_TYPE (CxWindow, cx_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_page (CxWindow *self, gpointer page)
{
  gtk_stack_set_visible_child (self->stack, page);
  gtk_widget_grab_focus (page);
}

static void
show_account (CxWindow *self, AcClient *client)
{
  cx_list_page_set_client (self->list_page, client);
  show_page (self, self->list_page);
}

static void
ask_for_account (CxWindow *self)
{
  show_page (self, self->account_page);
  cx_list_page_set_client (self->list_page, NULL);
}

static void
on_open (CxWindow *self, AcConnection *connection)
{
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->edit_page));
  cx_edit_page_set_connection (self->edit_page, connection);
}

static void
on_closed (CxWindow *self, gboolean closes_window)
{
  if (closes_window)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  show_page (self, self->list_page);
}

static void
on_change_account (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_for_account (CX_WINDOW (widget));
}

/* A key is the visible page's, wherever the focus is. */
static gboolean
on_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  GtkWidget *page = gtk_stack_get_visible_child (CX_WINDOW (widget)->stack);

  return gtk_widget_activate_action_variant (page, g_variant_get_string (arguments, NULL), NULL);
}

static gboolean
cx_window_close_request (GtkWindow *window)
{
  CxWindow *self = CX_WINDOW (window);
  gboolean is_editing = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->edit_page);

  if (is_editing && cx_edit_page_holds_changes (self->edit_page))
    {
      cx_edit_page_leave (self->edit_page, TRUE);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (cx_window_parent_class)->close_request (window);
}

static void
cx_window_class_init (CxWindowClass *klass)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_f, GDK_CONTROL_MASK, "list.search" },
    { GDK_KEY_r, GDK_CONTROL_MASK, "list.refresh" },
    { GDK_KEY_F5, 0, "list.refresh" },
    { GDK_KEY_s, GDK_CONTROL_MASK, "edit.apply" },
    { GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "edit.revert" },
    { GDK_KEY_Escape, 0, "edit.cancel" },
    { GDK_KEY_Escape, 0, "account.cancel" },
    { GDK_KEY_Left, GDK_ALT_MASK, "page.back" },
    { GDK_KEY_Back, 0, "page.back" },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_WINDOW_CLASS (klass)->close_request = cx_window_close_request;

  g_type_ensure (CX_TYPE_ACCOUNT_PAGE);
  g_type_ensure (CX_TYPE_EDIT_PAGE);
  g_type_ensure (CX_TYPE_LIST_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/Connections/cx-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CxWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CxWindow, account_page);
  gtk_widget_class_bind_template_child (widget_class, CxWindow, list_page);
  gtk_widget_class_bind_template_child (widget_class, CxWindow, edit_page);
  gtk_widget_class_bind_template_callback (widget_class, show_account);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, on_closed);

  gtk_widget_class_install_action (widget_class, "win.change-account", NULL, on_change_account);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, keys[i].modifiers, on_key, "s",
                                  keys[i].action);
}

static void
cx_window_init (CxWindow *self)
{
  g_autoptr (AcClient) client = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  cx_hidden_follow_stack (self->stack);

  client = ac_client_new_from_environment (NULL);
  if (client != NULL)
    {
      show_account (self, client);
      return;
    }
  cx_account_page_set_url (self->account_page, g_getenv ("ACTIVECAMPAIGN_URL"));
  ask_for_account (self);
}

CxWindow *
cx_window_new (CxApplication *application)
{
  return g_object_new (CX_TYPE_WINDOW, "application", application, NULL);
}
