/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-fault.h"
#include "sim-fields.h"
#include "sim-limit.h"

G_BEGIN_DECLS

/* A connection as the service has it. */
typedef struct
{
  guint64 id;
  SimValues values;
  char *created_at;    /* a date */
  gconstpointer maker; /* of the request that created it; NULL for a stray one */
  gboolean deleted;
  guint32 doubtful; /* fields that were changed without an answer to say so */
} SimRow;

/* What an answer told of a connection. */
typedef struct
{
  char *id;
  SimValues values;
  guint32 held; /* fields that were there, NULL or not */
} SimSeen;

typedef struct
{
  guint status;
  char *body;
  char *retry_after;
  char *date;
  gboolean too_large;
  gboolean is_pause;  /* for the whole account */
  gint64 least_pause; /* seconds */
  gint64 pause_from;  /* when they are counted from; 0: when the answer is read */
  GPtrArray *seen;    /* SimSeen */
} SimAnswer;

SimAnswer *sim_answer_new (guint status);
void sim_answer_free (SimAnswer *self);

/* What a service carries out. */
typedef struct
{
  const char *method;
  const char *path;
  guint number;
  gconstpointer call; /* of the library, that makes it */
  gconstpointer maker;
  SimValues values;  /* of the body */
  gboolean is_stray; /* nobody waits for the answer any more */
  gboolean is_late;  /* and nobody counts with it any more */
} SimRequest;

/* What became of it. */
typedef struct
{
  gboolean carried_out;
  gboolean is_twin; /* it created what the same maker had created before, and is there still */
  SimAnswer *answer;
} SimDeed;

/* One account: its connections and its limit. */
typedef struct
{
  SimStage *stage;
  guint number;
  gboolean is_lenient; /* takes a service and external id twice */
  gboolean filters;    /* heeds the filters of a list */
  guint page;          /* rows that a page of a list has at most */
  GPtrArray *rows;     /* SimRow, deleted ones too; id = index + 1 */
  GHashTable *claims;  /* id → how many of the user's objects are or were for it */
  SimLimit limit;
  gint64 pause_start; /* when the library was last told of a pause, and until when it lasts */
  gint64 pause_end;
} SimService;

SimService *sim_service_new (SimStage *stage, guint number);
void sim_service_free (SimService *self);

SimRow *sim_service_add (SimService *self);
SimRow *sim_service_find (SimService *self, const char *id); /* NULL where it was deleted, too */

void sim_service_claim (SimService *self, const char *id);
guint sim_service_count_claims (SimService *self, const char *id);

SimDeed sim_service_serve (SimService *self, const SimRequest *request, SimFault fault);

/* A request of somebody else who uses the same limit. */
void sim_service_serve_others (SimService *self);

G_END_DECLS
