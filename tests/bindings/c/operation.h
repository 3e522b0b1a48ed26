/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The operations that the table calls, each in the asynchronous and the synchronous way. */

#pragma once

#include <activecampaign-glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What they are called on; NULL once the row dropped it. */
typedef struct
{
  AcClient *client;
  AcConnection *connection;
  AcConnectionList *list;
  AcConnection *found; /* by the last find-connection */
} Objects;

typedef struct
{
  Objects *objects;
  GCancellable *cancellable;
  GMainContext *context; /* thread-default when called: it ends there */
  GThread *thread;       /* that called it, if that is its own */
  gboolean is_done;
  GError *error;
  AcProblem *problem;           /* of this very operation */
  AcProblem *reported;          /* that of the object when it ended */
  void (*then) (gpointer data); /* from within the callback; NULL: nothing */
  gpointer then_data;
} Operation;

Operation *operation_new (Objects *objects);
void operation_free (Operation *self);

/* @step says which. */
void operation_start (Operation *self, JsonObject *step);
void operation_run_sync (Operation *self, JsonObject *step);

/* "ok", or the nick of the error. */
const char *operation_get_code (Operation *self);

G_END_DECLS
