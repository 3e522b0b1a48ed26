/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-clock.h"

G_BEGIN_DECLS

/* How an attempt ended. */
typedef enum
{
  AC_ATTEMPT_SUCCEEDED,
  AC_ATTEMPT_REFUSED,     /* an answer that trying again does not change */
  AC_ATTEMPT_LIMITED,     /* 429: not carried out, welcome later */
  AC_ATTEMPT_UNAVAILABLE, /* 408, 5xx: carried out or not */
  AC_ATTEMPT_NOT_SENT,    /* the server was not reached */
  AC_ATTEMPT_LOST,        /* sent, and no whole answer came: carried out or not */
} AcAttemptOutcome;

typedef struct
{
  AcAttemptOutcome outcome;
  gboolean repeatable; /* whether carrying it out twice is as good as once */
  guint attempt;       /* from 1 */
  guint max_attempts;
  double retry_after; /* the server's wish in seconds; below 0 where it named none */
  double time_left;   /* seconds to the deadline; G_MAXDOUBLE without one */
  double random;      /* in [0, 1) */
} AcAttempt;

typedef struct
{
  gboolean retry;
  double wait;  /* seconds before the next attempt */
  double pause; /* seconds for which the whole account should make no requests */
} AcRetryDecision;

/* From the status of an answer. */
AcAttemptOutcome ac_attempt_outcome_for_status (guint status);
gboolean ac_attempt_may_be_carried_out (AcAttemptOutcome outcome);

/* What to do after an attempt. Pure: the same in, the same out. */
AcRetryDecision ac_retry_decide (const AcAttempt *attempt);

/* Seconds to wait before the try after the @round-th; @random in [0, 1). */
double ac_retry_backoff (guint round, double random);

/* A Retry-After header in seconds, below 0 where there is none that can be read. A date is taken
 * relative to the answer's Date where that can be read, else to the @clock's.
 */
double ac_retry_after_parse (const char *value, const char *date, AcClock *clock);

G_END_DECLS
