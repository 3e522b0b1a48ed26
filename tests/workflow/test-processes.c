/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fork, exec, exit and signals: what engines do with their processes. */

#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define ECHO_LATER "{\"value\":1,\"delay_ms\":86400000}"
#define ACCOUNT "{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"x\"}"

/* In a child an assertion would speak TAP beside its parent; it says by its status what is wrong.
 */
#define CHECK(condition)                                                                           \
  do                                                                                               \
    {                                                                                              \
      if (!(condition))                                                                            \
        {                                                                                          \
          static const char text[] = "# in the child: " #condition "\n";                           \
          _exit (write (STDERR_FILENO, text, sizeof text - 1) > 0 ? 1 : 2);                        \
        }                                                                                          \
    }                                                                                              \
  while (FALSE)

static void
assert_passed (pid_t child)
{
  int status;

  while (waitpid (child, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

/* A program of its own, which is this one with another test. */
static void
assert_subprocess_passes (void)
{
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* ---- fork ---- */

/* A parent loads, its children open: as Celery does it. */
static void
open_in_child (void)
{
  pid_t child = fork ();

  if (child == 0)
    {
      char *error = NULL, *completion;
      uint64_t handle = acwf_open (ACCOUNT, &error);

      CHECK (error == NULL && handle != 0);
      completion = acwf_run (handle, "engine.echo", "{\"value\":5}", 0);
      CHECK (strstr (completion, "\"value\":5") != NULL);
      acwf_free (completion);
      CHECK (acwf_submit (handle, 1, "engine.echo", ECHO_LATER) == ACWF_OK);
      acwf_close (handle);
      _exit (0);
    }
  assert_passed (child);
}

static void
test_fork_before_open (void)
{
  if (!g_test_subprocess ())
    {
      assert_subprocess_passes ();
      return;
    }
  g_assert_cmpuint (acwf_abi_version (), ==, ACWF_ABI_VERSION);
  g_assert_nonnull (acwf_describe ());
  for (guint i = 0; i < 3; i++)
    open_in_child ();
  /* The parent may open too, and so may no child after that. */
  acwf_close (acwf_open (ACCOUNT, NULL));
}

static void
check_functions_in_child (uint64_t handle, int fd)
{
  char *error = NULL, *completion;

  CHECK (acwf_abi_version () == ACWF_ABI_VERSION);
  CHECK (strstr (acwf_describe (), "connection.ensure") != NULL);
  CHECK (acwf_open (ACCOUNT, &error) == 0);
  CHECK (error != NULL && strstr (error, "\"code\":\"used_after_fork\"") != NULL);
  CHECK (strstr (error, "\"retryable\":true") != NULL);
  acwf_free (error);
  acwf_free (NULL);
  CHECK (acwf_open (NULL, NULL) == 0);
  CHECK (acwf_open ("no JSON", NULL) == 0);
  CHECK (acwf_completion_fd (handle) == ACWF_FORKED);
  CHECK (acwf_completion_fd (0) == ACWF_FORKED);
  CHECK (acwf_submit (handle, 7, "engine.echo", NULL) == ACWF_FORKED);
  CHECK (acwf_submit (0, UINT64_MAX, NULL, NULL) == ACWF_FORKED);
  CHECK (acwf_cancel (handle, 1) == ACWF_FORKED);
  CHECK (acwf_shutdown (handle, 0) == ACWF_FORKED);
  completion = acwf_run (handle, "engine.echo", "{\"value\":1}", 0);
  CHECK (strstr (completion, "\"ok\":false") != NULL);
  CHECK (strstr (completion, "\"code\":\"used_after_fork\"") != NULL);
  acwf_free (completion);
  CHECK (fcntl (fd, F_GETFD) >= 0);
  acwf_close (handle);
  acwf_close (handle);
  acwf_close (0);
  CHECK (fcntl (fd, F_GETFD) >= 0);
}

/* The child's close does not end the parent's stream, nor do its exit and that of a grandchild. */
static void
test_fork_after_open (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) later = NULL;
  pid_t child;

  host_add_fault (host, "{\"hold\":\"before\"}");
  host_submit (host, 1, "connection.get", "{\"id\":2}");
  world_await_held (host->world, 1);
  child = fork ();
  if (child == 0)
    {
      pid_t grandchild = fork ();
      int status = 1;

      if (grandchild != 0)
        waitpid (grandchild, &status, 0);
      check_functions_in_child (host->handle, host->fd);
      _exit (grandchild != 0 && status != 0);
    }
  assert_passed (child);
  g_assert_false (host_read (host, 0));
  world_release (host->world);
  later = host_await (host, 1);
  assert_completion (later, "ok=true");
  json_node_unref (host_do (host, "engine.echo", "{\"value\":1}"));
}

/* Whatever lock another thread holds just then. */
static gpointer
keep_busy (gpointer data)
{
  Host *host = data;
  char *completion;
  guint64 ticket = 1000;

  while (acwf_submit (host->handle, ticket++, "engine.echo", "{\"value\":1}") == ACWF_OK)
    {
      completion = acwf_run (host->handle, "engine.stats", NULL, 0);
      acwf_free (completion);
    }
  return NULL;
}

static gpointer
drain (gpointer host)
{
  host_await_end (host);
  return NULL;
}

static void
test_fork_while_busy (void)
{
  g_autoptr (Host) host = host_new (NULL);
  GThread *busy = g_thread_new ("busy", keep_busy, host);
  GThread *reader = g_thread_new ("reader", drain, host);

  for (guint i = 0; i < 50; i++)
    {
      pid_t child = fork ();

      if (child == 0)
        {
          CHECK (acwf_submit (host->handle, 1, "engine.echo", NULL) == ACWF_FORKED);
          CHECK (acwf_cancel (host->handle, 1) == ACWF_FORKED);
          acwf_close (host->handle);
          _exit (0);
        }
      assert_passed (child);
    }
  acwf_shutdown (host->handle, -1);
  g_thread_join (busy);
  g_thread_join (reader);
}

/* A child that keeps a copy of either end does not keep the end of file away. */
static void
test_fork_keeps_copy (void)
{
  for (guint by_shutdown = 0; by_shutdown < 2; by_shutdown++)
    {
      g_autoptr (Host) host = host_new (NULL);
      int go[2];
      pid_t child;

      g_assert_cmpint (pipe (go), ==, 0);
      child = fork ();
      if (child == 0)
        {
          char byte;

          close (go[1]);
          _exit (read (go[0], &byte, 1) != 0);
        }
      close (go[0]);
      if (by_shutdown)
        acwf_shutdown (host->handle, 0);
      else
        acwf_close (host->handle);
      host_await_end (host);
      close (go[1]);
      assert_passed (child);
    }
}

/* A child that just exits runs the handlers of exit(), where the handles are its parent's. */
static void
test_exit_in_child (void)
{
  g_autoptr (Host) host = host_new (NULL);
  pid_t child;

  host_submit (host, 1, "engine.echo", ECHO_LATER);
  fflush (NULL);
  child = fork ();
  if (child == 0)
    exit (0);
  assert_passed (child);
  g_assert_false (host_read (host, 0));
  json_node_unref (host_do (host, "engine.echo", "{\"value\":1}"));
}

/* ---- exec ---- */

static void
test_exec (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autofree char *command = g_strdup_printf ("test ! -e /proc/self/fd/%d", host->fd);
  pid_t child;

  host_submit (host, 1, "engine.echo", ECHO_LATER);
  child = fork ();
  if (child == 0)
    {
      execl ("/bin/sh", "sh", "-c", command, NULL);
      _exit (9);
    }
  assert_passed (child);
}

/* ---- exit ---- */

typedef enum
{
  EXIT,     /* from the main thread, by exit() */
  RETURN,   /* a thread waits in acwf_run() */
  TWO,      /* handles */
  DRAINING, /* without limit */
  CLOSED,   /* one is closed, one is not */
} Ending;

static const char *const endings[] = {
  [EXIT] = "in-flight",    [RETURN] = "running",    [TWO] = "two-handles",
  [DRAINING] = "draining", [CLOSED] = "one-closed",
};

static gpointer
run_for_ever (gpointer handle)
{
  acwf_free (acwf_run (*(uint64_t *) handle, "engine.echo", ECHO_LATER, 0));
  return NULL;
}

static void
end_process (Ending ending)
{
  /* Neither is freed: the process ends with both. */
  Host *host = host_new (NULL), *other = host_new_for (host->world, NULL);

  host_add_fault (host, "{\"hold\":\"before\",\"times\":0}");
  for (guint64 i = 1; i <= 20; i++)
    host_submit (host, i, "connection.list", NULL);
  host_submit (host, 30, "engine.echo", ECHO_LATER);
  world_await_held (host->world, 20);
  if (ending == RETURN)
    {
      g_thread_unref (g_thread_new ("run", run_for_ever, &host->handle));
      host_await_stat (host, "in_flight", "22");
    }
  if (ending == TWO)
    {
      host_submit (other, 1, "connection.list", NULL);
      host_submit (other, 2, "engine.echo", ECHO_LATER);
    }
  if (ending == DRAINING)
    acwf_shutdown (host->handle, -1);
  if (ending == CLOSED)
    acwf_close (other->handle);
}

static gint64 exit_start;

/* Handlers run in the opposite order: this one after the plugin's. */
static void
tell_time (void)
{
  double seconds = seconds_since (exit_start);

  if (seconds >= at_most (0.2))
    {
      g_printerr ("exit took %.3f s\n", seconds);
      _exit (3);
    }
}

static void
test_exit (gconstpointer data)
{
  Ending ending = GPOINTER_TO_UINT (data);

  if (!g_test_subprocess ())
    {
      assert_subprocess_passes ();
      return;
    }
  atexit (tell_time);
  end_process (ending);
  exit_start = g_get_monotonic_time ();
  exit (0);
}

/* ---- Descriptors ---- */

/* Opens with @left descriptors to be had. */
static gboolean
open_with (int lowest, guint left)
{
  struct rlimit limit, before;
  char *error = NULL;
  uint64_t handle;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = (rlim_t) lowest + left;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  handle = acwf_open (ACCOUNT, &error);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  if (handle == 0)
    {
      g_autoptr (JsonNode) node = json_from_string (error, NULL);

      assert_completion (node, "code=bad_config ; field=null ; message~descriptors ; "
                               "retryable=true ; outcome_unknown=false");
    }
  acwf_free (error);
  acwf_close (handle);
  return handle != 0;
}

/* A process that has none left is told so, and lives on. */
static void
test_no_descriptors (void)
{
  int lowest;
  guint before;

  if (!g_test_subprocess ())
    {
      assert_subprocess_passes ();
      return;
    }
  lowest = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  close (lowest);
  g_assert_false (open_with (lowest, 0));
  for (guint left = 1; left < 20; left++)
    open_with (lowest, left);
  /* What is made once, such as GLib's own, is there. */
  before = count_entries ("fd");
  g_assert_true (open_with (lowest, 20));
  g_assert_cmpuint (count_entries ("fd"), ==, before);
}

/* ---- Signals ---- */

static int taken_by_main; /* atomic, as what follows */
static int taken_by_others;
static pthread_t main_thread;

static void
on_signal (int number)
{
  if (pthread_equal (pthread_self (), main_thread))
    g_atomic_int_inc (&taken_by_main);
  else
    g_atomic_int_inc (&taken_by_others);
}

/* Those of GLib's pools, of the client and of the plugin itself, which works hard meanwhile. The
 * emulator, which is in this process, is made with all signals blocked.
 */
static void
test_signals (void)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, before[2];
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;
  sigset_t all, mask;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &mask);
  world = world_new_unlimited ();
  pthread_sigmask (SIG_SETMASK, &mask, NULL);

  main_thread = pthread_self ();
  sigaction (SIGUSR1, &action, &before[0]);
  sigaction (SIGTERM, &action, &before[1]);
  host = host_new_for (world, "\"rate_limiter\":\"none\"");
  /* Only the plugin's threads could take them now. */
  sigemptyset (&mask);
  sigaddset (&mask, SIGUSR1);
  sigaddset (&mask, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &mask, NULL);
  for (guint64 i = 1; i <= 200; i++)
    {
      host_submit (host, i, "connection.list", NULL);
      g_assert_cmpint (kill (getpid (), i % 2 ? SIGUSR1 : SIGTERM), ==, 0);
      json_node_unref (host_await (host, i));
    }
  g_assert_cmpint (g_atomic_int_get (&taken_by_others), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&taken_by_main), ==, 0);
  pthread_sigmask (SIG_UNBLOCK, &mask, NULL);
  g_assert_cmpint (g_atomic_int_get (&taken_by_main), ==, 2);
  sigaction (SIGUSR1, &before[0], NULL);
  sigaction (SIGTERM, &before[1], NULL);
}

/* The caller's mask is as before, whether it opened or failed to. */
static void
test_mask (void)
{
  static const char *const configs[] = { ACCOUNT, "no JSON", "{\"url\":\"http://acme\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (configs); i++)
    {
      sigset_t mask, found, before;

      sigemptyset (&mask);
      sigaddset (&mask, SIGUSR2);
      sigaddset (&mask, SIGPIPE);
      pthread_sigmask (SIG_SETMASK, &mask, &before);
      acwf_close (acwf_open (configs[i], NULL));
      pthread_sigmask (SIG_SETMASK, &before, &found);
      for (int number = 1; number < 32; number++)
        g_assert_cmpint (sigismember (&found, number), ==, sigismember (&mask, number));
    }
}

/* A host that is gone is no reason for SIGPIPE, which ends a process. */
static void
test_no_sigpipe (void)
{
  g_autoptr (Host) host = host_new (NULL);

  host_submit (host, 1, "engine.echo", "{\"value\":1,\"delay_ms\":20}");
  close (host->fd);
  host->fd = -1;
  /* It may have noticed by now, and be shutting down. */
  acwf_submit (host->handle, 2, "engine.echo", "{\"value\":1}");
  acwf_shutdown (host->handle, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workflow/fork/before-open", test_fork_before_open);
  g_test_add_func ("/workflow/fork/after-open", test_fork_after_open);
  g_test_add_func ("/workflow/fork/while-busy", test_fork_while_busy);
  g_test_add_func ("/workflow/fork/keeps-copy", test_fork_keeps_copy);
  g_test_add_func ("/workflow/fork/exit-in-child", test_exit_in_child);
  g_test_add_func ("/workflow/exec", test_exec);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/exit/%s", endings[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_exit);
    }
  g_test_add_func ("/workflow/descriptor/none-left", test_no_descriptors);
  g_test_add_func ("/workflow/signal/threads-take-none", test_signals);
  g_test_add_func ("/workflow/signal/mask", test_mask);
  g_test_add_func ("/workflow/signal/no-sigpipe", test_no_sigpipe);

  return g_test_run ();
}
