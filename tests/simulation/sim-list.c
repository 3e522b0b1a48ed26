/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-list.h"

#include "ac-client-private.h"
#include "sim-tally.h"

#define LONGEST_PATIENCE (G_GINT64_CONSTANT (3) * G_USEC_PER_SEC)

typedef struct
{
  SimList *list;
  gboolean is_refresh;
  gboolean in_call;
  GCancellable *cancellable;
} Call;

/* Its requests need only keep to the limit, which the service sees to. */
static gpointer
on_sending (gpointer data, const SimRequest *request)
{
  SimList *self = data;

  g_assert_cmpstr (request->method, ==, "GET");
  sim_stage_trace (self->house->stage, "the list sends #%u: %s", request->number, request->path);
  return self;
}

static void
on_departed (gpointer sender, const SimRequest *request)
{
}

static void
on_carried_out (gpointer sender, const SimRequest *request, const SimDeed *deed)
{
  g_assert_false (deed->carried_out);
}

static void
on_answered (gpointer sender,
             const SimRequest *request,
             const AcExchange *exchange,
             const SimAnswer *answer)
{
}

static const SimObserver observer = { on_sending, on_departed, on_carried_out, on_answered };

static void
call_free (gpointer data)
{
  Call *self = data;

  g_object_unref (self->cancellable);
  g_free (self);
}

static void
check (SimList *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  GListModel *model = G_LIST_MODEL (self->list);

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, self->copy->len);
  for (guint i = 0; i < self->copy->len; i++)
    {
      g_autoptr (AcConnection) item = g_list_model_get_item (model, i);

      g_assert_true (item == self->copy->pdata[i]);
      g_assert_true (g_hash_table_add (ids, (gpointer) ac_connection_get_id (item)));
    }
}

static void
on_items_changed (GListModel *model, guint position, guint n_removed, guint n_added, gpointer data)
{
  SimList *self = data;

  g_assert_false (self->in_model);
  sim_meet (self->house->stage, n_removed > 0 ? SIM_MET_LIST_REMOVED : SIM_MET_LIST_ADDED);
  g_assert_cmpuint (n_removed + n_added, >, 0);
  g_assert_cmpuint (position + n_removed, <=, self->copy->len);
  if (n_removed > 0)
    g_ptr_array_remove_range (self->copy, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (self->copy, (int) (position + i),
                        g_list_model_get_item (model, position + i));
}

static void
on_gone (gpointer house, GObject *object)
{
  ((SimHouse *) house)->n_alive--;
}

SimList *
sim_list_new (SimHouse *house, SimService *service, AcRateLimiter *limiter)
{
  g_autoptr (AcClient) client = ac_client_new ("https://example.api-us1.com", "token", NULL);
  SimList *self = g_new0 (SimList, 1);

  self->house = house;
  self->service = service;
  self->copy = g_ptr_array_new_with_free_func (g_object_unref);
  self->calls = g_ptr_array_new_with_free_func (call_free);
  ac_client_set_rate_limiter (client, limiter);
  ac_client_set_world (
    client, fake_clock_get_clock (house->stage->clock),
    sim_network_new (house->stage, service, &house->weather, 0, &observer, self));
  self->list = ac_connection_list_new (client);
  ac_connection_list_set_auto_load (self->list, sim_stage_chance (house->stage, 0.5));
  g_signal_connect (self->list, "items-changed", G_CALLBACK (on_items_changed), self);
  g_object_weak_ref (G_OBJECT (self->list), on_gone, house);
  g_object_weak_ref (G_OBJECT (client), on_gone, house);
  house->n_alive += 2;
  return self;
}

void
sim_list_free (SimList *self)
{
  g_assert_cmpuint (self->under_way.length, ==, 0);
  g_signal_handlers_disconnect_by_data (self->list, self);
  g_object_unref (self->list);
  g_ptr_array_unref (self->copy);
  g_ptr_array_unref (self->calls);
  g_free (self);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  SimList *self = call->list;
  AcProblem *problem = ac_problem_from_result (result);
  const char *code = problem != NULL ? ac_problem_get_code (problem) : "ok";
  gboolean is_first = g_queue_peek_head (&self->under_way) == call;
  gboolean well = call->is_refresh ? ac_connection_list_refresh_finish (self->list, result, NULL)
                                   : ac_connection_list_load_more_finish (self->list, result, NULL);

  sim_stage_trace (self->house->stage, "the list: a call ends: %s", code);
  g_assert_true (well == (problem == NULL));
  g_assert_false (call->in_call);
  g_assert_true (is_first || g_str_equal (code, "cancelled"));
  g_assert_true (g_queue_remove (&self->under_way, call));
  if (problem != NULL)
    g_assert_false (ac_problem_get_outcome_unknown (problem));
  sim_meet (self->house->stage, well ? SIM_MET_LIST_LOADED : SIM_MET_LIST_FAILED);
  check (self);
}

static Call *
begin (SimList *self, gboolean is_refresh)
{
  Call *call = g_new0 (Call, 1);

  call->list = self;
  call->is_refresh = is_refresh;
  call->cancellable = g_cancellable_new ();
  g_ptr_array_add (self->calls, call);
  g_queue_push_tail (&self->under_way, call);
  sim_stage_trace (self->house->stage, "the list: %s", is_refresh ? "refresh" : "load more");
  call->in_call = TRUE;
  if (is_refresh)
    ac_connection_list_refresh (self->list, call->cancellable, on_ended, call);
  else
    ac_connection_list_load_more (self->list, call->cancellable, on_ended, call);
  call->in_call = FALSE;
  return call;
}

static void
cancel_later (gpointer data)
{
  g_cancellable_cancel (((Call *) data)->cancellable);
}

/* As a view does, whereupon more may be loaded. */
static void
read_last (SimList *self)
{
  if (self->copy->len == 0)
    return;
  self->in_model = TRUE;
  g_object_unref (g_list_model_get_item (G_LIST_MODEL (self->list), self->copy->len - 1));
  self->in_model = FALSE;
}

void
sim_list_act (SimList *self)
{
  SimStage *stage = self->house->stage;
  guint choice = sim_stage_below (stage, 10);
  Call *call;

  stage->serial++;
  if (choice == 0)
    ac_connection_list_set_service (self->list, sim_stage_chance (stage, 0.3) ? "shop" : NULL);
  else if (choice <= 3)
    read_last (self);
  else
    {
      call = begin (self, choice <= 6);
      if (sim_stage_chance (stage, 0.2))
        sim_stage_after (stage, sim_stage_delay (stage, LONGEST_PATIENCE), cancel_later, call);
    }
  fake_clock_settle (stage->clock);
  check (self);
}

static void
check_row (SimList *self, AcConnection *connection, const SimRow *row)
{
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, row->id);

  g_assert_cmpstr (ac_connection_get_id (connection), ==, id);
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    g_assert_cmpstr (sim_field_get (connection, i), ==, row->values.texts[i]);
}

void
sim_list_wind_up (SimList *self)
{
  SimStage *stage = self->house->stage;
  guint n_shown = 0, before;

  ac_connection_list_set_service (self->list, NULL);
  begin (self, TRUE);
  sim_stage_run_out (stage);
  do
    {
      before = self->copy->len;
      begin (self, FALSE);
      sim_stage_run_out (stage);
    }
  while (self->copy->len > before);

  for (guint i = 0; i < self->service->rows->len; i++)
    {
      const SimRow *row = self->service->rows->pdata[i];

      if (row->deleted)
        continue;
      g_assert_cmpuint (n_shown, <, self->copy->len);
      check_row (self, self->copy->pdata[n_shown++], row);
    }
  g_assert_cmpuint (n_shown, ==, self->copy->len);
  g_assert_cmpint (ac_connection_list_get_total (self->list), ==, n_shown);
}
