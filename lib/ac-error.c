/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-error.h"

/**
 * ac_error_quark:
 *
 * Gets the domain of this library's errors.
 *
 * Returns: the domain
 *
 * Since: 1.0
 */

/* Not G_DEFINE_QUARK(), whose static variable threads would write at once. */
GQuark
ac_error_quark (void)
{
  return g_quark_from_static_string ("ac-error-quark");
}

G_DEFINE_ENUM_TYPE (AcError,
                    ac_error,
                    G_DEFINE_ENUM_VALUE (AC_ERROR_INVALID, "invalid"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_UNAUTHORIZED, "unauthorized"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_FORBIDDEN, "forbidden"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_PAYMENT_REQUIRED, "payment-required"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_NOT_FOUND, "not-found"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_DUPLICATE, "duplicate"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_RATE_LIMITED, "rate-limited"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_UNAVAILABLE, "unavailable"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_NETWORK, "network"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_TLS, "tls"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_TIMED_OUT, "timed-out"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_REDIRECTED, "redirected"),
                    G_DEFINE_ENUM_VALUE (AC_ERROR_BAD_RESPONSE, "bad-response"))
