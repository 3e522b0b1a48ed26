/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bytes that are no text, or too many to keep: pieces, each of which may stand many times. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  GBytes *bytes;
  guint64 times;
} EmulatorPiece;

/* Of EmulatorPiece. */
GArray *emulator_pieces_new (void);
void emulator_pieces_append (GArray *pieces, GBytes *bytes, guint64 times);

/* A string, each character of which up to U+00FF is a byte, and U+0100 a NUL, which no string here
 * can hold; {"text":…,"times":…}; or an array of these. NULL if it is something else. */
GArray *emulator_pieces_parse (JsonNode *node);

guint64 emulator_pieces_get_length (GArray *pieces);

G_END_DECLS
