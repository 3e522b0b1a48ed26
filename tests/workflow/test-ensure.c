/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connection.ensure: each outcome, each way to it, and what is done meanwhile by others. */

#include "host.h"

#include <string.h>

#define NAMES "\"service\":\"shop\",\"externalid\":\"e1\""
#define REST "\"name\":\"Acme\",\"logoUrl\":\"l\",\"linkUrl\":\"k\""
#define FULL "{\"connection\":{" NAMES "," REST "}}"
#define THERE "{" NAMES "," REST ",\"status\":\"1\",\"syncStatus\":\"0\"}"
#define EXISTS                                                                                     \
  "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"The integration already exists in the "      \
  "system.\",\"code\":\"field_invalid\"}]},\"match\":{\"method\":\"POST\"}}"

typedef struct
{
  const char *name;
  const char *prepare; /* a connection that is there before */
  const char *fault;
  const char *input;
  const char *expected;
  const char *methods; /* that write, in their order */
  const char *stored;  /* name of connection 3 at the end; NULL: there is none */
} Row;

static const Row rows[] = {
  { "created", NULL, NULL, FULL,
    "ok=true ; result.outcome=created ; result.connection.id=3 ; result.connection.name=Acme",
    "POST", "Acme" },
  { "created-with-status", NULL, NULL,
    "{\"connection\":{" NAMES "," REST ",\"status\":0,\"syncStatus\":1}}",
    "result.outcome=created ; result.connection.status=0 ; result.connection.syncStatus=1",
    "POST PUT", "Acme" },
  { "updated", THERE, NULL, "{\"connection\":{" NAMES ",\"name\":\"Other\"}}",
    "ok=true ; result.outcome=updated ; result.connection.id=3 ; result.connection.name=Other",
    "PUT", "Other" },
  { "updated-status", THERE, NULL, "{\"connection\":{" NAMES ",\"status\":0}}",
    "result.outcome=updated ; result.connection.status=0", "PUT", "Acme" },
  { "unchanged", THERE, NULL, FULL,
    "ok=true ; result.outcome=unchanged ; result.connection.id=3 ; result.connection.name=Acme", "",
    "Acme" },
  { "unchanged-names-alone", THERE, NULL, "{\"connection\":{" NAMES "}}",
    "result.outcome=unchanged ; result.connection.name=Acme", "", "Acme" },
  { "unchanged-typed", THERE, NULL, "{\"connection\":{" NAMES ",\"status\":1,\"syncStatus\":0}}",
    "result.outcome=unchanged", "", "Acme" },
  { "other-case-is-another", "{\"service\":\"SHOP\",\"externalid\":\"e1\",\"name\":\"Other\"}",
    NULL, "{\"connection\":{" NAMES "}}", "ok=false ; error.code=bad_input ; error.field=name", "",
    "Other" },

  /* What only a create needs is asked for when it must create. */
  { "incomplete-name", NULL, NULL, "{\"connection\":{" NAMES "}}",
    "ok=false ; error.code=bad_input ; error.field=name ; error.retryable=false ; "
    "error.message~needed to create",
    "", NULL },
  { "incomplete-logo", NULL, NULL, "{\"connection\":{" NAMES ",\"name\":\"n\"}}",
    "error.code=bad_input ; error.field=logoUrl", "", NULL },
  { "incomplete-link", NULL, NULL, "{\"connection\":{" NAMES ",\"name\":\"n\",\"logoUrl\":\"\"}}",
    "error.code=bad_input ; error.field=linkUrl", "", NULL },

  /* The answer was lost: the row is found, and its differences are updated too. */
  { "adopted-after-lost-answer", NULL, "{\"close\":\"after\",\"match\":{\"method\":\"POST\"}}",
    FULL, "ok=true ; result.outcome=adopted ; result.connection.id=3", "POST", "Acme" },
  { "adopted-after-lost-answer-with-status", NULL,
    "{\"close\":\"after\",\"match\":{\"method\":\"POST\"}}",
    "{\"connection\":{" NAMES "," REST ",\"status\":0}}",
    "ok=true ; result.outcome=adopted ; result.connection.status=0", "POST PUT", "Acme" },
  { "created-after-lost-request", NULL, "{\"close\":\"before\",\"match\":{\"method\":\"POST\"}}",
    FULL, "ok=true ; result.outcome=created", "POST POST", "Acme" },
  /* It says that there is one, and there is none: the refusal is what is told. */
  { "duplicate-of-nothing", NULL, EXISTS, FULL,
    "ok=false ; error.code=duplicate ; error.http_status=422 ; error.server_code=field_invalid",
    "POST", NULL },

  { "look-up-fails", THERE, "{\"status\":403,\"body\":{\"message\":\"Forbidden\"}}", FULL,
    "ok=false ; error.code=forbidden ; error.outcome_unknown=false", "", "Acme" },
  { "create-refused", NULL,
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad\",\"source\":{\"pointer\":"
    "\"/data/attributes/linkUrl\"}}]},\"match\":{\"method\":\"POST\"}}",
    FULL, "ok=false ; error.code=invalid ; error.field=linkUrl", "POST", NULL },
  { "update-unavailable", THERE,
    "{\"status\":500,\"body\":\"\",\"times\":0,\"match\":{\"method\":\"PUT\"}}",
    "{\"connection\":{" NAMES ",\"name\":\"Other\"}}",
    "ok=false ; error.code=unavailable ; error.retryable=true ; error.outcome_unknown=true",
    "PUT PUT", "Acme" },
  { "create-unavailable", NULL,
    "{\"status\":500,\"body\":\"\",\"times\":0,\"match\":{\"method\":\"POST\"}}", FULL,
    "ok=false ; error.code=unavailable ; error.retryable=true", "POST POST", NULL },

  { "dry-created", NULL, NULL,
    "{\"dry_run\":true,\"connection\":{" NAMES "," REST ",\"listId\":\"4\"}}",
    "result.outcome=created ; result.request.method=POST ; "
    "result.request.path=/api/3/connections ; result.request.body.connection.listId=4",
    "", NULL },
  { "dry-updated", THERE, NULL,
    "{\"dry_run\":true,\"connection\":{" NAMES ",\"name\":\"Other\",\"linkUrl\":\"k\"}}",
    "result={\"outcome\":\"updated\",\"request\":{\"method\":\"PUT\","
    "\"path\":\"/api/3/connections/3\",\"body\":{\"connection\":{\"name\":\"Other\"}}}}",
    "", "Acme" },
  { "dry-unchanged", THERE, NULL, "{\"dry_run\":true,\"connection\":{" NAMES "," REST "}}",
    "result={\"outcome\":\"unchanged\",\"request\":null}", "", "Acme" },
  { "dry-incomplete", NULL, NULL, "{\"dry_run\":true,\"connection\":{" NAMES "}}",
    "error.code=bad_input ; error.field=name", "", NULL },
};

static char *
dup_writes (World *world)
{
  g_autofree char *methods = world_dup_methods (world);
  g_auto (GStrv) all = g_strsplit (methods, " ", -1);
  GString *writes = g_string_new (NULL);

  for (guint i = 0; all[i] != NULL; i++)
    if (!g_str_equal (all[i], "GET") && *all[i] != '\0')
      g_string_append_printf (writes, "%s%s", writes->len > 0 ? " " : "", all[i]);
  return g_string_free (writes, FALSE);
}

static void
add_row (Host *host, const char *connection)
{
  g_autofree char *body = g_strdup_printf ("{\"connection\":%s}", connection);

  g_free (emulator_control (host->world->emulator, "POST", "/emulator/connections", body));
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (Host) host = host_new ("\"max_attempts\":2");
  g_autoptr (JsonNode) completion = NULL;
  g_autofree char *writes = NULL, *stored = NULL;

  if (row->prepare != NULL)
    add_row (host, row->prepare);
  if (row->fault != NULL)
    host_add_fault (host, row->fault);
  completion = host_do (host, "connection.ensure", row->input);
  assert_completion (completion, row->expected);
  writes = dup_writes (host->world);
  g_assert_cmpstr (writes, ==, row->methods);
  stored = world_dup_stored (host->world, "3", "name");
  g_assert_cmpstr (stored, ==, row->stored);
}

/* Somebody creates it between the look-up and the POST. */
static const struct
{
  const char *name;
  const char *theirs;
  const char *writes;
} races[] = {
  { "same", THERE, "POST" },
  { "different", "{" NAMES ",\"name\":\"Theirs\",\"logoUrl\":\"l\",\"linkUrl\":\"k\"}",
    "POST PUT" },
};

static void
test_race (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;
  g_autofree char *writes = NULL, *stored = NULL;

  host_add_fault (host, "{\"hold\":\"before\",\"match\":{\"method\":\"POST\"}}");
  host_submit (host, 1, "connection.ensure", FULL);
  world_await_held (host->world, 1);
  add_row (host, races[i].theirs);
  world_release (host->world);
  completion = host_await (host, 1);
  assert_completion (completion, "ok=true ; result.outcome=adopted ; result.connection.id=3 ; "
                                 "result.connection.name=Acme");
  writes = dup_writes (host->world);
  g_assert_cmpstr (writes, ==, races[i].writes);
  stored = world_dup_stored (host->world, "3", "name");
  g_assert_cmpstr (stored, ==, "Acme");
}

/* Two handles, and so two queues, ensure the same: one of them creates. */
static void
test_two_handles (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (Host) other = host_new_for (host->world, "\"rate_limiter\":\"none\"");
  g_autoptr (JsonNode) one = NULL, two = NULL;
  g_autofree char *second = NULL;

  host_add_fault (host, "{\"hold\":\"before\",\"times\":2,\"match\":{\"method\":\"POST\"}}");
  host_submit (host, 1, "connection.ensure", FULL);
  host_submit (other, 1, "connection.ensure", FULL);
  world_await_held (host->world, 2);
  world_release (host->world);
  one = host_await (host, 1);
  two = host_await (other, 1);
  assert_completion (one, "ok=true ; result.connection.id=3");
  assert_completion (two, "ok=true ; result.connection.id=3");
  second = world_dup_stored (host->world, "4", "name");
  g_assert_cmpstr (second, ==, NULL);
}

/* Of one handle they go one after the other. */
static void
test_in_order (void)
{
  g_autoptr (Host) host = host_new (NULL);
  g_autofree char *writes = NULL;

  for (guint64 i = 1; i <= 4; i++)
    host_submit (host, i, "connection.ensure", FULL);
  for (guint64 i = 1; i <= 4; i++)
    {
      g_autoptr (JsonNode) completion = host_await (host, i);

      assert_completion (completion,
                         i == 1 ? "result.outcome=created" : "result.outcome=unchanged");
    }
  writes = dup_writes (host->world);
  g_assert_cmpstr (writes, ==, "POST");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/ensure/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  for (guint i = 0; i < G_N_ELEMENTS (races); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/ensure/race/%s", races[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_race);
    }
  g_test_add_func ("/workflow/ensure/two-handles", test_two_handles);
  g_test_add_func ("/workflow/ensure/in-order", test_in_order);

  return g_test_run ();
}
