/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-json.h"

G_BEGIN_DECLS

/* What the wire codec leaves to the plugin: members by any spelling of their names, and JSON
 * written as one line of ASCII.
 */

/* The value of a member, also where its name is written with escapes; of the last where there are
 * several.
 */
AcJson acwf_json_member (AcJson object, const char *name);

/* Its text, see ac_json_dup_text(). */
char *acwf_json_dup_member (AcJson object, const char *name);

/* A value that was checked to be an integer that a double holds; @otherwise where there is none. */
gint64 acwf_json_get_integer (AcJson object, const char *name, gint64 otherwise);

gboolean acwf_json_get_flag (AcJson object, const char *name);

/* A string, or null. What is not UTF-8 is replaced. */
void acwf_json_append_string (GString *out, const char *text);
void acwf_json_append_boolean (GString *out, gboolean value);

/* Any checked value, as it came. */
void acwf_json_append (GString *out, AcJson json);

G_END_DECLS
