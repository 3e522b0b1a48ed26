/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Preloaded into a program, this writes how long each turn of its main loop takes, from what woke
 * it to the next wait: nothing else is done meanwhile, and no key answered. A line has the end of
 * the turn on the monotonic clock, what it took on that clock, and of the processor, in µs. The
 * former grows where the machine is busy, the latter does not see a call that waits.
 */

#include <glib.h>
#include <stdio.h>
#include <time.h>

static FILE *output;
static gint64 began; /* 0 before the first wait */
static gint64 busy;

static gint64
get_processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
timed_poll (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  int result;

  if (began != 0)
    fprintf (output, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", now,
             now - began, get_processor_time () - busy);
  result = g_poll (fds, n_fds, timeout);
  began = g_get_monotonic_time ();
  busy = get_processor_time ();
  return result;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = g_getenv ("AC_TURNS");

  output = path != NULL ? fopen (path, "we") : NULL;
  if (output == NULL)
    return;
  setvbuf (output, NULL, _IOLBF, 0); /* the program may be ended by a signal */
  g_main_context_set_poll_func (NULL, timed_poll);
}
