/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The emulator in a process of its own, so that memory and file descriptors of this one are the
 * library's. (libsoup's server keeps every connection that a client closed while it was idle.)
 */
typedef struct _SoakServer SoakServer;

/* Without a rate limit. */
SoakServer *soak_server_new (const char *program, guint n_connections);
void soak_server_free (SoakServer *self);

const char *soak_server_get_url (SoakServer *self);

/* Its control endpoint; @body may be NULL. Returns the answer. */
char *
soak_server_control (SoakServer *self, const char *method, const char *path, const char *body);

G_END_DECLS
