/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "ac-transport.h"

G_BEGIN_DECLS

/* @base: scheme, host and port. @session: NULL for one of the transport's own. */
AcTransport *ac_soup_transport_new (const char *base,
                                    const char *api_token,
                                    const char *user_agent,
                                    SoupSession *session);

G_END_DECLS
