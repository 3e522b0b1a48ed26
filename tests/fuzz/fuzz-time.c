/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Dates of connections, and Retry-After beside a Date: the lines of the input. */

#include "ac-date.h"
#include "ac-retry.h"
#include "fuzz.h"

#define YEAR (365 * 24 * 3600.0)

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
  const char *first = lines[0] != NULL ? lines[0] : "";
  g_autoptr (GDateTime) date = ac_date_parse (first);
  double seconds = ac_retry_after_parse (first, lines[0] != NULL ? lines[1] : NULL,
                                         ac_clock_get_default ());

  g_assert (date == NULL || g_date_time_get_year (date) > 0);
  ac_date_has_offset (first);
  g_assert (seconds == -1 || (seconds >= 0 && seconds <= YEAR));
  return 0;
}
