/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-date.h"

#include "cases.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *iso; /* NULL: no date */
} Date;

static const Date dates[] = {
  { "offset", "2017-02-02T14:56:05-06:00", "2017-02-02T14:56:05-06" },
  { "offset of half an hour", "2017-02-02T14:56:05+05:30", "2017-02-02T14:56:05+05:30" },
  { "offset without a colon", "2017-02-02T14:56:05-0600", "2017-02-02T14:56:05-06" },
  { "UTC", "2017-02-02T14:56:05Z", "2017-02-02T14:56:05Z" },
  { "fraction of a second", "2017-02-02T14:56:05.250Z", "2017-02-02T14:56:05.250000Z" },
  { "hour of one digit", "2019-09-06T2:10:00-05:00", "2019-09-06T02:10:00-05" },
  { "hour of one digit, with a space", "2019-09-06 2:10:00", "2019-09-06T02:10:00Z" },
  { "space and no offset", "2019-09-06 12:10:00", "2019-09-06T12:10:00Z" },
  { "no offset", "2019-09-06T12:10:00", "2019-09-06T12:10:00Z" },
  { "leap day", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z" },
  { "midnight", "2024-01-01 00:00:00", "2024-01-01T00:00:00Z" },

  { "nothing", NULL, NULL },
  { "empty", "", NULL },
  { "zeros", "0000-00-00 00:00:00", NULL },
  { "zeros with an offset", "0000-00-00T00:00:00-00:00", NULL },
  { "day without a time", "2019-09-06", NULL },
  { "cut off after the hour", "2019-09-06T2", NULL },
  { "cut off after the colon", "2019-09-06T2:", NULL },
  { "month 13", "2019-13-06T12:10:00Z", NULL },
  { "29 February of another year", "2023-02-29T00:00:00Z", NULL },
  { "hour 25", "2019-09-06T25:10:00Z", NULL },
  { "text", "yesterday, at noon", NULL },
  { "seconds since 1970", "1486072565123", NULL },
  { "one", "1", NULL },
  { "unicode", "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac:\xe2\x82\xac", NULL },
  { "garbage after it", "2019-09-06T12:10:00Z and more", NULL },
  { "American", "09/06/2019 12:10:00", NULL },
};

static void
test_date (gconstpointer data)
{
  const Date *row = data;
  g_autoptr (GDateTime) date = ac_date_parse (row->text);
  g_autofree char *iso = date != NULL ? g_date_time_format_iso8601 (date) : NULL;

  g_assert_cmpstr (iso, ==, row->iso);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/date", dates, test_date);
  return g_test_run ();
}
