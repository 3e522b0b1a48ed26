/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>

#include "acwf-error.h"
#include "acwf-json.h"

G_BEGIN_DECLS

/* One submit, or one run, from its input to its completion. The host's threads make it, give it up
 * and wait for it; all else happens in the engine's thread.
 */
typedef struct _AcwfTicket AcwfTicket;

typedef struct _AcwfEngine AcwfEngine;

/* Why a ticket ended before its action did. The first reason counts. */
typedef enum
{
  ACWF_STAY,
  ACWF_CANCELLED,
  ACWF_SHUT_DOWN,
  ACWF_TIMED_OUT,
} AcwfGiveUp;

typedef struct
{
  const char *name;
  /* Begins, and ends with acwf_ticket_succeed() or acwf_ticket_fail(), at once or later. */
  void (*start) (AcwfTicket *ticket);
  /* What orders the tickets, see acwf-order.h; NULL for those that need no order. */
  char *(*dup_key) (AcJson input);
} AcwfAction;

struct _AcwfTicket
{
  AcwfEngine *engine;
  guint64 number;
  gboolean is_run; /* somebody waits for the completion, and there is no number */
  char *action_name;
  char *text;       /* of the input */
  int give_up;      /* AcwfGiveUp, atomic */
  char *completion; /* of a run; guarded by the engine */
  GCond completed;  /* likewise */

  /* In the engine's thread. */
  GList place; /* among all tickets of the engine */
  GList turn;  /* among those with its key */
  GList backlog_place;
  GSequenceIter *end_place; /* in the backlog too, where it has an end */
  const AcwfAction *action;
  gboolean is_idempotent;
  gboolean needs_client;
  gboolean is_write; /* it may change something at the server */
  AcJson input;
  AcJson options;
  char *key;
  GCancellable *cancellable;
  gint64 begun_at;
  gint64 queue_end;    /* when its first request has waited too long; G_MAXINT64: never */
  gboolean is_waiting; /* for its turn */
  gboolean is_in_backlog;
  gboolean has_started;
  gboolean has_ended;

  /* What an action notes. */
  AcConnection *connection;
  AcConnectionList *list;
  GSource *timer;
  gboolean has_written; /* an earlier request of it changed something at the server */
  const char *outcome;
  guint n_rows;
  AcwfError *refusal;
};

AcwfTicket *acwf_ticket_new (AcwfEngine *engine, const char *action, const char *input);
AcwfTicket *acwf_ticket_ref (AcwfTicket *self);
void acwf_ticket_unref (AcwfTicket *self);

/* Looks the action up and checks the input; an error where it cannot be started. */
AcwfError *acwf_ticket_prepare (AcwfTicket *self);

/* Notes the first reason to end before its time. Returns whether it is the first. */
gboolean acwf_ticket_give_up (AcwfTicket *self, AcwfGiveUp reason);

/* For actions. @result and @error are taken. */
void acwf_ticket_succeed (AcwfTicket *self, GString *result);
void acwf_ticket_fail (AcwfTicket *self, AcwfError *error);

/* After a failed operation. */
void acwf_ticket_fail_result (AcwfTicket *self, GAsyncResult *result);

/* Its turn among those with its key has come: queue_timeout_ms counts from now on, in the backlog
 * and at the client alike, to the first request.
 */
void acwf_ticket_begin_wait (AcwfTicket *self);

/* The engine's client, with the time that the ticket allows for an operation that is begun now. */
AcClient *acwf_ticket_use_client (AcwfTicket *self);

/* The line of a completion, or without line break the text of one for a run. Exactly one of the two
 * is given; an error is made to fit the reason why the ticket was given up.
 */
GString *acwf_ticket_complete (AcwfTicket *self, GString *result, AcwfError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcwfTicket, acwf_ticket_unref)

G_END_DECLS
