/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-list-page.h"

#include "cx-connection-row.h"
#include "cx-hidden.h"
#include "cx-pause-banner.h"

#include <glib/gi18n.h>

/* The connections of an account. The list loads its next page when the last row was read: the view
 * reads it when it was scrolled to, the filter at once.
 *
 * The server finds a service or an external id by its exact text alone, people look for a part of a
 * name. So it is the rows that are filtered, and while something is looked for, the rest is loaded.
 */
struct _CxListPage
{
  AdwBin parent_instance;

  CxPauseBanner *pause_banner;
  AdwWindowTitle *title;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkLabel *loading_label;
  AdwStatusPage *error_page;
  GtkWidget *list_view;
  GtkFilterListModel *filtered;
  GtkStringFilter *filter;
  GtkRevealer *footer_revealer;
  GtkStack *footer_stack;
  GtkLabel *footer_loading_label;
  GtkLabel *footer_problem_label;

  AcConnectionList *list;
  GSignalGroup *signals;
  gboolean is_old; /* the last refresh failed */
};

G_DEFINE_FINAL_TYPE (CxListPage, cx_list_page, ADW_TYPE_BIN)

enum
{
  OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
count_loaded (CxListPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

static gboolean
is_searching (CxListPage *self)
{
  const char *text = gtk_string_filter_get_search (self->filter);

  return text != NULL && *text != '\0';
}

static const char *
choose_page (CxListPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0)
    return "rows";
  if (ac_connection_list_get_loading (self->list)
      || gtk_filter_list_model_get_pending (self->filtered) > 0)
    return "loading";
  if (ac_connection_list_get_problem (self->list) != NULL)
    return "error";
  return is_searching (self) ? "nothing-found" : "empty";
}

static char *
dup_progress (CxListPage *self)
{
  gint64 total = ac_connection_list_get_total (self->list);
  gboolean searching = is_searching (self);

  if (total < 0)
    return g_strdup (searching ? _ ("Searching…") : _ ("Loading…"));
  return g_strdup_printf (searching ? _ ("Searching… %u of %lld") : _ ("Loading… %u of %lld"),
                          count_loaded (self), (long long) total);
}

/* To the rows when they come, but not from where somebody types what to look for. */
static void
move_focus (CxListPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  gboolean typing = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->search_bar));

  if (!typing)
    gtk_widget_grab_focus (widget);
}

static void
update (CxListPage *self)
{
  gboolean shown_anew;
  AcProblem *problem;
  g_autofree char *progress = NULL;
  const char *page;

  if (self->list == NULL)
    return;
  problem = ac_connection_list_get_problem (self->list);
  progress = dup_progress (self);
  page = choose_page (self);
  gtk_label_set_label (self->loading_label, progress);
  gtk_label_set_label (self->footer_loading_label, progress);
  if (problem != NULL)
    {
      gtk_label_set_label (self->footer_problem_label, ac_problem_get_message (problem));
      adw_status_page_set_description (self->error_page, ac_problem_get_message (problem));
    }

  shown_anew = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) != 0;
  gtk_stack_set_visible_child_name (self->stack, page);
  if (shown_anew && gtk_widget_get_mapped (GTK_WIDGET (self)))
    move_focus (self);
  gtk_stack_set_visible_child_name (
    self->footer_stack, ac_connection_list_get_loading (self->list) ? "loading" : "problem");
  gtk_revealer_set_reveal_child (
    self->footer_revealer,
    g_str_equal (page, "rows") && (ac_connection_list_get_loading (self->list) || problem != NULL));
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CxListPage) self = data;
  AcConnectionList *list = AC_CONNECTION_LIST (source);
  gboolean failed = !ac_connection_list_refresh_finish (list, result, NULL);

  if (self->list == list) /* not another account by now */
    self->is_old = failed;
}

static void
refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CxListPage *self = CX_LIST_PAGE (widget);

  if (self->list != NULL && !ac_connection_list_get_loading (self->list))
    ac_connection_list_refresh (self->list, NULL, on_refreshed, g_object_ref (self));
}

/* To load more is no answer to a refresh that failed: there may be no more. */
static void
try_again (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CxListPage *self = CX_LIST_PAGE (widget);

  if (self->is_old)
    refresh (widget, NULL, NULL);
  else if (self->list != NULL && !ac_connection_list_get_loading (self->list))
    ac_connection_list_load_more (self->list, NULL, NULL, NULL);
}

static void
search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CxListPage *self = CX_LIST_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
on_search_changed (CxListPage *self)
{
  gtk_string_filter_set_search (self->filter,
                                gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  update (self);
}

static void
on_search_activated (CxListPage *self)
{
  gtk_widget_child_focus (self->list_view, GTK_DIR_TAB_FORWARD);
}

static void
on_row_activated (CxListPage *self, guint position)
{
  g_autoptr (AcConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->filtered),
                                                               position);

  g_signal_emit (self, signals[OPEN], 0, connection);
}

/* What is searched in. A closure of the template. */
static char *
dup_searchable (AcConnection *connection)
{
  const char *texts[] = {
    ac_connection_get_name (connection),
    ac_connection_get_service (connection),
    ac_connection_get_external_id (connection),
  };
  g_autoptr (GString) all = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (all, "%s\n", texts[i] != NULL ? texts[i] : "");
  return g_string_free (g_steal_pointer (&all), FALSE);
}

void
cx_list_page_set_client (CxListPage *self, AcClient *client)
{
  g_clear_object (&self->list);
  self->is_old = FALSE;
  if (client != NULL)
    {
      self->list = ac_connection_list_new (client);
      adw_window_title_set_subtitle (self->title, ac_client_get_url (client));
    }
  g_signal_group_set_target (self->signals, self->list);
  /* Before the view asks for rows: the list would schedule the same load. */
  if (self->list != NULL)
    ac_connection_list_load_more (self->list, NULL, NULL, NULL);
  gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (self->list));
  cx_pause_banner_set_client (self->pause_banner, client);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
}

static gboolean
cx_list_page_grab_focus (GtkWidget *widget)
{
  CxListPage *self = CX_LIST_PAGE (widget);

  /* What is hidden would take the focus and swallow all keys. */
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "rows") == 0)
    return gtk_widget_grab_focus (self->list_view);
  if (!gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD))
    gtk_root_set_focus (gtk_widget_get_root (widget), NULL);
  return TRUE;
}

static void
cx_list_page_dispose (GObject *object)
{
  CxListPage *self = CX_LIST_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (cx_list_page_parent_class)->dispose (object);
}

static void
cx_list_page_class_init (CxListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cx_list_page_dispose;
  widget_class->grab_focus = cx_list_page_grab_focus;

  signals[OPEN] = g_signal_new ("open", CX_TYPE_LIST_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, AC_TYPE_CONNECTION);

  g_type_ensure (AC_TYPE_CONNECTION);
  g_type_ensure (CX_TYPE_CONNECTION_ROW);
  g_type_ensure (CX_TYPE_PAUSE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/Connections/cx-list-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CxListPage, pause_banner);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, title);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, loading_label);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, filtered);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, filter);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, footer_revealer);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, footer_stack);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, footer_loading_label);
  gtk_widget_class_bind_template_child (widget_class, CxListPage, footer_problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, dup_searchable);
  gtk_widget_class_bind_template_callback (widget_class, update);

  gtk_widget_class_install_action (widget_class, "list.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "list.try-again", NULL, try_again);
  gtk_widget_class_install_action (widget_class, "list.search", NULL, search);
}

static void
cx_list_page_init (CxListPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cx_hidden_follow_stack (self->stack);
  cx_hidden_follow_stack (self->footer_stack);
  cx_hidden_follow_revealer (self->footer_revealer);

  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));

  self->signals = g_signal_group_new (AC_TYPE_CONNECTION_LIST);
  g_signal_group_connect_object (self->signals, "notify::loading", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::total", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
}
