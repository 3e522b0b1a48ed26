/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-page.h"

/* A total that shrinks with every page, or a server that repeats itself, would be walked over for
 * ever.
 */
#define MOST_STEPS_BACK 100
#define MOST_STALE 3

/* Many more than are asked for. */
#define MOST_ROWS 10000

void
ac_row_clear (gpointer data)
{
  AcRow *row = data;

  g_clear_pointer (&row->id, g_free);
  g_clear_pointer (&row->record, ac_record_unref);
}

void
ac_page_free (AcPage *self)
{
  g_array_unref (self->rows);
  g_free (self);
}

/* A number or a string of digits; anything else is no total. */
static gint64
read_total (AcJson json)
{
  AcJson total = ac_json_member (ac_json_member (json, "meta"), "total");
  g_autofree char *text = ac_json_dup_text (total);
  gint64 number;

  if (ac_json_is (total, "true") || ac_json_is (total, "false"))
    return -1;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL) ? number
                                                                                           : -1;
}

AcPage *
ac_page_new (AcJson json, const char **wrong)
{
  AcJson connections = ac_json_member (json, "connections");
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (AcRow));
  AcJson element = AC_JSON_NONE;
  AcPage *self;

  *wrong = NULL;
  if (!ac_json_is_array (connections))
    {
      *wrong = "has no list of connections";
      return NULL;
    }
  g_array_set_clear_func (rows, ac_row_clear);
  while ((element = ac_json_next_element (connections, element)).start != NULL)
    {
      AcRow row = { NULL, NULL };

      if (rows->len == MOST_ROWS)
        *wrong = "has more connections than a page can";
      else
        row.record = ac_record_new (element, &row.id, wrong);
      if (row.record == NULL)
        return NULL;
      g_array_append_val (rows, row);
    }

  self = g_new0 (AcPage, 1);
  self->rows = g_steal_pointer (&rows);
  self->total = read_total (json);
  return self;
}

AcCursor
ac_cursor_start (guint64 offset)
{
  return (AcCursor){
    .start = offset,
    .offset = offset,
    .farthest = offset,
    .total = -1,
    .least_total = G_MAXINT64,
  };
}

/* Where rows before the page may be gone, others have moved up to their places, unseen. */
static gboolean
step_back (AcCursor *self, guint64 start, gint64 shrunk_by)
{
  if (shrunk_by <= 0 || start == self->start || self->n_steps_back == MOST_STEPS_BACK)
    return FALSE;
  self->n_steps_back++;
  self->offset = start - MIN (start - self->start, (guint64) shrunk_by);
  return TRUE;
}

gboolean
ac_cursor_advance (AcCursor *self, const AcPage *page, gboolean is_news)
{
  guint64 start = self->offset;
  gboolean is_full = page->rows->len >= AC_PAGE_SIZE;
  gboolean is_repeated;
  gint64 shrunk_by = 0;

  self->offset += page->rows->len;
  is_repeated = !is_news && self->offset > self->farthest;
  self->farthest = MAX (self->farthest, self->offset);
  self->n_stale = is_repeated ? self->n_stale + 1 : 0;
  if (page->total >= 0)
    {
      self->total_changed |= self->total >= 0 && self->total != page->total;
      if (self->least_total != G_MAXINT64)
        shrunk_by = self->least_total - page->total;
      self->least_total = MIN (self->least_total, page->total);
    }
  self->total = page->total;

  if (step_back (self, start, shrunk_by))
    return self->offset < (guint64) page->total;
  if (page->rows->len == 0 || self->n_stale == MOST_STALE)
    return FALSE;
  if (page->total >= 0 && self->offset <= (guint64) page->total)
    return self->offset < (guint64) page->total;
  /* There is no total, or one that the rows belie. */
  return is_full && !is_repeated;
}

static void
append_filter (GString *path, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (path, "filters%%5B%s%%5D=", name);
  g_string_append_uri_escaped (path, value, NULL, FALSE);
  g_string_append_c (path, '&');
}

char *
ac_page_dup_path (const char *service, const char *external_id, guint64 offset, guint limit)
{
  GString *path = g_string_new ("/connections?");

  append_filter (path, "service", service);
  append_filter (path, "externalid", external_id);
  g_string_append_printf (path, "limit=%u", limit);
  if (offset > 0)
    g_string_append_printf (path, "&offset=%" G_GUINT64_FORMAT, offset);
  return g_string_free (path, FALSE);
}
