/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(AC_INSIDE) && !defined(AC_COMPILATION)
#error "Only <activecampaign-glib.h> can be included directly."
#endif

#include <glib-object.h>

#include "ac-version-macros.h"

G_BEGIN_DECLS

/**
 * AcError:
 * @AC_ERROR_INVALID: a value, id, address or token is not acceptable; the problem's `field` names
 *   the property where it is known
 * @AC_ERROR_UNAUTHORIZED: the server did not accept the credentials (401)
 * @AC_ERROR_FORBIDDEN: wrong token, no permission, or no Deep Data on the account's plan (403)
 * @AC_ERROR_PAYMENT_REQUIRED: the account is not paid for (402)
 * @AC_ERROR_NOT_FOUND: there is no such connection
 * @AC_ERROR_DUPLICATE: another connection has this service and external id
 * @AC_ERROR_RATE_LIMITED: the account's limit of requests; worth trying after the problem's
 *   `retry-after`
 * @AC_ERROR_UNAVAILABLE: the server failed or is away; worth trying again
 * @AC_ERROR_NETWORK: the server could not be reached, or the connection broke; worth trying again
 * @AC_ERROR_TLS: no trusted encryption: a certificate that is not accepted, or a system without TLS
 * @AC_ERROR_TIMED_OUT: the client's `timeout` ran out; worth trying again
 * @AC_ERROR_REDIRECTED: the server answered with a redirect, which is never followed: mostly a
 *   wrong account name
 * @AC_ERROR_BAD_RESPONSE: the answer could not be understood
 *
 * What can go wrong. A cancelled operation fails with %G_IO_ERROR_CANCELLED instead.
 *
 * The messages are for people. What programs need more than the code is in the [class@Problem].
 *
 * Since: 1.0
 */
typedef enum
{
  AC_ERROR_INVALID,
  AC_ERROR_UNAUTHORIZED,
  AC_ERROR_FORBIDDEN,
  AC_ERROR_PAYMENT_REQUIRED,
  AC_ERROR_NOT_FOUND,
  AC_ERROR_DUPLICATE,
  AC_ERROR_RATE_LIMITED,
  AC_ERROR_UNAVAILABLE,
  AC_ERROR_NETWORK,
  AC_ERROR_TLS,
  AC_ERROR_TIMED_OUT,
  AC_ERROR_REDIRECTED,
  AC_ERROR_BAD_RESPONSE,
} AcError;

/**
 * AC_ERROR:
 *
 * Error domain of this library; its codes are [error@Error].
 *
 * Since: 1.0
 */
#define AC_ERROR (ac_error_quark ())
AC_AVAILABLE_IN_1_0
GQuark ac_error_quark (void);

#define AC_TYPE_ERROR (ac_error_get_type ())
AC_AVAILABLE_IN_1_0
GType ac_error_get_type (void);

G_END_DECLS
