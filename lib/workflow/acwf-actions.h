/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "acwf-ticket.h"

G_BEGIN_DECLS

/* What each action of the description does. */

/* NULL where there is none of that name. */
const AcwfAction *acwf_action_find (const char *name);

void acwf_start_update (AcwfTicket *ticket);
void acwf_start_create (AcwfTicket *ticket);
void acwf_start_delete (AcwfTicket *ticket);
void acwf_start_ensure (AcwfTicket *ticket);
void acwf_start_get (AcwfTicket *ticket);
void acwf_start_list (AcwfTicket *ticket);
void acwf_start_find (AcwfTicket *ticket);
void acwf_start_check (AcwfTicket *ticket);
void acwf_start_echo (AcwfTicket *ticket);
void acwf_start_stats (AcwfTicket *ticket);

/* For the actions of connections. */

/* Ends with the ticket's connection, or null, and what else the result has: members that begin with
 * a comma, or "".
 */
void acwf_ticket_succeed_with (AcwfTicket *ticket, const char *others);

/* Ends a dry run. @method: NULL where there would be no request. @before: members of the result
 * that come before the request, or "".
 */
void acwf_ticket_succeed_dry (
  AcwfTicket *ticket, const char *before, const char *method, const char *id, const char *body);

G_END_DECLS
