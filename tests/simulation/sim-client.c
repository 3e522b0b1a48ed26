/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-client.h"

#include "ac-client-private.h"
#include "sim-object-private.h"
#include "sim-tally.h"

static void
on_gone (gpointer house, GObject *client)
{
  ((SimHouse *) house)->n_alive--;
}

SimClient *
sim_client_new (SimHouse *house, SimService *service, AcRateLimiter *limiter)
{
  SimClient *self = g_new0 (SimClient, 1);
  SimStage *stage = house->stage;
  gint64 latency = sim_stage_delay (stage, house->weather.travel);
  g_autoptr (GError) error = NULL;

  self->house = house;
  self->number = house->clients->len;
  self->service = service;
  self->client = ac_client_new ("https://example.api-us1.com", "token", &error);
  g_assert_no_error (error);
  ac_client_set_rate_limiter (self->client, limiter);
  sim_pause_watch (&self->pause, limiter, stage->clock);
  ac_client_set_world (
    self->client, fake_clock_get_clock (stage->clock),
    sim_network_new (stage, service, &house->weather, latency, &sim_object_observer, house));
  g_object_weak_ref (G_OBJECT (self->client), on_gone, house);
  house->n_alive++;
  g_ptr_array_add (house->clients, self);
  sim_stage_trace (stage, "client %u is for account %u", self->number, service->number);
  return self;
}

void
sim_client_drop (SimClient *self)
{
  SimStage *stage = self->house->stage;

  sim_stage_trace (stage, "client %u is dropped", self->number);
  if (self->n_awaited > 0)
    sim_meet (stage, SIM_MET_DROPPED_CLIENT);
  g_clear_object (&self->client);
}

void
sim_client_set_timeout (SimClient *self, double seconds)
{
  sim_stage_trace (self->house->stage, "client %u: timeout %g", self->number, seconds);
  ac_client_set_timeout (self->client, seconds);
}

void
sim_client_set_queue_timeout (SimClient *self, double seconds)
{
  sim_stage_trace (self->house->stage, "client %u: queue-timeout %g", self->number, seconds);
  ac_client_set_queue_timeout (self->client, seconds);
}

void
sim_client_set_max_attempts (SimClient *self, guint attempts)
{
  sim_stage_trace (self->house->stage, "client %u: max-attempts %u", self->number, attempts);
  ac_client_set_max_attempts (self->client, attempts);
}
