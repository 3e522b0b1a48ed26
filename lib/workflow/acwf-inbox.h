/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-output.h"
#include "acwf-ticket.h"

G_BEGIN_DECLS

/* Where the host's threads and the engine's meet: what is new, what is given up, when it is to end,
 * and which numbers are in flight.
 */
typedef struct _AcwfInbox AcwfInbox;

/* @reader: made ready when there is something to take. @output: where lines go. As many tickets as
 * @max_tickets are in flight or unread.
 */
AcwfInbox *acwf_inbox_new (GSource *reader, AcwfOutput *output, guint max_tickets);
void acwf_inbox_free (AcwfInbox *self);

/* From any thread; they answer as the functions of the ABI do. A ticket is taken. */
int acwf_inbox_submit (AcwfInbox *self, AcwfTicket *ticket);
int acwf_inbox_cancel (AcwfInbox *self, guint64 number);

/* Waits for the completion; NULL where it is shut down. */
char *acwf_inbox_run (AcwfInbox *self, AcwfTicket *ticket, int timeout_ms);

/* From any thread: nothing new from now on, and what is not done by @end is given up. */
void acwf_inbox_shut_down (AcwfInbox *self, gint64 end);
void acwf_inbox_close (AcwfInbox *self);

/* In the engine's thread. Moves what came to two empty queues, and tells when all is to be given
 * up: G_MAXINT64 for never.
 */
gint64 acwf_inbox_take (AcwfInbox *self, GQueue *tickets, GQueue *given_up);

/* In the engine's thread: whether nothing more can come, and whether a close waits for the end. */
gboolean acwf_inbox_is_over (AcwfInbox *self);
gboolean acwf_inbox_is_closing (AcwfInbox *self);

/* In the engine's thread: to the output, or to who waits for a run. Takes the completion; NULL for
 * a ticket that is dropped.
 */
void acwf_inbox_answer (AcwfInbox *self, AcwfTicket *ticket, GString *completion);

G_END_DECLS
