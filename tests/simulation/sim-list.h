/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-connection-list.h"
#include "sim-object.h"

G_BEGIN_DECLS

/* Somebody who looks at the list of an account's connections, with a client of his own, and keeps a
 * copy of it by what the model tells.
 */
typedef struct
{
  SimHouse *house;
  SimService *service;
  AcConnectionList *list;
  GPtrArray *copy;   /* AcConnection */
  GPtrArray *calls;  /* that ever were made */
  GQueue under_way;  /* those that have not ended */
  gboolean in_model; /* a function of it was called */
} SimList;

SimList *sim_list_new (SimHouse *house, SimService *service, AcRateLimiter *limiter);
void sim_list_free (SimList *self);

/* Does one thing to it. */
void sim_list_act (SimList *self);

/* Loads it all, and sees that it is what the service has. */
void sim_list_wind_up (SimList *self);

G_END_DECLS
