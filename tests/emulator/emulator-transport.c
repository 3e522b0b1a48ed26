/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-transport.h"

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

/* @length: -1 for a chunked body. */
static GString *
format_headers (SoupServerMessage *message,
                EmulatorAnswer *answer,
                gint64 length,
                const char *connection)
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

  g_string_append_printf (text, "Connection: %s\r\n", connection);
  if (length < 0)
    g_string_append (text, "Transfer-Encoding: chunked\r\n\r\n");
  else
    g_string_append_printf (text, "Content-Length: %" G_GINT64_FORMAT "\r\n\r\n", length);
  return text;
}

/* What comes before the break. */
static GString *
format_broken (SoupServerMessage *message, EmulatorAnswer *answer, EmulatorFault *fault)
{
  g_autofree char *body = emulator_answer_dup_body (answer);
  gboolean chunked = fault->close == EMULATOR_CLOSE_CHUNKED;
  /* Nobody is to be surprised by the end of a connection, but where that is the fault. */
  const char *connection = fault->close != EMULATOR_CLOSE_NO ? "keep-alive" : "close";
  gsize length = strlen (body);
  GString *text;

  if (fault->raw_body != NULL)
    return format_headers (message, answer, (gint64) emulator_pieces_get_length (fault->raw_body),
                           connection);

  text = format_headers (message, answer, chunked ? -1 : (gint64) length, connection);
  if (chunked)
    g_string_append_printf (text, "%zx\r\n%.*s\r\n", length / 2, (int) length / 2, body);
  else if (fault->close == EMULATOR_CLOSE_LINE)
    g_string_truncate (text, text->len / 2);
  else if (fault->close == EMULATOR_CLOSE_BODY)
    g_string_append_len (text, body, (gssize) length / 2);
  else if (fault->close != EMULATOR_CLOSE_HEADERS)
    g_string_append (text, body);
  return text;
}

static void
append_pieces (GArray *pieces, GArray *more)
{
  for (guint i = 0; i < more->len; i++)
    {
      EmulatorPiece *piece = &g_array_index (more, EmulatorPiece, i);

      emulator_pieces_append (pieces, piece->bytes, piece->times);
    }
}

static GArray *
collect (SoupServerMessage *message, EmulatorAnswer *answer, EmulatorFault *fault)
{
  GArray *pieces = emulator_pieces_new ();

  if (fault->raw != NULL)
    append_pieces (pieces, fault->raw);
  else if (emulator_fault_answers (fault))
    {
      g_autoptr (GBytes) head = g_string_free_to_bytes (format_broken (message, answer, fault));

      emulator_pieces_append (pieces, head, 1);
      if (fault->raw_body != NULL)
        append_pieces (pieces, fault->raw_body);
    }
  return pieces;
}

void
emulator_transport_break (EmulatorSenders *senders,
                          SoupServerMessage *message,
                          EmulatorAnswer *answer,
                          EmulatorFault *fault)
{
  g_autoptr (GSocket) socket = g_object_ref (soup_server_message_get_socket (message));
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GArray) pieces = NULL;

  if (soup_server_message_get_http_version (message) == SOUP_HTTP_2_0)
    {
      g_socket_shutdown (socket, TRUE, TRUE, NULL);
      return;
    }

  pieces = collect (message, answer, fault);
  stream = soup_server_message_steal_connection (message);
  emulator_sender_start (senders, stream, socket, pieces, fault->byte_ms,
                         fault->close == EMULATOR_CLOSE_RESET ? EMULATOR_END_RESET : fault->end);
}
