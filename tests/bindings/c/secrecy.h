/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Whether a token stays where it belongs. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* From now on the program ends where a log message holds @token. Messages for debugging are looked
 * at, and not printed.
 */
void secrecy_watch_log (const char *token);

/* The same for what it would print, which is everything. */
SoupLogger *secrecy_make_logger (void);

/* In no readable property. */
void secrecy_assert (gpointer object);

G_END_DECLS
