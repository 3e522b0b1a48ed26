/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a list of connections is: its properties, its client, and how it is waited for. */

#include "list-support.h"

static void
test_properties (void)
{
  static const struct
  {
    const char *name;
    const char *type;
    GParamFlags has;
    GParamFlags lacks;
  } rows[] = {
    { "client", "AcClient", G_PARAM_READABLE | G_PARAM_CONSTRUCT_ONLY, 0 },
    { "service", "gchararray", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "external-id", "gchararray", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "offset", "guint64", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "auto-load", "gboolean", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "loading", "gboolean", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
    { "total", "gint64", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
    { "problem", "AcProblem", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
  };
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = g_object_new (
    AC_TYPE_CONNECTION_LIST, "client", world->client, "service", "a", "external-id", "b", NULL);
  g_autoptr (AcClient) client = NULL;
  g_autofree char *service = NULL, *external_id = NULL;
  gboolean auto_load, loading;
  gint64 total;
  g_autoptr (AcProblem) problem = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (list), rows[i].name);

      g_assert_cmpstr (g_type_name (pspec->value_type), ==, rows[i].type);
      g_assert_cmpint (pspec->flags & rows[i].has, ==, rows[i].has);
      g_assert_cmpint (pspec->flags & rows[i].lacks, ==, 0);
    }
  g_object_get (list, "client", &client, "service", &service, "external-id", &external_id,
                "auto-load", &auto_load, "loading", &loading, "total", &total, "problem", &problem,
                NULL);
  g_assert_true (client == world->client);
  g_assert_true (ac_connection_list_get_client (list) == world->client);
  g_assert_cmpstr (service, ==, "a");
  g_assert_cmpstr (external_id, ==, "b");
  g_assert_true (auto_load);
  g_assert_false (loading);
  g_assert_cmpint (total, ==, -1);
  g_assert_null (problem);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (list)) == AC_TYPE_CONNECTION);
}

static void
test_without_client (void)
{
  g_autoptr (AcConnectionList) list = g_object_new (AC_TYPE_CONNECTION_LIST, "auto-load", FALSE,
                                                    NULL);
  g_autoptr (GError) load = NULL, again = NULL;

  g_assert_false (list_load_more (list, &load));
  g_assert_error (load, AC_ERROR, AC_ERROR_INVALID);
  g_assert_false (list_refresh (list, &again));
  g_assert_error (again, AC_ERROR, AC_ERROR_INVALID);
  g_assert_cmpstr (ac_problem_get_field (ac_connection_list_get_problem (list)), ==, "client");
}

static void
test_sync (void)
{
  g_autoptr (World) world = world_new_with_connections (150);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_autoptr (GError) error = NULL;

  mirror_init (&mirror, list);
  g_assert_true (ac_connection_list_load_more_sync (list, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ac_connection_list_load_more_sync (list, NULL, &error));
  g_assert_no_error (error);
  delete_at_server (world, 150, 150);
  g_assert_true (ac_connection_list_refresh_sync (list, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mirror.log->str, ==, "0-0+100 100-0+50 149-1+0");

  world_add_fault (world, "{\"status\":403,\"body\":{}}");
  g_assert_false (ac_connection_list_refresh_sync (list, NULL, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_FORBIDDEN);
  g_assert_cmpuint (count_rows (list), ==, 149);
}

/* Waiting here for what goes on only when this thread does would be for ever. */
static void
test_sync_while_loading (void)
{
  g_autoptr (World) world = world_new_with_connections (150);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;

  ac_connection_list_load_more (list, NULL, answer_take, &answer);
  g_assert_false (ac_connection_list_load_more_sync (list, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  answer_await (&answer);
  g_assert_true (ac_connection_list_load_more_finish (list, answer.result, NULL));
  g_assert_cmpuint (count_rows (list), ==, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list/properties", test_properties);
  g_test_add_func ("/list/without-client", test_without_client);
  g_test_add_func ("/list/sync", test_sync);
  g_test_add_func ("/list/sync-while-loading", test_sync_while_loading);
  return g_test_run ();
}
