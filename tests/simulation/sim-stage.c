/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-stage.h"

/* Nothing in the simulation waits this long, though all attempts be put off for an hour. */
#define LONGEST_RUN (G_GINT64_CONSTANT (604800) * G_USEC_PER_SEC)

typedef struct
{
  SimStage *stage;
  AcTimer *timer;
  SimFunc func;
  gpointer data;
} Event;

SimStage *
sim_stage_new (guint32 seed, SimTally *tally)
{
  SimStage *self = g_new0 (SimStage, 1);

  self->clock = fake_clock_new ();
  self->random = g_rand_new_with_seed (seed);
  self->tally = tally;
  return self;
}

void
sim_stage_free (SimStage *self)
{
  fake_clock_free (self->clock);
  g_rand_free (self->random);
  g_free (self);
}

gint64
sim_stage_now (SimStage *self)
{
  return fake_clock_now (self->clock);
}

static gboolean
happen (gpointer data)
{
  Event *event = data;

  event->stage->serial++;
  event->func (event->data);
  g_free (event);
  return G_SOURCE_REMOVE;
}

static void
on_due (gpointer data)
{
  Event *event = data;

  ac_timer_remove (event->timer);
  if (event->stage->dispatched)
    g_idle_add_full (G_PRIORITY_DEFAULT, happen, event, NULL);
  else
    happen (event);
}

void
sim_stage_after (SimStage *self, gint64 delay, SimFunc func, gpointer data)
{
  AcClock *clock = fake_clock_get_clock (self->clock);
  Event *event = g_new0 (Event, 1);

  event->stage = self;
  event->func = func;
  event->data = data;
  event->timer = clock->timer_new (clock, NULL, on_due, event);
  ac_timer_set (event->timer, sim_stage_now (self) + delay);
}

void
sim_stage_run_out (SimStage *self)
{
  gint64 end = sim_stage_now (self) + LONGEST_RUN;
  gint64 next;

  fake_clock_settle (self->clock);
  while ((next = fake_clock_next (self->clock)) != AC_NEVER)
    {
      g_assert_cmpint (next, <, end);
      fake_clock_advance_to (self->clock, MAX (next, sim_stage_now (self)));
    }
}

gboolean
sim_stage_chance (SimStage *self, double probability)
{
  return g_rand_double (self->random) < probability;
}

guint
sim_stage_below (SimStage *self, guint end)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) end);
}

gint64
sim_stage_delay (SimStage *self, gint64 longest)
{
  double fraction = g_rand_double (self->random);

  if (sim_stage_below (self, 8) == 0)
    return 0;
  return (gint64) (fraction * fraction * fraction * (double) longest);
}

gboolean
sim_stage_is_traced (SimStage *self)
{
  return self->print || self->trace != NULL;
}

void
sim_stage_write (SimStage *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  line = g_strdup_printf ("%13.6f  %s\n", (double) sim_stage_now (self) / G_USEC_PER_SEC, text);
  if (self->print)
    g_printerr ("%s", line);
  if (self->trace != NULL)
    g_string_append (self->trace, line);
}
