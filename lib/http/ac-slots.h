/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "ac-clock.h"
#include "ac-window.h"

G_BEGIN_DECLS

/* An AcWindow that threads share: who holds slots, and who waits for one. All of it may be used
 * from every thread.
 */
typedef struct _AcSlots AcSlots;

AcSlots *ac_slots_new (AcClock *clock, guint capacity);
void ac_slots_free (AcSlots *self);

/* FALSE where that would mean to wait. */
gboolean ac_slots_try (AcSlots *self);

/* Takes a slot in the order of the calls, then returns TRUE from @task, or an error. The task's
 * source object keeps the slots alive.
 */
void ac_slots_take (AcSlots *self, GTask *task);

void ac_slots_release (AcSlots *self, AcSlotOutcome outcome);
void ac_slots_pause (AcSlots *self, double seconds);

/* Seconds from now; 0 for a time that is past, G_MAXDOUBLE while nobody can tell. */
double ac_slots_get_pause (AcSlots *self);
double ac_slots_get_next (AcSlots *self);

/* Whether nothing of the past matters any more. */
gboolean ac_slots_is_idle (AcSlots *self);

G_END_DECLS
