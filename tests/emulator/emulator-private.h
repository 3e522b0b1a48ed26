/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The state of an emulator. After the start its own thread alone touches it, except where said. */

#pragma once

#include <libsoup/soup.h>

#include "emulator.h"

#include "emulator-account.h"
#include "emulator-fault.h"
#include "emulator-log.h"
#include "emulator-sender.h"

G_BEGIN_DECLS

struct _Emulator
{
  EmulatorOptions options;
  char *token;
  char *url;
  int port;
  GTlsCertificate *certificate;
  JsonArray *seed; /* rows of account 1, NULL if they come from no file */

  SoupServer *server;
  GMainContext *context;
  GThread *thread;
  gint running; /* atomic */

  GPtrArray *accounts; /* EmulatorAccount, the first is number 1 */
  GPtrArray *faults;   /* EmulatorFault */
  EmulatorLog log;
  GRand *random;
  GQueue exchanges; /* under way */
  EmulatorSenders senders;

  /* Atomic, to be read from any thread; written with emulator_set_count() alone. */
  gint requests;
  gint held;
  gint rejected;
  gint peak;
};

/* Sets a count and wakes up the default main context, where a test may be waiting for it. */
void emulator_set_count (gint *count, guint value);

/* Everything back to how it was at the start. */
gboolean emulator_reset (Emulator *emulator, GError **error);

/* NULL if there is no such account. */
EmulatorAccount *emulator_get_account (Emulator *emulator, guint number);

/* emulator-control.c */
void emulator_control_answer (Emulator *emulator, EmulatorRequest *request, EmulatorAnswer *answer);

G_END_DECLS
