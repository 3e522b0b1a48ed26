/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Cancelling an update at every point of it: promise 6. */

#include "support.h"

#include <string.h>

#define SLOTS 5

/* An update, and the point that it was brought to. */
typedef struct
{
  World *world;
  AcRateLimiter *limiter;
  SoupSession *session; /* the client's, which tells what happens */
  AcClient *client;     /* of another server than the world's, where that is not good enough */
  AcConnection *connection;
  GCancellable *cancellable;
  Answer answer;

  Answer other; /* of an operation that is in the way */
  gboolean has_other;
  guint slots; /* that are in the way */
  gboolean paused;
  gboolean connecting;
  gboolean handshaking;
  gboolean got_headers;
  GSocket *socket; /* of a server that accepts nobody */
  GSocket *callers[2];
  GSocketService *service;
} Scene;

static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
  Scene *scene = data;

  scene->connecting |= event == G_SOCKET_CLIENT_CONNECTING;
  scene->handshaking |= event == G_SOCKET_CLIENT_TLS_HANDSHAKING;
}

static void
on_got_headers (SoupMessage *message, gpointer data)
{
  ((Scene *) data)->got_headers = TRUE;
}

static void
on_request_queued (SoupSession *session, SoupMessage *message, gpointer data)
{
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), data);
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), data);
}

static void
on_paused (AcRateLimiter *limiter, double seconds, gpointer data)
{
  ((Scene *) data)->paused = TRUE;
}

/* What must come soon. */
static GAsyncResult *
await_soon (Answer *answer)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (10, set_true, &late);

  while (answer->result == NULL && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (id);
  return answer->result;
}

static void
scene_use_client (Scene *self, AcClient *client)
{
  ac_client_set_rate_limiter (client, self->limiter);
  ac_client_set_session (client, self->session);
  g_clear_object (&self->connection);
  self->connection = ac_connection_new (client, "2");
  ac_connection_set_name (self->connection, "A");
}

static void
scene_use_address (Scene *self, const char *scheme, GSocketAddress *address)
{
  g_autofree char *url = g_strdup_printf (
    "%s://127.0.0.1:%u", scheme, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  g_autoptr (GError) error = NULL;

  self->client = ac_client_new (url, "token", &error);
  g_assert_no_error (error);
  scene_use_client (self, self->client);
}

static void
scene_init (Scene *self)
{
  *self = (Scene){ .world = world_new_unlimited () };
  self->limiter = ac_rate_limiter_new (SLOTS);
  self->session = soup_session_new_with_options ("max-conns-per-host", SLOTS, NULL);
  g_signal_connect (self->session, "request-queued", G_CALLBACK (on_request_queued), self);
  g_signal_connect (self->limiter, "paused", G_CALLBACK (on_paused), self);
  self->cancellable = g_cancellable_new ();
  scene_use_client (self, self->world->client);
}

static void
scene_clear (Scene *self)
{
  answer_clear (&self->answer);
  answer_clear (&self->other);
  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_signal_handlers_disconnect_by_data (self->limiter, self);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->limiter);
  for (guint i = 0; i < G_N_ELEMENTS (self->callers); i++)
    g_clear_object (&self->callers[i]);
  g_clear_object (&self->socket);
  if (self->service != NULL)
    g_socket_service_stop (self->service);
  g_clear_object (&self->service);
  world_free (self->world);
}

static void
scene_call (Scene *self)
{
  ac_connection_update (self->connection, self->cancellable, answer_take, &self->answer);
  g_assert_cmpuint (self->answer.calls, ==, 0);
}

static void
acquire (AcRateLimiter *limiter, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_auto (Answer) answer = ANSWER_INIT;
      g_autoptr (GError) error = NULL;

      ac_rate_limiter_acquire_async (limiter, NULL, answer_take, &answer);
      g_assert_true (ac_rate_limiter_acquire_finish (limiter, answer_await (&answer), &error));
      g_assert_no_error (error);
    }
}

static void
release (AcRateLimiter *limiter, guint count)
{
  while (count-- > 0)
    ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

/* Each brings the update to a point. */

static void
bring_before (Scene *self)
{
  g_cancellable_cancel (self->cancellable);
  scene_call (self);
}

static void
bring_queued (Scene *self)
{
  world_add_fault (self->world, "{\"hold\":true}");
  ac_connection_update (self->connection, NULL, answer_take, &self->other);
  self->has_other = TRUE;
  world_await_held (self->world, 1);
  ac_connection_set_name (self->connection, "B");
  scene_call (self);
}

static void
bring_limited (Scene *self)
{
  acquire (self->limiter, SLOTS);
  self->slots = SLOTS;
  scene_call (self);
}

static void
bring_paused (Scene *self)
{
  ac_rate_limiter_pause (self->limiter, g_getenv ("AC_TEST_SLOW") != NULL ? 20 : 1);
  scene_call (self);
}

static void
bring_backing_off (Scene *self, const char *fault)
{
  world_add_fault (self->world, fault);
  scene_call (self);
  await_true (&self->paused);
}

static void
bring_unavailable (Scene *self)
{
  bring_backing_off (self, "{\"status\":503,\"headers\":{\"Retry-After\":\"1\"}}");
}

static void
bring_refused_by_limit (Scene *self)
{
  bring_backing_off (self, "{\"status\":429,\"headers\":{\"Retry-After\":\"1\"}}");
}

static GSocket *
make_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

/* The system completes as many connections to a server that does not accept as its backlog holds,
 * and one more; whoever comes then waits.
 */
static void
bring_connecting (Scene *self)
{
  g_autoptr (GSocketAddress) anywhere = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->socket = make_socket ();
  g_socket_set_listen_backlog (self->socket, 0);
  g_assert_true (g_socket_bind (self->socket, anywhere, FALSE, &error));
  g_assert_true (g_socket_listen (self->socket, &error));
  address = g_socket_get_local_address (self->socket, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (self->callers); i++)
    {
      self->callers[i] = make_socket ();
      g_socket_connect (self->callers[i], address, NULL, NULL);
    }

  scene_use_address (self, "http", address);
  scene_call (self);
  await_true (&self->connecting);
}

/* The app's session has a few connections to a server, and all are busy. */
static void
bring_waiting_for_connection (Scene *self)
{
  g_autoptr (AcConnection) other = NULL;

  g_signal_handlers_disconnect_by_data (self->session, self);
  g_object_unref (self->session);
  self->session = soup_session_new_with_options ("max-conns-per-host", 1, NULL);
  self->client = world_make_client (self->world);
  scene_use_client (self, self->client);

  world_add_fault (self->world, "{\"hold\":true}");
  other = ac_connection_new (self->client, "2");
  ac_connection_refresh (other, NULL, answer_take, &self->other);
  self->has_other = TRUE;
  world_await_held (self->world, 1);
  scene_call (self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
bring_handshaking (Scene *self)
{
  g_autoptr (GSocketAddress) anywhere = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->socket = make_socket ();
  g_assert_true (g_socket_bind (self->socket, anywhere, FALSE, &error));
  g_assert_true (g_socket_listen (self->socket, &error));
  address = g_socket_get_local_address (self->socket, &error);
  g_assert_no_error (error);

  scene_use_address (self, "https", address);
  scene_call (self);
  await_true (&self->handshaking);
}

static void
bring_held_before (Scene *self)
{
  world_add_fault (self->world, "{\"hold\":\"before\"}");
  scene_call (self);
  world_await_held (self->world, 1);
}

static void
bring_held_after (Scene *self)
{
  world_add_fault (self->world, "{\"hold\":\"after\"}");
  scene_call (self);
  world_await_held (self->world, 1);
}

/* On a connection that was kept from the request before. */
static void
bring_held_again (Scene *self)
{
  g_assert_true (connection_update (self->connection, NULL));
  ac_connection_set_name (self->connection, "B");
  bring_held_after (self);
}

/* Answers with half an answer, and waits until the client is gone. */
static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer data)
{
  static const char half[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                             "Content-Length: 1000\r\n\r\n{\"connection\":{\"id\":\"2\",";
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GString) request = g_string_new (NULL);
  char buffer[1024];
  gssize count;

  while (strstr (request->str, "}}") == NULL)
    {
      count = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);
      if (count <= 0)
        return TRUE;
      g_string_append_len (request, buffer, count);
    }
  g_output_stream_write_all (output, half, strlen (half), NULL, NULL, NULL);
  while (g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL) > 0)
    ;
  return TRUE;
}

static void
bring_reading (Scene *self)
{
  g_autoptr (GSocketAddress) anywhere = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_threaded_socket_service_new (4);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), NULL);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), anywhere, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, &address, &error);
  g_assert_no_error (error);
  g_socket_service_start (self->service);

  scene_use_address (self, "http", address);
  scene_call (self);
  await_true (&self->got_headers);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static const struct
{
  const char *name;
  void (*bring) (Scene *self);
  gboolean unknown;
} points[] = {
  { "before-the-call", bring_before, FALSE },
  { "queued", bring_queued, FALSE },
  { "rate-limit", bring_limited, FALSE },
  { "paused-account", bring_paused, FALSE },
  { "backing-off-503", bring_unavailable, TRUE },
  { "backing-off-429", bring_refused_by_limit, FALSE },
  { "connecting", bring_connecting, FALSE },
  { "tls-handshake", bring_handshaking, FALSE },
  { "busy-session", bring_waiting_for_connection, FALSE },
  { "headers-not-carried-out", bring_held_before, TRUE },
  { "headers-carried-out", bring_held_after, TRUE },
  { "headers-on-a-kept-connection", bring_held_again, TRUE },
  { "body", bring_reading, TRUE },
};

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Of all points. */
static GPtrArray *used_limiters;

static void
run_point (guint row, gboolean from_thread)
{
  Scene scene;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL, *changes_before = NULL, *changes_after = NULL;
  AcProblem *problem;

  scene_init (&scene);
  points[row].bring (&scene);
  g_assert_cmpuint (scene.answer.calls, ==, 0);
  before = ac_connection_dup_json (scene.connection);
  changes_before = ac_connection_dup_changes (scene.connection);

  if (from_thread)
    g_thread_join (g_thread_new ("canceller", cancel_in_thread, scene.cancellable));
  else
    g_cancellable_cancel (scene.cancellable);
  g_assert_cmpuint (scene.answer.calls, ==, 0);
  g_assert_false (
    ac_connection_update_finish (scene.connection, await_soon (&scene.answer), &error));

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  problem = ac_problem_from_result (scene.answer.result);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "cancelled");
  g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, points[row].unknown);
  g_assert_true (ac_connection_get_problem (scene.connection) == problem);
  after = ac_connection_dup_json (scene.connection);
  changes_after = ac_connection_dup_changes (scene.connection);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (changes_before, ==, changes_after);

  /* What was in the way goes, and the next operation works. */
  release (scene.limiter, scene.slots);
  world_release (scene.world);
  if (scene.client == NULL)
    {
      g_autofree char *stored = NULL;

      g_clear_error (&error);
      g_assert_true (connection_update (scene.connection, &error));
      g_assert_no_error (error);
      g_assert_null (ac_connection_get_problem (scene.connection));
      stored = world_dup_stored (scene.world, "2", "name");
      g_assert_cmpstr (stored, ==, ac_connection_get_name (scene.connection));
    }
  g_assert_cmpuint (scene.answer.calls, ==, 1);
  if (scene.has_other)
    await_soon (&scene.other);
  g_ptr_array_add (used_limiters, g_object_ref (scene.limiter));
  scene_clear (&scene);
}

static void
test_point (gconstpointer data)
{
  run_point (GPOINTER_TO_UINT (data), FALSE);
}

static void
test_point_from_thread (gconstpointer data)
{
  run_point (GPOINTER_TO_UINT (data), TRUE);
}

/* No slot is held any more by what was cancelled: all can be had at a time. */
static void
test_slots (void)
{
  for (guint i = 0; i < used_limiters->len; i++)
    {
      acquire (used_limiters->pdata[i], SLOTS);
      release (used_limiters->pdata[i], SLOTS);
    }
}

/* Of what was never sent, nothing is left at all: five requests go out at once. */
static void
test_five_at_once (void)
{
  Scene scene;
  Answer answers[SLOTS] = { ANSWER_INIT };
  AcConnection *connections[SLOTS];

  scene_init (&scene);
  bring_limited (&scene);
  g_cancellable_cancel (scene.cancellable);
  answer_await (&scene.answer);
  release (scene.limiter, SLOTS);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (scene.limiter), ==, 0);

  world_add_fault (scene.world, "{\"hold\":true,\"times\":5}");
  for (guint i = 0; i < SLOTS; i++)
    {
      connections[i] = ac_connection_new (scene.world->client, "2");
      ac_connection_refresh (connections[i], NULL, answer_take, &answers[i]);
    }
  world_await_held (scene.world, SLOTS);
  world_release (scene.world);
  for (guint i = 0; i < SLOTS; i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, "ok");
      answer_clear (&answers[i]);
      g_object_unref (connections[i]);
    }
  scene_clear (&scene);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) limiters = g_ptr_array_new_with_free_func (g_object_unref);

  g_test_init (&argc, &argv, NULL);
  used_limiters = limiters;
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      add_case ("/cancel/at", points[i].name, GUINT_TO_POINTER (i), test_point);
      add_case ("/cancel/from-thread-at", points[i].name, GUINT_TO_POINTER (i),
                test_point_from_thread);
    }
  g_test_add_func ("/cancel/five-at-once", test_five_at_once);
  g_test_add_func ("/cancel/afterwards/slots", test_slots);
  return g_test_run ();
}
