/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-edit.h"
#include "ac-record.h"

G_BEGIN_DECLS

/* What is known of a connection, what was set, and what is on its way. A value without any I/O.
 *
 * A field's visible value is what was set, else what the server last said. Whether a field is
 * *known* is another question: an answer must have held it, and no later request that carried it
 * may have an unknown outcome or still be under way.
 */
typedef struct
{
  AcRecord *record; /* NULL before the first answer */
  guint32 known;
  guint32 in_flight;
  GPtrArray *pending; /* AcEdit, at most one of each field; NULL for none */
} AcConnectionState;

void ac_connection_state_clear (AcConnectionState *self);

const char *ac_connection_state_get (const AcConnectionState *self, AcField field);

/* @text: NULL to withdraw what was set. */
void ac_connection_state_set (AcConnectionState *self, AcField field, const char *text);
void ac_connection_state_revert (AcConnectionState *self);

/* What an operation that is called now is about: everything pending. */
GPtrArray *ac_connection_state_snapshot (const AcConnectionState *self);

/* Those of a snapshot that differ from what is known, whatever request may carry them. */
GPtrArray *ac_connection_state_select (const AcConnectionState *self, GPtrArray *snapshot);

/* The server has these: they are no longer pending, unless they were set anew. */
void ac_connection_state_settle (AcConnectionState *self, GPtrArray *edits);

/* A request that carries @sent goes out. One of the three that follow must come after it. */
void ac_connection_state_begin (AcConnectionState *self, GPtrArray *sent);

/* It was answered. Takes @answer, of a whole connection; what it lacks is taken as @sent, and else
 * as before.
 */
void ac_connection_state_answered (AcConnectionState *self, AcRecord *answer, GPtrArray *sent);

/* It was not carried out. */
void ac_connection_state_failed (AcConnectionState *self, GPtrArray *sent);

/* It was carried out or not. */
void ac_connection_state_doubt (AcConnectionState *self, GPtrArray *sent);

G_END_DECLS
