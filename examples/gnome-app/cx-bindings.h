/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>
#include <adwaita.h>

G_BEGIN_DECLS

/* Both ways, for whatever connection is the group's source. */
void cx_bindings_add_text (GBindingGroup *group, const char *property, GtkEditable *row);

/* The row's choices are in the order of the enumeration's values, from 0. */
void cx_bindings_add_choice (GBindingGroup *group, const char *property, AdwComboRow *row);

G_END_DECLS
