/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CX_TYPE_FIELD_ERROR (cx_field_error_get_type ())
G_DECLARE_FINAL_TYPE (CxFieldError, cx_field_error, CX, FIELD_ERROR, AdwPreferencesRow)

const char *cx_field_error_get_field (CxFieldError *self);

/* Shows the message below the row, and leads the focus there; NULL hides it. */
void cx_field_error_set_message (CxFieldError *self, const char *message);

G_END_DECLS
