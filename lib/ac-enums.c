/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-enums.h"

G_DEFINE_ENUM_TYPE (AcConnectionStatus,
                    ac_connection_status,
                    G_DEFINE_ENUM_VALUE (AC_CONNECTION_STATUS_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (AC_CONNECTION_STATUS_ERROR, "error"),
                    G_DEFINE_ENUM_VALUE (AC_CONNECTION_STATUS_CONNECTED, "connected"))

G_DEFINE_ENUM_TYPE (AcSyncStatus,
                    ac_sync_status,
                    G_DEFINE_ENUM_VALUE (AC_SYNC_STATUS_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (AC_SYNC_STATUS_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (AC_SYNC_STATUS_RUNNING, "running"))

G_DEFINE_ENUM_TYPE (AcSlotOutcome,
                    ac_slot_outcome,
                    G_DEFINE_ENUM_VALUE (AC_SLOT_OUTCOME_NOT_SENT, "not-sent"),
                    G_DEFINE_ENUM_VALUE (AC_SLOT_OUTCOME_ANSWERED, "answered"),
                    G_DEFINE_ENUM_VALUE (AC_SLOT_OUTCOME_UNKNOWN, "unknown"))
