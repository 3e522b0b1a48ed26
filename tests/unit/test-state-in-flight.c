/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is set while updates are under way, and several of them. */

#include "state-support.h"

#include "cases.h"

typedef struct
{
  const char *name;
  const char *text; /* that is set in flight, of "old" known and "new" on its way; NULL withdraws */
  const char *visible_after_success;
  const char *sent_after_success; /* next */
  const char *visible_after_failure;
  const char *sent_after_failure;
  const char *sent_after_doubt;
} InFlight;

static const InFlight in_flights[] = {
  { "nothing", "-", "new", NULL, "new", BODY ("\"name\":\"new\""), BODY ("\"name\":\"new\"") },
  { "another value", "newer", "newer", BODY ("\"name\":\"newer\""), "newer",
    BODY ("\"name\":\"newer\""), BODY ("\"name\":\"newer\"") },
  { "the value in flight", "new", "new", NULL, "new", BODY ("\"name\":\"new\""),
    BODY ("\"name\":\"new\"") },
  { "back to the old value", "old", "old", BODY ("\"name\":\"old\""), "old", NULL,
    BODY ("\"name\":\"old\"") },
  { "withdrawn", NULL, "new", NULL, "old", NULL, NULL },
};

static void
set_in_flight (State *state, Update *update, const InFlight *row)
{
  learn (state, KNOWN);
  ac_connection_state_set (state, AC_FIELD_NAME, "new");
  *update = call (state);
  assert_begins (update, BODY ("\"name\":\"new\""));
  if (g_strcmp0 (row->text, "-") != 0)
    ac_connection_state_set (state, AC_FIELD_NAME, row->text);
}

static void
test_in_flight (gconstpointer data)
{
  const InFlight *row = data;
  g_auto (State) succeeded = STATE_INIT, failed = STATE_INIT, doubted = STATE_INIT;
  Update update;

  set_in_flight (&succeeded, &update, row);
  succeed (&update, "{\"id\":\"2\",\"name\":\"new\"}");
  assert_value (&succeeded, AC_FIELD_NAME, row->visible_after_success);
  assert_sends (&succeeded, row->sent_after_success);

  set_in_flight (&failed, &update, row);
  end (&update, ac_connection_state_failed);
  assert_value (&failed, AC_FIELD_NAME, row->visible_after_failure);
  assert_sends (&failed, row->sent_after_failure);

  set_in_flight (&doubted, &update, row);
  end (&update, ac_connection_state_doubt);
  assert_value (&doubted, AC_FIELD_NAME, row->visible_after_failure);
  assert_sends (&doubted, row->sent_after_doubt);
}

/* A set of the value in flight is another edit: it outlives an answer that says otherwise. */
static void
test_same_value_in_flight_stays_pending (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\""));
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  succeed (&update, "{\"id\":\"2\",\"name\":\"NEW\"}");
  assert_value (&state, AC_FIELD_NAME, "new");
  assert_sends (&state, BODY ("\"name\":\"new\""));
}

/* While it is on its way it is not known, so that a dry run tells of it. */
static void
test_unknown_in_flight (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  ac_connection_state_set (&state, AC_FIELD_STATUS, "1");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\""));
  assert_sends (&state, BODY ("\"name\":\"new\""));
  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, BODY ("\"name\":\"old\""));
  end (&update, ac_connection_state_failed);
  assert_sends (&state, NULL);
}

typedef struct
{
  const char *name;
  Outcome outcome;    /* of the first update, of the name to "a"; NULL: success */
  const char *second; /* what the second one, called meanwhile after link "b" was set, sends */
} Overlap;

static const Overlap overlaps[] = {
  { "after a success: what is left", NULL, BODY ("\"linkUrl\":\"b\"") },
  { "after a failure: what failed too", ac_connection_state_failed,
    BODY ("\"name\":\"a\",\"linkUrl\":\"b\"") },
  { "after a doubt: what is in doubt too", ac_connection_state_doubt,
    BODY ("\"name\":\"a\",\"linkUrl\":\"b\"") },
};

static void
test_overlap (gconstpointer data)
{
  const Overlap *row = data;
  g_auto (State) state = STATE_INIT;
  Update first, second;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "a");
  first = call (&state);
  assert_begins (&first, BODY ("\"name\":\"a\""));
  ac_connection_state_set (&state, AC_FIELD_LINK_URL, "b");
  second = call (&state);
  ac_connection_state_set (&state, AC_FIELD_STATUS, "0");

  if (row->outcome != NULL)
    end (&first, row->outcome);
  else
    succeed (&first, "{\"id\":\"2\",\"name\":\"a\"}");
  assert_begins (&second, row->second);
  succeed (&second, "{\"id\":\"2\",\"name\":\"a\",\"linkUrl\":\"b\",\"status\":\"1\"}");
  assert_value (&state, AC_FIELD_NAME, "a");
  assert_value (&state, AC_FIELD_LINK_URL, "b");
  assert_value (&state, AC_FIELD_STATUS, "0");
  assert_sends (&state, BODY ("\"status\":0"));
}

/* Two updates are called with the same edit pending, and the server normalised it: the second one
 * has nothing to say.
 */
static void
test_overlap_of_one_edit (void)
{
  g_auto (State) state = STATE_INIT;
  Update first, second;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "a");
  first = call (&state);
  second = call (&state);
  assert_begins (&first, BODY ("\"name\":\"a\""));
  succeed (&first, "{\"id\":\"2\",\"name\":\"A\"}");
  assert_begins (&second, NULL);
  assert_value (&state, AC_FIELD_NAME, "A");
  update_clear (&second);
}

/* a → b → a, an update called after each: all three go out, and the last value stays. */
static void
test_overlap_back_and_forth (void)
{
  g_auto (State) state = STATE_INIT;
  Update updates[3];
  static const char *const texts[] = { "a", "b", "a" };

  learn (&state, KNOWN);
  for (guint i = 0; i < 3; i++)
    {
      ac_connection_state_set (&state, AC_FIELD_NAME, texts[i]);
      updates[i] = call (&state);
    }
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *body = g_strdup_printf (BODY ("\"name\":\"%s\""), texts[i]);
      g_autofree char *answer = g_strdup_printf ("{\"id\":\"2\",\"name\":\"%s\"}", texts[i]);

      assert_begins (&updates[i], body);
      assert_value (&state, AC_FIELD_NAME, "a");
      succeed (&updates[i], answer);
    }
  g_assert_null (state.pending);
  assert_value (&state, AC_FIELD_NAME, "a");
}

/* The failed value was set anew before the second update was called: only the new one goes out. */
static void
test_overlap_failed_and_set_anew (void)
{
  g_auto (State) state = STATE_INIT;
  Update first, second;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "a");
  first = call (&state);
  assert_begins (&first, BODY ("\"name\":\"a\""));
  ac_connection_state_set (&state, AC_FIELD_NAME, "b");
  second = call (&state);
  end (&first, ac_connection_state_failed);
  assert_begins (&second, BODY ("\"name\":\"b\""));
  succeed (&second, "{\"id\":\"2\",\"name\":\"b\"}");
  g_assert_null (state.pending);
}

/* The second one's value is what the server has before the first, whose outcome is unknown. */
static void
test_overlap_doubt_and_back (void)
{
  g_auto (State) state = STATE_INIT;
  Update first, second;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "a");
  first = call (&state);
  assert_begins (&first, BODY ("\"name\":\"a\""));
  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  second = call (&state);
  end (&first, ac_connection_state_doubt);
  assert_begins (&second, BODY ("\"name\":\"old\""));
  succeed (&second, "{\"id\":\"2\",\"name\":\"old\"}");
  g_assert_null (state.pending);
}

/* What is on its way is not called back; what an update that waits was called for neither. */
static void
test_revert_in_flight (void)
{
  g_auto (State) state = STATE_INIT;
  Update first, second;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "a");
  first = call (&state);
  assert_begins (&first, BODY ("\"name\":\"a\""));
  ac_connection_state_set (&state, AC_FIELD_LINK_URL, "b");
  second = call (&state);
  ac_connection_state_revert (&state);
  assert_value (&state, AC_FIELD_NAME, "old");
  succeed (&first, "{\"id\":\"2\",\"name\":\"a\",\"linkUrl\":null}");
  assert_value (&state, AC_FIELD_NAME, "a");
  g_assert_null (state.pending);
  assert_begins (&second, BODY ("\"linkUrl\":\"b\""));
  succeed (&second, "{\"id\":\"2\",\"name\":\"a\",\"linkUrl\":\"b\"}");
  assert_value (&state, AC_FIELD_LINK_URL, "b");
}

static void
test_revert_in_flight_and_failed (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "a");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"a\""));
  ac_connection_state_revert (&state);
  end (&update, ac_connection_state_failed);
  assert_value (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/state/set in flight", in_flights, test_in_flight);
  g_test_add_func ("/state/set in flight/the same stays pending",
                   test_same_value_in_flight_stays_pending);
  g_test_add_func ("/state/set in flight/is unknown", test_unknown_in_flight);
  ADD_CASES ("/state/overlap", overlaps, test_overlap);
  g_test_add_func ("/state/overlap/of one edit", test_overlap_of_one_edit);
  g_test_add_func ("/state/overlap/back and forth", test_overlap_back_and_forth);
  g_test_add_func ("/state/overlap/failed and set anew", test_overlap_failed_and_set_anew);
  g_test_add_func ("/state/overlap/doubt and back", test_overlap_doubt_and_back);
  g_test_add_func ("/state/revert/in flight", test_revert_in_flight);
  g_test_add_func ("/state/revert/in flight and failed", test_revert_in_flight_and_failed);
  return g_test_run ();
}
