/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-state.h"

void
ac_connection_state_clear (AcConnectionState *self)
{
  g_clear_pointer (&self->record, ac_record_unref);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
}

static const char *
recorded (const AcConnectionState *self, AcField field)
{
  return self->record != NULL ? ac_record_get (self->record, field) : NULL;
}

const char *
ac_connection_state_get (const AcConnectionState *self, AcField field)
{
  AcEdit *edit = ac_edits_find (self->pending, field);

  return edit != NULL ? edit->text : recorded (self, field);
}

static void
remove_pending (AcConnectionState *self, AcEdit *edit)
{
  if (self->pending != NULL && g_ptr_array_remove_fast (self->pending, edit)
      && self->pending->len == 0)
    g_clear_pointer (&self->pending, g_ptr_array_unref);
}

void
ac_connection_state_set (AcConnectionState *self, AcField field, const char *text)
{
  AcEdit *old = ac_edits_find (self->pending, field);

  if (old != NULL)
    remove_pending (self, old);
  if (text == NULL)
    return;
  if (self->pending == NULL)
    self->pending = ac_edits_new ();
  g_ptr_array_add (self->pending, ac_edit_new (field, text));
}

void
ac_connection_state_revert (AcConnectionState *self)
{
  g_clear_pointer (&self->pending, g_ptr_array_unref);
}

GPtrArray *
ac_connection_state_snapshot (const AcConnectionState *self)
{
  GPtrArray *snapshot = ac_edits_new ();

  for (guint i = 0; self->pending != NULL && i < self->pending->len; i++)
    g_ptr_array_add (snapshot, ac_edit_ref (g_ptr_array_index (self->pending, i)));
  return snapshot;
}

static gboolean
differs (const AcConnectionState *self, const AcEdit *edit)
{
  guint32 sure = self->known & ~self->in_flight;

  return !(sure & AC_FIELD_BIT (edit->field))
      || g_strcmp0 (edit->text, recorded (self, edit->field)) != 0;
}

GPtrArray *
ac_connection_state_select (const AcConnectionState *self, GPtrArray *snapshot)
{
  GPtrArray *selected = ac_edits_new ();

  for (guint i = 0; i < snapshot->len; i++)
    {
      AcEdit *edit = g_ptr_array_index (snapshot, i);

      if (!edit->settled && differs (self, edit))
        g_ptr_array_add (selected, ac_edit_ref (edit));
    }
  return selected;
}

void
ac_connection_state_settle (AcConnectionState *self, GPtrArray *edits)
{
  for (guint i = 0; i < edits->len; i++)
    {
      AcEdit *edit = g_ptr_array_index (edits, i);

      edit->settled = TRUE;
      /* One that was set anew meanwhile is another edit, and stays. */
      remove_pending (self, edit);
    }
}

void
ac_connection_state_begin (AcConnectionState *self, GPtrArray *sent)
{
  self->in_flight |= ac_edits_get_fields (sent);
}

void
ac_connection_state_answered (AcConnectionState *self, AcRecord *answer, GPtrArray *sent)
{
  guint32 carried = ac_edits_get_fields (sent);
  guint32 held = ac_record_get_held (answer);
  const char *instead[AC_N_FIELDS];
  gboolean lacks_any = FALSE;

  for (guint i = 0; i < AC_N_FIELDS; i++)
    {
      AcEdit *edit = ac_edits_find (sent, (AcField) i);

      instead[i] = edit != NULL ? edit->text : recorded (self, (AcField) i);
      lacks_any |= instead[i] != NULL && !(held & AC_FIELD_BIT (i));
    }
  if (lacks_any)
    {
      AcRecord *filled = ac_record_fill (answer, instead);

      ac_record_unref (answer);
      answer = filled;
    }
  g_clear_pointer (&self->record, ac_record_unref);
  self->record = answer;
  self->known = (self->known & ~carried) | held;
  self->in_flight &= ~carried;
  ac_connection_state_settle (self, sent);
}

void
ac_connection_state_failed (AcConnectionState *self, GPtrArray *sent)
{
  self->in_flight &= ~ac_edits_get_fields (sent);
}

void
ac_connection_state_doubt (AcConnectionState *self, GPtrArray *sent)
{
  self->known &= ~ac_edits_get_fields (sent);
  self->in_flight &= ~ac_edits_get_fields (sent);
}
