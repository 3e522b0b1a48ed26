/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-private.h"

#include "emulator-exchange.h"
#include "emulator-transport.h"
#ifdef HAVE_GNUTLS
#include "emulator-tls.h"
#endif

#define DEFAULT_TOKEN "emulator-token"

void
emulator_set_count (gint *count, guint value)
{
  g_atomic_int_set (count, (gint) value);
  g_main_context_wakeup (NULL);
}

EmulatorAccount *
emulator_get_account (Emulator *emulator, guint number)
{
  if (number == 0 || number > emulator->accounts->len)
    return NULL;
  return g_ptr_array_index (emulator->accounts, number - 1);
}

static gboolean
add_account (Emulator *emulator, GError **error)
{
  EmulatorAccount *account = emulator_account_new (emulator->options.rate_limit);
  gboolean is_first = emulator->accounts->len == 0;

  g_ptr_array_add (emulator->accounts, account);
  if (is_first && emulator->seed != NULL)
    return emulator_account_fill_from_json (account, emulator->seed, error);
  if (is_first && emulator->options.connections == 0)
    emulator_account_fill_example (account);
  else
    emulator_account_fill (account, emulator->options.connections);
  return TRUE;
}

gboolean
emulator_reset (Emulator *emulator, GError **error)
{
  g_ptr_array_set_size (emulator->faults, 0);
  emulator_log_clear (&emulator->log);
  emulator_set_count (&emulator->requests, 0);
  emulator_set_count (&emulator->rejected, 0);
  emulator_set_count (&emulator->peak, 0);

  g_ptr_array_set_size (emulator->accounts, 0);
  while (emulator->accounts->len < emulator->options.accounts)
    if (!add_account (emulator, error))
      return FALSE;
  return TRUE;
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Emulator *emulator = user_data;

  if (g_str_has_prefix (path, "/emulator/"))
    {
      g_autoptr (EmulatorRequest) request = emulator_request_new_from_message (message);
      g_autoptr (EmulatorAnswer) answer = emulator_answer_new ();

      emulator_control_answer (emulator, request, answer);
      emulator_transport_send (message, answer);
    }
  else
    emulator_exchange_start (emulator, message);
}

static void
on_headers (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  if (!g_str_has_prefix (path, "/emulator/"))
    emulator_exchange_start_early (user_data, message);
}

static gpointer
serve (gpointer user_data)
{
  Emulator *emulator = user_data;

  g_main_context_push_thread_default (emulator->context);
  while (g_atomic_int_get (&emulator->running))
    g_main_context_iteration (emulator->context, TRUE);

  emulator_exchange_cancel_all (emulator);
  emulator_senders_clear (&emulator->senders);
  soup_server_disconnect (emulator->server);
  g_main_context_pop_thread_default (emulator->context);
  return NULL;
}

/* A client may open all its connections at once: of more than the queue holds, which are ten by
 * default, the kernel forgets the rest, and they try again after a second.
 */
static GSocket *
open_socket (guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_listen_backlog (socket, 1024);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

/* The server takes the thread's default context at the moment that it starts to listen. */
static gboolean
listen_in_context (Emulator *emulator, GError **error)
{
  g_autoptr (GSocket) socket = open_socket (emulator->options.port, error);
  SoupServerListenOptions how = 0;
  gboolean listening;

  if (socket == NULL)
    return FALSE;
  if (emulator->certificate != NULL)
    {
      soup_server_set_tls_certificate (emulator->server, emulator->certificate);
      how |= SOUP_SERVER_LISTEN_HTTPS;
    }

  g_main_context_push_thread_default (emulator->context);
  listening = soup_server_listen_socket (emulator->server, socket, how, error);
  g_main_context_pop_thread_default (emulator->context);
  return listening;
}

static int
get_port (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  int port = g_uri_get_port (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

static char *
dup_address (Emulator *emulator, const char *host)
{
  return g_strdup_printf ("%s://%s:%d", emulator->certificate != NULL ? "https" : "http", host,
                          emulator->port);
}

static gboolean
make_certificate (Emulator *emulator, GError **error)
{
  if (!emulator->options.tls)
    return TRUE;
#ifdef HAVE_GNUTLS
  emulator->certificate = emulator_tls_make_certificate (&emulator->options, error);
#else
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "the emulator was built without GnuTLS, and so without TLS");
#endif
  return emulator->certificate != NULL;
}

static gboolean
check_options (EmulatorOptions *options, GError **error)
{
  const char *wrong = NULL;

  if (options->accounts == 0)
    wrong = "there must be an account at least";
  else if (options->latency_min_ms > options->latency_max_ms)
    wrong = "the least latency is above the most";
  else if (options->latency_max_ms > G_USEC_PER_SEC)
    wrong = "the latency is more than 1000 seconds";
  else if (options->rate_limit > G_USEC_PER_SEC)
    wrong = "the rate limit is more than a million";
  else if (options->token != NULL && *options->token == '\0')
    wrong = "the token is empty";

  for (const char *at = options->token; at != NULL && *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      wrong = "the token has other characters than printable ASCII";

  if (wrong != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, wrong);
  return wrong == NULL;
}

static gboolean
read_files (Emulator *emulator, GError **error)
{
  const char *seed_file = emulator->options.seed_file, *faults_file = emulator->options.faults_file;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) faults = NULL;

  if (seed_file != NULL)
    {
      emulator->seed = emulator_account_read_seed (seed_file, error);
      if (emulator->seed == NULL)
        return FALSE;
    }
  if (!emulator_reset (emulator, error))
    {
      g_prefix_error (error, "%s: ", seed_file);
      return FALSE;
    }

  if (faults_file == NULL)
    return TRUE;
  if (!g_file_get_contents (faults_file, &text, NULL, error))
    return FALSE;
  faults = emulator_faults_parse (text, error);
  if (faults == NULL)
    {
      g_prefix_error (error, "%s: ", faults_file);
      return FALSE;
    }
  g_ptr_array_extend_and_steal (emulator->faults, g_steal_pointer (&faults));
  return TRUE;
}

static gboolean
start (Emulator *emulator, GError **error)
{
  if (!check_options (&emulator->options, error) || !read_files (emulator, error)
      || !make_certificate (emulator, error) || !listen_in_context (emulator, error))
    return FALSE;

  emulator->port = get_port (emulator->server);
  emulator->url = dup_address (emulator, "127.0.0.1");
  emulator->running = TRUE;
  emulator->thread = g_thread_new ("ac-emulator", serve, emulator);
  return TRUE;
}

Emulator *
emulator_new (const EmulatorOptions *options, GError **error)
{
  static const EmulatorOptions defaults = EMULATOR_OPTIONS_INIT;
  g_autoptr (Emulator) emulator = g_new0 (Emulator, 1);

  emulator->options = options != NULL ? *options : defaults;
  emulator->token = g_strdup (emulator->options.token != NULL ? emulator->options.token
                                                              : DEFAULT_TOKEN);
  emulator->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_account_free);
  emulator->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_fault_unref);
  emulator->random = g_rand_new_with_seed (emulator->options.seed);
  emulator->context = g_main_context_new ();
  emulator_senders_init (&emulator->senders);
  emulator->server = soup_server_new ("server-header", "cloudflare", "raw-paths", TRUE, NULL);
  soup_server_add_early_handler (emulator->server, NULL, on_headers, emulator, NULL);
  soup_server_add_handler (emulator->server, NULL, on_request, emulator, NULL);

  if (!start (emulator, error))
    return NULL;
  return g_steal_pointer (&emulator);
}

void
emulator_free (Emulator *emulator)
{
  if (emulator->thread != NULL)
    {
      g_atomic_int_set (&emulator->running, FALSE);
      g_main_context_wakeup (emulator->context);
      g_thread_join (emulator->thread);
    }

  g_clear_object (&emulator->senders.cancellable);
  g_object_unref (emulator->server);
  g_main_context_unref (emulator->context);
  emulator_log_clear (&emulator->log);
  g_rand_free (emulator->random);
  g_ptr_array_unref (emulator->faults);
  g_ptr_array_unref (emulator->accounts);
  g_clear_pointer (&emulator->seed, json_array_unref);
  g_clear_object (&emulator->certificate);
  g_free (emulator->url);
  g_free (emulator->token);
  g_free (emulator);
}

const char *
emulator_get_url (Emulator *emulator)
{
  return emulator->url;
}

char *
emulator_dup_account_url (Emulator *emulator, guint account)
{
  g_autofree char *host = g_strdup_printf ("account-%u.localhost", account);

  return dup_address (emulator, host);
}

const char *
emulator_get_token (Emulator *emulator)
{
  return emulator->token;
}

GTlsCertificate *
emulator_get_certificate (Emulator *emulator)
{
  return emulator->certificate;
}

guint
emulator_count_requests (Emulator *emulator)
{
  return (guint) g_atomic_int_get (&emulator->requests);
}

guint
emulator_count_held (Emulator *emulator)
{
  return (guint) g_atomic_int_get (&emulator->held);
}

guint
emulator_count_rejected (Emulator *emulator)
{
  return (guint) g_atomic_int_get (&emulator->rejected);
}

guint
emulator_get_peak (Emulator *emulator)
{
  return (guint) g_atomic_int_get (&emulator->peak);
}

typedef struct
{
  Emulator *emulator;
  EmulatorRequest *request;
  GAsyncQueue *answers;
} ControlCall;

static gboolean
answer_call (gpointer user_data)
{
  ControlCall *call = user_data;
  EmulatorAnswer *answer = emulator_answer_new ();

  emulator_control_answer (call->emulator, call->request, answer);
  g_async_queue_push (call->answers, answer);
  return G_SOURCE_REMOVE;
}

char *
emulator_control (Emulator *emulator, const char *method, const char *path, const char *body)
{
  g_autoptr (EmulatorRequest) request = emulator_request_new (method, path, body);
  g_autoptr (GAsyncQueue) answers = g_async_queue_new ();
  g_autoptr (EmulatorAnswer) answer = NULL;
  g_autoptr (GSource) source = g_idle_source_new ();
  ControlCall call = { emulator, request, answers };
  g_autofree char *text = NULL;

  /* Not g_main_context_invoke(): before the thread has got hold of its context that would run the
   * call right here, and keep the context from the thread. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_call, &call, NULL);
  g_source_attach (source, emulator->context);
  answer = g_async_queue_pop (answers);
  text = emulator_answer_dup_body (answer);
  if (answer->status != 200)
    g_error ("%s %s: %s", method, path, text);
  return g_steal_pointer (&text);
}
