/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-retry.h"

#include <libsoup/soup.h>

#define FIRST_BACKOFF 0.5
#define LONGEST_BACKOFF 16.0

/* A window of the server's limit: less is not worth a try after a 429. */
#define SHORTEST_PAUSE 1.0

/* A header by mistake must not shut an account out for days: after this, one request asks anew. */
#define LONGEST_PAUSE 3600.0

/* What a header is believed. */
#define LONGEST_RETRY_AFTER (365 * 24 * 3600.0)

AcAttemptOutcome
ac_attempt_outcome_for_status (guint status)
{
  if (status >= 200 && status < 300)
    return AC_ATTEMPT_SUCCEEDED;
  if (status == 429)
    return AC_ATTEMPT_LIMITED;
  if (status == 408 || status >= 500)
    return AC_ATTEMPT_UNAVAILABLE;
  return AC_ATTEMPT_REFUSED;
}

gboolean
ac_attempt_may_be_carried_out (AcAttemptOutcome outcome)
{
  return outcome == AC_ATTEMPT_UNAVAILABLE || outcome == AC_ATTEMPT_LOST;
}

/* Doubles from try to try; the random part keeps clients that failed together apart. */
double
ac_retry_backoff (guint round, double random)
{
  double longest = FIRST_BACKOFF * (double) (1u << MIN (round - 1, 10));

  return MIN (longest, LONGEST_BACKOFF) * (0.5 + 0.5 * random);
}

AcRetryDecision
ac_retry_decide (const AcAttempt *attempt)
{
  AcRetryDecision decision = { 0 };

  if (attempt->outcome == AC_ATTEMPT_SUCCEEDED || attempt->outcome == AC_ATTEMPT_REFUSED)
    return decision;

  decision.wait = ac_retry_backoff (attempt->attempt, attempt->random);
  if (attempt->outcome == AC_ATTEMPT_LIMITED)
    decision.wait = MAX (decision.wait, SHORTEST_PAUSE);
  if (attempt->retry_after >= 0)
    decision.wait = CLAMP (attempt->retry_after, decision.wait, MAX (LONGEST_PAUSE, decision.wait));
  if (attempt->outcome == AC_ATTEMPT_LIMITED || attempt->retry_after >= 0)
    decision.pause = decision.wait;

  decision.retry = attempt->attempt < attempt->max_attempts && decision.wait < attempt->time_left
                && (attempt->repeatable || !ac_attempt_may_be_carried_out (attempt->outcome));
  return decision;
}

double
ac_retry_after_parse (const char *value, const char *date, AcClock *clock)
{
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) now = NULL;
  guint64 seconds;

  if (value == NULL)
    return -1;
  if (g_ascii_isdigit (*value))
    {
      char *end;

      seconds = g_ascii_strtoull (value, &end, 10);
      if (*end == '\0' || *end == '.' || g_ascii_isspace (*end))
        return MIN ((double) seconds, LONGEST_RETRY_AFTER);
    }
  then = soup_date_time_new_from_http_string (value);
  if (then == NULL)
    return -1;
  if (date != NULL)
    now = soup_date_time_new_from_http_string (date);
  if (now == NULL)
    now = ac_clock_get_date (clock);
  return CLAMP ((double) g_date_time_difference (then, now) / G_TIME_SPAN_SECOND, 0,
                LONGEST_RETRY_AFTER);
}
