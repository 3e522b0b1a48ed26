/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fake-clock.h"

G_BEGIN_DECLS

typedef struct _SimTally SimTally;

/* What the parts of a simulated world share: its time, its chance and what is told of it. */
typedef struct
{
  FakeClock *clock;
  GRand *random;
  SimTally *tally;     /* of what is met; outlives the stage */
  gboolean dispatched; /* events happen within the dispatch of a source, not as plain calls */
  GString *trace;      /* all that happened, a line each; NULL: it is not written down */
  gboolean print;      /* the trace, as it happens */
  guint n_requests;    /* that were ever made */
  guint64 serial;      /* of the event that happens now */
} SimStage;

typedef void (*SimFunc) (gpointer data);

SimStage *sim_stage_new (guint32 seed, SimTally *tally);
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

gboolean sim_stage_is_traced (SimStage *self);
void sim_stage_write (SimStage *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Costs nothing where nobody reads it. */
#define sim_stage_trace(self, ...)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (sim_stage_is_traced (self))                                                                \
      sim_stage_write (self, __VA_ARGS__);                                                         \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
