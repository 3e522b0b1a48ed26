/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What acwf_open() takes and refuses. */

#include "host.h"

#include <string.h>

#define URL "\"url\":\"https://acme.api-us1.com\""
#define TOKEN "s3cr3t-t0ken"
#define ACCOUNT URL ",\"api_token\":\"" TOKEN "\""

typedef struct
{
  const char *name;
  const char *config; /* NULL: none given */
  const char *field;  /* NULL: accepted; "null": the whole is wrong */
  const char *words;  /* that the message holds */
  const char *url;    /* environment */
  const char *token;
} Row;

static const Row rows[] = {
  { "account", "{" ACCOUNT "}" },
  { "account-name-alone", "{\"url\":\"acme\",\"api_token\":\"" TOKEN "\"}" },
  { "whitespace", " \n{ " ACCOUNT " }\t" },
  { "escaped-member-name", "{\"\\u0075rl\":\"https://acme.api-us1.com\",\"api_token\":\"x\"}" },
  { "all-members",
    "{" ACCOUNT ",\"timeout_ms\":0,\"queue_timeout_ms\":1000,\"max_attempts\":1,"
    "\"rate_limiter\":\"none\",\"max_tickets\":1,\"application_name\":\"Engine/1.2\"}" },
  { "largest-numbers",
    "{" ACCOUNT ",\"timeout_ms\":9007199254740991,\"queue_timeout_ms\":9007199254740991,"
    "\"max_attempts\":1000,\"max_tickets\":10000000}" },
  { "whole-numbers-of-other-spelling", "{" ACCOUNT ",\"timeout_ms\":1e3,\"max_tickets\":2.0}" },
  { "application-name-of-any-ascii",
    "{" ACCOUNT ",\"application_name\":\" !\\\"#$%&'()*+,-./09:;<=>?@AZ[\\\\]^_`az{|}~\"}" },
  { "environment", NULL, NULL, NULL, "https://acme.api-us1.com", TOKEN },
  { "environment-and-empty-object", "{}", NULL, NULL, "https://acme.api-us1.com", TOKEN },
  { "environment-not-used", "{" ACCOUNT "}", NULL, NULL, "not an address", "" },

  { "nothing", NULL, "url", "ACTIVECAMPAIGN_URL" },
  { "environment-url-alone", "{}", "api_token", "ACTIVECAMPAIGN_API_TOKEN",
    "https://acme.api-us1.com", NULL },
  { "environment-token-alone", "{}", "url", "ACTIVECAMPAIGN_URL", NULL, TOKEN },
  { "environment-empty-token", "{}", "api_token", "ACTIVECAMPAIGN_API_TOKEN",
    "https://acme.api-us1.com", "" },
  { "environment-bad-url", "{}", "url", "address", "http://acme.api-us1.com", TOKEN },
  /* A tenant's address must never receive the operator's token, nor the other way round. */
  { "url-alone", "{" URL "}", "api_token", "goes with \"url\"", "https://acme.api-us1.com", TOKEN },
  { "token-alone", "{\"api_token\":\"" TOKEN "\"}", "url", "goes with \"api_token\"",
    "https://acme.api-us1.com", TOKEN },
  { "url-null", "{\"url\":null,\"api_token\":\"" TOKEN "\"}", "url", "string",
    "https://acme.api-us1.com", TOKEN },
  { "token-null", "{" URL ",\"api_token\":null}", "api_token", "string", "https://acme.api-us1.com",
    TOKEN },
  { "url-empty", "{\"url\":\"\",\"api_token\":\"" TOKEN "\"}", "url", "must not be empty",
    "https://acme.api-us1.com", TOKEN },
  { "token-empty", "{" URL ",\"api_token\":\"\"}", "api_token", "must not be empty",
    "https://acme.api-us1.com", TOKEN },
  { "url-plain-http", "{\"url\":\"http://acme.api-us1.com\",\"api_token\":\"" TOKEN "\"}", "url",
    "https" },
  { "url-ftp", "{\"url\":\"ftp://acme.api-us1.com\",\"api_token\":\"" TOKEN "\"}", "url",
    "address" },
  { "url-with-token-in-it",
    "{\"url\":\"https://" TOKEN "@acme.api-us1.com\",\"api_token\":\"" TOKEN "\"}", "url", "" },
  { "url-number", "{\"url\":5,\"api_token\":\"" TOKEN "\"}", "url", "type string" },
  { "token-with-line-break", "{" URL ",\"api_token\":\"" TOKEN "\\r\\nX-Evil: 1\"}", "api_token",
    "token" },
  { "token-not-ascii", "{" URL ",\"api_token\":\"" TOKEN "\xc3\xa4\"}", "api_token", "token" },
  { "token-list", "{" URL ",\"api_token\":[\"" TOKEN "\"]}", "api_token", "type string" },

  { "unknown-member", "{" ACCOUNT ",\"timeout\":5}", "timeout", "\"timeout\" is not known" },
  { "unknown-member-of-odd-name", "{" ACCOUNT ",\"a.b\":5}", "a.b", "\"a.b\" is not known" },
  { "unknown-member-without-name", "{" ACCOUNT ",\"\":5}", "", "is not known" },
  { "timeout-negative", "{" ACCOUNT ",\"timeout_ms\":-1}", "timeout_ms", "at least 0" },
  { "timeout-fraction", "{" ACCOUNT ",\"timeout_ms\":0.5}", "timeout_ms", "type integer" },
  { "timeout-string", "{" ACCOUNT ",\"timeout_ms\":\"5\"}", "timeout_ms", "type integer" },
  { "timeout-null", "{" ACCOUNT ",\"timeout_ms\":null}", "timeout_ms", "type integer" },
  { "timeout-too-large", "{" ACCOUNT ",\"timeout_ms\":9007199254740992}", "timeout_ms",
    "at most 9007199254740991" },
  { "timeout-huge", "{" ACCOUNT ",\"timeout_ms\":1e999}", "timeout_ms", "" },
  { "queue-timeout-negative", "{" ACCOUNT ",\"queue_timeout_ms\":-5}", "queue_timeout_ms",
    "at least 0" },
  { "no-attempts", "{" ACCOUNT ",\"max_attempts\":0}", "max_attempts", "at least 1" },
  { "too-many-attempts", "{" ACCOUNT ",\"max_attempts\":1001}", "max_attempts", "at most 1000" },
  { "no-tickets", "{" ACCOUNT ",\"max_tickets\":0}", "max_tickets", "at least 1" },
  { "too-many-tickets", "{" ACCOUNT ",\"max_tickets\":10000001}", "max_tickets",
    "at most 10000000" },
  { "application-name-empty", "{" ACCOUNT ",\"application_name\":\"\"}", "application_name",
    "must not be empty" },
  { "application-name-not-ascii", "{" ACCOUNT ",\"application_name\":\"Eng\xc3\xadne/1.2\"}",
    "application_name", "must match" },
  { "application-name-with-line-break", "{" ACCOUNT ",\"application_name\":\"Engine\\n\"}",
    "application_name", "must match" },
  { "application-name-with-delete", "{" ACCOUNT ",\"application_name\":\"Engine\\u007f\"}",
    "application_name", "must match" },
  { "application-name-null", "{" ACCOUNT ",\"application_name\":null}", "application_name",
    "type string" },
  { "limiter-unknown", "{" ACCOUNT ",\"rate_limiter\":\"redis\"}", "rate_limiter", "must match" },
  { "limiter-with-line-break", "{" ACCOUNT ",\"rate_limiter\":\"local\\n\"}", "rate_limiter",
    "must match" },
  { "limiter-null", "{" ACCOUNT ",\"rate_limiter\":null}", "rate_limiter", "type string" },

  { "empty-text", "", "null", "configuration" },
  { "not-json", "url=https://acme.api-us1.com", "null", "configuration" },
  { "single-quotes", "{'url':'https://acme.api-us1.com'}", "null", "configuration" },
  { "cut-off", "{" ACCOUNT, "null", "configuration" },
  { "more-after-it", "{" ACCOUNT "}{}", "null", "configuration" },
  { "list", "[]", "null", "type object" },
  { "string", "\"{}\"", "null", "type object" },
  { "null", "null", "null", "type object" },
  { "not-utf-8", "{" ACCOUNT ",\"application_name\":\"\xff\"}", "null", "configuration" },
  { "lone-surrogate", "{" ACCOUNT ",\"application_name\":\"\\ud800\"}", "null", "configuration" },
};

static void
set_environment (const char *name, const char *value)
{
  if (value != NULL)
    g_setenv (name, value, TRUE);
  else
    g_unsetenv (name);
}

static void
assert_refused (const Row *row, uint64_t handle, const char *text)
{
  g_autoptr (JsonNode) error = NULL;
  g_autofree char *expected = NULL;

  g_assert_cmpuint (handle, ==, 0);
  g_assert_nonnull (text);
  g_assert_null (strstr (text, TOKEN));
  g_assert_true (g_str_is_ascii (text));
  error = json_from_string (text, NULL);
  g_assert_nonnull (error);
  expected = g_strdup_printf ("code=bad_config ; field=%s ; retryable=false ; attempts=0 ; "
                              "outcome_unknown=false ; retry_after_ms=null ; http_status=null ; "
                              "server_code=null ; request_id=null ; message~%s",
                              row->field, row->words);
  assert_completion (error, expected);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  char *error = (char *) "not touched";
  uint64_t handle;

  set_environment ("ACTIVECAMPAIGN_URL", row->url);
  set_environment ("ACTIVECAMPAIGN_API_TOKEN", row->token);
  handle = acwf_open (row->config, &error);
  if (row->field == NULL)
    {
      g_assert_cmpstr (error, ==, NULL);
      g_assert_cmpuint (handle, !=, 0);
    }
  else
    assert_refused (row, handle, error);
  acwf_free (error);
  acwf_close (handle);

  /* Whoever does not want to know why. */
  handle = acwf_open (row->config, NULL);
  g_assert_cmpuint (handle != 0, ==, row->field == NULL);
  acwf_close (handle);
}

/* Addresses of a Redis server: what is wrong with them is told without them, for they hold a
 * password.
 */
static const struct
{
  const char *url;
  gboolean is_valid;
} redis_urls[] = {
  { "redis://127.0.0.1", TRUE },
  { "redis://127.0.0.1:6390", TRUE },
  { "redis://[::1]:6390/0", TRUE },
  { "redis://:s3cr3t-t0ken@127.0.0.1:6390/3", TRUE },
  { "redis://user:s3cr3t-t0ken@127.0.0.1", TRUE },
  { "redis://user:s3cr3t%3At0ken%40x@127.0.0.1/", TRUE },
  { "redis://", FALSE },
  { "redis:///0", FALSE },
  { "redis://:6379", FALSE },
  { "redis://:s3cr3t-t0ken@", FALSE },
  { "redis://:s3cr3t-t0ken@127.0.0.1:99999", FALSE },
  { "redis://:s3cr3t-t0ken@127.0.0.1:port", FALSE },
  { "redis://:s3cr3t-t0ken@127.0.0.1/first", FALSE },
  { "redis://:s3cr3t-t0ken@127.0.0.1/-1", FALSE },
  { "redis://:s3cr3t-t0ken@127.0.0.1/1/2", FALSE },
  { "redis://:s3cr3t-t0ken@127.0.0.1/99999999999", FALSE },
  { "rediss://:s3cr3t-t0ken@127.0.0.1", FALSE },
  { "REDIS://:s3cr3t-t0ken@127.0.0.1", FALSE },
  { "unix:///s3cr3t-t0ken", FALSE },
};

static void
test_redis_url (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *config = g_strdup_printf ("{" ACCOUNT ",\"rate_limiter\":\"%s\"}",
                                             redis_urls[i].url);
  char *error = NULL;
  uint64_t handle = acwf_open (config, &error);

  g_assert_cmpuint (handle != 0, ==, redis_urls[i].is_valid);
  if (error != NULL)
    {
      g_autoptr (JsonNode) node = json_from_string (error, NULL);

      g_assert_null (strstr (error, TOKEN));
      assert_completion (node, "code=bad_config ; field=rate_limiter ; message~redis://");
    }
  acwf_free (error);
  acwf_close (handle);
}

/* The members of the description are those that are taken, and each default is one that is. */
static void
test_described (void)
{
  g_autoptr (JsonNode) root = json_from_string (acwf_describe (), NULL);
  JsonObject *config = json_object_get_object_member (json_node_get_object (root), "config");
  JsonObject *members = json_object_get_object_member (config, "properties");
  g_autoptr (GString) text = g_string_new ("{" ACCOUNT);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  uint64_t handle;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      JsonNode *otherwise = json_object_get_member (json_node_get_object (member), "default");
      g_autofree char *value = otherwise != NULL ? json_to_string (otherwise, FALSE) : NULL;

      g_assert_true (json_object_has_member (json_node_get_object (member), "title"));
      g_assert_true (json_object_has_member (json_node_get_object (member), "description"));
      if (value != NULL)
        g_string_append_printf (text, ",\"%s\":%s", name, value);
    }
  g_string_append_c (text, '}');
  g_assert_cmpuint (json_object_get_size (members), ==, 8);
  g_assert_false (json_object_get_boolean_member (config, "additionalProperties"));
  handle = acwf_open (text->str, NULL);
  g_assert_cmpuint (handle, !=, 0);
  acwf_close (handle);
}

/* No copy of it is told, wherever it is looked for. */
static void
test_token_in_debug_output (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (Host) host = host_new (NULL);

      g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
      json_node_unref (host_do (host, "connection.get", "{\"id\":\"2\"}"));
      json_node_unref (host_do (host, "connection.get", "{\"id\":\"3\"}"));
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout_unmatched ("*emulator-token*");
  g_test_trap_assert_stderr_unmatched ("*emulator-token*");
}

/* It reaches the server's log as it was given. */
static void
test_application_name (void)
{
  g_autoptr (Host) host = host_new ("\"application_name\":\"Engine/1.2\"");
  g_autofree char *agent = NULL;

  json_node_unref (host_do (host, "connection.check", "{}"));
  agent = world_dup_logged (host->world, 0, "headers.user-agent");
  g_assert_nonnull (strstr (agent, "Engine/1.2"));
}

/* Of the configuration's times and counts, as they act. */
static const struct
{
  const char *name;
  const char *config;
  const char *fault;
  const char *expected;
} effects[] = {
  { "timeout", "\"timeout_ms\":200", "{\"hold\":\"before\"}",
    "error.code=timed_out ; error.message~0.2 seconds ; error.retryable=true" },
  { "max-attempts", "\"max_attempts\":1", "{\"status\":500,\"body\":\"\"}",
    "error.code=unavailable ; error.attempts=1 ; error.http_status=500" },
  { "whole-number-of-other-spelling", "\"max_attempts\":1.0e0,\"timeout_ms\":2e2",
    "{\"hold\":\"before\"}", "error.code=timed_out ; error.message~0.2 seconds" },
  { "large-number-with-exponent", "\"timeout_ms\":1e15", "{\"status\":500,\"body\":\"\"}",
    "ok=true" },
  { "usual-attempts", NULL, "{\"status\":500,\"body\":\"\"}", "ok=true" },
};

static void
test_effect (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new (effects[i].config);
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, effects[i].fault);
  completion = host_do (host, "connection.get", "{\"id\":2}");
  assert_completion (completion, effects[i].expected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/config/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  for (guint i = 0; i < G_N_ELEMENTS (redis_urls); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/config/redis/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_redis_url);
    }
  for (guint i = 0; i < G_N_ELEMENTS (effects); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/config/effect/%s", effects[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_effect);
    }
  g_test_add_func ("/workflow/config/described", test_described);
  g_test_add_func ("/workflow/config/token-in-debug-output", test_token_in_debug_output);
  g_test_add_func ("/workflow/config/application-name", test_application_name);

  return g_test_run ();
}
