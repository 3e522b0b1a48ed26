/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-error.h"

#include <math.h>

#include "ac-fields.h"
#include "acwf-description.h"
#include "acwf-json.h"

AcwfError *
acwf_error_new (const char *code, const char *field, const char *format, ...)
{
  AcwfError *self = g_new0 (AcwfError, 1);
  va_list arguments;

  self->code = code;
  self->field = g_strdup (field);
  self->retryable = acwf_description_is_retryable (code);
  va_start (arguments, format);
  self->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return self;
}

/* The name of a property as hosts know it. */
static char *
dup_member (const char *property)
{
  if (property == NULL)
    return NULL;
  for (guint i = 0; i < AC_N_FIELDS; i++)
    if (g_str_equal (ac_fields[i].property, property))
      return g_strdup (ac_fields[i].member);
  return g_strdelimit (g_strdup (property), "-", '_');
}

AcwfError *
acwf_error_new_from_problem (AcProblem *problem)
{
  g_autofree char *code = g_strdelimit (g_strdup (ac_problem_get_code (problem)), "-", '_');
  AcwfError *self = acwf_error_new (g_intern_string (code), NULL, "%s",
                                    ac_problem_get_message (problem));

  self->field = dup_member (ac_problem_get_field (problem));
  self->retryable = ac_problem_get_retryable (problem);
  self->outcome_unknown = ac_problem_get_outcome_unknown (problem);
  self->problem = g_object_ref (problem);
  return self;
}

void
acwf_error_free (AcwfError *self)
{
  g_free (self->message);
  g_free (self->field);
  g_clear_object (&self->problem);
  g_free (self);
}

static void
append_number (GString *out, const char *name, double value)
{
  if (value > 0)
    g_string_append_printf (out, ",\"%s\":%.0f", name, MIN (ceil (value), 9007199254740991.0));
  else
    g_string_append_printf (out, ",\"%s\":null", name);
}

static void
append_text (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, ",\"%s\":", name);
  acwf_json_append_string (out, text);
}

void
acwf_error_append (const AcwfError *self, GString *out)
{
  AcProblem *problem = self->problem;

  g_string_append_printf (out, "{\"code\":\"%s\"", self->code);
  append_text (out, "message", self->message);
  g_string_append (out, ",\"retryable\":");
  acwf_json_append_boolean (out, self->retryable);
  append_number (out, "retry_after_ms",
                 problem != NULL ? ac_problem_get_retry_after (problem) * 1000 : 0);
  append_number (out, "http_status", problem != NULL ? ac_problem_get_http_status (problem) : 0);
  append_text (out, "field", self->field);
  append_text (out, "server_code", problem != NULL ? ac_problem_get_server_code (problem) : NULL);
  append_text (out, "request_id", problem != NULL ? ac_problem_get_request_id (problem) : NULL);
  g_string_append_printf (out, ",\"attempts\":%u",
                          problem != NULL ? ac_problem_get_attempts (problem) : 0);
  g_string_append (out, ",\"outcome_unknown\":");
  acwf_json_append_boolean (out, self->outcome_unknown);
  g_string_append_c (out, '}');
}
