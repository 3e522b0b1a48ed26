/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-error.h"
#include "ac-problem-private.h"

/**
 * AcProblem:
 *
 * What went wrong in an operation, for programs.
 *
 * The `problem` property of an [class@Client], [class@Connection] or [class@ConnectionList] is that
 * of the operation which ended last there, [func@Problem.from_result] that of one operation.
 *
 * A problem does not change and may be used from every thread.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (AcProblem, ac_problem, G_TYPE_OBJECT)

enum
{
  PROP_ERROR_DOMAIN = 1,
  PROP_ERROR_CODE,
  PROP_CODE,
  PROP_MESSAGE,
  PROP_HTTP_STATUS,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_SERVER_CODE,
  PROP_FIELD,
  PROP_RETRYABLE,
  PROP_RETRY_AFTER,
  PROP_REQUEST_ID,
  PROP_ATTEMPTS,
  PROP_WAITED,
  PROP_TIMEOUT,
  PROP_OUTCOME_UNKNOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
ac_problem_finalize (GObject *object)
{
  AcProblem *self = AC_PROBLEM (object);

  g_free (self->message);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->server_code);
  g_free (self->field);
  g_free (self->request_id);

  G_OBJECT_CLASS (ac_problem_parent_class)->finalize (object);
}

static void
ac_problem_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  AcProblem *self = AC_PROBLEM (object);

  switch (property_id)
    {
    case PROP_ERROR_DOMAIN:
      g_value_set_string (value, g_quark_to_string (self->domain));
      break;
    case PROP_ERROR_CODE:
      g_value_set_int (value, self->error_code);
      break;
    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_HTTP_STATUS:
      g_value_set_uint (value, self->http_status);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_SERVER_CODE:
      g_value_set_string (value, self->server_code);
      break;
    case PROP_FIELD:
      g_value_set_string (value, self->field);
      break;
    case PROP_RETRYABLE:
      g_value_set_boolean (value, self->retryable);
      break;
    case PROP_RETRY_AFTER:
      g_value_set_double (value, self->retry_after);
      break;
    case PROP_REQUEST_ID:
      g_value_set_string (value, self->request_id);
      break;
    case PROP_ATTEMPTS:
      g_value_set_uint (value, self->attempts);
      break;
    case PROP_WAITED:
      g_value_set_double (value, self->waited);
      break;
    case PROP_TIMEOUT:
      g_value_set_double (value, self->timeout);
      break;
    case PROP_OUTCOME_UNKNOWN:
      g_value_set_boolean (value, self->outcome_unknown);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ac_problem_class_init (AcProblemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = ac_problem_finalize;
  object_class->get_property = ac_problem_get_property;

  /**
   * AcProblem:error-domain:
   *
   * Domain of the #GError, as text: `ac-error-quark`, or `g-io-error-quark` where the operation was
   * cancelled or could not wait.
   *
   * Since: 1.0
   */
  properties[PROP_ERROR_DOMAIN] = g_param_spec_string ("error-domain", NULL, NULL, NULL, flags);

  /**
   * AcProblem:error-code:
   *
   * Code of the #GError, in its domain.
   *
   * Since: 1.0
   */
  properties[PROP_ERROR_CODE] = g_param_spec_int ("error-code", NULL, NULL, G_MININT, G_MAXINT, 0,
                                                  flags);

  /**
   * AcProblem:code:
   *
   * Nick of the error's code: of an [error@Error], such as `rate-limited`, or `cancelled`.
   *
   * Since: 1.0
   */
  properties[PROP_CODE] = g_param_spec_string ("code", NULL, NULL, NULL, flags);

  /**
   * AcProblem:message:
   *
   * Message of the #GError, for people: what went wrong, what the server said, and what to do.
   *
   * Since: 1.0
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);

  /**
   * AcProblem:http-status:
   *
   * Status of the last answer.
   *
   * Since: 1.0
   */
  properties[PROP_HTTP_STATUS] = g_param_spec_uint ("http-status", NULL, NULL, 0, G_MAXUINT, 0,
                                                    flags);

  /**
   * AcProblem:title:
   *
   * Title of the first error that the server named.
   *
   * Since: 1.0
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * AcProblem:detail:
   *
   * Detail of the first error that the server named.
   *
   * Since: 1.0
   */
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);

  /**
   * AcProblem:server-code:
   *
   * Code of the first error that the server named, such as `field_invalid`.
   *
   * Since: 1.0
   */
  properties[PROP_SERVER_CODE] = g_param_spec_string ("server-code", NULL, NULL, NULL, flags);

  /**
   * AcProblem:field:
   *
   * Name of the property that is at fault, such as `external-id`; where the server named a member
   * that is no property, that.
   *
   * Since: 1.0
   */
  properties[PROP_FIELD] = g_param_spec_string ("field", NULL, NULL, NULL, flags);

  /**
   * AcProblem:retryable:
   *
   * Whether the same operation may succeed later as it is.
   *
   * Since: 1.0
   */
  properties[PROP_RETRYABLE] = g_param_spec_boolean ("retryable", NULL, NULL, FALSE, flags);

  /**
   * AcProblem:retry-after:
   *
   * Seconds after which trying again is worth while.
   *
   * Since: 1.0
   */
  properties[PROP_RETRY_AFTER] = g_param_spec_double ("retry-after", NULL, NULL, 0, G_MAXDOUBLE, 0,
                                                      flags);

  /**
   * AcProblem:request-id:
   *
   * Id that the server gave the last answer, for its support.
   *
   * Since: 1.0
   */
  properties[PROP_REQUEST_ID] = g_param_spec_string ("request-id", NULL, NULL, NULL, flags);

  /**
   * AcProblem:attempts:
   *
   * Number of requests that were begun.
   *
   * Since: 1.0
   */
  properties[PROP_ATTEMPTS] = g_param_spec_uint ("attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * AcProblem:waited:
   *
   * Seconds that the operation spent waiting: for its turn, the rate limit, a pause of the account,
   * or to try again.
   *
   * Since: 1.0
   */
  properties[PROP_WAITED] = g_param_spec_double ("waited", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);

  /**
   * AcProblem:timeout:
   *
   * The operation's deadline: seconds from its first slot of the rate limit.
   *
   * Since: 1.0
   */
  properties[PROP_TIMEOUT] = g_param_spec_double ("timeout", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);

  /**
   * AcProblem:outcome-unknown:
   *
   * Whether a request of the operation may have been carried out although no answer confirmed it.
   * [method@Connection.refresh] tells what is true.
   *
   * Since: 1.0
   */
  properties[PROP_OUTCOME_UNKNOWN] = g_param_spec_boolean ("outcome-unknown", NULL, NULL, FALSE,
                                                           flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ac_problem_init (AcProblem *self)
{
  self->domain = AC_ERROR;
}

/**
 * ac_problem_get_error_domain:
 * @self: a problem
 *
 * Gets [property@Problem:error-domain].
 *
 * Returns: (transfer none): the domain's name
 *
 * Since: 1.0
 */
const char *
ac_problem_get_error_domain (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return g_quark_to_string (self->domain);
}

/**
 * ac_problem_get_error_code:
 * @self: a problem
 *
 * Gets [property@Problem:error-code].
 *
 * Returns: the code
 *
 * Since: 1.0
 */
int
ac_problem_get_error_code (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), 0);

  return self->error_code;
}

/**
 * ac_problem_get_code:
 * @self: a problem
 *
 * Gets [property@Problem:code].
 *
 * Returns: (transfer none): the nick
 *
 * Since: 1.0
 */
const char *
ac_problem_get_code (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return self->code;
}

/**
 * ac_problem_get_message:
 * @self: a problem
 *
 * Gets [property@Problem:message].
 *
 * Returns: (transfer none): the message
 *
 * Since: 1.0
 */
const char *
ac_problem_get_message (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return self->message;
}

/**
 * ac_problem_get_http_status:
 * @self: a problem
 *
 * Gets [property@Problem:http-status].
 *
 * Returns: the status, 0 where there was no answer
 *
 * Since: 1.0
 */
guint
ac_problem_get_http_status (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), 0);

  return self->http_status;
}

/**
 * ac_problem_get_title:
 * @self: a problem
 *
 * Gets [property@Problem:title].
 *
 * Returns: (transfer none) (nullable): the title, NULL where there was none
 *
 * Since: 1.0
 */
const char *
ac_problem_get_title (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return self->title;
}

/**
 * ac_problem_get_detail:
 * @self: a problem
 *
 * Gets [property@Problem:detail].
 *
 * Returns: (transfer none) (nullable): the detail, NULL where there was none
 *
 * Since: 1.0
 */
const char *
ac_problem_get_detail (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return self->detail;
}

/**
 * ac_problem_get_server_code:
 * @self: a problem
 *
 * Gets [property@Problem:server-code].
 *
 * Returns: (transfer none) (nullable): the server's code, NULL where there was none
 *
 * Since: 1.0
 */
const char *
ac_problem_get_server_code (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return self->server_code;
}

/**
 * ac_problem_get_field:
 * @self: a problem
 *
 * Gets [property@Problem:field].
 *
 * Returns: (transfer none) (nullable): the field, NULL where there was none
 *
 * Since: 1.0
 */
const char *
ac_problem_get_field (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return self->field;
}

/**
 * ac_problem_get_retryable:
 * @self: a problem
 *
 * Gets [property@Problem:retryable].
 *
 * Returns: whether trying again is worth while
 *
 * Since: 1.0
 */
gboolean
ac_problem_get_retryable (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), FALSE);

  return self->retryable;
}

/**
 * ac_problem_get_retry_after:
 * @self: a problem
 *
 * Gets [property@Problem:retry-after].
 *
 * Returns: the seconds, 0 while unknown
 *
 * Since: 1.0
 */
double
ac_problem_get_retry_after (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), 0);

  return self->retry_after;
}

/**
 * ac_problem_get_request_id:
 * @self: a problem
 *
 * Gets [property@Problem:request-id].
 *
 * Returns: (transfer none) (nullable): the id, NULL where there was none
 *
 * Since: 1.0
 */
const char *
ac_problem_get_request_id (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), NULL);

  return self->request_id;
}

/**
 * ac_problem_get_attempts:
 * @self: a problem
 *
 * Gets [property@Problem:attempts].
 *
 * Returns: the number, 0 where none was
 *
 * Since: 1.0
 */
guint
ac_problem_get_attempts (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), 0);

  return self->attempts;
}

/**
 * ac_problem_get_waited:
 * @self: a problem
 *
 * Gets [property@Problem:waited].
 *
 * Returns: the seconds
 *
 * Since: 1.0
 */
double
ac_problem_get_waited (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), 0);

  return self->waited;
}

/**
 * ac_problem_get_timeout:
 * @self: a problem
 *
 * Gets [property@Problem:timeout].
 *
 * Returns: the seconds, 0 where there was none
 *
 * Since: 1.0
 */
double
ac_problem_get_timeout (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), 0);

  return self->timeout;
}

/**
 * ac_problem_get_outcome_unknown:
 * @self: a problem
 *
 * Gets [property@Problem:outcome-unknown].
 *
 * Returns: whether the outcome is unknown
 *
 * Since: 1.0
 */
gboolean
ac_problem_get_outcome_unknown (AcProblem *self)
{
  g_return_val_if_fail (AC_IS_PROBLEM (self), FALSE);

  return self->outcome_unknown;
}
