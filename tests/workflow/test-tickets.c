/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tickets: what is taken, in which order they run, and how they are given up. */

#include "host.h"

#include <string.h>
#include <unistd.h>

#define ECHO_LATER "{\"value\":1,\"delay_ms\":86400000}"

/* ---- Negative answers ---- */

static void
test_no_handle (void)
{
  g_autoptr (Host) host = host_new (NULL);
  const uint64_t strangers[] = { 0, host->handle + 1000, UINT64_MAX };

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autofree char *text = NULL;

      g_assert_cmpint (acwf_submit (strangers[i], 1, "engine.echo", "{}"), ==, ACWF_NO_HANDLE);
      g_assert_cmpint (acwf_cancel (strangers[i], 1), ==, ACWF_NO_HANDLE);
      g_assert_cmpint (acwf_completion_fd (strangers[i]), ==, ACWF_NO_HANDLE);
      g_assert_cmpint (acwf_shutdown (strangers[i], 0), ==, ACWF_NO_HANDLE);
      text = acwf_run (strangers[i], "engine.echo", "{\"value\":1}", 0);
      g_assert_nonnull (strstr (text, "\"code\":\"closed\""));
      acwf_close (strangers[i]);
    }
}

/* Which of several reasons is told: that of the number that is nearer to zero, but for those that
 * would not end by themselves.
 */
static void
test_precedence (void)
{
  g_autoptr (Host) host = host_new ("\"max_tickets\":2");
  uint64_t handle = host->handle;

  g_assert_cmpint (acwf_submit (0, UINT64_MAX, NULL, NULL), ==, ACWF_NO_HANDLE);
  g_assert_cmpint (acwf_submit (handle, UINT64_MAX, NULL, NULL), ==, ACWF_NO_HANDLE);
  g_assert_cmpint (acwf_submit (handle, ACWF_MAX_TICKET + 1, "engine.echo", NULL), ==,
                   ACWF_BAD_TICKET);
  g_assert_cmpint (acwf_submit (handle, UINT64_MAX, "", NULL), ==, ACWF_BAD_TICKET);
  host_submit (host, ACWF_MAX_TICKET, "engine.echo", ECHO_LATER);
  host_submit (host, 0, "engine.echo", ECHO_LATER);
  /* In flight already, and there is no room either. */
  g_assert_cmpint (acwf_submit (handle, 0, "engine.echo", NULL), ==, ACWF_IN_FLIGHT);
  g_assert_cmpint (acwf_submit (handle, 0, "", NULL), ==, ACWF_IN_FLIGHT);
  g_assert_cmpint (acwf_submit (handle, 1, "engine.echo", NULL), ==, ACWF_FULL);
  g_assert_cmpint (acwf_submit (handle, 1, "nothing", "no JSON"), ==, ACWF_FULL);
  g_assert_cmpint (acwf_submit (handle, UINT64_MAX, "engine.echo", NULL), ==, ACWF_BAD_TICKET);
  g_assert_cmpint (acwf_shutdown (handle, -1), ==, ACWF_OK);
  g_assert_cmpint (acwf_submit (handle, 0, "engine.echo", NULL), ==, ACWF_SHUTTING_DOWN);
  g_assert_cmpint (acwf_submit (handle, 1, "engine.echo", NULL), ==, ACWF_SHUTTING_DOWN);
  g_assert_cmpint (acwf_submit (handle, UINT64_MAX, "engine.echo", NULL), ==, ACWF_SHUTTING_DOWN);
  g_assert_cmpint (acwf_submit (handle, 1, NULL, NULL), ==, ACWF_NO_HANDLE);
  acwf_close (handle);
  g_assert_cmpint (acwf_submit (handle, 0, "engine.echo", NULL), ==, ACWF_NO_HANDLE);
}

/* Handles are counted on, and a closed one stays closed. */
static void
test_handles_are_new (void)
{
  g_autoptr (Host) first = host_new (NULL);
  uint64_t last = first->handle;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (Host) host = host_new_for (first->world, NULL);

      g_assert_cmpuint (host->handle, >, last);
      g_assert_cmpuint (host->handle, <, last + 10);
      last = host->handle;
      g_assert_cmpint (acwf_completion_fd (last), ==, host->fd);
      g_assert_cmpint (acwf_completion_fd (last), ==, host->fd);
    }
}

/* ---- Numbers ---- */

static void
test_reuse (void)
{
  g_autoptr (Host) host = host_new (NULL);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (JsonNode) completion = NULL;

      /* As soon as the line can be read. */
      host_submit (host, 7, "engine.echo", "{\"value\":1}");
      completion = host_await (host, 7);
      assert_completion (completion, "t=7 ; ok=true");
    }
}

static void
test_largest_number (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;

  host_submit (host, ACWF_MAX_TICKET, "engine.echo", "{\"value\":1}");
  completion = host_await (host, ACWF_MAX_TICKET);
  assert_completion (completion, "t=9007199254740991");
}

/* The line is there before submit returned, for at least one of many. */
typedef struct
{
  Host *host;
  int has_returned; /* the number of the submit that did; atomic */
  int seen_early;
} Race;

static gpointer
read_eagerly (gpointer data)
{
  Race *race = data;

  for (int i = 1; i <= 20000 && !race->seen_early; i++)
    {
      json_node_unref (host_await (race->host, (guint64) i));
      if (g_atomic_int_get (&race->has_returned) < i)
        race->seen_early = TRUE;
    }
  return NULL;
}

static void
test_before_submit_returned (void)
{
  g_autoptr (Host) host = host_new (NULL);
  Race race = { host, 0, FALSE };
  GThread *reader = g_thread_new ("reader", read_eagerly, &race);

  for (int i = 1; i <= 20000; i++)
    {
      host_submit (host, (guint64) i, "engine.echo", "{\"value\":1}");
      g_atomic_int_set (&race.has_returned, i);
    }
  g_thread_join (reader);
  /* Whether it happens is the scheduler's affair; that both get along with it is ours. */
  g_test_message ("a completion before its submit returned: %s", race.seen_early ? "yes" : "no");
}

/* ---- Order ---- */

/* Two tickets; the first one's request is held. */
typedef struct
{
  const char *name;
  const char *first[2];
  const char *second[2];
  gboolean waits;
} Pair;

#define UPDATE_2 "connection.update", "{\"id\":2,\"connection\":{\"name\":\"x\"}}"
#define NAMES(service, id) "\"service\":\"" service "\",\"externalid\":\"" id "\""
#define CREATE(service, id)                                                                        \
  "connection.create",                                                                             \
    "{\"connection\":{" NAMES (service, id) ",\"name\":\"n\",\"logoUrl\":\"\",\"linkUrl\":\"\"}}"
#define ENSURE(service, id)                                                                        \
  "connection.ensure",                                                                             \
    "{\"connection\":{" NAMES (service, id) ",\"name\":\"n\",\"logoUrl\":\"\",\"linkUrl\":\"\"}}"
#define FIND(service, id) "connection.find", "{" NAMES (service, id) "}"

static const Pair pairs[] = {
  { "update-update", { UPDATE_2 }, { UPDATE_2 }, TRUE },
  { "update-get", { UPDATE_2 }, { "connection.get", "{\"id\":2}" }, TRUE },
  { "get-update", { "connection.get", "{\"id\":2}" }, { UPDATE_2 }, TRUE },
  { "get-get", { "connection.get", "{\"id\":2}" }, { "connection.get", "{\"id\":2}" }, TRUE },
  { "update-delete", { UPDATE_2 }, { "connection.delete", "{\"id\":2}" }, TRUE },
  { "string-and-integer", { UPDATE_2 }, { "connection.get", "{\"id\":\"2\"}" }, TRUE },
  { "other-spelling", { UPDATE_2 }, { "connection.get", "{\"id\":2.0}" }, TRUE },
  { "leading-zeros", { UPDATE_2 }, { "connection.get", "{\"id\":\"002\"}" }, TRUE },
  { "other-id", { UPDATE_2 }, { "connection.get", "{\"id\":22}" }, FALSE },
  { "create-create", { CREATE ("s", "e") }, { CREATE ("s", "e") }, TRUE },
  { "create-ensure", { CREATE ("s", "e") }, { ENSURE ("s", "e") }, TRUE },
  { "create-find", { CREATE ("s", "e") }, { FIND ("s", "e") }, TRUE },
  { "find-create", { FIND ("s", "e") }, { CREATE ("s", "e") }, TRUE },
  { "ensure-find", { ENSURE ("s", "e") }, { FIND ("s", "e") }, TRUE },
  { "create-other-service", { CREATE ("s", "e") }, { FIND ("t", "e") }, FALSE },
  { "create-other-external-id", { CREATE ("s", "e") }, { FIND ("s", "f") }, FALSE },
  { "create-other-case", { CREATE ("s", "e") }, { FIND ("S", "e") }, FALSE },
  { "names-that-join-alike", { CREATE ("a b", "c") }, { FIND ("a", "b c") }, FALSE },
  { "create-update", { CREATE ("s", "e") }, { UPDATE_2 }, FALSE },
  { "update-list", { UPDATE_2 }, { "connection.list", "{}" }, FALSE },
  { "create-list", { CREATE ("s", "e") }, { "connection.list", "{\"service\":\"s\"}" }, FALSE },
  { "list-list", { "connection.list", "{}" }, { "connection.list", "{}" }, FALSE },
  { "update-check", { UPDATE_2 }, { "connection.check", "{}" }, FALSE },
  { "check-check", { "connection.check", "{}" }, { "connection.check", "{}" }, FALSE },
  { "update-echo", { UPDATE_2 }, { "engine.echo", "{\"value\":{\"id\":2}}" }, FALSE },
  { "update-stats", { UPDATE_2 }, { "engine.stats", "{}" }, FALSE },
  { "update-bad-input", { UPDATE_2 }, { "connection.get", "{\"id\":2,\"x\":1}" }, FALSE },
  { "update-dry",
    { UPDATE_2 },
    { "connection.update", "{\"id\":2,\"connection\":{},\"dry_run\":true}" },
    TRUE },
};

static void
test_pair (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (Host) host = host_new (NULL);

  host_add_fault (host, "{\"hold\":\"before\"}");
  host_submit (host, 1, pair->first[0], pair->first[1]);
  world_await_held (host->world, 1);
  host_submit (host, 2, pair->second[0], pair->second[1]);
  if (pair->waits)
    {
      host_await_stat (host, "queued", "1");
      host_await_stat (host, "in_flight", "2");
      g_assert_cmpuint (world_count_requests (host->world), ==, 1);
      g_assert_false (host_read (host, 0));
      world_release (host->world);
      json_node_unref (host_await (host, 1));
      json_node_unref (host_await (host, 2));
    }
  else
    {
      json_node_unref (host_await (host, 2));
      g_assert_false (host_has (host, 1));
      world_release (host->world);
      json_node_unref (host_await (host, 1));
    }
}

/* Many of one connection and of others among them: each arrives in the order of its submits. */
static void
test_order_of_many (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  g_autoptr (Host) host = NULL;
  guint last[4] = { 0 };

  options.rate_limit = 0;
  options.connections = 3;
  options.latency_max_ms = 3;
  world = world_new (&options);
  host = host_new_for (world, "\"rate_limiter\":\"none\"");
  for (guint64 i = 1; i <= 120; i++)
    {
      g_autofree char *input = g_strdup_printf ("{\"id\":%u,\"connection\":{\"name\":\"%u\"}}",
                                                (guint) (i % 3) + 1, (guint) i);

      host_submit (host, i, "connection.update", input);
    }
  for (guint64 i = 1; i <= 120; i++)
    json_node_unref (host_await (host, i));
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *path = world_dup_logged (world, i, "path");
      g_autofree char *body = world_dup_logged (world, i, "body");
      guint id = (guint) (path[strlen (path) - 1] - '0');
      guint value = (guint) g_ascii_strtoull (strstr (body, "name\":\"") + strlen ("name\":\""),
                                              NULL, 10);

      g_assert_cmpuint (value, >, last[id]);
      last[id] = value;
    }
}

/* One that fails, or is cancelled, does not stop the next. */
static void
test_failed_does_not_stop (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) failed = NULL, next = NULL;

  host_add_fault (host, "{\"status\":403,\"body\":\"\",\"hold\":true}");
  host_submit (host, 1, UPDATE_2);
  host_submit (host, 2, UPDATE_2);
  world_await_held (host->world, 1);
  world_release (host->world);
  failed = host_await (host, 1);
  assert_completion (failed, "error.code=forbidden");
  next = host_await (host, 2);
  assert_completion (next, "ok=true");
}

static void
test_cancelled_does_not_stop (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) running = NULL, waiting = NULL, last = NULL;

  host_add_fault (host, "{\"hold\":\"before\"}");
  host_submit (host, 1, UPDATE_2);
  host_submit (host, 2, UPDATE_2);
  host_submit (host, 3, UPDATE_2);
  world_await_held (host->world, 1);
  host_await_stat (host, "queued", "2");

  /* One that waits for its turn ends at once, also before those that are ahead of it. */
  g_assert_cmpint (acwf_cancel (host->handle, 2), ==, ACWF_OK);
  waiting = host_await (host, 2);
  assert_completion (waiting, "error.code=cancelled ; error.retryable=false ; error.attempts=0 ; "
                              "error.outcome_unknown=false");
  host_await_stat (host, "queued", "1");
  g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_OK);
  running = host_await (host, 1);
  assert_completion (running, "error.code=cancelled ; error.outcome_unknown=true");
  last = host_await (host, 3);
  assert_completion (last, "ok=true ; result.connection.name=x");
}

/* ---- Cancelling ---- */

static void
test_cancel_nothing (void)
{
  g_autoptr (Host) host = host_new (NULL);

  g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_NO_HANDLE);
  json_node_unref (host_do (host, "engine.echo", "{\"value\":1}"));
  g_assert_cmpint (acwf_cancel (host->handle, ACWF_MAX_TICKET - 1), ==, ACWF_NO_HANDLE);
  g_assert_cmpint (acwf_cancel (host->handle, UINT64_MAX), ==, ACWF_NO_HANDLE);
}

static void
test_cancel_echo (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;

  host_submit (host, 1, "engine.echo", ECHO_LATER);
  host_await_stat (host, "in_flight", "1");
  g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_OK);
  completion = host_await (host, 1);
  assert_completion (completion, "error.code=cancelled ; error.outcome_unknown=false");
  g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_NO_HANDLE);
}

static void
test_cancel_twice (void)
{
  g_autoptr (Host) host = host_new (NULL);

  host_add_fault (host, "{\"hold\":\"before\"}");
  host_submit (host, 1, UPDATE_2);
  world_await_held (host->world, 1);
  acwf_cancel (host->handle, 1);
  acwf_cancel (host->handle, 1);
  json_node_unref (host_await (host, 1));
  /* Exactly one line: what is asked next is answered next. */
  json_node_unref (host_do (host, "engine.echo", "{\"value\":1}"));
  g_assert_cmpuint (host->n_lines, ==, 2);
}

/* Straight after the submit, whatever stage it is in by then. */
static void
test_cancel_at_once (void)
{
  g_autoptr (Host) host = host_new (NULL);

  for (guint64 i = 1; i <= 500; i++)
    {
      g_autoptr (JsonNode) completion = NULL;
      g_autofree char *ok = NULL;
      int answer;

      if (i % 2 == 0)
        host_submit (host, i, "engine.echo", "{\"value\":1}");
      else
        host_submit (host, i, "connection.get", "{\"id\":2}");
      answer = acwf_cancel (host->handle, i);
      completion = host_await (host, i);
      ok = completion_dup (completion, "ok");
      if (g_str_equal (ok, "false"))
        assert_completion (completion, "error.code=cancelled ; error.outcome_unknown=false");
      if (answer != ACWF_OK)
        g_assert_cmpstr (ok, ==, "true");
    }
}

/* While it waits for a slot of the account's limit. */
static void
test_cancel_waiting_for_slot (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) host = host_new_for (world, "\"timeout_ms\":0");
  g_autoptr (JsonNode) completion = NULL;
  gint64 start;

  ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 600);
  host_submit (host, 1, UPDATE_2);
  host_await_stat (host, "in_flight", "1");
  start = g_get_monotonic_time ();
  acwf_cancel (host->handle, 1);
  completion = host_await (host, 1);
  assert_completion (completion, "error.code=cancelled ; error.outcome_unknown=false");
  g_assert_cmpfloat (seconds_since (start), <, 10);
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* While it waits to try again. */
static void
test_cancel_waiting_to_retry (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, "{\"status\":503,\"headers\":{\"Retry-After\":\"30\"},\"body\":\"\"}");
  host_submit (host, 1, "connection.get", "{\"id\":2}");
  world_await_requests (host->world, 1);
  acwf_cancel (host->handle, 1);
  completion = host_await (host, 1);
  assert_completion (completion, "error.code=cancelled ; error.retryable=false");
}

/* More than the client is given at once: those behind them are given up like others, their time to
 * wait runs out, and each has its turn.
 */
#define MANY 400u

static void
test_behind_many (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) cancelled = NULL, expired = NULL, timed_out = NULL, stats = NULL;

  host_add_fault (host, "{\"hold\":\"before\",\"times\":0}");
  for (guint64 i = 1; i <= MANY; i++)
    host_submit (host, i, "connection.list", NULL);
  host_submit (host, MANY + 1, "connection.get", "{\"id\":2}");
  host_await_stat (host, "in_flight", "401");
  g_assert_cmpint (acwf_cancel (host->handle, MANY + 1), ==, ACWF_OK);
  cancelled = host_await (host, MANY + 1);
  assert_completion (cancelled, "error.code=cancelled ; error.retryable=false ; error.attempts=0 ; "
                                "error.outcome_unknown=false");
  expired = host_do (host, "connection.get", "{\"id\":2,\"options\":{\"queue_timeout_ms\":20}}");
  assert_completion (expired, "error.code=rate_limited ; error.retryable=true ; error.attempts=0 ; "
                              "error.outcome_unknown=false");
  timed_out = host_run (host, "connection.get", "{\"id\":2}", 20);
  assert_completion (timed_out, "error.code=timed_out ; error.retryable=true ; error.attempts=0");
  /* What needs no network does not wait with them. */
  stats = host_do (host, "engine.stats", NULL);
  assert_completion (stats, "result.in_flight=400 ; result.queued=0");

  g_free (emulator_control (host->world->emulator, "DELETE", "/emulator/faults", NULL));
  world_release (host->world);
  for (guint64 i = 1; i <= MANY; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion, "ok=true");
    }
}

/* What the engine says of itself. */
static void
test_stats (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (Host) host = host_new_for (world, NULL);
  g_autoptr (JsonNode) idle = NULL, paused = NULL;

  idle = host_do (host, "engine.stats", NULL);
  assert_completion (idle, "ok=true ; result={\"in_flight\":0,\"queued\":0,\"unread\":0,"
                           "\"next_slot_ms\":0,\"paused_ms\":0,\"limiter\":\"local\","
                           "\"limiter_degraded\":false}");
  ac_rate_limiter_pause (ac_client_get_rate_limiter (world->client), 3600);
  host_submit (host, 1, "engine.echo", ECHO_LATER);
  host_await_stat (host, "in_flight", "1");
  paused = host_do (host, "engine.stats", NULL);
  {
    g_autofree char *pause = completion_dup (paused, "result.paused_ms");
    g_autofree char *next = completion_dup (paused, "result.next_slot_ms");

    g_assert_cmpint (g_ascii_strtoll (pause, NULL, 10), >, 3500000);
    g_assert_cmpint (g_ascii_strtoll (next, NULL, 10), >, 3500000);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workflow/ticket/no-handle", test_no_handle);
  g_test_add_func ("/workflow/ticket/precedence", test_precedence);
  g_test_add_func ("/workflow/ticket/handles-are-new", test_handles_are_new);
  g_test_add_func ("/workflow/ticket/reuse", test_reuse);
  g_test_add_func ("/workflow/ticket/largest-number", test_largest_number);
  g_test_add_func ("/workflow/ticket/before-submit-returned", test_before_submit_returned);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/order/%s", pairs[i].name);

      g_test_add_data_func (path, &pairs[i], test_pair);
    }
  g_test_add_func ("/workflow/order/many", test_order_of_many);
  g_test_add_func ("/workflow/order/failed-does-not-stop", test_failed_does_not_stop);
  g_test_add_func ("/workflow/order/cancelled-does-not-stop", test_cancelled_does_not_stop);
  g_test_add_func ("/workflow/cancel/nothing", test_cancel_nothing);
  g_test_add_func ("/workflow/cancel/echo", test_cancel_echo);
  g_test_add_func ("/workflow/cancel/twice", test_cancel_twice);
  g_test_add_func ("/workflow/cancel/at-once", test_cancel_at_once);
  g_test_add_func ("/workflow/cancel/waiting-for-slot", test_cancel_waiting_for_slot);
  g_test_add_func ("/workflow/cancel/waiting-to-retry", test_cancel_waiting_to_retry);
  g_test_add_func ("/workflow/ticket/behind-many", test_behind_many);
  g_test_add_func ("/workflow/ticket/stats", test_stats);

  return g_test_run ();
}
