/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Which branch of its policy the library took is told by what it did next. */

#include "sim-object-private.h"

#include "sim-tally.h"

/* After an attempt of one kind. */
typedef struct
{
  SimMoment again;
  SimMoment no_more;
  SimMoment no_time;
  SimMoment look_up; /* 0: never */
  SimMoment end;     /* 0: never */
} FollowUps;

static const FollowUps follow_ups[] = {
  [SIM_ATTEMPT_LIMITED] = { SIM_MET_LIMITED_AGAIN, SIM_MET_LIMITED_NO_MORE, SIM_MET_LIMITED_NO_TIME,
                            0, 0 },
  [SIM_ATTEMPT_UNAVAILABLE] = { SIM_MET_UNAVAILABLE_AGAIN, SIM_MET_UNAVAILABLE_NO_MORE,
                                SIM_MET_UNAVAILABLE_NO_TIME, SIM_MET_UNAVAILABLE_LOOK_UP,
                                SIM_MET_UNAVAILABLE_END },
  [SIM_ATTEMPT_NOT_SENT] = { SIM_MET_NOT_SENT_AGAIN, SIM_MET_NOT_SENT_NO_MORE,
                             SIM_MET_NOT_SENT_NO_TIME, 0, 0 },
  [SIM_ATTEMPT_LOST] = { SIM_MET_LOST_AGAIN, SIM_MET_LOST_NO_MORE, SIM_MET_LOST_NO_TIME,
                         SIM_MET_LOST_LOOK_UP, SIM_MET_LOST_END },
};

static void
meet (SimOperation *self, SimMoment moment)
{
  sim_meet (self->object->house->stage, moment);
}

static gboolean
is_policy_asked (SimOperation *self)
{
  return self->last_attempt >= SIM_ATTEMPT_LIMITED;
}

/* The first request of a look-up, after a POST. */
static void
meet_look_up (SimOperation *self)
{
  self->has_looked_up = TRUE;
  if (is_policy_asked (self) && follow_ups[self->last_attempt].look_up != 0)
    meet (self, follow_ups[self->last_attempt].look_up);
}

static void
meet_first_request (SimOperation *self)
{
  gboolean any_less = FALSE;

  for (guint i = 0; i < SIM_N_FIELDS; i++)
    {
      SimToken *token = self->sent.tokens[i];

      any_less |= token == NULL && self->snapshot.tokens[i] != NULL;
      if (token == NULL)
        continue;
      if (token->was_sent)
        meet (self, SIM_MET_SENT_AGAIN);
      token->was_sent = TRUE;
    }
  if (any_less)
    meet (self, SIM_MET_SENT_FEWER);
}

void
sim_branches_meet_request (SimOperation *self, const SimRequest *request)
{
  gboolean is_write = !g_str_equal (request->method, "GET");
  gboolean is_same = g_strcmp0 (self->last_path, request->path) == 0;

  if (self->last_attempt == SIM_ATTEMPT_NONE)
    meet_first_request (self);
  else if (self->kind == SIM_CREATE && self->wrote_last && !is_write)
    meet_look_up (self);
  else if (self->kind == SIM_CREATE && !self->wrote_last && is_write)
    meet (self, SIM_MET_NOT_FOUND_AGAIN);
  else if (is_same && is_policy_asked (self))
    {
      meet (self, follow_ups[self->last_attempt].again);
      /* A POST is not repeated blindly. */
      g_assert_true (!g_str_equal (request->method, "POST")
                     || self->last_attempt == SIM_ATTEMPT_LIMITED
                     || self->last_attempt == SIM_ATTEMPT_NOT_SENT);
    }
  else
    g_assert_true (self->kind == SIM_CREATE && self->last_attempt == SIM_ATTEMPT_SUCCEEDED);

  if (!is_same)
    self->n_attempts = 0;
  self->n_attempts++;
  if (self->kind != SIM_CREATE)
    g_assert_cmpuint (self->n_attempts, <=, self->max_attempts);
  g_free (self->last_path);
  self->last_path = g_strdup (request->path);
}

static void
meet_cancelled (SimOperation *self)
{
  if (self->cancelled_before)
    meet (self, SIM_MET_CANCELLED_BEFORE);
  else if (g_queue_peek_head (&self->object->operations) != self)
    meet (self, SIM_MET_CANCELLED_QUEUED);
  else if (!self->is_running)
    meet (self, SIM_MET_CANCELLED_NO_SLOT);
  else
    meet (self, self->gave_up_last ? SIM_MET_CANCELLED_UNDER_WAY : SIM_MET_CANCELLED_BETWEEN);
}

static void
meet_rate_limited (SimOperation *self, AcProblem *problem)
{
  if (ac_problem_get_retry_after (problem) <= 0)
    meet (self, SIM_MET_QUEUED_TOO_LONG);
  else
    meet (self, self->is_running ? SIM_MET_PAUSED_TOO_LONG : SIM_MET_PAUSED_TOO_LONG_FIRST);
}

/* Without one nobody can look for what a POST created. */
static gboolean
has_key (SimOperation *self)
{
  return self->sent.tokens[SIM_SERVICE] != NULL && self->sent.tokens[SIM_EXTERNAL_ID] != NULL;
}

/* The last attempt's failure is the operation's. */
static void
meet_given_up (SimOperation *self)
{
  const FollowUps *follow_up = &follow_ups[self->last_attempt];
  gboolean may_repeat = !(self->kind == SIM_CREATE && self->wrote_last)
                     || self->last_attempt == SIM_ATTEMPT_LIMITED
                     || self->last_attempt == SIM_ATTEMPT_NOT_SENT;

  if (!may_repeat && !has_key (self))
    meet (self, follow_up->end);
  else if (may_repeat && self->n_attempts >= self->max_attempts)
    meet (self, follow_up->no_more);
  else
    {
      g_assert_cmpfloat (self->timeout, >, 0);
      meet (self, follow_up->no_time);
    }
}

static void
meet_failure (SimOperation *self, AcProblem *problem)
{
  const char *code = ac_problem_get_code (problem);
  gboolean is_created = self->kind == SIM_CREATE && self->has_looked_up;

  if (self->outcome_unknown)
    meet (self, SIM_MET_ENDED_UNKNOWN);
  if (self->is_orphan)
    meet (self, SIM_MET_ENDED_ORPHAN);
  if (g_str_equal (code, "cancelled"))
    meet_cancelled (self);
  else if (g_str_equal (code, "timed-out"))
    meet (self, SIM_MET_TIMED_OUT);
  else if (g_str_equal (code, "rate-limited") && ac_problem_get_http_status (problem) == 0)
    meet_rate_limited (self, problem);
  else if (is_created && g_str_equal (code, "duplicate"))
    meet (self, SIM_MET_FOUND_ANOTHER);
  else if (is_created && !self->wrote_last && self->last_attempt == SIM_ATTEMPT_SUCCEEDED)
    meet (self, SIM_MET_NOT_FOUND_END);
  else if (is_policy_asked (self))
    meet_given_up (self);
}

static void
meet_success (SimOperation *self)
{
  if (self->kind == SIM_UPDATE && !self->is_running)
    meet (self, SIM_MET_SENT_NONE);
  if (self->kind == SIM_CREATE && !self->wrote_last)
    meet (self, SIM_MET_FOUND);
  if (self->kind == SIM_DELETE && self->last_attempt == SIM_ATTEMPT_REFUSED)
    meet (self, SIM_MET_GONE_ALREADY);
}

void
sim_branches_meet_end (SimOperation *self, AcProblem *problem)
{
  SimSnapshot *pending = &self->object->model.pending;

  sim_tally_count_code (self->object->house->stage->tally,
                        problem != NULL ? ac_problem_get_code (problem) : "ok");
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    if (self->sent.tokens[i] == NULL)
      continue;
    else if (pending->tokens[i] != NULL && pending->tokens[i] != self->sent.tokens[i])
      meet (self, SIM_MET_SET_ANEW);
    else if (problem != NULL && pending->tokens[i] != NULL)
      meet (self, self->outcome_unknown ? SIM_MET_DOUBTED : SIM_MET_KEPT);
  if (problem != NULL)
    meet_failure (self, problem);
  else
    meet_success (self);
}
