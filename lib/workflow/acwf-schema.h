/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-json.h"

G_BEGIN_DECLS

/* Checks a text and its value against a schema: the keywords of JSON Schema that the description
 * uses. Where it does not fit, FALSE with the name of the member that is wrong (NULL for the whole)
 * and a message for people, who know the
 * text as "the @what".
 */
gboolean acwf_schema_read (JsonObject *schema,
                           const char *what,
                           const char *text,
                           AcJson *json,
                           char **field,
                           char **message);

G_END_DECLS
