/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A server that is not there, proxies, and TLS. */

#include "client-support.h"

#include <glib/gstdio.h>

/* ---- The network ---- */

static void
test_nothing_listens (void)
{
  /* Bound and not listening: nobody else gets the port. */
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (AcClient) client = NULL;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  AcProblem *problem;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  url = g_strdup_printf ("http://127.0.0.1:%u",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  client = ac_client_new (url, TOKEN, NULL);
  ac_client_set_max_attempts (client, 2);
  connection = ac_connection_new (client, "2");
  ac_connection_set_name (connection, "Acme");
  g_assert_false (connection_update (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_NETWORK);
  g_test_message ("%s", error->message);
  problem = ac_connection_get_problem (connection);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 2);
  g_assert_true (ac_problem_get_retryable (problem));
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpfloat (ac_problem_get_waited (problem), >, 0);
  g_assert_true (ac_connection_get_modified (connection));
}

/* ---- Proxies ---- */

/* The system's, which is asked for one. */
#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GObject)

struct _TestResolver
{
  GObject parent_instance;
};

static guint n_asked;

static gboolean
test_resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
test_resolver_lookup_async (GProxyResolver *resolver,
                            const char *uri,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  n_asked++;
  g_task_return_pointer (task, g_strdupv ((char *[]){ (char *) "direct://", NULL }),
                         (GDestroyNotify) g_strfreev);
}

static char **
test_resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = test_resolver_is_supported;
  iface->lookup_async = test_resolver_lookup_async;
  iface->lookup_finish = test_resolver_lookup_finish;
}

G_DEFINE_TYPE_WITH_CODE (TestResolver,
                         test_resolver,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, test_resolver_iface_init))

static void
test_resolver_class_init (TestResolverClass *klass)
{
}

static void
test_resolver_init (TestResolver *self)
{
}

/* The library's own session asks for none where nothing is encrypted; an app's does. */
static void
test_no_proxy (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (AcClient) client = world_make_client (world);

  g_assert_true (client_check (world->client, NULL));
  g_assert_cmpuint (n_asked, ==, 0);
  ac_client_set_session (client, session);
  g_assert_true (client_check (client, NULL));
  g_assert_cmpuint (n_asked, >, 0);
}

/* Whoever makes the session: what is not encrypted goes to this computer itself, or nowhere. */
static void
test_proxy_sees_nothing (gconstpointer sync)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (World) proxy = world_new_unlimited ();
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (
    emulator_get_url (proxy->emulator), NULL);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", resolver,
                                                                   NULL);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  ac_client_set_session (world->client, session);
  ac_connection_set_name (connection, "Acme");
  g_assert_false (GPOINTER_TO_INT (sync) ? ac_connection_update_sync (connection, NULL, &error)
                                         : connection_update (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_TLS);
  g_test_message ("%s", error->message);
  g_assert_false (ac_problem_get_retryable (ac_connection_get_problem (connection)));
  g_assert_false (ac_problem_get_outcome_unknown (ac_connection_get_problem (connection)));
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_cmpuint (world_count_requests (proxy), ==, 0);
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* ---- TLS ---- */

/* An emulator with TLS, and a session that trusts its certificate. */
typedef struct
{
  World *world;
  char *directory;
  char *file; /* with the certificate */
  SoupSession *session;
  gboolean was_http2; /* of any answer */
} TlsWorld;

static SoupSession *
make_trusting_session (GTlsCertificate *certificate, const char *file)
{
  g_autofree char *pem = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  g_assert_true (g_file_set_contents (file, pem, -1, NULL));
  database = g_tls_file_database_new (file, &error);
  g_assert_no_error (error);
  return soup_session_new_with_options ("tls-database", database, "max-conns-per-host", 10, NULL);
}

static void
on_got_headers (SoupMessage *message, TlsWorld *self)
{
  self->was_http2 |= soup_message_get_http_version (message) == SOUP_HTTP_2_0;
}

static void
on_request_queued (SoupSession *session, SoupMessage *message, TlsWorld *self)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), self);
}

static void
tls_world_init (TlsWorld *self, gboolean http2)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.tls = TRUE;
  options.rate_limit = 0;
  options.connections = 5;
  if (http2)
    g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  self->world = world_new (&options);
  g_unsetenv ("SOUP_SERVER_HTTP2");
  self->directory = g_dir_make_tmp ("ac-test-XXXXXX", NULL);
  self->file = g_build_filename (self->directory, "certificate.pem", NULL);
  self->session = make_trusting_session (emulator_get_certificate (self->world->emulator),
                                         self->file);
  g_signal_connect (self->session, "request-queued", G_CALLBACK (on_request_queued), self);
}

static void
tls_world_clear (TlsWorld *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  world_free (self->world);
  g_object_unref (self->session);
  g_unlink (self->file);
  g_rmdir (self->directory);
  g_free (self->file);
  g_free (self->directory);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TlsWorld, tls_world_clear)

static void
test_tls_not_trusted (void)
{
  g_auto (TlsWorld) tls = { 0 };
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) async_error = NULL, sync_error = NULL;
  AcProblem *problem;

  tls_world_init (&tls, FALSE);
  connection = ac_connection_new (tls.world->client, "2");
  ac_connection_set_name (connection, "Acme");
  g_assert_false (connection_update (connection, &async_error));
  g_assert_error (async_error, AC_ERROR, AC_ERROR_TLS);
  g_test_message ("%s", async_error->message);
  problem = ac_connection_get_problem (connection);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 1);
  g_assert_false (ac_problem_get_retryable (problem));
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_false (ac_connection_update_sync (connection, NULL, &sync_error));
  g_assert_error (sync_error, AC_ERROR, AC_ERROR_TLS);
  g_assert_cmpuint (world_count_requests (tls.world), ==, 0);
}

/* Who may speak HTTP/2. */
typedef enum
{
  NOBODY,
  SERVER,
  SERVER_AND_APP,
} Offer;

/* A connection is left in the session that has HTTP/2. */
static void
speak_as_app (TlsWorld *self)
{
  g_autoptr (SoupMessage) message = soup_message_new ("GET",
                                                      emulator_get_url (self->world->emulator));
  g_autoptr (GBytes) body = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, answer_take,
                                    &answer);
  answer_await (&answer);
  body = soup_session_send_and_read_finish (self->session, answer.result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (body);
  g_assert_true (self->was_http2);
  self->was_http2 = FALSE;
}

/* Updates of several connections, some awaited and some not, in one thread. */
static void
test_tls (gconstpointer data)
{
  Offer offer = GPOINTER_TO_INT (data);
  g_auto (TlsWorld) tls = { 0 };
  AcConnection *connections[5];
  Answer answers[5] = { ANSWER_INIT };

  tls_world_init (&tls, offer != NOBODY);
  if (offer == SERVER_AND_APP)
    speak_as_app (&tls);
  ac_client_set_session (tls.world->client, tls.session);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      connections[i] = ac_connection_new (tls.world->client, id);
    }
  for (guint round = 0; round < 5; round++)
    {
      g_autofree char *name = g_strdup_printf ("Round %u", round);

      /* These are under way … */
      world_add_fault (tls.world, "{\"hold\":\"before\",\"times\":2}");
      for (guint i = 0; i < 2; i++)
        {
          answers[i] = (Answer) ANSWER_INIT;
          ac_connection_set_name (connections[i], name);
          ac_connection_update (connections[i], NULL, answer_take, &answers[i]);
        }
      world_await_held (tls.world, 2);
      /* … while these are waited for, and these begin. */
      for (guint i = 2; i < 4; i++)
        {
          g_autoptr (GError) error = NULL;

          ac_connection_set_name (connections[i], name);
          g_assert_true (ac_connection_update_sync (connections[i], NULL, &error));
          g_assert_no_error (error);
        }
      answers[4] = (Answer) ANSWER_INIT;
      ac_connection_set_name (connections[4], name);
      ac_connection_update (connections[4], NULL, answer_take, &answers[4]);
      g_assert_true (ac_client_check_sync (tls.world->client, NULL, NULL));
      world_release (tls.world);
      for (guint i = 0; i < 5; i++)
        {
          g_autofree char *id = g_strdup_printf ("%u", i + 1);
          g_autofree char *stored = NULL;

          if (i != 2 && i != 3)
            {
              g_autoptr (GError) error = NULL;

              answer_await (&answers[i]);
              g_assert_true (
                ac_connection_update_finish (connections[i], answers[i].result, &error));
              g_assert_no_error (error);
              answer_clear (&answers[i]);
            }
          stored = world_dup_stored (tls.world, id, "name");
          g_assert_cmpstr (stored, ==, name);
        }
    }
  /* The library makes no such connection, and takes what is there. */
  g_assert_true (tls.was_http2 == (offer == SERVER_AND_APP));
  for (guint i = 0; i < 5; i++)
    g_object_unref (connections[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_RESOLVER, "test",
                                  1000);
  g_test_add_func ("/client/nothing-listens", test_nothing_listens);
  g_test_add_func ("/client/no-proxy", test_no_proxy);
  g_test_add_data_func ("/client/proxy", GINT_TO_POINTER (FALSE), test_proxy_sees_nothing);
  g_test_add_data_func ("/client/proxy/sync", GINT_TO_POINTER (TRUE), test_proxy_sees_nothing);
  g_test_add_func ("/client/tls/not-trusted", test_tls_not_trusted);
  g_test_add_data_func ("/client/tls/trusted", GINT_TO_POINTER (NOBODY), test_tls);
  g_test_add_data_func ("/client/tls/http2", GINT_TO_POINTER (SERVER), test_tls);
  g_test_add_data_func ("/client/tls/http2-of-the-app", GINT_TO_POINTER (SERVER_AND_APP), test_tls);
  return g_test_run ();
}
