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

/* A number that changes with the filters and the offset, and whether the rows are still those of
 * older ones, or never were loaded.
 */
guint ac_connection_list_get_filters (AcConnectionList *self);
gboolean ac_connection_list_is_stale (AcConnectionList *self);
gboolean ac_connection_list_is_complete (AcConnectionList *self);
AcCursor ac_connection_list_get_start (AcConnectionList *self);
AcCursor ac_connection_list_get_cursor (AcConnectionList *self);

/* Whether the row passes the filters. */
gboolean ac_connection_list_shows (AcConnectionList *self, AcRecord *record);

gboolean ac_connection_list_has_loaded (AcConnectionList *self, const char *id);

/* One walk over pages, from where the list is or from the start. */
typedef struct
{
  AcCursor cursor;
  guint filters;     /* which ones the walk is under */
  gboolean replaces; /* the rows; else it appends to them */
  gboolean is_last;  /* there is no page after it */
  guint wanted;      /* new rows, before the walk may end */
  guint n_new;
  guint64 asked;    /* moment of the first request */
  GArray *rows;     /* AcRow, that passed the filters, each id once */
  GHashTable *seen; /* ids of this walk */
} AcConnectionWalk;

/* The end of a walk, whose rows it empties. */
void ac_connection_list_apply (AcConnectionList *self, AcConnectionWalk *walk);

G_END_DECLS
