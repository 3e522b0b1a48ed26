/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-connection-list.h"
#include "ac-connection-private.h"
#include "ac-connection-rows.h"

G_BEGIN_DECLS

/* For ac-connection-list.c and ac-connection-list-model.c alone. */
struct _AcConnectionList
{
  GObject parent_instance;

  AcClient *client;
  char *service;
  char *external_id;
  guint64 offset;
  guint filters; /* counts the changes of these three */
  gboolean auto_load;
  guint n_loading;     /* operations under way */
  gboolean has_failed; /* the operation that ended last did */
  guint read_end;      /* number of rows when the last one was read */
  AcProblem *problem;

  AcConnectionRows rows;
  guint rows_filters; /* those that the rows were loaded under */
  gboolean has_loaded;
  gboolean is_complete;
  AcCursor cursor;
  GSource *auto_source;
  AcOperationQueue queue;
};

/* The list as a model, which loads what is read of it. */
void ac_connection_list_model_iface_init (GListModelInterface *iface);

/* Loads a page where that is to be done automatically. Not now: this may be within a call of the
 * model, where nothing may change. What failed is not repeated before the last row is read anew.
 */
void ac_connection_list_load_soon (AcConnectionList *self);
void ac_connection_list_load_if_awaited (AcConnectionList *self); /* by a view */

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
