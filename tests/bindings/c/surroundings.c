/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "surroundings.h"

#include "values.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

/* Bound to a free port of the loopback interface. */
static GSocket *
bind_socket (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  GSocket *bound = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 &error);

  g_assert_no_error (error);
  g_socket_bind (bound, any, FALSE, &error);
  g_assert_no_error (error);
  return bound;
}

static char *
dup_host (GSocket *bound)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (bound, NULL);

  return g_strdup_printf ("127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

/* The arguments of ac-emulator that the table uses, for the emulator of this process. */
static void
read_emulator_options (JsonObject *row, EmulatorOptions *options)
{
  JsonArray *words = find_array (row, "emulator");

  *options = (EmulatorOptions) EMULATOR_OPTIONS_INIT;
  options->rate_limit = (guint) json_object_get_int_member_with_default (row, "rate-limit", 0);
  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    {
      const char *word = json_array_get_string_element (words, i);

      if (g_str_equal (word, "--tls"))
        options->tls = TRUE;
      else if (g_str_equal (word, "--tls-flaw=expired"))
        options->tls_flaw = EMULATOR_TLS_EXPIRED;
      else if (g_str_equal (word, "--tls-flaw=other-name"))
        options->tls_flaw = EMULATOR_TLS_OTHER_NAME;
      else if (g_str_equal (word, "--connections"))
        options->connections = (guint) g_ascii_strtoull (json_array_get_string_element (words, ++i),
                                                         NULL, 10);
      else
        g_error ("this test knows no emulator with %s", word);
    }
}

static void
start_nginx (Surroundings *self, JsonArray *directives)
{
  const char *program = g_getenv ("AC_TEST_NGINX");
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) line = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_add (words, (char *) program);
  g_ptr_array_add (words, (char *) emulator_get_url (self->world->emulator));
  for (guint i = 0; i < json_array_get_length (directives); i++)
    g_ptr_array_add (words, (char *) json_array_get_string_element (directives, i));
  g_ptr_array_add (words, NULL);
  self->nginx = g_subprocess_newv ((const char *const *) words->pdata,
                                   G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->nginx));
  text = g_data_input_stream_read_line_utf8 (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (text);
  line = g_strsplit (text, " ", 2);
  self->address = g_strdup (line[0]);
  self->certificate = g_strdup (line[1]);
}

/* The one that the emulator made. */
static void
write_certificate (Surroundings *self)
{
  GTlsCertificate *certificate = emulator_get_certificate (self->world->emulator);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  self->directory = g_dir_make_tmp ("ac-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->certificate = g_build_filename (self->directory, "certificate.pem", NULL);
  g_file_set_contents (self->certificate, pem, -1, &error);
  g_assert_no_error (error);
}

static char *
dup_address (Surroundings *self, const char *kind)
{
  const char *url = emulator_get_url (self->world->emulator);
  g_autofree char *closed = dup_host (self->closed);

  if (kind == NULL)
    return g_strdup (url);
  if (g_str_equal (kind, "refused"))
    return g_strconcat ("http://", closed, NULL);
  if (g_str_equal (kind, "unresolved"))
    return g_strdup ("https://account.ac-test.invalid");
  if (g_str_equal (kind, "https"))
    return g_strconcat ("https", strstr (url, "://"), NULL);
  g_error ("there is no address \"%s\"", kind);
}

static SoupSession *
make_session (Surroundings *self, JsonObject *wanted)
{
  SoupSession *session = soup_session_new ();
  g_autoptr (GError) error = NULL;

  if (json_object_get_boolean_member_with_default (wanted, "trust", FALSE))
    {
      g_autoptr (GTlsDatabase) database = NULL;

      if (self->certificate == NULL)
        write_certificate (self);
      database = g_tls_file_database_new (self->certificate, &error);
      g_assert_no_error (error);
      soup_session_set_tls_database (session, database);
    }
  if (json_object_get_boolean_member_with_default (wanted, "proxy", FALSE))
    {
      g_autofree char *closed = dup_host (self->closed);
      g_autofree char *address = g_strconcat ("http://", closed, NULL);
      g_autoptr (GProxyResolver) proxy = g_simple_proxy_resolver_new (address, NULL);

      soup_session_set_proxy_resolver (session, proxy);
    }
  return session;
}

void
surroundings_init (Surroundings *self, JsonObject *row)
{
  JsonArray *nginx = find_array (row, "nginx");
  JsonObject *session = find_object (row, "session");
  g_autoptr (GError) error = NULL;

  *self = (Surroundings){ 0 };
  read_emulator_options (row, &self->options);
  self->world = world_new (&self->options);
  self->closed = bind_socket ();
  self->elsewhere = bind_socket ();
  g_socket_set_blocking (self->elsewhere, FALSE);
  g_socket_listen (self->elsewhere, &error);
  g_assert_no_error (error);
  if (nginx != NULL)
    start_nginx (self, nginx);
  else
    self->address = dup_address (self, find_string (row, "address"));
  if (session != NULL)
    self->session = make_session (self, session);
}

static void
assert_nobody_came (GSocket *listening)
{
  g_autoptr (GSocket) came = NULL;
  g_autoptr (GError) error = NULL;

  came = g_socket_accept (listening, NULL, &error);
  g_assert_null (came);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

void
surroundings_clear (Surroundings *self)
{
  g_autoptr (GError) error = NULL;

  assert_nobody_came (self->elsewhere);
  if (self->nginx != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->nginx), NULL, NULL);
      g_subprocess_wait_check (self->nginx, NULL, &error);
      g_assert_no_error (error);
    }
  if (self->directory != NULL)
    {
      g_unlink (self->certificate);
      g_rmdir (self->directory);
    }
  g_clear_object (&self->nginx);
  g_clear_object (&self->session);
  g_object_unref (self->closed);
  g_object_unref (self->elsewhere);
  g_free (self->address);
  g_free (self->certificate);
  g_free (self->directory);
  world_free (self->world);
}

/* json-glib writes control characters as they are, which is no JSON. */
static void
escape_controls (GString *json)
{
  for (int c = 1; c < 0x20; c++)
    {
      const char control[] = { (char) c, '\0' };
      char escape[7];

      g_snprintf (escape, sizeof escape, "\\u%04x", (guint) c);
      g_string_replace (json, control, escape, 0);
    }
}

void
surroundings_set_faults (Surroundings *self, JsonArray *faults)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), faults);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *host = dup_host (self->elsewhere);
  g_autoptr (GString) body = g_string_new (text);

  escape_controls (body);
  g_string_replace (body, "ELSEWHERE", host, 0);
  g_string_replace (body, "OWN-ADDRESS", emulator_get_url (self->world->emulator), 0);
  g_string_prepend (body, "{\"faults\":");
  g_string_append_c (body, '}');
  g_free (emulator_control (self->world->emulator, "PUT", "/emulator/faults", body->str));
}

void
surroundings_stop_server (Surroundings *self)
{
  const char *port = strrchr (emulator_get_url (self->world->emulator), ':') + 1;

  self->options.port = (guint16) g_ascii_strtoull (port, NULL, 10);
  g_clear_pointer (&self->world->emulator, emulator_free);
}

void
surroundings_start_server (Surroundings *self)
{
  g_autoptr (GError) error = NULL;

  self->world->emulator = emulator_new (&self->options, &error);
  g_assert_no_error (error);
}
