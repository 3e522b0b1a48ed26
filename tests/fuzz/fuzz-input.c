/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Inputs of all actions: the first byte says of which. */

#include "activecampaign-workflow.h"
#include "fuzz.h"

static const char *const actions[] = {
  "connection.update", "connection.create", "connection.get",    "connection.list",
  "connection.delete", "connection.find",   "connection.ensure", "connection.check",
  "engine.echo",       "engine.stats",
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *input = NULL;

  if (size == 0)
    return 0;
  input = g_strndup ((const char *) data + 1, size - 1);
  fuzz_check_completion (
    acwf_run (fuzz_get_handle (), actions[data[0] % G_N_ELEMENTS (actions)], input, 5));
  return 0;
}
