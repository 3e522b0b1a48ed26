/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-stop.h"

static AcProblem *
paused_problem (double pause)
{
  AcProblem *problem = ac_problem_new (
    AC_ERROR_RATE_LIMITED,
    "The account takes no requests for the next %.0f seconds, longer than the "
    "timeout allows to wait; try again then",
    pause);

  problem->retry_after = pause;
  return problem;
}

AcProblem *
ac_stop_problem (AcStop stop, AcProblem *before, double timeout, AcRateLimiter *limiter)
{
  g_autofree char *story = NULL;

  switch (stop)
    {
    case AC_STOP_TIMED_OUT:
      story = before != NULL ? g_strdup_printf (" Before that: %s", before->message)
                             : g_strdup ("");
      return ac_problem_new (AC_ERROR_TIMED_OUT,
                             "There was no answer within the timeout of %g seconds; try again "
                             "later.%s",
                             timeout, story);
    case AC_STOP_QUEUED_TOO_LONG:
      return ac_problem_new (
        AC_ERROR_RATE_LIMITED,
        "No slot of the account's rate limit came up within the queue-timeout; "
        "try again later");
    case AC_STOP_PAUSED_TOO_LONG:
      return paused_problem (ac_rate_limiter_get_pause (limiter));
    case AC_STOP_CANCELLED:
    case AC_STOP_NOT:
    default:
      return ac_problem_new_cancelled ();
    }
}

AcProblem *
ac_stop_problem_of_limiter (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ac_problem_new_cancelled ();
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    return ac_problem_new_pending (error->message);
  if (error != NULL && error->domain == AC_ERROR)
    return ac_problem_new ((AcError) error->code, "%s", error->message);
  return ac_problem_new (AC_ERROR_RATE_LIMITED, "The rate limiter gave no slot: %s",
                         error != NULL ? error->message : "it did not say why");
}
