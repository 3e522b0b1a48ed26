/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-transport.h"
#include "sim-service.h"

G_BEGIN_DECLS

/* The network between one client and its service: an AcTransport whose exchanges travel, and suffer
 * faults. It tells an observer what happens to each request.
 */
typedef struct
{
  /* A request is sent; returns what it is told of afterwards. */
  gpointer (*sending) (gpointer observer, const SimRequest *request);
  void (*departed) (gpointer sender, const SimRequest *request);
  void (*carried_out) (gpointer sender, const SimRequest *request, const SimDeed *deed);

  /* The exchange ends. Just before the client is told. @answer: NULL where none was made. */
  void (*answered) (gpointer sender,
                    const SimRequest *request,
                    const AcExchange *exchange,
                    const SimAnswer *answer);
} SimObserver;

/* How it is on the way. */
typedef struct
{
  double faults;     /* share of the requests */
  gint64 travel;     /* longest, one way */
  gint64 stray;      /* longest, after a request was taken for lost */
  gboolean may_hang; /* a silence of minutes */
} SimWeather;

/* @latency: what every way takes at least. */
AcTransport *sim_network_new (SimStage *stage,
                              SimService *service,
                              const SimWeather *weather,
                              gint64 latency,
                              const SimObserver *observer,
                              gpointer data);

/* Transports that are there and exchanges that are under way, of all. */
guint sim_network_count (void);

G_END_DECLS
