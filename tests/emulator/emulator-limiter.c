/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-limiter.h"

#define WINDOW G_USEC_PER_SEC

struct _EmulatorLimiter
{
  guint rate;
  gint64 *admitted; /* times of the last `rate` admitted requests, as a ring */
  guint oldest;
  GArray *arrivals; /* times of all requests; those before `first` have left the window */
  guint first;
  guint peak;
};

EmulatorLimiter *
emulator_limiter_new (guint rate)
{
  EmulatorLimiter *limiter = g_new0 (EmulatorLimiter, 1);

  limiter->rate = rate;
  limiter->admitted = g_new (gint64, rate);
  for (guint i = 0; i < rate; i++)
    limiter->admitted[i] = -WINDOW;
  limiter->arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
  return limiter;
}

void
emulator_limiter_free (EmulatorLimiter *limiter)
{
  g_array_unref (limiter->arrivals);
  g_free (limiter->admitted);
  g_free (limiter);
}

static void
note_arrival (EmulatorLimiter *limiter, gint64 now)
{
  g_array_append_val (limiter->arrivals, now);
  while (now - g_array_index (limiter->arrivals, gint64, limiter->first) >= WINDOW)
    limiter->first++;
  limiter->peak = MAX (limiter->peak, limiter->arrivals->len - limiter->first);

  if (limiter->first > limiter->arrivals->len / 2)
    {
      g_array_remove_range (limiter->arrivals, 0, limiter->first);
      limiter->first = 0;
    }
}

gboolean
emulator_limiter_admit (EmulatorLimiter *limiter, gint64 now)
{
  note_arrival (limiter, now);
  if (limiter->rate == 0)
    return TRUE;

  /* The oldest of the ring is the request `rate` admissions ago. */
  if (now - limiter->admitted[limiter->oldest] < WINDOW)
    return FALSE;
  limiter->admitted[limiter->oldest] = now;
  limiter->oldest = (limiter->oldest + 1) % limiter->rate;
  return TRUE;
}

guint
emulator_limiter_get_remaining (EmulatorLimiter *limiter, gint64 now)
{
  guint remaining = 0;

  for (guint i = 0; i < limiter->rate; i++)
    if (now - limiter->admitted[i] >= WINDOW)
      remaining++;
  return remaining;
}

guint
emulator_limiter_get_peak (EmulatorLimiter *limiter)
{
  return limiter->peak;
}
