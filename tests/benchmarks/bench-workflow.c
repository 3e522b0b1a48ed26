/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What an action costs by plain calls of the workflow plugin, without a network. Prints a line for
 * each way of running it, as every bench-workflow of another language does: the name of the way, a
 * tab, and the median of the rounds in microseconds an action.
 *
 *   bench-workflow COUNT ROUNDS
 *
 *   run     acwf_run(), one after another
 *   submit  acwf_submit() and reading of its line, one after another
 *   batch   as many in flight as there are
 */

#include <activecampaign-workflow.h>
#include <glib.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static const char action[] = "engine.echo";
static const char input[] = "{\"value\":\"New\"}";

typedef struct
{
  uint64_t handle;
  int fd;
  guint64 last_ticket;
} Bench;

static void
run (Bench *bench, guint count)
{
  for (guint i = 0; i < count; i++)
    acwf_free (acwf_run (bench->handle, action, input, 0));
}

static void
submit (Bench *bench)
{
  if (acwf_submit (bench->handle, ++bench->last_ticket, action, input) != ACWF_OK)
    g_error ("A ticket was refused");
}

static void
read_lines (Bench *bench, guint count)
{
  struct pollfd readable = { bench->fd, POLLIN, 0 };
  char text[64 * 1024];

  while (count > 0)
    {
      ssize_t size;

      poll (&readable, 1, -1);
      size = read (bench->fd, text, sizeof text);
      for (ssize_t i = 0; i < size; i++)
        count -= text[i] == '\n';
    }
}

static void
submit_one_by_one (Bench *bench, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      submit (bench);
      read_lines (bench, 1);
    }
}

static void
submit_all (Bench *bench, guint count)
{
  for (guint i = 0; i < count; i++)
    submit (bench);
  read_lines (bench, count);
}

static const struct
{
  const char *name;
  void (*function) (Bench *bench, guint count);
} ways[] = {
  { "run", run },
  { "submit", submit_one_by_one },
  { "batch", submit_all },
};

static int
compare (const void *a, const void *b)
{
  const double *one = a, *other = b;

  return (*one > *other) - (*one < *other);
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  guint count, n_rounds;
  g_autofree double *rounds = NULL;

  if (argc != 3)
    {
      g_printerr ("Usage: bench-workflow COUNT ROUNDS\n");
      return 2;
    }
  count = (guint) g_ascii_strtoull (argv[1], NULL, 10);
  n_rounds = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  rounds = g_new0 (double, n_rounds + 1);

  bench.handle = acwf_open ("{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"none\"}", NULL);
  bench.fd = acwf_completion_fd (bench.handle);
  run (&bench, count); /* what is done once is no part of it */
  for (guint way = 0; way < G_N_ELEMENTS (ways); way++)
    {
      for (guint i = 0; i < n_rounds; i++)
        {
          gint64 start = g_get_monotonic_time ();

          ways[way].function (&bench, count);
          rounds[i] = (double) (g_get_monotonic_time () - start) / count;
        }
      qsort (rounds, n_rounds, sizeof *rounds, compare);
      g_print ("%s\t%.2f\n", ways[way].name, rounds[n_rounds / 2]);
    }
  acwf_close (bench.handle);
  close (bench.fd);
  return 0;
}
