/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-transport.h"

#include <sys/socket.h>

static void
copy_headers (SoupServerMessage *message, EmulatorAnswer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, answer->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    soup_message_headers_append (headers, name, value);
}

void
emulator_transport_send (SoupServerMessage *message, EmulatorAnswer *answer)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  char *text = emulator_answer_dup_body (answer);

  soup_server_message_set_status (message, answer->status, NULL);
  copy_headers (message, answer);
  soup_message_body_append_take (body, (guchar *) text, strlen (text));
  soup_message_body_complete (body);
}

static GString *
format_headers (SoupServerMessage *message, EmulatorAnswer *answer, gsize length, gboolean chunked)
{
  GString *text = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  g_string_append_printf (text, "HTTP/1.1 %u %s\r\n", answer->status,
                          soup_status_get_phrase (answer->status));
  copy_headers (message, answer);
  soup_message_headers_iter_init (&iter, soup_server_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (text, "%s: %s\r\n", name, value);

  g_string_append (text, "Connection: keep-alive\r\n");
  if (chunked)
    g_string_append (text, "Transfer-Encoding: chunked\r\n\r\n");
  else
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", length);
  return text;
}

/* What comes before the break; NULL if that is nothing. */
static GString *
format_broken (SoupServerMessage *message, EmulatorAnswer *answer, EmulatorClose close)
{
  g_autofree char *body = emulator_answer_dup_body (answer);
  gsize length = strlen (body);
  GString *text;

  if (close == EMULATOR_CLOSE_BEFORE || close == EMULATOR_CLOSE_AFTER
      || close == EMULATOR_CLOSE_RESET)
    return NULL;

  text = format_headers (message, answer, length, close == EMULATOR_CLOSE_CHUNKED);
  if (close == EMULATOR_CLOSE_CHUNKED)
    g_string_append_printf (text, "%zx\r\n%.*s\r\n", length / 2, (int) length / 2, body);
  else if (close == EMULATOR_CLOSE_BODY)
    g_string_append_len (text, body, (gssize) length / 2);
  else if (close == EMULATOR_CLOSE_IDLE)
    g_string_append (text, body);
  return text;
}

/* Without a farewell: unsent data is dropped, and the peer gets a reset. */
static void
reset_socket (GSocket *socket)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger) != 0)
    g_warning ("SO_LINGER: %s", g_strerror (errno));
  g_socket_close (socket, NULL);
}

void
emulator_transport_break (SoupServerMessage *message, EmulatorAnswer *answer, EmulatorClose close)
{
  g_autoptr (GSocket) socket = g_object_ref (soup_server_message_get_socket (message));
  g_autoptr (GIOStream) stream = NULL;
  GString *text;

  if (soup_server_message_get_http_version (message) == SOUP_HTTP_2_0)
    {
      g_socket_shutdown (socket, TRUE, TRUE, NULL);
      return;
    }

  text = format_broken (message, answer, close);
  stream = soup_server_message_steal_connection (message);
  if (text != NULL)
    {
      g_output_stream_write_all (g_io_stream_get_output_stream (stream), text->str, text->len, NULL,
                                 NULL, NULL);
      g_string_free (text, TRUE);
    }

  if (close == EMULATOR_CLOSE_RESET)
    reset_socket (socket);
  else
    g_io_stream_close (stream, NULL, NULL);
}
