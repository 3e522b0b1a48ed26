/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-client.h"
#include "ac-connection.h"
#include "ac-connection-state.h"
#include "ac-enums.h"
#include "ac-operation.h"
#include "ac-page.h"

G_BEGIN_DECLS

/* What the generated accessors are made of. */
const char *ac_connection_read_text (AcConnection *self, AcField field);
gboolean ac_connection_read_boolean (AcConnection *self, AcField field);
int ac_connection_read_status (AcConnection *self, AcField field);
GDateTime *ac_connection_read_date (AcConnection *self, AcField field);
void ac_connection_write_text (AcConnection *self, AcField field, const char *text);
void ac_connection_write_status (AcConnection *self, AcField field, int status);

/* Empties @row. */
AcConnection *ac_connection_new_from_row (AcClient *client, AcRow *row);

/* A moment in the order of all operations of this process. */
guint64 ac_connection_get_moment (void);

/* How often in this process a connection that had no id was given one. */
guint ac_connection_count_ids_given (void);

/* Takes the values of a row, and empties it, unless an operation of the connection ran since
 * @asked: then they may be older than what the connection has.
 */
void ac_connection_update_from_row (AcConnection *self, AcRow *row, guint64 asked);

/* For the operations. */
AcConnectionState *ac_connection_get_state (AcConnection *self);
AcOperationQueue *ac_connection_get_queue (AcConnection *self);
void ac_connection_report (gpointer self, AcProblem *problem);
void ac_connection_note_moment (AcConnection *self);

/* Brackets around whatever changes the state: notifies of what is visible of it. The state is
 * locked between them, for an operation that was begun in another thread may end meanwhile.
 */
typedef struct
{
  AcRecord *record;
  GPtrArray *pending;
  const char *texts[AC_N_FIELDS];
  gboolean modified;
  gboolean adopted;
  char *id;
} AcConnectionBefore;

GPtrArray *ac_connection_snapshot (AcConnection *self);
void ac_connection_begin_change (AcConnection *self, AcConnectionBefore *before);
void ac_connection_set_id (AcConnection *self, const char *id);        /* within the brackets */
void ac_connection_set_adopted (AcConnection *self, gboolean adopted); /* likewise */
void ac_connection_end_change (AcConnection *self, AcConnectionBefore *before);

G_END_DECLS
