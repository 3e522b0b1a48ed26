/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a server says of its "no", in whatever shape, with the token in it. */

#include "ac-refusal.h"
#include "fuzz.h"

#define TOKEN "T0KEN"

static void
check (const char *text)
{
  g_assert (text == NULL || (g_utf8_validate (text, -1, NULL) && *text != '\0'));
  g_assert (text == NULL || strstr (text, TOKEN) == NULL);
  g_assert (text == NULL || strpbrk (text, "\n\r\033") == NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *body = g_strndup ((const char *) data, size);
  g_autoptr (AcRefusal) refusal = ac_refusal_new (body, strlen (body), TOKEN);

  check (refusal->title);
  check (refusal->detail);
  check (refusal->code);
  check (refusal->field);
  check (refusal->message);
  ac_refusal_says_not_found (refusal);
  ac_refusal_says_duplicate (refusal);
  return 0;
}
