/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Waiting for a slot without turning a context. */

#include "slots-support.h"

#include "ac-sync.h"

static gpointer
take_all_in_thread (gpointer fixture)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  take_all (fixture);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
take_all_elsewhere (Fixture *fixture)
{
  g_thread_join (g_thread_new ("holder", take_all_in_thread, fixture));
}

/* As a synchronous call does: begin, and look whether it would have to wait. */
static Waiter *
wait_in_sync (Fixture *fixture, AcSync *sync)
{
  Waiter *waiter;

  ac_sync_begin (sync);
  g_main_context_push_thread_default (sync->context);
  waiter = wait_for_slot (fixture, "sync");
  g_main_context_pop_thread_default (sync->context);
  while (g_main_context_iteration (sync->context, FALSE))
    ;
  return waiter;
}

static void
end_sync (AcSync *sync)
{
  sync->result = g_object_new (G_TYPE_TASK, NULL);
  g_object_unref (ac_sync_wait (sync));
}

static void
test_sync_would_block (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;
  AcSync sync;

  take_all (fixture);
  waiter = wait_in_sync (fixture, &sync);
  end_sync (&sync);
  g_assert_error (waiter->error, G_IO_ERROR, G_IO_ERROR_PENDING);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
  take_all (fixture);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

/* Held by another thread: that one will give it back. */
static void
test_sync_waits_for_thread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;
  AcSync sync;

  take_all_elsewhere (fixture);
  waiter = wait_in_sync (fixture, &sync);
  assert_waits (waiter);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  fake_clock_settle (fixture->clock);
  assert_taken_at (waiter, fixture->start);
  end_sync (&sync);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

/* All given back, but counted still: time alone is waited for. */
static void
test_sync_waits_for_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;
  AcSync sync;

  use_up (fixture);
  waiter = wait_in_sync (fixture, &sync);
  assert_waits (waiter);
  fake_clock_advance (fixture->clock, KEPT);
  assert_taken_at (waiter, fixture->start + KEPT);
  end_sync (&sync);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
}

/* One that is held elsewhere is enough to wait for. */
static void
test_sync_waits_for_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;
  AcSync sync;

  take_all_elsewhere (fixture);
  release (fixture, 4, AC_SLOT_OUTCOME_NOT_SENT);
  for (guint i = 0; i < 4; i++)
    g_assert_true (ac_slots_try (fixture->slots));
  waiter = wait_in_sync (fixture, &sync);
  assert_waits (waiter);
  cancel (waiter);
  fake_clock_settle (fixture->clock);
  assert_cancelled_at (waiter, fixture->start);
  end_sync (&sync);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_async_does_not_block (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  take_all (fixture);
  waiter = wait_for_slot (fixture, "a");
  fake_clock_settle (fixture->clock);
  assert_waits (waiter);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  fake_clock_settle (fixture->clock);
  assert_taken_at (waiter, fixture->start);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sync/would block", test_sync_would_block);
  ADD ("sync/waits for another thread", test_sync_waits_for_thread);
  ADD ("sync/waits for time", test_sync_waits_for_time);
  ADD ("sync/waits for one slot elsewhere", test_sync_waits_for_one);
  ADD ("sync/async does not block", test_async_does_not_block);
  return g_test_run ();
}
