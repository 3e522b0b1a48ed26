/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-record.h"

G_BEGIN_DECLS

/* The most rows that the server gives at once. */
#define AC_PAGE_SIZE 100

typedef struct
{
  char *id;
  AcRecord *record;
} AcRow;

void ac_row_clear (gpointer row);

/* A page of GET /connections. */
typedef struct
{
  GArray *rows; /* AcRow */
  gint64 total; /* what the server says; below 0 where it does not */
} AcPage;

/* NULL where @json is no list; then *@wrong says why, as the end of a sentence. */
AcPage *ac_page_new (AcJson json, const char **wrong);
void ac_page_free (AcPage *self);

/* Where a walk over the pages is. */
typedef struct
{
  guint64 start;    /* the walk does not go back before */
  guint64 offset;   /* of the next page */
  guint64 farthest; /* that was asked for so far */
  gint64 total;     /* as the last page said; below 0 where it did not */
  gint64 least_total;
  gboolean total_changed;
  guint n_steps_back;
  guint n_stale; /* pages one after another that brought nothing new */
} AcCursor;

AcCursor ac_cursor_start (guint64 offset);

/* Moves on past a page. @is_news: it had a row that no page before it had. FALSE where there is no
 * next page.
 */
gboolean ac_cursor_advance (AcCursor *self, const AcPage *page, gboolean is_news);

/* "/connections?…"; a filter that is NULL is left out. */
char *ac_page_dup_path (const char *service, const char *external_id, guint64 offset, guint limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcPage, ac_page_free)

G_END_DECLS
