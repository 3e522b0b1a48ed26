/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Configurations: a handle, or an error that is an object. */

#include "activecampaign-workflow.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *error = NULL;
  uint64_t handle = acwf_open (text, &error);

  g_assert ((handle == 0) == (error != NULL));
  if (error != NULL)
    fuzz_check_object (error);
  acwf_free (error);
  acwf_close (handle);
  return 0;
}
