/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One request and what came of it. */
typedef struct
{
  /* Asked. */
  const char *method;
  char *path; /* after /api/3, with the query */
  GBytes *body;

  /* Answered. */
  gboolean sent;      /* the server may have seen it */
  guint status;       /* 0: no answer */
  GBytes *answer;     /* the whole body; NULL where it did not come whole */
  gboolean too_large; /* more was to come than is read */
  GError *error;      /* why there is no whole answer */
  char *retry_after;  /* the headers that matter, NULL where absent */
  char *request_id;
  char *date;
  char *ac_error;
} AcExchange;

/* The seam between the library and the network. The default transport is libsoup's; a simulation
 * brings its own.
 */
typedef struct _AcTransport AcTransport;

typedef void (*AcTransportDone) (AcExchange *exchange, gpointer data);

struct _AcTransport
{
  gatomicrefcount refs;

  /* Makes the request once, and calls @done once, in the thread-default context of the call and
   * after the call returned. @cancellable belongs to this exchange alone: the transport may cancel
   * it too.
   */
  void (*send) (AcTransport *self,
                AcExchange *exchange,
                GCancellable *cancellable,
                AcTransportDone done,
                gpointer data);
  void (*finalize) (AcTransport *self);
};

AcTransport *ac_transport_ref (AcTransport *self);
void ac_transport_unref (AcTransport *self);

AcExchange *ac_exchange_new (const char *method, const char *path, GBytes *body);
void ac_exchange_forget_answer (AcExchange *self);
void ac_exchange_free (AcExchange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcTransport, ac_transport_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcExchange, ac_exchange_free)

G_END_DECLS
