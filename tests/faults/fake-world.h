/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "activecampaign-glib.h"

#include "ac-transport.h"
#include "fake-clock.h"

G_BEGIN_DECLS

typedef struct _FakeNetwork FakeNetwork;

/* A client on a clock that stands still, behind a network that answers when it is told to. */
typedef struct
{
  FakeClock *clock;
  FakeNetwork *network;
  AcClient *client;
  guint n_calls; /* operations that have ended */
  char *code;    /* of the last of them, or "ok" */
} FakeWorld;

/* What is not given is not in the answer. */
typedef struct
{
  guint status; /* 0: the network breaks */
  const char *body;
  const char *retry_after;
  const char *date;
} FakeAnswer;

void fake_world_init (FakeWorld *self);
void fake_world_clear (FakeWorld *self);

/* How many requests were sent, and the method of the one that waits for an answer; NULL for none.
 */
guint fake_world_count_sent (FakeWorld *self);
const char *fake_world_get_method (FakeWorld *self);

void fake_world_answer (FakeWorld *self, const FakeAnswer *answer);

/* A GAsyncReadyCallback, with the world as its data. */
void fake_world_note_end (GObject *object, GAsyncResult *result, gpointer world);

/* The time of day so many seconds from now, as g_date_time_format() writes it in UTC. */
char *fake_world_format_date (FakeWorld *self, double offset, const char *format);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FakeWorld, fake_world_clear)

G_END_DECLS
