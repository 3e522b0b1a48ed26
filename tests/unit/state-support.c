/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "state-support.h"

#include <string.h>

static AcRecord *
read_record (const char *json)
{
  g_autofree char *id = NULL;
  const char *wrong;
  AcRecord *record;
  AcJson checked;

  g_assert_null (ac_json_check (json, strlen (json), &checked));
  record = ac_record_new (checked, &id, &wrong);
  g_assert_nonnull (record);
  return record;
}

void
learn (State *state, const char *json)
{
  g_autoptr (GPtrArray) nothing = ac_edits_new ();

  ac_connection_state_answered (state, read_record (json), nothing);
}

static char *
dup_body (State *state, GPtrArray *snapshot)
{
  g_autoptr (GPtrArray) selected = ac_connection_state_select (state, snapshot);

  return selected->len > 0 ? ac_edits_dup_json (selected) : NULL;
}

/* What an update that is called now and begins at once would send; NULL for no request. */
static char *
dup_changes (State *state)
{
  g_autoptr (GPtrArray) snapshot = ac_connection_state_snapshot (state);

  return dup_body (state, snapshot);
}

void
assert_sends (State *state, const char *expected)
{
  g_autofree char *body = dup_changes (state);

  g_assert_cmpstr (body, ==, expected);
}

Update
call (State *state)
{
  return (Update){ state, ac_connection_state_snapshot (state), NULL };
}

char *
begin (Update *self)
{
  g_autoptr (GPtrArray) settled = ac_edits_new ();

  self->sent = ac_connection_state_select (self->state, self->snapshot);
  for (guint i = 0; i < self->snapshot->len; i++)
    if (!g_ptr_array_find (self->sent, self->snapshot->pdata[i], NULL))
      g_ptr_array_add (settled, ac_edit_ref (self->snapshot->pdata[i]));
  ac_connection_state_settle (self->state, settled);
  ac_connection_state_begin (self->state, self->sent);
  return self->sent->len > 0 ? ac_edits_dup_json (self->sent) : NULL;
}

void
assert_begins (Update *self, const char *expected)
{
  g_autofree char *body = begin (self);

  g_assert_cmpstr (body, ==, expected);
}

void
update_clear (Update *self)
{
  g_ptr_array_unref (self->snapshot);
  g_clear_pointer (&self->sent, g_ptr_array_unref);
}

void
end (Update *self, Outcome outcome)
{
  outcome (self->state, self->sent);
  update_clear (self);
}

void
succeed (Update *self, const char *json)
{
  ac_connection_state_answered (self->state, read_record (json), self->sent);
  update_clear (self);
}

void
assert_value (State *state, AcField field, const char *expected)
{
  g_assert_cmpstr (ac_connection_state_get (state, field), ==, expected);
}
