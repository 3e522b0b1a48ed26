/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-backlog.h"

struct _AcwfBacklog
{
  GQueue tickets;  /* AcwfTicket */
  GSequence *ends; /* those of them that have a queue_end, the earliest first */
};

AcwfBacklog *
acwf_backlog_new (void)
{
  AcwfBacklog *self = g_new0 (AcwfBacklog, 1);

  self->ends = g_sequence_new (NULL);
  return self;
}

void
acwf_backlog_free (AcwfBacklog *self)
{
  g_sequence_free (self->ends);
  g_free (self);
}

static int
compare_ends (gconstpointer a, gconstpointer b, gpointer unused G_GNUC_UNUSED)
{
  const AcwfTicket *one = a, *other = b;

  return (one->queue_end > other->queue_end) - (one->queue_end < other->queue_end);
}

void
acwf_backlog_push (AcwfBacklog *self, AcwfTicket *ticket)
{
  g_queue_push_tail_link (&self->tickets, &ticket->backlog_place);
  if (ticket->queue_end < G_MAXINT64)
    ticket->end_place = g_sequence_insert_sorted (self->ends, ticket, compare_ends, NULL);
  ticket->is_in_backlog = TRUE;
}

void
acwf_backlog_remove (AcwfBacklog *self, AcwfTicket *ticket)
{
  g_queue_unlink (&self->tickets, &ticket->backlog_place);
  g_clear_pointer (&ticket->end_place, g_sequence_remove);
  ticket->is_in_backlog = FALSE;
}

AcwfTicket *
acwf_backlog_pop (AcwfBacklog *self)
{
  AcwfTicket *first = g_queue_peek_head (&self->tickets);

  if (first != NULL)
    acwf_backlog_remove (self, first);
  return first;
}

/* NULL where nobody's time runs out. */
static AcwfTicket *
get_earliest (AcwfBacklog *self)
{
  return g_sequence_is_empty (self->ends) ? NULL
                                          : g_sequence_get (g_sequence_get_begin_iter (self->ends));
}

AcwfTicket *
acwf_backlog_pop_expired (AcwfBacklog *self, gint64 now)
{
  AcwfTicket *earliest = get_earliest (self);

  if (earliest == NULL || earliest->queue_end > now)
    return NULL;
  acwf_backlog_remove (self, earliest);
  return earliest;
}

gint64
acwf_backlog_get_end (AcwfBacklog *self)
{
  AcwfTicket *earliest = get_earliest (self);

  return earliest != NULL ? earliest->queue_end : G_MAXINT64;
}
