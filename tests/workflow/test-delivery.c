/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How completions reach a host that reads slowly, in pieces, or not at all. */

#define _GNU_SOURCE

#include "host.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
dup_echo (gsize size)
{
  GString *text = g_string_new ("{\"value\":\"");

  while (text->len < size)
    g_string_append_c (text, (char) ('a' + text->len % 26));
  g_string_append (text, "\"}");
  return g_string_free (text, FALSE);
}

static void
await_readable (int fd)
{
  struct pollfd readable = { fd, POLLIN, 0 };

  while (poll (&readable, 1, -1) < 0)
    g_assert_cmpint (errno, ==, EINTR);
}

/* ---- The descriptor ---- */

static void
test_descriptor (void)
{
  g_autoptr (Host) host = host_new (NULL);
  struct stat status;
  int domain, type;
  socklen_t size = sizeof domain;
  char byte;

  g_assert_cmpint (fstat (host->fd, &status), ==, 0);
  g_assert_true (S_ISSOCK (status.st_mode));
  g_assert_cmpint (getsockopt (host->fd, SOL_SOCKET, SO_DOMAIN, &domain, &size), ==, 0);
  g_assert_cmpint (domain, ==, AF_UNIX);
  g_assert_cmpint (getsockopt (host->fd, SOL_SOCKET, SO_TYPE, &type, &size), ==, 0);
  g_assert_cmpint (type, ==, SOCK_STREAM);
  g_assert_cmpint (fcntl (host->fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  g_assert_cmpint (fcntl (host->fd, F_GETFL) & O_NONBLOCK, ==, O_NONBLOCK);
  g_assert_cmpint ((int) read (host->fd, &byte, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);
}

/* What the host writes or half-closes, as some event loops do, is nothing to the plugin. */
static void
test_host_writes (void)
{
  g_autoptr (Host) host = host_new (NULL);

  g_assert_cmpint ((int) write (host->fd, "hello\n", 6), ==, 6);
  json_node_unref (host_do (host, "engine.echo", "{\"value\":1}"));
  g_assert_cmpint (shutdown (host->fd, SHUT_WR), ==, 0);
  json_node_unref (host_do (host, "engine.echo", "{\"value\":1}"));
  host_submit (host, 1, "engine.echo", "{\"value\":1}");
  acwf_shutdown (host->handle, -1);
  host_await_end (host);
  g_assert_true (host_has (host, 1));
}

/* ---- Lines ---- */

/* Longer than any buffer, from 1 KB to 1 MB and more; nothing of it is lost or mixed up. */
static void
test_long_lines (void)
{
  static const gsize sizes[] = { 1000, 65536, 212992, 1048576, 4000000 };
  g_autoptr (Host) host = host_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *input = dup_echo (sizes[i]);

      host_submit (host, i + 1, "engine.echo", input);
      host_submit (host, i + 101, "engine.echo", "{\"value\":\"short\"}");
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *input = dup_echo (sizes[i]);
      g_autoptr (JsonNode) node = json_from_string (input, NULL);
      g_autofree char *sent = completion_dup (node, "value");
      g_autoptr (JsonNode) completion = host_await (host, i + 1);
      g_autoptr (JsonNode) beside = host_await (host, i + 101);
      g_autofree char *value = completion_dup (completion, "result.value");

      g_assert_true (g_str_equal (value, sent));
      assert_completion (beside, "result.value=short");
    }
}

/* All else than ASCII is escaped, in six times the room. */
static void
test_ascii (void)
{
  g_autoptr (Host) host = host_new (NULL);
  GString *input = g_string_new ("{\"value\":\"");
  g_autofree char *text = NULL, *value = NULL;
  g_autoptr (JsonNode) completion = NULL, sent = NULL;
  g_autofree char *expected = NULL;

  for (gunichar c = 1; c < 0x11000; c += c < 0x500 ? 1 : 97)
    {
      if (c >= 0xd800 && c < 0xe000)
        continue;
      if (c < 0x20)
        g_string_append_printf (input, "\\u%04x", c);
      else if (c == '"' || c == '\\')
        g_string_append_printf (input, "\\%c", (char) c);
      else
        g_string_append_unichar (input, c);
    }
  g_string_append (input, "\"}");
  text = g_string_free (input, FALSE);
  sent = json_from_string (text, NULL);
  completion = host_do (host, "engine.echo", text);
  value = completion_dup (completion, "result.value");
  expected = completion_dup (sent, "value");
  g_assert_cmpstr (value, ==, expected);
}

/* A read takes what it wants: part of a line, or many. */
static void
test_byte_by_byte (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_lines = 0;

  for (guint64 i = 1; i <= 3; i++)
    host_submit (host, i, "engine.echo", "{\"value\":\"\xc3\xa9\"}");
  while (n_lines < 3)
    {
      char byte;

      await_readable (host->fd);
      g_assert_cmpint ((int) read (host->fd, &byte, 1), ==, 1);
      g_string_append_c (text, byte);
      n_lines += byte == '\n';
    }
  g_assert_cmpstr (text->str, ==,
                   "{\"t\":1,\"ok\":true,\"result\":{\"value\":\"\\u00e9\"}}\n"
                   "{\"t\":2,\"ok\":true,\"result\":{\"value\":\"\\u00e9\"}}\n"
                   "{\"t\":3,\"ok\":true,\"result\":{\"value\":\"\\u00e9\"}}\n");
}

/* ---- What sending meets ---- */

static int
  send_problem; /* of the next ones, on a socket of this process; atomic, as what follows */
static int n_send_problems;

typedef ssize_t (*SendMsg) (int, const struct msghdr *, int);

static gboolean
is_local (int fd)
{
  int domain = 0;
  socklen_t size = sizeof domain;

  return getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

/* Stands in front of the system's in this program, for the plugin too. */
ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  SendMsg real = (SendMsg) dlsym (RTLD_NEXT, "sendmsg");

  if (g_atomic_int_get (&n_send_problems) > 0 && is_local (fd))
    {
      g_atomic_int_dec_and_test (&n_send_problems);
      errno = g_atomic_int_get (&send_problem);
      return -1;
    }
  return real (fd, message, flags);
}

static const struct
{
  const char *name;
  int problem;
  int times;
  gboolean is_end; /* the host is gone */
} sends[] = {
  { "interrupted", EINTR, 3, FALSE },     { "no-room", EAGAIN, 1, FALSE },
  { "no-buffers", ENOBUFS, 1, FALSE },    { "no-memory", ENOMEM, 3, FALSE },
  { "broken-pipe", EPIPE, 1, TRUE },      { "reset", ECONNRESET, 1, TRUE },
  { "not-connected", ENOTCONN, 1, TRUE },
};

static void
test_send (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new (NULL);

  g_atomic_int_set (&send_problem, sends[i].problem);
  g_atomic_int_set (&n_send_problems, sends[i].times);
  host_submit (host, 1, "engine.echo", "{\"value\":1}");
  if (sends[i].is_end)
    {
      while (acwf_submit (host->handle, 1, "engine.echo", NULL) != ACWF_SHUTTING_DOWN)
        g_thread_yield ();
      return;
    }
  json_node_unref (host_await (host, 1));
  g_assert_cmpint (g_atomic_int_get (&n_send_problems), ==, 0);
  json_node_unref (host_do (host, "engine.echo", "{\"value\":1}"));
  acwf_shutdown (host->handle, -1);
  host_await_end (host);
}

/* ---- A host that does not read ---- */

/* 4 MB and more that nobody reads: the engine goes on, and nothing is lost. */
static void
test_unread (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autofree char *input = dup_echo (2000);

  for (guint64 i = 1; i <= 2000; i++)
    host_submit (host, i, "engine.echo", input);
  host_await_stat (host, "unread", "2000");
  host_await_stat (host, "in_flight", "0");
  /* It works for others meanwhile. */
  json_node_unref (host_run (host, "connection.get", "{\"id\":2}", 0));
  for (guint64 i = 1; i <= 2000; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion, "ok=true");
    }
  g_assert_cmpuint (host->n_lines, ==, 2000);
  host_await_stat (host, "unread", "0");
}

/* Those that are unread count among the tickets that there may be. */
static void
test_full (void)
{
  g_autoptr (Host) host = host_new ("\"max_tickets\":3");

  for (guint round = 0; round < 3; round++)
    {
      for (guint64 i = 1; i <= 3; i++)
        host_submit (host, i, "engine.echo", "{\"value\":1}");
      g_assert_cmpint (acwf_submit (host->handle, 4, "engine.echo", NULL), ==, ACWF_FULL);
      host_await_stat (host, "unread", "3");
      g_assert_cmpint (acwf_submit (host->handle, 4, "engine.echo", NULL), ==, ACWF_FULL);
      /* None of the numbers is in flight. */
      g_assert_cmpint (acwf_submit (host->handle, 1, "engine.echo", NULL), ==, ACWF_FULL);
      for (guint64 i = 1; i <= 3; i++)
        json_node_unref (host_await (host, i));
    }
  /* Runs take no room, nor need any. */
  for (guint64 i = 1; i <= 3; i++)
    host_submit (host, i, "engine.echo", "{\"value\":1}");
  json_node_unref (host_run (host, "engine.echo", "{\"value\":1}", 0));
}

/* Between its end and its line a ticket still counts. */
static void
test_full_is_exact (void)
{
  g_autoptr (Host) host = host_new ("\"max_tickets\":1");

  struct pollfd readable = { host->fd, POLLIN, 0 };

  for (guint i = 0; i < 2000; i++)
    {
      host_submit (host, 1, "engine.echo", "{\"value\":1}");
      do
        g_assert_cmpint (acwf_submit (host->handle, 2, "engine.echo", NULL), ==, ACWF_FULL);
      while (poll (&readable, 1, 0) == 0);
      json_node_unref (host_await (host, 1));
    }
}

/* Long lines, which are sent in many pieces, are counted like others. */
static void
test_full_of_long_lines (void)
{
  g_autoptr (Host) host = host_new ("\"max_tickets\":2");
  g_autofree char *input = dup_echo (1048576);
  char buffer[4096];

  host_submit (host, 1, "engine.echo", input);
  host_submit (host, 2, "engine.echo", "{\"value\":1}");
  host_await_stat (host, "unread", "2");
  /* Half of the first is read. */
  for (guint i = 0; i < 128; i++)
    {
      await_readable (host->fd);
      host_take (host, buffer, (gsize) read (host->fd, buffer, sizeof buffer));
    }
  g_assert_cmpint (acwf_submit (host->handle, 3, "engine.echo", NULL), ==, ACWF_FULL);
  json_node_unref (host_await (host, 1));
  json_node_unref (host_await (host, 2));
  host_await_stat (host, "unread", "0");
  host_submit (host, 3, "engine.echo", "{\"value\":1}");
  json_node_unref (host_await (host, 3));
}

/* ---- 10,000 tickets, four threads that submit and cancel at random, and a slow reader ---- */

#define THREADS 4u
#define TICKETS 2500u /* of each */
#define ALL ((guint64) THREADS * TICKETS)

typedef struct
{
  Host *host;
  guint number;
  guint seed;
} Submitter;

static void
submit_patiently (Host *host, guint64 ticket, const char *action, const char *input)
{
  int answer;

  while ((answer = acwf_submit (host->handle, ticket, action, input)) == ACWF_FULL)
    g_thread_yield ();
  g_assert_cmpint (answer, ==, ACWF_OK);
}

static gpointer
submit_and_cancel (gpointer data)
{
  Submitter *self = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (self->seed);

  for (guint i = 0; i < TICKETS; i++)
    {
      guint64 ticket = (guint64) self->number * TICKETS + i + 1;
      g_autofree char *input = NULL;

      switch (g_rand_int_range (random, 0, 4))
        {
        case 0:
          input = g_strdup_printf ("{\"value\":%u,\"delay_ms\":%d}", i,
                                   g_rand_int_range (random, 0, 30));
          submit_patiently (self->host, ticket, "engine.echo", input);
          break;
        case 1:
          input = g_strdup_printf ("{\"id\":%d}", g_rand_int_range (random, 1, 6));
          submit_patiently (self->host, ticket, "connection.get", input);
          break;
        case 2:
          submit_patiently (self->host, ticket, "nothing", NULL);
          break;
        default:
          submit_patiently (self->host, ticket, "engine.echo", "{\"value\":null}");
          break;
        }
      if (g_rand_boolean (random))
        acwf_cancel (self->host->handle,
                     ticket - (guint64) g_rand_int_range (random, 0, (gint32) MIN (ticket, 20)));
    }
  return NULL;
}

static void
read_slowly (Host *host, guint n_lines)
{
  char buffer[512];

  while (host->n_lines < n_lines)
    {
      ssize_t size;

      await_readable (host->fd);
      size = read (host->fd, buffer, sizeof buffer);
      g_assert_cmpint ((int) size, >, 0);
      host_take (host, buffer, (gsize) size);
    }
}

static void
test_ten_thousand (void)
{
  g_autoptr (Host) host = host_new ("\"max_tickets\":3000");
  Submitter submitters[THREADS];
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    {
      submitters[i] = (Submitter){ host, i, (guint) g_test_rand_int () };
      threads[i] = g_thread_new ("submitter", submit_and_cancel, &submitters[i]);
    }
  read_slowly (host, ALL);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  acwf_shutdown (host->handle, -1);
  host_await_end (host);

  g_assert_cmpuint (host->n_lines, ==, ALL);
  for (guint64 i = 1; i <= ALL; i++)
    {
      GQueue *queue = g_hash_table_lookup (host->unused, &i);

      g_assert_nonnull (queue);
      g_assert_cmpuint (queue->length, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workflow/descriptor/kind", test_descriptor);
  g_test_add_func ("/workflow/descriptor/host-writes", test_host_writes);
  g_test_add_func ("/workflow/line/long", test_long_lines);
  g_test_add_func ("/workflow/line/ascii", test_ascii);
  g_test_add_func ("/workflow/line/byte-by-byte", test_byte_by_byte);
  for (guint i = 0; i < G_N_ELEMENTS (sends); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/send/%s", sends[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_send);
    }
  g_test_add_func ("/workflow/reader/none", test_unread);
  g_test_add_func ("/workflow/reader/full", test_full);
  g_test_add_func ("/workflow/reader/full-is-exact", test_full_is_exact);
  g_test_add_func ("/workflow/reader/full-of-long-lines", test_full_of_long_lines);
  g_test_add_func ("/workflow/reader/ten-thousand", test_ten_thousand);

  return g_test_run ();
}
