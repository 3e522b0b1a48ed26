/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The account: its address and token, how it is reached, and what of it nobody else sees. */

#include "support.h"

#include <glib/gstdio.h>

#define TOKEN "S3CRET-T0KEN"

/* Warnings that a test is about, kept from ending it. */
static GString *warnings;

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  /* What GLib says about g_setenv() is not TAP. */
  if ((level & G_LOG_LEVEL_DEBUG) && !g_test_subprocess ())
    return G_LOG_WRITER_HANDLED;
  if (warnings == NULL || !(level & G_LOG_LEVEL_WARNING))
    return g_log_writer_default (level, fields, n_fields, NULL);
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (warnings, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* An emulator and a client of it that has this session. */
static World *
world_new_with_session (SoupSession *session)
{
  World *world = world_new_unlimited ();

  ac_client_set_session (world->client, session);
  return world;
}

static gboolean
client_check (AcClient *client, GError **error)
{
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_check (client, NULL, answer_take, &answer);
  return ac_client_check_finish (client, answer_await (&answer), error);
}

static AcConnection *
client_find (AcClient *client, const char *service, const char *external_id, GError **error)
{
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_find_connection (client, service, external_id, NULL, answer_take, &answer);
  return ac_client_find_connection_finish (client, answer_await (&answer), error);
}

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

/* ---- find_connection() ---- */

typedef struct
{
  guint first; /* id of the page's first row */
  guint count; /* of its rows; 0: no more pages */
  int total;   /* -1: not told */
  guint match; /* id of one more row, which is the one; 0: none */
} Page;

typedef struct
{
  const char *name;
  Page pages[6];       /* that the server has to give, one after the other */
  const char *found;   /* id */
  const char *offsets; /* that are asked for */
} Find;

/* Each page begins with what is nearly the one that is looked for: ("shop", "acme"). */
static const char *const near_misses[][2] = {
  { "shop", "acme2" }, { "shop", "ACME" }, { "Shop", "acme" },  { "shop", "acme " },
  { "shop", "" },      { "sho", "acme" },  { "shop2", "acme" },
};

static const Find finds[] = {
  { "among-near-misses", { { 1, 7, 8, 99 } }, "99", "0" },
  { "on-the-second-page", { { 1, 100, 150 }, { 101, 49, 150, 999 } }, "999", "0 100" },
  { "none", { { 1, 7, 7 } }, NULL, "0" },
  { "none-on-three-pages",
    { { 1, 100, 250 }, { 101, 100, 250 }, { 201, 50, 250 } },
    NULL,
    "0 100 200" },
  { "total-not-told", { { 1, 100, -1 }, { 101, 5, -1, 999 } }, "999", "0 100" },
  { "total-not-told-and-none", { { 1, 100, -1 }, { 101, 5, -1 } }, NULL, "0 100" },
  /* Ten rows before the second page are gone, so that ten more have moved up. */
  { "total-shrank",
    { { 1, 100, 210 }, { 111, 100, 200 }, { 101, 99, 200, 999 } },
    "999",
    "0 100 90" },
  { "total-shrank-and-seen-in-a-second-walk",
    { { 1, 100, 150 }, { 102, 49, 149 }, { 101, 50, 149 }, { 1, 99, 149, 999 } },
    "999",
    "0 100 99 0" },
  { "total-grew-and-none",
    { { 1, 100, 149 }, { 101, 50, 150 }, { 1, 100, 150 }, { 101, 50, 150 } },
    NULL,
    "0 100 0 100" },
  { "page-repeated",
    { { 1, 100, 1000 }, { 1, 100, 1000 }, { 1, 100, 1000 }, { 1, 100, 1000 } },
    NULL,
    "0 100 200 300" },
};

static void
append_row (GString *json, guint id, const char *service, const char *external_id)
{
  g_string_append_printf (json, "%s{\"id\":\"%u\",\"service\":\"%s\",\"externalid\":\"%s\"}",
                          g_str_has_suffix (json->str, "}") ? "," : "", id, service, external_id);
}

static void
add_page (World *world, const Page *page)
{
  g_autoptr (GString) json = g_string_new ("{\"match\":{\"method\":\"GET\"},\"body\":"
                                           "{\"connections\":[");

  for (guint i = 0; i < page->count; i++)
    append_row (json, page->first + i, near_misses[i % G_N_ELEMENTS (near_misses)][0],
                near_misses[i % G_N_ELEMENTS (near_misses)][1]);
  if (page->match != 0)
    append_row (json, page->match, "shop", "acme");
  g_string_append (json, "]");
  if (page->total >= 0)
    g_string_append_printf (json, ",\"meta\":{\"total\":\"%d\"}", page->total);
  g_string_append (json, "}}");
  world_add_fault (world, json->str);
}

/* The offsets that were asked for, such as "0 100". */
static char *
dup_offsets (World *world)
{
  GString *offsets = g_string_new (NULL);

  for (guint i = 0; i < world_count_requests (world); i++)
    {
      g_autofree char *query = world_dup_logged (world, i, "query");
      const char *offset = strstr (query, "offset=");

      g_assert_nonnull (strstr (query, "filters%5Bservice%5D=shop&filters%5Bexternalid%5D=acme&"));
      g_assert_nonnull (strstr (query, "limit=100"));
      g_string_append_printf (offsets, "%s%s", i > 0 ? " " : "",
                              offset != NULL ? offset + strlen ("offset=") : "0");
    }
  return g_string_free (offsets, FALSE);
}

static void
test_find (gconstpointer data)
{
  const Find *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *offsets = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (row->pages) && row->pages[i].count > 0; i++)
    add_page (world, &row->pages[i]);
  found = client_find (world->client, "shop", "acme", &error);
  g_assert_no_error (error);
  g_assert_null (ac_client_get_problem (world->client));
  offsets = dup_offsets (world);
  g_assert_cmpstr (offsets, ==, row->offsets);
  if (row->found == NULL)
    {
      g_assert_null (found);
      return;
    }
  g_assert_cmpstr (ac_connection_get_id (found), ==, row->found);
  g_assert_cmpstr (ac_connection_get_service (found), ==, "shop");
  g_assert_cmpstr (ac_connection_get_external_id (found), ==, "acme");
  g_assert_true (ac_connection_get_client (found) == world->client);
  g_assert_false (ac_connection_get_modified (found));
}

/* However a server lies about its total, the search ends. */
static void
test_find_ends (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 500; i++)
    {
      add_page (world, &(Page){ 1, 1, 1000 });
      add_page (world, &(Page){ 2, 1, 10 });
    }
  found = client_find (world->client, "shop", "acme", &error);
  g_assert_no_error (error);
  g_assert_null (found);
  g_test_message ("%u requests", world_count_requests (world));
  g_assert_cmpuint (world_count_requests (world), <, 1000);
}

static void
test_find_empty_account (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcConnection) async = NULL, sync = NULL;

  async = client_find (world->client, "shop", "acme", &error);
  g_assert_no_error (error);
  g_assert_null (async);
  sync = ac_client_find_connection_sync (world->client, "shop", "acme", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (sync);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

typedef struct
{
  const char *name;
  const char *fault;
  AcError code;
} FindFailure;

static const FindFailure find_failures[] = {
  { "refused", "{\"status\":403,\"body\":{}}", AC_ERROR_FORBIDDEN },
  { "unavailable", "{\"status\":500,\"body\":\"\"}", AC_ERROR_UNAVAILABLE },
  { "no-list", "{\"body\":{}}", AC_ERROR_BAD_RESPONSE },
  { "list-is-an-object", "{\"body\":{\"connections\":{}}}", AC_ERROR_BAD_RESPONSE },
  { "row-is-a-string", "{\"body\":{\"connections\":[\"2\"]}}", AC_ERROR_BAD_RESPONSE },
  { "row-without-id", "{\"body\":{\"connections\":[{\"name\":\"x\"}]}}", AC_ERROR_BAD_RESPONSE },
  { "not-json", "{\"body\":\"<html>\"}", AC_ERROR_BAD_RESPONSE },
};

static void
test_find_failure (gconstpointer data)
{
  const FindFailure *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  ac_client_set_max_attempts (world->client, 1);
  add_page (world, &(Page){ 1, 100, 200 });
  world_add_fault (world, row->fault);
  found = client_find (world->client, "shop", "acme", &error);
  g_assert_null (found);
  g_assert_error (error, AC_ERROR, (int) row->code);
  g_assert_false (ac_problem_get_outcome_unknown (ac_client_get_problem (world->client)));
}

static void
test_find_not_utf8 (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  found = client_find (world->client, "shop", "Caf\xe9", &error);
  g_assert_null (found);
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_assert_cmpstr (ac_problem_get_field (ac_client_get_problem (world->client)), ==, "external-id");
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* Values that need encoding reach the server as they are. */
static void
test_find_special (gconstpointer external_id)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) made = ac_connection_new (world->client, NULL);
  g_autoptr (AcConnection) found = NULL, other = NULL;
  g_autoptr (GError) error = NULL;

  ac_connection_set_service (made, "my & shop=1");
  ac_connection_set_external_id (made, external_id);
  ac_connection_set_name (made, "x");
  g_assert_true (connection_create (made, &error));
  g_assert_no_error (error);
  found = client_find (world->client, "my & shop=1", external_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_id (found), ==, ac_connection_get_id (made));
  g_assert_cmpstr (ac_connection_get_external_id (found), ==, external_id);
  g_clear_object (&found);
  found = ac_client_find_connection_sync (world->client, "my & shop=1", external_id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_id (found), ==, ac_connection_get_id (made));
  other = client_find (world->client, "my", external_id, &error);
  g_assert_no_error (error);
  g_assert_null (other);
}

/* ---- A session of the app's own ---- */

static void
count_line (
  SoupLogger *logger, SoupLoggerLogLevel level, char direction, const char *line, gpointer count)
{
  ++*(guint *) count;
}

static void
update_twice (World *world)
{
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  ac_connection_set_name (connection, "Once");
  g_assert_true (connection_update (connection, &error));
  g_assert_no_error (error);
  ac_connection_set_name (connection, "Twice");
  g_assert_true (ac_connection_update_sync (connection, NULL, &error));
  g_assert_no_error (error);
}

/* The app's logger logs what the app sends, and nothing of ours. */
static void
test_session_logger (void)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupLogger) logger = soup_logger_new (SOUP_LOGGER_LOG_BODY);
  g_autoptr (World) world = world_new_with_session (session);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) answer = NULL;
  guint count = 0;

  soup_logger_set_printer (logger, count_line, &count, NULL);
  soup_session_add_feature (session, SOUP_SESSION_FEATURE (logger));
  update_twice (world);
  g_assert_cmpuint (count, ==, 0);

  message = soup_message_new ("GET", emulator_get_url (world->emulator));
  answer = soup_session_send_and_read (session, message, NULL, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpuint (count, >, 0);
}

/* No cookie is kept, none sent: they would tie accounts together. */
static void
test_session_cookies (void)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupCookieJar) jar = soup_cookie_jar_new ();
  g_autoptr (World) world = world_new_with_session (session);
  GSList *cookies;

  soup_session_add_feature (session, SOUP_SESSION_FEATURE (jar));
  soup_cookie_jar_add_cookie (jar, soup_cookie_new ("mine", "1", "127.0.0.1", "/", -1));
  update_twice (world);
  cookies = soup_cookie_jar_all_cookies (jar);
  g_assert_cmpuint (g_slist_length (cookies), ==, 1);
  g_slist_free_full (cookies, (GDestroyNotify) soup_cookie_free);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *cookie = world_dup_logged (world, i, "headers.cookie");

      g_assert_null (cookie);
    }
}

/* What the server says may be kept is asked for all the same. */
static void
test_session_cache (void)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *directory = g_dir_make_tmp ("ac-test-XXXXXX", NULL);
  g_autoptr (SoupCache) cache = soup_cache_new (directory, SOUP_CACHE_SINGLE_USER);
  g_autoptr (World) world = world_new_with_session (session);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

  soup_session_add_feature (session, SOUP_SESSION_FEATURE (cache));
  world_add_fault (world, "{\"times\":0,\"headers\":{\"Cache-Control\":\"max-age=1000\","
                          "\"Pragma\":null,\"Expires\":null}}");
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  soup_cache_flush (cache);
  soup_cache_clear (cache);
  g_clear_object (&cache);
  g_rmdir (directory);
}

/* A password that the app's session has for the host is not sent. */
static void
test_session_auth (void)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (World) world = world_new_with_session (session);
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GUri) uri = g_uri_parse (emulator_get_url (world->emulator), G_URI_FLAGS_NONE, NULL);
  g_autoptr (SoupMessage) message = soup_message_new_from_uri ("GET", uri);
  g_autoptr (SoupAuth) auth = soup_auth_new (SOUP_TYPE_AUTH_BASIC, message, "Basic realm=\"x\"");
  SoupAuthManager *manager = SOUP_AUTH_MANAGER (
    soup_session_get_feature (session, SOUP_TYPE_AUTH_MANAGER));
  g_autoptr (GError) error = NULL;

  soup_auth_authenticate (auth, "user", "password");
  soup_auth_manager_use_auth (manager, uri, auth);
  world_add_fault (world, "{\"times\":0,\"status\":401,\"body\":{},"
                          "\"headers\":{\"WWW-Authenticate\":\"Basic realm=\\\"x\\\"\"}}");
  g_assert_false (connection_refresh (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (world_count_requests (world), ==, 1);
  {
    g_autofree char *authorization = world_dup_logged (world, 0, "headers.authorization");

    g_assert_null (authorization);
  }
}

/* The app goes on using its session as it likes. */
static void
test_session_is_shared (void)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("user-agent", "App", NULL);
  g_autoptr (World) world = world_new_with_session (session);
  g_autoptr (World) other = world_new_with_session (session);
  g_autoptr (SoupSession) read_session = NULL;

  g_object_get (world->client, "session", &read_session, NULL);
  g_assert_true (read_session == session);
  g_assert_true (ac_client_get_session (world->client) == session);
  update_twice (world);
  update_twice (other);
  g_assert_cmpstr (soup_session_get_user_agent (session), ==, "App");
}

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

/* What can be set until the first operation stays then, the times do not. */
static void
test_fixed_after_first_operation (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (1);
  AcRateLimiter *before;

  ac_client_set_session (world->client, session);
  ac_client_set_session (world->client, NULL);
  before = ac_client_get_rate_limiter (world->client);
  g_assert_true (client_check (world->client, NULL));
  warnings = g_string_new (NULL);
  ac_client_set_session (world->client, session);
  ac_client_set_rate_limiter (world->client, limiter);
  g_assert_nonnull (strstr (warnings->str, "AcClient:session"));
  g_assert_nonnull (strstr (warnings->str, "AcClient:rate-limiter"));
  g_string_free (g_steal_pointer (&warnings), TRUE);
  g_assert_null (ac_client_get_session (world->client));
  g_assert_true (ac_client_get_rate_limiter (world->client) == before);

  ac_client_set_timeout (world->client, 1);
  ac_client_set_queue_timeout (world->client, 1);
  ac_client_set_max_attempts (world->client, 1);
  g_assert_cmpfloat (ac_client_get_timeout (world->client), ==, 1);
  g_assert_cmpfloat (ac_client_get_queue_timeout (world->client), ==, 1);
  g_assert_cmpuint (ac_client_get_max_attempts (world->client), ==, 1);
}

/* ---- Where the token does not go ---- */

static void
test_redirect (gconstpointer data)
{
  guint status = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (World) other = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *fault = g_strdup_printf ("{\"times\":0,\"status\":%u,\"body\":\"\",\"headers\":{"
                                            "\"Location\":\"%s/api/3/connections/2\"}}",
                                            status, emulator_get_url (other->emulator));
  g_autoptr (GError) refresh = NULL, update = NULL, check = NULL;

  world_add_fault (world, fault);
  g_assert_false (connection_refresh (connection, &refresh));
  g_assert_error (refresh, AC_ERROR, AC_ERROR_REDIRECTED);
  ac_connection_set_name (connection, "Acme");
  g_assert_false (connection_update (connection, &update));
  g_assert_error (update, AC_ERROR, AC_ERROR_REDIRECTED);
  g_assert_cmpuint (ac_problem_get_attempts (ac_connection_get_problem (connection)), ==, 1);
  g_assert_false (ac_client_check_sync (world->client, NULL, &check));
  g_assert_error (check, AC_ERROR, AC_ERROR_REDIRECTED);
  g_assert_cmpuint (world_count_requests (world), ==, 3);
  g_assert_cmpuint (world_count_requests (other), ==, 0);
}

/* Links in answers are read, and nobody goes there. */
static void
test_links (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (World) other = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *link = g_strconcat (emulator_get_url (other->emulator),
                                       "/api/3/connections/2/customers", NULL);
  g_autofree char *fault = g_strdup_printf (
    "{\"times\":0,\"headers\":{\"Link\":\"<%s>; rel=next\","
    "\"Refresh\":\"0; url=%s\",\"Content-Location\":\"%s\"},"
    "\"patch\":{\"links\":{\"customers\":\"%s\"}}}",
    link, link, link, link);

  world_add_fault (world, fault);
  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "Acme");
  g_assert_true (connection_update (connection, NULL));
  g_assert_cmpstr (ac_connection_get_customers_url (connection), ==, link);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_cmpuint (world_count_requests (other), ==, 0);
}

typedef struct
{
  const char *name;
  const char *fault;
} Echo;

/* A server that says the token aloud. */
static const Echo echoes[] = {
  { "title", "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad " TOKEN "\"}]}}" },
  { "detail",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad\",\"detail\":\"" TOKEN "\"}]}}" },
  { "code", "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad\",\"code\":\"" TOKEN "\"}]}}" },
  { "field", "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Bad\","
             "\"source\":{\"pointer\":\"/data/attributes/" TOKEN "\"}}]}}" },
  { "field-by-name", "{\"status\":422,\"body\":{\"errors\":{\"" TOKEN "\":[\"is bad\"]}}}" },
  { "errors-string", "{\"status\":422,\"body\":{\"errors\":\"" TOKEN "\"}}" },
  { "message", "{\"status\":403,\"body\":{\"message\":\"The key " TOKEN " is not known\"}}" },
  { "message-twice", "{\"status\":403,\"body\":{\"message\":\"" TOKEN TOKEN "\"}}" },
  { "message-escaped",
    "{\"status\":403,\"body\":\"{\\\"message\\\":\\\"\\\\u00533CRET-T0KEN\\\"}\"}" },
  { "text", "{\"status\":403,\"body\":\"Api-Token: " TOKEN "\"}" },
  { "html", "{\"status\":403,\"body\":\"<html>" TOKEN "</html>\"}" },
  { "request-id", "{\"status\":403,\"body\":{},\"headers\":{\"X-Request-Id\":\"" TOKEN "\"}}" },
  { "ac-error", "{\"body\":\"\",\"headers\":{\"X-Ac-Error\":\"" TOKEN "\"}}" },
  { "bad-answer", "{\"body\":\"key " TOKEN "\"}" },
  { "hidden-failure", "{\"body\":{\"success\":0,\"message\":\"" TOKEN "\"}}" },
  { "location", "{\"status\":302,\"body\":\"\",\"headers\":{\"Location\":\"http://" TOKEN "/\"}}" },
  { "retry-after", "{\"status\":429,\"body\":\"\",\"headers\":{\"Retry-After\":\"" TOKEN "\"}}" },
  { "challenge", "{\"status\":401,\"body\":{},\"headers\":{\"WWW-Authenticate\":\"" TOKEN "\"}}" },
};

static World *
world_new_with_token (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.rate_limit = 0;
  options.token = TOKEN;
  return world_new (&options);
}

static void
assert_no_token (GObject *object)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint count;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &count);
  for (guint i = 0; i < count; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *contents = NULL;

      if (!(pspecs[i]->flags & G_PARAM_READABLE))
        continue;
      g_value_init (&value, pspecs[i]->value_type);
      g_object_get_property (object, pspecs[i]->name, &value);
      contents = g_strdup_value_contents (&value);
      if (strstr (contents, TOKEN) != NULL)
        g_error ("%s:%s is %s", G_OBJECT_TYPE_NAME (object), pspecs[i]->name, contents);
    }
}

static void
test_echo (gconstpointer data)
{
  const Echo *row = data;
  g_autoptr (World) world = world_new_with_token ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (GError) error = NULL;

  ac_client_set_max_attempts (world->client, 1);
  ac_connection_set_name (connection, "Acme");
  world_add_fault (world, row->fault);
  g_assert_false (connection_update (connection, &error));
  g_test_message ("%s", error->message);
  g_assert_null (strstr (error->message, TOKEN));
  assert_no_token (G_OBJECT (ac_connection_get_problem (connection)));
  assert_no_token (G_OBJECT (connection));
  assert_no_token (G_OBJECT (world->client));
}

/* Whatever is logged where everything is: run by the next test. */
static void
log_everything (void)
{
  g_autoptr (World) world = world_new_with_token ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);

  g_assert_true (client_check (world->client, NULL));
  g_assert_true (ac_client_check_sync (world->client, NULL, NULL));
  g_assert_true (list_load_more (list, NULL));
  found = client_find (world->client, "fooCommerce", "toolbox@example.com", NULL);
  g_assert_nonnull (found);
  ac_client_set_max_attempts (world->client, 1);
  ac_connection_set_name (connection, "Acme");
  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      world_add_fault (world, echoes[i].fault);
      g_assert_false (connection_update (connection, NULL));
    }
  world_add_fault (world, "{\"close\":\"reset\"}");
  g_assert_false (connection_update (connection, NULL));
  g_debug ("this is logged");
}

static void
test_log (void)
{
  if (g_test_subprocess ())
    {
      log_everything ();
      return;
    }
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*this is logged*");
  g_test_trap_assert_stdout_unmatched ("*" TOKEN "*");
  g_test_trap_assert_stderr_unmatched ("*" TOKEN "*");
}

/* ---- The network ---- */

static void
test_nothing_listens (void)
{
  /* Bound and not listening: nobody else gets the port. */
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (AcClient) client = NULL;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  AcProblem *problem;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  url = g_strdup_printf ("http://127.0.0.1:%u",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  client = ac_client_new (url, TOKEN, NULL);
  ac_client_set_max_attempts (client, 2);
  connection = ac_connection_new (client, "2");
  ac_connection_set_name (connection, "Acme");
  g_assert_false (connection_update (connection, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_NETWORK);
  g_test_message ("%s", error->message);
  problem = ac_connection_get_problem (connection);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 2);
  g_assert_true (ac_problem_get_retryable (problem));
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpfloat (ac_problem_get_waited (problem), >, 0);
  g_assert_true (ac_connection_get_modified (connection));
}

/* ---- TLS ---- */

/* An emulator with TLS, and a session that trusts its certificate. */
typedef struct
{
  World *world;
  char *directory;
  char *file; /* with the certificate */
  SoupSession *session;
  SoupHTTPVersion version; /* of the last answer */
} TlsWorld;

static SoupSession *
make_trusting_session (GTlsCertificate *certificate, const char *file)
{
  g_autofree char *pem = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  g_assert_true (g_file_set_contents (file, pem, -1, NULL));
  database = g_tls_file_database_new (file, &error);
  g_assert_no_error (error);
  return soup_session_new_with_options ("tls-database", database, "max-conns-per-host", 10, NULL);
}

static void
on_got_headers (SoupMessage *message, TlsWorld *self)
{
  self->version = soup_message_get_http_version (message);
}

static void
on_request_queued (SoupSession *session, SoupMessage *message, TlsWorld *self)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), self);
}

static void
tls_world_init (TlsWorld *self, gboolean http2)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.tls = TRUE;
  options.rate_limit = 0;
  options.connections = 5;
  if (http2)
    g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  self->world = world_new (&options);
  g_unsetenv ("SOUP_SERVER_HTTP2");
  self->directory = g_dir_make_tmp ("ac-test-XXXXXX", NULL);
  self->file = g_build_filename (self->directory, "certificate.pem", NULL);
  self->session = make_trusting_session (emulator_get_certificate (self->world->emulator),
                                         self->file);
  g_signal_connect (self->session, "request-queued", G_CALLBACK (on_request_queued), self);
}

static void
tls_world_clear (TlsWorld *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  world_free (self->world);
  g_object_unref (self->session);
  g_unlink (self->file);
  g_rmdir (self->directory);
  g_free (self->file);
  g_free (self->directory);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TlsWorld, tls_world_clear)

static void
test_tls_not_trusted (void)
{
  g_auto (TlsWorld) tls = { 0 };
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) async_error = NULL, sync_error = NULL;
  AcProblem *problem;

  tls_world_init (&tls, FALSE);
  connection = ac_connection_new (tls.world->client, "2");
  ac_connection_set_name (connection, "Acme");
  g_assert_false (connection_update (connection, &async_error));
  g_assert_error (async_error, AC_ERROR, AC_ERROR_TLS);
  g_test_message ("%s", async_error->message);
  problem = ac_connection_get_problem (connection);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 1);
  g_assert_false (ac_problem_get_retryable (problem));
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_false (ac_connection_update_sync (connection, NULL, &sync_error));
  g_assert_error (sync_error, AC_ERROR, AC_ERROR_TLS);
  g_assert_cmpuint (world_count_requests (tls.world), ==, 0);
}

/* Updates of several connections, some awaited and some not, in one thread. */
static void
test_tls (gconstpointer http2)
{
  g_auto (TlsWorld) tls = { 0 };
  AcConnection *connections[5];
  Answer answers[5] = { ANSWER_INIT };

  tls_world_init (&tls, GPOINTER_TO_INT (http2));
  ac_client_set_session (tls.world->client, tls.session);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      connections[i] = ac_connection_new (tls.world->client, id);
    }
  for (guint round = 0; round < 5; round++)
    {
      g_autofree char *name = g_strdup_printf ("Round %u", round);

      /* These are under way … */
      world_add_fault (tls.world, "{\"hold\":\"before\",\"times\":2}");
      for (guint i = 0; i < 2; i++)
        {
          answers[i] = (Answer) ANSWER_INIT;
          ac_connection_set_name (connections[i], name);
          ac_connection_update (connections[i], NULL, answer_take, &answers[i]);
        }
      world_await_held (tls.world, 2);
      /* … while these are waited for, and these begin. */
      for (guint i = 2; i < 4; i++)
        {
          g_autoptr (GError) error = NULL;

          ac_connection_set_name (connections[i], name);
          g_assert_true (ac_connection_update_sync (connections[i], NULL, &error));
          g_assert_no_error (error);
        }
      answers[4] = (Answer) ANSWER_INIT;
      ac_connection_set_name (connections[4], name);
      ac_connection_update (connections[4], NULL, answer_take, &answers[4]);
      g_assert_true (ac_client_check_sync (tls.world->client, NULL, NULL));
      world_release (tls.world);
      for (guint i = 0; i < 5; i++)
        {
          g_autofree char *id = g_strdup_printf ("%u", i + 1);
          g_autofree char *stored = NULL;

          if (i != 2 && i != 3)
            {
              g_autoptr (GError) error = NULL;

              answer_await (&answers[i]);
              g_assert_true (
                ac_connection_update_finish (connections[i], answers[i].result, &error));
              g_assert_no_error (error);
              answer_clear (&answers[i]);
            }
          stored = world_dup_stored (tls.world, id, "name");
          g_assert_cmpstr (stored, ==, name);
        }
      g_assert_cmpint (tls.version, ==, GPOINTER_TO_INT (http2) ? SOUP_HTTP_2_0 : SOUP_HTTP_1_1);
    }
  for (guint i = 0; i < 5; i++)
    g_object_unref (connections[i]);
}

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

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    add_case ("/client/address", addresses[i].name, &addresses[i], test_address);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    add_case ("/client/bad-token", tokens[i].name, tokens[i].token, test_bad_token);
  g_test_add_func ("/client/properties", test_properties);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    add_case ("/client/number", numbers[i].property, &numbers[i], test_number);
  g_test_add_func ("/client/shared-limiter", test_shared_limiter);
  g_test_add_func ("/client/environment", test_environment);
  g_test_add_func ("/client/keywords", test_keywords);
  for (guint i = 0; i < G_N_ELEMENTS (unusable); i++)
    add_case ("/client/unusable", unusable[i].name, &unusable[i], test_unusable);
}

static void
add_find_cases (void)
{
  static const struct
  {
    const char *name;
    const char *external_id;
  } special[] = {
    { "email", "john.doe+shop@example.com" },
    { "url", "https://example.com/?a=b&c=d#e" },
    { "spaces", "  a  b  " },
    { "percent", "100%25" },
    { "brackets", "a[b]{c}" },
    { "quotes", "\"a\" 'b' \\c" },
    { "unicode", "Café Größe 東京 😀" },
    { "slashes", "../../a;b" },
    { "line-break", "a\nb\tc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (finds); i++)
    add_case ("/client/find", finds[i].name, &finds[i], test_find);
  g_test_add_func ("/client/find/ends", test_find_ends);
  g_test_add_func ("/client/find/empty-account", test_find_empty_account);
  for (guint i = 0; i < G_N_ELEMENTS (find_failures); i++)
    add_case ("/client/find/failure", find_failures[i].name, &find_failures[i], test_find_failure);
  g_test_add_func ("/client/find/not-utf8", test_find_not_utf8);
  for (guint i = 0; i < G_N_ELEMENTS (special); i++)
    add_case ("/client/find/special", special[i].name, special[i].external_id, test_find_special);
}

static void
add_secrecy_cases (void)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", statuses[i]);

      add_case ("/client/redirect", name, GUINT_TO_POINTER (statuses[i]), test_redirect);
    }
  g_test_add_func ("/client/links", test_links);
  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    add_case ("/client/echo", echoes[i].name, &echoes[i], test_echo);
  g_test_add_func ("/client/log", test_log);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  add_address_cases ();
  g_test_add_func ("/client/check", test_check);
  g_test_add_func ("/client/check/problem", test_check_problem);
  add_find_cases ();
  g_test_add_func ("/client/session/logger", test_session_logger);
  g_test_add_func ("/client/session/cookies", test_session_cookies);
  g_test_add_func ("/client/session/cache", test_session_cache);
  g_test_add_func ("/client/session/auth", test_session_auth);
  g_test_add_func ("/client/session/is-shared", test_session_is_shared);
  g_test_add_func ("/client/application-name", test_application_name);
  add_case ("/client/application-name", "not-ascii", "Café", test_bad_application_name);
  add_case ("/client/application-name", "line-break", "a\r\nX: 1", test_bad_application_name);
  g_test_add_func ("/client/fixed-after-first-operation", test_fixed_after_first_operation);
  add_secrecy_cases ();
  g_test_add_func ("/client/nothing-listens", test_nothing_listens);
  g_test_add_func ("/client/tls/not-trusted", test_tls_not_trusted);
  g_test_add_data_func ("/client/tls/trusted", GINT_TO_POINTER (FALSE), test_tls);
  g_test_add_data_func ("/client/tls/http2", GINT_TO_POINTER (TRUE), test_tls);
  return g_test_run ();
}
