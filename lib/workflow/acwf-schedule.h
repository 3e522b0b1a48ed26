/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-inbox.h"

G_BEGIN_DECLS

/* The tickets of an engine between their arrival and their end: which of them starts when. In the
 * engine's thread.
 */
typedef struct _AcwfSchedule AcwfSchedule;

/* @inbox: where completions go. @waits: made ready when acwf_schedule_end_long_waits() is due.
 * @settled: called after each change, when all was started that can be; it ends no ticket.
 */
AcwfSchedule *acwf_schedule_new (AcwfInbox *inbox,
                                 GSource *waits,
                                 void (*settled) (gpointer data),
                                 gpointer data);
void acwf_schedule_free (AcwfSchedule *self);

/* Empties both queues. */
void acwf_schedule_take (AcwfSchedule *self, GQueue *tickets, GQueue *given_up);

void acwf_schedule_give_up_all (AcwfSchedule *self);
void acwf_schedule_end_long_waits (AcwfSchedule *self);

/* The ticket ends. The completion is taken; NULL where it is dropped. */
void acwf_schedule_end (AcwfSchedule *self, AcwfTicket *ticket, GString *completion);

/* Starts what can be started. */
void acwf_schedule_settle (AcwfSchedule *self);

/* Whoever waits for a run does not wait for ever, also where an operation did not end when it was
 * told to.
 */
void acwf_schedule_release_waiters (AcwfSchedule *self);

/* All tickets; those of them that wait for their turn. */
guint acwf_schedule_count (AcwfSchedule *self);
guint acwf_schedule_count_waiting (AcwfSchedule *self);

G_END_DECLS
