/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-answer.h"

#include <libsoup/soup.h>

char *
sim_date_format (SimStage *stage)
{
  g_autoptr (GDateTime) date = ac_clock_get_date (fake_clock_get_clock (stage->clock));

  return g_date_time_format (date, "%Y-%m-%dT%H:%M:%S+00:00");
}

char *
sim_date_format_header (SimStage *stage, gint64 after)
{
  g_autoptr (GDateTime) now = ac_clock_get_date (fake_clock_get_clock (stage->clock));
  g_autoptr (GDateTime) date = g_date_time_add (now, after);

  return soup_date_time_to_string (date, SOUP_DATE_HTTP);
}

static void
seen_free (gpointer data)
{
  SimSeen *self = data;

  sim_values_clear (&self->values);
  g_free (self->id);
  g_free (self);
}

SimAnswer *
sim_answer_new (guint status)
{
  SimAnswer *self = g_new0 (SimAnswer, 1);

  self->status = status;
  self->seen = g_ptr_array_new_with_free_func (seen_free);
  return self;
}

void
sim_answer_free (SimAnswer *self)
{
  g_free (self->body);
  g_free (self->retry_after);
  g_free (self->date);
  g_ptr_array_unref (self->seen);
  g_free (self);
}

static void
write_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x20)
      g_string_append_printf (json, "\\u%04x", (guint) *p);
    else
      {
        if (*p == '"' || *p == '\\')
          g_string_append_c (json, '\\');
        g_string_append_c (json, *p);
      }
  g_string_append_c (json, '"');
}

static void
write_value (GString *json, SimField field, const char *text, gboolean number)
{
  g_string_append_printf (json, "\"%s\":", sim_fields[field].member);
  if (text == NULL)
    g_string_append (json, "null");
  else if (number && sim_fields[field].is_number)
    g_string_append (json, text);
  else
    write_string (json, text);
  g_string_append_c (json, ',');
}

SimSeen *
sim_answer_write_row (GString *json, const SimRow *row, const SimSpelling *spelling)
{
  SimSeen *seen = g_new0 (SimSeen, 1);
  guint64 id = spelling->other_id != 0 ? spelling->other_id : row->id;

  seen->id = g_strdup_printf ("%" G_GUINT64_FORMAT, id);
  g_string_append_c (json, '{');
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (!(spelling->left_out & SIM_FIELD_BIT (i)))
      {
        write_value (json, i, row->values.texts[i], spelling->numbers);
        sim_values_set (&seen->values, i, row->values.texts[i]);
        seen->held |= SIM_FIELD_BIT (i);
      }
  g_string_append_printf (json,
                          "\"isInternal\":\"0\",\"connectionType\":\"ecommerce\",\"cdate\":\"%s\","
                          "\"links\":{\"customers\":\"/api/3/connections/%s/customers\"},",
                          row->created_at, seen->id);
  g_string_append_printf (json, spelling->numbers ? "\"id\":%s}" : "\"id\":\"%s\"}", seen->id);
  return seen;
}

void
sim_answer_show (SimAnswer *self, const SimRow *row, const SimSpelling *spelling)
{
  GString *json = g_string_new ("{\"connection\":");

  g_ptr_array_add (self->seen, sim_answer_write_row (json, row, spelling));
  g_string_append_c (json, '}');
  self->body = g_string_free (json, FALSE);
}

void
sim_answer_list (SimAnswer *self, GPtrArray *rows, guint total, const SimSpelling *spelling)
{
  GString *json = g_string_new ("{\"connections\":[");

  for (guint i = 0; i < rows->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      g_ptr_array_add (self->seen, sim_answer_write_row (json, rows->pdata[i], spelling));
    }
  g_string_append_printf (json, "],\"meta\":{\"total\":\"%u\"}}", total);
  self->body = g_string_free (json, FALSE);
}
