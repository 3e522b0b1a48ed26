/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is set, sent and learned of a connection, one update at a time. */

#include "state-support.h"

#include "cases.h"

typedef struct
{
  const char *name;
  AcField field;
  const char *text; /* that is set; NULL withdraws */
  const char *known;
  const char *body; /* NULL: no request */
  const char *visible;
} Set;

static const Set sets[] = {
  { "another value", AC_FIELD_NAME, "new", KNOWN, BODY ("\"name\":\"new\""), "new" },
  { "the same value", AC_FIELD_NAME, "old", KNOWN, NULL, "old" },
  { "another case", AC_FIELD_NAME, "Old", KNOWN, BODY ("\"name\":\"Old\""), "Old" },
  { "empty over a value", AC_FIELD_NAME, "", KNOWN, BODY ("\"name\":\"\""), "" },
  { "empty over empty", AC_FIELD_LOGO_URL, "", KNOWN, NULL, "" },
  { "empty over null", AC_FIELD_LINK_URL, "", KNOWN, BODY ("\"linkUrl\":\"\""), "" },
  { "empty over unknown", AC_FIELD_LOGO_URL, "", NULL, BODY ("\"logoUrl\":\"\""), "" },
  { "value over empty", AC_FIELD_LOGO_URL, "a", KNOWN, BODY ("\"logoUrl\":\"a\""), "a" },
  { "value over unknown", AC_FIELD_NAME, "old", NULL, BODY ("\"name\":\"old\""), "old" },
  { "value over absent", AC_FIELD_NAME, "old", "{\"id\":\"2\"}", BODY ("\"name\":\"old\""), "old" },
  { "0 over 1", AC_FIELD_STATUS, "0", KNOWN, BODY ("\"status\":0"), "0" },
  { "1 over 1", AC_FIELD_STATUS, "1", KNOWN, NULL, "1" },
  { "0 over 0", AC_FIELD_SYNC_STATUS, "0", KNOWN, NULL, "0" },
  { "0 over unknown", AC_FIELD_SYNC_STATUS, "0", NULL, BODY ("\"syncStatus\":0"), "0" },
  { "0 over absent", AC_FIELD_STATUS, "0", "{\"id\":\"2\"}", BODY ("\"status\":0"), "0" },
  { "0 over null", AC_FIELD_STATUS, "0", "{\"id\":\"2\",\"status\":null}", BODY ("\"status\":0"),
    "0" },
  { "1 over true", AC_FIELD_STATUS, "1", "{\"id\":\"2\",\"status\":true}", NULL, "1" },
  { "1 over 01", AC_FIELD_STATUS, "1", "{\"id\":\"2\",\"status\":\"01\"}", NULL, "1" },
  { "digits over a number", AC_FIELD_EXTERNAL_ID, "7", "{\"id\":\"2\",\"externalid\":7}", NULL,
    "7" },
  { "NULL over a value", AC_FIELD_NAME, NULL, KNOWN, NULL, "old" },
  { "NULL over unknown", AC_FIELD_NAME, NULL, NULL, NULL, NULL },
};

static void
test_set (gconstpointer data)
{
  const Set *row = data;
  g_auto (State) state = STATE_INIT;

  if (row->known != NULL)
    learn (&state, row->known);
  ac_connection_state_set (&state, row->field, row->text);
  assert_value (&state, row->field, row->visible);
  assert_sends (&state, row->body);
}

/* The value is compared when the request is about to be sent, not when it is set. */
static void
test_set_before_known (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  ac_connection_state_set (&state, AC_FIELD_SERVICE, "other");
  update = call (&state);
  learn (&state, KNOWN);
  assert_value (&state, AC_FIELD_NAME, "old");
  assert_value (&state, AC_FIELD_SERVICE, "other");
  assert_begins (&update, BODY ("\"service\":\"other\""));
  succeed (&update, "{\"id\":\"2\",\"service\":\"other\"}");
  g_assert_null (state.pending);
}

static void
test_set_same_as_known_is_recorded (void)
{
  g_auto (State) state = STATE_INIT;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  learn (&state, "{\"id\":\"2\",\"name\":\"somebody's\"}");
  assert_value (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, BODY ("\"name\":\"old\""));
}

static void
test_withdraw (void)
{
  g_auto (State) state = STATE_INIT;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  ac_connection_state_set (&state, AC_FIELD_STATUS, "0");
  ac_connection_state_set (&state, AC_FIELD_NAME, NULL);
  assert_value (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, BODY ("\"status\":0"));
  ac_connection_state_set (&state, AC_FIELD_STATUS, NULL);
  g_assert_null (state.pending);
}

static void
test_last_set_wins (void)
{
  g_auto (State) state = STATE_INIT;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "a");
  ac_connection_state_set (&state, AC_FIELD_NAME, "b");
  assert_sends (&state, BODY ("\"name\":\"b\""));
  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, NULL);
}

/* Nothing to be sent: what was set is what the server has, and no longer pending. */
static void
test_nothing_to_send (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  update = call (&state);
  assert_begins (&update, NULL);
  g_assert_null (state.pending);
  update_clear (&update);
  learn (&state, "{\"id\":\"2\",\"name\":\"somebody's\"}");
  assert_value (&state, AC_FIELD_NAME, "somebody's");
}

typedef struct
{
  const char *name;
  const char *answer;  /* to an update of the name to "new" and the status to 0 */
  const char *visible; /* name */
  const char *again;   /* what a set of name "new" and status 0 would then send */
} Answer;

static const Answer answers[] = {
  { "as sent", "{\"id\":\"2\",\"name\":\"new\",\"status\":\"0\"}", "new", NULL },
  { "normalised", "{\"id\":\"2\",\"name\":\"New\",\"status\":\"0\"}", "New",
    BODY ("\"name\":\"new\"") },
  { "ignored", "{\"id\":\"2\",\"name\":\"old\",\"status\":\"0\"}", "old",
    BODY ("\"name\":\"new\"") },
  { "emptied", "{\"id\":\"2\",\"name\":\"\",\"status\":\"0\"}", "", BODY ("\"name\":\"new\"") },
  { "nulled", "{\"id\":\"2\",\"name\":null,\"status\":\"0\"}", NULL, BODY ("\"name\":\"new\"") },
  { "lacks a sent field", "{\"id\":\"2\",\"status\":\"0\"}", "new", BODY ("\"name\":\"new\"") },
  { "lacks all", "{\"id\":\"2\"}", "new", BODY ("\"name\":\"new\",\"status\":0") },
  { "other types", "{\"id\":\"2\",\"name\":\"new\",\"status\":false}", "new", NULL },
};

static void
test_answer (gconstpointer data)
{
  const Answer *row = data;
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  ac_connection_state_set (&state, AC_FIELD_STATUS, "0");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\",\"status\":0"));
  succeed (&update, row->answer);
  g_assert_null (state.pending);
  assert_value (&state, AC_FIELD_NAME, row->visible);
  assert_value (&state, AC_FIELD_STATUS, "0");
  g_assert_cmpstr (ac_record_get_json (state.record), ==, row->answer);

  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  ac_connection_state_set (&state, AC_FIELD_STATUS, "0");
  assert_sends (&state, row->again);
}

static void
test_answer_lacks_an_unsent_field (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\""));
  succeed (&update, "{\"id\":\"2\",\"name\":\"new\",\"externalid\":\"8\"}");
  assert_value (&state, AC_FIELD_SERVICE, "shop");
  assert_value (&state, AC_FIELD_EXTERNAL_ID, "8");
  assert_value (&state, AC_FIELD_LOGO_URL, "");

  ac_connection_state_set (&state, AC_FIELD_SERVICE, "shop");
  ac_connection_state_set (&state, AC_FIELD_LOGO_URL, "");
  assert_sends (&state, NULL);
}

/* What was taken as sent is shown, and stays unknown, over more than one answer. */
static void
test_taken_as_sent_stays_unknown (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\""));
  succeed (&update, "{\"id\":\"2\"}");
  learn (&state, "{\"id\":\"2\",\"service\":\"shop\"}");
  assert_value (&state, AC_FIELD_NAME, "new");
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  assert_sends (&state, BODY ("\"name\":\"new\""));
  learn (&state, "{\"id\":\"2\",\"name\":\"new\"}");
  assert_sends (&state, NULL);
}

static void
test_failed (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  ac_connection_state_set (&state, AC_FIELD_STATUS, "0");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\",\"status\":0"));
  end (&update, ac_connection_state_failed);
  assert_value (&state, AC_FIELD_NAME, "new");
  assert_sends (&state, BODY ("\"name\":\"new\",\"status\":0"));

  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, BODY ("\"status\":0"));
}

static void
test_doubt (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\""));
  end (&update, ac_connection_state_doubt);

  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  ac_connection_state_set (&state, AC_FIELD_SERVICE, "shop");
  assert_sends (&state, BODY ("\"name\":\"old\""));
  learn (&state, KNOWN);
  assert_sends (&state, NULL);
}

/* A doubt is not forgotten by an answer that does not hold the field. */
static void
test_doubt_stays (void)
{
  g_auto (State) state = STATE_INIT;
  Update update;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  update = call (&state);
  assert_begins (&update, BODY ("\"name\":\"new\""));
  end (&update, ac_connection_state_doubt);
  ac_connection_state_revert (&state);
  learn (&state, "{\"id\":\"2\",\"service\":\"shop\"}");
  assert_value (&state, AC_FIELD_NAME, "old");
  ac_connection_state_set (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, BODY ("\"name\":\"old\""));
}

static void
test_revert (void)
{
  g_auto (State) state = STATE_INIT;

  ac_connection_state_revert (&state);
  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  ac_connection_state_set (&state, AC_FIELD_STATUS, "0");
  ac_connection_state_revert (&state);
  assert_value (&state, AC_FIELD_NAME, "old");
  assert_sends (&state, NULL);
}

static void
test_refresh_keeps_pending (void)
{
  g_auto (State) state = STATE_INIT;

  learn (&state, KNOWN);
  ac_connection_state_set (&state, AC_FIELD_NAME, "new");
  learn (&state, "{\"id\":\"2\",\"name\":\"somebody's\",\"service\":\"other\"}");
  assert_value (&state, AC_FIELD_NAME, "new");
  assert_value (&state, AC_FIELD_SERVICE, "other");
  ac_connection_state_revert (&state);
  assert_value (&state, AC_FIELD_NAME, "somebody's");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/state/set", sets, test_set);
  g_test_add_func ("/state/set/before it is known", test_set_before_known);
  g_test_add_func ("/state/set/the same is recorded", test_set_same_as_known_is_recorded);
  g_test_add_func ("/state/set/withdrawn", test_withdraw);
  g_test_add_func ("/state/set/the last one wins", test_last_set_wins);
  g_test_add_func ("/state/nothing to send", test_nothing_to_send);
  ADD_CASES ("/state/answer", answers, test_answer);
  g_test_add_func ("/state/answer/lacks an unsent field", test_answer_lacks_an_unsent_field);
  g_test_add_func ("/state/answer/taken as sent stays unknown", test_taken_as_sent_stays_unknown);
  g_test_add_func ("/state/failed", test_failed);
  g_test_add_func ("/state/doubt", test_doubt);
  g_test_add_func ("/state/doubt/stays", test_doubt_stays);
  g_test_add_func ("/state/revert", test_revert);
  g_test_add_func ("/state/refresh keeps what is pending", test_refresh_keeps_pending);
  return g_test_run ();
}
