/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-call.h"
#include "ac-page.h"

G_BEGIN_DECLS

/* Looks through all pages of an account's connections for the one with exactly this service and
 * external id. The server's filters narrow the search where they work, and are not trusted.
 *
 * @row: the connection, NULL where there is none; *@row may be emptied by the taker. @problem: why
 * the walk failed, else NULL.
 */
typedef void (*AcWalkDone) (AcRow *row, AcProblem *problem, gpointer data);

/* With @page_deadlines the deadline of the call runs anew for each page. The call must last. */
void ac_walk_start (AcCall *call,
                    const char *service,
                    const char *external_id,
                    gboolean page_deadlines,
                    AcWalkDone done,
                    gpointer data);

G_END_DECLS
