/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-connection.h"

G_BEGIN_DECLS

/* The rows of a GListModel: connections in order, each id once. Whatever changes them tells the
 * model, step by step, so that it is right at each step.
 */
typedef struct
{
  GListModel *model; /* not owned */
  GPtrArray *items;  /* AcConnection */
  GHashTable *by_id;
  guint ids_given; /* in this process, when all rows were noted last */
} AcConnectionRows;

void ac_connection_rows_init (AcConnectionRows *self, GListModel *model);
void ac_connection_rows_clear (AcConnectionRows *self);

AcConnection *ac_connection_rows_find (AcConnectionRows *self, const char *id);

/* Takes the connections of @items, all of them new. */
void ac_connection_rows_append (AcConnectionRows *self, GPtrArray *items);

/* Makes @items the rows. What is in both stays in place, unless the order changed. */
void ac_connection_rows_replace (AcConnectionRows *self, GPtrArray *items);

G_END_DECLS
