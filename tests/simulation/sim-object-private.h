/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-object.h"

G_BEGIN_DECLS

/* Whether the operation is one that the library refuses by itself. */
gboolean sim_operation_is_invalid (SimOperation *self);

void sim_operation_take_settled (SimOperation *self);
void sim_operation_on_ended (GObject *source, GAsyncResult *result, gpointer operation);

/* The next one's turn comes. */
void sim_object_note_turn (SimObject *self);

/* Counts which branch the library took: with a request, and with the end. */
void sim_branches_meet_request (SimOperation *self, const SimRequest *request);
void sim_branches_meet_end (SimOperation *self, AcProblem *problem);

/* Looks at the requests of all objects, and at what becomes of them. Its data is the house. */
extern const SimObserver sim_object_observer;

G_END_DECLS
