/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* An answer before it is sent: what the API says, what a fault makes of it. */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct
{
  guint status;
  JsonNode *json; /* the body … */
  char *text;     /* … unless this is set */
  SoupMessageHeaders *headers;
  GString *hint; /* what a person should know about the request; empty: nothing */
} EmulatorAnswer;

EmulatorAnswer *emulator_answer_new (void);
void emulator_answer_free (EmulatorAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorAnswer, emulator_answer_free)

/* Takes the object. */
void emulator_answer_set_object (EmulatorAnswer *answer, guint status, JsonObject *object);
void emulator_answer_set_text (EmulatorAnswer *answer, guint status, const char *text);
/* {"message":"…"} */
void emulator_answer_set_message (EmulatorAnswer *answer, guint status, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
/* Makes the answer a 422, and adds an error to those it already has. A NULL pointer names no
 * member. */
void emulator_answer_add_error (EmulatorAnswer *answer,
                                const char *code,
                                const char *pointer,
                                const char *format,
                                ...) G_GNUC_PRINTF (4, 5);
void
emulator_answer_add_hint (EmulatorAnswer *answer, const char *format, ...) G_GNUC_PRINTF (2, 3);

char *emulator_answer_dup_body (EmulatorAnswer *answer);

G_END_DECLS
