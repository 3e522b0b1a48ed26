/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-date.h"

#include <string.h>

#define HOUR_AT 11 /* in "YYYY-MM-DDTHH:MM:SS" */

GDateTime *
ac_date_parse (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *iso = NULL;

  if (text == NULL || strlen (text) < HOUR_AT + 2)
    return NULL;
  if (text[HOUR_AT + 1] == ':')
    iso = g_strdup_printf ("%.*s0%s", HOUR_AT, text, text + HOUR_AT);
  else
    iso = g_strdup (text);
  return g_date_time_new_from_iso8601 (iso, utc);
}

gboolean
ac_date_has_offset (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length > HOUR_AT && (text[length - 1] == 'Z' || strpbrk (text + HOUR_AT, "+-") != NULL);
}
