/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-error.h"
#include "ac-problem.h"

G_BEGIN_DECLS

/* Whoever makes a problem fills it in; once it was handed out it does not change. */
struct _AcProblem
{
  GObject parent_instance;

  GQuark domain;
  int error_code;
  const char *code;
  char *message;
  guint http_status;
  char *title;
  char *detail;
  char *server_code;
  char *field;
  char *request_id;
  gboolean retryable;
  double retry_after;
  guint attempts;
  double waited;
  double timeout;
  gboolean outcome_unknown;
};

AcProblem *ac_problem_new (AcError code, const char *format, ...) G_GNUC_PRINTF (2, 3);
AcProblem *ac_problem_new_invalid (const char *field, const char *message);
AcProblem *ac_problem_new_cancelled (void);
AcProblem *ac_problem_new_pending (const char *message);

GError *ac_problem_to_error (AcProblem *self);

/* Makes it the one that ac_problem_from_result() finds. */
void ac_problem_attach (AcProblem *self, GTask *task);

G_END_DECLS
