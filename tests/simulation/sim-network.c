/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-network.h"

#include "sim-answer.h"
#include "sim-tally.h"

#include <string.h>

/* For how long the library counts with a request that it had to take for lost. */
#define COUNTED_WITH G_USEC_PER_SEC
#define HANG (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)

typedef struct
{
  AcTransport parent;
  SimStage *stage;
  SimService *service;
  const SimWeather *weather;
  const SimObserver *observer;
  gpointer data;
  gint64 latency;     /* one way; the weather adds to it */
  guint last_arrived; /* numbers */
  guint last_answered;
} Network;

/* A request, which may be under way longer than the client waits for it. */
typedef struct
{
  Network *network;
  guint refs;
  AcExchange *exchange; /* NULL: the client waits no more */
  GCancellable *cancellable;
  gulong cancelled_id;
  AcTransportDone done;
  gpointer data;

  guint number;
  char *method;
  char *path;
  SimRequest request;
  SimFault fault;
  SimAnswer *answer;
  gpointer sender;
  gboolean is_down; /* cancelled before it departed */
  gint64 ended_at;
} Flight;

static guint count;

guint
sim_network_count (void)
{
  return count;
}

static void
flight_unref (Flight *self)
{
  if (--self->refs > 0)
    return;
  g_assert_null (self->exchange);
  sim_values_clear (&self->request.values);
  g_clear_pointer (&self->answer, sim_answer_free);
  g_clear_object (&self->cancellable);
  g_free (self->method);
  g_free (self->path);
  ac_transport_unref (&self->network->parent);
  g_free (self);
  count--;
}

static void
flight_after (Flight *self, gint64 delay, SimFunc func)
{
  self->refs++;
  sim_stage_after (self->network->stage, delay, func, self);
}

static gint64
travel_time (Flight *self)
{
  Network *network = self->network;

  return network->latency + sim_stage_delay (network->stage, network->weather->travel);
}

static void
meet (Flight *self, SimMoment moment)
{
  sim_meet (self->network->stage, moment);
}

/* Whether it comes after one that was sent later. */
static void
note_order (Flight *self, guint *last, SimMoment moment)
{
  if (self->number < *last)
    meet (self, moment);
  *last = MAX (*last, self->number);
}

static void
note_slot (Flight *self, const AcExchange *exchange)
{
  if (!exchange->sent)
    meet (self, SIM_MET_SLOT_NOT_SENT);
  else
    meet (self, exchange->status != 0 ? SIM_MET_SLOT_ANSWERED : SIM_MET_SLOT_UNKNOWN);
}

/* The library shall heed it, unless it does not listen any more. */
static void
note_pause (Flight *self)
{
  SimService *service = self->network->service;
  const SimAnswer *answer = self->answer;
  gint64 now = sim_stage_now (self->network->stage);
  gint64 from = answer->pause_from != 0 ? answer->pause_from : now;

  if (!answer->is_pause || g_cancellable_is_cancelled (self->cancellable))
    return;
  service->pause_start = now;
  service->pause_end = MAX (service->pause_end, from + answer->least_pause * G_USEC_PER_SEC);
}

static void
flight_end (Flight *self, GError *error)
{
  AcExchange *exchange = g_steal_pointer (&self->exchange);

  g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  exchange->error = error;
  self->ended_at = sim_stage_now (self->network->stage);
  sim_stage_trace (self->network->stage, "#%u ends: %s %u %s", self->number,
                   sim_fault_get_name (self->fault), exchange->status,
                   error != NULL ? error->message : "");
  note_slot (self, exchange);
  self->network->observer->answered (self->sender, &self->request, exchange, self->answer);
  self->done (exchange, self->data);
}

static void
break_off (gpointer data)
{
  Flight *self = data;

  if (self->exchange != NULL)
    flight_end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "reset"));
  flight_unref (self);
}

static void
give_up (gpointer data)
{
  Flight *self = data;

  if (self->exchange != NULL)
    {
      self->is_down = !self->exchange->sent;
      flight_end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
    }
  flight_unref (self);
}

/* The answer arrives. */
static void
deliver (gpointer data)
{
  Flight *self = data;
  AcExchange *exchange = self->exchange;
  GError *error = NULL;

  note_order (self, &self->network->last_answered, SIM_MET_ANSWER_OVERTAKES);
  if (exchange == NULL)
    meet (self, SIM_MET_ANSWER_LATE);
  else
    {
      note_pause (self);
      exchange->status = self->answer->status;
      exchange->too_large = self->answer->too_large;
      exchange->retry_after = g_strdup (self->answer->retry_after);
      exchange->date = g_strdup (self->answer->date);
      if (self->fault == SIM_FAULT_TRUNCATED)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "truncated");
      else
        exchange->answer = g_bytes_new (self->answer->body, strlen (self->answer->body));
      flight_end (self, error);
    }
  flight_unref (self);
}

/* The request arrives. */
static void
arrive (gpointer data)
{
  Flight *self = data;
  SimStage *stage = self->network->stage;
  SimDeed deed;

  self->request.is_stray = self->exchange == NULL;
  self->request.is_late = self->request.is_stray
                       && sim_stage_now (stage) > self->ended_at + COUNTED_WITH;
  sim_stage_trace (stage, "#%u arrives at account %u%s", self->number,
                   self->network->service->number, self->request.is_stray ? ", astray" : "");
  note_order (self, &self->network->last_arrived, SIM_MET_REQUEST_OVERTAKES);
  if (self->request.is_stray)
    meet (self, SIM_MET_REQUEST_ASTRAY);
  if (self->request.is_late)
    meet (self, SIM_MET_REQUEST_LATE);
  deed = sim_service_serve (self->network->service, &self->request, self->fault);
  self->answer = deed.answer;
  if (self->answer->date == NULL && sim_stage_chance (stage, 0.7))
    self->answer->date = sim_date_format_header (stage, 0);
  sim_stage_trace (stage, "#%u is answered: %u%s", self->number, deed.answer->status,
                   deed.carried_out ? ", carried out" : "");
  self->network->observer->carried_out (self->sender, &self->request, &deed);
  if (self->fault == SIM_FAULT_LOST_AFTER)
    flight_after (self, travel_time (self), break_off);
  else if (self->fault == SIM_FAULT_SILENCE)
    flight_after (self, self->network->weather->may_hang ? HANG : 20 * travel_time (self),
                  break_off);
  else
    flight_after (self, travel_time (self), deliver);
  flight_unref (self);
}

static void
fail_to_connect (Flight *self)
{
  meet (self, SIM_MET_NEVER_DEPARTED);
  if (self->fault == SIM_FAULT_UNTRUSTED)
    flight_end (self, g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "untrusted"));
  else
    flight_end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "no host"));
}

static void
depart (gpointer data)
{
  Flight *self = data;

  if (self->exchange == NULL)
    {
      g_assert_true (self->is_down);
      meet (self, SIM_MET_NEVER_DEPARTED);
    }
  else if (self->fault == SIM_FAULT_UNREACHABLE || self->fault == SIM_FAULT_UNTRUSTED)
    fail_to_connect (self);
  else
    {
      self->exchange->sent = TRUE;
      self->network->observer->departed (self->sender, &self->request);
      if (self->fault == SIM_FAULT_STRAY || self->fault == SIM_FAULT_LOST_BEFORE)
        {
          gint64 lost = travel_time (self);

          flight_after (self, lost, break_off);
          if (self->fault == SIM_FAULT_STRAY)
            flight_after (self,
                          lost + 1
                            + sim_stage_delay (self->network->stage, self->network->weather->stray),
                          arrive);
        }
      else
        flight_after (self, travel_time (self), arrive);
    }
  flight_unref (self);
}

/* Whoever cancels is not called back before it is done with that. */
static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  flight_after (data, 0, give_up);
}

static void
read_request (Flight *self, AcExchange *exchange, gpointer call)
{
  gsize length;
  const char *body;

  self->method = g_strdup (exchange->method);
  self->path = g_strdup (exchange->path);
  self->request.method = self->method;
  self->request.path = self->path;
  self->request.call = call;
  self->request.number = self->number;
  if (exchange->body != NULL)
    {
      body = g_bytes_get_data (exchange->body, &length);
      sim_values_read (&self->request.values, body, length);
    }
}

static void
network_send (AcTransport *transport,
              AcExchange *exchange,
              GCancellable *cancellable,
              AcTransportDone done,
              gpointer data)
{
  Network *network = (Network *) transport;
  Flight *self = g_new0 (Flight, 1);

  count++;
  self->refs = 1;
  self->number = network->stage->n_requests++;
  self->network = network;
  ac_transport_ref (transport);
  self->exchange = exchange;
  self->cancellable = g_object_ref (cancellable);
  self->done = done;
  self->data = data;
  read_request (self, exchange, data);
  if (sim_stage_chance (network->stage, network->weather->faults))
    self->fault = sim_fault_draw (network->stage);
  meet (self, SIM_MET_FAULT + self->fault);
  g_assert_true (sim_stage_now (network->stage) >= network->service->pause_end
                 || sim_stage_now (network->stage) == network->service->pause_start);
  self->sender = network->observer->sending (network->data, &self->request);
  self->request.maker = self->sender;

  self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  flight_after (self, sim_stage_chance (network->stage, 0.3) ? travel_time (self) : 0, depart);
  flight_unref (self);
}

static void
network_finalize (AcTransport *transport)
{
  g_free (transport);
  count--;
}

AcTransport *
sim_network_new (SimStage *stage,
                 SimService *service,
                 const SimWeather *weather,
                 gint64 latency,
                 const SimObserver *observer,
                 gpointer data)
{
  Network *self = g_new0 (Network, 1);

  g_atomic_ref_count_init (&self->parent.refs);
  self->parent.send = network_send;
  self->parent.finalize = network_finalize;
  self->stage = stage;
  self->service = service;
  self->weather = weather;
  self->latency = latency;
  self->observer = observer;
  self->data = data;
  count++;
  return &self->parent;
}
