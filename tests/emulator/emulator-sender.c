/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-sender.h"

#include <sys/socket.h>

#define BLOCK 65536u

typedef struct
{
  EmulatorSenders *senders;
  GIOStream *stream;
  GSocket *socket;
  GArray *pieces;
  guint piece;      /* that comes next … */
  guint64 repeated; /* … so often already … */
  gsize offset;     /* … and so far */
  guint byte_ms;
  EmulatorEnd end;
  guint8 block[BLOCK];
} Sender;

void
emulator_senders_init (EmulatorSenders *senders)
{
  senders->cancellable = g_cancellable_new ();
}

void
emulator_senders_clear (EmulatorSenders *senders)
{
  g_cancellable_cancel (senders->cancellable);
  while (senders->count > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  g_clear_object (&senders->cancellable);
}

static void
sender_free (Sender *self)
{
  self->senders->count--;
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->socket);
  g_array_unref (self->pieces);
  g_free (self);
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

static void drain (Sender *self);

static void
on_drained (GObject *input, GAsyncResult *result, gpointer user_data)
{
  Sender *self = user_data;

  if (g_input_stream_read_finish (G_INPUT_STREAM (input), result, NULL) > 0)
    drain (self);
  else
    sender_free (self);
}

/* Waits for the client to go. */
static void
drain (Sender *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->block, BLOCK,
                             G_PRIORITY_DEFAULT, self->senders->cancellable, on_drained, self);
}

static void
end (Sender *self)
{
  switch (self->end)
    {
    case EMULATOR_END_RESET:
      reset_socket (self->socket);
      sender_free (self);
      break;
    case EMULATOR_END_HALF:
      g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
      drain (self);
      break;
    case EMULATOR_END_STALL:
      drain (self);
      break;
    case EMULATOR_END_CLOSE:
    default:
      sender_free (self);
    }
}

/* Takes up to @size bytes of what is left into the block. */
static gsize
fill (Sender *self, gsize size)
{
  gsize filled = 0;

  while (filled < size && self->piece < self->pieces->len)
    {
      EmulatorPiece *piece = &g_array_index (self->pieces, EmulatorPiece, self->piece);
      gsize length;
      const guint8 *data = g_bytes_get_data (piece->bytes, &length);
      gsize count = MIN (size - filled, length - self->offset);

      if (count > 0)
        memcpy (self->block + filled, data + self->offset, count);
      filled += count;
      self->offset += count;
      if (self->offset < length)
        continue;
      self->offset = 0;
      if (++self->repeated < piece->times)
        continue;
      self->repeated = 0;
      self->piece++;
    }
  return filled;
}

static void on_written (GObject *output, GAsyncResult *result, gpointer user_data);

static void
write_more (Sender *self)
{
  gsize count = fill (self, self->byte_ms > 0 ? 1 : BLOCK);

  if (count > 0)
    g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), self->block,
                                     count, G_PRIORITY_DEFAULT, self->senders->cancellable,
                                     on_written, self);
  else
    end (self);
}

static gboolean
on_pause_over (gpointer user_data)
{
  Sender *self = user_data;

  if (g_cancellable_is_cancelled (self->senders->cancellable))
    sender_free (self);
  else
    write_more (self);
  return G_SOURCE_REMOVE;
}

static void
pause_after_byte (Sender *self)
{
  g_autoptr (GSource) timer = g_timeout_source_new (self->byte_ms);

  g_source_set_callback (timer, on_pause_over, self, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
}

static void
on_written (GObject *output, GAsyncResult *result, gpointer user_data)
{
  Sender *self = user_data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (output), result, NULL, NULL))
    sender_free (self);
  else if (self->byte_ms > 0)
    pause_after_byte (self);
  else
    write_more (self);
}

void
emulator_sender_start (EmulatorSenders *senders,
                       GIOStream *stream,
                       GSocket *socket,
                       GArray *pieces,
                       guint byte_ms,
                       EmulatorEnd end)
{
  Sender *self = g_new0 (Sender, 1);

  self->senders = senders;
  self->stream = g_object_ref (stream);
  self->socket = g_object_ref (socket);
  self->pieces = g_array_ref (pieces);
  self->byte_ms = byte_ms;
  self->end = end;
  senders->count++;
  write_more (self);
}
