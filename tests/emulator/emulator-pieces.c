/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-pieces.h"

/* The character that stands for one: its lowest byte. */
#define NUL 0x100

static void
piece_clear (EmulatorPiece *piece)
{
  g_bytes_unref (piece->bytes);
}

GArray *
emulator_pieces_new (void)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (EmulatorPiece));

  g_array_set_clear_func (pieces, (GDestroyNotify) piece_clear);
  return pieces;
}

void
emulator_pieces_append (GArray *pieces, GBytes *bytes, guint64 times)
{
  EmulatorPiece piece = { g_bytes_ref (bytes), times };

  g_array_append_val (pieces, piece);
}

static gboolean
append_text (GArray *pieces, JsonNode *node, guint64 times)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  for (const char *at = json_node_get_string (node); *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      guint8 byte = (guint8) character;

      if (character > NUL)
        return FALSE;
      g_byte_array_append (data, &byte, 1);
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&data));
  emulator_pieces_append (pieces, bytes, times);
  return TRUE;
}

static gboolean
append_repeated (GArray *pieces, JsonObject *object)
{
  JsonNode *times = json_object_get_member (object, "times");

  return json_object_get_size (object) == 2 && times != NULL && JSON_NODE_HOLDS_VALUE (times)
      && json_node_get_value_type (times) == G_TYPE_INT64 && json_node_get_int (times) > 0
      && append_text (pieces, json_object_get_member (object, "text"),
                      (guint64) json_node_get_int (times));
}

static gboolean
append_node (GArray *pieces, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return append_repeated (pieces, json_node_get_object (node));
  return append_text (pieces, node, 1);
}

GArray *
emulator_pieces_parse (JsonNode *node)
{
  g_autoptr (GArray) pieces = emulator_pieces_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return append_node (pieces, node) ? g_steal_pointer (&pieces) : NULL;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!append_node (pieces, json_array_get_element (array, i)))
      return NULL;
  return g_steal_pointer (&pieces);
}

guint64
emulator_pieces_get_length (GArray *pieces)
{
  guint64 length = 0;

  for (guint i = 0; i < pieces->len; i++)
    {
      EmulatorPiece *piece = &g_array_index (pieces, EmulatorPiece, i);

      length += g_bytes_get_size (piece->bytes) * piece->times;
    }
  return length;
}
