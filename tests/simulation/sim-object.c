/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-object-private.h"

#include "ac-connection-private.h"
#include "sim-tally.h"

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
  g_free (self->last_path);
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

static void
client_free (gpointer data)
{
  SimClient *self = data;

  g_assert_null (self->client);
  g_assert_cmpuint (self->n_awaited, ==, 0);
  g_free (self);
}

SimHouse *
sim_house_new (SimStage *stage)
{
  SimHouse *self = g_new0 (SimHouse, 1);

  self->stage = stage;
  self->clients = g_ptr_array_new_with_free_func (client_free);
  self->objects = g_ptr_array_new_with_free_func (object_free);
  self->living = g_ptr_array_new ();
  self->operations = g_ptr_array_new_with_free_func (operation_free);
  return self;
}

void
sim_house_free (SimHouse *self)
{
  g_assert_cmpuint (self->n_under_way, ==, 0);
  g_assert_cmpuint (self->n_alive, ==, 0);
  g_ptr_array_unref (self->operations);
  g_ptr_array_unref (self->living);
  g_ptr_array_unref (self->objects);
  g_ptr_array_unref (self->clients);
  g_free (self);
}

static void
on_gone (gpointer data, GObject *connection)
{
  SimObject *self = data;

  self->house->n_alive--;
  g_ptr_array_remove (self->house->living, self);
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
sim_object_new (SimClient *client, const char *id)
{
  SimObject *self = g_new0 (SimObject, 1);
  SimHouse *house = client->house;

  self->house = house;
  self->number = house->objects->len;
  self->client = client;
  self->service = client->service;
  self->id = g_strdup (id);
  self->connection = ac_connection_new (client->client, id);
  self->queue = ac_connection_get_queue (self->connection);
  g_signal_connect (self->connection, "notify", G_CALLBACK (on_notify), self);
  g_object_weak_ref (G_OBJECT (self->connection), on_gone, self);
  house->n_alive++;
  if (id != NULL)
    sim_service_claim (self->service, id);
  g_ptr_array_add (house->objects, self);
  g_ptr_array_add (house->living, self);
  sim_stage_trace (house->stage, "object %u is for connection %s of client %u", self->number,
                   id != NULL ? id : "(none)", client->number);
  return self;
}

void
sim_object_drop (SimObject *self)
{
  sim_stage_trace (self->house->stage, "object %u is dropped", self->number);
  sim_meet (self->house->stage,
            self->operations.length > 0 ? SIM_MET_DROPPED_BUSY : SIM_MET_DROPPED_IDLE);
  self->is_dropped = TRUE;
  g_object_unref (g_steal_pointer (&self->connection));
}

static void
meet_set (SimObject *self, SimField field, const char *text)
{
  SimStage *stage = self->house->stage;

  sim_meet (stage, text != NULL ? SIM_MET_SET : SIM_MET_WITHDRAWN);
  if (text != NULL && g_strcmp0 (text, sim_model_get (&self->model, field)) == 0)
    sim_meet (stage, SIM_MET_SET_AGAIN);
  if (self->operations.length > 0)
    sim_meet (stage, SIM_MET_SET_UNDER_WAY);
  if (self->in_notify > 0)
    sim_meet (stage, SIM_MET_SET_IN_NOTIFY);
}

void
sim_object_set (SimObject *self, SimField field, const char *text)
{
  g_autoptr (AcConnection) connection = NULL;

  if (self->is_dropped)
    return;
  /* A notification may drop the user's reference. */
  connection = g_object_ref (self->connection);
  meet_set (self, field, text);
  sim_stage_trace (self->house->stage, "object %u: set %s to %s", self->number,
                   sim_fields[field].member, text != NULL ? text : "(none)");
  /* First, for the notification may set it anew. */
  sim_model_set (&self->model, field, text, self->house->stage->serial);
  sim_field_set (connection, field, text);
}

void
sim_object_revert (SimObject *self)
{
  g_autoptr (AcConnection) connection = NULL;

  if (self->is_dropped)
    return;
  connection = g_object_ref (self->connection);
  sim_stage_trace (self->house->stage, "object %u: revert", self->number);
  sim_meet (self->house->stage, SIM_MET_REVERTED);
  sim_snapshot_clear (&self->model.pending);
  ac_connection_revert (connection);
}

/* An operation whose turn came, and no slot or no need for one: what the server has already was
 * settled.
 */
void
sim_operation_take_settled (SimOperation *self)
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
    sim_operation_take_settled (l->data);
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

/* The next one's turn comes. */
void
sim_object_note_turn (SimObject *self)
{
  SimOperation *first = g_queue_peek_head (&self->operations);

  if (first != NULL && first->turn_at == AC_NEVER)
    first->turn_at = sim_stage_now (self->house->stage);
}

static void
meet_call (SimOperation *self)
{
  SimStage *stage = self->object->house->stage;

  sim_meet (stage, SIM_MET_CREATE + self->kind);
  if (self->object->operations.length > 1)
    sim_meet (stage, SIM_MET_OVERLAPPED);
  if (self->object->in_notify > 0)
    sim_meet (stage, SIM_MET_CALLED_IN_NOTIFY);
  if (self->object->house->in_callback > 0)
    sim_meet (stage, SIM_MET_CALLED_IN_CALLBACK);
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
  AcClient *client = ac_connection_get_client (self->connection);

  operation->object = self;
  operation->kind = kind;
  operation->number = house->operations->len;
  operation->serial = house->stage->serial;
  operation->turn_at = AC_NEVER;
  operation->timeout = ac_client_get_timeout (client);
  operation->queue_timeout = ac_client_get_queue_timeout (client);
  operation->max_attempts = ac_client_get_max_attempts (client);
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
  sim_object_note_turn (self);
  house->n_under_way++;
  self->client->n_awaited++;
  meet_call (operation);
  sim_stage_trace (house->stage, "object %u: %s is %u%s", self->number, calls[kind].name,
                   operation->number, operation->cancelled_before ? ", cancelled" : "");

  operation->in_call = TRUE;
  calls[kind].begin (self->connection, cancellable, sim_operation_on_ended, operation);
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
  if (self->has_ended)
    sim_meet (stage, SIM_MET_CANCELLED_LATE);
  else
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
