/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-soup-transport.h"

#include "ac-io-thread.h"
#include "ac-json.h"
#include "ac-sync.h"

#define READ_SIZE 16384u

/* One connection per request in flight; the rate limit keeps that number small. */
#define MAX_CONNECTIONS 64

typedef struct
{
  AcTransport parent;
  char *base;
  char *api_token;
  char *user_agent;
  SoupSession *session;
  GMutex lock;
  GPtrArray *sendings; /* Sending, those that occupy or wait for a connection */
} SoupTransport;

/* One exchange under way. */
typedef struct
{
  AcTransport *transport;
  AcExchange *exchange; /* NULL once the call was told */
  GCancellable *cancellable;
  AcTransportDone done;
  gpointer data;
  SoupMessage *message;
  GMainContext *context;
  GThread *thread;
  GSource *watch;   /* of the cancellable; NULL once the call was told */
  gboolean is_busy; /* libsoup has yet to call back */
  GInputStream *stream;
  GByteArray *answer;
} Sending;

static void
sending_free (Sending *self)
{
  SoupTransport *transport = (SoupTransport *) self->transport;

  g_mutex_lock (&transport->lock);
  g_ptr_array_remove_fast (transport->sendings, self);
  g_mutex_unlock (&transport->lock);

  g_main_context_unref (self->context);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_pointer (&self->answer, g_byte_array_unref);
  g_clear_object (&self->stream);
  g_object_unref (self->message);
  g_object_unref (self->cancellable);
  ac_transport_unref (self->transport);
  g_free (self);
}

/* Tells the call. What is left is libsoup's, until it has called back. */
static void
sending_tell (Sending *self, GError *error)
{
  AcExchange *exchange = g_steal_pointer (&self->exchange);
  AcTransportDone done = self->done;
  gpointer data = self->data;
  gboolean is_busy = self->is_busy;

  g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
  if (error == NULL && self->answer != NULL)
    exchange->answer = g_byte_array_free_to_bytes (g_steal_pointer (&self->answer));
  exchange->error = error;
  if (!is_busy)
    sending_free (self);
  done (exchange, data);
}

/* libsoup does not look at the cancellable of a message that waits for a connection, or for an
 * answer on HTTP/2.
 */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  sending_tell (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

/* Whether the call was told before libsoup called back. */
static gboolean
is_too_late (Sending *self)
{
  self->is_busy = FALSE;
  if (self->exchange != NULL)
    return FALSE;
  sending_free (self);
  return TRUE;
}

static void read_more (Sending *self);

/* libsoup takes a body for whole that breaks off between two chunks, or on a connection that was to
 * end with it.
 */
static gboolean
is_cut_off (Sending *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    return self->answer->len < soup_message_headers_get_content_length (headers);
  return ac_json_is_cut_off ((const char *) self->answer->data, self->answer->len);
}

static void
check_end (Sending *self, GError **error)
{
  if (SOUP_STATUS_IS_SUCCESSFUL (self->exchange->status) && is_cut_off (self))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                         "Connection terminated unexpectedly");
}

static void
on_read (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  Sending *self = user_data;
  GError *error = NULL;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, &error);

  if (is_too_late (self))
    {
      g_clear_error (&error);
      return;
    }
  g_byte_array_set_size (self->answer, self->answer->len - READ_SIZE + (guint) MAX (count, 0));
  self->exchange->too_large = self->answer->len > AC_JSON_MAX_SIZE;
  if (count == 0)
    check_end (self, &error);
  if (count <= 0 || self->exchange->too_large)
    sending_tell (self, error);
  else
    read_more (self);
}

static void
read_more (Sending *self)
{
  guint length = self->answer->len;

  g_byte_array_set_size (self->answer, length + READ_SIZE);
  self->is_busy = TRUE;
  g_input_stream_read_async (self->stream, self->answer->data + length, READ_SIZE,
                             G_PRIORITY_DEFAULT, self->cancellable, on_read, self);
}

static void
on_got_headers (SoupMessage *message, Sending *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  AcExchange *exchange = self->exchange;

  if (exchange == NULL)
    return;
  exchange->status = soup_message_get_status (message);
  exchange->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  exchange->request_id = g_strdup (soup_message_headers_get_one (headers, "X-Request-Id"));
  exchange->date = g_strdup (soup_message_headers_get_one (headers, "Date"));
  exchange->ac_error = g_strdup (soup_message_headers_get_one (headers, "X-Ac-Error"));
}

static void
on_sent (GObject *session, GAsyncResult *result, gpointer user_data)
{
  Sending *self = user_data;
  GError *error = NULL;

  /* An answer that is there is taken also where a cancel came since: libsoup would first let go of
   * what it needs to close the answer, and then close it.
   */
  g_task_set_check_cancellable (G_TASK (result), FALSE);
  self->stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (is_too_late (self))
    {
      g_clear_error (&error);
      return;
    }
  if (self->stream == NULL)
    {
      sending_tell (self, error);
      return;
    }
  self->answer = g_byte_array_new ();
  read_more (self);
}

/* libsoup's HTTP/2 gives up at a GOAWAY also what the server still answers, so that nobody knows
 * what became of it; and it keeps a connection that ends together with its GOAWAY for ever, one of
 * those that the session may have. It would spare a burst some handshakes; at the rate of the
 * limit there is no difference.
 */
static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

/* An app's session may have a proxy, which a request without encryption would show the token. */
static gboolean
would_be_seen (Sending *self)
{
  return g_str_has_prefix (((SoupTransport *) self->transport)->base, "http:")
      && G_IS_PROXY_ADDRESS (soup_message_get_remote_address (self->message));
}

static void
hold_back (Sending *self)
{
  g_autoptr (GCancellable) cancellable = g_object_ref (self->cancellable);

  soup_message_headers_remove (soup_message_get_request_headers (self->message), "Api-Token");
  if (self->exchange != NULL)
    sending_tell (self, g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_NOT_TLS,
                                             "the session's proxy would see the token, for the "
                                             "address does not begin with https"));
  g_cancellable_cancel (cancellable);
}

static void
on_starting (SoupMessage *message, Sending *self)
{
  if (would_be_seen (self))
    hold_back (self);
  else if (self->exchange != NULL)
    self->exchange->sent = TRUE;
}

/* libsoup would send again by itself what may have been carried out, without a slot; and after a
 * 421, of which the headers alone are told then.
 */
static void
on_restarted (SoupMessage *message, Sending *self)
{
  g_cancellable_cancel (self->cancellable);
}

static SoupMessage *
make_message (SoupTransport *transport, AcExchange *exchange)
{
  g_autofree char *uri = g_strconcat (transport->base, "/api/3", exchange->path, NULL);
  SoupMessage *message = soup_message_new (exchange->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  /* They would print, keep or answer with what is the account's own, or unpack without end. */
  const GType unwanted[] = { SOUP_TYPE_LOGGER, SOUP_TYPE_COOKIE_JAR, SOUP_TYPE_CACHE,
                             SOUP_TYPE_AUTH_MANAGER, SOUP_TYPE_CONTENT_DECODER };

  for (gsize i = 0; i < G_N_ELEMENTS (unwanted); i++)
    soup_message_disable_feature (message, unwanted[i]);
  /* A redirect would be followed with the token, to whatever host it names. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);

  soup_message_headers_append (headers, "Api-Token", transport->api_token);
  soup_message_headers_append (headers, "Accept", "application/json");
  soup_message_headers_replace (headers, "User-Agent", transport->user_agent);
  if (exchange->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", exchange->body);
  return message;
}

static void
send_here (AcTransport *transport,
           AcExchange *exchange,
           GCancellable *cancellable,
           AcTransportDone done,
           gpointer data)
{
  SoupTransport *self = (SoupTransport *) transport;
  Sending *sending = g_new0 (Sending, 1);

  sending->transport = ac_transport_ref (transport);
  sending->exchange = exchange;
  sending->cancellable = g_object_ref (cancellable);
  sending->done = done;
  sending->data = data;
  sending->message = make_message (self, exchange);
  sending->is_busy = TRUE;
  sending->context = g_main_context_ref_thread_default ();
  sending->thread = g_thread_self ();
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->sendings, sending);
  g_mutex_unlock (&self->lock);
  g_signal_connect (sending->message, "network-event", G_CALLBACK (on_network_event), NULL);
  g_signal_connect (sending->message, "starting", G_CALLBACK (on_starting), sending);
  g_signal_connect (sending->message, "got-headers", G_CALLBACK (on_got_headers), sending);
  g_signal_connect (sending->message, "restarted", G_CALLBACK (on_restarted), sending);
  sending->watch = g_cancellable_source_new (cancellable);
  g_source_set_static_name (sending->watch, "activecampaign-glib cancelled");
  g_source_set_callback (sending->watch, G_SOURCE_FUNC (on_cancelled), sending, NULL);
  g_source_attach (sending->watch, g_main_context_get_thread_default ());
  soup_session_send_async (self->session, sending->message, G_PRIORITY_DEFAULT, cancellable,
                           on_sent, sending);
}

/* Whether all connections that the session may have are taken by what cannot go on as long as this
 * thread waits. Whoever shares an app's session is not known here.
 */
static gboolean
would_block (SoupTransport *self)
{
  guint n_blocked = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->sendings->len; i++)
    {
      Sending *sending = g_ptr_array_index (self->sendings, i);

      n_blocked += ac_sync_would_block (sending->context, sending->thread);
    }
  g_mutex_unlock (&self->lock);
  return n_blocked >= MIN (soup_session_get_max_conns (self->session),
                           soup_session_get_max_conns_per_host (self->session));
}

static void
refuse (AcTransport *transport,
        AcExchange *exchange,
        GCancellable *cancellable,
        AcTransportDone done,
        gpointer data)
{
  exchange->error = g_error_new_literal (
    G_IO_ERROR, G_IO_ERROR_PENDING,
    "All connections of the session are held by operations that cannot end while this thread "
    "waits; let them end first");
  done (exchange, data);
}

/* libsoup hands connections that are busy or being made to other messages of the same thread, and
 * wakes those in their own contexts alone. A synchronous call, which turns no context but its own,
 * could then wait for ever: its requests are made in a thread that always turns.
 */
static void
soup_transport_send (AcTransport *transport,
                     AcExchange *exchange,
                     GCancellable *cancellable,
                     AcTransportDone done,
                     gpointer data)
{
  if (ac_sync_is_private (g_main_context_get_thread_default ()))
    ac_io_thread_send (transport, would_block ((SoupTransport *) transport) ? refuse : send_here,
                       exchange, cancellable, done, data);
  else
    send_here (transport, exchange, cancellable, done, data);
}

static void
soup_transport_finalize (AcTransport *transport)
{
  SoupTransport *self = (SoupTransport *) transport;

  g_free (self->base);
  g_free (self->api_token);
  g_free (self->user_agent);
  g_object_unref (self->session);
  g_ptr_array_unref (self->sendings);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The deadline is the call's. */
static SoupSession *
make_session (const char *base)
{
  SoupSession *session = g_object_new (SOUP_TYPE_SESSION, "timeout", 0, "max-conns",
                                       MAX_CONNECTIONS, "max-conns-per-host", MAX_CONNECTIONS,
                                       NULL);

  /* A proxy would see the token: only this computer is spoken to without encryption. */
  if (g_str_has_prefix (base, "http:"))
    soup_session_set_proxy_resolver (session, NULL);
  return session;
}

AcTransport *
ac_soup_transport_new (const char *base,
                       const char *api_token,
                       const char *user_agent,
                       SoupSession *session)
{
  SoupTransport *self = g_new0 (SoupTransport, 1);

  self->parent.send = soup_transport_send;
  self->parent.finalize = soup_transport_finalize;
  g_atomic_ref_count_init (&self->parent.refs);
  self->base = g_strdup (base);
  self->api_token = g_strdup (api_token);
  self->user_agent = g_strdup (user_agent);
  g_mutex_init (&self->lock);
  self->sendings = g_ptr_array_new ();
  self->session = session != NULL ? g_object_ref (session) : make_session (base);
  return &self->parent;
}
