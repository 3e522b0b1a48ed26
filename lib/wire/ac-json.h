/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The most of an answer that is read, and how deep it may be nested. A page of a hundred
 * connections has some 100 KB and a depth of 4.
 */
#define AC_JSON_MAX_SIZE ((gsize) 8 * 1024 * 1024)
#define AC_JSON_MAX_DEPTH 32

/* A value within a checked text. */
typedef struct
{
  const char *start; /* NULL: none */
  gsize length;
} AcJson;

#define AC_JSON_NONE ((AcJson){ NULL, 0 })

/* Nothing is read of a text that was not checked: json-glib, which reads what the server says of
 * errors, takes JavaScript for JSON, wraps large numbers and crashes on deep nesting. On success
 * *json is the text's one value; otherwise what is wrong with the text is returned, as the end of a
 * sentence.
 */
const char *ac_json_check (const char *text, gsize length, AcJson *json);

/* Whether the text is the beginning of JSON. */
gboolean ac_json_is_cut_off (const char *text, gsize length);

gboolean ac_json_is_object (AcJson json);
gboolean ac_json_is_array (AcJson json);
gboolean ac_json_is_empty (AcJson json); /* nothing, null, "", [] or {} */
gboolean ac_json_is (AcJson json, const char *literal);

/* Goes through the members of an object, in a loop that starts with AC_JSON_NONE in both. */
gboolean ac_json_next_member (AcJson object, AcJson *name, AcJson *value);

/* The value of an object's member, AC_JSON_NONE where there is none; where a name stands twice, of
 * the last, as json-glib has it. Names that are written with escapes are not found.
 */
AcJson ac_json_member (AcJson object, const char *name);

/* The element of an array after @previous; the first after AC_JSON_NONE. */
AcJson ac_json_next_element (AcJson array, AcJson previous);

/* The text of a scalar, as the values of fields are: of a string what it says, of an integer its
 * digits however many, of true and false "1" and "0". NULL for null, objects, arrays and nothing.
 */
char *ac_json_dup_text (AcJson json);

/* What json-glib makes of it. */
JsonNode *ac_json_parse (AcJson json);

G_END_DECLS
