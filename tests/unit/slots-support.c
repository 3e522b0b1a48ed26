/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "slots-support.h"

void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = fake_clock_new ();
  self->slots = ac_slots_new (fake_clock_get_clock (self->clock), CAPACITY);
  self->start = fake_clock_now (self->clock);
  self->waiters = g_ptr_array_new ();
}

void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->waiters);
  ac_slots_free (self->slots);
  fake_clock_free (self->clock);
}

void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *self = user_data;

  g_assert_cmpint (self->through, ==, 0);
  self->through = fake_clock_now (self->fixture->clock);
  self->context = g_main_context_get_thread_default ();
  g_task_propagate_boolean (G_TASK (result), &self->error);
  g_ptr_array_add (self->fixture->waiters, self);
}

Waiter *
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

void
waiter_free (Waiter *self)
{
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);
  g_object_unref (self->task);
  g_free (self);
}

void
assert_waits (Waiter *self)
{
  g_assert_cmpint (self->through, ==, 0);
}

void
assert_taken_at (Waiter *self, gint64 time)
{
  g_assert_no_error (self->error);
  g_assert_cmpint (self->through - self->fixture->start, ==, time - self->fixture->start);
}

void
assert_cancelled_at (Waiter *self, gint64 time)
{
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (self->through, ==, time);
}

void
take_all (Fixture *fixture)
{
  for (guint i = 0; i < CAPACITY; i++)
    g_assert_true (ac_slots_try (fixture->slots));
}

void
release (Fixture *fixture, guint count, AcSlotOutcome outcome)
{
  while (count-- > 0)
    ac_slots_release (fixture->slots, outcome);
}

void
use_up (Fixture *fixture)
{
  take_all (fixture);
  release (fixture, CAPACITY, AC_SLOT_OUTCOME_ANSWERED);
}

void
assert_order (Fixture *fixture, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < fixture->waiters->len; i++)
    g_string_append (found, ((Waiter *) g_ptr_array_index (fixture->waiters, i))->name);
  g_assert_cmpstr (found->str, ==, names);
}

void
cancel (Waiter *waiter)
{
  g_cancellable_cancel (waiter->cancellable);
}
