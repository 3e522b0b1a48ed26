/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the end of an operation must be, and what follows from it for the model. */

#include "sim-object-private.h"

#include "sim-tally.h"

static const SimSnapshot nothing;

/* Operations that were called before the event which deleted the connection. */
static void
orphan_others (SimObject *self)
{
  for (GList *l = self->operations.head; l != NULL; l = l->next)
    {
      SimOperation *other = l->data;

      if (other->serial < self->house->stage->serial)
        {
          g_assert_false (other->is_running);
          other->is_orphan = TRUE;
        }
    }
}

static SimSeen *
find_created (SimOperation *self)
{
  for (guint i = 0; i < self->seen->len; i++)
    {
      SimSeen *seen = self->seen->pdata[i];

      if (self->seen->len == 1
          || (g_strcmp0 (seen->values.texts[SIM_SERVICE], self->sent.tokens[SIM_SERVICE]->text) == 0
              && g_strcmp0 (seen->values.texts[SIM_EXTERNAL_ID],
                            self->sent.tokens[SIM_EXTERNAL_ID]->text)
                   == 0))
        return seen;
    }
  g_assert_not_reached ();
}

static void
take_created (SimOperation *self)
{
  SimObject *object = self->object;
  SimSeen *seen = find_created (self);

  g_assert_null (object->id);
  object->id = g_strdup (seen->id);
  sim_model_answered (&object->model, seen, &self->sent);
  sim_service_claim (object->service, seen->id);
}

static void
take_deleted (SimOperation *self)
{
  SimObject *object = self->object;

  g_assert_true (self->was_not_found || sim_service_find (object->service, object->id) == NULL);
  g_clear_pointer (&object->id, g_free);
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (object->model.pending.tokens[i] != NULL)
      sim_meet (object->house->stage, SIM_MET_FORGOTTEN);
  sim_model_forget (&object->model, object->house->stage->serial);
  orphan_others (object);
}

static void
succeed (SimOperation *self)
{
  SimModel *model = &self->object->model;

  g_assert_false (self->is_orphan || self->cancelled_before || sim_operation_is_invalid (self));
  switch (self->kind)
    {
    case SIM_CREATE:
      take_created (self);
      break;
    case SIM_REFRESH:
      g_assert_cmpuint (self->seen->len, ==, 1);
      sim_model_answered (model, self->seen->pdata[0], &nothing);
      break;
    case SIM_UPDATE:
      if (self->is_running)
        {
          g_assert_cmpuint (self->n_carried_out, >, 0);
          g_assert_cmpuint (self->seen->len, ==, 1);
          sim_model_answered (model, self->seen->pdata[0], &self->sent);
        }
      else
        {
          g_assert_cmphex (sim_model_select (model, &self->snapshot), ==, 0);
          sim_model_settle_others (model, &self->snapshot, 0);
        }
      break;
    case SIM_DELETE:
      take_deleted (self);
      break;
    case SIM_N_KINDS:
    default:
      g_assert_not_reached ();
    }
}

/* The service may have acted, and no answer that can be believed said so. */
static gboolean
is_doubtful (SimOperation *self)
{
  return self->is_doubtful || (self->last_attempt == SIM_ATTEMPT_SUCCEEDED && self->wrote_last);
}

static void
fail (SimOperation *self)
{
  g_assert_true (self->outcome_unknown == is_doubtful (self));
  if (self->n_carried_out > 0)
    g_assert_true (self->outcome_unknown);
  if (!self->is_running)
    sim_operation_take_settled (self);
  if (self->outcome_unknown)
    for (guint i = 0; i < SIM_N_FIELDS; i++)
      if (self->sent.tokens[i] != NULL)
        self->object->model.known &= ~SIM_FIELD_BIT (i);
}

static void
check_order (SimOperation *self, const char *code)
{
  gboolean is_first = g_queue_peek_head (&self->object->operations) == self;

  if (is_first)
    return;
  g_assert_false (self->is_running);
  g_assert_cmpstr (code, ==, "cancelled");
}

static void
check_times (SimOperation *self)
{
  gint64 now = sim_stage_now (self->object->house->stage);

  g_assert_cmpint (now, <=, self->cancelled_at);
  if (self->timeout > 0)
    g_assert_cmpint (self->time_under_way, <=, ac_seconds_to_us (self->timeout));
  if (!self->is_running && self->queue_timeout > 0 && self->turn_at != AC_NEVER)
    g_assert_cmpint (now, <=, self->turn_at + ac_seconds_to_us (self->queue_timeout));
}

static void
check_code (SimOperation *self, const char *code)
{
  static const char *const in_fair_weather[] = { "ok",        "cancelled", "rate-limited",
                                                 "timed-out", "invalid",   "not-found",
                                                 "duplicate", NULL };

  if (self->object->house->weather.faults == 0)
    g_assert_true (g_strv_contains (in_fair_weather, code));
  if (g_str_equal (code, "invalid") && !self->is_running)
    g_assert_true (sim_operation_is_invalid (self));
  if (g_str_equal (code, "timed-out"))
    {
      g_assert_true (self->timeout > 0 && self->is_running);
      g_assert_cmpint (sim_stage_now (self->object->house->stage), >=,
                       self->first_sent_at + ac_seconds_to_us (self->timeout));
      /* A look-up for what was created has a timeout of its own. */
      if (self->kind != SIM_CREATE)
        g_assert_cmpint (self->time_under_way + self->most_time_between, >=,
                         ac_seconds_to_us (self->timeout));
    }
  if (g_str_equal (code, "cancelled"))
    g_assert_cmpint (self->cancelled_at, !=, AC_NEVER);
  if (self->cancelled_before)
    g_assert_true (g_str_equal (code, "cancelled") || g_str_equal (code, "not-found"));
  if (self->is_orphan)
    g_assert_true (g_str_equal (code, "not-found") || g_str_equal (code, "cancelled")
                   || (g_str_equal (code, "rate-limited") && self->queue_timeout > 0));
}

typedef gboolean (*Finish) (AcConnection *, GAsyncResult *, GError **);

void
sim_operation_on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  static const Finish finishes[SIM_N_KINDS] = { ac_connection_create_finish,
                                                ac_connection_refresh_finish,
                                                ac_connection_update_finish,
                                                ac_connection_delete_finish };
  SimOperation *self = data;
  SimObject *object = self->object;
  SimHouse *house = object->house;
  AcProblem *problem = ac_problem_from_result (result);
  const char *code = problem != NULL ? ac_problem_get_code (problem) : "ok";
  g_autoptr (GError) error = NULL;

  g_assert_false (self->in_call);
  g_assert_false (self->has_ended);
  self->has_ended = TRUE;
  self->has_failed = !finishes[self->kind](AC_CONNECTION (source), result, &error);
  g_assert_true (self->has_failed == (error != NULL) && self->has_failed == (problem != NULL));
  self->outcome_unknown = problem != NULL && ac_problem_get_outcome_unknown (problem);
  sim_stage_trace (house->stage, "object %u: %u ends: %s%s", object->number, self->number, code,
                   self->outcome_unknown ? ", outcome unknown" : "");
  if (object->operations.length == 1)
    g_assert_true (ac_connection_get_problem (AC_CONNECTION (source)) == problem);
  check_order (self, code);
  check_times (self);
  check_code (self, code);
  sim_branches_meet_end (self, problem);
  g_queue_remove (&object->operations, self);
  sim_object_note_turn (object);
  if (self->has_failed)
    fail (self);
  else
    succeed (self);
  object->client->n_awaited--;
  house->n_under_way--;
  house->in_callback++;
  house->on_ended (self);
  house->in_callback--;
}
