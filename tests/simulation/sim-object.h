/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-operation.h"
#include "sim-model.h"
#include "sim-client.h"

G_BEGIN_DECLS

/* A connection in the user's hands with the model of it, and its operations. */
typedef struct _SimObject SimObject;
typedef struct _SimOperation SimOperation;

typedef enum
{
  SIM_CREATE,
  SIM_REFRESH,
  SIM_UPDATE,
  SIM_DELETE,
  SIM_N_KINDS
} SimKind;

/* How an attempt ended, as the library must see it. */
typedef enum
{
  SIM_ATTEMPT_NONE,
  SIM_ATTEMPT_SUCCEEDED,
  SIM_ATTEMPT_REFUSED,
  SIM_ATTEMPT_LIMITED,
  SIM_ATTEMPT_UNAVAILABLE,
  SIM_ATTEMPT_NOT_SENT,
  SIM_ATTEMPT_LOST,
} SimAttempt;

/* What objects share. */
struct _SimHouse
{
  SimStage *stage;
  SimWeather weather;
  GPtrArray *clients;    /* SimClient, all that ever were */
  GPtrArray *objects;    /* SimObject, all that ever were */
  GPtrArray *living;     /* SimObject, whose connection there still is */
  GPtrArray *operations; /* SimOperation, all that ever were */
  guint n_under_way;
  guint n_alive; /* GObjects */
  guint in_callback;

  /* The user's code that the library calls. */
  void (*on_ended) (SimOperation *operation);
  void (*on_notify) (SimObject *object);
  gpointer user;
};

struct _SimObject
{
  SimHouse *house;
  guint number;
  SimService *service;
  SimClient *client;
  AcConnection *connection; /* the user's reference; NULL after it was dropped */
  AcOperationQueue *queue;  /* of the connection */
  gboolean is_dropped;
  guint in_notify;

  char *id;
  SimModel model;
  GQueue operations; /* that have not ended */
};

struct _SimOperation
{
  SimObject *object;
  SimKind kind;
  guint number;
  guint64 serial;
  GCancellable *cancellable;
  gint64 cancelled_at; /* AC_NEVER */
  gboolean cancelled_before;
  double timeout;
  double queue_timeout;
  guint max_attempts;
  gint64 turn_at; /* AC_NEVER: it did not come */
  gboolean in_call;
  gboolean has_ended;
  gboolean has_failed;
  gboolean outcome_unknown;
  gboolean is_orphan;

  SimSnapshot snapshot;
  GPtrArray *edits; /* the library's own, to see what it took for settled */
  gboolean is_running;
  gint64 first_sent_at;
  gint64 sent_at; /* the last request */
  gint64 time_under_way;
  gint64 answered_at;       /* the last request */
  gint64 paused_at_answer;  /* how long the account had been paused by then */
  gint64 most_backoff;      /* that the last attempt can be followed by */
  gint64 most_time_between; /* attempts, as far as the timeout covers it */
  SimSnapshot sent;
  GPtrArray *seen; /* of the answer that came last */
  guint n_carried_out;
  gboolean was_not_found;

  /* What the library must make of its attempts. */
  SimAttempt last_attempt;
  gboolean wrote_last;   /* that attempt was to change something */
  gboolean gave_up_last; /* it was cancelled */
  gboolean is_doubtful;  /* one of them may have been carried out unknown to the caller */
  gboolean has_looked_up;
  char *last_path;
  guint n_attempts; /* of the request that was made last */
};

SimHouse *sim_house_new (SimStage *stage);
void sim_house_free (SimHouse *self);

SimObject *sim_object_new (SimClient *client, const char *id);

/* Drops the user's references; what is under way goes on. */
void sim_object_drop (SimObject *self);

void sim_object_set (SimObject *self, SimField field, const char *text);
void sim_object_revert (SimObject *self);

/* @cancellable: with one, cancelled already or not; NULL for none. */
SimOperation *sim_object_begin (SimObject *self, SimKind kind, GCancellable *cancellable);
void sim_operation_cancel (SimOperation *self);

/* Fails unless the object is as the model says; between events. */
void sim_object_check (SimObject *self);

/* For one with no operation under way: what would be sent, too, and what the service has. */
void sim_object_check_quiet (SimObject *self);

G_END_DECLS
