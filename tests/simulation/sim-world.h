/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-user.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 seed; /* the day follows from it */
  guint n_operations;
  gboolean dispatched;
  gboolean print;
} SimOptions;

typedef struct
{
  guint64 trace; /* the same for the same options */
  guint n_ended[SIM_N_KINDS];
  guint n_failed[SIM_N_KINDS];
  guint n_refused;
  double seconds; /* simulated */
} SimReport;

/* Lives through a simulated world from its beginning to its end. Fails where a promise is broken;
 * then it was said which seed replays it.
 */
SimReport sim_world_run (const SimOptions *options);

const SimDay *sim_world_get_day (guint32 seed);

G_END_DECLS
