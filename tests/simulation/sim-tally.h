/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-fault.h"

G_BEGIN_DECLS

/* What is met in simulated worlds: each kind of event, and each branch of what the library decides,
 * told by what it did. All of it must be met, or the worlds are tame.
 *
 * HEADING (title) and MET (name, text)
 */
#define SIM_MOMENTS(HEADING, MET)                                                                  \
  HEADING ("operations")                                                                           \
  MET (CREATE, "creations")                                                                        \
  MET (REFRESH, "refreshes")                                                                       \
  MET (UPDATE, "updates")                                                                          \
  MET (DELETE, "deletions")                                                                        \
  HEADING ("the caller")                                                                           \
  MET (SET, "sets a value")                                                                        \
  MET (SET_AGAIN, "sets what is there")                                                            \
  MET (SET_UNDER_WAY, "sets during an operation")                                                  \
  MET (WITHDRAWN, "withdraws a value")                                                             \
  MET (REVERTED, "reverts")                                                                        \
  MET (OVERLAPPED, "calls before the last operation ended")                                        \
  MET (CALLED_IN_CALLBACK, "calls in a callback")                                                  \
  MET (CALLED_IN_NOTIFY, "calls in a notify handler")                                              \
  MET (SET_IN_NOTIFY, "sets in a notify handler")                                                  \
  MET (CANCELLED_IN_NOTIFY, "cancels in a notify handler")                                         \
  MET (CANCELLED_AT_ONCE, "cancels right after the call")                                          \
  MET (CANCELLED_LATE, "cancels what has ended")                                                   \
  MET (DROPPED_IDLE, "drops an idle object")                                                       \
  MET (DROPPED_BUSY, "drops a busy object")                                                        \
  MET (DROPPED_IN_CALLBACK, "drops it in a callback")                                              \
  MET (DROPPED_IN_NOTIFY, "drops it in a notify handler")                                          \
  MET (DROPPED_CLIENT, "drops a client in use")                                                    \
  MET (CHANGED_SETTINGS, "changes a client's settings")                                            \
  HEADING ("the way")                                                                              \
  MET (ANSWER_OVERTAKES, "answers that overtake")                                                  \
  MET (ANSWER_LATE, "answers that nobody awaits")                                                  \
  MET (REQUEST_OVERTAKES, "requests that overtake")                                                \
  MET (REQUEST_ASTRAY, "requests that arrive after they were given up")                            \
  MET (REQUEST_LATE, "a second later")                                                             \
  MET (NEVER_DEPARTED, "requests that never depart")                                               \
  HEADING ("others")                                                                               \
  MET (OTHERS_REQUEST, "their requests")                                                           \
  MET (OTHERS_LIMIT, "429 for their sake")                                                         \
  MET (OTHERS_CHANGE, "their changes")                                                             \
  HEADING ("Retry-After")                                                                          \
  MET (RETRY_AFTER_NONE, "none")                                                                   \
  MET (RETRY_AFTER_ZERO, "0")                                                                      \
  MET (RETRY_AFTER_SECONDS, "seconds")                                                             \
  MET (RETRY_AFTER_FRACTION, "with a fraction")                                                    \
  MET (RETRY_AFTER_LONG, "long")                                                                   \
  MET (RETRY_AFTER_HUGE, "huge")                                                                   \
  MET (RETRY_AFTER_NEGATIVE, "negative")                                                           \
  MET (RETRY_AFTER_GARBAGE, "garbage")                                                             \
  MET (RETRY_AFTER_EMPTY, "empty")                                                                 \
  MET (RETRY_AFTER_DATE, "date")                                                                   \
  MET (RETRY_AFTER_DATE_PAST, "date in the past")                                                  \
  MET (RETRY_AFTER_DATE_FAR, "date far away")                                                      \
  HEADING ("after 429")                                                                            \
  MET (LIMITED_AGAIN, "again")                                                                     \
  MET (LIMITED_NO_MORE, "no more attempts")                                                        \
  MET (LIMITED_NO_TIME, "no time")                                                                 \
  HEADING ("after 408 and 5xx")                                                                    \
  MET (UNAVAILABLE_AGAIN, "again")                                                                 \
  MET (UNAVAILABLE_NO_MORE, "no more attempts")                                                    \
  MET (UNAVAILABLE_NO_TIME, "no time")                                                             \
  MET (UNAVAILABLE_LOOK_UP, "a look-up")                                                           \
  MET (UNAVAILABLE_END, "nothing to look for")                                                     \
  HEADING ("after a request that did not depart")                                                  \
  MET (NOT_SENT_AGAIN, "again")                                                                    \
  MET (NOT_SENT_NO_MORE, "no more attempts")                                                       \
  MET (NOT_SENT_NO_TIME, "no time")                                                                \
  HEADING ("after a loss")                                                                         \
  MET (LOST_AGAIN, "again")                                                                        \
  MET (LOST_NO_MORE, "no more attempts")                                                           \
  MET (LOST_NO_TIME, "no time")                                                                    \
  MET (LOST_LOOK_UP, "a look-up")                                                                  \
  MET (LOST_END, "nothing to look for")                                                            \
  HEADING ("after a look-up")                                                                      \
  MET (FOUND, "adopted")                                                                           \
  MET (FOUND_ANOTHER, "duplicate")                                                                 \
  MET (NOT_FOUND_AGAIN, "POST again")                                                              \
  MET (NOT_FOUND_END, "the first error stands")                                                    \
  HEADING ("cancelled")                                                                            \
  MET (CANCELLED_BEFORE, "before the call")                                                        \
  MET (CANCELLED_QUEUED, "in the queue")                                                           \
  MET (CANCELLED_NO_SLOT, "without a slot")                                                        \
  MET (CANCELLED_UNDER_WAY, "under way")                                                           \
  MET (CANCELLED_BETWEEN, "between attempts")                                                      \
  HEADING ("out of time")                                                                          \
  MET (TIMED_OUT, "under way")                                                                     \
  MET (QUEUED_TOO_LONG, "without a slot")                                                          \
  MET (PAUSED_TOO_LONG_FIRST, "paused before the first slot")                                      \
  MET (PAUSED_TOO_LONG, "paused later")                                                            \
  HEADING ("slots given back")                                                                     \
  MET (SLOT_NOT_SENT, "not sent")                                                                  \
  MET (SLOT_ANSWERED, "answered")                                                                  \
  MET (SLOT_UNKNOWN, "unknown")                                                                    \
  HEADING ("changes")                                                                              \
  MET (SENT_FEWER, "some need not be sent")                                                        \
  MET (SENT_NONE, "none need be sent")                                                             \
  MET (SENT_AGAIN, "sent by a later operation")                                                    \
  MET (SET_ANEW, "set anew meanwhile")                                                             \
  MET (KEPT, "kept after a failure")                                                               \
  MET (DOUBTED, "unknown after a failure")                                                         \
  MET (FORGOTTEN, "forgotten with the connection")                                                 \
  HEADING ("lists")                                                                                \
  MET (LIST_ADDED, "rows came")                                                                    \
  MET (LIST_REMOVED, "rows went")                                                                  \
  MET (LIST_LOADED, "calls that went well")                                                        \
  MET (LIST_FAILED, "that failed")                                                                 \
  HEADING ("ends")                                                                                 \
  MET (ENDED_OK, "ok")                                                                             \
  MET (ENDED_CANCELLED, "cancelled")                                                               \
  MET (ENDED_INVALID, "invalid")                                                                   \
  MET (ENDED_FORBIDDEN, "forbidden")                                                               \
  MET (ENDED_NOT_FOUND, "not-found")                                                               \
  MET (ENDED_DUPLICATE, "duplicate")                                                               \
  MET (ENDED_RATE_LIMITED, "rate-limited")                                                         \
  MET (ENDED_UNAVAILABLE, "unavailable")                                                           \
  MET (ENDED_NETWORK, "network")                                                                   \
  MET (ENDED_TLS, "tls")                                                                           \
  MET (ENDED_TIMED_OUT, "timed-out")                                                               \
  MET (ENDED_REDIRECTED, "redirected")                                                             \
  MET (ENDED_BAD_RESPONSE, "bad-response")                                                         \
  MET (ENDED_UNKNOWN, "outcome unknown")                                                           \
  MET (ENDED_ORPHAN, "deleted before its turn")                                                    \
  MET (GONE_ALREADY, "deleted by a lost attempt")                                                  \
  HEADING ("faults")

#define SIM_NO_HEADING(title)
#define SIM_NAME_MOMENT(name, text) SIM_MET_##name,

/* The faults follow: SIM_MET_FAULT + fault. */
typedef enum
{
  SIM_MOMENTS (SIM_NO_HEADING, SIM_NAME_MOMENT) SIM_MET_FAULT,
  SIM_N_MOMENTS = SIM_MET_FAULT + SIM_N_FAULTS
} SimMoment;

/* Of many worlds; plain data. */
struct _SimTally
{
  guint64 met[SIM_N_MOMENTS];
  guint64 n_worlds;
  guint64 microseconds; /* simulated */
};

void sim_meet (SimStage *stage, SimMoment moment);
void sim_tally_add (SimTally *self, const SimTally *other);

/* One that ended as a code says. */
void sim_tally_count_code (SimTally *self, const char *code);

/* A line for each heading. */
char *sim_tally_print (const SimTally *self);

/* What was never met, or NULL. */
char *sim_tally_find_tame (const SimTally *self);

G_END_DECLS
