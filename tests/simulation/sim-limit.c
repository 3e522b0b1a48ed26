/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-limit.h"

#define WINDOW G_USEC_PER_SEC

typedef struct
{
  gint64 time;
  SimRequester requester;
} Counted;

void
sim_limit_init (SimLimit *self)
{
  self->ours = g_array_new (FALSE, FALSE, sizeof (Counted));
  self->counted = g_array_new (FALSE, FALSE, sizeof (Counted));
}

void
sim_limit_clear (SimLimit *self)
{
  g_array_unref (self->ours);
  g_array_unref (self->counted);
}

static void
forget_old (GArray *window, gint64 now)
{
  guint n_old = 0;

  while (n_old < window->len && g_array_index (window, Counted, n_old).time <= now - WINDOW)
    n_old++;
  g_array_remove_range (window, 0, n_old);
}

static gboolean
has_any_but_own (GArray *window)
{
  for (guint i = 0; i < window->len; i++)
    if (g_array_index (window, Counted, i).requester != SIM_REQUEST_OWN)
      return TRUE;
  return FALSE;
}

gboolean
sim_limit_let_through (SimLimit *self, gint64 now, SimRequester requester)
{
  Counted counted = { now, requester };

  forget_old (self->ours, now);
  forget_old (self->counted, now);
  if (requester != SIM_REQUEST_OTHERS)
    {
      g_array_append_val (self->ours, counted);
      g_assert_true (self->ours->len <= SIM_RATE || has_any_but_own (self->ours));
    }
  if (self->counted->len < SIM_RATE)
    {
      g_array_append_val (self->counted, counted);
      return TRUE;
    }
  g_assert_true (requester != SIM_REQUEST_OWN || has_any_but_own (self->counted));
  return FALSE;
}
