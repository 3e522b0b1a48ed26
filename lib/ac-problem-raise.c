/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-error.h"
#include "ac-problem-private.h"

#include <stdarg.h>

#define OF_RESULT "ac-problem-of-result"

static AcProblem *
problem_new (GQuark domain, int error_code, const char *code, gboolean retryable)
{
  AcProblem *self = g_object_new (AC_TYPE_PROBLEM, NULL);

  self->domain = domain;
  self->error_code = error_code;
  self->code = code;
  self->retryable = retryable;

  return self;
}

static gboolean
is_retryable (AcError code)
{
  return code == AC_ERROR_RATE_LIMITED || code == AC_ERROR_UNAVAILABLE || code == AC_ERROR_NETWORK
      || code == AC_ERROR_TIMED_OUT;
}

static const char *
error_nick (AcError code)
{
  g_autoptr (GEnumClass) codes = g_type_class_ref (AC_TYPE_ERROR);

  return g_enum_get_value (codes, (int) code)->value_nick;
}

AcProblem *
ac_problem_new (AcError code, const char *format, ...)
{
  AcProblem *self = problem_new (AC_ERROR, code, error_nick (code), is_retryable (code));
  va_list args;

  va_start (args, format);
  self->message = g_strdup_vprintf (format, args);
  va_end (args);

  return self;
}

AcProblem *
ac_problem_new_invalid (const char *field, const char *message)
{
  AcProblem *self = ac_problem_new (AC_ERROR_INVALID, "%s", message);

  self->field = g_strdup (field);

  return self;
}

AcProblem *
ac_problem_new_cancelled (void)
{
  AcProblem *self = problem_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled", FALSE);

  self->message = g_strdup ("The operation was cancelled");

  return self;
}

AcProblem *
ac_problem_new_pending (const char *message)
{
  AcProblem *self = problem_new (G_IO_ERROR, G_IO_ERROR_PENDING, "pending", TRUE);

  self->message = g_strdup (message);

  return self;
}

GError *
ac_problem_to_error (AcProblem *self)
{
  return g_error_new_literal (self->domain, self->error_code, self->message);
}

void
ac_problem_attach (AcProblem *self, GTask *task)
{
  g_object_set_data_full (G_OBJECT (task), OF_RESULT, g_object_ref (self), g_object_unref);
}

/**
 * ac_problem_from_result:
 * @result: the result that a callback of this library was given
 *
 * Gets the problem of the very operation that @result belongs to. May be called before or after
 * the operation's finish function.
 *
 * Returns: (transfer none) (nullable): the problem, valid as long as @result; NULL where the
 *   operation succeeded
 *
 * Since: 1.0
 */
AcProblem *
ac_problem_from_result (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  return g_object_get_data (G_OBJECT (result), OF_RESULT);
}
