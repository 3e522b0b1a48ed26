/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-clock.h"
#include "ac-json.h"
#include "ac-problem-private.h"
#include "ac-rate-limiter-private.h"
#include "ac-transport.h"

G_BEGIN_DECLS

/* The requests of one operation, one after another: each waits for a slot of the rate limit and is
 * tried again where that helps. One deadline holds for them all, and runs from the first slot.
 *
 * Everything happens in one context. It is thread-default for what the call itself begins, not for
 * what is called back.
 */
typedef struct _AcCall AcCall;

typedef struct
{
  AcTransport *transport;
  AcRateLimiter *limiter;
  AcClock *clock;
  const char *secret;   /* outlives the call */
  double timeout;       /* seconds from the first slot, time in the queue for later ones left out;
                           0: none */
  double queue_timeout; /* seconds of waiting for the first slot; 0: none */
  guint max_attempts;   /* of each request */
} AcCallTerms;

typedef void (*AcCallDone) (AcCall *self, gpointer data);

/* @context: NULL for the default one. */
AcCall *ac_call_new (const AcCallTerms *terms, GMainContext *context, GCancellable *cancellable);
void ac_call_free (AcCall *self);

/* Makes a request; @path follows /api/3 and holds the query. @done may be called before this
 * returns, and may free the call.
 */
void ac_call_send (
  AcCall *self, const char *method, const char *path, GBytes *body, AcCallDone done, gpointer data);

/* Waits until ac_call_go(), which may come from any thread. With @bounded not longer than the
 * timeout.
 */
void ac_call_await_turn (AcCall *self, gboolean bounded, AcCallDone done, gpointer data);
void ac_call_go (AcCall *self);

/* Waits, as before trying something for the @round-th time. */
void ac_call_back_off (AcCall *self, guint round, AcCallDone done, gpointer data);

/* Has the deadline run anew from the next request's slot. */
void ac_call_renew_deadline (AcCall *self);

/* Of what was done last. */
AcProblem *ac_call_get_problem (AcCall *self); /* NULL: it went well */
AcJson ac_call_get_answer (AcCall *self);      /* AC_JSON_NONE: the body is empty */
const char *ac_call_get_date (AcCall *self);   /* the answer's Date header, or NULL */
gint64 ac_call_now (AcCall *self);
guint ac_call_get_max_attempts (AcCall *self);

/* Of all requests: whether one that changes something may have been carried out although no answer
 * said so.
 */
gboolean ac_call_may_be_carried_out (AcCall *self);
gint64 ac_call_get_doubt_start (AcCall *self); /* when the first such attempt was sent */

/* A problem of the operation, which has the facts of its requests in it. Full transfer. */
AcProblem *ac_call_dup_bad_answer (AcCall *self, const char *wrong);
void ac_call_describe (AcCall *self, AcProblem *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcCall, ac_call_free)

G_END_DECLS
