/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-call.h"
#include "ac-types.h"

G_BEGIN_DECLS

/* One asynchronous operation of an object of this library, from the call to the callback. */
typedef struct _AcOperation AcOperation;

/* What operations of one kind have in common; its address is the source tag of their tasks. */
typedef struct
{
  /* Takes the first step, when the operation's turn has come. */
  void (*start) (AcOperation *self);

  /* Sets the object's `problem`, NULL after a success. */
  void (*report) (gpointer object, AcProblem *problem);

  /* Frees the operation's data; may be NULL. */
  GDestroyNotify free_data;
} AcOperationKind;

/* Lets the operations of an object run one at a time, in the order of their calls. */
typedef struct
{
  GMutex lock;
  GQueue operations;
} AcOperationQueue;

void ac_operation_queue_init (AcOperationQueue *self);
void ac_operation_queue_clear (AcOperationQueue *self);
gboolean ac_operation_queue_is_empty (AcOperationQueue *self);

/* Those that wait will fail with AC_ERROR_NOT_FOUND when their turn comes. */
void ac_operation_queue_orphan (AcOperationQueue *self);

struct _AcOperation
{
  const AcOperationKind *kind;
  gpointer object; /* alive as long as the operation */
  AcCall *call;    /* not NULL in the kind's start() and after it */
  gpointer data;

  /*< private >*/
  GTask *task;
  AcOperationQueue *queue;
  GThread *thread;
  AcProblem *unusable; /* why there is no call */
  gboolean is_first;   /* when it was called */
  gboolean orphaned;
};

/* @queue: NULL for an operation that waits for no other. Takes @data. @context: NULL for the
 * thread-default one.
 */
void ac_operation_begin (const AcOperationKind *kind,
                         gpointer object,
                         AcClient *client,
                         AcOperationQueue *queue,
                         gpointer data,
                         GMainContext *context,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/* One of these ends the operation and frees it. Each takes its argument; a NULL result is one of
 * plain success.
 */
void ac_operation_succeed (AcOperation *self, GObject *result);
void ac_operation_fail (AcOperation *self, AcProblem *problem);

/* What the finish functions return. */
gboolean ac_operation_finish (const AcOperationKind *kind,
                              gpointer object,
                              GAsyncResult *result,
                              GObject **value,
                              GError **error);

G_END_DECLS
