/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-change.h"

#include "ac-date.h"
#include "ac-walk.h"

#include <libsoup/soup.h>
#include <string.h>

/* A POST that may have been carried out must not be sent again as it is: the connection that it may
 * have created is looked for first, and adopted where it is there.
 */

/* What the clocks behind a connection's date and an answer's Date may differ by. */
#define DATE_SLACK (5 * G_TIME_SPAN_SECOND)

static void post (AcOperation *operation);

/* Whether the row was there before a POST was sent that may have made it. Both times are the
 * server's own; where one cannot be told, nobody knows.
 */
static gboolean
is_older (AcOperation *operation, AcRow *row)
{
  const char *created_at = ac_record_get (row->record, AC_FIELD_CREATED_AT);
  const char *date = ac_call_get_date (operation->call);
  g_autoptr (GDateTime) now = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  g_autoptr (GDateTime) made = ac_date_parse (created_at);
  gint64 since_post = ac_call_now (operation->call) - ac_call_get_doubt_start (operation->call);

  return now != NULL && made != NULL && ac_date_has_offset (created_at)
      && g_date_time_difference (now, made) > since_post + DATE_SLACK;
}

static gboolean
has_our_values (AcOperation *operation, AcRow *row)
{
  AcConnectionChange *change = operation->data;

  for (guint i = 0; i < change->sent->len; i++)
    {
      AcEdit *edit = g_ptr_array_index (change->sent, i);

      if ((ac_record_get_held (row->record) & AC_FIELD_BIT (edit->field))
          && g_strcmp0 (ac_record_get (row->record, edit->field), edit->text) != 0)
        return FALSE;
    }
  return TRUE;
}

static AcProblem *
dup_first_problem (AcOperation *operation)
{
  AcConnectionChange *change = operation->data;

  ac_call_describe (operation->call, change->first_problem);
  return g_object_ref (change->first_problem);
}

static AcProblem *
duplicate_problem (AcOperation *operation, AcRow *row)
{
  AcProblem *problem = ac_problem_new (
    AC_ERROR_DUPLICATE,
    "Connection %s has this service and external id already, and is not the one "
    "that was to be created; update that one",
    row->id);

  ac_call_describe (operation->call, problem);
  return problem;
}

static void
on_looked_up (AcRow *row, AcProblem *problem, gpointer data)
{
  AcOperation *operation = data;
  AcConnectionChange *change = operation->data;

  if (problem != NULL && problem->domain == G_IO_ERROR)
    ac_connection_change_fail (operation, g_object_ref (problem));
  else if (problem != NULL || (row == NULL && change->is_last_look))
    ac_connection_change_fail (operation, dup_first_problem (operation));
  else if (row == NULL)
    post (operation);
  else if (has_our_values (operation, row) && !is_older (operation, row))
    {
      change->is_found = TRUE;
      ac_connection_change_succeed (operation, row);
    }
  else
    ac_connection_change_fail (operation, duplicate_problem (operation, row));
}

static void
on_backed_off (AcCall *call, gpointer data)
{
  AcOperation *operation = data;
  AcConnectionChange *change = operation->data;
  AcEdit *service = ac_edits_find (change->sent, AC_FIELD_SERVICE);
  AcEdit *external_id = ac_edits_find (change->sent, AC_FIELD_EXTERNAL_ID);

  if (ac_call_get_problem (call) != NULL)
    on_looked_up (NULL, ac_call_get_problem (call), operation);
  else
    ac_walk_start (call, service->text, external_id->text, FALSE, on_looked_up, operation);
}

/* Whether a look at the server's connections can tell what became of the POST. */
static gboolean
is_worth_a_look (AcOperation *operation, AcProblem *problem)
{
  AcConnectionChange *change = operation->data;

  if (ac_edits_find (change->sent, AC_FIELD_SERVICE) == NULL
      || ac_edits_find (change->sent, AC_FIELD_EXTERNAL_ID) == NULL
      || !ac_call_may_be_carried_out (operation->call) || problem->domain != AC_ERROR)
    return FALSE;
  /* Refused for what an earlier POST of ours may have made. */
  if (problem->error_code == AC_ERROR_DUPLICATE)
    return change->first_problem != problem;
  return problem->error_code == AC_ERROR_NETWORK || problem->error_code == AC_ERROR_UNAVAILABLE;
}

static void
on_posted (AcCall *call, gpointer data)
{
  AcOperation *operation = data;
  AcConnectionChange *change = operation->data;
  AcProblem *problem = ac_call_get_problem (call);
  const char *wrong;
  AcRow row;

  if (problem == NULL)
    {
      if (ac_connection_read_answer (call, &row, &wrong))
        ac_connection_change_succeed (operation, &row);
      else
        ac_connection_change_fail (operation, ac_call_dup_bad_answer (call, wrong));
      return;
    }

  if (change->first_problem == NULL)
    change->first_problem = g_object_ref (problem);
  if (!is_worth_a_look (operation, problem))
    {
      ac_connection_change_fail (operation, g_object_ref (problem));
      return;
    }
  change->is_last_look = problem->error_code == AC_ERROR_DUPLICATE
                      || change->posts >= ac_call_get_max_attempts (call);
  ac_call_back_off (call, change->posts, on_backed_off, operation);
}

static void
post (AcOperation *operation)
{
  AcConnectionChange *change = operation->data;
  g_autofree char *json = ac_edits_dup_json (change->sent);
  g_autoptr (GBytes) body = g_bytes_new_take (json, strlen (json));

  g_steal_pointer (&json);
  change->posts++;
  ac_call_send (operation->call, "POST", "/connections", body, on_posted, operation);
}

void
ac_connection_create_start (AcOperation *operation)
{
  AcProblem *problem;

  if (ac_connection_get_id (operation->object) != NULL)
    {
      ac_operation_fail (operation, ac_problem_new_invalid ("id", "The connection has an id, so it "
                                                                  "exists already; update() sends "
                                                                  "what was set"));
      return;
    }
  problem = ac_connection_change_begin (operation, AC_FIELD_SENT_BY_CREATE);
  if (problem != NULL)
    ac_operation_fail (operation, problem);
  else
    post (operation);
}
