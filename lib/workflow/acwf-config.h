/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-error.h"

G_BEGIN_DECLS

/* What a host asked for when it opened a handle. */
typedef struct
{
  char *url;
  char *api_token;
  double timeout;       /* seconds; 0: none */
  double queue_timeout; /* likewise */
  guint max_attempts;
  guint max_tickets;
  char *rate_limiter;
  char *application_name;
} AcwfConfig;

/* NULL with an error where the configuration is not acceptable. */
AcwfConfig *acwf_config_new (const char *json, AcwfError **error);
void acwf_config_free (AcwfConfig *self);

/* A client for it, with the account's own limiter; NULL with an error. */
AcClient *acwf_config_make_client (const AcwfConfig *self, AcwfError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcwfConfig, acwf_config_free)

G_END_DECLS
