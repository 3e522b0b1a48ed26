/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-list.h"
#include "sim-plan.h"

G_BEGIN_DECLS

/* Somebody who uses the library in every way at random. */
typedef struct
{
  SimHouse *house;
  SimStage *stage;
  SimPlan plan;
  SimService *services[SIM_MOST_ACCOUNTS];
  AcRateLimiter *limiters[SIM_MOST_ACCOUNTS];
  gboolean is_shared[SIM_MOST_ACCOUNTS]; /* others use the same limit */
  SimClient *clients[SIM_MOST_CLIENTS];
  SimObject *objects[SIM_MOST_OBJECTS];
  SimList *list; /* of the first account; NULL: none */
  guint n_values;
  guint n_begun;
  gboolean is_winding_up;
} SimUser;

SimUser *sim_user_new (SimHouse *house, const SimPlan *plan);
void sim_user_free (SimUser *self);

/* Calls the operations of the plan, time passing between them, until all have ended. */
void sim_user_run (SimUser *self);

/* Asks for the truth, sends what is left, and sees that all is well and nothing remains. */
void sim_user_wind_up (SimUser *self);

G_END_DECLS
