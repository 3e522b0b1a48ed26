/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-ticket.h"

G_BEGIN_DECLS

/* Tickets with the same key go one at a time, in the order in which they came. */
typedef struct _AcwfOrder AcwfOrder;

AcwfOrder *acwf_order_new (void);
void acwf_order_free (AcwfOrder *self);

/* TRUE where it is the ticket's turn; else it waits. A ticket without a key need not enter. */
gboolean acwf_order_enter (AcwfOrder *self, AcwfTicket *ticket);

/* The ticket goes, also from the middle of those who wait. Returns the one whose turn it is now, or
 * NULL.
 */
AcwfTicket *acwf_order_leave (AcwfOrder *self, AcwfTicket *ticket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcwfOrder, acwf_order_free)

G_END_DECLS
