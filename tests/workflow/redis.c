/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "redis.h"

#include <glib/gstdio.h>
#include <signal.h>

static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

Redis *
redis_new (const char *password)
{
  g_autofree char *program = g_find_program_in_path ("redis-server");
  Redis *self;

  if (program == NULL)
    {
      g_test_skip ("redis-server is not installed");
      return NULL;
    }
  self = g_new0 (Redis, 1);
  self->port = find_free_port ();
  self->password = g_strdup (password);
  self->directory = g_dir_make_tmp ("acwf-redis-XXXXXX", NULL);
  g_assert_nonnull (self->directory);
  return self;
}

static void
await_readiness (Redis *self)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (
    g_subprocess_get_stdout_pipe (self->process));
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  do
    {
      g_free (line);
      line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      g_assert_nonnull (line);
    }
  while (g_strstr_len (line, -1, "eady to accept connections") == NULL);
}

void
redis_start (Redis *self)
{
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "redis-server",
                                    "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir",
                                    self->directory, "--requirepass",
                                    self->password != NULL ? self->password : "", NULL);
  g_assert_no_error (error);
  await_readiness (self);
}

void
redis_stop (Redis *self)
{
  if (self->process == NULL)
    return;
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
redis_stall (Redis *self)
{
  g_subprocess_send_signal (self->process, SIGSTOP);
}

void
redis_go_on (Redis *self)
{
  g_subprocess_send_signal (self->process, SIGCONT);
}

void
redis_free (Redis *self)
{
  redis_stop (self);
  g_rmdir (self->directory);
  g_free (self->directory);
  g_free (self->password);
  g_free (self);
}

static char *
read_line (GDataInputStream *lines)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_strchomp (line);
}

char *
redis_command (Redis *self, const char *words)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%s%s%s%s\r\n", self->password != NULL ? "AUTH " : "",
                                           self->password != NULL ? self->password : "",
                                           self->password != NULL ? "\r\n" : "", words);

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  if (self->password != NULL)
    g_free (read_line (lines));
  return read_line (lines);
}

void
redis_await (Redis *self, const char *words, const char *answer)
{
  while (TRUE)
    {
      g_autofree char *found = redis_command (self, words);

      if (g_str_equal (found, answer))
        return;
      g_thread_yield ();
    }
}
