/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fake-clock.h"

G_BEGIN_DECLS

/* What the parts of a simulated world share: its time, its chance and its trace. */
typedef struct
{
  FakeClock *clock;
  GRand *random;
  gboolean dispatched; /* events happen within the dispatch of a source, not as plain calls */
  gboolean print;      /* the trace */
  guint64 trace;       /* hash of all that happened */
  guint n_requests;    /* that were ever made */
  guint64 serial;      /* of the event that happens now */
} SimStage;

typedef void (*SimFunc) (gpointer data);

SimStage *sim_stage_new (guint32 seed);
void sim_stage_free (SimStage *self);

gint64 sim_stage_now (SimStage *self);

/* Has something happen later; the library's own timers and these share one order. */
void sim_stage_after (SimStage *self, gint64 delay, SimFunc func, gpointer data);

/* Lets time pass until nothing is left to happen. */
void sim_stage_run_out (SimStage *self);

gboolean sim_stage_chance (SimStage *self, double probability);
guint sim_stage_below (SimStage *self, guint end);

/* Microseconds, most often short. */
gint64 sim_stage_delay (SimStage *self, gint64 longest);

void sim_stage_trace (SimStage *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
