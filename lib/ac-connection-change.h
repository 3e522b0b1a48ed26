/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-connection-private.h"

G_BEGIN_DECLS

/* The steps that operations of a connection share. Each step on the state notifies. */

/* The data of an operation that sends values. */
typedef struct
{
  GPtrArray *snapshot; /* what was pending when it was called */
  GPtrArray *sent;     /* what of that is sent; NULL before it is decided */

  /* For a creation, see ac-connection-create.c. */
  guint posts;
  AcProblem *first_problem;
  gboolean is_last_look;
  gboolean is_found; /* not created by the POST that was answered */
} AcConnectionChange;

AcConnectionChange *ac_connection_change_new (AcConnection *connection);
void ac_connection_change_free (gpointer change);

/* Decides what is sent by a request of a kind, AC_FIELD_SENT_BY_…, and takes note of it. NULL where
 * that is well, else the problem.
 */
AcProblem *ac_connection_change_begin (AcOperation *operation, guint by);

/* What became of it. @row: the answer; emptied. @problem: taken, and ends the operation. */
void ac_connection_change_succeed (AcOperation *operation, AcRow *row);
void ac_connection_change_fail (AcOperation *operation, AcProblem *problem);

/* The connection that an answer {"connection":{…}} is of; else FALSE with the end of a sentence. */
gboolean ac_connection_read_answer (AcCall *call, AcRow *row, const char **wrong);

void ac_connection_create_start (AcOperation *operation);

G_END_DECLS
