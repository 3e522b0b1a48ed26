/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is tried again, and what is not: promise 8. */

#include "retry-support.h"

static guint
count_requests_of (World *world, const char *path)
{
  guint count = 0;

  for (guint i = 0; i < world_count_requests (world); i++)
    {
      g_autofree char *logged = world_dup_logged (world, i, "path");

      count += g_str_equal (logged, path);
    }
  return count;
}

/* A success that was carried out, whose answer does not come whole. */
#define TRUNCATED(how)                                                                             \
  "\"close\":\"" how "\",\"status\":200,\"apply\":true,\"body\":{\"connection\":{\"id\":\"1\"}}"

/* Each fault befalls a PUT, a GET and a DELETE. */
static const struct
{
  const char *name;
  const char *fault;
  const char *code;
  guint status;
} faults[] = {
  { "closed-not-carried-out", "\"close\":\"before\"", "network", 0 },
  { "closed-carried-out", "\"close\":\"after\"", "network", 0 },
  { "reset", "\"close\":\"reset\"", "network", 0 },
  { "only-headers", TRUNCATED ("headers"), "network", 200 },
  { "truncated", TRUNCATED ("body"), "network", 200 },
  { "truncated-chunked", TRUNCATED ("chunked"), "network", 200 },
  { "408", "\"status\":408", "unavailable", 408 },
  { "500", "\"status\":500", "unavailable", 500 },
  { "500-carried-out", "\"status\":500,\"apply\":true", "unavailable", 500 },
  { "503", "\"status\":503", "unavailable", 503 },
  { "520", "\"status\":520,\"body\":\"<html>\"", "unavailable", 520 },
  { "590", "\"status\":590", "unavailable", 590 },
};

static const struct
{
  const char *id;
  const char *path;
  ConnectionBegin begin;
  gboolean changes;
} methods[N_METHODS] = {
  { "1", "/api/3/connections/1", ac_connection_update, TRUE },
  { "2", "/api/3/connections/2", ac_connection_refresh, FALSE },
  { "3", "/api/3/connections/3", ac_connection_delete, TRUE },
};

static World *
make_world_of_three (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.rate_limit = 0;
  options.connections = N_METHODS;
  return world_new (&options);
}

static void
begin_methods (Trial *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (self->world->client, methods[i].id);

      ac_connection_set_name (connection, "A");
      methods[i].begin (connection, NULL, answer_take, &self->answers[i]);
    }
}

/* Once: the second attempt is a success. */
static void
begin_again (Trial *self, guint row)
{
  self->world = make_world_of_three ();
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"match\":{\"path\":\"%s\"},%s}", methods[i].path,
                                                faults[row].fault);

      world_add_fault (self->world, fault);
    }
  begin_methods (self);
}

static void
test_again (gconstpointer data)
{
  static Trial *trials;
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (faults), begin_again, GPOINTER_TO_UINT (data));
  g_autofree char *name = NULL, *deleted = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      answer_await (&trial->answers[i]);
      g_assert_cmpstr (answer_get_code (&trial->answers[i]), ==, "ok");
      g_assert_cmpuint (trial->answers[i].calls, ==, 1);
      g_assert_cmpuint (count_requests_of (trial->world, methods[i].path), ==, 2);
    }
  name = world_dup_stored (trial->world, "1", "name");
  g_assert_cmpstr (name, ==, "A");
  deleted = world_dup_stored (trial->world, "3", "name");
  g_assert_null (deleted);
  trial_clear (trial);
}

/* For ever: as often as is allowed, and the server sees each attempt that the problem tells of. */
static void
begin_in_vain (Trial *self, guint row)
{
  g_autofree char *fault = g_strdup_printf ("{\"times\":0,%s}", faults[row].fault);

  self->world = make_world_of_three ();
  world_add_fault (self->world, fault);
  ac_client_set_max_attempts (self->world->client, 2);
  begin_methods (self);
}

static void
test_in_vain (gconstpointer data)
{
  static Trial *trials;
  guint row = GPOINTER_TO_UINT (data);
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (faults), begin_in_vain, row);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      AcProblem *problem = ac_problem_from_result (answer_await (&trial->answers[i]));

      g_assert_cmpstr (answer_get_code (&trial->answers[i]), ==, faults[row].code);
      g_assert_cmpuint (ac_problem_get_http_status (problem), ==, faults[row].status);
      g_assert_true (ac_problem_get_retryable (problem));
      g_assert_cmpint (ac_problem_get_outcome_unknown (problem), ==, methods[i].changes);
      g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 2);
      g_assert_cmpuint (count_requests_of (trial->world, methods[i].path), ==, 2);
      g_assert_cmpfloat (ac_problem_get_waited (problem), >, 0.1);
    }
  trial_clear (trial);
}

static const char *const final_faults[] = {
  "\"status\":400", "\"status\":401", "\"status\":402",      "\"status\":403", "\"status\":404",
  "\"status\":422", "\"status\":301", "\"body\":\"<html>\"", "\"body\":{}",
};

/* What trying again does not change. */
static void
test_never_again (void)
{
  g_autoptr (World) world = make_world_of_three ();

  for (guint i = 0; i < G_N_ELEMENTS (final_faults); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, "1");
      g_autofree char *fault = g_strdup_printf ("{%s}", final_faults[i]);

      world_add_fault (world, fault);
      ac_connection_set_name (connection, "A");
      g_assert_false (connection_update (connection, NULL));
      g_assert_false (ac_problem_get_retryable (ac_connection_get_problem (connection)));
      g_assert_cmpuint (ac_problem_get_attempts (ac_connection_get_problem (connection)), ==, 1);
      g_assert_cmpuint (world_count_requests (world), ==, i + 1);
    }
}

/* The status has come, and with it what there is to know, though the body breaks off. */
static const struct
{
  const char *name;
  ConnectionBegin begin;
  const char *faults;
  const char *code;
  guint requests;
} truncated_refusals[] = {
  { "404-to-put", ac_connection_update, "{\"status\":404,\"body\":\"12345678\",\"close\":\"body\"}",
    "not-found", 1 },
  { "422-to-put", ac_connection_update, "{\"status\":422,\"body\":\"12345678\",\"close\":\"body\"}",
    "invalid", 1 },
  { "403-to-get", ac_connection_refresh,
    "{\"status\":403,\"body\":\"12345678\",\"close\":\"body\"}", "forbidden", 1 },
  { "404-to-repeated-delete", ac_connection_delete,
    "{\"status\":500},{\"status\":404,\"body\":\"12345678\",\"close\":\"body\"}", "ok", 2 },
  { "429-then-well", ac_connection_update,
    "{\"status\":429,\"body\":\"12345678\",\"close\":\"body\"}", "ok", 2 },
};

static void
begin_truncated_refusal (Trial *self, guint row)
{
  self->world = world_new_unlimited ();
  self->connection = ac_connection_new (self->world->client, "2");
  world_add_fault (self->world, truncated_refusals[row].faults);
  ac_connection_set_name (self->connection, "A");
  truncated_refusals[row].begin (self->connection, NULL, answer_take, &self->answers[0]);
}

static void
test_truncated_refusal (gconstpointer data)
{
  static Trial *trials;
  guint row = GPOINTER_TO_UINT (data);
  Trial *trial = take_trial (&trials, G_N_ELEMENTS (truncated_refusals), begin_truncated_refusal,
                             row);

  answer_await (&trial->answers[0]);
  g_assert_cmpuint (world_count_requests (trial->world), ==, truncated_refusals[row].requests);
  g_assert_cmpstr (answer_get_code (&trial->answers[0]), ==, truncated_refusals[row].code);
  trial_clear (trial);
}

/* On a connection that is kept from the request before, where libsoup likes to try again by
 * itself.
 */
static const struct
{
  const char *name;
  ConnectionBegin begin;
  const char *methods;
} kept[] = {
  { "put", ac_connection_update, "GET PUT" },
  { "get", ac_connection_refresh, "GET GET" },
  { "delete", ac_connection_delete, "GET DELETE" },
};

static void
test_kept (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *seen = NULL, *first = NULL, *second = NULL;

  g_assert_true (connection_refresh (connection, NULL));
  ac_client_set_max_attempts (world->client, 1);
  world_add_fault (world, "{\"close\":\"before\"}");
  ac_connection_set_name (connection, "A");
  kept[row].begin (connection, NULL, answer_take, &answer);
  answer_await (&answer);

  g_assert_cmpstr (answer_get_code (&answer), ==, "network");
  g_assert_cmpuint (ac_problem_get_attempts (ac_problem_from_result (answer.result)), ==, 1);
  seen = world_dup_methods (world);
  g_assert_cmpstr (seen, ==, kept[row].methods);
  first = world_dup_logged (world, 0, "port");
  second = world_dup_logged (world, 1, "port");
  g_assert_cmpstr (first, ==, second);
}

static void
test_kept_create (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;

  g_assert_true (ac_client_check_sync (world->client, NULL, NULL));
  {
    g_autoptr (AcConnection) other = ac_connection_new (world->client, "2");

    g_assert_true (connection_refresh (other, NULL));
  }
  world_add_fault (world, "{\"close\":\"before\"}");
  ac_connection_set_service (connection, "s");
  ac_connection_set_external_id (connection, "e");
  ac_connection_set_name (connection, "n");
  g_assert_true (connection_create (connection, &error));
  g_assert_no_error (error);
  seen = world_dup_methods (world);
  g_assert_cmpstr (seen, ==, "GET GET POST GET POST");
}

/* The server promises to keep the connection, and closes it. */
static void
test_closed_while_idle (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("A%u", i);

      world_add_fault (world, "{\"close\":\"idle\"}");
      ac_connection_set_name (connection, name);
      g_assert_true (connection_update (connection, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (world_count_requests (world), ==, i + 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      add_case ("/retry/again", faults[i].name, GUINT_TO_POINTER (i), test_again);
      add_case ("/retry/in-vain", faults[i].name, GUINT_TO_POINTER (i), test_in_vain);
    }
  g_test_add_func ("/retry/never-again", test_never_again);
  for (guint i = 0; i < G_N_ELEMENTS (truncated_refusals); i++)
    add_case ("/retry/truncated", truncated_refusals[i].name, GUINT_TO_POINTER (i),
              test_truncated_refusal);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    add_case ("/retry/kept-connection", kept[i].name, GUINT_TO_POINTER (i), test_kept);
  g_test_add_func ("/retry/kept-connection/create", test_kept_create);
  g_test_add_func ("/retry/closed-while-idle", test_closed_while_idle);
  return g_test_run ();
}
