/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* The state of a connection, and updates of it. */

#include "ac-connection-state.h"
#include "documents.h"

G_BEGIN_DECLS

typedef AcConnectionState State;

#define STATE_INIT                                                                                 \
  {                                                                                                \
    NULL, 0, 0, NULL                                                                               \
  }

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (State, ac_connection_state_clear)

/* An answer to a request that carried nothing: to a refresh, or a row of a list. */
void learn (State *state, const char *json);

void assert_sends (State *state, const char *expected);

/* An update: from its call to the turn that it waits for, and from there to its answer. */
typedef struct
{
  State *state;
  GPtrArray *snapshot;
  GPtrArray *sent;
} Update;

Update call (State *state);

/* The body, NULL where there is nothing to be sent. */
char *begin (Update *self);

void assert_begins (Update *self, const char *expected);

/* How it ends. */
typedef void (*Outcome) (AcConnectionState *state, GPtrArray *sent);
void end (Update *self, Outcome outcome);
void succeed (Update *self, const char *json);
void update_clear (Update *self);

void assert_value (State *state, AcField field, const char *expected);

/* What most tests begin with. */
#define KNOWN                                                                                      \
  "{\"id\":\"2\",\"service\":\"shop\",\"externalid\":\"7\",\"name\":\"old\",\"logoUrl\":\"\","     \
  "\"linkUrl\":null,\"status\":\"1\",\"syncStatus\":0}"

G_END_DECLS
