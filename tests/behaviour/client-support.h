/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* What the tests of the account share. */

#include "support.h"

G_BEGIN_DECLS

#define TOKEN "S3CRET-T0KEN"

/* Warnings that a test is about, kept from ending it, where it is not NULL. */
extern GString *warnings;
GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused);

gboolean client_check (AcClient *client, GError **error);
AcConnection *
client_find (AcClient *client, const char *service, const char *external_id, GError **error);

G_END_DECLS
