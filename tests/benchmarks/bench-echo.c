/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What an action costs through the plugin, without a network: bench-echo COUNT WINDOW
 * Keeps WINDOW echoes in flight until COUNT were answered, and prints the seconds on the clock and
 * of the processor. */

#include <activecampaign-workflow.h>
#include <glib.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double
now (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
submit (uint64_t handle, uint64_t ticket)
{
  char input[64];

  g_snprintf (input, sizeof input, "{\"value\":%" G_GUINT64_FORMAT "}", ticket);
  g_assert_cmpint (acwf_submit (handle, ticket, "engine.echo", input), ==, ACWF_OK);
}

/* How many lines were read. */
static uint64_t
read_lines (int fd)
{
  static char buffer[65536];
  struct pollfd wait = { .fd = fd, .events = POLLIN };
  uint64_t lines = 0;
  gssize size;

  poll (&wait, 1, -1);
  size = read (fd, buffer, sizeof buffer);
  for (const char *at = buffer, *end; size > 0; at = end + 1)
    {
      end = memchr (at, '\n', (size_t) (buffer + size - at));
      if (end == NULL)
        break;
      lines++;
    }
  return lines;
}

int
main (int argc, char **argv)
{
  uint64_t handle, count, window, submitted = 0;
  double start, busy;
  int fd;

  if (argc != 3)
    return 2;
  count = strtoull (argv[1], NULL, 10);
  window = strtoull (argv[2], NULL, 10);
  handle = acwf_open ("{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"token\"}", NULL);
  fd = acwf_completion_fd (handle);
  start = now (CLOCK_MONOTONIC);
  busy = now (CLOCK_PROCESS_CPUTIME_ID);
  for (uint64_t answered = 0; answered < count; answered += read_lines (fd))
    while (submitted < count && submitted < answered + window)
      submit (handle, ++submitted);
  g_print ("%.6f %.6f\n", now (CLOCK_MONOTONIC) - start, now (CLOCK_PROCESS_CPUTIME_ID) - busy);
  close (fd);
  acwf_close (handle);
  return 0;
}
