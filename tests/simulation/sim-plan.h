/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-stage.h"

G_BEGIN_DECLS

#define SIM_MOST_ACCOUNTS 3
#define SIM_MOST_CLIENTS 6
#define SIM_MOST_OBJECTS 12

/* What kind of day it is. */
typedef struct
{
  const char *name;
  double faults;    /* share of the requests */
  double cancels;   /* share of the operations */
  double timeouts;  /* share of the clients that have them */
  double reactions; /* share of the callbacks and notifications */
  double others;    /* share of the accounts whose limit others use, too */
  gint64 pause;     /* longest between two deeds */
  gint64 travel;    /* longest, one way */
  gint64 stray;     /* longest */
} SimDay;

/* What a world consists of. */
typedef struct
{
  const SimDay *day;
  guint n_accounts;
  guint n_clients; /* at least as many */
  guint n_objects;
  guint n_operations;
  gboolean has_list; /* somebody looks at one */
} SimPlan;

void sim_plan_draw (SimPlan *self, SimStage *stage);

G_END_DECLS
