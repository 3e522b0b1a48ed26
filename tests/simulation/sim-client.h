/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-client.h"
#include "sim-network.h"
#include "sim-pause.h"

G_BEGIN_DECLS

typedef struct _SimHouse SimHouse;

/* A client in the user's hands, for any number of objects. */
typedef struct
{
  SimHouse *house;
  guint number;
  SimService *service;
  AcClient *client; /* the user's reference; NULL after it was dropped */
  SimPause pause;   /* of its account */
  guint n_awaited;  /* callbacks of its objects' operations */
} SimClient;

SimClient *sim_client_new (SimHouse *house, SimService *service, AcRateLimiter *limiter);
void sim_client_drop (SimClient *self);

/* As a user may at any time. */
void sim_client_set_timeout (SimClient *self, double seconds);
void sim_client_set_queue_timeout (SimClient *self, double seconds);
void sim_client_set_max_attempts (SimClient *self, guint attempts);

G_END_DECLS
