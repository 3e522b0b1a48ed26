/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-call.h"

#include "ac-diagnosis.h"
#include "ac-refusal.h"
#include "ac-retry.h"
#include "ac-stop.h"
#include "ac-sync.h"

#include <string.h>

typedef enum
{
  IDLE,
  QUEUED,      /* for its turn */
  DELAYED,     /* before the next request */
  BACKING_OFF, /* before the next attempt */
  ACQUIRING,
  SENDING,
} Phase;

struct _AcCall
{
  AcTransport *transport;
  AcRateLimiter *limiter;
  AcClock *clock;
  const char *secret;
  double timeout;
  double queue_timeout;
  guint max_attempts;

  GMainContext *context; /* NULL: the default one */
  GCancellable *cancellable;
  gulong cancelled_id;
  gulong paused_id;
  AcTimer *timer;
  gint64 queue_end; /* AC_NEVER but while waiting for the first slot */
  gint64 deadline;  /* AC_NEVER until there was a slot; it moves on while waiting for another one */
  gint64 paused;    /* of the wait for a slot */
  gint64 pause_end; /* up to where that is counted */
  gint64 wait_start;
  gint64 wait_end; /* AC_NEVER: somebody else ends it */
  int turn;        /* atomic: ac_call_go() was called */
  gint64 waited;
  guint attempts;
  gboolean had_slot;
  gboolean may_be_carried_out;
  gint64 doubt_start;

  Phase phase;
  AcStop stop;
  GCancellable *step; /* of what is under way */
  guint attempt;      /* of this request */
  gint64 sent_at;
  AcExchange *exchange;
  AcProblem *problem;
  AcJson answer;
  AcCallDone done;
  gpointer data;
};

static void try_now (AcCall *self);

static void
wake (AcTimer *timer)
{
  ac_timer_set (timer, 0);
}

/* In whatever thread that cancels, or pauses the account. */
static void
on_cancelled (GCancellable *cancellable, gpointer timer)
{
  wake (timer);
}

static void
on_paused (AcRateLimiter *limiter, double seconds, gpointer timer)
{
  wake (timer);
}

static void
unref_timer_of_closure (gpointer timer, GClosure *closure)
{
  ac_timer_unref (timer);
}

static double
time_left (AcCall *self, gint64 now)
{
  if (self->timeout <= 0)
    return G_MAXDOUBLE;
  if (!self->had_slot)
    return self->timeout;
  return ac_us_to_seconds (self->deadline - now);
}

static gboolean
is_read_only (AcCall *self)
{
  return strcmp (self->exchange->method, "GET") == 0;
}

static void
note_uncertainty (AcCall *self)
{
  if (is_read_only (self) || self->may_be_carried_out)
    return;
  self->may_be_carried_out = TRUE;
  self->doubt_start = self->sent_at;
}

void
ac_call_describe (AcCall *self, AcProblem *problem)
{
  problem->attempts = self->attempts;
  problem->waited = ac_us_to_seconds (self->waited);
  problem->timeout = self->timeout;
  problem->outcome_unknown = self->may_be_carried_out;
}

/* Ends the request; takes the problem. */
static void
finish (AcCall *self, AcProblem *problem)
{
  AcCallDone done = g_steal_pointer (&self->done);

  self->phase = IDLE;
  ac_timer_set (self->timer, AC_NEVER);
  if (problem != NULL)
    ac_call_describe (self, problem);
  g_clear_object (&self->problem);
  self->problem = problem;
  done (self, self->data);
}

static AcProblem *
stop_problem (AcCall *self)
{
  return ac_stop_problem (self->stop, self->problem, self->timeout, self->limiter);
}

/* While it waits for a slot, a call's time stands still, but for pauses of the account. */
static void
count_pause (AcCall *self, gint64 now)
{
  gint64 end = now + ac_seconds_to_us (ac_rate_limiter_get_pause (self->limiter));

  self->paused += MAX (end - MAX (now, self->pause_end), 0);
  self->pause_end = MAX (end, self->pause_end);
}

static gint64
deadline_with_wait (AcCall *self, gint64 now)
{
  gint64 counted = self->paused - MAX (self->pause_end - now, 0);

  return self->deadline == AC_NEVER ? AC_NEVER
                                    : self->deadline + (now - self->wait_start) - counted;
}

static AcStop
find_stop (AcCall *self)
{
  gint64 now = ac_clock_now (self->clock);
  gint64 pause;

  if (g_cancellable_is_cancelled (self->cancellable))
    return AC_STOP_CANCELLED;
  if (now >= self->queue_end)
    return AC_STOP_QUEUED_TOO_LONG;
  if (self->phase != ACQUIRING)
    return now >= self->deadline ? AC_STOP_TIMED_OUT : AC_STOP_NOT;
  if (self->timeout <= 0)
    return AC_STOP_NOT;
  count_pause (self, now);
  pause = self->had_slot ? self->paused : self->pause_end - now;
  return ac_us_to_seconds (pause) > time_left (self, self->wait_start) ? AC_STOP_PAUSED_TOO_LONG
                                                                       : AC_STOP_NOT;
}

static gboolean
wait_is_over (AcCall *self)
{
  return self->phase == QUEUED ? g_atomic_int_get (&self->turn)
                               : ac_clock_now (self->clock) >= self->wait_end;
}

static void
set_timer (AcCall *self)
{
  gint64 due = MIN (self->wait_end, self->queue_end);

  ac_timer_set (self->timer, self->phase == ACQUIRING ? due : MIN (due, self->deadline));
  /* What happened just before this would be slept over. */
  if (find_stop (self) != AC_STOP_NOT || wait_is_over (self))
    wake (self->timer);
}

static void
start_wait (AcCall *self, Phase phase, gint64 end)
{
  self->phase = phase;
  self->wait_start = ac_clock_now (self->clock);
  self->wait_end = end;
  set_timer (self);
}

static void
end_wait (AcCall *self)
{
  gint64 now = ac_clock_now (self->clock);

  self->waited += now - self->wait_start;
  self->wait_end = AC_NEVER;
  if (self->phase == ACQUIRING)
    self->deadline = deadline_with_wait (self, now);
}

/* The one place where a call wakes: at its times, at its turn, and when it is cancelled or the
 * account paused.
 */
static void
on_timer (gpointer data)
{
  AcCall *self = data;

  if (self->phase == IDLE || self->stop != AC_STOP_NOT)
    return;
  self->stop = find_stop (self);
  if (self->stop == AC_STOP_NOT && !wait_is_over (self))
    {
      set_timer (self);
      return;
    }
  if (self->phase == ACQUIRING || self->phase == SENDING)
    {
      g_cancellable_cancel (self->step); /* its own callback ends the request */
      return;
    }
  end_wait (self);
  if (self->phase == QUEUED)
    self->deadline = AC_NEVER;
  if (self->phase == BACKING_OFF)
    try_now (self);
  else
    finish (self, self->stop != AC_STOP_NOT ? stop_problem (self) : NULL);
}

static AcAttemptOutcome
find_outcome (const AcExchange *exchange)
{
  if (exchange->error == NULL || ac_exchange_was_refused (exchange))
    return ac_attempt_outcome_for_status (exchange->status);
  if (exchange->sent)
    return AC_ATTEMPT_LOST;
  return ac_is_lasting_failure (exchange->error) ? AC_ATTEMPT_REFUSED : AC_ATTEMPT_NOT_SENT;
}

static void
release_slot (AcCall *self)
{
  AcSlotOutcome outcome = AC_SLOT_OUTCOME_UNKNOWN;
  gboolean entered = ac_context_enter (self->context);

  if (!self->exchange->sent)
    outcome = AC_SLOT_OUTCOME_NOT_SENT;
  else if (self->exchange->status != 0)
    outcome = AC_SLOT_OUTCOME_ANSWERED;
  ac_rate_limiter_release (self->limiter, outcome);
  ac_context_leave (self->context, entered);
}

static gboolean
is_blank (const char *text, gsize length)
{
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return length == 0;
}

/* After an answer of success. */
static void
read_answer (AcCall *self)
{
  const char *wrong = NULL;
  const char *body;
  gsize length;

  if (self->exchange->too_large)
    wrong = "is too large";
  else
    {
      body = g_bytes_get_data (self->exchange->answer, &length);
      if (!is_blank (body, length))
        wrong = ac_json_check (body, length, &self->answer);
    }
  if (wrong == NULL && ac_refusal_hides_in (self->answer))
    wrong = "is one of success, and yet tells of a failure";
  finish (self, wrong != NULL ? ac_call_dup_bad_answer (self, wrong) : NULL);
}

/* The attempt failed: again, or the end. */
static void
follow_up (AcCall *self, AcAttemptOutcome outcome)
{
  AcProblem *problem = ac_diagnose (self->exchange, self->secret);
  AcAttempt attempt = {
    .outcome = outcome,
    .repeatable = strcmp (self->exchange->method, "POST") != 0,
    .attempt = self->attempt,
    .max_attempts = self->max_attempts,
    .retry_after = ac_retry_after_parse (self->exchange->retry_after, self->exchange->date,
                                         self->clock),
    .time_left = time_left (self, ac_clock_now (self->clock)),
    .random = g_random_double (),
  };
  AcRetryDecision decision = ac_retry_decide (&attempt);

  problem->retry_after = decision.pause > 0 ? MAX (decision.pause, attempt.retry_after) : 0;
  if (decision.pause > 0)
    ac_rate_limiter_pause (self->limiter, decision.pause);
  if (decision.retry)
    {
      g_set_object (&self->problem, problem);
      g_object_unref (problem);
      start_wait (self, BACKING_OFF, ac_clock_now (self->clock) + ac_seconds_to_us (decision.wait));
    }
  else
    finish (self, problem);
}

/* For G_MESSAGES_DEBUG=Ac. */
static void
log_attempt (AcCall *self)
{
  const AcExchange *exchange = self->exchange;
  gint64 now = ac_clock_now (self->clock);
  const char *failure = "no answer";
  g_autofree char *status = NULL, *request_id = NULL;

  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return;
  status = g_strdup_printf ("%u", exchange->status);
  /* A transport may cancel its own exchange, to end it. */
  if (exchange->error != NULL
      && !g_error_matches (exchange->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    failure = exchange->error->message;
  request_id = ac_refusal_tidy (exchange->request_id, self->secret);
  g_debug ("%s /api/3%s: %s in %" G_GINT64_FORMAT " ms, attempt %u of %u, waited %" G_GINT64_FORMAT
           " ms, request id %s",
           exchange->method, exchange->path, exchange->status != 0 ? status : failure,
           (now - self->sent_at) / 1000, self->attempt, self->max_attempts, self->waited / 1000,
           request_id != NULL ? request_id : "unknown");
}

static void
on_answered (AcExchange *exchange, gpointer data)
{
  AcCall *self = data;
  AcAttemptOutcome outcome = find_outcome (exchange);

  log_attempt (self);
  release_slot (self);
  if (ac_attempt_may_be_carried_out (outcome))
    note_uncertainty (self);

  if (outcome == AC_ATTEMPT_SUCCEEDED)
    read_answer (self);
  else if (self->stop != AC_STOP_NOT)
    finish (self, stop_problem (self));
  else
    follow_up (self, outcome);
}

static void
send_request (AcCall *self)
{
  gboolean entered;

  if (!self->had_slot)
    {
      self->had_slot = TRUE;
      self->queue_end = AC_NEVER;
      self->deadline = self->timeout > 0
                       ? ac_clock_now (self->clock) + ac_seconds_to_us (self->timeout)
                       : AC_NEVER;
    }
  self->phase = SENDING;
  self->attempt++;
  self->attempts++;
  self->sent_at = ac_clock_now (self->clock);
  set_timer (self);
  ac_exchange_forget_answer (self->exchange);
  entered = ac_context_enter (self->context);
  self->transport->send (self->transport, self->exchange, self->step, on_answered, self);
  ac_context_leave (self->context, entered);
}

static void
on_acquired (GObject *limiter, GAsyncResult *result, gpointer data)
{
  AcCall *self = data;
  g_autoptr (GError) error = NULL;
  gboolean acquired = ac_rate_limiter_acquire_finish (AC_RATE_LIMITER (limiter), result, &error);

  g_signal_handler_disconnect (self->limiter, self->paused_id);
  if (self->stop == AC_STOP_NOT)
    self->stop = find_stop (self);
  end_wait (self);
  if (acquired && self->stop == AC_STOP_NOT)
    {
      send_request (self);
      return;
    }
  if (acquired)
    {
      ac_exchange_forget_answer (self->exchange);
      release_slot (self);
    }
  finish (self,
          self->stop != AC_STOP_NOT ? stop_problem (self) : ac_stop_problem_of_limiter (error));
}

/* FALSE where it has to be waited for. */
static gboolean
try_acquire (AcCall *self)
{
  gboolean entered = ac_context_enter (self->context);
  gboolean acquired = ac_rate_limiter_try_acquire (self->limiter);

  ac_context_leave (self->context, entered);
  return acquired;
}

static void
acquire (AcCall *self)
{
  g_autoptr (GMainContext) context = self->context != NULL ? g_main_context_ref (self->context)
                                                           : NULL;
  gboolean entered;

  self->paused_id = g_signal_connect_data (self->limiter, "paused", G_CALLBACK (on_paused),
                                           ac_timer_ref (self->timer), unref_timer_of_closure, 0);
  start_wait (self, ACQUIRING, AC_NEVER);
  entered = ac_context_enter (context);
  ac_rate_limiter_acquire_async (self->limiter, self->step, on_acquired, self);
  ac_context_leave (context, entered);
}

static void
try_now (AcCall *self)
{
  gint64 now = ac_clock_now (self->clock);

  self->phase = ACQUIRING;
  self->wait_start = now;
  self->paused = 0;
  self->pause_end = now;
  if (!self->had_slot && self->queue_timeout > 0)
    self->queue_end = now + ac_seconds_to_us (self->queue_timeout);
  if (self->stop == AC_STOP_NOT)
    self->stop = now >= self->deadline ? AC_STOP_TIMED_OUT : find_stop (self);
  if (self->stop != AC_STOP_NOT)
    {
      finish (self, stop_problem (self));
      return;
    }

  g_clear_object (&self->step);
  self->step = g_cancellable_new ();
  if (try_acquire (self))
    send_request (self);
  else
    acquire (self);
}

AcCall *
ac_call_new (const AcCallTerms *terms, GMainContext *context, GCancellable *cancellable)
{
  AcCall *self = g_new0 (AcCall, 1);

  self->transport = ac_transport_ref (terms->transport);
  self->limiter = g_object_ref (terms->limiter);
  self->clock = terms->clock;
  self->secret = terms->secret;
  self->timeout = terms->timeout;
  self->queue_timeout = terms->queue_timeout;
  self->max_attempts = terms->max_attempts;
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  self->deadline = self->wait_end = self->queue_end = AC_NEVER;
  self->timer = ac_clock_add_timer (self->clock, context, on_timer, self);
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                                  ac_timer_ref (self->timer),
                                                  (GDestroyNotify) ac_timer_unref);
    }
  return self;
}

void
ac_call_free (AcCall *self)
{
  g_assert (self->phase == IDLE);

  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  ac_timer_remove (self->timer);
  ac_transport_unref (self->transport);
  g_object_unref (self->limiter);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->step);
  g_clear_object (&self->problem);
  g_clear_pointer (&self->exchange, ac_exchange_free);
  g_free (self);
}

void
ac_call_send (
  AcCall *self, const char *method, const char *path, GBytes *body, AcCallDone done, gpointer data)
{
  g_assert (self->phase == IDLE);

  g_clear_pointer (&self->exchange, ac_exchange_free);
  g_clear_object (&self->problem);
  self->exchange = ac_exchange_new (method, path, body);
  self->answer = AC_JSON_NONE;
  self->attempt = 0;
  self->stop = AC_STOP_NOT;
  self->done = done;
  self->data = data;
  try_now (self);
}

void
ac_call_await_turn (AcCall *self, gboolean bounded, AcCallDone done, gpointer data)
{
  g_assert (self->phase == IDLE);

  self->done = done;
  self->data = data;
  if (bounded && self->timeout > 0)
    self->deadline = ac_clock_now (self->clock) + ac_seconds_to_us (self->timeout);
  start_wait (self, QUEUED, AC_NEVER);
}

void
ac_call_go (AcCall *self)
{
  g_atomic_int_set (&self->turn, TRUE);
  wake (self->timer);
}

void
ac_call_back_off (AcCall *self, guint round, AcCallDone done, gpointer data)
{
  double seconds = ac_retry_backoff (round, g_random_double ());

  g_assert (self->phase == IDLE);

  self->done = done;
  self->data = data;
  start_wait (self, DELAYED, ac_clock_now (self->clock) + ac_seconds_to_us (seconds));
}

void
ac_call_renew_deadline (AcCall *self)
{
  self->had_slot = FALSE;
  self->deadline = AC_NEVER;
}

AcProblem *
ac_call_get_problem (AcCall *self)
{
  return self->problem;
}

AcJson
ac_call_get_answer (AcCall *self)
{
  return self->answer;
}

const char *
ac_call_get_date (AcCall *self)
{
  return self->exchange->date;
}

gint64
ac_call_now (AcCall *self)
{
  return ac_clock_now (self->clock);
}

guint
ac_call_get_max_attempts (AcCall *self)
{
  return self->max_attempts;
}

gboolean
ac_call_may_be_carried_out (AcCall *self)
{
  return self->may_be_carried_out;
}

gint64
ac_call_get_doubt_start (AcCall *self)
{
  g_assert (self->may_be_carried_out);

  return self->doubt_start;
}

AcProblem *
ac_call_dup_bad_answer (AcCall *self, const char *wrong)
{
  AcProblem *problem = ac_diagnose_answer (self->exchange, wrong, self->secret);

  note_uncertainty (self);
  ac_call_describe (self, problem);
  return problem;
}
