/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-schedule.h"

#include "acwf-backlog.h"
#include "acwf-order.h"

/* How many tickets the client has at most. Each that it has needs turns of the context to be
 * cancelled in, and those of a close are counted; more than the connections and the slots keep busy
 * gain nothing.
 */
#define MOST_AT_CLIENT 256

struct _AcwfSchedule
{
  AcwfInbox *inbox;
  GSource *waits;
  void (*settled) (gpointer data);
  gpointer data;

  GQueue all;   /* AcwfTicket, runs too */
  GQueue ready; /* those that need no client */
  AcwfBacklog *backlog;
  guint n_at_client;
  AcwfOrder *order;
  gboolean is_settling;
};

AcwfSchedule *
acwf_schedule_new (AcwfInbox *inbox, GSource *waits, void (*settled) (gpointer data), gpointer data)
{
  AcwfSchedule *self = g_new0 (AcwfSchedule, 1);

  self->inbox = inbox;
  self->waits = waits;
  self->settled = settled;
  self->data = data;
  self->backlog = acwf_backlog_new ();
  self->order = acwf_order_new ();
  return self;
}

void
acwf_schedule_free (AcwfSchedule *self)
{
  acwf_backlog_free (self->backlog);
  acwf_order_free (self->order);
  g_free (self);
}

guint
acwf_schedule_count (AcwfSchedule *self)
{
  return self->all.length;
}

guint
acwf_schedule_count_waiting (AcwfSchedule *self)
{
  guint count = 0;

  for (GList *l = self->all.head; l != NULL; l = l->next)
    count += ((AcwfTicket *) l->data)->is_waiting;
  return count;
}

static void
take_turn (AcwfSchedule *self, AcwfTicket *ticket)
{
  if (!ticket->needs_client)
    {
      g_queue_push_tail (&self->ready, ticket);
      return;
    }
  acwf_ticket_begin_wait (ticket);
  acwf_backlog_push (self->backlog, ticket);
}

static void
pass_turn (AcwfSchedule *self, AcwfTicket *ticket)
{
  AcwfTicket *next;

  if (ticket->key == NULL)
    return;
  next = acwf_order_leave (self->order, ticket);
  if (next != NULL && next->is_waiting)
    {
      next->is_waiting = FALSE;
      take_turn (self, next);
    }
}

void
acwf_schedule_end (AcwfSchedule *self, AcwfTicket *ticket, GString *completion)
{
  g_assert (!ticket->has_ended);
  ticket->has_ended = TRUE;
  if (ticket->has_started && ticket->needs_client)
    self->n_at_client--;
  pass_turn (self, ticket);
  g_queue_unlink (&self->all, &ticket->place);
  acwf_inbox_answer (self->inbox, ticket, completion);
  acwf_ticket_unref (ticket);
  acwf_schedule_settle (self);
}

static AcwfError *
cancelled_error (void)
{
  return acwf_error_new ("cancelled", NULL, "Cancelled before a request was made");
}

/* A close, unlike a drain, owes no line to what did not begin: writing a hundred thousand takes
 * longer than it has. Who waits for a run is answered.
 */
static gboolean
is_owed_line (AcwfSchedule *self, AcwfTicket *ticket)
{
  return ticket->is_run || !acwf_inbox_is_closing (self->inbox);
}

static void
end_before_request (AcwfSchedule *self, AcwfTicket *ticket)
{
  if (is_owed_line (self, ticket))
    acwf_ticket_fail (ticket, cancelled_error ());
  else
    acwf_schedule_end (self, ticket, NULL);
}

/* After the reason was noted. */
static void
give_up (AcwfSchedule *self, AcwfTicket *ticket)
{
  if (ticket->has_ended)
    return;
  if (ticket->timer != NULL)
    {
      g_source_destroy (ticket->timer);
      g_clear_pointer (&ticket->timer, g_source_unref);
      end_before_request (self, ticket);
    }
  else if (ticket->has_started)
    g_cancellable_cancel (ticket->cancellable);
  else if (ticket->is_waiting)
    {
      ticket->is_waiting = FALSE;
      end_before_request (self, ticket);
    }
  else if (ticket->is_in_backlog)
    {
      acwf_backlog_remove (self->backlog, ticket);
      end_before_request (self, ticket);
    }
  /* Else it is ready, and looks for the reason itself. */
}

static void
start (AcwfSchedule *self, AcwfTicket *ticket)
{
  if (g_atomic_int_get (&ticket->give_up) != ACWF_STAY)
    {
      end_before_request (self, ticket);
      return;
    }
  ticket->has_started = TRUE;
  ticket->cancellable = g_cancellable_new ();
  if (ticket->needs_client)
    self->n_at_client++;
  ticket->action->start (ticket);
}

static void
admit (AcwfSchedule *self, AcwfTicket *ticket)
{
  AcwfError *error;

  g_queue_push_tail_link (&self->all, &ticket->place);
  if (!is_owed_line (self, ticket))
    {
      acwf_schedule_end (self, ticket, NULL);
      return;
    }
  error = acwf_ticket_prepare (ticket);
  if (error != NULL)
    acwf_ticket_fail (ticket, error);
  else if (ticket->key == NULL || acwf_order_enter (self->order, ticket))
    take_turn (self, ticket);
  else
    ticket->is_waiting = TRUE;
}

static AcwfTicket *
pop_next (AcwfSchedule *self)
{
  if (self->ready.length > 0)
    return g_queue_pop_head (&self->ready);
  return self->n_at_client < MOST_AT_CLIENT ? acwf_backlog_pop (self->backlog) : NULL;
}

/* Not from within itself: one ticket that ends at once would start the next. */
void
acwf_schedule_settle (AcwfSchedule *self)
{
  AcwfTicket *ticket;
  gint64 end;

  if (self->is_settling)
    return;
  self->is_settling = TRUE;
  while ((ticket = pop_next (self)) != NULL)
    start (self, ticket);
  end = acwf_backlog_get_end (self->backlog);
  g_source_set_ready_time (self->waits, end < G_MAXINT64 ? end : -1);
  self->settled (self->data);
  self->is_settling = FALSE;
}

void
acwf_schedule_take (AcwfSchedule *self, GQueue *tickets, GQueue *given_up)
{
  AcwfTicket *ticket;

  self->is_settling = TRUE;
  while ((ticket = g_queue_pop_head (tickets)) != NULL)
    admit (self, ticket);
  while ((ticket = g_queue_pop_head (given_up)) != NULL)
    {
      give_up (self, ticket);
      acwf_ticket_unref (ticket);
    }
  self->is_settling = FALSE;
  acwf_schedule_settle (self);
}

void
acwf_schedule_give_up_all (AcwfSchedule *self)
{
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func (
    (GDestroyNotify) acwf_ticket_unref);

  for (GList *l = self->all.head; l != NULL; l = l->next)
    {
      acwf_ticket_give_up (l->data, ACWF_SHUT_DOWN);
      g_ptr_array_add (tickets, acwf_ticket_ref (l->data));
    }
  self->is_settling = TRUE;
  for (guint i = 0; i < tickets->len; i++)
    give_up (self, tickets->pdata[i]);
  self->is_settling = FALSE;
  acwf_schedule_settle (self);
}

void
acwf_schedule_end_long_waits (AcwfSchedule *self)
{
  gint64 now = g_get_monotonic_time ();
  AcwfTicket *ticket;

  self->is_settling = TRUE;
  while ((ticket = acwf_backlog_pop_expired (self->backlog, now)) != NULL)
    acwf_ticket_fail (ticket, acwf_error_new ("rate_limited", NULL,
                                              "No slot of the account's rate limit came up within "
                                              "queue_timeout_ms; try again later"));
  self->is_settling = FALSE;
  acwf_schedule_settle (self);
}

void
acwf_schedule_release_waiters (AcwfSchedule *self)
{
  for (GList *l = self->all.head; l != NULL; l = l->next)
    {
      AcwfTicket *ticket = l->data;

      if (ticket->is_run)
        {
          g_autoptr (AcwfError) error = cancelled_error ();

          /* It may have written by now, or be about to. */
          error->outcome_unknown = ticket->has_started && ticket->is_write;
          acwf_inbox_answer (self->inbox, ticket, acwf_ticket_complete (ticket, NULL, error));
        }
    }
}
