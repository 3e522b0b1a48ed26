/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-object-private.h"

/* Microseconds; the second doubles the first, and so on. */
#define FIRST_BACKOFF (G_GINT64_CONSTANT (500000))
#define LONGEST_BACKOFF (G_GINT64_CONSTANT (16000000))

static gboolean
is_write (const SimRequest *request)
{
  return !g_str_equal (request->method, "GET");
}

gboolean
sim_operation_is_invalid (SimOperation *self)
{
  if ((self->object->id != NULL) == (self->kind == SIM_CREATE))
    return TRUE;
  for (guint i = 0; self->kind == SIM_UPDATE && i < SIM_N_FIELDS; i++)
    if (self->snapshot.tokens[i] != NULL && !self->snapshot.tokens[i]->settled
        && !sim_fields[i].by_update)
      return TRUE;
  return FALSE;
}

/* What the request of an operation must carry; FALSE where it must make none. */
static gboolean
expect_request (SimOperation *self, guint32 *fields)
{
  guint32 selected = sim_model_select (&self->object->model, &self->snapshot);

  *fields = 0;
  if (self->is_orphan || self->cancelled_before || sim_operation_is_invalid (self))
    return FALSE;
  if (self->kind == SIM_REFRESH || self->kind == SIM_DELETE)
    return TRUE;
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (self->kind == SIM_CREATE ? sim_fields[i].by_create : sim_fields[i].by_update)
      *fields |= selected & SIM_FIELD_BIT (i);
  return *fields != 0 || self->kind == SIM_CREATE;
}

static gboolean
could_send (SimOperation *self, const SimRequest *request, guint32 *fields)
{
  static const char *const methods[SIM_N_KINDS] = { "POST", "GET", "PUT", "DELETE" };

  if (!g_str_equal (request->method, methods[self->kind]) || !expect_request (self, fields))
    return FALSE;
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    {
      const char *text = *fields & SIM_FIELD_BIT (i) ? self->snapshot.tokens[i]->text : NULL;

      if (g_strcmp0 (text, request->values.texts[i]) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
start (SimOperation *self, guint32 fields)
{
  SimModel *model = &self->object->model;

  self->is_running = TRUE;
  self->first_sent_at = sim_stage_now (self->object->house->stage);
  if (self->kind == SIM_CREATE || self->kind == SIM_UPDATE)
    sim_model_settle_others (model, &self->snapshot, sim_model_select (model, &self->snapshot));
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (fields & SIM_FIELD_BIT (i))
      sim_snapshot_take (&self->sent, i, self->snapshot.tokens[i]);
}

/* A request that is not its first one. */
static void
check_again (SimOperation *self, const SimRequest *request)
{
  if (self->kind == SIM_CREATE && !is_write (request))
    return;
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    g_assert_cmpstr (request->values.texts[i], ==,
                     self->sent.tokens[i] != NULL ? self->sent.tokens[i]->text : NULL);
}

static void
check_path (SimOperation *self, const SimRequest *request)
{
  g_autofree char *path = NULL;

  if (self->kind == SIM_CREATE)
    {
      g_assert_true (g_str_has_prefix (request->path, "/connections"));
      g_assert_true (is_write (request) == g_str_equal (request->path, "/connections"));
      return;
    }
  path = g_strdup_printf ("/connections/%s", self->object->id);
  g_assert_cmpstr (request->path, ==, path);
}

/* Whose request it is, only the library knows. */
static SimObject *
find_maker (SimHouse *house, const SimRequest *request)
{
  for (guint i = 0; i < house->living->len; i++)
    {
      SimObject *object = house->living->pdata[i];
      AcOperation *first = g_queue_peek_head (&object->queue->operations);

      if (first != NULL && first->call == request->call)
        return object;
    }
  g_assert_not_reached ();
}

static void
trace (SimObject *self, const SimRequest *request)
{
  g_autofree char *values = NULL;

  if (!sim_stage_is_traced (self->house->stage))
    return;
  values = sim_values_print (&request->values);
  sim_stage_write (self->house->stage, "object %u sends #%u: %s %s %s", self->number,
                   request->number, request->method, request->path, values);
}

/* Backing off and pauses of the account cost the timeout, other waiting for a slot does not. */
static void
note_time_between (SimOperation *self)
{
  gint64 gap = sim_stage_now (self->object->house->stage) - self->answered_at;
  gint64 paused = sim_pause_get_total (&self->object->client->pause) - self->paused_at_answer;

  if (self->last_attempt != SIM_ATTEMPT_NONE)
    self->most_time_between += MIN (gap, self->most_backoff + paused);
}

/* Operations of one object run one at a time in the order of their calls: so the request is of the
 * first that has any to make.
 */
static gpointer
on_sending (gpointer data, const SimRequest *request)
{
  SimObject *self = find_maker (data, request);
  SimOperation *sender = NULL;
  guint32 fields = 0;

  trace (self, request);
  for (GList *l = self->operations.head; l != NULL && sender == NULL; l = l->next)
    {
      SimOperation *operation = l->data;

      if (operation->is_running)
        {
          sender = operation;
          check_again (sender, request);
        }
      else if (could_send (operation, request, &fields))
        {
          sender = operation;
          start (sender, fields);
        }
    }
  g_assert_nonnull (sender);
  g_assert_cmpint (sender->cancelled_at, ==, AC_NEVER);
  check_path (sender, request);
  sim_branches_meet_request (sender, request);
  note_time_between (sender);
  sender->sent_at = sim_stage_now (self->house->stage);
  return sender;
}

static void
on_departed (gpointer sender, const SimRequest *request)
{
  SimOperation *self = sender;

  g_assert_false (self->has_ended);
}

static void
on_carried_out (gpointer sender, const SimRequest *request, const SimDeed *deed)
{
  SimOperation *self = sender;

  if (!deed->carried_out)
    return;
  self->n_carried_out++;
  g_assert_false (deed->is_twin);
  if (self->has_ended && self->has_failed)
    g_assert_true (self->outcome_unknown);
}

static SimAttempt
classify (const AcExchange *exchange)
{
  guint status = exchange->status;

  if (exchange->error != NULL && exchange->error->domain == G_TLS_ERROR)
    return SIM_ATTEMPT_REFUSED;
  if (exchange->error != NULL && status < 300)
    return exchange->sent ? SIM_ATTEMPT_LOST : SIM_ATTEMPT_NOT_SENT;
  if (status < 300)
    return SIM_ATTEMPT_SUCCEEDED;
  if (status == 429)
    return SIM_ATTEMPT_LIMITED;
  return status == 408 || status >= 500 ? SIM_ATTEMPT_UNAVAILABLE : SIM_ATTEMPT_REFUSED;
}

/* What the service asks for may be anything. */
static gint64
find_most_backoff (SimOperation *self, const AcExchange *exchange)
{
  if (self->last_attempt == SIM_ATTEMPT_LIMITED || exchange->retry_after != NULL)
    return AC_NEVER / 2;
  return MIN (FIRST_BACKOFF << (self->n_attempts - 1), LONGEST_BACKOFF);
}

static void
note_attempt (SimOperation *self, const SimRequest *request, const AcExchange *exchange)
{
  self->last_attempt = classify (exchange);
  self->wrote_last = is_write (request);
  self->gave_up_last = g_error_matches (exchange->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (self->wrote_last
      && (self->last_attempt == SIM_ATTEMPT_LOST || self->last_attempt == SIM_ATTEMPT_UNAVAILABLE))
    self->is_doubtful = TRUE;
}

static void
on_answered (gpointer sender,
             const SimRequest *request,
             const AcExchange *exchange,
             const SimAnswer *answer)
{
  SimOperation *self = sender;

  self->answered_at = sim_stage_now (self->object->house->stage);
  self->time_under_way += self->answered_at - self->sent_at;
  self->paused_at_answer = sim_pause_get_total (&self->object->client->pause);
  note_attempt (self, request, exchange);
  self->most_backoff = find_most_backoff (self, exchange);
  g_clear_pointer (&self->seen, g_ptr_array_unref);
  if (exchange->error != NULL)
    return;
  self->seen = g_ptr_array_ref (answer->seen);
  self->was_not_found |= answer->status == 404;
}

const SimObserver sim_object_observer = { on_sending, on_departed, on_carried_out, on_answered };
