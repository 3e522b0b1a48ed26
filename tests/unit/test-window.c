/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-window.h"

#include "ac-clock.h"
#include "cases.h"

#include <stdlib.h>

#define CAPACITY 5
#define SECOND ((gint64) G_USEC_PER_SEC)
#define MS G_GINT64_CONSTANT (1000)
#define NOW (1000 * SECOND)

/* How long a slot is kept after the answer, and how much longer where none came. */
#define KEPT (SECOND + MS)
#define STRAY SECOND

typedef AcWindow Window;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Window, ac_window_clear)

#define WINDOW(name)                                                                               \
  g_auto (Window) name = { 0 };                                                                    \
  ac_window_init (&name, CAPACITY)

static void
take (AcWindow *window, guint count, gint64 now)
{
  while (count-- > 0)
    {
      g_assert_cmpint (ac_window_next (window), <=, now);
      ac_window_take (window, now);
    }
}

static void
test_first_five (void)
{
  WINDOW (window);

  take (&window, CAPACITY, NOW);
  g_assert_cmpint (ac_window_next (&window), ==, AC_NEVER);
}

static void
test_sixth (void)
{
  WINDOW (window);

  take (&window, CAPACITY, NOW);
  for (guint i = 0; i < CAPACITY; i++)
    ac_window_release (&window, AC_SLOT_OUTCOME_ANSWERED, NOW + (100 + i) * MS);
  for (guint i = 0; i < CAPACITY; i++)
    {
      gint64 next = ac_window_next (&window);

      g_assert_cmpint (next, ==, NOW + (100 + i) * MS + KEPT);
      ac_window_take (&window, next);
    }
  g_assert_cmpint (ac_window_next (&window), ==, AC_NEVER);
}

/* Answers that come in another order than the requests went. */
static void
test_order_of_answers (void)
{
  WINDOW (window);

  take (&window, CAPACITY, NOW);
  ac_window_release (&window, AC_SLOT_OUTCOME_UNKNOWN, NOW + 900 * MS);
  ac_window_release (&window, AC_SLOT_OUTCOME_ANSWERED, NOW + 950 * MS);
  ac_window_release (&window, AC_SLOT_OUTCOME_NOT_SENT, NOW + 960 * MS);
  g_assert_cmpint (ac_window_next (&window), <=, NOW + 960 * MS);
  ac_window_take (&window, NOW + 960 * MS);
  g_assert_cmpint (ac_window_next (&window), ==, NOW + 950 * MS + KEPT);
  ac_window_take (&window, NOW + 950 * MS + KEPT);
  g_assert_cmpint (ac_window_next (&window), ==, NOW + 900 * MS + KEPT + STRAY);
}

static void
test_not_sent (void)
{
  WINDOW (window);

  take (&window, CAPACITY, NOW);
  ac_window_release (&window, AC_SLOT_OUTCOME_NOT_SENT, NOW);
  take (&window, 1, NOW);
  g_assert_cmpint (ac_window_next (&window), ==, AC_NEVER);
}

/* One that was given up may still be on its way. */
static void
test_unknown (void)
{
  WINDOW (window);

  take (&window, CAPACITY, NOW);
  ac_window_release (&window, AC_SLOT_OUTCOME_UNKNOWN, NOW + 300 * MS);
  for (guint i = 1; i < CAPACITY; i++)
    ac_window_release (&window, AC_SLOT_OUTCOME_ANSWERED, NOW + 400 * MS);
  g_assert_cmpint (ac_window_next (&window), ==, NOW + 400 * MS + KEPT);
  take (&window, CAPACITY - 1, NOW + 400 * MS + KEPT);
  g_assert_cmpint (ac_window_next (&window), ==, NOW + 300 * MS + KEPT + STRAY);
}

static void
test_pause (void)
{
  WINDOW (window);

  ac_window_pause (&window, NOW + 10 * SECOND);
  g_assert_cmpint (ac_window_next (&window), ==, NOW + 10 * SECOND);
  ac_window_pause (&window, NOW + 2 * SECOND);
  g_assert_cmpint (ac_window_next (&window), ==, NOW + 10 * SECOND);
  ac_window_pause (&window, NOW + 11 * SECOND);
  g_assert_cmpint (ac_window_next (&window), ==, NOW + 11 * SECOND);
}

static void
test_idle (void)
{
  WINDOW (window);

  g_assert_cmpint (ac_window_idle_from (&window), <=, NOW);
  ac_window_pause (&window, NOW + SECOND / 2);
  g_assert_cmpint (ac_window_idle_from (&window), ==, NOW + SECOND / 2);
  ac_window_take (&window, NOW + SECOND / 2);
  g_assert_cmpint (ac_window_idle_from (&window), ==, AC_NEVER);
  ac_window_release (&window, AC_SLOT_OUTCOME_ANSWERED, NOW + SECOND);
  g_assert_cmpint (ac_window_idle_from (&window), ==, NOW + SECOND + KEPT);
}

/* A line: how long a request and its answer take, of which the server counts the request between
 * the two.
 */
typedef struct
{
  const char *name;
  void (*draw) (GRand *random, guint number, gint64 *there, gint64 *back);
  double least_throughput; /* of CAPACITY requests a second */
} Line;

static gint64
between (GRand *random, gint64 least, gint64 most)
{
  return g_rand_int_range (random, (gint32) least, (gint32) most + 1);
}

static void
draw_jitter (GRand *random, guint number, gint64 *there, gint64 *back)
{
  *there = between (random, 0, 75 * MS);
  *back = between (random, 0, 75 * MS);
}

/* 0 to 150 ms as a whole, and the server counts at any moment of it. */
static void
draw_any_moment (GRand *random, guint number, gint64 *there, gint64 *back)
{
  gint64 whole = between (random, 0, 150 * MS);

  *there = between (random, 0, whole);
  *back = whole - *there;
}

static void
draw_constant (GRand *random, guint number, gint64 *there, gint64 *back)
{
  *there = 40 * MS;
  *back = 60 * MS;
}

/* The same time in all, but the server counts at any moment of it. */
static void
draw_constant_any_moment (GRand *random, guint number, gint64 *there, gint64 *back)
{
  *there = between (random, 0, 100 * MS);
  *back = 100 * MS - *there;
}

static void
draw_near (GRand *random, guint number, gint64 *there, gint64 *back)
{
  *there = 200 + between (random, 0, 100);
  *back = 200 + between (random, 0, 100);
}

static void
draw_steady (GRand *random, guint number, gint64 *there, gint64 *back)
{
  *there = 50 * MS + between (random, 0, MS);
  *back = 50 * MS + between (random, 0, MS);
}

static void
draw_slow_start (GRand *random, guint number, gint64 *there, gint64 *back)
{
  draw_steady (random, number, there, back);
  if (number < CAPACITY)
    {
      *there *= 2;
      *back *= 2;
    }
}

static void
draw_changes (GRand *random, guint number, gint64 *there, gint64 *back)
{
  draw_steady (random, number, there, back);
  if (number / 300 % 2 == 1)
    {
      *there /= 10;
      *back /= 10;
    }
}

static void
draw_long_tail (GRand *random, guint number, gint64 *there, gint64 *back)
{
  *there = 20 * MS + between (random, 0, 10 * MS);
  *back = 20 * MS + between (random, 0, 10 * MS);
  if (between (random, 0, 19) == 0)
    *back += between (random, 0, 2000 * MS);
  if (between (random, 0, 19) == 0)
    *there += between (random, 0, 800 * MS);
}

static const Line lines[] = {
  { "jitter of 0 to 150 ms", draw_jitter, 0.92 },
  { "counted at any moment of 0 to 150 ms", draw_any_moment, 0.92 },
  { "constant 100 ms", draw_constant, 0.9 },
  { "counted at any moment of constant 100 ms", draw_constant_any_moment, 0.9 },
  { "half a millisecond", draw_near, 0.995 },
  { "100 ms and little jitter", draw_steady, 0.9 },
  { "slow in the beginning", draw_slow_start, 0.9 },
  { "faster and slower every minute", draw_changes, 0.9 },
  { "long tails", draw_long_tail, 0.8 },
};

typedef struct
{
  AcWindow window;
  GArray *ends; /* gint64: of the requests under way */
  gint64 now;
} Run;

static gboolean
release_first (Run *run, gint64 latest)
{
  gint64 first = AC_NEVER;
  guint at = 0;

  for (guint i = 0; i < run->ends->len; i++)
    if (g_array_index (run->ends, gint64, i) < first)
      {
        first = g_array_index (run->ends, gint64, i);
        at = i;
      }
  if (first == AC_NEVER || first > latest)
    return FALSE;
  run->now = MAX (run->now, first);
  ac_window_release (&run->window, AC_SLOT_OUTCOME_ANSWERED, run->now);
  g_array_remove_index_fast (run->ends, at);
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* The server counts in every second that there is: a sixth within one must never come. */
static void
assert_strict (GArray *counted, guint32 seed)
{
  g_array_sort (counted, compare_times);
  for (guint i = CAPACITY; i < counted->len; i++)
    {
      gint64 span = g_array_index (counted, gint64, i)
                  - g_array_index (counted, gint64, i - CAPACITY);

      if (span < SECOND)
        g_error ("seed %u, request %u: six requests within %" G_GINT64_FORMAT " µs", seed, i, span);
    }
}

static void
run_line (const Line *line, guint32 seed, guint n_requests)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) counted = g_array_new (FALSE, FALSE, sizeof (gint64));
  Run run = { .ends = ends, .now = NOW };
  gint64 first, last;

  ac_window_init (&run.window, CAPACITY);
  for (guint i = 0; i < n_requests; i++)
    {
      gint64 there, back, count, end;

      while (release_first (&run, MAX (run.now, ac_window_next (&run.window))))
        ;
      run.now = MAX (run.now, ac_window_next (&run.window));
      ac_window_take (&run.window, run.now);
      line->draw (random, i, &there, &back);
      count = run.now + there;
      end = count + back;
      g_array_append_val (counted, count);
      g_array_append_val (ends, end);
    }
  ac_window_clear (&run.window);

  assert_strict (counted, seed);
  first = g_array_index (counted, gint64, 0);
  last = g_array_index (counted, gint64, n_requests - 1);
  g_assert_cmpfloat ((double) (n_requests - CAPACITY) * SECOND / (double) (last - first), >=,
                     line->least_throughput * CAPACITY);
}

static void
test_line (gconstpointer data)
{
  gboolean slow = g_getenv ("AC_TEST_SLOW") != NULL;

  for (guint32 seed = 1; seed <= (slow ? 2 : 20); seed++)
    run_line (data, seed, 20000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/first five", test_first_five);
  g_test_add_func ("/window/sixth", test_sixth);
  g_test_add_func ("/window/order of answers", test_order_of_answers);
  g_test_add_func ("/window/not sent", test_not_sent);
  g_test_add_func ("/window/unknown", test_unknown);
  g_test_add_func ("/window/pause", test_pause);
  g_test_add_func ("/window/idle", test_idle);
  ADD_CASES ("/window/line", lines, test_line);
  return g_test_run ();
}
