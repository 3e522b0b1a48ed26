/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a row has around its client: servers, proxies, certificates. */

#pragma once

#include <json-glib/json-glib.h>

#include "support.h"

G_BEGIN_DECLS

typedef struct
{
  World *world;
  EmulatorOptions options;
  GSocket *closed;      /* of a port that refuses */
  GSocket *elsewhere;   /* listens, and nobody may come */
  GSubprocess *nginx;   /* NULL: none */
  char *address;        /* that the client has */
  char *certificate;    /* a file with the one that may be trusted, NULL: none */
  char *directory;      /* where that is, if it has to be removed */
  SoupSession *session; /* NULL: the client's own */
} Surroundings;

void surroundings_init (Surroundings *self, JsonObject *row);
/* Nobody may have come elsewhere. */
void surroundings_clear (Surroundings *self);

/* Of a row or step. */
void surroundings_set_faults (Surroundings *self, JsonArray *faults);

/* The server goes away, and comes back to the same port with its connections as at the start. */
void surroundings_stop_server (Surroundings *self);
void surroundings_start_server (Surroundings *self);

G_END_DECLS
