/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Who keeps the account's limit: this process, nobody, or a Redis server that many share. */

#include "host.h"

#include <string.h>

#include "redis.h"

#define RATE 5

/* ---- This process ---- */

static void
assert_kept (World *world)
{
  g_assert_cmpuint (emulator_count_rejected (world->emulator), ==, 0);
  g_assert_cmpuint (emulator_get_peak (world->emulator), <=, RATE);
}

/* GObject clients and handles of one account share its slots. */
static void
test_local (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) host = host_new_for (world, NULL);
  g_autoptr (Host) other = host_new_for (world, "\"rate_limiter\":\"local\"");
  Answer answers[4] = { ANSWER_INIT, ANSWER_INIT, ANSWER_INIT, ANSWER_INIT };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      host_submit (host, i, "connection.check", NULL);
      host_submit (other, i, "connection.check", NULL);
      ac_client_check (world->client, NULL, answer_take, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (JsonNode) one = host_await (host, i), two = host_await (other, i);

      g_assert_true (ac_client_check_finish (world->client, answer_await (&answers[i]), NULL));
      answer_clear (&answers[i]);
      assert_completion (one, "ok=true");
      assert_completion (two, "ok=true");
    }
  g_assert_cmpuint (world_count_requests (world), ==, 12);
  assert_kept (world);
}

static gint64
get_stat (Host *host, const char *member)
{
  g_autofree char *path = g_strconcat ("result.", member, NULL);
  g_autoptr (JsonNode) stats = host_run (host, "engine.stats", NULL, 0);
  g_autofree char *value = completion_dup (stats, path);

  return g_ascii_strtoll (value, NULL, 10);
}

/* ---- Nobody ---- */

static void
test_none (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) wild = host_new_for (world, "\"rate_limiter\":\"none\",\"max_attempts\":1");
  g_autoptr (Host) tame = host_new_for (world, NULL);
  g_autoptr (JsonNode) refused = NULL, stats = NULL, check = NULL;

  stats = host_do (wild, "engine.stats", NULL);
  assert_completion (stats, "result.limiter=none ; result.limiter_degraded=false");

  /* It takes no slot: those of the others are all there. */
  for (guint64 i = 1; i <= 4; i++)
    json_node_unref (host_do (wild, "connection.check", NULL));
  g_assert_cmpint (get_stat (tame, "next_slot_ms"), ==, 0);

  /* Its 429 pauses the others, not itself. */
  host_add_fault (wild, "{\"status\":429,\"headers\":{\"Retry-After\":\"20\"},\"body\":\"\"}");
  refused = host_do (wild, "connection.check", NULL);
  assert_completion (refused, "error.code=rate_limited ; error.retry_after_ms=20000");
  g_assert_cmpint (get_stat (tame, "paused_ms"), >, 10000);
  host_add_fault (wild, "{\"uncounted\":true}");
  check = host_do (wild, "connection.check", NULL);
  assert_completion (check, "ok=true");
  /* And it heeds no pause of theirs, though it may wait for its own to end before it tries anew. */
  ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 600);
  host_add_fault (wild, "{\"uncounted\":true}");
  g_clear_pointer (&check, json_node_unref);
  check = host_do (wild, "connection.check", NULL);
  assert_completion (check, "ok=true");
}

/* ---- Redis ---- */

static char *
dup_members (Redis *redis, const char *who)
{
  return g_strdup_printf ("\"rate_limiter\":\"redis://%s127.0.0.1:%u\"", who, redis->port);
}

static Host *
open_with (World *world, Redis *redis, const char *who)
{
  g_autofree char *members = dup_members (redis, who);

  return host_new_for (world, members);
}

static void
assert_works (Host *host)
{
  g_autoptr (JsonNode) completion = host_do (host, "connection.check", NULL);

  assert_completion (completion, "ok=true");
}

/* Works on until the engine says so. */
static void
work_until_degraded (Host *host, const char *degraded)
{
  while (TRUE)
    {
      g_autoptr (JsonNode) stats = NULL;
      g_autofree char *found = NULL;

      assert_works (host);
      stats = host_do (host, "engine.stats", NULL);
      assert_completion (stats, "result.limiter=redis");
      found = completion_dup (stats, "result.limiter_degraded");
      if (g_str_equal (found, degraded))
        return;
    }
}

static void
test_redis (void)
{
  g_autoptr (Redis) redis = redis_new (NULL);
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;
  g_autoptr (JsonNode) stats = NULL;

  if (redis == NULL)
    return;
  redis_start (redis);
  world = world_new (NULL);
  host = open_with (world, redis, "");
  for (guint64 i = 1; i <= 12; i++)
    host_submit (host, i, "connection.check", NULL);
  for (guint64 i = 1; i <= 12; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion, "ok=true");
    }
  stats = host_do (host, "engine.stats", NULL);
  assert_completion (stats, "result.limiter=redis ; result.limiter_degraded=false");
  assert_kept (world);
}

/* A ticket that is given up while Redis has no slot for it leaves its slot to others. */
static void
test_redis_cancelled (void)
{
  g_autoptr (Redis) redis = redis_new (NULL);
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;

  if (redis == NULL)
    return;
  redis_start (redis);
  world = world_new (NULL);
  host = open_with (world, redis, "");
  for (guint64 i = 1; i <= 40; i++)
    host_submit (host, i, "connection.check", NULL);
  for (guint64 i = 1; i <= 40; i++)
    if (i % 8 != 0)
      acwf_cancel (host->handle, i);
  for (guint64 i = 1; i <= 40; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      if (i % 8 == 0)
        assert_completion (completion, "ok=true");
    }
  assert_kept (world);
}

#define WORKERS 2
#define EACH 12
#define ALL ((guint64) WORKERS * EACH)

/* What a worker does: a process of its own. */
static int
work (char *config)
{
  uint64_t handle = acwf_open (config, NULL);
  int n_failed = handle == 0;

  for (guint i = 1; i <= EACH && handle != 0; i++)
    {
      g_autofree char *input = g_strdup_printf ("{\"id\":%u,\"connection\":{\"name\":\"x\"}}", i);
      char *completion = acwf_run (handle, "connection.update", input, 0);

      if (strstr (completion, "\"ok\":true") == NULL)
        {
          g_printerr ("# in the worker: %s\n", completion);
          n_failed++;
        }
      acwf_free (completion);
    }
  acwf_close (handle);
  return n_failed;
}

/* Two processes are never more than five in any second together. */
static void
test_two_processes (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (Redis) redis = redis_new (NULL);
  g_autoptr (World) world = NULL;
  g_autofree char *members = NULL, *config = NULL, *program = NULL;
  GSubprocess *workers[WORKERS];

  if (redis == NULL)
    return;
  redis_start (redis);
  options.connections = EACH;
  options.latency_max_ms = 60;
  world = world_new (&options);
  members = dup_members (redis, "");
  config = host_dup_config (world, members);
  program = g_file_read_link ("/proc/self/exe", NULL);
  for (guint i = 0; i < WORKERS; i++)
    {
      g_autoptr (GError) error = NULL;

      workers[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--work", config,
                                     NULL);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < WORKERS; i++)
    {
      g_subprocess_wait (workers[i], NULL, NULL);
      g_assert_true (g_subprocess_get_if_exited (workers[i]));
      g_assert_cmpint (g_subprocess_get_exit_status (workers[i]), ==, 0);
      g_object_unref (workers[i]);
    }
  g_assert_cmpuint (world_count_requests (world), ==, ALL);
  assert_kept (world);
}

/* A 429 that one sees pauses the other. */
static void
test_pause_is_shared (void)
{
  g_autoptr (Redis) redis = redis_new (NULL);
  g_autoptr (World) world = NULL;
  g_autoptr (Host) one = NULL, other = NULL;
  g_autoptr (JsonNode) refused = NULL;
  g_autofree char *command = NULL, *first = NULL, *second = NULL;

  if (redis == NULL)
    return;
  redis_start (redis);
  world = world_new (NULL);
  one = open_with (world, redis, "");
  other = open_with (world, redis, "");
  assert_works (other);
  host_add_fault (one, "{\"status\":429,\"headers\":{\"Retry-After\":\"2\"},\"body\":\"\"}");
  refused = host_do (one, "connection.check", "{\"options\":{\"timeout_ms\":500}}");
  assert_completion (refused, "error.code=rate_limited");
  command = g_strdup_printf ("EXISTS activecampaign:{%s}:pause",
                             ac_client_get_account (world->client));
  redis_await (redis, command, ":1");
  assert_works (other);
  first = world_dup_logged (world, 1, "at_us");
  second = world_dup_logged (world, 2, "at_us");
  g_assert_cmpint (g_ascii_strtoll (second, NULL, 10) - g_ascii_strtoll (first, NULL, 10), >=,
                   1900000);
}

static void
test_away_at_start (void)
{
  g_autoptr (Redis) redis = redis_new (NULL);
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;

  if (redis == NULL)
    return;
  world = world_new (NULL);
  host = open_with (world, redis, "");
  work_until_degraded (host, "true");
  redis_start (redis);
  work_until_degraded (host, "false");
  assert_kept (world);
}

static void
test_dies (void)
{
  g_autoptr (Redis) redis = redis_new (NULL);
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;

  if (redis == NULL)
    return;
  redis_start (redis);
  world = world_new (NULL);
  host = open_with (world, redis, "");
  work_until_degraded (host, "false");
  redis_stop (redis);
  work_until_degraded (host, "true");
  redis_start (redis);
  work_until_degraded (host, "false");
  assert_kept (world);
}

static void
test_stalls (void)
{
  g_autoptr (Redis) redis = redis_new (NULL);
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;
  gint64 start;

  if (redis == NULL)
    return;
  redis_start (redis);
  world = world_new (NULL);
  host = open_with (world, redis, "");
  work_until_degraded (host, "false");
  redis_stall (redis);
  start = g_get_monotonic_time ();
  work_until_degraded (host, "true");
  g_assert_cmpfloat (seconds_since (start), <, at_most (10));
  redis_go_on (redis);
  work_until_degraded (host, "false");
  assert_kept (world);
}

/* ---- Who may use it ---- */

static const struct
{
  const char *name;
  const char *who;
  const char *degraded;
} users[] = {
  { "password", ":right@", "false" },
  { "user-and-password", "default:right@", "false" },
  { "wrong-password", ":wrong@", "true" },
  { "wrong-user", "nobody:right@", "true" },
  { "none", "", "true" },
};

static void
test_auth (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Redis) redis = redis_new ("right");
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;

  if (redis == NULL)
    return;
  redis_start (redis);
  world = world_new (NULL);
  host = open_with (world, redis, users[i].who);
  work_until_degraded (host, users[i].degraded);
}

/* Once the server takes the password after all. */
static void
test_auth_mended (void)
{
  g_autoptr (Redis) redis = redis_new ("right");
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;

  if (redis == NULL)
    return;
  redis_start (redis);
  world = world_new (NULL);
  host = open_with (world, redis, ":other@");
  work_until_degraded (host, "true");
  g_free (redis_command (redis, "CONFIG SET requirepass other"));
  work_until_degraded (host, "false");
}

/* ---- A server that refuses everything, and counts the words of what it is asked ---- */

typedef struct
{
  GThread *thread;
  guint16 port;
  int most_words; /* atomic */
  int n_commands;
} Refuser;

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer data)
{
  Refuser *self = data;
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (
    g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char *line;

  /* A command begins with the number of its words; none of them begins so. */
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      if (*line == '*')
        {
          int n_words = (int) g_ascii_strtoll (line + 1, NULL, 10);

          g_atomic_int_set (&self->most_words, MAX (n_words, g_atomic_int_get (&self->most_words)));
          g_atomic_int_inc (&self->n_commands);
          g_output_stream_write_all (out, "-ERR no\r\n", strlen ("-ERR no\r\n"), NULL, NULL, NULL);
        }
      g_free (line);
    }
  return TRUE;
}

/* However long it refuses, what is asked does not grow. */
static void
test_questions_do_not_grow (void)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) host = NULL;
  g_autofree char *members = NULL;
  Refuser refuser = { 0 };

  refuser.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_signal_connect (service, "run", G_CALLBACK (on_run), &refuser);
  g_socket_service_start (service);
  members = g_strdup_printf ("\"rate_limiter\":\"redis://127.0.0.1:%u\",\"queue_timeout_ms\":1",
                             refuser.port);
  host = host_new_for (world, members);
  for (guint64 i = 1; i <= 2000; i++)
    {
      host_submit (host, i, "connection.check", NULL);
      if (i % 5 == 0)
        while (!host_has (host, i))
          if (!host_read (host, 0))
            g_main_context_iteration (NULL, FALSE);
    }
  acwf_close (host->handle);
  g_test_message ("%d commands, the longest of %d words", refuser.n_commands, refuser.most_words);
  g_assert_cmpint (g_atomic_int_get (&refuser.n_commands), >, 100);
  g_assert_cmpint (g_atomic_int_get (&refuser.most_words), <=, 200);
  g_socket_service_stop (service);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--work"))
    return work (argv[2]);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workflow/limiter/local", test_local);
  g_test_add_func ("/workflow/limiter/none", test_none);
  g_test_add_func ("/workflow/limiter/redis", test_redis);
  g_test_add_func ("/workflow/limiter/redis/cancelled", test_redis_cancelled);
  g_test_add_func ("/workflow/limiter/redis/two-processes", test_two_processes);
  g_test_add_func ("/workflow/limiter/redis/pause-is-shared", test_pause_is_shared);
  g_test_add_func ("/workflow/limiter/redis/away-at-start", test_away_at_start);
  g_test_add_func ("/workflow/limiter/redis/dies", test_dies);
  g_test_add_func ("/workflow/limiter/redis/stalls", test_stalls);
  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/limiter/redis/auth/%s", users[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_auth);
    }
  g_test_add_func ("/workflow/limiter/redis/auth/mended", test_auth_mended);
  g_test_add_func ("/workflow/limiter/redis/questions-do-not-grow", test_questions_do_not_grow);

  return g_test_run ();
}
