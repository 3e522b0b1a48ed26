/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-diagnosis.h"

#include <string.h>

static AcError
code_for_status (guint status, const AcRefusal *refusal)
{
  gboolean can_tell = status == 400 || status == 403 || status == 409 || status == 422;

  if (status == 404 || (can_tell && ac_refusal_says_not_found (refusal)))
    return AC_ERROR_NOT_FOUND;
  if (can_tell && ac_refusal_says_duplicate (refusal))
    return AC_ERROR_DUPLICATE;
  if (status == 401)
    return AC_ERROR_UNAUTHORIZED;
  if (status == 402)
    return AC_ERROR_PAYMENT_REQUIRED;
  if (status == 403)
    return AC_ERROR_FORBIDDEN;
  if (status == 429)
    return AC_ERROR_RATE_LIMITED;
  if (status == 408 || status >= 500)
    return AC_ERROR_UNAVAILABLE;
  if (status >= 300 && status < 400)
    return AC_ERROR_REDIRECTED;
  if (status >= 400)
    return AC_ERROR_INVALID;
  return AC_ERROR_BAD_RESPONSE;
}

/* What happened, and after a semicolon what to do. */
static const char *
explain (AcError code)
{
  switch (code)
    {
    case AC_ERROR_INVALID:
      return "ActiveCampaign refused the request as invalid; check the values that were set";
    case AC_ERROR_UNAUTHORIZED:
      return "ActiveCampaign did not accept the API token; check it";
    case AC_ERROR_PAYMENT_REQUIRED:
      return "ActiveCampaign wants the account to be paid for; see its billing page";
    case AC_ERROR_FORBIDDEN:
      return "ActiveCampaign refused access; the API token may be wrong or revoked, its user may "
             "lack the permission, the account's plan may lack Deep Data (e-commerce), or the "
             "connection may be gone";
    case AC_ERROR_NOT_FOUND:
      return "ActiveCampaign has no such connection; check the id and the account";
    case AC_ERROR_DUPLICATE:
      return "A connection with this service and external id exists already; find and update it";
    case AC_ERROR_RATE_LIMITED:
      return "The account's limit of requests is used up; try again later";
    case AC_ERROR_UNAVAILABLE:
      return "ActiveCampaign is unavailable at the moment; try again later";
    case AC_ERROR_REDIRECTED:
      return "ActiveCampaign answered with a redirect, which is never followed; check the "
             "account's name, and whether the account is active";
    default:
      return "ActiveCampaign answered in an unknown way";
    }
}

static void
take_refusal (AcProblem *problem, AcRefusal *refusal)
{
  problem->title = g_steal_pointer (&refusal->title);
  problem->detail = g_steal_pointer (&refusal->detail);
  problem->server_code = g_steal_pointer (&refusal->code);
  problem->field = g_steal_pointer (&refusal->field);
}

static AcProblem *
diagnose_status (const AcExchange *exchange, const char *secret)
{
  gsize length = 0;
  const char *body = exchange->answer != NULL ? g_bytes_get_data (exchange->answer, &length) : NULL;
  g_autoptr (AcRefusal) refusal = ac_refusal_new (body != NULL ? body : "", length, secret);
  AcError code = code_for_status (exchange->status, refusal);
  AcProblem *problem;

  if (refusal->message != NULL)
    problem = ac_problem_new (code, "%s (HTTP %u). The server said: %s", explain (code),
                              exchange->status, refusal->message);
  else
    problem = ac_problem_new (code, "%s (HTTP %u). The server gave no reason", explain (code),
                              exchange->status);
  take_refusal (problem, refusal);
  return problem;
}

static gboolean
is_tls_failure (const GError *error)
{
  return error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF
      && error->code != G_TLS_ERROR_MISC;
}

gboolean
ac_is_lasting_failure (const GError *error)
{
  return is_tls_failure (error) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING);
}

static AcProblem *
diagnose_error (const AcExchange *exchange)
{
  const char *message = exchange->error->message;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ())
      && exchange->error->domain == G_TLS_ERROR)
    return ac_problem_new (AC_ERROR_TLS, "This system has no TLS for GLib; install the package "
                                         "glib-networking");
  if (g_error_matches (exchange->error, G_IO_ERROR, G_IO_ERROR_PENDING))
    return ac_problem_new_pending (message);
  if (is_tls_failure (exchange->error))
    return ac_problem_new (AC_ERROR_TLS,
                           "No trusted encrypted connection to the server: %s; check "
                           "the address, the system's certificates and its clock",
                           message);
  if (!exchange->sent)
    return ac_problem_new (AC_ERROR_NETWORK,
                           "The server could not be reached: %s; check the "
                           "address and the network",
                           message);
  if (g_error_matches (exchange->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    message = "it was closed by the server"; /* see on_restarted() in ac-soup-transport.c */
  return ac_problem_new (AC_ERROR_NETWORK, "The connection broke before the whole answer came: %s",
                         message);
}

static void
take_answer_facts (AcProblem *problem, const AcExchange *exchange, const char *secret)
{
  problem->http_status = exchange->status;
  problem->request_id = ac_refusal_tidy (exchange->request_id, secret);
}

gboolean
ac_exchange_was_refused (const AcExchange *exchange)
{
  return exchange->status != 0 && (exchange->status < 200 || exchange->status >= 300);
}

AcProblem *
ac_diagnose (const AcExchange *exchange, const char *secret)
{
  AcProblem *problem;

  if (exchange->error != NULL && !ac_exchange_was_refused (exchange))
    problem = diagnose_error (exchange);
  else
    problem = diagnose_status (exchange, secret);
  take_answer_facts (problem, exchange, secret);
  return problem;
}

AcProblem *
ac_diagnose_answer (const AcExchange *exchange, const char *wrong, const char *secret)
{
  gsize length = 0;
  const char *body = exchange->answer != NULL ? g_bytes_get_data (exchange->answer, &length) : NULL;
  g_autoptr (AcRefusal) refusal = ac_refusal_new (body != NULL ? body : "", length, secret);
  g_autofree char *ac_error = ac_refusal_tidy (exchange->ac_error, secret);
  g_autoptr (GString) more = g_string_new (NULL);
  AcProblem *problem;

  if (ac_error != NULL)
    g_string_append_printf (more, ". Its header X-Ac-Error: %s", ac_error);
  if (refusal->message != NULL)
    g_string_append_printf (more, ". The server said: %s", refusal->message);
  problem = ac_problem_new (AC_ERROR_BAD_RESPONSE, "The server's answer (HTTP %u) %s%s",
                            exchange->status, wrong, more->str);
  take_refusal (problem, refusal);
  take_answer_facts (problem, exchange, secret);
  return problem;
}
