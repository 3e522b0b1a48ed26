/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Faults: which requests they befall, and what happens to those. */

#pragma once

#include "emulator-answer.h"
#include "emulator-pieces.h"
#include "emulator-request.h"

G_BEGIN_DECLS

typedef enum
{
  EMULATOR_HOLD_NO,
  EMULATOR_HOLD_BEFORE, /* nothing is carried out yet */
  EMULATOR_HOLD_AFTER,
} EmulatorHold;

/* Where an answer ends. All but NO end the connection. */
typedef enum
{
  EMULATOR_CLOSE_NO,
  EMULATOR_CLOSE_BEFORE,  /* nothing is carried out, nothing answered */
  EMULATOR_CLOSE_AFTER,   /* carried out, nothing answered */
  EMULATOR_CLOSE_LINE,    /* in the middle of the headers */
  EMULATOR_CLOSE_HEADERS, /* the answer ends after its headers */
  EMULATOR_CLOSE_BODY,    /* half way through the body that Content-Length promises */
  EMULATOR_CLOSE_CHUNKED, /* half way through a chunked body */
  EMULATOR_CLOSE_RESET,   /* as AFTER, with END_RESET */
  EMULATOR_CLOSE_IDLE,    /* a whole answer that promises to keep the connection */
} EmulatorClose;

/* How the connection ends there. */
typedef enum
{
  EMULATOR_END_CLOSE,
  EMULATOR_END_RESET,
  EMULATOR_END_HALF,  /* the server's half alone: it would read on */
  EMULATOR_END_STALL, /* not at all: nothing more comes, until the client goes */
} EmulatorEnd;

typedef struct
{
  /* Which requests; what is NULL or 0 matches all. */
  char *method;
  char *path; /* "*" at its end stands for anything */
  guint account;
  guint after; /* skip so many matches first */
  guint times; /* 0: for ever */

  /* A canned answer, instead of the real one or on top of it. */
  guint status;
  JsonNode *body;
  gboolean apply;

  /* Changes to the answer. */
  JsonObject *headers;
  JsonObject *patch;
  char **drop;
  JsonNode *meta;
  char *append;
  char *content_type;
  GArray *raw;      /* of EmulatorPiece: all that is sent */
  GArray *raw_body; /* what is sent after the headers */

  /* What else happens. */
  guint delay_ms;
  EmulatorHold hold;
  EmulatorClose close;
  EmulatorEnd end;
  guint byte_ms;      /* to wait after each byte */
  gboolean early;     /* before the body of the request came */
  gboolean uncounted; /* by the limiter */
} EmulatorFault;

EmulatorFault *emulator_fault_ref (EmulatorFault *fault);
void emulator_fault_unref (EmulatorFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorFault, emulator_fault_unref)

/* {"faults":[…]} → EmulatorFaults. What is wrong in them is named. */
GPtrArray *emulator_faults_parse (const char *text, GError **error);

/* The fault that befalls the request, NULL if none does. */
EmulatorFault *emulator_faults_find (GPtrArray *faults, EmulatorRequest *request);
/* Counts the request, which the fault (or NULL) has befallen, and drops the fault if that was its
 * last time. */
void emulator_faults_count (GPtrArray *faults, EmulatorRequest *request, EmulatorFault *fault);

/* Whether the request is to be carried out at all. */
gboolean emulator_fault_lets_through (EmulatorFault *fault);
/* Makes of the answer what the fault wants. */
void emulator_fault_distort (EmulatorFault *fault, EmulatorAnswer *answer);
/* Whether anything of the answer is sent. */
gboolean emulator_fault_answers (EmulatorFault *fault);
/* Whether the answer has to be sent without libsoup's help. */
gboolean emulator_fault_breaks (EmulatorFault *fault);

G_END_DECLS
