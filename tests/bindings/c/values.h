/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Properties as the table writes them, and comparisons. */

#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The members of an object are NULL where there are none. */
JsonObject *find_object (JsonObject *object, const char *name);
JsonArray *find_array (JsonObject *object, const char *name);
const char *find_string (JsonObject *object, const char *name);

JsonNode *parse_json (const char *text);

JsonNode *dup_property (gpointer object, const char *name);
void set_properties (gpointer object, JsonObject *values);

/* Takes @actual. @expected: for a number also [least, most]. */
void assert_json (JsonNode *actual, JsonNode *expected, const char *what);

/* The members of @expected alone, but for "do". */
void assert_members (JsonObject *actual, JsonObject *expected);

G_END_DECLS
