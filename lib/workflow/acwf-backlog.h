/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-ticket.h"

G_BEGIN_DECLS

/* Tickets whose turn it is and that the client has no room for: first in, first out, but for those
 * that may not wait so long.
 */
typedef struct _AcwfBacklog AcwfBacklog;

AcwfBacklog *acwf_backlog_new (void);
void acwf_backlog_free (AcwfBacklog *self);

void acwf_backlog_push (AcwfBacklog *self, AcwfTicket *ticket);
void acwf_backlog_remove (AcwfBacklog *self, AcwfTicket *ticket);

/* The first one, which is removed; NULL where there is none. */
AcwfTicket *acwf_backlog_pop (AcwfBacklog *self);

/* Likewise one whose queue_end is not after @now. */
AcwfTicket *acwf_backlog_pop_expired (AcwfBacklog *self, gint64 now);

/* The earliest queue_end; G_MAXINT64 where there is none. */
gint64 acwf_backlog_get_end (AcwfBacklog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcwfBacklog, acwf_backlog_free)

G_END_DECLS
