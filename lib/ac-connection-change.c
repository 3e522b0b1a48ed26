/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-change.h"

AcConnectionChange *
ac_connection_change_new (AcConnection *connection)
{
  AcConnectionChange *self = g_new0 (AcConnectionChange, 1);

  self->snapshot = ac_connection_state_snapshot (ac_connection_get_state (connection));
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

  if (by == AC_FIELD_SENT_BY_UPDATE && !(info->sent & by))
    message = g_strdup_printf ("The property %s can only be set for a connection that is yet to be "
                               "created; revert it",
                               info->property);
  else if (!g_utf8_validate (edit->text, -1, NULL))
    message = g_strdup_printf ("The value of the property %s is not UTF-8", info->property);
  return message != NULL ? ac_problem_new_invalid (info->property, message) : NULL;
}

AcProblem *
ac_connection_change_begin (AcOperation *operation, guint by)
{
  AcConnectionState *state = ac_connection_get_state (operation->object);
  AcConnectionChange *change = operation->data;
  g_autoptr (GPtrArray) selected = ac_connection_state_select (state, change->snapshot);
  AcConnectionBefore before;

  change->sent = ac_edits_new ();
  for (guint i = 0; i < selected->len; i++)
    {
      AcEdit *edit = g_ptr_array_index (selected, i);
      AcProblem *problem = check_edit (edit, by);

      if (problem != NULL)
        {
          g_ptr_array_set_size (change->sent, 0);
          return problem;
        }
      if (ac_fields[edit->field].sent & by)
        g_ptr_array_add (change->sent, ac_edit_ref (edit));
    }

  ac_connection_begin_change (operation->object, &before);
  /* The rest of the snapshot is what the server has already, but for what another request is for.
   */
  for (guint i = change->snapshot->len; i > 0; i--)
    if (g_ptr_array_find (selected, g_ptr_array_index (change->snapshot, i - 1), NULL))
      g_ptr_array_remove_index_fast (change->snapshot, i - 1);
  ac_connection_state_settle (state, change->snapshot);
  ac_connection_state_begin (state, change->sent);
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
