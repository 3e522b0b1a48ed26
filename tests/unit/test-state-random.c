/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Any order of what may happen to a connection, against a plain model. */

#include "state-support.h"

/* Updates that are called at random, begin in order, and end in every way, against a server of one
 * value: no set is ever lost, and after a last success what was set last is what the server has.
 */
static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 300; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_auto (State) state = STATE_INIT;
      g_autofree char *server = g_strdup ("0"), *last = g_strdup ("0");
      GQueue waiting = G_QUEUE_INIT;
      gboolean is_under_way = FALSE;

      learn (&state, "{\"id\":\"2\",\"name\":\"0\"}");
      for (guint i = 0; i < 200 || waiting.length > 0; i++)
        {
          gint32 what = i < 200 ? g_rand_int_range (random, 0, 3) : 2;

          if (what == 0)
            {
              g_free (last);
              last = g_strdup_printf ("%d", g_rand_int_range (random, 0, 3));
              ac_connection_state_set (&state, AC_FIELD_NAME, last);
            }
          else if (what == 1)
            {
              Update update = call (&state);

              g_queue_push_tail (&waiting, g_memdup2 (&update, sizeof update));
            }
          else if (waiting.length > 0 && !is_under_way)
            {
              g_free (begin (g_queue_peek_head (&waiting)));
              is_under_way = TRUE;
            }
          else if (is_under_way)
            {
              g_autofree Update *update = g_queue_pop_head (&waiting);
              gint32 how = i < 200 ? g_rand_int_range (random, 0, 4) : 0;
              AcEdit *edit = ac_edits_find (update->sent, AC_FIELD_NAME);

              is_under_way = FALSE;
              if (edit != NULL && how != 1)
                {
                  g_free (server);
                  server = g_strdup (edit->text);
                }
              if (edit == NULL)
                update_clear (update);
              else if (how == 1)
                end (update, ac_connection_state_failed);
              else if (how == 2)
                end (update, ac_connection_state_doubt);
              else
                {
                  g_autofree char *answer = g_strdup_printf ("{\"id\":\"2\",\"name\":\"%s\"}",
                                                             server);

                  succeed (update, answer);
                }
            }
          g_assert_cmpstr (ac_connection_state_get (&state, AC_FIELD_NAME), ==, last);
        }

      {
        Update update = call (&state);
        g_autofree char *body = begin (&update);

        if (body == NULL)
          update_clear (&update);
        else
          {
            g_autofree char *answer = g_strdup_printf ("{\"id\":\"2\",\"name\":\"%s\"}", last);
            g_autofree char *expected = g_strdup_printf (BODY ("\"name\":\"%s\""), last);

            g_assert_cmpstr (body, ==, expected);
            g_free (server);
            server = g_strdup (last);
            succeed (&update, answer);
          }
      }
      g_assert_cmpstr (server, ==, last);
      g_assert_null (state.pending);
      assert_value (&state, AC_FIELD_NAME, last);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state/random", test_random);
  return g_test_run ();
}
