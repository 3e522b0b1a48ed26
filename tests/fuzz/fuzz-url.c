/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Addresses of accounts, as people paste them. */

#include "ac-address.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL, other_error = NULL;
  g_autoptr (AcAddress) address = ac_address_parse (text, &error), again = NULL;

  g_assert ((address != NULL) == (error == NULL));
  if (address == NULL)
    return 0;
  g_assert (g_str_has_prefix (address->url, "https://")
            || g_str_has_prefix (address->url, "http://"));
  g_assert (*address->account != '\0');
  /* What is made of an address is an address, and the same. */
  again = ac_address_parse (address->url, &other_error);
  g_assert_no_error (other_error);
  g_assert_cmpstr (again->url, ==, address->url);
  g_assert_cmpstr (again->account, ==, address->account);
  return 0;
}
