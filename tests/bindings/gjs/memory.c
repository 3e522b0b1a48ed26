/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What gjs cannot ask for by itself. */

#include "memory.h"

#include <malloc.h>

/**
 * ac_test_count_bytes:
 *
 * Counts what all blocks of malloc() have that are not freed.
 *
 * Returns: the number of bytes
 */
guint64
ac_test_count_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}
