/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Inputs of all actions, up to where the action would begin: the first byte says of which. */

#include "acwf-ticket.h"
#include "fuzz-workflow.h"

static const char *const actions[] = {
  "connection.update", "connection.create", "connection.get",    "connection.list",
  "connection.delete", "connection.find",   "connection.ensure", "connection.check",
  "engine.echo",       "engine.stats",
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *input = NULL;
  g_autoptr (AcwfTicket) ticket = NULL;
  AcwfError *error;

  if (size == 0)
    return 0;
  input = g_strndup ((const char *) data + 1, size - 1);
  ticket = acwf_ticket_new (NULL, actions[data[0] % G_N_ELEMENTS (actions)], input);
  error = acwf_ticket_prepare (ticket);
  g_assert (error != NULL || ticket->action != NULL);
  if (error != NULL)
    fuzz_check_error (error);
  return 0;
}
