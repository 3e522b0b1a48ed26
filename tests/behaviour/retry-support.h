/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* Attempts that wait, and rows of tables that wait together. */

#include "support.h"

G_BEGIN_DECLS

/* The requests that a row may try side by side. */
#define N_METHODS 3

/* What a row of a table does. It waits most of the time: so the first row begins them all. */
typedef struct
{
  World *world;
  AcConnection *connection; /* NULL where there are more */
  Answer answers[N_METHODS];
  gboolean paused;
  guint *ids;
} Trial;

typedef void (*TrialBegin) (Trial *trial, guint row);
Trial *take_trial (Trial **trials, guint count, TrialBegin begin, guint row);
void trial_clear (Trial *self);

G_END_DECLS
