/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-tally.h"

typedef struct
{
  const char *heading; /* of those that follow; else NULL */
  const char *text;
  SimMoment moment;
} Entry;

#define HEADING_ENTRY(title) { title, NULL, 0 },
#define MOMENT_ENTRY(name, text) { NULL, text, SIM_MET_##name },

static const Entry entries[] = { SIM_MOMENTS (HEADING_ENTRY, MOMENT_ENTRY) };

void
sim_meet (SimStage *stage, SimMoment moment)
{
  stage->tally->met[moment]++;
}

void
sim_tally_add (SimTally *self, const SimTally *other)
{
  for (guint i = 0; i < SIM_N_MOMENTS; i++)
    self->met[i] += other->met[i];
  self->n_worlds += other->n_worlds;
  self->microseconds += other->microseconds;
}

void
sim_tally_count_code (SimTally *self, const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].heading == NULL && entries[i].moment >= SIM_MET_ENDED_OK
        && g_str_equal (entries[i].text, code))
      {
        self->met[entries[i].moment]++;
        return;
      }
  g_assert_not_reached ();
}

static void
print_moment (GString *text, const char *name, guint64 count)
{
  g_string_append_printf (text, " %s %" G_GUINT64_FORMAT ";", name, count);
}

char *
sim_tally_print (const SimTally *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].heading != NULL)
      g_string_append_printf (text, "%s%s:", i > 0 ? "\n" : "", entries[i].heading);
    else
      print_moment (text, entries[i].text, self->met[entries[i].moment]);
  for (SimFault fault = SIM_FAULT_NONE + 1; fault < SIM_N_FAULTS; fault++)
    print_moment (text, sim_fault_get_name (fault), self->met[SIM_MET_FAULT + fault]);
  return g_string_free (text, FALSE);
}

char *
sim_tally_find_tame (const SimTally *self)
{
  const char *heading = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].heading != NULL)
      heading = entries[i].heading;
    else if (self->met[entries[i].moment] == 0)
      return g_strdup_printf ("%s: %s", heading, entries[i].text);
  for (SimFault fault = SIM_FAULT_NONE + 1; fault < SIM_N_FAULTS; fault++)
    if (self->met[SIM_MET_FAULT + fault] == 0)
      return g_strdup_printf ("faults: %s", sim_fault_get_name (fault));
  return NULL;
}
