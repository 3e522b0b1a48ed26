/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-change.h"

AcConnectionChange *
ac_connection_change_new (AcConnection *connection)
{
  AcConnectionChange *self = g_new0 (AcConnectionChange, 1);

  self->snapshot = ac_connection_snapshot (connection);
  return self;
}

void
ac_connection_change_free (gpointer change)
{
  AcConnectionChange *self = change;

  g_ptr_array_unref (self->snapshot);
  g_clear_pointer (&self->sent, g_ptr_array_unref);
  g_clear_object (&self->first_problem);
  g_free (self);
}

static AcProblem *
check_edit (const AcEdit *edit, guint by)
{
  const AcFieldInfo *info = &ac_fields[edit->field];
  g_autofree char *message = NULL;

  if (edit->settled)
    return NULL;
  if (by == AC_FIELD_SENT_BY_UPDATE && !(info->sent & by))
    message = g_strdup_printf ("The property %s can only be set for a connection that is yet to be "
                               "created; revert it",
                               info->property);
  else if (!g_utf8_validate (edit->text, -1, NULL))
    message = g_strdup_printf ("The value of the property %s is not UTF-8", info->property);
  return message != NULL ? ac_problem_new_invalid (info->property, message) : NULL;
}

static AcProblem *
check_edits (GPtrArray *edits, guint by)
{
  AcProblem *problem = NULL;

  for (guint i = 0; i < edits->len && problem == NULL; i++)
    problem = check_edit (g_ptr_array_index (edits, i), by);
  return problem;
}

/* Those of the snapshot that differ are sent, as far as the request can; status waits for a later
 * update() where this is a creation. The others are what the server has.
 */
static void
divide (AcConnectionState *state, AcConnectionChange *change, guint by)
{
  g_autoptr (GPtrArray) differing = ac_connection_state_select (state, change->snapshot);
  g_autoptr (GPtrArray) same = ac_edits_new ();

  for (guint i = 0; i < change->snapshot->len; i++)
    {
      AcEdit *edit = g_ptr_array_index (change->snapshot, i);

      if (!g_ptr_array_find (differing, edit, NULL))
        g_ptr_array_add (same, ac_edit_ref (edit));
      else if (ac_fields[edit->field].sent & by)
        g_ptr_array_add (change->sent, ac_edit_ref (edit));
    }
  ac_connection_state_settle (state, same);
  ac_connection_state_begin (state, change->sent);
}

AcProblem *
ac_connection_change_begin (AcOperation *operation, guint by)
{
  AcConnectionChange *change = operation->data;
  AcProblem *problem = check_edits (change->snapshot, by);
  AcConnectionBefore before;

  change->sent = ac_edits_new ();
  if (problem != NULL)
    return problem;
  ac_connection_begin_change (operation->object, &before);
  divide (ac_connection_get_state (operation->object), change, by);
  ac_connection_end_change (operation->object, &before);
  return NULL;
}

void
ac_connection_change_succeed (AcOperation *operation, AcRow *row)
{
  AcConnectionChange *change = operation->data;
  AcConnectionBefore before;

  ac_connection_begin_change (operation->object, &before);
  ac_connection_state_answered (ac_connection_get_state (operation->object),
                                g_steal_pointer (&row->record), change->sent);
  ac_connection_set_id (operation->object, row->id);
  if (change->posts > 0)
    ac_connection_set_adopted (operation->object, change->is_found);
  ac_connection_end_change (operation->object, &before);
  g_clear_pointer (&row->id, g_free);
  ac_operation_succeed (operation, NULL);
}

void
ac_connection_change_fail (AcOperation *operation, AcProblem *problem)
{
  AcConnectionState *state = ac_connection_get_state (operation->object);
  AcConnectionChange *change = operation->data;
  AcConnectionBefore before;

  ac_connection_begin_change (operation->object, &before);
  if (problem->outcome_unknown)
    ac_connection_state_doubt (state, change->sent);
  else
    ac_connection_state_failed (state, change->sent);
  ac_connection_end_change (operation->object, &before);
  ac_operation_fail (operation, problem);
}

gboolean
ac_connection_read_answer (AcCall *call, AcRow *row, const char **wrong)
{
  AcJson connection = ac_json_member (ac_call_get_answer (call), "connection");

  *row = (AcRow){ NULL, NULL };
  *wrong = NULL;
  if (connection.start == NULL)
    *wrong = ac_call_get_answer (call).start != NULL ? "has no connection in it" : "is empty";
  else
    row->record = ac_record_new (connection, &row->id, wrong);
  return row->record != NULL;
}
