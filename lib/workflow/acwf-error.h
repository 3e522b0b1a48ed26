/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>

G_BEGIN_DECLS

/* The error object of a completion. */
typedef struct
{
  const char *code; /* static */
  char *message;
  char *field;
  gboolean retryable;
  gboolean outcome_unknown;
  AcProblem *problem; /* what more is known, or NULL */
} AcwfError;

/* Of one of the plugin's own codes. */
AcwfError *
acwf_error_new (const char *code, const char *field, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Of an operation's problem. */
AcwfError *acwf_error_new_from_problem (AcProblem *problem);

void acwf_error_free (AcwfError *self);

/* The object as JSON. */
void acwf_error_append (const AcwfError *self, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcwfError, acwf_error_free)

G_END_DECLS
