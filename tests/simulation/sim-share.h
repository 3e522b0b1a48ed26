/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-tally.h"

G_BEGIN_DECLS

/* Lives through the worlds of the seeds from 0 to @n_seeds, as many at a time as there are
 * processors, each in a process of its own. Fails where one of them failed.
 */
void sim_share_run (guint n_seeds, gboolean dispatched, SimTally *tally);

G_END_DECLS
