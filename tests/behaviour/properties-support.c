/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "properties-support.h"

World *
world_new_with_newest (void)
{
  World *world = world_new_unlimited ();
  g_autofree char *fault = g_strdup_printf ("{\"match\":{\"method\":\"GET\"},\"times\":0,"
                                            "\"body\":{\"connection\":%s}}",
                                            NEWEST_CONNECTION);

  world_add_fault (world, fault);
  return world;
}
