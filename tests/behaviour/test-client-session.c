/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A session of the app's own. */

#include "client-support.h"

#include <glib/gstdio.h>

/* An emulator and a client of it that has this session. */
static World *
world_new_with_session (SoupSession *session)
{
  World *world = world_new_unlimited ();

  ac_client_set_session (world->client, session);
  return world;
}

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_test_add_func ("/client/session/logger", test_session_logger);
  g_test_add_func ("/client/session/cookies", test_session_cookies);
  g_test_add_func ("/client/session/cache", test_session_cache);
  g_test_add_func ("/client/session/auth", test_session_auth);
  g_test_add_func ("/client/session/is-shared", test_session_is_shared);
  g_test_add_func ("/client/fixed-after-first-operation", test_fixed_after_first_operation);
  return g_test_run ();
}
