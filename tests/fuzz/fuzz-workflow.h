/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-error.h"
#include "fuzz.h"

G_BEGIN_DECLS

/* Ends the program where @text is not one JSON object in ASCII with a boolean "ok". Frees it. */
void fuzz_check_completion (char *text);

/* Likewise where what is written of @error is not one. Frees it. */
void fuzz_check_error (AcwfError *error);

G_END_DECLS
