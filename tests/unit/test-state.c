/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-connection-state.h"

#include "cases.h"

#include <string.h>

typedef AcConnectionState State;

#define STATE_INIT                                                                                 \
  {                                                                                                \
    NULL, 0, 0, NULL                                                                               \
  }

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (State, ac_connection_state_clear)

static AcRecord *
read_record (const char *json)
{
  g_autofree char *id = NULL;
  const char *wrong;
  AcRecord *record;
  AcJson checked;

  g_assert_null (ac_json_check (json, strlen (json), &checked));
  record = ac_record_new (checked, &id, &wrong);
  g_assert_nonnull (record);
  return record;
}

/* An answer to a request that carried nothing: to a refresh, or a row of a list. */
static void
learn (State *state, const char *json)
{
  g_autoptr (GPtrArray) nothing = ac_edits_new ();

  ac_connection_state_answered (state, read_record (json), nothing);
}

static char *
dup_body (State *state, GPtrArray *snapshot)
{
  g_autoptr (GPtrArray) selected = ac_connection_state_select (state, snapshot);

  return selected->len > 0 ? ac_edits_dup_json (selected) : NULL;
}

/* What an update that is called now and begins at once would send; NULL for no request. */
static char *
dup_changes (State *state)
{
  g_autoptr (GPtrArray) snapshot = ac_connection_state_snapshot (state);

  return dup_body (state, snapshot);
}

static void
assert_sends (State *state, const char *expected)
{
  g_autofree char *body = dup_changes (state);

  g_assert_cmpstr (body, ==, expected);
}

/* An update: from its call to the turn that it waits for, and from there to its answer. */
typedef struct
{
  State *state;
  GPtrArray *snapshot;
  GPtrArray *sent;
} Update;

static Update
call (State *state)
{
  return (Update){ state, ac_connection_state_snapshot (state), NULL };
}

/* The body, NULL where there is nothing to be sent. */
static char *
begin (Update *self)
{
  g_autoptr (GPtrArray) settled = ac_edits_new ();

  self->sent = ac_connection_state_select (self->state, self->snapshot);
  for (guint i = 0; i < self->snapshot->len; i++)
    if (!g_ptr_array_find (self->sent, self->snapshot->pdata[i], NULL))
      g_ptr_array_add (settled, ac_edit_ref (self->snapshot->pdata[i]));
  ac_connection_state_settle (self->state, settled);
  ac_connection_state_begin (self->state, self->sent);
  return self->sent->len > 0 ? ac_edits_dup_json (self->sent) : NULL;
}

static void
assert_begins (Update *self, const char *expected)
{
  g_autofree char *body = begin (self);

  g_assert_cmpstr (body, ==, expected);
}

typedef void (*Outcome) (AcConnectionState *state, GPtrArray *sent);

static void
update_clear (Update *self)
{
  g_ptr_array_unref (self->snapshot);
  g_clear_pointer (&self->sent, g_ptr_array_unref);
}

static void
end (Update *self, Outcome outcome)
{
  outcome (self->state, self->sent);
  update_clear (self);
}

static void
succeed (Update *self, const char *json)
{
  ac_connection_state_answered (self->state, read_record (json), self->sent);
  update_clear (self);
}

static void
assert_value (State *state, AcField field, const char *expected)
{
  g_assert_cmpstr (ac_connection_state_get (state, field), ==, expected);
}

#define KNOWN                                                                                      \
  "{\"id\":\"2\",\"service\":\"shop\",\"externalid\":\"7\",\"name\":\"old\",\"logoUrl\":\"\","     \
  "\"linkUrl\":null,\"status\":\"1\",\"syncStatus\":0}"

typedef struct
{
  const char *name;
  AcField field;
  const char *text; /* that is set; NULL withdraws */
  const char *known;
  const char *body; /* NULL: no request */
  const char *visible;
} Set;

#define BODY(members) "{\"connection\":{" members "}}"

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
  ADD_CASES ("/state/set", sets, test_set);
  g_test_add_func ("/state/set/before it is known", test_set_before_known);
  g_test_add_func ("/state/set/the same is recorded", test_set_same_as_known_is_recorded);
  g_test_add_func ("/state/set/withdrawn", test_withdraw);
  g_test_add_func ("/state/set/the last one wins", test_last_set_wins);
  g_test_add_func ("/state/nothing to send", test_nothing_to_send);
  ADD_CASES ("/state/answer", answers, test_answer);
  g_test_add_func ("/state/answer/lacks an unsent field", test_answer_lacks_an_unsent_field);
  g_test_add_func ("/state/answer/taken as sent stays unknown", test_taken_as_sent_stays_unknown);
  ADD_CASES ("/state/set in flight", in_flights, test_in_flight);
  g_test_add_func ("/state/set in flight/the same stays pending",
                   test_same_value_in_flight_stays_pending);
  g_test_add_func ("/state/set in flight/is unknown", test_unknown_in_flight);
  g_test_add_func ("/state/failed", test_failed);
  g_test_add_func ("/state/doubt", test_doubt);
  g_test_add_func ("/state/doubt/stays", test_doubt_stays);
  ADD_CASES ("/state/overlap", overlaps, test_overlap);
  g_test_add_func ("/state/overlap/of one edit", test_overlap_of_one_edit);
  g_test_add_func ("/state/overlap/back and forth", test_overlap_back_and_forth);
  g_test_add_func ("/state/overlap/failed and set anew", test_overlap_failed_and_set_anew);
  g_test_add_func ("/state/overlap/doubt and back", test_overlap_doubt_and_back);
  g_test_add_func ("/state/revert", test_revert);
  g_test_add_func ("/state/revert/in flight", test_revert_in_flight);
  g_test_add_func ("/state/revert/in flight and failed", test_revert_in_flight_and_failed);
  g_test_add_func ("/state/refresh keeps what is pending", test_refresh_keeps_pending);
  g_test_add_func ("/state/random", test_random);
  return g_test_run ();
}
