/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* JSON as the service's PHP reads and writes it. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Strict, unlike json-glib: one value, no comments, at most 512 levels. Every error names the
 * byte where it was found. */
JsonNode *emulator_json_parse (const char *text, GError **error);

/* Compact, with "/" and all that is not ASCII escaped. */
char *emulator_json_print (JsonNode *node);
/* Bytes that are not UTF-8 become U+FFFD. */
void emulator_json_append_string (GString *text, const char *string);

/* A scalar the way PHP makes a string of it, "" for null and false; NULL for an array or object. */
char *emulator_json_to_string (JsonNode *node);

G_END_DECLS
