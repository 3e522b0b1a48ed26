/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-ticket.h"

#include <string.h>

#include "acwf-actions.h"
#include "acwf-description.h"
#include "acwf-engine.h"
#include "acwf-schema.h"

AcwfTicket *
acwf_ticket_new (AcwfEngine *engine, const char *action, const char *input)
{
  AcwfTicket *self = g_atomic_rc_box_new0 (AcwfTicket);

  self->engine = engine;
  self->action_name = g_strdup (action);
  self->text = g_strdup (input != NULL ? input : "{}");
  self->begun_at = g_get_monotonic_time ();
  self->place.data = self->turn.data = self->backlog_place.data = self;
  self->queue_end = G_MAXINT64;
  g_cond_init (&self->completed);
  return self;
}

AcwfTicket *
acwf_ticket_ref (AcwfTicket *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AcwfTicket *self = data;

  g_assert (self->timer == NULL);
  g_free (self->action_name);
  g_free (self->text);
  g_free (self->key);
  g_free (self->completion);
  g_cond_clear (&self->completed);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  g_clear_object (&self->list);
  g_clear_pointer (&self->refusal, acwf_error_free);
}

void
acwf_ticket_unref (AcwfTicket *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* Also its completion has the trace, where it can be read. */
static AcwfError *
refuse_unknown (AcwfTicket *self)
{
  AcJson json;

  if (ac_json_check (self->text, strlen (self->text), &json) == NULL)
    self->options = acwf_json_member (json, "options");
  return acwf_error_new ("unknown_action", NULL, "There is no action \"%s\"", self->action_name);
}

AcwfError *
acwf_ticket_prepare (AcwfTicket *self)
{
  JsonObject *entry = acwf_description_find_action (self->action_name);
  g_autofree char *field = NULL, *message = NULL;
  gboolean is_valid;

  self->action = acwf_action_find (self->action_name);
  if (self->action == NULL)
    return refuse_unknown (self);
  is_valid = acwf_schema_read (json_object_get_object_member (entry, "input"), "input", self->text,
                               &self->input, &field, &message);
  self->options = acwf_json_member (self->input, "options");
  if (!is_valid)
    return acwf_error_new ("bad_input", field, "%s", message);
  self->is_idempotent = json_object_get_boolean_member (entry, "idempotent");
  self->needs_client = json_object_get_boolean_member (entry, "network");
  self->is_write = !json_object_get_boolean_member (entry, "read_only")
                && !acwf_json_get_flag (self->input, "dry_run");
  if (self->action->dup_key != NULL)
    self->key = self->action->dup_key (self->input);
  return NULL;
}

gboolean
acwf_ticket_give_up (AcwfTicket *self, AcwfGiveUp reason)
{
  return g_atomic_int_compare_and_exchange (&self->give_up, ACWF_STAY, reason);
}

/* In seconds; 0: none. */
static double
get_queue_timeout (AcwfTicket *self)
{
  gint64 own = acwf_json_get_integer (self->options, "queue_timeout_ms", -1);

  return own >= 0 ? (double) own / 1000 : acwf_engine_get_config (self->engine)->queue_timeout;
}

void
acwf_ticket_begin_wait (AcwfTicket *self)
{
  double timeout = get_queue_timeout (self) * G_USEC_PER_SEC;

  /* What would never come is not computed, for it may not fit. */
  if (timeout > 0 && timeout < (double) G_MAXINT64 / 2)
    self->queue_end = g_get_monotonic_time () + (gint64) timeout;
}

/* What is left of it for the first operation, which waited in the backlog too; 0: no end. */
static double
take_queue_timeout (AcwfTicket *self)
{
  gint64 end = self->queue_end;

  self->queue_end = G_MAXINT64;
  if (end == G_MAXINT64)
    return get_queue_timeout (self);
  return (double) MAX (end - g_get_monotonic_time (), 1) / G_USEC_PER_SEC;
}

AcClient *
acwf_ticket_use_client (AcwfTicket *self)
{
  const AcwfConfig *config = acwf_engine_get_config (self->engine);
  AcClient *client = acwf_engine_get_client (self->engine);
  gint64 timeout = acwf_json_get_integer (self->options, "timeout_ms", -1);

  ac_client_set_timeout (client, timeout >= 0 ? (double) timeout / 1000 : config->timeout);
  ac_client_set_queue_timeout (client, take_queue_timeout (self));
  return client;
}

void
acwf_ticket_succeed (AcwfTicket *self, GString *result)
{
  acwf_engine_end_ticket (self->engine, self, result, NULL);
}

void
acwf_ticket_fail (AcwfTicket *self, AcwfError *error)
{
  acwf_engine_end_ticket (self->engine, self, NULL, error);
}

void
acwf_ticket_fail_result (AcwfTicket *self, GAsyncResult *result)
{
  acwf_ticket_fail (self, acwf_error_new_from_problem (ac_problem_from_result (result)));
}

static void
replace_message (AcwfError *error, const char *message)
{
  g_free (error->message);
  error->message = g_strdup (message);
}

/* The operation was cancelled: tells on whose account. */
static void
explain_cancel (AcwfTicket *self, AcwfError *error)
{
  switch ((AcwfGiveUp) g_atomic_int_get (&self->give_up))
    {
    case ACWF_CANCELLED:
      replace_message (error, "Cancelled by the host");
      error->retryable = FALSE;
      break;
    case ACWF_SHUT_DOWN:
      replace_message (error, "Cancelled by the shutdown of the handle; another handle can do it");
      error->retryable = TRUE;
      break;
    case ACWF_TIMED_OUT:
      error->code = "timed_out";
      replace_message (error, "The time that was given for the whole of it ran out");
      error->retryable = TRUE;
      break;
    case ACWF_STAY:
    default:
      break;
    }
}

/* What the plugin promises of errors, beyond what the library knows of one operation. */
static void
fit_error (AcwfTicket *self, AcwfError *error)
{
  if (g_str_equal (error->code, "cancelled"))
    explain_cancel (self, error);
  if (self->has_written
      && (g_str_equal (error->code, "cancelled") || g_str_equal (error->code, "timed_out")))
    error->outcome_unknown = TRUE;
  if (!self->is_idempotent && (self->has_written || error->outcome_unknown))
    error->retryable = FALSE;
}

static void
append_trace (AcwfTicket *self, GString *out)
{
  AcJson trace = acwf_json_member (self->options, "trace");

  if (trace.start == NULL || *trace.start != '"')
    return;
  g_string_append (out, ",\"trace\":");
  acwf_json_append (out, trace);
}

static void
log_end (AcwfTicket *self, const char *code)
{
  g_autofree char *trace = acwf_json_dup_member (self->options, "trace");

  g_debug ("ticket %" G_GUINT64_FORMAT " %s: %s after %" G_GINT64_FORMAT " ms%s%s", self->number,
           self->action_name, code, (g_get_monotonic_time () - self->begun_at) / 1000,
           trace != NULL ? ", trace " : "", trace != NULL ? trace : "");
}

GString *
acwf_ticket_complete (AcwfTicket *self, GString *result, AcwfError *error)
{
  GString *out = g_string_new ("{");

  if (!self->is_run)
    g_string_append_printf (out, "\"t\":%" G_GUINT64_FORMAT ",", self->number);
  if (error == NULL)
    {
      g_string_append (out, "\"ok\":true,\"result\":");
      g_string_append_len (out, result->str, (gssize) result->len);
    }
  else
    {
      fit_error (self, error);
      g_string_append (out, "\"ok\":false,\"error\":");
      acwf_error_append (error, out);
    }
  append_trace (self, out);
  g_string_append (out, self->is_run ? "}" : "}\n");
  log_end (self, error == NULL ? "done" : error->code);
  return out;
}
