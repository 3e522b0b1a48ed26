/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-service.h"

G_BEGIN_DECLS

/* The answers that are no plain success. */
SimAnswer *sim_say (guint status, const char *body);

/* 429, of the limit. */
SimAnswer *sim_refuse_limited (SimStage *stage);

/* One that is decided before anything is carried out, or NULL. */
SimAnswer *sim_refuse (SimStage *stage, SimFault fault);

/* Makes of an answer of success what the fault wants; takes it. */
SimAnswer *sim_spoil (SimStage *stage, SimAnswer *answer, SimFault fault);

G_END_DECLS
