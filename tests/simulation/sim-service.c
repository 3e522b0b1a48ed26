/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-answer.h"
#include "sim-refusal.h"
#include "sim-tally.h"

#include <gio/gio.h>
#include <string.h>

static void
row_free (gpointer data)
{
  SimRow *self = data;

  sim_values_clear (&self->values);
  g_free (self->created_at);
  g_free (self);
}

SimService *
sim_service_new (SimStage *stage, guint number)
{
  SimService *self = g_new0 (SimService, 1);

  self->stage = stage;
  self->number = number;
  self->is_lenient = sim_stage_chance (stage, 0.3);
  self->filters = sim_stage_chance (stage, 0.7);
  self->page = sim_stage_chance (stage, 0.5) ? 100 : 2 + sim_stage_below (stage, 10);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->claims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sim_limit_init (&self->limit);
  return self;
}

void
sim_service_free (SimService *self)
{
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->claims);
  sim_limit_clear (&self->limit);
  g_free (self);
}

SimRow *
sim_service_add (SimService *self)
{
  SimRow *row = g_new0 (SimRow, 1);

  row->created_at = sim_date_format (self->stage);
  sim_values_set (&row->values, SIM_LOGO_URL, "");
  sim_values_set (&row->values, SIM_LINK_URL, "");
  sim_values_set (&row->values, SIM_STATUS, "1");
  sim_values_set (&row->values, SIM_SYNC_STATUS, "0");
  sim_values_set (&row->values, SIM_LIST_ID, "0");
  g_ptr_array_add (self->rows, row);
  row->id = self->rows->len;
  return row;
}

SimRow *
sim_service_find (SimService *self, const char *id)
{
  guint64 number = g_ascii_strtoull (id, NULL, 10);
  SimRow *row;

  if (number == 0 || number > self->rows->len)
    return NULL;
  row = self->rows->pdata[number - 1];
  return row->deleted ? NULL : row;
}

guint
sim_service_count_claims (SimService *self, const char *id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->claims, id));
}

void
sim_service_claim (SimService *self, const char *id)
{
  g_hash_table_insert (self->claims, g_strdup (id),
                       GUINT_TO_POINTER (sim_service_count_claims (self, id) + 1));
}

static SimSpelling
choose_spelling (SimService *self, SimFault fault, const SimRow *row)
{
  SimSpelling spelling = { .numbers = sim_stage_chance (self->stage, 0.3) };

  if (fault == SIM_FAULT_LACKING)
    spelling.left_out = g_rand_int (self->stage->random) & (SIM_FIELD_BIT (SIM_N_FIELDS) - 1);
  if (fault == SIM_FAULT_OTHER_ID)
    spelling.other_id = row->id + 1 + sim_stage_below (self->stage, 3);
  return spelling;
}

static SimAnswer *
show (SimService *self, const SimRow *row, guint status, SimFault fault)
{
  SimSpelling spelling = choose_spelling (self, fault, row);
  SimAnswer *answer = sim_answer_new (status);

  sim_answer_show (answer, row, &spelling);
  return answer;
}

/* As the service understands a value. */
static void
take_value (SimRow *row, SimField field, const char *text, SimFault fault)
{
  g_autofree char *own = NULL;

  if (fault == SIM_FAULT_IGNORED)
    return;
  if (fault == SIM_FAULT_NORMALISED && !sim_fields[field].is_number)
    own = g_strconcat (text, "~", NULL);
  sim_values_set (&row->values, field, own != NULL ? own : text);
}

static SimDeed
not_found (void)
{
  return (SimDeed){ FALSE, FALSE,
                    sim_say (404, "{\"message\":\"No Result found for Connection with id 0\"}") };
}

static SimDeed
change (SimService *self, const SimRequest *request, const char *id, SimFault fault)
{
  SimRow *row = sim_service_find (self, id);

  if (row == NULL)
    return not_found ();
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (request->values.texts[i] != NULL)
      {
        take_value (row, i, request->values.texts[i], fault);
        if (request->is_stray)
          row->doubtful |= SIM_FIELD_BIT (i);
        else
          row->doubtful &= ~SIM_FIELD_BIT (i);
      }
  return (SimDeed){ TRUE, FALSE, show (self, row, 200, fault) };
}

static gboolean
is_same (const SimRow *row, const SimValues *values)
{
  return !row->deleted
      && g_strcmp0 (row->values.texts[SIM_SERVICE], values->texts[SIM_SERVICE]) == 0
      && g_strcmp0 (row->values.texts[SIM_EXTERNAL_ID], values->texts[SIM_EXTERNAL_ID]) == 0;
}

/* @maker: NULL for any. */
static gboolean
exists (SimService *self, const SimValues *values, gconstpointer maker)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      SimRow *row = self->rows->pdata[i];

      if (is_same (row, values) && (maker == NULL || row->maker == maker))
        return TRUE;
    }
  return FALSE;
}

static SimDeed
create (SimService *self, const SimRequest *request, SimFault fault)
{
  SimDeed deed = { .carried_out = TRUE };
  SimRow *row;

  if (request->values.texts[SIM_SERVICE] == NULL || request->values.texts[SIM_EXTERNAL_ID] == NULL)
    return (SimDeed){ FALSE, FALSE,
                      sim_say (422, "{\"errors\":[{\"title\":\"The connection service was not "
                                    "provided.\",\"code\":\"field_missing\"}]}") };
  if (!self->is_lenient && exists (self, &request->values, NULL))
    return (SimDeed){ FALSE, FALSE,
                      sim_say (422,
                               "{\"errors\":[{\"title\":\"The integration already exists in the "
                               "system.\",\"code\":\"duplicate\"}]}") };
  deed.is_twin = !request->is_stray && exists (self, &request->values, request->maker);
  row = sim_service_add (self);
  row->maker = request->is_stray ? NULL : request->maker;
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (request->values.texts[i] != NULL)
      {
        gboolean is_key = i == SIM_SERVICE || i == SIM_EXTERNAL_ID;

        take_value (row, i, request->values.texts[i], is_key ? SIM_FAULT_NONE : fault);
      }
  /* Which connection it is, only the id tells. */
  deed.answer = show (self, row, 201, fault == SIM_FAULT_OTHER_ID ? SIM_FAULT_NONE : fault);
  return deed;
}

static SimDeed
remove_row (SimService *self, const char *id)
{
  SimRow *row = sim_service_find (self, id);

  if (row == NULL)
    return not_found ();
  row->deleted = TRUE;
  return (SimDeed){ TRUE, FALSE, sim_say (200, sim_stage_chance (self->stage, 0.5) ? "{}" : "") };
}

static gboolean
passes (const SimRow *row, SimField field, const char *filter)
{
  return filter == NULL || g_strcmp0 (row->values.texts[field], filter) == 0;
}

static SimDeed
list (SimService *self, const char *query, SimFault fault)
{
  g_autoptr (GHashTable) asked = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  const char *service = g_hash_table_lookup (asked, "filters[service]");
  const char *external_id = g_hash_table_lookup (asked, "filters[externalid]");
  const char *offset = g_hash_table_lookup (asked, "offset");
  guint64 start = offset != NULL ? g_ascii_strtoull (offset, NULL, 10) : 0;
  guint64 limit = g_ascii_strtoull (g_hash_table_lookup (asked, "limit"), NULL, 10);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  SimAnswer *answer = sim_answer_new (200);
  SimSpelling spelling = { .numbers = sim_stage_chance (self->stage, 0.3) };
  guint total = 0;

  if (fault == SIM_FAULT_LACKING)
    spelling.left_out = SIM_FIELD_BIT (SIM_LOGO_URL) | SIM_FIELD_BIT (SIM_STATUS);
  for (guint i = 0; i < self->rows->len; i++)
    {
      SimRow *row = self->rows->pdata[i];

      if (row->deleted
          || (self->filters
              && !(passes (row, SIM_SERVICE, service)
                   && passes (row, SIM_EXTERNAL_ID, external_id))))
        continue;
      if (total >= start && rows->len < MIN (limit, self->page))
        g_ptr_array_add (rows, row);
      total++;
    }
  sim_answer_list (answer, rows, total, &spelling);
  return (SimDeed){ FALSE, FALSE, answer };
}

static SimDeed
carry_out (SimService *self, const SimRequest *request, SimFault fault)
{
  const char *id = request->path + strlen ("/connections");
  SimRow *row;

  g_assert_true (g_str_has_prefix (request->path, "/connections"));
  if (g_str_equal (request->method, "POST"))
    return create (self, request, fault);
  if (*id == '?')
    return list (self, id + 1, fault);
  id++;
  if (g_str_equal (request->method, "PUT"))
    return change (self, request, id, fault);
  if (g_str_equal (request->method, "DELETE"))
    return remove_row (self, id);
  row = sim_service_find (self, id);
  if (row == NULL)
    return not_found ();
  return (SimDeed){ FALSE, FALSE, show (self, row, 200, fault) };
}

SimDeed
sim_service_serve (SimService *self, const SimRequest *request, SimFault fault)
{
  SimRequester requester = request->is_late ? SIM_REQUEST_OWN_LATE : SIM_REQUEST_OWN;
  SimDeed deed = { FALSE, FALSE, NULL };

  if (sim_limit_let_through (&self->limit, sim_stage_now (self->stage), requester))
    deed.answer = sim_refuse (self->stage, fault);
  else
    {
      sim_meet (self->stage, SIM_MET_OTHERS_LIMIT);
      deed.answer = sim_refuse_limited (self->stage);
    }
  if (deed.answer != NULL)
    return deed;
  deed = carry_out (self, request, fault);
  if (deed.answer->status < 300)
    deed.answer = sim_spoil (self->stage, deed.answer, fault);
  return deed;
}

void
sim_service_serve_others (SimService *self)
{
  sim_meet (self->stage, SIM_MET_OTHERS_REQUEST);
  sim_limit_let_through (&self->limit, sim_stage_now (self->stage), SIM_REQUEST_OTHERS);
}
