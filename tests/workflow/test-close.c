/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* acwf_close(): soon, whatever others do, and without anything left. */

#include "host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stall.h"

#define ECHO_LATER "{\"value\":1,\"delay_ms\":86400000}"
#define UPDATE "{\"id\":2,\"connection\":{\"name\":\"Acme\"}}"
#define MOST_SECONDS 0.2

/* ---- Descriptors ---- */

/* The emulator keeps its ends of connections that were closed, which are not counted. */
static guint
count_descriptors (guint16 port)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      struct sockaddr_in address = { 0 };
      socklen_t size = sizeof address;
      int fd = (int) g_ascii_strtoll (name, NULL, 10);
      gboolean is_named = getsockname (fd, (struct sockaddr *) &address, &size) == 0
                       && address.sin_family == AF_INET;

      if (!is_named || ntohs (address.sin_port) != port)
        count++;
    }
  return count;
}

static void
await_descriptors (guint16 port, guint most)
{
  gint64 start = g_get_monotonic_time ();
  guint count;

  while ((count = count_descriptors (port)) > most)
    {
      if (seconds_since (start) > 20)
        g_error ("%u descriptors instead of %u", count, most);
      g_thread_yield ();
    }
}

/* ---- Whatever network, resolver, Redis or reader do ---- */

typedef enum
{
  BLACK_HOLE,     /* a server that takes connections and says nothing */
  NO_CONNECTION,  /* that takes none either */
  TLS_HANDSHAKE,  /* that answers no handshake */
  RESOLVER,       /* a name that is being looked up */
  REDIS,          /* a Redis server that says nothing */
  REDIS_CONNECT,  /* that takes no connection */
  REDIS_RESOLVER, /* whose name is being looked up */
  HELD,           /* an answer that does not come, on a connection that was used before */
  PAUSED,         /* the account's limit */
  UNREAD,         /* a host that never reads */
} Obstacle;

typedef struct
{
  const char *name;
  Obstacle obstacle;
  const char *config; /* %u: the port of a silent server */
} Row;

static const Row rows[] = {
  { "black-hole", BLACK_HOLE, "{\"url\":\"http://127.0.0.1:%u\",\"api_token\":\"x\"}" },
  { "no-connection", NO_CONNECTION, "{\"url\":\"http://127.0.0.1:%u\",\"api_token\":\"x\"}" },
  { "tls-handshake", TLS_HANDSHAKE, "{\"url\":\"https://127.0.0.1:%u\",\"api_token\":\"x\"}" },
  { "resolver", RESOLVER, "{\"url\":\"https://" STALLED_NAME ":%u\",\"api_token\":\"x\"}" },
  { "redis", REDIS,
    "{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"x\",\"rate_limiter\":"
    "\"redis://127.0.0.1:%u\"}" },
  { "redis-connect", REDIS_CONNECT,
    "{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"x\",\"rate_limiter\":"
    "\"redis://127.0.0.1:%u\"}" },
  { "redis-resolver", REDIS_RESOLVER,
    "{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"x\",\"rate_limiter\":"
    "\"redis://" STALLED_NAME ":%u\"}" },
  { "held", HELD, NULL },
  { "paused", PAUSED, NULL },
  { "unread", UNREAD, NULL },
};

static void
fill_reader (Host *host)
{
  g_autoptr (GString) input = g_string_new ("{\"value\":\"");

  while (input->len < 300000)
    g_string_append_c (input, 'x');
  g_string_append (input, "\"}");
  for (guint64 i = 100; i < 120; i++)
    host_submit (host, i, "engine.echo", input->str);
  host_await_stat (host, "unread", "20");
}

static void
reach_obstacle (Host *host, const Row *row, Stall *stall)
{
  switch (row->obstacle)
    {
    case BLACK_HOLE:
    case TLS_HANDSHAKE:
    case REDIS:
      stall_await_connection (stall);
      break;
    case RESOLVER:
    case REDIS_RESOLVER:
      stall_await_look_up ();
      break;
    case HELD:
      world_await_held (host->world, 1);
      break;
    case UNREAD:
      fill_reader (host);
      break;
    case NO_CONNECTION:
    case REDIS_CONNECT:
    case PAUSED:
    default:
      break;
    }
}

/* Whole lines, and then the end of file. Where not even one line fits into the descriptor, half of
 * it may be in there already; a host drops what has no line break.
 */
static void
assert_ended (Host *host)
{
  host->may_be_cut = TRUE;
  host_await_end (host);
  g_assert_cmpint (acwf_submit (host->handle, 1, "engine.echo", NULL), ==, ACWF_NO_HANDLE);
}

static gpointer
run_echo_later (gpointer handle)
{
  return acwf_run (*(uint64_t *) handle, "engine.echo", ECHO_LATER, 0);
}

static void
set_handle (Host *host, const Row *row, Stall *stall)
{
  g_autofree char *config = NULL;
  char *error = NULL;

  if (row->config == NULL)
    return;
  acwf_close (host->handle);
  close (host->fd);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  config = g_strdup_printf (row->config, stall->port);
#pragma GCC diagnostic pop
  host->handle = acwf_open (config, &error);
  g_assert_cmpstr (error, ==, NULL);
  host->fd = acwf_completion_fd (host->handle);
}

static void
close_at (const Row *row, World *world)
{
  gboolean is_full = row->obstacle == NO_CONNECTION || row->obstacle == REDIS_CONNECT;
  g_autoptr (Stall) stall = is_full ? stall_new_full () : stall_new ();
  g_autoptr (Host) host = host_new_for (world, NULL);
  g_autofree char *completion = NULL;
  GThread *thread;
  gint64 start;
  double seconds;

  set_handle (host, row, stall);
  if (row->obstacle == HELD || row->obstacle == UNREAD)
    {
      g_free (emulator_control (world->emulator, "DELETE", "/emulator/faults", NULL));
      json_node_unref (host_run (host, "connection.check", NULL, 0));
      host_add_fault (host, "{\"hold\":\"before\",\"times\":0}");
    }
  if (row->obstacle == PAUSED)
    ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 50);
  thread = g_thread_new ("runner", run_echo_later, &host->handle);
  for (guint64 i = 1; i <= 3; i++)
    host_submit (host, i, "connection.update", UPDATE);
  host_submit (host, 4, "connection.list", NULL);
  host_await_stat (host, "in_flight", "5");
  reach_obstacle (host, row, stall);

  start = g_get_monotonic_time ();
  acwf_close (host->handle);
  seconds = seconds_since (start);
  g_test_message ("closed after %.1f ms", seconds * 1000);
  completion = g_thread_join (thread);
  g_assert_cmpfloat (seconds, <, at_most (MOST_SECONDS));
  g_assert_nonnull (strstr (completion, "\"code\":\"cancelled\""));
  assert_ended (host);
  if (row->obstacle == RESOLVER || row->obstacle == REDIS_RESOLVER)
    stall_let_look_ups_go ();
}

/* Once more, and nothing is left of it; where all is slow, only the cycles below can tell. */
static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (GUri) uri = g_uri_parse (emulator_get_url (world->emulator), 0, NULL);
  guint fds;

  close_at (row, world);
  world_release (world);
  fds = count_descriptors ((guint16) g_uri_get_port (uri));
  close_at (row, world);
  world_release (world);
  if (g_getenv ("AC_TEST_SLOW") == NULL)
    await_descriptors ((guint16) g_uri_get_port (uri), fds);
}

/* ---- With many in flight ---- */

typedef struct
{
  const char *name;
  gboolean is_admitted; /* the engine has looked at all of them */
  gboolean is_ordered;  /* all are of one connection */
  const char *options;
} Crowd;

#define CROWD 20000u

static const Crowd crowds[] = {
  { "fresh", FALSE, FALSE, "{}" },
  { "admitted", TRUE, FALSE, "{}" },
  { "admitted-of-one", TRUE, TRUE, "{}" },
  { "admitted-that-would-expire", TRUE, FALSE, "{\"queue_timeout_ms\":3600000}" },
};

static void
submit_crowd (Host *host, const Crowd *crowd, guint size)
{
  for (guint i = 1; i <= size; i++)
    {
      g_autofree char *input = g_strdup_printf (
        "{\"id\":%u,\"connection\":{\"name\":\"Acme\"},\"options\":%s}", crowd->is_ordered ? 2 : i,
        crowd->options);

      host_submit (host, i, "connection.update", input);
    }
  if (crowd->is_admitted)
    {
      g_autofree char *in_flight = g_strdup_printf ("%u", size);

      host_await_stat (host, "in_flight", in_flight);
      world_await_held (host->world, 1);
    }
}

/* As soon as with few. What was cancelled gives its slots of the account back: the next handle's
 * requests get one.
 */
static void
test_crowd (gconstpointer data)
{
  const char *given = g_getenv ("AC_TEST_CROWD");
  guint size = given != NULL ? (guint) g_ascii_strtoull (given, NULL, 10) : CROWD;
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (GUri) uri = g_uri_parse (emulator_get_url (world->emulator), 0, NULL);
  guint16 port = (guint16) g_uri_get_port (uri);
  guint fds = count_descriptors (port);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Host) host = host_new_for (world, NULL);
      g_autoptr (JsonNode) completion = host_run (host, "connection.check", NULL, 30000);
      gint64 start;
      double seconds;

      assert_completion (completion, "ok=true");
      host_add_fault (host, "{\"hold\":\"before\",\"times\":0}");
      submit_crowd (host, data, size);
      start = g_get_monotonic_time ();
      acwf_close (host->handle);
      seconds = seconds_since (start);
      g_test_message ("closed after %.1f ms", seconds * 1000);
      g_assert_cmpfloat (seconds, <, at_most (MOST_SECONDS));
      assert_ended (host);
      g_free (emulator_control (world->emulator, "DELETE", "/emulator/faults", NULL));
      world_release (world);
    }
  await_descriptors (port, fds + 2);
}

/* ---- From any thread ---- */

typedef struct
{
  uint64_t handle;
  int go;   /* atomic */
  int over; /* atomic */
  guint seed;
} Common;

static gpointer
use_it_all (gpointer data)
{
  Common *common = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (common->seed);
  guint64 ticket = g_rand_int (random);

  while (!g_atomic_int_get (&common->over))
    {
      int answer = acwf_submit (common->handle, ticket++, "engine.echo", "{\"value\":1}");
      char *completion;

      g_assert_true (answer == ACWF_OK || answer == ACWF_NO_HANDLE || answer == ACWF_FULL
                     || answer == ACWF_IN_FLIGHT || answer == ACWF_SHUTTING_DOWN);
      acwf_cancel (common->handle, ticket - 1);
      acwf_completion_fd (common->handle);
      completion = acwf_run (common->handle, "engine.echo", "{\"value\":1,\"delay_ms\":1}", 5);
      g_assert_nonnull (completion);
      acwf_free (completion);
      g_atomic_int_inc (&common->go);
    }
  return NULL;
}

static gpointer
close_it (gpointer data)
{
  Common *common = data;

  acwf_close (common->handle);
  return NULL;
}

#define USERS 4
#define CLOSERS 2

static void
test_while_others_use_it (void)
{
  g_autoptr (World) world = world_new_unlimited ();

  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (Host) host = host_new_for (world, "\"max_tickets\":50");
      Common common = { host->handle, 0, 0, round };
      GThread *users[USERS], *closers[CLOSERS];

      for (guint i = 0; i < USERS; i++)
        users[i] = g_thread_new ("user", use_it_all, &common);
      while (g_atomic_int_get (&common.go) < 5)
        g_thread_yield ();
      for (guint i = 0; i < CLOSERS; i++)
        closers[i] = g_thread_new ("closer", close_it, &common);
      for (guint i = 0; i < CLOSERS; i++)
        g_thread_join (closers[i]);
      g_atomic_int_set (&common.over, TRUE);
      for (guint i = 0; i < USERS; i++)
        g_thread_join (users[i]);
      host_await_end (host);
    }
}

/* In the thread that reads, between two lines. */
static void
test_while_reading (void)
{
  g_autoptr (Host) host = host_new (NULL);

  for (guint64 i = 1; i <= 1000; i++)
    host_submit (host, i, "engine.echo", "{\"value\":1}");
  json_node_unref (host_await (host, 1));
  acwf_close (host->handle);
  host_await_end (host);
  acwf_close (host->handle);
}

/* A handle of the same account goes on. */
static void
test_other_handle (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (Host) one = host_new_for (world, NULL);
  g_autoptr (Host) other = host_new_for (world, NULL);
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (one, "{\"hold\":\"before\",\"times\":2}");
  host_submit (one, 1, "connection.get", "{\"id\":2}");
  host_submit (other, 1, "connection.get", "{\"id\":2}");
  world_await_held (world, 2);
  acwf_close (one->handle);
  world_release (world);
  completion = host_await (other, 1);
  assert_completion (completion, "ok=true");
}

/* ---- Nothing is left ---- */

#define CYCLES 200

/* Where a handle is when it is closed. */
typedef struct
{
  const char *name;
  const char *config; /* %u: the port of a silent server; NULL: the world's account */
  const char *limiter;
  guint way;
} Cycle;

enum
{
  AT_ONCE,
  UNDER_WAY,
  DONE,
  SHUT_DOWN,
};

static const Cycle cycles[] = {
  { "at-once", NULL, "none", AT_ONCE },
  { "at-once-local", NULL, "local", AT_ONCE },
  { "under-way", NULL, "none", UNDER_WAY },
  { "under-way-local", NULL, "local", UNDER_WAY },
  { "done", NULL, "none", DONE },
  { "shut-down", NULL, "none", SHUT_DOWN },
  { "black-hole", "{\"url\":\"http://127.0.0.1:%u\",\"api_token\":\"x\"}", NULL, UNDER_WAY },
  { "tls-handshake", "{\"url\":\"https://127.0.0.1:%u\",\"api_token\":\"x\"}", NULL, UNDER_WAY },
  { "redis",
    "{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"x\",\"rate_limiter\":"
    "\"redis://127.0.0.1:%u\"}",
    NULL, UNDER_WAY },
};

static uint64_t
open_for (const Cycle *cycle, World *world, Stall *stall)
{
  g_autofree char *limiter = g_strdup_printf ("\"rate_limiter\":\"%s\"", cycle->limiter);
  g_autofree char *config = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  config = cycle->config != NULL ? g_strdup_printf (cycle->config, stall->port)
                                 : host_dup_config (world, limiter);
#pragma GCC diagnostic pop
  return acwf_open (config, NULL);
}

static void
go_round (const Cycle *cycle, World *world, Stall *stall)
{
  uint64_t handle = open_for (cycle, world, stall);
  int fd = acwf_completion_fd (handle);
  struct pollfd readable = { fd, POLLIN, 0 };
  char *stats;

  acwf_submit (handle, 1, "connection.update", UPDATE);
  acwf_submit (handle, 2, "engine.echo", ECHO_LATER);
  if (cycle->way != AT_ONCE)
    {
      stats = acwf_run (handle, "engine.stats", NULL, 0);
      acwf_free (stats);
    }
  if (cycle->way == SHUT_DOWN)
    acwf_shutdown (handle, 0);
  if (cycle->way == DONE || cycle->way == SHUT_DOWN)
    while (poll (&readable, 1, -1) < 0)
      g_assert_cmpint (errno, ==, EINTR);
  acwf_close (handle);
  close (fd);
}

static void
test_cycles (gconstpointer data)
{
  const Cycle *cycle = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (Stall) stall = stall_new ();
  g_autoptr (GUri) uri = g_uri_parse (emulator_get_url (world->emulator), 0, NULL);
  guint16 port = (guint16) g_uri_get_port (uri);
  guint fds, threads;

  /* What is made once, such as GLib's pools, is not counted. */
  for (guint i = 0; i < 20; i++)
    go_round (cycle, world, stall);
  fds = count_descriptors (port);
  threads = count_entries ("task");
  for (guint i = 0; i < CYCLES; i++)
    go_round (cycle, world, stall);
  await_descriptors (port, fds + (guint) at_most (3));
  await_entries ("task", threads + (guint) at_most (3));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/close/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  for (guint i = 0; i < G_N_ELEMENTS (crowds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/close/crowd/%s", crowds[i].name);

      g_test_add_data_func (path, &crowds[i], test_crowd);
    }
  g_test_add_func ("/workflow/close/while-others-use-it", test_while_others_use_it);
  g_test_add_func ("/workflow/close/while-reading", test_while_reading);
  g_test_add_func ("/workflow/close/other-handle", test_other_handle);
  for (guint i = 0; i < G_N_ELEMENTS (cycles); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/close/cycles/%s", cycles[i].name);

      g_test_add_data_func (path, &cycles[i], test_cycles);
    }

  return g_test_run ();
}
