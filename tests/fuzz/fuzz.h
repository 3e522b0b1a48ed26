/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A handle on an account where nobody listens: what passes the checks fails at once. */
uint64_t fuzz_get_handle (void);

/* Ends the program where @text is not one JSON object in ASCII with a boolean "ok". Frees it. */
void fuzz_check_completion (char *text);

/* Likewise without "ok". */
void fuzz_check_object (const char *text);

G_END_DECLS
