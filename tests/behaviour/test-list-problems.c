/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Loading that fails or is cancelled. */

#include "list-support.h"

typedef struct
{
  const char *name;
  const char *fault;
  AcError code;
} Failure;

static const Failure failures[] = {
  { "unavailable", "{\"status\":500,\"body\":\"\"}", AC_ERROR_UNAVAILABLE },
  { "forbidden", "{\"status\":403,\"body\":{}}", AC_ERROR_FORBIDDEN },
  { "documented-400", "{\"status\":400,\"body\":{}}", AC_ERROR_INVALID },
  { "redirect", "{\"status\":302,\"body\":\"\"}", AC_ERROR_REDIRECTED },
  { "closed", "{\"close\":\"reset\"}", AC_ERROR_NETWORK },
  { "truncated", "{\"close\":\"body\"}", AC_ERROR_NETWORK },
  { "truncated-chunked", "{\"close\":\"chunked\"}", AC_ERROR_NETWORK },
  { "empty", "{\"body\":\"\"}", AC_ERROR_BAD_RESPONSE },
  { "html", "{\"body\":\"<html>\"}", AC_ERROR_BAD_RESPONSE },
  { "no-list", "{\"body\":{\"meta\":{}}}", AC_ERROR_BAD_RESPONSE },
  { "object-for-the-list", "{\"body\":{\"connections\":{\"0\":{\"id\":\"1\"}}}}",
    AC_ERROR_BAD_RESPONSE },
  { "null-for-the-list", "{\"body\":{\"connections\":null}}", AC_ERROR_BAD_RESPONSE },
  { "row-null", "{\"body\":{\"connections\":[{\"id\":\"1\"},null]}}", AC_ERROR_BAD_RESPONSE },
  { "row-without-id", "{\"body\":{\"connections\":[{\"id\":\"1\"},{\"name\":\"x\"}]}}",
    AC_ERROR_BAD_RESPONSE },
  { "row-of-odd-shape", "{\"body\":{\"connections\":[{\"id\":\"1\",\"name\":[]}]}}",
    AC_ERROR_BAD_RESPONSE },
  { "hidden", "{\"body\":{\"success\":0,\"connections\":[]}}", AC_ERROR_BAD_RESPONSE },
};

/* Rows stay, and what failed can be done again. */
static void
test_failure (gconstpointer data)
{
  const Failure *row = data;
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  guint *loading, *problem;
  g_autoptr (AcConnection) first = NULL;
  g_autoptr (GError) load = NULL, again = NULL;

  mirror_init (&mirror, list);
  ac_client_set_max_attempts (world->client, 1);
  load_more (list);
  first = get_row (list, 0);
  mirror_forget (&mirror);
  loading = count_notify (list, "loading");
  problem = count_notify (list, "problem");

  world_add_fault (world, row->fault);
  g_assert_false (list_load_more (list, &load));
  g_assert_error (load, AC_ERROR, (int) row->code);
  g_assert_cmpstr (ac_problem_get_message (ac_connection_list_get_problem (list)), ==,
                   load->message);
  g_assert_false (ac_problem_get_outcome_unknown (ac_connection_list_get_problem (list)));
  g_assert_false (ac_connection_list_get_loading (list));
  g_assert_cmpuint (*loading, ==, 2);
  g_assert_cmpuint (*problem, ==, 1);

  world_add_fault (world, row->fault);
  g_assert_false (list_refresh (list, &again));
  g_assert_error (again, AC_ERROR, (int) row->code);
  g_assert_cmpuint (*loading, ==, 4);
  g_assert_cmpuint (*problem, ==, 2);
  g_assert_cmpuint (count_rows (list), ==, 100);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  g_assert_cmpstr (mirror.log->str, ==, "");
  g_assert_cmpstr (ac_connection_get_name (first), ==, "Café 1");

  load_more (list);
  g_assert_null (ac_connection_list_get_problem (list));
  g_assert_cmpuint (*problem, ==, 3);
  g_assert_cmpstr (mirror.log->str, ==, "100-0+100");
}

/* A refresh that fails on its second page has changed nothing. */
static void
test_failure_on_second_page (void)
{
  g_autoptr (World) world = world_new_with_connections (200);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_autoptr (AcConnection) first = NULL;

  mirror_init (&mirror, list);
  load_all (world, list);
  first = get_row (list, 0);
  mirror_forget (&mirror);
  rename_at_server (world, 1, "Theirs");
  delete_at_server (world, 2, 2);
  world_add_fault (world, "{\"match\":{\"after\":1},\"status\":422,\"body\":{}}");
  g_assert_false (list_refresh (list, NULL));
  g_assert_cmpuint (count_rows (list), ==, 200);
  g_assert_cmpstr (mirror.log->str, ==, "");
  g_assert_cmpstr (ac_connection_get_name (first), !=, "Theirs");
}

static void
test_cancel (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;

  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_list_load_more (list, cancellable, answer_take, &answer);
  world_await_held (world, 1);
  g_assert_true (ac_connection_list_get_loading (list));
  g_cancellable_cancel (cancellable);
  answer_await (&answer);
  g_assert_false (ac_connection_list_load_more_finish (list, answer.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (ac_connection_list_get_loading (list));
  g_assert_cmpuint (count_rows (list), ==, 0);
  g_assert_cmpstr (ac_problem_get_code (ac_connection_list_get_problem (list)), ==, "cancelled");
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/list/failure", failures, test_failure);
  g_test_add_func ("/list/failure-on-second-page", test_failure_on_second_page);
  g_test_add_func ("/list/cancel", test_cancel);
  return g_test_run ();
}
