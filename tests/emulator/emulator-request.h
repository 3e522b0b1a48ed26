/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A request, read and taken apart. */

#pragma once

#include "emulator-answer.h"

G_BEGIN_DECLS

typedef struct
{
  char *method;
  char *path;         /* as sent, still percent-encoded */
  char *query;        /* as sent; NULL if there is none */
  char *body;         /* made valid UTF-8 if it was not */
  gboolean body_text; /* it was */
  char *base;         /* address that was asked, without path */
  guint account;      /* from the Host header */
  guint port;         /* the client's: requests on one connection have it in common */
  const char *http;   /* version of the protocol */
  SoupMessageHeaders *headers;
} EmulatorRequest;

EmulatorRequest *emulator_request_new (const char *method, const char *target, const char *body);
EmulatorRequest *emulator_request_new_from_message (SoupServerMessage *message);
void emulator_request_free (EmulatorRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorRequest, emulator_request_free)

const char *emulator_request_get_header (EmulatorRequest *request, const char *name);
gboolean emulator_request_is (EmulatorRequest *request, const char *method);

/* The decoded parameters, "+" and "%20" both a space, the last of each name. */
GHashTable *emulator_request_parse_query (EmulatorRequest *request, EmulatorAnswer *answer);

/* The object that the body holds under this name, NULL if there is none such. What is wrong with
 * the body goes to the answer as a hint. */
JsonObject *
emulator_request_parse_body (EmulatorRequest *request, const char *name, EmulatorAnswer *answer);

/* The request as a line of the log: neither the token, nor another secret sent in its place. */
char *emulator_request_describe (EmulatorRequest *request, const char *token);
/* The members "port" to "body" of an entry of the log, as JSON without braces. */
char *emulator_request_to_json (EmulatorRequest *request, const char *token);

G_END_DECLS
