/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-problem-private.h"
#include "ac-rate-limiter-private.h"

G_BEGIN_DECLS

/* Why a call gives up what is under way. */
typedef enum
{
  AC_STOP_NOT,
  AC_STOP_CANCELLED,
  AC_STOP_TIMED_OUT,
  AC_STOP_QUEUED_TOO_LONG,
  AC_STOP_PAUSED_TOO_LONG,
} AcStop;

/* What is told of it. @before: the problem of the attempt before, or NULL. */
AcProblem *ac_stop_problem (AcStop stop, AcProblem *before, double timeout, AcRateLimiter *limiter);

/* What is told where the limiter gave no slot by itself. */
AcProblem *ac_stop_problem_of_limiter (const GError *error);

G_END_DECLS
