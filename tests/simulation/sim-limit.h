/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An account's limit as the service keeps it: five requests in any second, whosoever they are. Sees
 * that the library keeps to it.
 */
#define SIM_RATE 5

typedef enum
{
  SIM_REQUEST_OWN,
  SIM_REQUEST_OWN_LATE, /* the client had to take it for lost, too long ago to count with it */
  SIM_REQUEST_OTHERS,
} SimRequester;

typedef struct
{
  GArray *ours;    /* of the last second, refused ones too */
  GArray *counted; /* of the last second; refused ones are not counted */
} SimLimit;

void sim_limit_init (SimLimit *self);
void sim_limit_clear (SimLimit *self);

/* Counts a request; FALSE where it is one too many. */
gboolean sim_limit_let_through (SimLimit *self, gint64 now, SimRequester requester);

G_END_DECLS
