/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-address.h"
#include "ac-call.h"
#include "ac-client.h"

G_BEGIN_DECLS

/* For ac-client.c and, with the lock, ac-client-settings.c alone. */
struct _AcClient
{
  GObject parent_instance;

  char *given_url;
  char *api_token;
  AcAddress *address; /* NULL: not usable, see unusable */
  AcProblem *unusable;
  AcClock *clock;

  GMutex lock; /* guards what follows */
  double timeout;
  double queue_timeout;
  guint max_attempts;
  char *application_name;
  SoupSession *session;
  AcRateLimiter *rate_limiter;
  AcTransport *transport; /* made for the first operation */
  AcProblem *problem;
};

/* NULL with an AC_ERROR_INVALID *@problem where the client, which may be NULL, is of no use. */
AcCall *ac_client_begin_call (AcClient *self,
                              GMainContext *context,
                              GCancellable *cancellable,
                              AcProblem **problem);

void ac_client_report (gpointer self, AcProblem *problem);

/* For a simulated world, before the first operation. Takes @transport. */
void ac_client_set_world (AcClient *self, AcClock *clock, AcTransport *transport);

G_END_DECLS
