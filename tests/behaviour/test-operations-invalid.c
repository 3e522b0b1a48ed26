/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Operations that cannot be made, without a request. */

#include "operations-support.h"

/* No request where the id is not as the operation needs it. */
static const struct
{
  const char *name;
  const char *id;
  ConnectionBegin begin;
  const char *field;
} wrongs[] = {
  { "create-with-id", "2", ac_connection_create, "id" },
  { "refresh-without-id", NULL, ac_connection_refresh, "id" },
  { "update-without-id", NULL, ac_connection_update, "id" },
  { "delete-without-id", NULL, ac_connection_delete, "id" },
  { "refresh-empty-id", "", ac_connection_refresh, "id" },
  { "update-path-in-id", "2/../3", ac_connection_update, "id" },
  { "delete-query-in-id", "2?x", ac_connection_delete, "id" },
  { "delete-newline-in-id", "2\n", ac_connection_delete, "id" },
  { "refresh-word-as-id", "two", ac_connection_refresh, "id" },
  { "update-zero-before-id", "02", ac_connection_update, "id" },
  { "refresh-long-id", "123456789012345678901", ac_connection_refresh, "id" },
};

static void
test_wrong (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, wrongs[row].id);
  g_auto (Answer) answer = ANSWER_INIT;

  ac_connection_set_name (connection, "A");
  wrongs[row].begin (connection, NULL, answer_take, &answer);
  answer_await (&answer);
  g_assert_cmpstr (answer_get_code (&answer), ==, "invalid");
  assert_invalid (connection, wrongs[row].field);
  g_assert_cmpuint (world_count_requests (world), ==, 0);
  g_assert_cmpstr (ac_connection_get_id (connection), ==, wrongs[row].id);
  g_assert_true (ac_connection_get_modified (connection));
}

static void
test_no_client (void)
{
  static const struct
  {
    ConnectionBegin begin;
    const char *id;
  } operations[] = {
    { ac_connection_create, NULL },
    { ac_connection_refresh, "2" },
    { ac_connection_update, "2" },
    { ac_connection_delete, "2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autoptr (AcConnection) connection = g_object_new (AC_TYPE_CONNECTION, "id",
                                                          operations[i].id, NULL);
      g_auto (Answer) answer = ANSWER_INIT;

      ac_connection_set_name (connection, "A");
      operations[i].begin (connection, NULL, answer_take, &answer);
      g_assert_cmpuint (answer.calls, ==, 0);
      answer_await (&answer);
      g_assert_cmpstr (answer_get_code (&answer), ==, "invalid");
      assert_invalid (connection, "client");
    }
}

/* What can't be asked for: INVALID with the property's name, and no request. */
typedef struct
{
  const char *name;
  ConnectionBegin begin;
  ConnectionFinish finish;
} Operation;

#define OPERATION(name)                                                                            \
  {                                                                                                \
#name, ac_connection_##name, ac_connection_##name##_finish                                     \
  }

static const Operation operations[] = {
  OPERATION (create),
  OPERATION (refresh),
  OPERATION (update),
  OPERATION (delete),
};

static void
assert_refused (World *world, AcConnection *connection, const Operation *op, const char *field)
{
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  g_assert_false (connection_run (connection, op->begin, op->finish, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  problem = ac_connection_get_problem (connection);
  g_test_message ("%s: %s", op->name, error->message);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "invalid");
  g_assert_cmpstr (ac_problem_get_field (problem), ==, field);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_false (ac_problem_get_retryable (problem));
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

static void
test_without_client (gconstpointer data)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = g_object_new (AC_TYPE_CONNECTION, "id", "2", NULL);

  g_assert_null (ac_connection_get_client (connection));
  ac_connection_set_name (connection, "Acme");
  assert_refused (world, connection, data, "client");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Acme");
  g_assert_true (ac_connection_get_modified (connection));
}

static void
test_without_id (gconstpointer data)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, NULL);

  ac_connection_set_name (connection, "Acme");
  assert_refused (world, connection, data, "id");
}

static void
test_create_with_id (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

  ac_connection_set_name (connection, "Acme");
  assert_refused (world, connection, &operations[0], "id");
}

static void
test_list_id_with_id (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

  ac_connection_set_list_id (connection, "7");
  assert_refused (world, connection, &operations[2], "list-id");
  g_assert_cmpstr (ac_connection_get_list_id (connection), ==, "7");
}

static void
test_bad_id (gconstpointer id)
{
  g_autoptr (World) world = world_new_unlimited ();

  for (guint i = 1; i < G_N_ELEMENTS (operations); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, id);

      ac_connection_set_name (connection, "Acme");
      assert_refused (world, connection, &operations[i], "id");
    }
}

static void
test_not_utf8 (gconstpointer property)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

  g_object_set (connection, property, "Caf\xe9", NULL);
  assert_refused (world, connection, &operations[2], property);
  g_assert_true (ac_connection_get_modified (connection));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    const char *id;
  } bad_ids[] = {
    { "empty", "" },
    { "space", "2 " },
    { "word", "two" },
    { "negative", "-2" },
    { "plus", "+2" },
    { "decimal", "2.0" },
    { "path", "2/customers" },
    { "parent", "../contacts/2" },
    { "encoded", "%32" },
    { "query", "2?x=1" },
    { "fragment", "2#x" },
    { "line-break", "2\r\nX: 1" },
    { "control-character", "2\x01" },
    { "not-ascii-digits", "２" },
    { "not-utf8", "2\xff" },
  };
  static const char *const texts[] = { "service", "external-id", "name", "logo-url", "link-url" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    add_case ("/operations/invalid", wrongs[i].name, GUINT_TO_POINTER (i), test_wrong);
  g_test_add_func ("/operations/invalid/no-client", test_no_client);
  ADD_CASES ("/properties/without-client", operations, test_without_client);
  for (guint i = 1; i < G_N_ELEMENTS (operations); i++)
    add_case ("/properties/without-id", operations[i].name, &operations[i], test_without_id);
  g_test_add_func ("/properties/create-with-id", test_create_with_id);
  g_test_add_func ("/properties/list-id-with-id", test_list_id_with_id);
  for (guint i = 0; i < G_N_ELEMENTS (bad_ids); i++)
    add_case ("/properties/bad-id", bad_ids[i].name, bad_ids[i].id, test_bad_id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_case ("/properties/not-utf8", texts[i], texts[i], test_not_utf8);
  return g_test_run ();
}
