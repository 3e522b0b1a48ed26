/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Loads a list of many pages in a main loop, loads it again, and updates each of its connections:
 * bench-turns URL TOKEN. What its turns take is seen by turns.c.
 */

#include <activecampaign-glib.h>
#include <stdlib.h>

static guint n_under_way;

static void
on_refreshed (GObject *list, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ac_connection_list_refresh_finish (AC_CONNECTION_LIST (list), result, &error))
    g_error ("%s", error->message);
  n_under_way--;
}

static void
on_updated (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ac_connection_update_finish (AC_CONNECTION (connection), result, &error))
    g_error ("%s", error->message);
  n_under_way--;
}

/* As a filter does, which reads all rows. */
static void
read_rows (GListModel *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_object_unref (g_list_model_get_item (list, i));
}

static void
load_all (AcConnectionList *list)
{
  GListModel *model = G_LIST_MODEL (list);

  g_signal_connect (list, "items-changed", G_CALLBACK (read_rows), NULL);
  read_rows (model);
  while (ac_connection_list_get_total (list) < 0
         || g_list_model_get_n_items (model) < (guint) ac_connection_list_get_total (list))
    g_main_context_iteration (NULL, TRUE);
}

static void
update_all (GListModel *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (AcConnection) connection = g_list_model_get_item (list, i);

      ac_connection_set_name (connection, "A name of its own");
      ac_connection_update (connection, NULL, on_updated, NULL);
      n_under_way++;
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
finish (void)
{
  while (n_under_way > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);
  g_autoptr (AcClient) client = NULL;
  g_autoptr (AcConnectionList) list = NULL;

  if (argc != 3)
    return EXIT_FAILURE;
  client = ac_client_new (argv[1], argv[2], NULL);
  ac_client_set_rate_limiter (client, limiter);
  list = ac_connection_list_new (client);

  load_all (list);
  n_under_way++;
  ac_connection_list_refresh (list, NULL, on_refreshed, NULL);
  finish ();
  update_all (G_LIST_MODEL (list));
  finish ();
  return EXIT_SUCCESS;
}
