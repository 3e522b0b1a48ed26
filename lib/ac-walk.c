/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-walk.h"

/* Rows. An account has fewer connections, and a server that makes them up has no end of them. */
#define FARTHEST 100000

typedef struct
{
  AcCall *call;
  char *service;
  char *external_id;
  gboolean page_deadlines;
  AcWalkDone done;
  gpointer data;

  AcCursor cursor;
  gboolean again;
  GHashTable *seen; /* ids */
} AcWalk;

static void next_page (AcWalk *self);

static void
end (AcWalk *self, AcRow *row, AcProblem *problem)
{
  AcWalkDone done = self->done;
  gpointer data = self->data;

  g_free (self->service);
  g_free (self->external_id);
  g_hash_table_unref (self->seen);
  g_free (self);
  done (row, problem, data);
}

static void
restart (AcWalk *self)
{
  self->cursor = ac_cursor_start (0);
  g_hash_table_remove_all (self->seen);
}

static AcRow *
find_match (AcWalk *self, AcPage *page)
{
  for (guint i = 0; i < page->rows->len; i++)
    {
      AcRow *row = &g_array_index (page->rows, AcRow, i);

      if (g_strcmp0 (ac_record_get (row->record, AC_FIELD_SERVICE), self->service) == 0
          && g_strcmp0 (ac_record_get (row->record, AC_FIELD_EXTERNAL_ID), self->external_id) == 0)
        return row;
    }
  return NULL;
}

/* Whether the page brought anything new. */
static gboolean
note_rows (AcWalk *self, AcPage *page)
{
  gboolean any = FALSE;

  for (guint i = 0; i < page->rows->len; i++)
    any |= g_hash_table_add (self->seen, g_strdup (g_array_index (page->rows, AcRow, i).id));
  return any;
}

static void
on_page (AcCall *call, gpointer data)
{
  AcWalk *self = data;
  g_autoptr (AcPage) page = NULL;
  g_autoptr (AcProblem) problem = NULL;
  const char *wrong;
  AcRow *match;

  if (ac_call_get_problem (call) != NULL)
    {
      problem = g_object_ref (ac_call_get_problem (call));
      end (self, NULL, problem);
      return;
    }
  page = ac_page_new (ac_call_get_answer (call), &wrong);
  if (page == NULL)
    {
      problem = ac_call_dup_bad_answer (call, wrong);
      end (self, NULL, problem);
      return;
    }

  match = find_match (self, page);
  if (match != NULL)
    end (self, match, NULL);
  else if (self->cursor.offset >= FARTHEST)
    {
      problem = ac_call_dup_bad_answer (call, "is a page of a list that does not end");
      end (self, NULL, problem);
    }
  else if (ac_cursor_advance (&self->cursor, page, note_rows (self, page)))
    next_page (self);
  else if (self->cursor.total_changed && !self->again)
    {
      /* The one that is looked for may have moved past. */
      self->again = TRUE;
      restart (self);
      next_page (self);
    }
  else
    end (self, NULL, NULL);
}

static void
next_page (AcWalk *self)
{
  g_autofree char *path = ac_page_dup_path (self->service, self->external_id, self->cursor.offset,
                                            AC_PAGE_SIZE);

  if (self->page_deadlines)
    ac_call_renew_deadline (self->call);
  ac_call_send (self->call, "GET", path, NULL, on_page, self);
}

void
ac_walk_start (AcCall *call,
               const char *service,
               const char *external_id,
               gboolean page_deadlines,
               AcWalkDone done,
               gpointer data)
{
  AcWalk *self = g_new0 (AcWalk, 1);

  self->call = call;
  self->service = g_strdup (service);
  self->external_id = g_strdup (external_id);
  self->page_deadlines = page_deadlines;
  self->done = done;
  self->data = data;
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  restart (self);
  next_page (self);
}
