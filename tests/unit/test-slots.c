/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Slots: how many there are, and when one that was used is free again. */

#include "slots-support.h"

/* How long a slot is held at most. */
#define LEASE (60 * SECOND)

static void
test_first_five (Fixture *fixture, gconstpointer data)
{
  take_all (fixture);
  g_assert_false (ac_slots_try (fixture->slots));
  g_assert_cmpfloat (ac_slots_get_next (fixture->slots), ==, G_MAXDOUBLE);
  g_assert_cmpint (fake_clock_next (fixture->clock), ==, AC_NEVER);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_first_five_async (Fixture *fixture, gconstpointer data)
{
  Waiter *waiters[CAPACITY];

  for (guint i = 0; i < CAPACITY; i++)
    waiters[i] = wait_for_slot (fixture, "x");
  fake_clock_settle (fixture->clock);
  for (guint i = 0; i < CAPACITY; i++)
    {
      assert_taken_at (waiters[i], fixture->start);
      waiter_free (waiters[i]);
    }
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_sixth (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) sixth = NULL;
  g_autoptr (Waiter) seventh = NULL;
  gint64 first_answer;

  take_all (fixture);
  sixth = wait_for_slot (fixture, "6");
  seventh = wait_for_slot (fixture, "7");
  fake_clock_advance (fixture->clock, 100 * MS);
  first_answer = fake_clock_now (fixture->clock);
  release (fixture, 1, AC_SLOT_OUTCOME_ANSWERED);
  g_assert_cmpfloat_with_epsilon (ac_slots_get_next (fixture->slots), 1.001, 1e-9);
  fake_clock_advance (fixture->clock, 30 * MS);
  release (fixture, 4, AC_SLOT_OUTCOME_ANSWERED);

  fake_clock_advance_to (fixture->clock, first_answer + KEPT - 1);
  assert_waits (sixth);
  fake_clock_advance (fixture->clock, 1);
  assert_taken_at (sixth, first_answer + KEPT);
  assert_waits (seventh);
  fake_clock_advance (fixture->clock, SECOND);
  assert_taken_at (seventh, first_answer + 30 * MS + KEPT);
  release (fixture, 2, AC_SLOT_OUTCOME_ANSWERED);
}

static void
test_not_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  take_all (fixture);
  waiter = wait_for_slot (fixture, "a");
  fake_clock_advance (fixture->clock, 10 * MS);
  assert_waits (waiter);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  fake_clock_settle (fixture->clock);
  assert_taken_at (waiter, fixture->start + 10 * MS);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
  take_all (fixture);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  take_all (fixture);
  release (fixture, 1, AC_SLOT_OUTCOME_ANSWERED);
  release (fixture, 4, AC_SLOT_OUTCOME_UNKNOWN);
  fake_clock_advance (fixture->clock, KEPT);
  g_assert_true (ac_slots_try (fixture->slots));
  waiter = wait_for_slot (fixture, "a");
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_taken_at (waiter, fixture->start + KEPT + SECOND);
  release (fixture, 2, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  g_assert_cmpfloat (ac_slots_get_pause (fixture->slots), ==, 0);
  ac_slots_pause (fixture->slots, 3);
  ac_slots_pause (fixture->slots, 1);
  g_assert_cmpfloat_with_epsilon (ac_slots_get_pause (fixture->slots), 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (ac_slots_get_next (fixture->slots), 3, 1e-9);
  g_assert_false (ac_slots_try (fixture->slots));
  g_assert_false (ac_slots_is_idle (fixture->slots));
  waiter = wait_for_slot (fixture, "a");
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_waits (waiter);
  ac_slots_pause (fixture->slots, 5);
  fake_clock_advance (fixture->clock, 2 * SECOND);
  assert_waits (waiter);
  fake_clock_advance (fixture->clock, 10 * SECOND);
  assert_taken_at (waiter, fixture->start + 7 * SECOND);
  g_assert_cmpfloat (ac_slots_get_pause (fixture->slots), ==, 0);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_idle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Waiter) waiter = NULL;

  g_assert_true (ac_slots_is_idle (fixture->slots));
  use_up (fixture);
  g_assert_false (ac_slots_is_idle (fixture->slots));
  waiter = wait_for_slot (fixture, "a");
  fake_clock_advance (fixture->clock, KEPT);
  assert_taken_at (waiter, fixture->start + KEPT);
  g_assert_false (ac_slots_is_idle (fixture->slots));
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  g_assert_true (ac_slots_is_idle (fixture->slots));
}

/* In a callback: the next slot, the end of the last waiter, another wait. */
static void
on_taken_wait_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  release (fixture, 1, AC_SLOT_OUTCOME_ANSWERED);
  g_ptr_array_add (fixture->waiters, wait_for_slot (fixture, "n"));
}

static void
test_wait_in_callback (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_taken_wait_again, fixture);
  g_autoptr (Waiter) next = NULL;

  use_up (fixture);
  ac_slots_take (fixture->slots, task);
  fake_clock_advance (fixture->clock, KEPT);
  next = g_ptr_array_index (fixture->waiters, 0);
  fake_clock_advance (fixture->clock, KEPT);
  assert_taken_at (next, fixture->start + KEPT);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
}

/* Whoever gives slots back, in whatever order and context, gives back as many as there are. */
static void
test_release_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (Waiter) waiter = NULL;

  g_assert_true (ac_slots_try (fixture->slots));
  g_main_context_push_thread_default (context);
  g_assert_true (ac_slots_try (fixture->slots));
  g_assert_true (ac_slots_try (fixture->slots));
  g_main_context_pop_thread_default (context);
  g_assert_true (ac_slots_try (fixture->slots));
  g_assert_true (ac_slots_try (fixture->slots));

  waiter = wait_for_slot (fixture, "a");
  release (fixture, 1, AC_SLOT_OUTCOME_UNKNOWN);
  release (fixture, 3, AC_SLOT_OUTCOME_NOT_SENT);
  release (fixture, 1, AC_SLOT_OUTCOME_ANSWERED);
  fake_clock_settle (fixture->clock);
  assert_taken_at (waiter, fixture->start);
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  for (guint i = 0; i < 3; i++)
    g_assert_true (ac_slots_try (fixture->slots));
  g_assert_false (ac_slots_try (fixture->slots));
  release (fixture, 3, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_release_too_often (Fixture *fixture, gconstpointer data)
{
  g_assert_true (ac_slots_try (fixture->slots));
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  g_test_expect_message ("Ac", G_LOG_LEVEL_CRITICAL, "*held*");
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  g_test_assert_expected_messages ();
  take_all (fixture);
  g_assert_false (ac_slots_try (fixture->slots));
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
}

/* Through slots, waiters and a clock: what the window's own test shows for the window. */
#define N_SIMULATED 20000

typedef struct
{
  Fixture *fixture;
  GRand *random;
  GArray *counted; /* gint64 */
  guint n_begun;
} Service;

typedef struct
{
  Service *service;
  AcTimer *timer;
} Request;

static void begin_request (Service *self);

static void
on_answer (gpointer data)
{
  Request *request = data;
  Service *self = request->service;

  ac_slots_release (self->fixture->slots, AC_SLOT_OUTCOME_ANSWERED);
  ac_timer_remove (request->timer);
  g_free (request);
  if (self->n_begun < N_SIMULATED)
    begin_request (self);
}

static void
on_slot (GObject *source, GAsyncResult *result, gpointer data)
{
  Service *self = data;
  Request *request = g_new0 (Request, 1);
  gint64 counted;

  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  request->service = self;
  counted = fake_clock_now (self->fixture->clock) + g_rand_int_range (self->random, 0, 75000);
  g_array_append_val (self->counted, counted);
  request->timer = ac_clock_add_timer (fake_clock_get_clock (self->fixture->clock), NULL, on_answer,
                                       request);
  ac_timer_set (request->timer, counted + g_rand_int_range (self->random, 0, 75000));
}

static void
begin_request (Service *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_slot, self);

  self->n_begun++;
  ac_slots_take (self->fixture->slots, task);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static void
test_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GArray) counted = g_array_new (FALSE, FALSE, sizeof (gint64));
  Service service = { fixture, random, counted, 0 };
  gint64 next, span;

  for (guint i = 0; i < 30; i++)
    begin_request (&service);
  fake_clock_settle (fixture->clock);
  while ((next = fake_clock_next (fixture->clock)) != AC_NEVER)
    fake_clock_advance_to (fixture->clock, MAX (next, fake_clock_now (fixture->clock)));

  g_assert_cmpuint (counted->len, ==, N_SIMULATED);
  g_array_sort (counted, compare_times);
  for (guint i = CAPACITY; i < counted->len; i++)
    g_assert_cmpint (g_array_index (counted, gint64, i)
                       - g_array_index (counted, gint64, i - CAPACITY),
                     >=, SECOND);
  span = g_array_index (counted, gint64, counted->len - 1) - g_array_index (counted, gint64, 0);
  g_assert_cmpfloat ((N_SIMULATED - CAPACITY) * (double) SECOND / (double) span, >=,
                     0.92 * CAPACITY);
}

/* What comes free at @time was counted until then, and a second later if it is on its way. */
static void
assert_runs_out (Fixture *fixture, gint64 time)
{
  for (; fake_clock_now (fixture->clock) < time; fake_clock_advance (fixture->clock, SECOND / 2))
    g_assert_false (ac_slots_try (fixture->slots));
  g_assert_false (ac_slots_try (fixture->slots));
  fake_clock_advance (fixture->clock, SECOND + KEPT);
  g_assert_true (ac_slots_try (fixture->slots));
}

/* A slot whose holder gives it back no more is free again in the end, and no other one is. */
static void
test_lease (Fixture *fixture, gconstpointer data)
{
  gint64 second = fixture->start + 50 * SECOND;

  g_assert_true (ac_slots_try (fixture->slots));
  fake_clock_advance_to (fixture->clock, second);
  g_assert_true (ac_slots_try (fixture->slots));
  release (fixture, 1, AC_SLOT_OUTCOME_ANSWERED);
  fake_clock_advance (fixture->clock, KEPT);
  for (guint i = 1; i < CAPACITY; i++)
    g_assert_true (ac_slots_try (fixture->slots));

  assert_runs_out (fixture, second + LEASE);
  release (fixture, CAPACITY + 1, AC_SLOT_OUTCOME_NOT_SENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("first five", test_first_five);
  ADD ("first five, asynchronously", test_first_five_async);
  ADD ("sixth", test_sixth);
  ADD ("not sent", test_not_sent);
  ADD ("unknown", test_unknown);
  ADD ("pause", test_pause);
  ADD ("idle", test_idle);
  ADD ("wait in a callback", test_wait_in_callback);
  ADD ("release/elsewhere", test_release_elsewhere);
  ADD ("release/too often", test_release_too_often);
  ADD ("lease", test_lease);
  ADD ("20,000 requests", test_service);
  return g_test_run ();
}
