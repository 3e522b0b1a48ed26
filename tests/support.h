/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <activecampaign-glib.h>

#include "cases.h"
#include "documents.h"
#include "emulator.h"

G_BEGIN_DECLS

/* An account to test against: its own emulator, with connection 2 in it, and a client for it. */
typedef struct
{
  Emulator *emulator;
  AcClient *client;
} World;

/* NULL: the emulator's usual options. Without a rate limit the client has none either. */
World *world_new (const EmulatorOptions *options);
World *world_new_unlimited (void);
void world_free (World *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* A client of its own for the same account. */
AcClient *world_make_client (World *self);

/* Faults as the control endpoint takes them, one JSON object. */
void world_add_fault (World *self, const char *fault);

/* Waits for what other threads do, turning the default context. */
void world_await_requests (World *self, guint count);
void world_await_held (World *self, guint count);
void world_release (World *self);

/* Of the log: the number of requests, and a member of one of them (from 0) as text. */
guint world_count_requests (World *self);
char *world_dup_logged (World *self, guint request, const char *member);

/* The methods of all requests in their order, such as "POST GET POST". */
char *world_dup_methods (World *self);

/* What the server has now: a member of a connection as text, NULL for null and for no connection.
 */
char *world_dup_stored (World *self, const char *id, const char *member);

/* A callback and what it brings. */
typedef struct
{
  GAsyncResult *result;
  guint calls;
  GMainContext *context; /* thread-default when called */
} Answer;

#define ANSWER_INIT                                                                                \
  {                                                                                                \
    NULL, 0, NULL                                                                                  \
  }
void answer_take (GObject *source, GAsyncResult *result, gpointer answer);
GAsyncResult *answer_await (Answer *self); /* turning the thread-default context */
void answer_clear (Answer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* The code of the problem that it brought, "ok" for none. */
const char *answer_get_code (Answer *self);

/* Sets a property: "name=Acme", "status=0", and "name" alone for NULL. */
void connection_set (AcConnection *connection, const char *assignment);

/* An operation from its call to its end. */
typedef void (*ConnectionBegin) (AcConnection *, GCancellable *, GAsyncReadyCallback, gpointer);
typedef gboolean (*ConnectionFinish) (AcConnection *, GAsyncResult *, GError **);
gboolean connection_run (AcConnection *connection,
                         ConnectionBegin begin,
                         ConnectionFinish finish,
                         GError **error);
#define connection_update(connection, error)                                                       \
  connection_run (connection, ac_connection_update, ac_connection_update_finish, error)
#define connection_refresh(connection, error)                                                      \
  connection_run (connection, ac_connection_refresh, ac_connection_refresh_finish, error)
#define connection_create(connection, error)                                                       \
  connection_run (connection, ac_connection_create, ac_connection_create_finish, error)
#define connection_delete(connection, error)                                                       \
  connection_run (connection, ac_connection_delete, ac_connection_delete_finish, error)

gboolean list_load_more (AcConnectionList *list, GError **error);
gboolean list_refresh (AcConnectionList *list, GError **error);

/* A time that only has to be short: more where AC_TEST_SLOW is set. */
double at_most (double seconds);

/* What passed after a monotonic time. */
double seconds_since (gint64 start);

/* What a property is, as text. */
char *dup_property_text (AcConnection *connection, const char *property);

/* Waits for a gboolean, turning the default context. */
void await_true (gboolean *what);

/* Runs a source function before all else that is due in a context. */
GSource *add_idle (GMainContext *context, GSourceFunc func, gpointer data);

/* A source function: sets a gboolean, and is done. */
gboolean set_true (gpointer flag);

/* Counts how often a property was notified. Freed with the object. */
guint *count_notify (gpointer object, const char *property);

G_END_DECLS
