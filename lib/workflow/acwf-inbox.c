/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-inbox.h"

#include "activecampaign-workflow.h"

struct _AcwfInbox
{
  GSource *reader;
  AcwfOutput *output;
  guint max_tickets;

  GMutex lock;           /* guards what follows */
  GHashTable *in_flight; /* number → AcwfTicket */
  GQueue tickets;        /* AcwfTicket, new ones */
  GQueue given_up;       /* AcwfTicket */
  gboolean is_shut_down;
  gint64 end; /* of a drain; G_MAXINT64: never */
  gboolean is_closing;
};

AcwfInbox *
acwf_inbox_new (GSource *reader, AcwfOutput *output, guint max_tickets)
{
  AcwfInbox *self = g_new0 (AcwfInbox, 1);

  self->reader = g_source_ref (reader);
  self->output = output;
  self->max_tickets = max_tickets;
  self->in_flight = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->end = G_MAXINT64;
  g_mutex_init (&self->lock);
  return self;
}

void
acwf_inbox_free (AcwfInbox *self)
{
  g_queue_clear_full (&self->given_up, (GDestroyNotify) acwf_ticket_unref);
  g_hash_table_unref (self->in_flight);
  g_mutex_clear (&self->lock);
  g_source_unref (self->reader);
  g_free (self);
}

/* Called with the lock, as is all below that does not take it. */
static void
wake (AcwfInbox *self)
{
  g_source_set_ready_time (self->reader, 0);
}

static gboolean
has_room (AcwfInbox *self)
{
  return g_hash_table_size (self->in_flight) + acwf_output_count_unread (self->output)
       < self->max_tickets;
}

static int
find_answer (AcwfInbox *self, guint64 number)
{
  if (self->is_shut_down)
    return ACWF_SHUTTING_DOWN;
  if (number > ACWF_MAX_TICKET)
    return ACWF_BAD_TICKET;
  if (g_hash_table_contains (self->in_flight, &number))
    return ACWF_IN_FLIGHT;
  return has_room (self) ? ACWF_OK : ACWF_FULL;
}

static void
put (AcwfInbox *self, AcwfTicket *ticket)
{
  g_queue_push_tail (&self->tickets, acwf_ticket_ref (ticket));
  wake (self);
}

int
acwf_inbox_submit (AcwfInbox *self, AcwfTicket *ticket)
{
  int answer;

  g_mutex_lock (&self->lock);
  answer = find_answer (self, ticket->number);
  if (answer == ACWF_OK)
    {
      g_hash_table_insert (self->in_flight, &ticket->number, ticket);
      put (self, ticket);
    }
  g_mutex_unlock (&self->lock);
  acwf_ticket_unref (ticket);
  return answer;
}

static void
give_up (AcwfInbox *self, AcwfTicket *ticket, AcwfGiveUp reason)
{
  if (!acwf_ticket_give_up (ticket, reason))
    return;
  g_queue_push_tail (&self->given_up, acwf_ticket_ref (ticket));
  wake (self);
}

int
acwf_inbox_cancel (AcwfInbox *self, guint64 number)
{
  AcwfTicket *ticket;

  g_mutex_lock (&self->lock);
  ticket = g_hash_table_lookup (self->in_flight, &number);
  if (ticket != NULL)
    give_up (self, ticket, ACWF_CANCELLED);
  g_mutex_unlock (&self->lock);
  return ticket != NULL ? ACWF_OK : ACWF_NO_HANDLE;
}

static void
await_completion (AcwfInbox *self, AcwfTicket *ticket, int timeout_ms)
{
  gint64 end = ticket->begun_at + timeout_ms * G_GINT64_CONSTANT (1000);

  while (timeout_ms > 0 && ticket->completion == NULL)
    if (!g_cond_wait_until (&ticket->completed, &self->lock, end))
      {
        give_up (self, ticket, ACWF_TIMED_OUT);
        break;
      }
  while (ticket->completion == NULL)
    g_cond_wait (&ticket->completed, &self->lock);
}

char *
acwf_inbox_run (AcwfInbox *self, AcwfTicket *ticket, int timeout_ms)
{
  char *completion = NULL;

  g_mutex_lock (&self->lock);
  if (!self->is_shut_down)
    {
      put (self, ticket);
      await_completion (self, ticket, timeout_ms);
      completion = g_steal_pointer (&ticket->completion);
    }
  g_mutex_unlock (&self->lock);
  acwf_ticket_unref (ticket);
  return completion;
}

void
acwf_inbox_shut_down (AcwfInbox *self, gint64 end)
{
  g_mutex_lock (&self->lock);
  self->is_shut_down = TRUE;
  self->end = MIN (self->end, end);
  wake (self);
  g_mutex_unlock (&self->lock);
}

void
acwf_inbox_close (AcwfInbox *self)
{
  g_mutex_lock (&self->lock);
  self->is_shut_down = self->is_closing = TRUE;
  self->end = g_get_monotonic_time ();
  wake (self);
  g_mutex_unlock (&self->lock);
}

gint64
acwf_inbox_take (AcwfInbox *self, GQueue *tickets, GQueue *given_up)
{
  gint64 end;

  g_mutex_lock (&self->lock);
  g_source_set_ready_time (self->reader, -1);
  *tickets = self->tickets;
  *given_up = self->given_up;
  g_queue_init (&self->tickets);
  g_queue_init (&self->given_up);
  end = self->end;
  g_mutex_unlock (&self->lock);
  return end;
}

gboolean
acwf_inbox_is_over (AcwfInbox *self)
{
  gboolean is_over;

  g_mutex_lock (&self->lock);
  is_over = self->is_shut_down && self->tickets.length == 0;
  g_mutex_unlock (&self->lock);
  return is_over;
}

gboolean
acwf_inbox_is_closing (AcwfInbox *self)
{
  gboolean is_closing;

  g_mutex_lock (&self->lock);
  is_closing = self->is_closing;
  g_mutex_unlock (&self->lock);
  return is_closing;
}

void
acwf_inbox_answer (AcwfInbox *self, AcwfTicket *ticket, GString *completion)
{
  g_mutex_lock (&self->lock);
  if (ticket->is_run)
    {
      ticket->completion = g_string_free (completion, FALSE);
      g_cond_signal (&ticket->completed);
    }
  else
    {
      /* Before the line can be read: the host may use the number again. In one step, for it counts
       * either as in flight or as unread.
       */
      g_hash_table_remove (self->in_flight, &ticket->number);
      if (completion != NULL)
        acwf_output_push (self->output, completion);
    }
  g_mutex_unlock (&self->lock);
}
