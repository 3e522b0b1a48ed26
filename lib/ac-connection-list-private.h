/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-connection-list.h"
#include "ac-connection-private.h"

G_BEGIN_DECLS

/* What the operations of a list need of it. */

AcOperationQueue *ac_connection_list_get_queue (AcConnectionList *self);
void ac_connection_list_note_begin (AcConnectionList *self);
void ac_connection_list_report (gpointer self, AcProblem *problem);

/* A number that changes with the filters, and whether the rows are still those of older ones, or
 * never were loaded.
 */
guint ac_connection_list_get_filters (AcConnectionList *self);
gboolean ac_connection_list_is_stale (AcConnectionList *self);
gboolean ac_connection_list_is_complete (AcConnectionList *self);
AcCursor ac_connection_list_get_cursor (AcConnectionList *self);

/* Whether the row passes the filters. */
gboolean ac_connection_list_shows (AcConnectionList *self, AcRecord *record);

gboolean ac_connection_list_has_loaded (AcConnectionList *self, const char *id);
void ac_connection_list_update_row (AcConnectionList *self, AcRow *row, guint64 asked);

/* The end of a walk. Empties @rows. */
void ac_connection_list_apply (AcConnectionList *self,
                               GArray *rows,
                               const AcCursor *cursor,
                               gboolean more,
                               gboolean replaces,
                               guint64 asked);

G_END_DECLS
