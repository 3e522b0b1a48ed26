/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-object.h"

G_BEGIN_DECLS

/* Whether the operation is one that the library refuses by itself. */
gboolean sim_operation_is_invalid (SimOperation *self);

/* Looks at the requests of an object, and at what becomes of them. */
extern const SimObserver sim_object_observer;

G_END_DECLS
