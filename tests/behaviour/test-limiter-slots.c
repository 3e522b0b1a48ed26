/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The slots of a rate limiter, taken by the app. */

#include "limiter-support.h"

/* The public functions themselves. */
static void
test_slots (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (2);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ac_rate_limiter_get_requests_per_second (limiter), ==, 2);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), ==, 0);

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, 0);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, G_MAXDOUBLE);

  /* Not sent: free at once. Answered: in a second. Unknown: not before. */
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), ==, 0);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_ANSWERED);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), >, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), <=, 1.1);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_UNKNOWN);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), >, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), <=, 1.1);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_no_error (error);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
on_acquired (GObject *source, GAsyncResult *result, gpointer order)
{
  g_assert_true (ac_rate_limiter_acquire_finish (AC_RATE_LIMITER (source), result, NULL));
  g_string_append_c (order,
                     (char) ('a'
                             + GPOINTER_TO_UINT (g_object_get_data (
                               G_OBJECT (g_task_get_cancellable (G_TASK (result))), "number"))));
  ac_rate_limiter_release (AC_RATE_LIMITER (source), AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_slots_in_order (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (GString) order = g_string_new (NULL);

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      g_object_set_data (G_OBJECT (cancellable), "number", GUINT_TO_POINTER (i));
      ac_rate_limiter_acquire_async (limiter, cancellable, on_acquired, order);
    }
  g_assert_cmpstr (order->str, ==, "");
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  while (order->len < 5)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, "abcde");
}

static void
test_slots_cancelled (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (Answer) cancelled = ANSWER_INIT, before = ANSWER_INIT, granted = ANSWER_INIT;

  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  ac_rate_limiter_acquire_async (limiter, cancellable, answer_take, &cancelled);
  ac_rate_limiter_acquire_async (limiter, NULL, answer_take, &granted);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (cancelled.calls, ==, 0);
  g_assert_false (ac_rate_limiter_acquire_finish (limiter, answer_await (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  ac_rate_limiter_acquire_async (limiter, cancellable, answer_take, &before);
  g_assert_cmpuint (before.calls, ==, 0);
  g_assert_false (ac_rate_limiter_acquire_finish (limiter, answer_await (&before), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_assert_cmpuint (granted.calls, ==, 0);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_assert_true (ac_rate_limiter_acquire_finish (limiter, answer_await (&granted), NULL));
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
test_pause (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  gint64 start = g_get_monotonic_time ();

  ac_rate_limiter_pause (limiter, 0);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), ==, 0);
  ac_rate_limiter_pause (limiter, 0.3);
  ac_rate_limiter_pause (limiter, 0.1);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), <=, 0.3);
  g_assert_cmpfloat (ac_rate_limiter_get_next_slot (limiter), <=, 0.3);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, NULL));
  g_assert_cmpfloat (seconds_since (start), >=, 0.3);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), ==, 0);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

/* The calling thread would wait for itself. */
static void
test_slots_pending (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (2);
  g_autoptr (GError) error = NULL;
  Answer answers[2] = { ANSWER_INIT };

  for (guint i = 0; i < 2; i++)
    {
      ac_rate_limiter_acquire_async (limiter, NULL, answer_take, &answers[i]);
      g_assert_true (ac_rate_limiter_acquire_finish (limiter, answer_await (&answers[i]), NULL));
      answer_clear (&answers[i]);
    }
  g_assert_false (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
  g_clear_error (&error);
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_no_error (error);
}

/* Another thread holds all, and gives them back. */
typedef struct
{
  AcRateLimiter *limiter;
  int held;
} Keeper;

static gpointer
keep (gpointer data)
{
  Keeper *self = data;

  for (guint i = 0; i < 2; i++)
    g_assert_true (ac_rate_limiter_acquire_sync (self->limiter, NULL, NULL));
  g_atomic_int_set (&self->held, TRUE);
  g_usleep (50000);
  for (guint i = 0; i < 2; i++)
    ac_rate_limiter_release (self->limiter, AC_SLOT_OUTCOME_NOT_SENT);
  return NULL;
}

static void
test_slots_of_other_thread (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (2);
  g_autoptr (GError) error = NULL;
  Keeper keeper = { limiter, FALSE };
  GThread *thread = g_thread_new ("keeper", keep, &keeper);

  while (!g_atomic_int_get (&keeper.held))
    g_thread_yield ();
  g_assert_true (ac_rate_limiter_acquire_sync (limiter, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limiter/slots", test_slots);
  g_test_add_func ("/limiter/slots/in-order", test_slots_in_order);
  g_test_add_func ("/limiter/slots/cancelled", test_slots_cancelled);
  g_test_add_func ("/limiter/slots/pending", test_slots_pending);
  g_test_add_func ("/limiter/slots/of-other-thread", test_slots_of_other_thread);
  g_test_add_func ("/limiter/pause", test_pause);
  return g_test_run ();
}
