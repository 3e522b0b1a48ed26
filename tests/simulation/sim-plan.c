/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-plan.h"

static const SimDay days[] = {
  { "fair", 0, 0, 0, 0.1, 0, 600000, 200000, 0 },
  { "impatient", 0, 0.4, 0.5, 0.2, 0, 400000, 800000, 1000000 },
  { "rainy", 0.05, 0.1, 0.2, 0.2, 0.2, 600000, 300000, 1000000 },
  { "stormy", 0.3, 0.2, 0.3, 0.3, 0.2, 800000, 400000, 1000000 },
  { "wild", 0.6, 0.3, 0.5, 0.5, 0.3, 1000000, 1500000, 8000000 },
  { "busy", 0.1, 0.1, 0.1, 0.3, 0.1, 40000, 300000, 3000000 },
  { "crowded", 0.02, 0.1, 0.2, 0.2, 1, 500000, 200000, 1000000 },
};

void
sim_plan_draw (SimPlan *self, SimStage *stage)
{
  self->day = &days[sim_stage_below (stage, G_N_ELEMENTS (days))];
  self->n_accounts = 1 + sim_stage_below (stage, SIM_MOST_ACCOUNTS);
  self->n_clients = self->n_accounts
                  + sim_stage_below (stage, SIM_MOST_CLIENTS - self->n_accounts + 1);
  self->n_objects = 1 + sim_stage_below (stage, SIM_MOST_OBJECTS);
  self->has_list = sim_stage_chance (stage, 0.2);
  /* Most lives are short; what needs a long one is met all the same. */
  self->n_operations = sim_stage_below (stage, 60) == 0 ? 2000 : 30 + sim_stage_below (stage, 120);
}
