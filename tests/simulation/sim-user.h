/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-object.h"

G_BEGIN_DECLS

/* What kind of day it is. */
typedef struct
{
  const char *name;
  double faults;    /* share of the requests */
  double cancels;   /* share of the operations */
  double timeouts;  /* share of the objects that have them */
  double reactions; /* share of the callbacks and notifications */
  gint64 pause;     /* longest between two deeds */
  gint64 travel;    /* longest, one way */
  gint64 stray;     /* longest */
} SimDay;

extern const SimDay sim_days[];
guint sim_days_count (void);

/* Somebody who uses the library in every way at random. */
typedef struct _SimUser SimUser;

SimUser *sim_user_new (SimHouse *house, const SimDay *day);
void sim_user_free (SimUser *self);

/* Calls so many operations, time passing between them. */
void sim_user_run (SimUser *self, guint n_operations);

/* Asks for the truth, sends what is left, and sees that all is well and nothing remains. */
void sim_user_wind_up (SimUser *self);

/* For the report. */
guint sim_user_count_refused (SimUser *self);

G_END_DECLS
