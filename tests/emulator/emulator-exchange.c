/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-exchange.h"

#include "emulator-api.h"
#include "emulator-transport.h"

typedef struct _Exchange Exchange;
typedef void (*Step) (Exchange *exchange);

struct _Exchange
{
  Emulator *emulator;
  GList link; /* in Emulator.exchanges */

  SoupServerMessage *message;
  gboolean paused;
  gboolean gone; /* the client is, and so is the connection */

  EmulatorRequest *request;
  EmulatorFault *fault; /* NULL: none */
  EmulatorAnswer *answer;
  EmulatorLogEntry *entry;

  guint latency_after_ms;
  gboolean held;
  Step next; /* after the timer, or once it is no longer held */
  GSource *timer;
};

static void
exchange_free (Exchange *exchange)
{
  g_queue_unlink (&exchange->emulator->exchanges, &exchange->link);
  if (exchange->timer != NULL)
    {
      g_source_destroy (exchange->timer);
      g_source_unref (exchange->timer);
    }
  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
  g_object_unref (exchange->message);
  emulator_request_free (exchange->request);
  g_clear_pointer (&exchange->fault, emulator_fault_unref);
  emulator_answer_free (exchange->answer);
  g_clear_pointer (&exchange->entry, emulator_log_entry_unref);
  g_free (exchange);
}

static void
pause_message (Exchange *exchange)
{
  if (exchange->paused || exchange->gone)
    return;
  soup_server_message_pause (exchange->message);
  exchange->paused = TRUE;
}

static gboolean
on_timer (gpointer user_data)
{
  Exchange *exchange = user_data;

  g_clear_pointer (&exchange->timer, g_source_unref);
  exchange->next (exchange);
  return G_SOURCE_REMOVE;
}

static void
go_on_after (Exchange *exchange, guint delay_ms, Step next)
{
  if (delay_ms == 0)
    {
      next (exchange);
      return;
    }

  pause_message (exchange);
  exchange->next = next;
  exchange->timer = g_timeout_source_new (delay_ms);
  g_source_set_callback (exchange->timer, on_timer, exchange, NULL);
  g_source_attach (exchange->timer, exchange->emulator->context);
}

static void
set_held (Exchange *exchange, gboolean held)
{
  gint *count = &exchange->emulator->held;

  exchange->held = held;
  emulator_set_count (count, (guint) (held ? *count + 1 : *count - 1));
}

static void
hold (Exchange *exchange, Step next)
{
  pause_message (exchange);
  exchange->next = next;
  set_held (exchange, TRUE);
}

static void
note_answer (Exchange *exchange)
{
  EmulatorLogEntry *entry = exchange->entry;

  if (exchange->fault == NULL || emulator_fault_answers (exchange->fault))
    entry->status = exchange->answer->status;
  if (exchange->answer->hint->len > 0)
    {
      entry->hint = g_strdup (exchange->answer->hint->str);
      soup_message_headers_replace (exchange->answer->headers, "X-Emulator-Hint", entry->hint);
    }

  if (exchange->emulator->options.verbose)
    {
      g_autofree char *line = emulator_request_describe (exchange->request,
                                                         exchange->emulator->token);

      g_printerr ("%u %s -> %u%s%s\n", entry->n, line, entry->status,
                  entry->hint != NULL ? "; hint: " : "", entry->hint != NULL ? entry->hint : "");
    }
}

static void
deliver (Exchange *exchange)
{
  note_answer (exchange);

  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
  if (!exchange->gone && exchange->fault != NULL && emulator_fault_breaks (exchange->fault))
    {
      pause_message (exchange);
      emulator_transport_break (&exchange->emulator->senders, exchange->message, exchange->answer,
                                exchange->fault);
    }
  else if (!exchange->gone)
    {
      emulator_transport_send (exchange->message, exchange->answer);
      if (exchange->paused)
        soup_server_message_unpause (exchange->message);
    }
  exchange_free (exchange);
}

static void
travel_back (Exchange *exchange)
{
  guint delay_ms = exchange->latency_after_ms;

  if (exchange->fault != NULL)
    delay_ms += exchange->fault->delay_ms;
  go_on_after (exchange, delay_ms, deliver);
}

/* Looked up at each use: a reset puts new ones in their place. */
static EmulatorAccount *
get_account (Exchange *exchange)
{
  return emulator_get_account (exchange->emulator, exchange->request->account);
}

static void
carry_out (Exchange *exchange)
{
  EmulatorFault *fault = exchange->fault;

  if (fault == NULL || emulator_fault_lets_through (fault))
    emulator_api_answer (get_account (exchange), exchange->emulator->token, exchange->request,
                         exchange->answer);
  if (fault != NULL)
    emulator_fault_distort (fault, exchange->answer);

  if (fault != NULL && fault->hold == EMULATOR_HOLD_AFTER)
    hold (exchange, travel_back);
  else
    travel_back (exchange);
}

/* The limiter's word. Returns FALSE if it rejects the request, which is answered then. */
static gboolean
admit (Exchange *exchange, gint64 now)
{
  Emulator *emulator = exchange->emulator;
  EmulatorLimiter *limiter = get_account (exchange)->limiter;
  SoupMessageHeaders *headers = exchange->answer->headers;
  gboolean admitted = emulator_limiter_admit (limiter, now);

  if (emulator_limiter_get_peak (limiter) > (guint) emulator->peak)
    emulator_set_count (&emulator->peak, emulator_limiter_get_peak (limiter));

  if (emulator->options.rate_limit > 0)
    {
      g_autofree char *limit = g_strdup_printf ("%u", emulator->options.rate_limit);
      g_autofree char *remaining = g_strdup_printf ("%u",
                                                    emulator_limiter_get_remaining (limiter, now));

      soup_message_headers_replace (headers, "RateLimit-Limit", limit);
      soup_message_headers_replace (headers, "RateLimit-Remaining", remaining);
    }
  if (!admitted)
    {
      soup_message_headers_replace (headers, "Retry-After", "1");
      emulator_answer_set_message (exchange->answer, 429, "Too Many Requests");
      emulator_set_count (&emulator->rejected, (guint) emulator->rejected + 1);
    }
  return admitted;
}

static void
arrive (Exchange *exchange)
{
  Emulator *emulator = exchange->emulator;
  gint64 now = g_get_monotonic_time ();
  EmulatorFault *fault = emulator_faults_find (emulator->faults, exchange->request);

  exchange->entry = emulator_log_add (&emulator->log, exchange->request, emulator->token, now);
  emulator_set_count (&emulator->requests, emulator->log.count);

  if (get_account (exchange) == NULL)
    {
      /* As the service sends those away who got the account's name wrong; a name that can't
       * exist, lest a client that follows meets somebody. */
      soup_message_headers_replace (exchange->answer->headers, "Location",
                                    "https://www.activecampaign.invalid/");
      emulator_answer_set_text (exchange->answer, 302, "");
      emulator_answer_add_hint (exchange->answer, "there is no such account here");
      travel_back (exchange);
      return;
    }
  if ((fault == NULL || !fault->uncounted) && !admit (exchange, now))
    {
      travel_back (exchange);
      return;
    }

  if (fault != NULL)
    exchange->fault = emulator_fault_ref (fault);
  emulator_faults_count (emulator->faults, exchange->request, fault);

  if (fault != NULL && exchange->fault->hold == EMULATOR_HOLD_BEFORE)
    hold (exchange, carry_out);
  else
    carry_out (exchange);
}

static void
add_common_headers (Exchange *exchange)
{
  SoupMessageHeaders *headers = exchange->answer->headers;
  const char *sent_id = emulator_request_get_header (exchange->request, "X-Request-Id");
  GRand *random = exchange->emulator->random;
  g_autofree char *id = g_strdup_printf ("%08x%08x%08x%08x", g_rand_int (random),
                                         g_rand_int (random), g_rand_int (random),
                                         g_rand_int (random));
  g_autofree char *ray = g_strdup_printf ("%.16s-ORD", id);
  g_autofree char *cookie = g_strdup_printf ("__cf_bm=%s; path=/; HttpOnly", id);

  soup_message_headers_append (headers, "X-Request-Id", sent_id != NULL ? sent_id : id);
  soup_message_headers_append (headers, "Cf-Ray", ray);
  soup_message_headers_append (headers, "Cache-Control", "no-store, no-cache, must-revalidate");
  soup_message_headers_append (headers, "Pragma", "no-cache");
  soup_message_headers_append (headers, "Expires", "Thu, 19 Nov 1981 08:52:00 GMT");
  soup_message_headers_append (headers, "Set-Cookie", cookie);
}

static void
on_gone (Exchange *exchange)
{
  exchange->gone = TRUE;
}

/* @least_ms: how long it takes at least to arrive. */
static void
start (Emulator *emulator, SoupServerMessage *message, guint least_ms)
{
  Exchange *exchange = g_new0 (Exchange, 1);
  EmulatorOptions *options = &emulator->options;
  guint latency_ms, before_ms;

  exchange->emulator = emulator;
  exchange->link.data = exchange;
  g_queue_push_tail_link (&emulator->exchanges, &exchange->link);
  exchange->message = g_object_ref (message);
  exchange->request = emulator_request_new_from_message (message);
  exchange->answer = emulator_answer_new ();
  g_signal_connect_swapped (message, "finished", G_CALLBACK (on_gone), exchange);
  g_signal_connect_swapped (message, "disconnected", G_CALLBACK (on_gone), exchange);
  add_common_headers (exchange);

  latency_ms = (guint) g_rand_int_range (emulator->random, (gint) options->latency_min_ms,
                                         (gint) options->latency_max_ms + 1);
  before_ms = (guint) g_rand_int_range (emulator->random, 0, (gint) latency_ms + 1);
  exchange->latency_after_ms = latency_ms - before_ms;
  go_on_after (exchange, MAX (before_ms, least_ms), arrive);
}

void
emulator_exchange_start (Emulator *emulator, SoupServerMessage *message)
{
  start (emulator, message, 0);
}

void
emulator_exchange_start_early (Emulator *emulator, SoupServerMessage *message)
{
  g_autoptr (EmulatorRequest) request = emulator_request_new_from_message (message);
  EmulatorFault *fault = emulator_faults_find (emulator->faults, request);

  /* Within the signal that brings the headers libsoup does not let go of a connection. */
  if (fault != NULL && fault->early)
    start (emulator, message, 1);
}

guint
emulator_exchange_release_all (Emulator *emulator)
{
  g_autoptr (GPtrArray) released = g_ptr_array_new ();

  for (GList *link = emulator->exchanges.head; link != NULL; link = link->next)
    if (((Exchange *) link->data)->held)
      g_ptr_array_add (released, link->data);

  for (guint i = 0; i < released->len; i++)
    {
      Exchange *exchange = g_ptr_array_index (released, i);

      set_held (exchange, FALSE);
      exchange->next (exchange);
    }
  return released->len;
}

void
emulator_exchange_cancel_all (Emulator *emulator)
{
  GList *exchanges = NULL;

  for (GList *link = emulator->exchanges.head; link != NULL; link = link->next)
    exchanges = g_list_prepend (exchanges, link->data);
  g_list_free_full (exchanges, (GDestroyNotify) exchange_free);
}
