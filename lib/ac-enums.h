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
 * AcConnectionStatus:
 * @AC_CONNECTION_STATUS_UNKNOWN: no answer told, or a value that this library does not know
 * @AC_CONNECTION_STATUS_ERROR: the connection does not work
 * @AC_CONNECTION_STATUS_CONNECTED: the connection works
 *
 * Whether a connection works.
 *
 * Since: 1.0
 */
typedef enum
{
  AC_CONNECTION_STATUS_UNKNOWN = -1,
  AC_CONNECTION_STATUS_ERROR = 0,
  AC_CONNECTION_STATUS_CONNECTED = 1,
} AcConnectionStatus;

/**
 * AcSyncStatus:
 * @AC_SYNC_STATUS_UNKNOWN: no answer told, or a value that this library does not know
 * @AC_SYNC_STATUS_STOPPED: no synchronisation is running
 * @AC_SYNC_STATUS_RUNNING: a synchronisation is running
 *
 * Whether a connection is being synchronised.
 *
 * Since: 1.0
 */
typedef enum
{
  AC_SYNC_STATUS_UNKNOWN = -1,
  AC_SYNC_STATUS_STOPPED = 0,
  AC_SYNC_STATUS_RUNNING = 1,
} AcSyncStatus;

/**
 * AcSlotOutcome:
 * @AC_SLOT_OUTCOME_NOT_SENT: no request was made; the slot is free at once
 * @AC_SLOT_OUTCOME_ANSWERED: the request was answered
 * @AC_SLOT_OUTCOME_UNKNOWN: the request was given up and may still reach the server
 *
 * What became of the request that a slot of a [class@RateLimiter] was taken for.
 *
 * Since: 1.0
 */
typedef enum
{
  AC_SLOT_OUTCOME_NOT_SENT,
  AC_SLOT_OUTCOME_ANSWERED,
  AC_SLOT_OUTCOME_UNKNOWN,
} AcSlotOutcome;

#define AC_TYPE_CONNECTION_STATUS (ac_connection_status_get_type ())
AC_AVAILABLE_IN_1_0
GType ac_connection_status_get_type (void);

#define AC_TYPE_SYNC_STATUS (ac_sync_status_get_type ())
AC_AVAILABLE_IN_1_0
GType ac_sync_status_get_type (void);

#define AC_TYPE_SLOT_OUTCOME (ac_slot_outcome_get_type ())
AC_AVAILABLE_IN_1_0
GType ac_slot_outcome_get_type (void);

G_END_DECLS
