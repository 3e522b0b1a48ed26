/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-object-private.h"

#include "ac-client-private.h"
#include "ac-connection-private.h"

#include <string.h>

static const SimSnapshot nothing;

static void
drop_edit (gpointer edit)
{
  if (edit != NULL)
    ac_edit_unref (edit);
}

static void
operation_free (gpointer data)
{
  SimOperation *self = data;

  sim_snapshot_clear (&self->snapshot);
  sim_snapshot_clear (&self->sent);
  g_clear_pointer (&self->edits, g_ptr_array_unref);
  g_clear_pointer (&self->seen, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static void
object_free (gpointer data)
{
  SimObject *self = data;

  g_assert_true (self->is_dropped);
  g_assert_cmpuint (self->operations.length, ==, 0);
  sim_model_clear (&self->model);
  g_free (self->id);
  g_free (self);
}

SimHouse *
sim_house_new (SimStage *stage)
{
  SimHouse *self = g_new0 (SimHouse, 1);

  self->stage = stage;
  self->objects = g_ptr_array_new_with_free_func (object_free);
  self->operations = g_ptr_array_new_with_free_func (operation_free);
  return self;
}

void
sim_house_free (SimHouse *self)
{
  g_assert_cmpuint (self->n_under_way, ==, 0);
  g_assert_cmpuint (self->n_alive, ==, 0);
  g_ptr_array_unref (self->operations);
  g_ptr_array_unref (self->objects);
  g_free (self);
}

static void
on_gone (gpointer house, GObject *object)
{
  ((SimHouse *) house)->n_alive--;
}

static void
on_notify (GObject *connection, GParamSpec *pspec, gpointer data)
{
  SimObject *self = data;

  if (self->in_notify > 1 || self->is_dropped)
    return;
  self->in_notify++;
  self->house->on_notify (self);
  self->in_notify--;
}

SimObject *
sim_object_new (SimHouse *house, SimService *service, AcRateLimiter *limiter, const char *id)
{
  SimObject *self = g_new0 (SimObject, 1);
  g_autoptr (GError) error = NULL;

  self->house = house;
  self->number = house->objects->len;
  self->service = service;
  self->id = g_strdup (id);
  self->client = ac_client_new ("https://example.api-us1.com", "token", &error);
  g_assert_no_error (error);
  ac_client_set_rate_limiter (self->client, limiter);
  ac_client_set_world (
    self->client, fake_clock_get_clock (house->stage->clock),
    sim_network_new (house->stage, service, &house->weather, &sim_object_observer, self));
  self->connection = ac_connection_new (self->client, id);
  g_signal_connect (self->connection, "notify", G_CALLBACK (on_notify), self);
  g_object_weak_ref (G_OBJECT (self->connection), on_gone, house);
  g_object_weak_ref (G_OBJECT (self->client), on_gone, house);
  house->n_alive += 2;
  if (id != NULL)
    sim_service_claim (service, id);
  g_ptr_array_add (house->objects, self);
  return self;
}

void
sim_object_drop (SimObject *self)
{
  sim_stage_trace (self->house->stage, "object %u is dropped", self->number);
  self->is_dropped = TRUE;
  g_object_unref (g_steal_pointer (&self->connection));
  g_object_unref (g_steal_pointer (&self->client));
}

void
sim_object_set (SimObject *self, SimField field, const char *text)
{
  sim_stage_trace (self->house->stage, "object %u: set %s to %s", self->number,
                   sim_fields[field].member, text != NULL ? text : "(none)");
  /* First, for the notification may set it anew. */
  sim_model_set (&self->model, field, text, self->house->stage->serial);
  sim_field_set (self->connection, field, text);
}

void
sim_object_revert (SimObject *self)
{
  sim_stage_trace (self->house->stage, "object %u: revert", self->number);
  sim_snapshot_clear (&self->model.pending);
  ac_connection_revert (self->connection);
}

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

/* An operation whose turn came, and no slot or no need for one: what the server has already was
 * settled.
 */
static void
take_settled (SimOperation *self)
{
  SimModel *model = &self->object->model;

  for (guint i = 0; i < SIM_N_FIELDS; i++)
    {
      AcEdit *edit = self->edits->pdata[i];

      if (edit == NULL || !edit->settled || self->snapshot.tokens[i]->settled)
        continue;
      g_assert_true (model->known & SIM_FIELD_BIT (i));
      g_assert_cmpstr (self->snapshot.tokens[i]->text, ==, model->record.texts[i]);
      sim_model_settle (model, self->snapshot.tokens[i]);
    }
}

/* While one runs, its own end tells what it settles. */
static void
take_all_settled (SimObject *self)
{
  SimOperation *first = g_queue_peek_head (&self->operations);

  if (first != NULL && first->is_running)
    return;
  for (GList *l = self->operations.head; l != NULL; l = l->next)
    take_settled (l->data);
}

static void
fail (SimOperation *self)
{
  if (self->n_carried_out > 0)
    g_assert_true (self->outcome_unknown);
  if (self->n_departed == 0)
    g_assert_false (self->outcome_unknown);
  if (!self->is_running)
    take_settled (self);
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

/* The next one's turn comes. */
static void
note_turn (SimObject *self)
{
  SimOperation *first = g_queue_peek_head (&self->operations);

  if (first != NULL && first->turn_at == AC_NEVER)
    first->turn_at = sim_stage_now (self->house->stage);
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

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
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
  g_queue_remove (&object->operations, self);
  note_turn (object);
  if (self->has_failed)
    fail (self);
  else
    succeed (self);
  house->n_under_way--;
  house->n_ended[self->kind]++;
  house->n_failed[self->kind] += self->has_failed;
  house->on_ended (self);
}

/* What is pending in the model and in the library. They differ while an answer is applied. */
static void
take_snapshot (SimOperation *self)
{
  SimObject *object = self->object;
  AcConnectionState *state = ac_connection_get_state (object->connection);
  static const AcField fields[SIM_N_FIELDS] = { AC_FIELD_SERVICE,     AC_FIELD_EXTERNAL_ID,
                                                AC_FIELD_NAME,        AC_FIELD_LOGO_URL,
                                                AC_FIELD_LINK_URL,    AC_FIELD_STATUS,
                                                AC_FIELD_SYNC_STATUS, AC_FIELD_LIST_ID };

  take_all_settled (object);
  self->edits = g_ptr_array_new_with_free_func (drop_edit);
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    {
      SimToken *token = object->model.pending.tokens[i];
      AcEdit *edit = ac_edits_find (state->pending, fields[i]);

      if (object->in_notify == 0)
        g_assert_true ((edit != NULL) == (token != NULL));
      if (edit != NULL)
        {
          g_assert_cmpstr (edit->text, ==, token->text);
          sim_snapshot_take (&self->snapshot, i, token);
        }
      g_ptr_array_add (self->edits, edit != NULL ? ac_edit_ref (edit) : NULL);
    }
}

SimOperation *
sim_object_begin (SimObject *self, SimKind kind, GCancellable *cancellable)
{
  static const struct
  {
    const char *name;
    void (*begin) (AcConnection *, GCancellable *, GAsyncReadyCallback, gpointer);
  } calls[SIM_N_KINDS] = { { "create", ac_connection_create },
                           { "refresh", ac_connection_refresh },
                           { "update", ac_connection_update },
                           { "delete", ac_connection_delete } };
  SimHouse *house = self->house;
  SimOperation *operation = g_new0 (SimOperation, 1);

  operation->object = self;
  operation->kind = kind;
  operation->number = house->operations->len;
  operation->serial = house->stage->serial;
  operation->turn_at = AC_NEVER;
  operation->timeout = ac_client_get_timeout (self->client);
  operation->queue_timeout = ac_client_get_queue_timeout (self->client);
  operation->cancelled_at = AC_NEVER;
  if (cancellable != NULL)
    {
      operation->cancellable = g_object_ref (cancellable);
      operation->cancelled_before = g_cancellable_is_cancelled (cancellable);
      if (operation->cancelled_before)
        operation->cancelled_at = sim_stage_now (house->stage);
    }
  take_snapshot (operation);
  g_ptr_array_add (house->operations, operation);
  g_queue_push_tail (&self->operations, operation);
  note_turn (self);
  house->n_under_way++;
  sim_stage_trace (house->stage, "object %u: %s is %u%s", self->number, calls[kind].name,
                   operation->number, operation->cancelled_before ? ", cancelled" : "");

  operation->in_call = TRUE;
  calls[kind].begin (self->connection, cancellable, on_ended, operation);
  operation->in_call = FALSE;
  return operation;
}

void
sim_operation_cancel (SimOperation *self)
{
  SimStage *stage = self->object->house->stage;

  if (self->cancellable == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  sim_stage_trace (stage, "%u is cancelled", self->number);
  if (!self->has_ended)
    self->cancelled_at = sim_stage_now (stage);
  g_cancellable_cancel (self->cancellable);
}

/* Exactly what would be sent now. What is on its way is not sure. */
static void
check_changes (SimObject *self, const SimSnapshot *sent)
{
  guint32 known = self->model.known;
  guint32 selected;
  g_autofree char *changes = ac_connection_dup_changes (self->connection);
  SimValues values = { { NULL } };

  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (sent->tokens[i] != NULL)
      self->model.known &= ~SIM_FIELD_BIT (i);
  selected = sim_model_select (&self->model, &self->model.pending);
  self->model.known = known;

  if (changes != NULL)
    sim_values_read (&values, changes, strlen (changes));
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    {
      gboolean fits = self->id == NULL ? sim_fields[i].by_create : sim_fields[i].by_update;

      g_assert_cmpstr (values.texts[i], ==,
                       fits && (selected & SIM_FIELD_BIT (i)) ? self->model.pending.tokens[i]->text
                                                              : NULL);
    }
  g_assert_true (ac_connection_get_modified (self->connection) == (selected != 0));
  sim_values_clear (&values);
}

void
sim_object_check (SimObject *self)
{
  SimOperation *first = g_queue_peek_head (&self->operations);

  for (GList *l = self->operations.head; l != NULL; l = l->next)
    g_assert_true (l->data == first || !((SimOperation *) l->data)->is_running);
  take_all_settled (self);
  if (self->is_dropped)
    return;
  g_assert_cmpstr (ac_connection_get_id (self->connection), ==, self->id);
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    g_assert_cmpstr (sim_field_get (self->connection, i), ==, sim_model_get (&self->model, i));
  if (first == NULL)
    check_changes (self, &nothing);
  else if (first->is_running)
    check_changes (self, &first->sent);
}

static void
check_service (SimObject *self)
{
  SimRow *row = self->id != NULL ? sim_service_find (self->service, self->id) : NULL;

  if (row == NULL || sim_service_count_claims (self->service, self->id) > 1)
    return;
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if ((self->model.known & ~row->doubtful) & SIM_FIELD_BIT (i))
      g_assert_cmpstr (row->values.texts[i], ==, self->model.record.texts[i]);
}

void
sim_object_check_quiet (SimObject *self)
{
  sim_object_check (self);
  g_assert_cmpuint (self->operations.length, ==, 0);
  if (!self->is_dropped)
    check_service (self);
}
