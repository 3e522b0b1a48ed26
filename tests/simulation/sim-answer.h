/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-service.h"

G_BEGIN_DECLS

/* The answers' bodies, in the shapes on record. */

/* How a connection is written. */
typedef struct
{
  gboolean numbers; /* rather than strings of digits */
  guint32 left_out; /* fields */
  guint64 other_id; /* 0: its own */
} SimSpelling;

SimSeen *sim_answer_write_row (GString *json, const SimRow *row, const SimSpelling *spelling);

/* {"connection":{…}} and {"connections":[…],"meta":{…}}. */
void sim_answer_show (SimAnswer *self, const SimRow *row, const SimSpelling *spelling);
void sim_answer_list (SimAnswer *self, GPtrArray *rows, guint total, const SimSpelling *spelling);

char *sim_date_format (SimStage *stage); /* as members have them */

/* As headers have them, so many microseconds from now. */
char *sim_date_format_header (SimStage *stage, gint64 after);

G_END_DECLS
