/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* acwf_shutdown(): what is under way ends in its time, each gets its line, then comes the end. */

#include "host.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ECHO_LATER "{\"value\":1,\"delay_ms\":86400000}"
#define UPDATE "{\"id\":2,\"connection\":{\"name\":\"Acme\"}}"

static void
test_idle (void)
{
  static const int drains[] = { -1, 0, 60000, G_MININT, G_MAXINT };

  for (guint i = 0; i < G_N_ELEMENTS (drains); i++)
    {
      g_autoptr (Host) host = host_new (NULL);

      g_assert_cmpint (acwf_shutdown (host->handle, drains[i]), ==, ACWF_OK);
      host_await_end (host);
      g_assert_cmpuint (host->n_lines, ==, 0);
      /* The handle is there until it is closed. */
      g_assert_cmpint (acwf_shutdown (host->handle, 0), ==, ACWF_OK);
      g_assert_cmpint (acwf_submit (host->handle, 1, "engine.echo", NULL), ==, ACWF_SHUTTING_DOWN);
      g_assert_cmpint (acwf_completion_fd (host->handle), ==, host->fd);
      g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_NO_HANDLE);
    }
}

/* Running and waiting ones end in their own time. */
static void
test_drain (void)
{
  g_autoptr (Host) host = host_new (NULL);

  host_add_fault (host, "{\"hold\":\"before\"}");
  host_submit (host, 1, "connection.update", UPDATE);
  host_submit (host, 2, "connection.update", UPDATE);
  host_submit (host, 3, "connection.get", "{\"id\":2}");
  world_await_held (host->world, 1);
  acwf_shutdown (host->handle, -1);
  world_release (host->world);
  for (guint64 i = 1; i <= 3; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion, "ok=true");
    }
  host_await_end (host);
}

/* Submitted just before, and not even looked at yet. */
static void
test_drain_fresh (void)
{
  g_autoptr (Host) host = host_new (NULL);

  for (guint64 i = 1; i <= 100; i++)
    host_submit (host, i, "engine.echo", "{\"value\":1}");
  acwf_shutdown (host->handle, -1);
  host_await_end (host);
  g_assert_cmpuint (host->n_lines, ==, 100);
  for (guint64 i = 1; i <= 100; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion, "ok=true");
    }
}

static void
submit_each_kind (Host *host)
{
  host_add_fault (host, "{\"hold\":\"before\",\"times\":0}");
  host_submit (host, 1, "connection.update", UPDATE);
  host_submit (host, 2, "connection.update", UPDATE);
  host_submit (host, 3, "engine.echo", ECHO_LATER);
  host_submit (host, 4, "connection.list", NULL);
  world_await_held (host->world, 2);
  host_await_stat (host, "in_flight", "4");
}

static void
assert_each_cancelled (Host *host)
{
  for (guint64 i = 1; i <= 4; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion, "error.code=cancelled ; error.retryable=true");
      assert_completion (completion,
                         i == 1 ? "error.outcome_unknown=true" : "error.outcome_unknown=false");
    }
  host_await_end (host);
}

static void
test_no_drain (void)
{
  g_autoptr (Host) host = host_new (NULL);

  submit_each_kind (host);
  acwf_shutdown (host->handle, 0);
  assert_each_cancelled (host);
}

static void
test_short_drain (void)
{
  g_autoptr (Host) host = host_new (NULL);
  gint64 start;

  submit_each_kind (host);
  start = g_get_monotonic_time ();
  acwf_shutdown (host->handle, 200);
  assert_each_cancelled (host);
  g_assert_cmpfloat (seconds_since (start), >=, 0.2);
  g_assert_cmpfloat (seconds_since (start), <, 10);
}

/* A second call only shortens the time. */
static const struct
{
  const char *name;
  int first;
  int second;
  double least; /* seconds */
} twice[] = {
  { "never-then-now", -1, 0, 0 },        { "never-then-later", -1, 200, 0.2 },
  { "late-then-soon", 60000, 200, 0.2 }, { "soon-then-never", 200, -1, 0.2 },
  { "soon-then-late", 200, 60000, 0.2 }, { "now-then-late", 0, 60000, 0 },
};

static void
test_twice (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new (NULL);
  gint64 start;

  submit_each_kind (host);
  start = g_get_monotonic_time ();
  g_assert_cmpint (acwf_shutdown (host->handle, twice[i].first), ==, ACWF_OK);
  g_assert_cmpint (acwf_shutdown (host->handle, twice[i].second), ==, ACWF_OK);
  assert_each_cancelled (host);
  g_assert_cmpfloat (seconds_since (start), >=, twice[i].least);
  g_assert_cmpfloat (seconds_since (start), <, 10);
}

/* Also where the drain was waited for for a while. */
static void
test_shortened_later (void)
{
  g_autoptr (Host) host = host_new (NULL);

  submit_each_kind (host);
  acwf_shutdown (host->handle, -1);
  g_assert_false (host_read (host, 50));
  acwf_shutdown (host->handle, 0);
  assert_each_cancelled (host);
}

/* A ticket can be given up while the handle drains. */
static void
test_cancel_while_draining (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;

  host_submit (host, 1, "engine.echo", ECHO_LATER);
  acwf_shutdown (host->handle, -1);
  g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_OK);
  completion = host_await (host, 1);
  assert_completion (completion, "error.code=cancelled ; error.retryable=false");
  host_await_end (host);
}

/* The end comes after the last line, however long that takes the reader. */
static void
test_unread (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (GString) input = g_string_new ("{\"value\":\"");

  while (input->len < 100000)
    g_string_append_c (input, 'x');
  g_string_append (input, "\"}");
  for (guint64 i = 1; i <= 20; i++)
    host_submit (host, i, "engine.echo", input->str);
  host_await_stat (host, "unread", "20");
  acwf_shutdown (host->handle, 0);
  host_await_end (host);
  g_assert_cmpuint (host->n_lines, ==, 20);
}

/* ---- The host's end ---- */

/* A host that closed its end, as Node's net.Socket does by itself: as after a shutdown. */
static void
test_host_closes (void)
{
  g_autoptr (Host) host = host_new (NULL);
  int answer;

  submit_each_kind (host);
  close (host->fd);
  while ((answer = acwf_submit (host->handle, 9, "engine.echo", NULL)) == ACWF_OK
         || answer == ACWF_IN_FLIGHT)
    g_thread_yield ();
  g_assert_cmpint (answer, ==, ACWF_SHUTTING_DOWN);
  host->fd = -1;
}

/* With lines that it has not read, and never will. */
static void
test_host_closes_unread (void)
{
  g_autoptr (Host) host = host_new (NULL);
  int answer;

  for (guint64 i = 10; i < 2000; i++)
    host_submit (host, i, "engine.echo", "{\"value\":1}");
  host_await_stat (host, "in_flight", "0");
  close (host->fd);
  host->fd = -1;
  while ((answer = acwf_submit (host->handle, 9, "engine.echo", NULL)) == ACWF_OK
         || answer == ACWF_IN_FLIGHT)
    g_thread_yield ();
  g_assert_cmpint (answer, ==, ACWF_SHUTTING_DOWN);
}

static double
get_cpu_seconds (void)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time), ==, 0);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

typedef enum
{
  IN_FLIGHT,    /* it closes with tickets in flight */
  UNREAD_LINES, /* with lines that it has not read */
  AFTER_END,    /* after it has read the end of file */
  HALF_CLOSED,  /* likewise, after it closed its other half, as Node's net.Socket does */
} HostEnd;

static const char *const host_ends[] = {
  [IN_FLIGHT] = "in-flight",
  [UNREAD_LINES] = "unread-lines",
  [AFTER_END] = "after-end",
  [HALF_CLOSED] = "half-closed",
};

static void
end_host (Host *host, HostEnd end)
{
  if (end == IN_FLIGHT)
    submit_each_kind (host);
  if (end == UNREAD_LINES)
    {
      host_submit (host, 1, "engine.echo", "{\"value\":1}");
      host_await_stat (host, "unread", "1");
    }
  if (end == HALF_CLOSED)
    g_assert_cmpint (shutdown (host->fd, SHUT_WR), ==, 0);
  if (end == AFTER_END || end == HALF_CLOSED)
    {
      acwf_shutdown (host->handle, -1);
      host_await_end (host);
    }
  if (end == HALF_CLOSED)
    return;
  close (host->fd);
  host->fd = -1;
}

/* Returns how long the close took. */
static double
close_without_host (HostEnd end)
{
  g_autoptr (Host) host = host_new (NULL);
  gint64 start;
  double before;

  end_host (host, end);
  while (acwf_submit (host->handle, 9, "engine.echo", NULL) != ACWF_SHUTTING_DOWN)
    g_thread_yield ();
  before = get_cpu_seconds ();
  g_usleep (300000);
  g_assert_cmpfloat (get_cpu_seconds () - before, <, 0.15);

  start = g_get_monotonic_time ();
  acwf_close (host->handle);
  return seconds_since (start);
}

/* A host that is gone, until it closes the handle, costs nothing, and delays nothing: where nothing
 * else delays it either, in one of three.
 */
static void
test_idle_without_host (gconstpointer end)
{
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < 3; i++)
    least = MIN (least, close_without_host (GPOINTER_TO_UINT (end)));
  g_assert_cmpfloat (least, <, at_most (0.05));
}

/* The number is the host's: it may stand for another file by now, which nobody touches. */
static void
test_number_is_used_anew (void)
{
  Host *host = host_new (NULL);
  int fd = host->fd, other;
  char text[] = "0123456789";

  host_submit (host, 1, "engine.echo", ECHO_LATER);
  close (host->fd);
  host->fd = -1;
  other = open ("/dev/null", O_RDWR | O_CLOEXEC);
  g_assert_cmpint (dup2 (other, fd), ==, fd);
  host_free (host);
  g_assert_cmpint (fcntl (fd, F_GETFD), >=, 0);
  g_assert_cmpint ((int) write (fd, text, strlen (text)), ==, (int) strlen (text));
  close (fd);
  if (other != fd)
    close (other);
}

/* Before or after the close, and never given out: then the plugin closes it. */
static void
test_whose_descriptor (void)
{
  g_autoptr (World) world = world_new (NULL);
  guint before;

  /* What stays open after the first time is not this one's. */
  host_free (host_new_for (world, NULL));
  before = count_entries ("fd");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *config = host_dup_config (world, NULL);
      uint64_t handle = acwf_open (config, NULL);
      int fd = i > 0 ? acwf_completion_fd (handle) : -1;

      g_assert_cmpuint (count_entries ("fd"), >, before);
      if (i == 1)
        close (fd);
      acwf_close (handle);
      if (i == 2)
        {
          char byte;

          g_assert_cmpint ((int) read (fd, &byte, 1), ==, 0);
          close (fd);
        }
      g_assert_cmpuint (count_entries ("fd"), ==, before);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workflow/shutdown/idle", test_idle);
  g_test_add_func ("/workflow/shutdown/drain", test_drain);
  g_test_add_func ("/workflow/shutdown/drain-fresh", test_drain_fresh);
  g_test_add_func ("/workflow/shutdown/no-drain", test_no_drain);
  g_test_add_func ("/workflow/shutdown/short-drain", test_short_drain);
  for (guint i = 0; i < G_N_ELEMENTS (twice); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/shutdown/twice/%s", twice[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_twice);
    }
  g_test_add_func ("/workflow/shutdown/shortened-later", test_shortened_later);
  g_test_add_func ("/workflow/shutdown/cancel-while-draining", test_cancel_while_draining);
  g_test_add_func ("/workflow/shutdown/unread", test_unread);
  g_test_add_func ("/workflow/descriptor/host-closes", test_host_closes);
  g_test_add_func ("/workflow/descriptor/host-closes-unread", test_host_closes_unread);
  for (guint i = 0; i < G_N_ELEMENTS (host_ends); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/descriptor/idle/%s", host_ends[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_idle_without_host);
    }
  g_test_add_func ("/workflow/descriptor/number-is-used-anew", test_number_is_used_anew);
  g_test_add_func ("/workflow/descriptor/whose", test_whose_descriptor);

  return g_test_run ();
}
