/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What an account and a connection cost in memory, and what a thousand accounts cost in time.
 * Heap in use is what malloc itself tells.
 */

#include "support.h"

#include <malloc.h>
#include <time.h>

#define MANY 1000

static gsize
heap_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* Of this thread: the emulator has another. */
static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* Accounts that never made a request: without a connection pool. */
static void
measure_accounts (void)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);
  gsize before = 0;

  for (guint i = 0; i <= MANY; i++)
    {
      g_autofree char *url = g_strdup_printf ("https://account-%u.api-us1.com", i);

      if (i == 1)
        before = heap_in_use ();
      g_ptr_array_add (clients, ac_client_new (url, "token", NULL));
      ac_client_get_rate_limiter (g_ptr_array_index (clients, i));
    }
  g_print ("idle account: %zu bytes\n", (heap_in_use () - before) / MANY);
}

/* Connections with all 21 members of the newest object, from a list. */
static void
measure_connections (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  g_autoptr (AcConnectionList) list = NULL;
  gsize before = 0;

  options.rate_limit = 0;
  options.connections = 2 * MANY;
  world = world_new (&options);
  list = ac_connection_list_new (world->client);
  ac_connection_list_set_auto_load (list, FALSE);
  while (g_list_model_get_n_items (G_LIST_MODEL (list)) < 2 * MANY)
    {
      g_assert_true (list_load_more (list, NULL));
      if (g_list_model_get_n_items (G_LIST_MODEL (list)) == MANY)
        before = heap_in_use ();
    }
  g_print ("connection with all fields: %zu bytes, its place in a list included\n",
           (heap_in_use () - before) / MANY);
}

/* The CPU of a round of updates: of one connection of each account, or of one account. */
static void
measure_round (guint accounts)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (World) world = NULL;
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  Answer *answers = g_new0 (Answer, MANY);
  double start;

  options.rate_limit = 0;
  options.accounts = accounts;
  options.connections = MANY;
  world = world_new (&options);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *url = emulator_dup_account_url (world->emulator, 1 + i % accounts);
      g_autofree char *id = g_strdup_printf ("%u", 1 + i);
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);
      g_autoptr (AcClient) client = accounts == 1
                                    ? g_object_ref (world->client)
                                    : ac_client_new (url, emulator_get_token (world->emulator),
                                                     NULL);

      if (accounts > 1)
        ac_client_set_rate_limiter (client, limiter);
      g_ptr_array_add (connections, ac_connection_new (client, id));
    }

  /* The first round makes the TCP connections. */
  for (guint round = 0; round < 2; round++)
    {
      start = cpu_seconds ();
      for (guint i = 0; i < MANY; i++)
        {
          g_autofree char *name = g_strdup_printf ("Round %u", round);

          ac_connection_set_name (g_ptr_array_index (connections, i), name);
          ac_connection_update (g_ptr_array_index (connections, i), NULL, answer_take, &answers[i]);
        }
      for (guint i = 0; i < MANY; i++)
        {
          g_assert_true (ac_connection_update_finish (g_ptr_array_index (connections, i),
                                                      answer_await (&answers[i]), NULL));
          answer_clear (&answers[i]);
        }
    }
  g_print ("%u account%s: %.0f us of CPU per update\n", accounts, accounts == 1 ? "" : "s",
           (cpu_seconds () - start) / MANY * 1e6);
  g_free (answers);
}

int
main (void)
{
  measure_accounts ();
  measure_connections ();
  measure_round (1);
  measure_round (MANY);
  return 0;
}
