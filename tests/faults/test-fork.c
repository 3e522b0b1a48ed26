/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A process that has used the library forks. */

#include "support.h"

#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 30u /* seconds, after which a child that hangs is ended */

/* What the child does ends, one way or the other, and its exit status is 0. */
static void
run_child (void (*act) (World *world), World *world)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      alarm (PATIENCE);
      act (world);
      _exit (EXIT_SUCCESS);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, EXIT_SUCCESS);
}

static void
do_nothing (World *world)
{
}

/* Threads and their locks stay with the parent, so it need not succeed. */
static void
update (World *world)
{
  g_autoptr (AcClient) client = ac_client_new ("http://127.0.0.1:9", "token", NULL);
  g_autoptr (AcConnection) connection = ac_connection_new (client, "2");

  ac_client_set_max_attempts (client, 1);
  ac_client_set_timeout (client, 0.5);
  ac_connection_set_name (connection, "Child");
  if (ac_connection_update_sync (connection, NULL, NULL)
      || !ac_connection_get_modified (connection))
    _exit (EXIT_FAILURE);
}

/* The child holds a copy of each network connection. */
static void
test_fork (gconstpointer act)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *stored = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  g_assert_true (ac_connection_refresh_sync (connection, NULL, NULL));
  world_add_fault (world, "{\"hold\":true}");
  ac_connection_set_name (connection, "Parent");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);
  run_child (act, world);
  world_release (world);
  g_assert_true (ac_connection_update_finish (connection, answer_await (&answer), NULL));
  g_assert_cmpuint (answer.calls, ==, 1);

  ac_connection_set_name (connection, "Parent again");
  g_assert_true (ac_connection_update_sync (connection, NULL, NULL));
  stored = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (stored, ==, "Parent again");
  g_assert_cmpuint (world_count_requests (world), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/fork/child-that-does-nothing", do_nothing, test_fork);
  g_test_add_data_func ("/fork/child-that-updates", update, test_fork);
  return g_test_run ();
}
