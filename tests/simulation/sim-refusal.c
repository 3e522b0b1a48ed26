/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-refusal.h"

#include "sim-answer.h"
#include "sim-tally.h"

#include <string.h>

/* What the library believes of a header at most. */
#define LONGEST_PAUSE 3600

#define NONE (-1)
#define A_DAY G_GINT64_CONSTANT (86400)

/* A form of Retry-After. */
typedef struct
{
  SimMoment moment;
  guint weight;
  const char *text;   /* # stands for the seconds; NULL: none or a date */
  gint64 least, most; /* seconds that it asks for; NONE: none that can be read */
  gboolean is_date;
} RetryAfter;

static const RetryAfter forms[] = {
  { SIM_MET_RETRY_AFTER_NONE, 20, NULL, NONE, NONE, FALSE },
  { SIM_MET_RETRY_AFTER_ZERO, 6, "0", 0, 0, FALSE },
  { SIM_MET_RETRY_AFTER_SECONDS, 20, "#", 1, 5, FALSE },
  { SIM_MET_RETRY_AFTER_FRACTION, 4, "#.75", 0, 3, FALSE },
  { SIM_MET_RETRY_AFTER_LONG, 3, "#", 30, 120, FALSE },
  { SIM_MET_RETRY_AFTER_HUGE, 1, "99999999999999999999", LONGEST_PAUSE, LONGEST_PAUSE, FALSE },
  { SIM_MET_RETRY_AFTER_NEGATIVE, 4, "-#", NONE, 7, FALSE },
  { SIM_MET_RETRY_AFTER_GARBAGE, 4, "soon", NONE, NONE, FALSE },
  { SIM_MET_RETRY_AFTER_EMPTY, 3, "", NONE, NONE, FALSE },
  { SIM_MET_RETRY_AFTER_DATE, 8, NULL, 1, 5, TRUE },
  { SIM_MET_RETRY_AFTER_DATE_PAST, 3, NULL, -A_DAY, 0, TRUE },
  { SIM_MET_RETRY_AFTER_DATE_FAR, 1, NULL, A_DAY, 1000 * A_DAY, TRUE },
};

static const RetryAfter *
draw_form (SimStage *stage)
{
  guint total = 0, at, i = 0;

  for (guint j = 0; j < G_N_ELEMENTS (forms); j++)
    total += forms[j].weight;
  at = sim_stage_below (stage, total);
  while (at >= forms[i].weight)
    at -= forms[i++].weight;
  return &forms[i];
}

static char *
dup_text (const RetryAfter *form, gint64 seconds)
{
  g_autoptr (GString) text = g_string_new (form->text);
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, ABS (seconds));

  g_string_replace (text, "#", digits, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_retry_after (SimStage *stage, SimAnswer *answer)
{
  const RetryAfter *form = draw_form (stage);
  gint64 seconds = form->least + sim_stage_below (stage, (guint) (form->most - form->least) + 1);

  sim_meet (stage, form->moment);
  answer->is_pause = answer->status == 429;
  answer->least_pause = answer->is_pause ? 1 : 0;
  if (form->is_date)
    {
      answer->retry_after = sim_date_format_header (stage, seconds * G_USEC_PER_SEC);
      if (sim_stage_chance (stage, 0.5))
        answer->date = sim_date_format_header (stage, 0);
      answer->pause_from = sim_stage_now (stage);
      seconds--; /* it is written in whole ones */
    }
  else if (form->text != NULL)
    answer->retry_after = dup_text (form, seconds);
  if (form->least == NONE)
    return;
  answer->is_pause = TRUE;
  answer->least_pause = MAX (answer->least_pause, MIN (seconds, LONGEST_PAUSE));
}

SimAnswer *
sim_say (guint status, const char *body)
{
  SimAnswer *answer = sim_answer_new (status);

  answer->body = g_strdup (body);
  return answer;
}

SimAnswer *
sim_refuse_limited (SimStage *stage)
{
  static const char *const bodies[] = { "{\"message\":\"API rate limit exceeded\"}", "",
                                        "<html>Too many requests</html>" };
  SimAnswer *answer = sim_say (429, bodies[sim_stage_below (stage, G_N_ELEMENTS (bodies))]);

  add_retry_after (stage, answer);
  return answer;
}

static SimAnswer *
fail (SimStage *stage)
{
  static const guint statuses[] = { 500, 502, 520, 504, 408, 590 };
  guint status = statuses[sim_stage_below (stage, G_N_ELEMENTS (statuses))];

  return sim_say (status, status == 500 ? "{\"message\":\"An error occurred\"}" : "<html>");
}

SimAnswer *
sim_refuse (SimStage *stage, SimFault fault)
{
  SimAnswer *answer;

  switch (fault)
    {
    case SIM_FAULT_LIMITED:
      return sim_refuse_limited (stage);
    case SIM_FAULT_CLOSED:
      answer = sim_say (503, "");
      add_retry_after (stage, answer);
      return answer;
    case SIM_FAULT_FAILED_BEFORE:
      return fail (stage);
    case SIM_FAULT_NOT_FOUND:
      return sim_say (404, "{\"message\":\"No Result found for Connection with id 0\"}");
    case SIM_FAULT_REFUSED:
      return sim_say (
        422, "{\"errors\":[{\"title\":\"The value is too long.\",\"detail\":\"\","
             "\"code\":\"too_long\",\"source\":{\"pointer\":\"/data/attributes/name\"}}]}");
    case SIM_FAULT_FORBIDDEN:
      return sim_say (403, "{\"message\":\"Forbidden\"}");
    case SIM_FAULT_REDIRECTED:
      return sim_say (302, "");
    default:
      return NULL;
    }
}

static SimAnswer *
instead (SimAnswer *answer, SimAnswer *other)
{
  sim_answer_free (answer);
  return other;
}

SimAnswer *
sim_spoil (SimStage *stage, SimAnswer *answer, SimFault fault)
{
  static const char *const garbage[] = { "<html>It works!</html>", "{\"connection\":[1,2]}",
                                         "{\"connection\":{}}",    "null",
                                         "{\"connection\":null}",  "[]" };
  gsize length = strlen (answer->body);

  switch (fault)
    {
    case SIM_FAULT_FAILED_AFTER:
      return instead (answer, fail (stage));
    case SIM_FAULT_GARBAGE:
      return instead (answer,
                      sim_say (200, garbage[sim_stage_below (stage, G_N_ELEMENTS (garbage))]));
    case SIM_FAULT_EMPTY:
      return instead (answer, sim_say (sim_stage_chance (stage, 0.5) ? 200 : 204, ""));
    case SIM_FAULT_HIDDEN_REFUSAL:
      return instead (answer, sim_say (200, "{\"success\":0,\"message\":\"no\"}"));
    case SIM_FAULT_CUT:
      if (length > 2)
        answer->body[1 + sim_stage_below (stage, (guint) length - 1)] = '\0';
      return answer;
    case SIM_FAULT_TOO_LARGE:
      answer->too_large = TRUE;
      return answer;
    default:
      return answer;
    }
}
