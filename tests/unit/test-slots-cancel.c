/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Waiting for a slot that is cancelled. */

#include "slots-support.h"

static gpointer
cancel_in_thread (gpointer waiter)
{
  cancel (waiter);
  return NULL;
}

typedef void (*Cancel) (Waiter *waiter);

static void
cancel_elsewhere (Waiter *waiter)
{
  g_thread_join (g_thread_new ("canceller", cancel_in_thread, waiter));
}

static void
check_cancel (Fixture *fixture, Cancel cancel_now)
{
  g_autoptr (Waiter) a = NULL;
  g_autoptr (Waiter) b = NULL;
  g_autoptr (Waiter) c = NULL;
  gint64 time;

  use_up (fixture);
  a = wait_for_slot (fixture, "a");
  b = wait_for_slot (fixture, "b");
  c = wait_for_slot (fixture, "c");
  fake_clock_advance (fixture->clock, 10 * MS);
  time = fake_clock_now (fixture->clock);
  cancel_now (b);
  assert_waits (b);
  fake_clock_settle (fixture->clock);
  assert_cancelled_at (b, time);
  assert_waits (a);
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_taken_at (a, fixture->start + KEPT);
  assert_taken_at (c, fixture->start + KEPT);
  assert_order (fixture, "bac");
  release (fixture, 2, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  check_cancel (fixture, cancel);
}

static void
test_cancel_elsewhere (Fixture *fixture, gconstpointer data)
{
  check_cancel (fixture, cancel_elsewhere);
}

static void
test_cancel_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  take_all (fixture);
  waiter = wait_for_slot (fixture, "a");
  cancel (waiter);
  fake_clock_settle (fixture->clock);
  assert_cancelled_at (waiter, fixture->start);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
  take_all (fixture);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Waiter) waiter = g_new0 (Waiter, 1);

  use_up (fixture);
  g_cancellable_cancel (cancellable);
  waiter->fixture = fixture;
  waiter->cancellable = g_object_ref (cancellable);
  waiter->task = g_task_new (NULL, cancellable, on_taken, waiter);
  ac_slots_take (fixture->slots, waiter->task);
  assert_waits (waiter);
  fake_clock_settle (fixture->clock);
  assert_cancelled_at (waiter, fixture->start);
}

/* What happens between a cancel and the turn of its context must not put it off. */
static void
test_cancel_then_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  use_up (fixture);
  waiter = wait_for_slot (fixture, "a");
  cancel (waiter);
  ac_slots_pause (fixture->slots, 3600);
  fake_clock_settle (fixture->clock);
  assert_cancelled_at (waiter, fixture->start);
}

static void
test_cancel_then_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  take_all (fixture);
  waiter = wait_for_slot (fixture, "a");
  cancel (waiter);
  release (fixture, 1, AC_SLOT_OUTCOME_ANSWERED);
  fake_clock_settle (fixture->clock);
  assert_cancelled_at (waiter, fixture->start);
  release (fixture, 4, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_cancel_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  use_up (fixture);
  waiter = wait_for_slot (fixture, "a");
  fake_clock_advance (fixture->clock, KEPT);
  cancel (waiter);
  fake_clock_advance (fixture->clock, SECOND);
  assert_taken_at (waiter, fixture->start + KEPT);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("cancel/in the middle", test_cancel);
  ADD ("cancel/in the middle, in another thread", test_cancel_elsewhere);
  ADD ("cancel/the only one", test_cancel_only);
  ADD ("cancel/before", test_cancelled_before);
  ADD ("cancel/then a pause", test_cancel_then_pause);
  ADD ("cancel/then a release", test_cancel_then_release);
  ADD ("cancel/too late", test_cancel_after);
  return g_test_run ();
}
