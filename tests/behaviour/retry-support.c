/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "retry-support.h"

Trial *
take_trial (Trial **trials, guint count, TrialBegin begin, guint row)
{
  if (*trials == NULL)
    {
      *trials = g_new0 (Trial, count);
      for (guint i = 0; i < count; i++)
        begin (&(*trials)[i], i);
    }
  return &(*trials)[row];
}

void
trial_clear (Trial *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->answers); i++)
    answer_clear (&self->answers[i]);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->world, world_free);
}
