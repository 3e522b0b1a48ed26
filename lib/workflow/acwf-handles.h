/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-engine.h"

G_BEGIN_DECLS

/* The numbers that stand for engines, in this process alone. A number is never used again. */

/* Whether this is a child of the process that opened handles. Takes no lock. */
gboolean acwf_handles_are_foreign (void);

/* Takes the engine, and remembers the process. */
guint64 acwf_handles_add (AcwfEngine *engine);

/* A new reference, or NULL. */
AcwfEngine *acwf_handles_get (guint64 handle);

/* Likewise, and the number stands for nothing from now on. */
AcwfEngine *acwf_handles_steal (guint64 handle);

G_END_DECLS
