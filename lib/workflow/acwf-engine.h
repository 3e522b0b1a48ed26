/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-config.h"
#include "acwf-ticket.h"

G_BEGIN_DECLS

/* What is behind a handle: a client, and a thread in which all of its operations run. Counted
 * atomically, so that a call that is under way survives the close.
 */

/* Takes the configuration. NULL with an error. */
AcwfEngine *acwf_engine_new (AcwfConfig *config, AcwfError **error);
AcwfEngine *acwf_engine_ref (AcwfEngine *self);
void acwf_engine_unref (AcwfEngine *self);

/* From any thread; they answer as the functions of the ABI do. */
int acwf_engine_get_fd (AcwfEngine *self);
int acwf_engine_submit (AcwfEngine *self, guint64 number, const char *action, const char *input);
int acwf_engine_cancel (AcwfEngine *self, guint64 number);
char *acwf_engine_run (AcwfEngine *self, const char *action, const char *input, int timeout_ms);
int acwf_engine_shut_down (AcwfEngine *self, int drain_ms);

/* The two halves of a close: to ask the thread to end, and to wait for that, which is soon. */
void acwf_engine_begin_close (AcwfEngine *self);
void acwf_engine_end_close (AcwfEngine *self);

/* In a child of the process that made it, where the thread does not exist. */
void acwf_engine_close_copy (AcwfEngine *self);

/* For tickets, in the engine's thread. */
const AcwfConfig *acwf_engine_get_config (AcwfEngine *self);
AcClient *acwf_engine_get_client (AcwfEngine *self);
GMainContext *acwf_engine_get_context (AcwfEngine *self);
void acwf_engine_append_stats (AcwfEngine *self, GString *out);

/* Exactly one of @result and @error is given, and taken. */
void
acwf_engine_end_ticket (AcwfEngine *self, AcwfTicket *ticket, GString *result, AcwfError *error);

G_END_DECLS
