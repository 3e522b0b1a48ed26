/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-fields.h"

G_STATIC_ASSERT (AC_N_FIELDS <= 32); /* AC_FIELD_BIT */

/* The property that holds a JSON member; the member's own name where no property does. */
const char *
ac_field_property_for_member (const char *member)
{
  for (guint i = 0; i < AC_N_FIELDS; i++)
    if (g_ascii_strcasecmp (ac_fields[i].member, member) == 0)
      return ac_fields[i].property;
  return member;
}
