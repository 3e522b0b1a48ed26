/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-window.h"

#include "ac-clock.h"

/* The server's window, and a millisecond because it may count in those. */
#define SLOT_TIME (G_USEC_PER_SEC + 1000)

/* How much longer a request that was given up may be on its way. */
#define LONGEST_STRAY G_USEC_PER_SEC

void
ac_window_init (AcWindow *self, guint capacity)
{
  *self = (AcWindow){
    .capacity = capacity,
    .cooling = g_array_new (FALSE, FALSE, sizeof (gint64)),
  };
}

void
ac_window_clear (AcWindow *self)
{
  g_array_unref (self->cooling);
}

static gint64
cooling_end (const AcWindow *self, guint i)
{
  return g_array_index (self->cooling, gint64, i);
}

gint64
ac_window_next (const AcWindow *self)
{
  gint64 next = 0;

  if (self->held >= self->capacity)
    return AC_NEVER;
  if (self->held + self->cooling->len >= self->capacity)
    next = cooling_end (self, self->held + self->cooling->len - self->capacity);
  return MAX (next, self->pause_end);
}

void
ac_window_take (AcWindow *self, gint64 now)
{
  guint over = 0;

  while (over < self->cooling->len && cooling_end (self, over) <= now)
    over++;
  if (over > 0)
    g_array_remove_range (self->cooling, 0, over);
  self->held++;
}

void
ac_window_release (AcWindow *self, AcSlotOutcome outcome, gint64 now)
{
  gint64 end = now + SLOT_TIME;
  guint i = self->cooling->len;

  self->held--;
  if (outcome == AC_SLOT_OUTCOME_NOT_SENT)
    return;
  if (outcome == AC_SLOT_OUTCOME_UNKNOWN)
    end += LONGEST_STRAY;
  while (i > 0 && cooling_end (self, i - 1) > end)
    i--;
  g_array_insert_val (self->cooling, i, end);
}

void
ac_window_pause (AcWindow *self, gint64 until)
{
  self->pause_end = MAX (self->pause_end, until);
}

gint64
ac_window_idle_from (const AcWindow *self)
{
  gint64 end = self->cooling->len > 0 ? cooling_end (self, self->cooling->len - 1) : 0;

  return self->held > 0 ? AC_NEVER : MAX (end, self->pause_end);
}
