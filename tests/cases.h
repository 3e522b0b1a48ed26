/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds a test of its own for each row of a table whose rows have a name. */
#define ADD_CASES(path, table, func)                                                               \
  for (gsize row = 0; row < G_N_ELEMENTS (table); row++)                                           \
  add_case (path, (table)[row].name, &(table)[row], func)

static inline void
add_case (const char *path, const char *name, gconstpointer row, GTestDataFunc func)
{
  g_autofree char *whole = g_strconcat (path, "/", name, NULL);

  g_test_add_data_func (whole, row, func);
}

G_END_DECLS
