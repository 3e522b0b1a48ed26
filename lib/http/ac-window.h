/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "ac-enums.h"

G_BEGIN_DECLS

/* The slots of an account: at most @capacity requests in any second, counted when the server
 * counts them. That may be at any moment between the sending and the answer, so a slot is free
 * again a second after the answer. (Less the shortest round trip seen would be too early: with the
 * same round trip each time, a late count and an early one can still lie closer together.)
 *
 * Pure: times are given in microseconds, nothing waits, nothing is locked.
 */
typedef struct
{
  guint capacity;
  guint held;      /* slots taken and not released */
  GArray *cooling; /* gint64: when each released slot is free again, ascending */
  gint64 pause_end;
} AcWindow;

void ac_window_init (AcWindow *self, guint capacity);
void ac_window_clear (AcWindow *self);

/* When a slot can be taken; AC_NEVER as long as none is released. */
gint64 ac_window_next (const AcWindow *self);
void ac_window_take (AcWindow *self, gint64 now);

void ac_window_release (AcWindow *self, AcSlotOutcome outcome, gint64 now);
void ac_window_pause (AcWindow *self, gint64 until);

/* When nothing of the past matters any more. */
gint64 ac_window_idle_from (const AcWindow *self);

G_END_DECLS
