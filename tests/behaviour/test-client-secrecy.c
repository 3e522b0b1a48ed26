/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Where the token does not go. */

#include "client-support.h"

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
  g_test_trap_assert_stdout ("*GET /api/3/connections?limit=1: 200 in *");
  g_test_trap_assert_stdout ("*PUT /api/3/connections/2: 403 in * ms, attempt 1 of 1, waited * ms, "
                             "request id ?token?*");
  g_test_trap_assert_stdout_unmatched ("*" TOKEN "*");
  g_test_trap_assert_stderr_unmatched ("*" TOKEN "*");
}

int
main (int argc, char *argv[])
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };

  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", statuses[i]);

      add_case ("/client/redirect", name, GUINT_TO_POINTER (statuses[i]), test_redirect);
    }
  g_test_add_func ("/client/links", test_links);
  ADD_CASES ("/client/echo", echoes, test_echo);
  g_test_add_func ("/client/log", test_log);
  return g_test_run ();
}
