/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* acwf_run(): its time, many at once, and its end with the handle. */

#include "host.h"

#define ECHO_LATER "{\"value\":1,\"delay_ms\":86400000}"

/* The time counts from the call: waiting for a turn, for the limit and for the server included. */
static const struct
{
  const char *name;
  const char *action;
  const char *input;
  const char *fault;
  gboolean is_paused;
  gboolean waits_for_turn;
} delays[] = {
  { "server", "connection.get", "{\"id\":2}", "{\"hold\":\"before\"}", FALSE, FALSE },
  { "limit", "connection.get", "{\"id\":2}", NULL, TRUE, FALSE },
  { "turn", "connection.get", "{\"id\":2}", "{\"hold\":\"before\"}", FALSE, TRUE },
  { "retry", "connection.get", "{\"id\":2}",
    "{\"status\":503,\"headers\":{\"Retry-After\":\"30\"},\"body\":\"\",\"times\":0}", FALSE,
    FALSE },
  { "echo", "engine.echo", ECHO_LATER, NULL, FALSE, FALSE },
};

static void
test_timeout (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) host = host_new_for (world, "\"timeout_ms\":0");
  g_autoptr (JsonNode) completion = NULL;
  gint64 start;

  if (delays[i].fault != NULL)
    host_add_fault (host, delays[i].fault);
  if (delays[i].is_paused)
    ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 600);
  if (delays[i].waits_for_turn)
    {
      host_submit (host, 1, delays[i].action, delays[i].input);
      world_await_held (world, 1);
    }
  start = g_get_monotonic_time ();
  completion = host_run (host, delays[i].action, delays[i].input, 150);
  assert_completion (completion, "ok=false ; error.code=timed_out ; error.retryable=true ; "
                                 "error.outcome_unknown=false ; error.message~ran out");
  g_assert_cmpfloat (seconds_since (start), >=, 0.15);
  g_assert_cmpfloat (seconds_since (start), <, 10);
}

static void
test_no_bound (void)
{
  g_autoptr (Host) host = host_new (NULL);

  for (int timeout = -1; timeout <= 0; timeout++)
    {
      g_autoptr (JsonNode) completion = host_run (host, "engine.echo",
                                                  "{\"value\":1,\"delay_ms\":50}", timeout);

      assert_completion (completion, "ok=true ; result.value=1");
    }
}

static void
test_largest_bound (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = host_run (host, "engine.echo", "{\"value\":1}", G_MAXINT);

  assert_completion (completion, "ok=true");
}

/* The operation's own time is another one, and does not grow by the bound. */
static void
test_own_timeout (void)
{
  g_autoptr (Host) host = host_new ("\"timeout_ms\":100,\"max_attempts\":1");
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, "{\"hold\":\"before\"}");
  completion = host_run (host, "connection.get", "{\"id\":2}", 60000);
  assert_completion (completion, "error.code=timed_out ; error.message~0.1 seconds");
}

/* ---- Many threads ---- */

#define THREADS 16
#define RUNS 25 /* of each */

typedef struct
{
  Host *host;
  guint number;
} Runner;

static gpointer
run_many (gpointer data)
{
  Runner *self = data;

  for (guint i = 0; i < RUNS; i++)
    {
      g_autofree char *input = g_strdup_printf ("{\"value\":[%u,%u],\"delay_ms\":%u}", self->number,
                                                i, i % 3);
      g_autofree char *expected = g_strdup_printf ("ok=true ; result.value=[%u,%u]", self->number,
                                                   i);
      g_autoptr (JsonNode) echo = host_run (self->host, "engine.echo", input, 0);
      g_autoptr (JsonNode) found = host_run (self->host, "connection.get", "{\"id\":2}", 0);

      assert_completion (echo, expected);
      assert_completion (found, "ok=true ; result.connection.id=2");
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (Host) host = host_new (NULL);
  Runner runners[THREADS];
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    {
      runners[i] = (Runner){ host, i };
      threads[i] = g_thread_new ("runner", run_many, &runners[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  /* None of them left a line. */
  g_assert_false (host_read (host, 0));
}

/* They keep the order of the tickets of their connection. */
static void
test_order (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) mine = NULL;
  g_autofree char *methods = NULL;

  host_add_fault (host, "{\"delay_ms\":100,\"match\":{\"method\":\"PUT\"}}");
  host_submit (host, 1, "connection.update", "{\"id\":2,\"connection\":{\"name\":\"before\"}}");
  mine = host_run (host, "connection.get", "{\"id\":2}", 0);
  assert_completion (mine, "result.connection.name=before");
  json_node_unref (host_await (host, 1));
  methods = world_dup_methods (host->world);
  g_assert_cmpstr (methods, ==, "PUT GET");
}

/* ---- With the handle ---- */

typedef struct
{
  uint64_t handle;
  const char *action;
  const char *input;
  char *completion;
} Waiting;

static gpointer
wait_for_run (gpointer data)
{
  Waiting *self = data;

  self->completion = acwf_run (self->handle, self->action, self->input, 0);
  return NULL;
}

static const struct
{
  const char *name;
  const char *action;
  const char *input;
  const char *expected;
} ends[] = {
  { "echo", "engine.echo", ECHO_LATER,
    "error.code=cancelled ; error.retryable=true ; error.outcome_unknown=false" },
  { "get", "connection.get", "{\"id\":2}",
    "error.code=cancelled ; error.retryable=true ; error.outcome_unknown=false" },
  { "update", "connection.update", "{\"id\":2,\"connection\":{\"name\":\"x\"}}",
    "error.code=cancelled ; error.retryable=true ; error.outcome_unknown=true" },
  { "create", "connection.create",
    "{\"connection\":{\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\",\"logoUrl\":\"\","
    "\"linkUrl\":\"\"}}",
    "error.code=cancelled ; error.retryable=false ; error.outcome_unknown=true" },
};

static void
run_to_the_end (guint i, gboolean by_close)
{
  g_autoptr (Host) host = host_new (NULL);
  Waiting waiting = { host->handle, ends[i].action, ends[i].input, NULL };
  g_autoptr (JsonNode) completion = NULL;
  g_autofree char *after = NULL;
  GThread *thread;

  host_add_fault (host, "{\"hold\":\"before\"}");
  thread = g_thread_new ("waiting", wait_for_run, &waiting);
  if (i == 0)
    host_await_stat (host, "in_flight", "1");
  else
    world_await_held (host->world, 1);
  if (by_close)
    acwf_close (host->handle);
  else
    acwf_shutdown (host->handle, 0);
  g_thread_join (thread);
  completion = json_from_string (waiting.completion, NULL);
  acwf_free (waiting.completion);
  assert_completion (completion, ends[i].expected);

  after = acwf_run (host->handle, "engine.echo", "{\"value\":1}", 0);
  g_clear_pointer (&completion, json_node_unref);
  completion = json_from_string (after, NULL);
  assert_completion (completion, "ok=false ; error.code=closed ; error.retryable=true ; "
                                 "error.attempts=0 ; error.outcome_unknown=false");
}

static void
test_end_by_close (gconstpointer data)
{
  run_to_the_end (GPOINTER_TO_UINT (data), TRUE);
}

static void
test_end_by_shutdown (gconstpointer data)
{
  run_to_the_end (GPOINTER_TO_UINT (data), FALSE);
}

/* A drain is for runs too. */
static void
test_drained (void)
{
  g_autoptr (Host) host = host_new (NULL);
  Waiting waiting = { host->handle, "connection.get", "{\"id\":2}", NULL };
  g_autoptr (JsonNode) completion = NULL;
  GThread *thread;

  host_add_fault (host, "{\"hold\":\"before\"}");
  thread = g_thread_new ("waiting", wait_for_run, &waiting);
  world_await_held (host->world, 1);
  acwf_shutdown (host->handle, -1);
  world_release (host->world);
  g_thread_join (thread);
  completion = json_from_string (waiting.completion, NULL);
  acwf_free (waiting.completion);
  assert_completion (completion, "ok=true");
  host_await_end (host);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/run/timeout/%s", delays[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_timeout);
    }
  g_test_add_func ("/workflow/run/no-bound", test_no_bound);
  g_test_add_func ("/workflow/run/largest-bound", test_largest_bound);
  g_test_add_func ("/workflow/run/own-timeout", test_own_timeout);
  g_test_add_func ("/workflow/run/threads", test_threads);
  g_test_add_func ("/workflow/run/order", test_order);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *close_path = g_strdup_printf ("/workflow/run/closed/%s", ends[i].name);
      g_autofree char *path = g_strdup_printf ("/workflow/run/shut-down/%s", ends[i].name);

      g_test_add_data_func (close_path, GUINT_TO_POINTER (i), test_end_by_close);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_end_by_shutdown);
    }
  g_test_add_func ("/workflow/run/drained", test_drained);

  return g_test_run ();
}
