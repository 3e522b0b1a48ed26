/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "limiter-support.h"

void
assert_kept (World *world)
{
  g_assert_cmpuint (emulator_count_rejected (world->emulator), ==, 0);
  g_assert_cmpuint (emulator_get_peak (world->emulator), <=, RATE);
}
