/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The account: its address, its token, its settings, and whether it can be reached. */

#include "client-support.h"

/* ---- The address and the token ---- */

typedef struct
{
  const char *name;
  const char *given;
  const char *url;  /* NULL: it is refused … */
  const char *word; /* … with this in the message */
} Address;

/* The unit test of addresses has many more. */
static const Address addresses[] = {
  { "documented", "https://acme.api-us1.com", "https://acme.api-us1.com" },
  { "with-path", "https://acme.api-us1.com/api/3/", "https://acme.api-us1.com" },
  { "slashes", "https://acme.api-us1.com//", "https://acme.api-us1.com" },
  { "spaces", "  https://acme.api-us1.com\n", "https://acme.api-us1.com" },
  { "capitals", "HTTPS://Acme.Api-US1.com", "https://acme.api-us1.com" },
  { "hosted", "https://acme.activehosted.com", "https://acme.activehosted.com" },
  { "no-scheme", "acme.api-us1.com", "https://acme.api-us1.com" },
  { "account-name", "acme", "https://acme.api-us1.com" },
  { "port", "https://localhost:8443", "https://localhost:8443" },
  { "loopback", "http://127.0.0.1:8080/api/3", "http://127.0.0.1:8080" },
  { "loopback-v6", "http://[::1]:8080", "http://[::1]:8080" },
  { "null", NULL, NULL, "empty" },
  { "empty", "", NULL, "empty" },
  { "plain-http", "http://acme.api-us1.com", NULL, "unencrypted" },
  { "not-quite-loopback", "http://127.0.0.1.example.com", NULL, "unencrypted" },
  { "user-name", "https://" TOKEN "@acme.api-us1.com", NULL, "user name" },
  { "other-scheme", "ftp://acme.api-us1.com", NULL, "scheme" },
  { "other-path", "https://example.com/shop", NULL, "path" },
  { "control-character", "https://ac\x01me.api-us1.com", NULL, "cannot be read" },
  { "line-break", "https://acme.api-us1.com\r\nX: 1", NULL, "" },
};

static void
test_address (gconstpointer data)
{
  const Address *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcClient) client = ac_client_new (row->given, "token", &error);

  if (row->url != NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (ac_client_get_url (client), ==, row->url);
      return;
    }
  g_assert_null (client);
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, row->word));
  g_assert_null (strstr (error->message, TOKEN));
}

static void
test_bad_token (gconstpointer token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcClient) client = ac_client_new ("acme", token, &error);

  g_assert_null (client);
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "token"));
  g_assert_null (strstr (error->message, "s3cret"));
}

static void
test_properties (void)
{
  g_autoptr (AcClient) client = ac_client_new ("acme", TOKEN, NULL);
  GObjectClass *class = G_OBJECT_GET_CLASS (client);
  GParamSpec *token = g_object_class_find_property (class, "api-token");
  GParamSpec *url = g_object_class_find_property (class, "url");
  g_autofree char *read_url = NULL;
  g_autoptr (AcRateLimiter) limiter = NULL;

  g_assert_cmpint (token->flags & (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY), ==,
                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY);
  g_assert_true (url->flags & G_PARAM_CONSTRUCT_ONLY);
  g_object_get (client, "url", &read_url, "rate-limiter", &limiter, NULL);
  g_assert_cmpstr (read_url, ==, "https://acme.api-us1.com");
  g_assert_true (AC_IS_RATE_LIMITER (limiter));
  g_assert_cmpuint (ac_rate_limiter_get_requests_per_second (limiter), ==, 5);
  g_assert_null (ac_client_get_session (client));
  g_assert_null (ac_client_get_application_name (client));
  g_assert_null (ac_client_get_problem (client));
}

typedef struct
{
  const char *property;
  double initial;
  double value;
} Number;

static const Number numbers[] = {
  { "timeout", 60, 2.5 },
  { "queue-timeout", 0, 0.5 },
  { "max-attempts", 5, 1 },
};

static double
get_number (AcClient *client, const char *property)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_DOUBLE);
  g_object_get_property (G_OBJECT (client), property, &value);
  return g_value_get_double (&value);
}

static void
test_number (gconstpointer data)
{
  const Number *row = data;
  g_autoptr (AcClient) client = ac_client_new ("acme", TOKEN, NULL);
  guint *notified = count_notify (client, row->property);
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_cmpfloat (get_number (client, row->property), ==, row->initial);
  g_value_init (&value, G_TYPE_DOUBLE);
  g_value_set_double (&value, row->value);
  for (guint i = 0; i < 2; i++)
    {
      g_object_set_property (G_OBJECT (client), row->property, &value);
      g_assert_cmpfloat (get_number (client, row->property), ==, row->value);
      g_assert_cmpuint (*notified, ==, 1);
    }
}

/* Clients of an account share its limit. */
static void
test_shared_limiter (void)
{
  g_autoptr (AcClient) one = ac_client_new ("acme", "one", NULL);
  g_autoptr (AcClient) two = ac_client_new ("https://acme.activehosted.com/api/3", "two", NULL);
  g_autoptr (AcClient) other = ac_client_new ("other", "one", NULL);
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_get_for_account ("acme", NULL);

  g_assert_true (ac_client_get_rate_limiter (one) == limiter);
  g_assert_true (ac_client_get_rate_limiter (two) == limiter);
  g_assert_true (ac_client_get_rate_limiter (other) != limiter);
}

static void
test_environment (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcClient) client = NULL, none = NULL;
  g_autoptr (GError) no_url = NULL, no_token = NULL, error = NULL;

  g_unsetenv ("ACTIVECAMPAIGN_URL");
  g_setenv ("ACTIVECAMPAIGN_API_TOKEN", TOKEN, TRUE);
  none = ac_client_new_from_environment (&no_url);
  g_assert_null (none);
  g_assert_error (no_url, AC_ERROR, AC_ERROR_INVALID);
  g_assert_nonnull (strstr (no_url->message, "ACTIVECAMPAIGN_URL"));

  g_setenv ("ACTIVECAMPAIGN_URL", emulator_get_url (world->emulator), TRUE);
  g_setenv ("ACTIVECAMPAIGN_API_TOKEN", "", TRUE);
  none = ac_client_new_from_environment (&no_token);
  g_assert_null (none);
  g_assert_error (no_token, AC_ERROR, AC_ERROR_INVALID);
  g_assert_nonnull (strstr (no_token->message, "ACTIVECAMPAIGN_API_TOKEN"));

  g_setenv ("ACTIVECAMPAIGN_API_TOKEN", emulator_get_token (world->emulator), TRUE);
  client = ac_client_new_from_environment (&error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_client_get_url (client), ==, emulator_get_url (world->emulator));
  g_assert_true (client_check (client, &error));
  g_assert_no_error (error);
  g_unsetenv ("ACTIVECAMPAIGN_URL");
  g_unsetenv ("ACTIVECAMPAIGN_API_TOKEN");
}

/* As bindings make it: nobody calls init. */
static void
test_keywords (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcClient) client = g_object_new (
    AC_TYPE_CLIENT, "url", emulator_get_url (world->emulator), "api-token",
    emulator_get_token (world->emulator), "timeout", 5.0, "max-attempts", 2, "application-name",
    "Shop/1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpfloat (ac_client_get_timeout (client), ==, 5);
  g_assert_cmpuint (ac_client_get_max_attempts (client), ==, 2);
  g_assert_true (client_check (client, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (g_initable_init (G_INITABLE (client), NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_true (client_check (client, NULL));
}

typedef struct
{
  const char *name;
  const char *url;
  const char *token;
  const char *field;
} Unusable;

static const Unusable unusable[] = {
  { "url", "http://acme.api-us1.com", "token", "url" },
  { "no-url", NULL, "token", "url" },
  { "token", "acme", "to ken", "api-token" },
  { "no-token", "acme", NULL, "api-token" },
};

static void
assert_unusable (AcProblem *problem, const GError *error, const char *field)
{
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_assert_cmpstr (ac_problem_get_field (problem), ==, field);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_cmpstr (ac_problem_get_message (problem), ==, error->message);
}

static void
test_unusable (gconstpointer data)
{
  const Unusable *row = data;
  g_autoptr (AcClient) client = g_object_new (AC_TYPE_CLIENT, "url", row->url, "api-token",
                                              row->token, NULL);
  g_autoptr (AcConnection) connection = ac_connection_new (client, "2");
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (AcConnectionList) list = ac_connection_list_new (client);
  g_autoptr (GError) check = NULL, find = NULL, update = NULL, load = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (g_initable_init (G_INITABLE (client), NULL, &error));
      g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
    }

  g_assert_false (client_check (client, &check));
  assert_unusable (ac_client_get_problem (client), check, row->field);
  found = client_find (client, "a", "b", &find);
  g_assert_null (found);
  assert_unusable (ac_client_get_problem (client), find, row->field);
  ac_connection_set_name (connection, "Acme");
  g_assert_false (connection_update (connection, &update));
  assert_unusable (ac_connection_get_problem (connection), update, row->field);
  g_assert_false (list_load_more (list, &load));
  assert_unusable (ac_connection_list_get_problem (list), load, row->field);
}

/* ---- check() ---- */

static void
test_check (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (GError) error = NULL;
  g_autofree char *method = NULL, *path = NULL, *query = NULL;

  g_assert_true (client_check (world->client, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (world_count_requests (world), ==, 1);
  method = world_dup_logged (world, 0, "method");
  path = world_dup_logged (world, 0, "path");
  query = world_dup_logged (world, 0, "query");
  g_assert_cmpstr (method, ==, "GET");
  g_assert_cmpstr (path, ==, "/api/3/connections");
  g_assert_cmpstr (query, ==, "limit=1");
  g_assert_true (ac_client_check_sync (world->client, NULL, &error));
  g_assert_no_error (error);
}

static void
test_check_problem (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcClient) client = ac_client_new (emulator_get_url (world->emulator), "wrong", NULL);
  guint *notified = count_notify (client, "problem");
  g_autoptr (GError) error = NULL, sync_error = NULL;

  g_assert_false (client_check (client, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_FORBIDDEN);
  g_assert_cmpuint (*notified, ==, 1);
  g_assert_cmpstr (ac_problem_get_message (ac_client_get_problem (client)), ==, error->message);
  g_assert_false (ac_problem_get_outcome_unknown (ac_client_get_problem (client)));
  g_assert_false (ac_client_check_sync (client, NULL, &sync_error));
  g_assert_error (sync_error, AC_ERROR, AC_ERROR_FORBIDDEN);
  g_assert_cmpuint (*notified, ==, 2);

  g_assert_null (ac_client_get_problem (world->client));
  world_add_fault (world, "{\"body\":\"<html>\"}");
  g_clear_error (&error);
  g_assert_false (client_check (world->client, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_BAD_RESPONSE);
  g_assert_nonnull (ac_client_get_problem (world->client));
  g_assert_true (client_check (world->client, NULL));
  g_assert_null (ac_client_get_problem (world->client));
}

/* ---- A session of the app's own ---- */

static void
test_application_name (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  guint *notified = count_notify (world->client, "application-name");
  g_autofree char *agent = NULL;

  ac_client_set_application_name (world->client, "Shop/1.2");
  ac_client_set_application_name (world->client, "Shop/1.2");
  g_assert_cmpuint (*notified, ==, 1);
  g_assert_true (client_check (world->client, NULL));
  agent = world_dup_logged (world, 0, "headers.user-agent");
  g_assert_true (g_str_has_prefix (agent, "Shop/1.2 activecampaign-glib/"));
}

static void
test_bad_application_name (gconstpointer name)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (GError) error = NULL;

  ac_client_set_application_name (world->client, name);
  g_assert_false (client_check (world->client, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_assert_cmpstr (ac_problem_get_field (ac_client_get_problem (world->client)), ==,
                   "application-name");
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* ---- TLS ---- */

static void
add_address_cases (void)
{
  static const struct
  {
    const char *name;
    const char *token;
  } tokens[] = {
    { "null", NULL },
    { "empty", "" },
    { "space", "s3cret token" },
    { "space-at-the-end", "s3cret " },
    { "line-break", "s3cret\r\nX: 1" },
    { "control-character", "s3cret\x7f" },
    { "not-ascii", "s3crét" },
  };

  ADD_CASES ("/client/address", addresses, test_address);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    add_case ("/client/bad-token", tokens[i].name, tokens[i].token, test_bad_token);
  g_test_add_func ("/client/properties", test_properties);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    add_case ("/client/number", numbers[i].property, &numbers[i], test_number);
  g_test_add_func ("/client/shared-limiter", test_shared_limiter);
  g_test_add_func ("/client/environment", test_environment);
  g_test_add_func ("/client/keywords", test_keywords);
  ADD_CASES ("/client/unusable", unusable, test_unusable);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  add_address_cases ();
  g_test_add_func ("/client/check", test_check);
  g_test_add_func ("/client/check/problem", test_check_problem);
  g_test_add_func ("/client/application-name", test_application_name);
  add_case ("/client/application-name", "not-ascii", "Café", test_bad_application_name);
  add_case ("/client/application-name", "line-break", "a\r\nX: 1", test_bad_application_name);
  return g_test_run ();
}
