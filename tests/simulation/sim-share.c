/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-share.h"

#include "sim-world.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_SHARES 64

/* A process that lives through every @step-th world, and tells what it met at its end. */
typedef struct
{
  pid_t pid;
  int pipe;
} Share;

static void
live (guint first, guint step, guint n_seeds, gboolean dispatched, int pipe)
{
  SimTally tally = { 0 };

  for (guint32 seed = first; seed < n_seeds; seed += step)
    sim_world_run (&(SimOptions){ seed, dispatched }, &tally, NULL, FALSE);
  exit (write (pipe, &tally, sizeof tally) == sizeof tally ? EXIT_SUCCESS : EXIT_FAILURE);
}

static Share
start (guint first, guint step, guint n_seeds, gboolean dispatched)
{
  Share self;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  self.pid = fork ();
  g_assert_cmpint (self.pid, >=, 0);
  if (self.pid == 0)
    live (first, step, n_seeds, dispatched, ends[1]);
  close (ends[1]);
  self.pipe = ends[0];
  return self;
}

static gboolean
end (Share *self, SimTally *tally)
{
  SimTally met;
  gboolean is_whole = read (self->pipe, &met, sizeof met) == sizeof met;
  int status;

  close (self->pipe);
  waitpid (self->pid, &status, 0);
  if (is_whole)
    sim_tally_add (tally, &met);
  return is_whole && WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SUCCESS;
}

void
sim_share_run (guint n_seeds, gboolean dispatched, SimTally *tally)
{
  guint n_shares = MIN (g_get_num_processors (), MOST_SHARES);
  Share shares[MOST_SHARES];
  gboolean all_well = TRUE;

  for (guint i = 0; i < n_shares; i++)
    shares[i] = start (i, n_shares, n_seeds, dispatched);
  for (guint i = 0; i < n_shares; i++)
    all_well &= end (&shares[i], tally);
  g_assert_true (all_well);
}
