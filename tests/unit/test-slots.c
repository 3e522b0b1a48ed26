/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-slots.h"

#include "ac-rate-limiter-private.h"
#include "ac-sync.h"
#include "fake-clock.h"

#define CAPACITY 5
#define MS G_GINT64_CONSTANT (1000)
#define SECOND ((gint64) G_USEC_PER_SEC)
#define KEPT (SECOND + MS)

/* How long a context that nobody turns may keep the others from a slot. */
#define GRACE (20 * MS)

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

static void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = fake_clock_new ();
  self->slots = ac_slots_new (fake_clock_get_clock (self->clock), CAPACITY);
  self->start = fake_clock_now (self->clock);
  self->waiters = g_ptr_array_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->waiters);
  ac_slots_free (self->slots);
  fake_clock_free (self->clock);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *self = user_data;

  g_assert_cmpint (self->through, ==, 0);
  self->through = fake_clock_now (self->fixture->clock);
  self->context = g_main_context_get_thread_default ();
  g_task_propagate_boolean (G_TASK (result), &self->error);
  g_ptr_array_add (self->fixture->waiters, self);
}

/* In the thread-default context. */
static Waiter *
wait_for_slot (Fixture *fixture, const char *name)
{
  Waiter *self = g_new0 (Waiter, 1);

  self->fixture = fixture;
  self->name = name;
  self->cancellable = g_cancellable_new ();
  self->task = g_task_new (NULL, self->cancellable, on_taken, self);
  g_task_set_check_cancellable (self->task, FALSE);
  ac_slots_take (fixture->slots, self->task);
  g_assert_cmpint (self->through, ==, 0);
  return self;
}

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
waiter_free (Waiter *self)
{
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);
  g_object_unref (self->task);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiter, waiter_free)

static void
assert_waits (Waiter *self)
{
  g_assert_cmpint (self->through, ==, 0);
}

static void
assert_taken_at (Waiter *self, gint64 time)
{
  g_assert_no_error (self->error);
  g_assert_cmpint (self->through - self->fixture->start, ==, time - self->fixture->start);
}

static void
assert_cancelled_at (Waiter *self, gint64 time)
{
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (self->through, ==, time);
}

static void
take_all (Fixture *fixture)
{
  for (guint i = 0; i < CAPACITY; i++)
    g_assert_true (ac_slots_try (fixture->slots));
}

static void
release (Fixture *fixture, guint count, AcSlotOutcome outcome)
{
  while (count-- > 0)
    ac_slots_release (fixture->slots, outcome);
}

/* All slots are taken and given back: none is free for a second. */
static void
use_up (Fixture *fixture)
{
  take_all (fixture);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_ANSWERED);
}

static void
assert_order (Fixture *fixture, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < fixture->waiters->len; i++)
    g_string_append (found, ((Waiter *) g_ptr_array_index (fixture->waiters, i))->name);
  g_assert_cmpstr (found->str, ==, names);
}

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

static void
cancel (Waiter *waiter)
{
  g_cancellable_cancel (waiter->cancellable);
}

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
  g_test_expect_message ("activecampaign-glib", G_LOG_LEVEL_CRITICAL, "*held*");
  release (fixture, 1, AC_SLOT_OUTCOME_NOT_SENT);
  g_test_assert_expected_messages ();
  take_all (fixture);
  g_assert_false (ac_slots_try (fixture->slots));
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_NOT_SENT);
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

static void
test_limiter (void)
{
  g_autoptr (FakeClock) clock = fake_clock_new ();
  AcRateLimiter *limiter = ac_rate_limiter_new_with_clock (2, fake_clock_get_clock (clock));
  g_autoptr (GError) error = NULL;

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, G_MAXDOUBLE);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_ANSWERED);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_UNKNOWN);
  g_assert_cmpfloat_with_epsilon (ac_rate_limiter_get_next_slot (limiter), 1.001, 1e-9);
  fake_clock_advance (clock, KEPT);
  g_assert_true (ac_rate_limiter_try_acquire (limiter));
  g_assert_false (ac_rate_limiter_try_acquire (limiter));
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  ac_rate_limiter_pause (limiter, 2);
  g_assert_cmpfloat_with_epsilon (ac_rate_limiter_get_pause (limiter), 2, 1e-9);
  g_object_unref (limiter);
}

static void
test_limiter_would_block (void)
{
  g_autoptr (FakeClock) clock = fake_clock_new ();
  AcRateLimiter *limiter = ac_rate_limiter_new_with_clock (1, fake_clock_get_clock (clock));
  g_autoptr (GError) error = NULL;

  g_assert_true (ac_rate_limiter_try_acquire (limiter));
  g_assert_false (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_object_unref (limiter);
}

#define N_STRESSED 2000

typedef struct
{
  AcRateLimiter *limiter;
  guint n_taken;
  guint n_cancelled;
} Stress;

static void
on_stressed (GObject *limiter, GAsyncResult *result, gpointer user_data)
{
  Stress *self = user_data;
  g_autoptr (GError) error = NULL;

  if (ac_rate_limiter_acquire_finish (AC_RATE_LIMITER (limiter), result, &error))
    {
      self->n_taken++;
      ac_rate_limiter_release (self->limiter, AC_SLOT_OUTCOME_NOT_SENT);
      return;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  self->n_cancelled++;
}

/* A thread without a context of its own: its callbacks come in the default one, where another
 * thread turns.
 */
static gpointer
stress (gpointer user_data)
{
  Stress *self = user_data;

  for (guint i = 0; i < N_STRESSED; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      ac_rate_limiter_acquire_async (self->limiter, cancellable, on_stressed, self);
      if (i % 3 == 0)
        g_cancellable_cancel (cancellable);
    }
  return NULL;
}

static void
test_callbacks_in_another_thread (void)
{
  Stress self = { ac_rate_limiter_new (1), 0, 0 };
  GThread *thread = g_thread_new ("stress", stress, &self);

  while (self.n_taken + self.n_cancelled < N_STRESSED)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_cmpuint (self.n_taken, >=, N_STRESSED * 2 / 3);
  g_object_unref (self.limiter);
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

#define ADD(path, func) g_test_add ("/slots/" path, Fixture, NULL, set_up, func, tear_down)

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
  ADD ("order of waiters", test_order);
  ADD ("contexts/two", test_two_contexts);
  ADD ("contexts/frozen", test_frozen_context);
  ADD ("contexts/frozen, and traffic", test_frozen_context_and_traffic);
  ADD ("contexts/frozen, among three", test_two_frozen_contexts);
  ADD ("cancel/in the middle", test_cancel);
  ADD ("cancel/in the middle, in another thread", test_cancel_elsewhere);
  ADD ("cancel/the only one", test_cancel_only);
  ADD ("cancel/before", test_cancelled_before);
  ADD ("cancel/then a pause", test_cancel_then_pause);
  ADD ("cancel/then a release", test_cancel_then_release);
  ADD ("cancel/too late", test_cancel_after);
  ADD ("wait in a callback", test_wait_in_callback);
  ADD ("release/elsewhere", test_release_elsewhere);
  ADD ("release/too often", test_release_too_often);
  ADD ("sync/would block", test_sync_would_block);
  ADD ("sync/waits for another thread", test_sync_waits_for_thread);
  ADD ("sync/waits for time", test_sync_waits_for_time);
  ADD ("sync/waits for one slot elsewhere", test_sync_waits_for_one);
  ADD ("sync/async does not block", test_async_does_not_block);
  ADD ("20,000 requests", test_service);
  g_test_add_func ("/slots/limiter/whole", test_limiter);
  g_test_add_func ("/slots/limiter/would block", test_limiter_would_block);
  g_test_add_func ("/slots/limiter/callbacks in another thread", test_callbacks_in_another_thread);
  return g_test_run ();
}
