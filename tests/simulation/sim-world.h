/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-tally.h"

G_BEGIN_DECLS

/* Everything in a world follows from these. */
typedef struct
{
  guint32 seed;
  gboolean dispatched;
} SimOptions;

/* What a failure is told to be replayed with: "PROGRAM --seed 17 --trace" is how it begins. */
void sim_world_set_program (const char *program);

/* Lives through a simulated world from its beginning to its end, and counts in @tally what it met.
 * Fails where a promise is broken; then it was said which command replays it.
 *
 * @trace: what happens is appended to it, a line each; NULL for nothing. @print: it is printed as
 * it happens.
 */
void sim_world_run (const SimOptions *options, SimTally *tally, GString *trace, gboolean print);

G_END_DECLS
