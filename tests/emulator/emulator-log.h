/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The requests that came: the last 100,000 of them. */

#pragma once

#include "emulator-request.h"

G_BEGIN_DECLS

typedef struct
{
  guint n; /* from 1 */
  gint64 at_us;
  char *request; /* JSON members */
  guint status;  /* 0: not answered, or not yet */
  char *hint;    /* NULL: none */
} EmulatorLogEntry;

void emulator_log_entry_unref (EmulatorLogEntry *entry);

typedef struct
{
  GQueue entries;
  guint count; /* also of those that were dropped */
} EmulatorLog;

/* The entry stays writable for as long as it is held. */
EmulatorLogEntry *
emulator_log_add (EmulatorLog *log, EmulatorRequest *request, const char *token, gint64 at_us);
void emulator_log_clear (EmulatorLog *log);

/* {"requests":[…]} */
char *emulator_log_to_json (EmulatorLog *log);

G_END_DECLS
