/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Values set and operations called while an update is under way: promises 3 and 4. */

#include "update-support.h"

/* Promise 3: a value set while the update of "name=A" is in flight. */
typedef struct
{
  const char *name;
  const char *set;    /* NULL: revert() */
  const char *fault;  /* beside being held */
  const char *during; /* visible name until the answer */
  const char *after;  /* and then */
  const char *next;   /* body of the next update, NULL: no request */
} InFlight;

static const InFlight in_flights[] = {
  { "same", "name=A", "", "A", "A", NULL },
  { "other", "name=B", "", "B", "B", BODY ("\"name\":\"B\"") },
  { "old", "name=" SEEDED_NAME, "", SEEDED_NAME, SEEDED_NAME,
    BODY ("\"name\":\"" SEEDED_NAME "\"") },
  { "withdrawn", "name", "", SEEDED_NAME, "A", NULL },
  { "reverted", NULL, "", SEEDED_NAME, "A", NULL },
  { "other-field", "link-url=L", "", "A", "A", BODY ("\"linkUrl\":\"L\"") },
  { "same-but-normalised", "name=A", ",\"patch\":{\"name\":\"a\"}", "A", "A",
    BODY ("\"name\":\"A\"") },
  { "what-it-is-normalised-to", "name=a", ",\"patch\":{\"name\":\"a\"}", "a", "a", NULL },
  { "other-field-that-the-answer-changes", "link-url=L", ",\"patch\":{\"linkUrl\":\"M\"}", "A", "A",
    BODY ("\"linkUrl\":\"L\"") },
  { "other-field-that-the-answer-sets-so", "link-url=L", ",\"patch\":{\"linkUrl\":\"L\"}", "A", "A",
    NULL },
  { "missing-from-the-answer", "name=A", ",\"drop\":[\"name\"]", "A", "A",
    BODY ("\"name\":\"A\"") },
};

static void
test_in_flight (gconstpointer data)
{
  const InFlight *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = make_known (world);
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *fault = g_strdup_printf ("{\"hold\":true%s}", row->fault);

  world_add_fault (world, fault);
  ac_connection_set_name (connection, "A");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);

  if (row->set != NULL)
    connection_set (connection, row->set);
  else
    ac_connection_revert (connection);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, row->during);

  world_release (world);
  g_assert_true (ac_connection_update_finish (connection, answer_await (&answer), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, row->after);
  assert_changes (connection, row->next);

  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (world_count_requests (world), ==, row->next != NULL ? 2 : 1);
  if (row->next != NULL)
    assert_body (world, 1, row->next);
}

/* Promise 4: what is called while the first request is held. */
typedef struct
{
  const char *name;
  const char *steps;    /* "name=A", "update", "refresh", "revert", "cancel=1" (the first one) */
  const char *faults;   /* of the first request, and of further ones */
  const char *outcomes; /* of the operations, in the order of the calls */
  const char *bodies;   /* of the requests, one a line */
  const char *left;     /* pending at the end */
} Overlap;

#define NAME(value) BODY ("\"name\":\"" value "\"") "\n"
#define LINK(value) BODY ("\"linkUrl\":\"" value "\"") "\n"

static const Overlap overlaps[] = {
  { "in-order", "name=A update name=B update name=C update", HELD, "ok ok ok",
    NAME ("A") NAME ("B") NAME ("C"), NULL },
  { "nothing-left", "name=A update update update", HELD, "ok ok ok", NAME ("A"), NULL },
  { "what-is-left", "name=A update link-url=L update", HELD, "ok ok", NAME ("A") LINK ("L"), NULL },
  { "set-after-the-call", "name=A update link-url=L update name=B", HELD, "ok ok",
    NAME ("A") LINK ("L"), BODY ("\"name\":\"B\"") },
  { "back-to-the-old",
    "name=A update name="
    "old"
    " update",
    HELD, "ok ok", NAME ("A") NAME ("old"), NULL },
  { "first-refused", "name=A update update", HELD_AND_REFUSED, "invalid ok", NAME ("A") NAME ("A"),
    NULL },
  { "first-refused-set-anew", "name=A update name=B update", HELD_AND_REFUSED, "invalid ok",
    NAME ("A") NAME ("B"), NULL },
  { "first-refused-other-set", "name=A update link-url=L update", HELD_AND_REFUSED, "invalid ok",
    NAME ("A") BODY ("\"name\":\"A\",\"linkUrl\":\"L\"") "\n", NULL },
  { "first-refused-back-to-known", "name=A update name=old update", HELD_AND_REFUSED, "invalid ok",
    NAME ("A"), NULL },
  { "middle-refused", "name=A update link-url=L update logo-url=G update", HELD "," REFUSED,
    "ok invalid ok", NAME ("A") LINK ("L") BODY ("\"logoUrl\":\"G\",\"linkUrl\":\"L\"") "\n",
    NULL },
  { "middle-refused-same-field", "name=A update name=B update name=C update", HELD "," REFUSED,
    "ok invalid ok", NAME ("A") NAME ("B") NAME ("C"), NULL },
  { "middle-lost", "name=A update name=B update link-url=L update", HELD "," LOST, "ok network ok",
    NAME ("A") NAME ("B") BODY ("\"name\":\"B\",\"linkUrl\":\"L\"") "\n", NULL },
  { "middle-cancelled", "name=A update link-url=L update logo-url=G update cancel=2", HELD,
    "ok cancelled ok", NAME ("A") BODY ("\"logoUrl\":\"G\",\"linkUrl\":\"L\"") "\n", NULL },
  { "last-cancelled", "name=A update name=B update cancel=2", HELD, "ok cancelled", NAME ("A"),
    BODY ("\"name\":\"B\"") },
  { "first-cancelled", "name=A update name=B update cancel=1", HELD, "cancelled ok",
    NAME ("A") NAME ("B"), NULL },
  { "first-cancelled-back-to-known", "name=A update name=old update cancel=1", HELD, "cancelled ok",
    NAME ("A") NAME ("old"), NULL },
  { "first-lost", "name=A update update", HELD_AND_LOST, "network ok", NAME ("A") NAME ("A"),
    NULL },
  { "all-refused", "name=A update update", HELD_AND_REFUSED "," REFUSED, "invalid invalid",
    NAME ("A") NAME ("A"), BODY ("\"name\":\"A\"") },
  { "reverted", "name=A update name=B update revert", HELD, "ok ok", NAME ("A") NAME ("B"), NULL },
  { "reverted-before-the-call", "name=A update name=B revert update", HELD, "ok ok", NAME ("A"),
    NULL },
  { "refresh-between", "name=A update link-url=L refresh update", HELD, "ok ok ok",
    NAME ("A") "\n" LINK ("L"), NULL },
  { "refresh-after-refused", "name=A update refresh update", HELD_AND_REFUSED, "invalid ok ok",
    NAME ("A") "\n" NAME ("A"), NULL },
};

typedef struct
{
  GPtrArray *answers; /* Answer */
  GPtrArray *cancellables;
  GString *order; /* of the callbacks */
} Story;

static void
free_answer (gpointer answer)
{
  answer_clear (answer);
  g_free (answer);
}

static void
story_step (Story *story, World *world, AcConnection *connection, const char *step)
{
  gboolean is_update = g_str_equal (step, "update");

  if (is_update || g_str_equal (step, "refresh"))
    {
      Answer *answer = g_new0 (Answer, 1);
      GCancellable *cancellable = g_cancellable_new ();

      g_ptr_array_add (story->answers, answer);
      g_ptr_array_add (story->cancellables, cancellable);
      if (is_update)
        ac_connection_update (connection, cancellable, answer_take, answer);
      else
        ac_connection_refresh (connection, cancellable, answer_take, answer);
      if (story->answers->len == 1)
        world_await_held (world, 1);
    }
  else if (g_str_has_prefix (step, "cancel="))
    g_cancellable_cancel (story->cancellables->pdata[atoi (strchr (step, '=') + 1) - 1]);
  else if (g_str_equal (step, "revert"))
    ac_connection_revert (connection);
  else
    connection_set (connection, step);
}

static void
test_overlap (gconstpointer data)
{
  const Overlap *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (free_answer);
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) outcomes = g_string_new (NULL);
  g_autoptr (GString) bodies = g_string_new (NULL);
  g_auto (GStrv) steps = g_strsplit (row->steps, " ", -1);
  Story story = { answers, cancellables, NULL };

  g_free (emulator_control (world->emulator, "PUT", "/emulator/connections/2",
                            BODY ("\"name\":\"old\"")));
  connection = make_known (world);
  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, row->faults);

  for (guint i = 0; steps[i] != NULL; i++)
    story_step (&story, world, connection, steps[i]);
  if (strstr (row->steps, "cancel=1") == NULL)
    world_release (world);

  for (guint i = 0; i < answers->len; i++)
    {
      Answer *answer = g_ptr_array_index (answers, i);

      answer_await (answer);
      g_assert_cmpuint (answer->calls, ==, 1);
      g_string_append_printf (outcomes, "%s%s", i > 0 ? " " : "", answer_get_code (answer));
    }
  for (guint i = 0; i < world_count_requests (world); i++)
    {
      g_autofree char *body = world_dup_logged (world, i, "body");

      g_string_append_printf (bodies, "%s\n", body);
    }
  g_assert_cmpstr (outcomes->str, ==, row->outcomes);
  g_assert_cmpstr (bodies->str, ==, row->bodies);
  assert_changes (connection, row->left);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/update/set-in-flight", in_flights, test_in_flight);
  ADD_CASES ("/update/overlap", overlaps, test_overlap);
  return g_test_run ();
}
