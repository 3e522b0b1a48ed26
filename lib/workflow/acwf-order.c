/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-order.h"

struct _AcwfOrder
{
  GHashTable *queues; /* key → GQueue of AcwfTicket; the first does not wait */
};

AcwfOrder *
acwf_order_new (void)
{
  AcwfOrder *self = g_new0 (AcwfOrder, 1);

  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
acwf_order_free (AcwfOrder *self)
{
  g_hash_table_unref (self->queues);
  g_free (self);
}

gboolean
acwf_order_enter (AcwfOrder *self, AcwfTicket *ticket)
{
  GQueue *queue = g_hash_table_lookup (self->queues, ticket->key);

  if (queue == NULL)
    {
      queue = g_new0 (GQueue, 1);
      /* The key is that of the first ticket, and goes with it. */
      g_hash_table_insert (self->queues, ticket->key, queue);
    }
  g_queue_push_tail_link (queue, &ticket->turn);
  return queue->length == 1;
}

AcwfTicket *
acwf_order_leave (AcwfOrder *self, AcwfTicket *ticket)
{
  GQueue *queue = g_hash_table_lookup (self->queues, ticket->key);
  gboolean was_first = g_queue_peek_head (queue) == ticket;
  AcwfTicket *next;

  g_queue_unlink (queue, &ticket->turn);
  if (!was_first)
    return NULL;
  next = g_queue_peek_head (queue);
  if (next == NULL)
    g_hash_table_remove (self->queues, ticket->key);
  else
    {
      g_hash_table_steal (self->queues, ticket->key);
      g_hash_table_insert (self->queues, next->key, queue);
    }
  return next;
}
