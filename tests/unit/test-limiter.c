/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rate limiter in front of the slots. */

#include "slots-support.h"

#include "ac-rate-limiter-private.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slots/limiter/whole", test_limiter);
  g_test_add_func ("/slots/limiter/would block", test_limiter_would_block);
  g_test_add_func ("/slots/limiter/callbacks in another thread", test_callbacks_in_another_thread);
  return g_test_run ();
}
