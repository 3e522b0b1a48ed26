/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Configurations: what a client can be made of, or an error. */

#include "acwf-config.h"
#include "fuzz-workflow.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (AcClient) client = NULL;
  AcwfError *error = NULL;
  g_autoptr (AcwfConfig) config = acwf_config_new (text, &error);

  g_assert ((config == NULL) == (error != NULL));
  if (config != NULL)
    {
      client = acwf_config_make_client (config, &error);
      g_assert ((client == NULL) == (error != NULL));
    }
  if (error != NULL)
    fuzz_check_error (error);
  return 0;
}
