/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* Slots on a clock that stands still, and those who wait for one. */

#include "ac-slots.h"
#include "fake-clock.h"

G_BEGIN_DECLS

#define CAPACITY 5
#define MS G_GINT64_CONSTANT (1000)
#define SECOND ((gint64) G_USEC_PER_SEC)
#define KEPT (SECOND + MS)

typedef struct
{
  FakeClock *clock;
  AcSlots *slots;
  gint64 start;
  GPtrArray *waiters; /* in the order in which they were through */
} Fixture;

typedef struct
{
  Fixture *fixture;
  const char *name;
  GTask *task;
  GCancellable *cancellable;
  GMainContext *context; /* where it was called back */
  gint64 through;        /* 0: not yet */
  GError *error;
} Waiter;

void on_taken (GObject *source, GAsyncResult *result, gpointer user_data);

/* In the thread-default context. */
Waiter *wait_for_slot (Fixture *fixture, const char *name);

void waiter_free (Waiter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiter, waiter_free)

void assert_waits (Waiter *self);
void assert_taken_at (Waiter *self, gint64 time);
void assert_cancelled_at (Waiter *self, gint64 time);
void take_all (Fixture *fixture);
void release (Fixture *fixture, guint count, AcSlotOutcome outcome);

/* All slots are taken and given back: none is free for a second. */
void use_up (Fixture *fixture);

void assert_order (Fixture *fixture, const char *names);
void cancel (Waiter *waiter);

/* Adds a test with slots of its own. */
void set_up (Fixture *self, gconstpointer data);
void tear_down (Fixture *self, gconstpointer data);
#define ADD(path, func) g_test_add ("/slots/" path, Fixture, NULL, set_up, func, tear_down)

G_END_DECLS
