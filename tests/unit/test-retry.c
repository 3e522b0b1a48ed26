/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-retry.h"

#include "cases.h"
#include "fake-clock.h"

typedef struct
{
  const char *name;
  AcAttempt attempt;
  gboolean retry;
  double wait; /* where it is tried again */
  double pause;
} Decision;

#define NO_LIMIT G_MAXDOUBLE
#define LAST 0.999999999

/* outcome, repeatable, attempt, max_attempts, retry_after, time_left, random */
static const Decision decisions[] = {
  { "succeeded", { AC_ATTEMPT_SUCCEEDED, TRUE, 1, 3, -1, 60, 0 }, FALSE, 0, 0 },
  { "succeeded, with Retry-After", { AC_ATTEMPT_SUCCEEDED, TRUE, 1, 3, 5, 60, 0 }, FALSE, 0, 0 },
  { "refused", { AC_ATTEMPT_REFUSED, TRUE, 1, 3, -1, 60, 0 }, FALSE, 0, 0 },
  { "refused, with Retry-After", { AC_ATTEMPT_REFUSED, TRUE, 1, 3, 5, 60, 0 }, FALSE, 0, 0 },

  { "unavailable", { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, -1, 60, 0 }, TRUE, 0.25, 0 },
  { "unavailable, second", { AC_ATTEMPT_UNAVAILABLE, TRUE, 2, 3, -1, 60, 0 }, TRUE, 0.5, 0 },
  { "unavailable, last", { AC_ATTEMPT_UNAVAILABLE, TRUE, 3, 3, -1, 60, 0 }, FALSE, 1, 0 },
  { "unavailable, only attempt", { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 1, -1, 60, 0 }, FALSE, 0, 0 },
  { "unavailable, no time left", { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, -1, 0.25, 0 }, FALSE, 0, 0 },
  { "unavailable, just enough time",
    { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, -1, 0.2500001, 0 },
    TRUE,
    0.25,
    0 },
  { "unavailable, past the deadline",
    { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, -1, -1, 0 },
    FALSE,
    0,
    0 },
  { "unavailable, no deadline",
    { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, -1, NO_LIMIT, 0 },
    TRUE,
    0.25,
    0 },
  { "unavailable, not repeatable",
    { AC_ATTEMPT_UNAVAILABLE, FALSE, 1, 3, -1, 60, 0 },
    FALSE,
    0,
    0 },
  { "unavailable, with Retry-After", { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, 5, 60, 0 }, TRUE, 5, 5 },
  { "unavailable, with Retry-After 0",
    { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, 0, 60, 0 },
    TRUE,
    0.25,
    0.25 },
  { "unavailable, not repeatable, with Retry-After",
    { AC_ATTEMPT_UNAVAILABLE, FALSE, 1, 3, 5, 60, 0 },
    FALSE,
    0,
    5 },
  { "unavailable, Retry-After beyond the deadline",
    { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, 120, 60, 0 },
    FALSE,
    0,
    120 },
  { "unavailable for days",
    { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, 864000, NO_LIMIT, 0 },
    TRUE,
    3600,
    3600 },
  { "unavailable, huge Retry-After",
    { AC_ATTEMPT_UNAVAILABLE, TRUE, 1, 3, 1.8e19, 60, 0 },
    FALSE,
    0,
    3600 },

  { "lost", { AC_ATTEMPT_LOST, TRUE, 1, 3, -1, 60, 0 }, TRUE, 0.25, 0 },
  { "lost, not repeatable", { AC_ATTEMPT_LOST, FALSE, 1, 3, -1, 60, 0 }, FALSE, 0, 0 },
  { "lost, last", { AC_ATTEMPT_LOST, TRUE, 3, 3, -1, 60, 0 }, FALSE, 0, 0 },
  { "lost, no time left", { AC_ATTEMPT_LOST, TRUE, 1, 3, -1, 0.1, 0 }, FALSE, 0, 0 },

  { "not sent", { AC_ATTEMPT_NOT_SENT, TRUE, 1, 3, -1, 60, 0 }, TRUE, 0.25, 0 },
  { "not sent, not repeatable", { AC_ATTEMPT_NOT_SENT, FALSE, 1, 3, -1, 60, 0 }, TRUE, 0.25, 0 },
  { "not sent, last", { AC_ATTEMPT_NOT_SENT, FALSE, 3, 3, -1, 60, 0 }, FALSE, 0, 0 },
  { "not sent, no time left", { AC_ATTEMPT_NOT_SENT, TRUE, 1, 3, -1, 0.2, 0 }, FALSE, 0, 0 },

  { "limited", { AC_ATTEMPT_LIMITED, TRUE, 1, 3, -1, 60, 0 }, TRUE, 1, 1 },
  { "limited, not repeatable", { AC_ATTEMPT_LIMITED, FALSE, 1, 3, -1, 60, 0 }, TRUE, 1, 1 },
  { "limited, with Retry-After", { AC_ATTEMPT_LIMITED, TRUE, 1, 3, 7, 60, LAST }, TRUE, 7, 7 },
  { "limited, Retry-After 0", { AC_ATTEMPT_LIMITED, TRUE, 1, 3, 0, 60, 0 }, TRUE, 1, 1 },
  { "limited, fourth: the backoff is longer",
    { AC_ATTEMPT_LIMITED, TRUE, 4, 9, -1, 60, 0 },
    TRUE,
    2,
    2 },
  { "limited, Retry-After below the backoff",
    { AC_ATTEMPT_LIMITED, TRUE, 6, 9, 2, 60, 0 },
    TRUE,
    8,
    8 },
  { "limited, last: the account pauses all the same",
    { AC_ATTEMPT_LIMITED, TRUE, 3, 3, 7, 60, 0 },
    FALSE,
    0,
    7 },
  { "limited, Retry-After as long as the time left",
    { AC_ATTEMPT_LIMITED, TRUE, 1, 3, 60, 60, 0 },
    FALSE,
    0,
    60 },
  { "limited, Retry-After just within the time left",
    { AC_ATTEMPT_LIMITED, TRUE, 1, 3, 59, 60, 0 },
    TRUE,
    59,
    59 },
  { "limited, huge Retry-After",
    { AC_ATTEMPT_LIMITED, TRUE, 1, 3, 1e300, NO_LIMIT, 0 },
    TRUE,
    3600,
    3600 },
};

static void
test_decision (gconstpointer data)
{
  const Decision *row = data;
  AcRetryDecision decision = ac_retry_decide (&row->attempt);

  g_assert_cmpint (decision.retry, ==, row->retry);
  g_assert_cmpfloat_with_epsilon (decision.pause, row->pause, 1e-6);
  if (row->retry)
    g_assert_cmpfloat_with_epsilon (decision.wait, row->wait, 1e-6);
}

/* Over everything that can come: what must hold whatever the policy is in detail. */
static void
test_invariants (void)
{
  static const double retry_afters[] = { -1, 0, 0.5, 1, 30, 3600, 1e9, G_MAXDOUBLE };
  static const double times_left[] = { -5, 0, 0.3, 1, 60, 4000, G_MAXDOUBLE };
  static const double randoms[] = { 0, 0.5, LAST };
  guint n_retries = 0;

  for (AcAttempt a = { .max_attempts = 4 }; a.outcome <= AC_ATTEMPT_LOST; a.outcome++)
    for (a.repeatable = 0; a.repeatable <= 1; a.repeatable++)
      for (a.attempt = 1; a.attempt <= 5; a.attempt++)
        for (gsize i = 0; i < G_N_ELEMENTS (retry_afters); i++)
          for (gsize j = 0; j < G_N_ELEMENTS (times_left); j++)
            for (gsize k = 0; k < G_N_ELEMENTS (randoms); k++)
              {
                AcRetryDecision decision;

                a.retry_after = retry_afters[i];
                a.time_left = times_left[j];
                a.random = randoms[k];
                decision = ac_retry_decide (&a);
                g_assert_cmpfloat (decision.pause, >=, 0);
                g_assert_cmpfloat (decision.pause, <=, 3600);
                if (a.outcome == AC_ATTEMPT_LIMITED)
                  g_assert_cmpfloat (decision.pause, >=, 1);
                if (!decision.retry)
                  continue;
                n_retries++;
                g_assert_cmpuint (a.attempt, <, a.max_attempts);
                g_assert_cmpfloat (decision.wait, >=, 0.25);
                g_assert_cmpfloat (decision.wait, <, a.time_left);
                g_assert_cmpfloat (decision.wait, >=, MIN (a.retry_after, 3600));
                g_assert_true (a.repeatable || !ac_attempt_may_be_carried_out (a.outcome));
              }
  g_assert_cmpuint (n_retries, >, 100);
}

typedef struct
{
  const char *name;
  guint round;
  double shortest;
  double longest;
} Backoff;

static const Backoff backoffs[] = {
  { "first", 1, 0.25, 0.5 },
  { "second", 2, 0.5, 1 },
  { "third", 3, 1, 2 },
  { "fourth", 4, 2, 4 },
  { "fifth", 5, 4, 8 },
  { "sixth", 6, 8, 16 },
  { "seventh: no longer", 7, 8, 16 },
  { "hundredth", 100, 8, 16 },
  { "last of all", G_MAXUINT, 8, 16 },
};

static void
test_backoff (gconstpointer data)
{
  const Backoff *row = data;

  g_assert_cmpfloat_with_epsilon (ac_retry_backoff (row->round, 0), row->shortest, 1e-6);
  g_assert_cmpfloat_with_epsilon (ac_retry_backoff (row->round, LAST), row->longest, 1e-6);
  g_assert_cmpfloat (ac_retry_backoff (row->round, 0.3), <, ac_retry_backoff (row->round, 0.4));
}

typedef struct
{
  const char *name;
  const char *value;
  const char *date;
  double seconds;
} RetryAfter;

#define NOW "Fri, 01 Jan 2027 00:00:00 GMT"

static const RetryAfter retry_afters[] = {
  { "absent", NULL, NOW, -1 },
  { "seconds", "30", NOW, 30 },
  { "seconds without a Date", "30", NULL, 30 },
  { "zero", "0", NOW, 0 },
  { "space after it", "30 ", NOW, 30 },
  { "fraction", "1.5", NOW, 1 },
  { "leading zeros", "007", NOW, 7 },
  { "hours", "86400", NOW, 86400 },
  { "negative", "-5", NOW, -1 },
  { "empty", "", NOW, -1 },
  { "word", "soon", NOW, -1 },
  { "number with a unit", "30s", NOW, -1 },
  { "exponent", "1e3", NOW, -1 },
  { "hex", "0x10", NOW, -1 },
  { "date", "Fri, 01 Jan 2027 00:02:00 GMT", NOW, 120 },
  { "date of now", NOW, NOW, 0 },
  { "date in the past", "Thu, 31 Dec 2026 23:59:00 GMT", NOW, 0 },
  { "date across a year", "Sat, 01 Jan 2028 00:00:00 GMT", NOW, 365 * 86400 },
  { "date of RFC 850", "Friday, 01-Jan-27 00:02:00 GMT", NOW, 120 },
  { "date of asctime", "Fri Jan  1 00:02:00 2027", NOW, 120 },
  { "impossible date", "Fri, 32 Jan 2027 00:00:00 GMT", NOW, -1 },
  { "date long past, without a Date", "Thu, 01 Jan 1970 00:00:00 GMT", NULL, 0 },
  { "date long past, with a Date that cannot be read", "Thu, 01 Jan 1970 00:00:00 GMT", "today",
    0 },
};

static void
test_retry_after (gconstpointer data)
{
  const RetryAfter *row = data;

  g_assert_cmpfloat (ac_retry_after_parse (row->value, row->date, ac_clock_get_default ()), ==,
                     row->seconds);
}

static void
test_retry_after_huge (void)
{
  g_assert_cmpfloat (
    ac_retry_after_parse ("99999999999999999999999999", NOW, ac_clock_get_default ()), ==,
    365 * 24 * 3600);
  g_assert_cmpfloat (ac_retry_after_parse ("18446744073709551616", NOW, ac_clock_get_default ()),
                     ==, 365 * 24 * 3600);
}

/* Without a Date the client's own clock is what there is: the one of the seam. */
static void
test_retry_after_own_clock (void)
{
  g_autoptr (FakeClock) fake = fake_clock_new ();
  AcClock *clock = fake_clock_get_clock (fake);
  g_autoptr (GDateTime) now = ac_clock_get_date (clock);
  g_autoptr (GDateTime) then = g_date_time_add_hours (now, 1);
  g_autofree char *value = g_date_time_format (then, "%a, %d %b %Y %H:%M:%S GMT");

  g_assert_cmpfloat (ac_retry_after_parse (value, NULL, clock), ==, 3600);
  fake_clock_advance (fake, ac_seconds_to_us (600));
  g_assert_cmpfloat (ac_retry_after_parse (value, NULL, clock), ==, 3000);
}

typedef struct
{
  const char *name;
  guint status;
  AcAttemptOutcome outcome;
  gboolean may_be_carried_out;
} Status;

static const Status statuses[] = {
  { "200", 200, AC_ATTEMPT_SUCCEEDED, FALSE },  { "201", 201, AC_ATTEMPT_SUCCEEDED, FALSE },
  { "204", 204, AC_ATTEMPT_SUCCEEDED, FALSE },  { "301", 301, AC_ATTEMPT_REFUSED, FALSE },
  { "302", 302, AC_ATTEMPT_REFUSED, FALSE },    { "304", 304, AC_ATTEMPT_REFUSED, FALSE },
  { "400", 400, AC_ATTEMPT_REFUSED, FALSE },    { "401", 401, AC_ATTEMPT_REFUSED, FALSE },
  { "402", 402, AC_ATTEMPT_REFUSED, FALSE },    { "403", 403, AC_ATTEMPT_REFUSED, FALSE },
  { "404", 404, AC_ATTEMPT_REFUSED, FALSE },    { "405", 405, AC_ATTEMPT_REFUSED, FALSE },
  { "408", 408, AC_ATTEMPT_UNAVAILABLE, TRUE }, { "409", 409, AC_ATTEMPT_REFUSED, FALSE },
  { "422", 422, AC_ATTEMPT_REFUSED, FALSE },    { "429", 429, AC_ATTEMPT_LIMITED, FALSE },
  { "500", 500, AC_ATTEMPT_UNAVAILABLE, TRUE }, { "502", 502, AC_ATTEMPT_UNAVAILABLE, TRUE },
  { "503", 503, AC_ATTEMPT_UNAVAILABLE, TRUE }, { "504", 504, AC_ATTEMPT_UNAVAILABLE, TRUE },
  { "511", 511, AC_ATTEMPT_UNAVAILABLE, TRUE }, { "520", 520, AC_ATTEMPT_UNAVAILABLE, TRUE },
  { "526", 526, AC_ATTEMPT_UNAVAILABLE, TRUE }, { "590", 590, AC_ATTEMPT_UNAVAILABLE, TRUE },
};

static void
test_status (gconstpointer data)
{
  const Status *row = data;

  g_assert_cmpint (ac_attempt_outcome_for_status (row->status), ==, row->outcome);
  g_assert_cmpint (ac_attempt_may_be_carried_out (row->outcome), ==, row->may_be_carried_out);
}

static void
test_carried_out (void)
{
  g_assert_true (ac_attempt_may_be_carried_out (AC_ATTEMPT_LOST));
  g_assert_false (ac_attempt_may_be_carried_out (AC_ATTEMPT_NOT_SENT));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/retry/decision", decisions, test_decision);
  g_test_add_func ("/retry/decision/invariants", test_invariants);
  ADD_CASES ("/retry/backoff", backoffs, test_backoff);
  ADD_CASES ("/retry/Retry-After", retry_afters, test_retry_after);
  g_test_add_func ("/retry/Retry-After/huge", test_retry_after_huge);
  g_test_add_func ("/retry/Retry-After/own clock", test_retry_after_own_clock);
  ADD_CASES ("/retry/status", statuses, test_status);
  g_test_add_func ("/retry/may be carried out", test_carried_out);
  return g_test_run ();
}
