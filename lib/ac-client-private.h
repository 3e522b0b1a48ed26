/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-call.h"
#include "ac-client.h"

G_BEGIN_DECLS

/* NULL with an AC_ERROR_INVALID *@problem where the client, which may be NULL, is of no use. */
AcCall *ac_client_begin_call (AcClient *self,
                              GMainContext *context,
                              GCancellable *cancellable,
                              AcProblem **problem);

void ac_client_report (gpointer self, AcProblem *problem);

/* For a simulated world, before the first operation. Takes @transport. */
void ac_client_set_world (AcClient *self, AcClock *clock, AcTransport *transport);

G_END_DECLS
