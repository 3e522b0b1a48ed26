/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>

#include "ac-json.h"

G_BEGIN_DECLS

/* Sets what a checked "connection" of an input holds. */
void acwf_connection_set (AcConnection *connection, AcJson values);

/* The connection as results have it: each field of the table in its type, then the members of the
 * server's that the table does not know, as they came.
 */
void acwf_connection_append (AcConnection *connection, GString *out);

G_END_DECLS
