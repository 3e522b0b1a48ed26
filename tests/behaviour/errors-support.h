/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* An update that fails, and what its problem must say. */

#include "support.h"

G_BEGIN_DECLS

/* What befalls an update, and what is then told of it. */
typedef struct
{
  const char *name;
  const char *fault; /* that befalls the PUT */
  double timeout;    /* 0: the usual one */
  guint attempts;    /* allowed and expected; 0: one */

  AcError code;
  guint http_status;
  const char *title;
  const char *detail;
  const char *server_code;
  const char *field;
  double retry_after; /* to a second */
  gboolean retryable;
  gboolean outcome_unknown;
  const char *words[4]; /* that the message must hold */
} ErrorRow;

/* Every property that a person could see, as text. */
char *dup_visible (AcConnection *connection);

/* One whose values are known, and two of which were set anew. */
AcConnection *make_changed (World *world);

/* The test of an ErrorRow. */
void test_error_row (gconstpointer data);

G_END_DECLS
