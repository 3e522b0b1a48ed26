/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-service.h"

G_BEGIN_DECLS

/* What the contract promises of a connection's values, written down a second time and more simply
 * than in the library: the truth that it is held against.
 */

/* A value that was set. Setting it again makes another one. */
typedef struct
{
  SimField field;
  char *text;
  gboolean settled;
  gboolean was_sent;
  guint64 serial; /* of the event that it was set in */
} SimToken;

typedef struct
{
  SimToken *tokens[SIM_N_FIELDS]; /* NULL: none */
} SimSnapshot;

typedef struct
{
  SimSnapshot pending;
  SimValues record; /* as the server last said, or was told */
  guint32 known;    /* fields of the record that are sure */
} SimModel;

void sim_snapshot_take (SimSnapshot *self, SimField field, SimToken *token);
void sim_snapshot_clear (SimSnapshot *self);

void sim_model_clear (SimModel *self);

const char *sim_model_get (const SimModel *self, SimField field);
void sim_model_set (SimModel *self, SimField field, const char *text, guint64 serial);

/* The fields of a snapshot that an operation must still bring to the server. */
guint32 sim_model_select (const SimModel *self, const SimSnapshot *snapshot);
void sim_model_settle (SimModel *self, SimToken *token);

/* All but those of @fields. */
void sim_model_settle_others (SimModel *self, const SimSnapshot *snapshot, guint32 fields);

void sim_model_answered (SimModel *self, const SimSeen *seen, const SimSnapshot *sent);

/* Drops what was set before the event @serial, and all that is known. */
void sim_model_forget (SimModel *self, guint64 serial);

G_END_DECLS
