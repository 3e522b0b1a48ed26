/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

/* What acwf_describe() answers; generated. */
extern const char acwf_description[];

/* The same, parsed once for this process: what inputs are checked against. */
JsonObject *acwf_description_get (void);

/* The entry of an action, or NULL. */
JsonObject *acwf_description_find_action (const char *name);

/* Whether an error of the code is retryable by its nature. */
gboolean acwf_description_is_retryable (const char *code);
