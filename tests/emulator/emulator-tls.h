/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A certificate for the loopback names, made on the spot. */

#pragma once

#include "emulator.h"

G_BEGIN_DECLS

/* With its private key; valid for localhost, 127.0.0.1 and account-1.localhost and so on, but for
 * the flaw that it is to have. */
GTlsCertificate *emulator_tls_make_certificate (const EmulatorOptions *options, GError **error);

G_END_DECLS
