/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-model.h"

static void
token_clear (gpointer token)
{
  g_free (((SimToken *) token)->text);
}

static void
token_drop (SimToken **token)
{
  if (*token != NULL)
    g_rc_box_release_full (g_steal_pointer (token), token_clear);
}

void
sim_snapshot_take (SimSnapshot *self, SimField field, SimToken *token)
{
  token_drop (&self->tokens[field]);
  self->tokens[field] = g_rc_box_acquire (token);
}

void
sim_snapshot_clear (SimSnapshot *self)
{
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    token_drop (&self->tokens[i]);
}

void
sim_model_clear (SimModel *self)
{
  sim_snapshot_clear (&self->pending);
  sim_values_clear (&self->record);
}

const char *
sim_model_get (const SimModel *self, SimField field)
{
  SimToken *token = self->pending.tokens[field];

  return token != NULL ? token->text : self->record.texts[field];
}

void
sim_model_set (SimModel *self, SimField field, const char *text, guint64 serial)
{
  SimToken *token;

  token_drop (&self->pending.tokens[field]);
  if (text == NULL)
    return;
  token = g_rc_box_new0 (SimToken);
  token->field = field;
  token->text = g_strdup (text);
  token->serial = serial;
  self->pending.tokens[field] = token;
}

guint32
sim_model_select (const SimModel *self, const SimSnapshot *snapshot)
{
  guint32 fields = 0;

  for (guint i = 0; i < SIM_N_FIELDS; i++)
    {
      SimToken *token = snapshot->tokens[i];

      if (token != NULL && !token->settled
          && !((self->known & SIM_FIELD_BIT (i))
               && g_strcmp0 (self->record.texts[i], token->text) == 0))
        fields |= SIM_FIELD_BIT (i);
    }
  return fields;
}

void
sim_model_settle (SimModel *self, SimToken *token)
{
  token->settled = TRUE;
  if (self->pending.tokens[token->field] == token)
    token_drop (&self->pending.tokens[token->field]);
}

void
sim_model_settle_others (SimModel *self, const SimSnapshot *snapshot, guint32 fields)
{
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (snapshot->tokens[i] != NULL && !(fields & SIM_FIELD_BIT (i)))
      sim_model_settle (self, snapshot->tokens[i]);
}

void
sim_model_answered (SimModel *self, const SimSeen *seen, const SimSnapshot *sent)
{
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    {
      guint32 bit = SIM_FIELD_BIT (i);

      if (seen->held & bit)
        {
          sim_values_set (&self->record, i, seen->values.texts[i]);
          self->known |= bit;
        }
      else if (sent->tokens[i] != NULL)
        {
          sim_values_set (&self->record, i, sent->tokens[i]->text);
          self->known &= ~bit;
        }
      if (sent->tokens[i] != NULL)
        sim_model_settle (self, sent->tokens[i]);
    }
}

void
sim_model_forget (SimModel *self, guint64 serial)
{
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (self->pending.tokens[i] != NULL && self->pending.tokens[i]->serial < serial)
      token_drop (&self->pending.tokens[i]);
  self->known = 0;
}
