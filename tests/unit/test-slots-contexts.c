/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Who of several waiters gets the slot, also where a context is not turned. */

#include "slots-support.h"

/* How long a context that nobody turns may keep the others from a slot. */
#define GRACE (20 * MS)

static Waiter *
wait_in (Fixture *fixture, GMainContext *context, const char *name)
{
  Waiter *self;

  g_main_context_push_thread_default (context);
  self = wait_for_slot (fixture, name);
  g_main_context_pop_thread_default (context);
  return self;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g" };
  Waiter *waiters[G_N_ELEMENTS (names)];

  use_up (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    waiters[i] = wait_for_slot (fixture, names[i]);
  g_assert_false (ac_slots_try (fixture->slots));
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_order (fixture, "abcde");
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
  g_assert_false (ac_slots_try (fixture->slots));
  fake_clock_settle (fixture->clock);
  assert_order (fixture, "abcdefg");
  release (fixture, 2, AC_SLOT_OUTCOME_NOT_SENT);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    waiter_free (waiters[i]);
}

/* Contexts take turns in the order of their calls, and each is called back in its own. */
static void
test_two_contexts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) other = g_main_context_new ();
  g_autoptr (Waiter) a = NULL;
  g_autoptr (Waiter) b = NULL;
  g_autoptr (Waiter) c = NULL;
  g_autoptr (Waiter) d = NULL;

  use_up (fixture);
  a = wait_in (fixture, other, "a");
  b = wait_for_slot (fixture, "b");
  c = wait_in (fixture, other, "c");
  d = wait_for_slot (fixture, "d");
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_order (fixture, "abcd");
  g_assert_true (a->context == other);
  g_assert_true (b->context == NULL);
  g_assert_true (c->context == other);
  g_assert_true (d->context == NULL);
  assert_taken_at (d, fixture->start + KEPT);
  release (fixture, 4, AC_SLOT_OUTCOME_NOT_SENT);
}

/* A context that nobody turns delays another one by no more than the grace, and only once. */
static void
test_frozen_context (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) frozen = g_main_context_new ();
  g_autoptr (Waiter) sleeper = NULL;
  g_autoptr (Waiter) other_sleeper = NULL;
  Waiter *waiters[7];

  use_up (fixture);
  sleeper = wait_in (fixture, frozen, "s");
  other_sleeper = wait_in (fixture, frozen, "t");
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    waiters[i] = wait_for_slot (fixture, "x");
  fake_clock_freeze (fixture->clock, frozen);
  fake_clock_advance_to (fixture->clock, fixture->start + KEPT + GRACE);
  for (guint i = 0; i < CAPACITY; i++)
    assert_taken_at (waiters[i], fixture->start + KEPT + GRACE);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  fake_clock_settle (fixture->clock);
  assert_taken_at (waiters[5], fixture->start + KEPT + GRACE);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_ANSWERED);
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_taken_at (waiters[6], fixture->start + KEPT + GRACE + KEPT);
  assert_waits (sleeper);

  fake_clock_freeze (fixture->clock, NULL);
  fake_clock_settle (fixture->clock);
  assert_taken_at (sleeper, fake_clock_now (fixture->clock));
  assert_taken_at (other_sleeper, fake_clock_now (fixture->clock));
  release (fixture, 3, AC_SLOT_OUTCOME_NOT_SENT);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    waiter_free (waiters[i]);
}

/* Nor may what happens meanwhile make the grace begin anew. */
static void
test_frozen_context_and_traffic (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) frozen = g_main_context_new ();
  g_autoptr (Waiter) sleeper = NULL;
  g_autoptr (Waiter) waiter = NULL;
  Waiter *traffic[15];

  use_up (fixture);
  sleeper = wait_in (fixture, frozen, "s");
  waiter = wait_for_slot (fixture, "a");
  fake_clock_freeze (fixture->clock, frozen);
  fake_clock_advance (fixture->clock, KEPT);
  for (guint i = 0; i < G_N_ELEMENTS (traffic); i++)
    {
      fake_clock_advance (fixture->clock, 7 * MS);
      traffic[i] = wait_for_slot (fixture, "x");
    }
  assert_taken_at (waiter, fixture->start + KEPT + GRACE);
  assert_waits (sleeper);

  fake_clock_freeze (fixture->clock, NULL);
  while (fixture->waiters->len < G_N_ELEMENTS (traffic) + 2)
    {
      release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
      fake_clock_settle (fixture->clock);
    }
  while (ac_slots_get_next (fixture->slots) > 0 || !ac_slots_is_idle (fixture->slots))
    release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  for (guint i = 0; i < G_N_ELEMENTS (traffic); i++)
    waiter_free (traffic[i]);
}

static void
test_two_frozen_contexts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) frozen = g_main_context_new ();
  g_autoptr (GMainContext) other = g_main_context_new ();
  g_autoptr (Waiter) sleeper = NULL;
  g_autoptr (Waiter) a = NULL;
  g_autoptr (Waiter) b = NULL;

  use_up (fixture);
  a = wait_in (fixture, other, "a");
  sleeper = wait_in (fixture, frozen, "s");
  b = wait_for_slot (fixture, "b");
  fake_clock_freeze (fixture->clock, frozen);
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_taken_at (a, fixture->start + KEPT);
  g_assert_cmpint (b->through, >, 0);
  g_assert_cmpint (b->through, <=, fixture->start + KEPT + 2 * GRACE);
  assert_waits (sleeper);
  fake_clock_freeze (fixture->clock, NULL);
  fake_clock_settle (fixture->clock);
  assert_order (fixture, "abs");
  release (fixture, 3, AC_SLOT_OUTCOME_NOT_SENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("order of waiters", test_order);
  ADD ("contexts/two", test_two_contexts);
  ADD ("contexts/frozen", test_frozen_context);
  ADD ("contexts/frozen, and traffic", test_frozen_context_and_traffic);
  ADD ("contexts/frozen, among three", test_two_frozen_contexts);
  return g_test_run ();
}
