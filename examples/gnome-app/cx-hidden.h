/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pages of a stack that are not shown, and what a revealer does not reveal, are not there for a
 * screen reader either: GTK 4.8 alone tells it that they are. */
void cx_hidden_follow_stack (GtkStack *stack);
void cx_hidden_follow_revealer (GtkRevealer *revealer);

G_END_DECLS
