/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the library sends, judged by Prism from openapi.yaml; started by with-prism. */

#include <activecampaign-glib.h>
#include <libsoup/soup.h>

#define TOKEN "emulator-token"

typedef struct
{
  SoupSession *session;
  AcClient *client;
  guint answers;
  GString *violations;
} Fixture;

/* Prism tells of a violation in a header or, where openapi.yaml has no answer for it, in an
 * answer of its own kind.
 */
static const char *
violations_of (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *violations = soup_message_headers_get_one (headers, "sl-violations");
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (violations == NULL && g_strcmp0 (type, "application/problem+json") == 0)
    return soup_message_get_reason_phrase (message);
  return violations;
}

static void
on_got_headers (SoupMessage *message, Fixture *fixture)
{
  const char *violations = violations_of (message);

  fixture->answers++;
  if (violations != NULL)
    g_string_append_printf (fixture->violations, "%s %s: %s\n", soup_message_get_method (message),
                            g_uri_get_path (soup_message_get_uri (message)), violations);
}

static void
on_request_queued (SoupSession *session, SoupMessage *message, Fixture *fixture)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->violations = g_string_new (NULL);
  fixture->session = soup_session_new ();
  g_signal_connect (fixture->session, "request-queued", G_CALLBACK (on_request_queued), fixture);
  fixture->client = ac_client_new (g_getenv ("CONTRACT_URL"), TOKEN, &error);
  g_assert_no_error (error);
  g_object_set (fixture->client, "session", fixture->session, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_assert_cmpstr (fixture->violations->str, ==, "");
  g_assert_cmpuint (fixture->answers, >, 0);
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->session);
  g_string_free (fixture->violations, TRUE);
}

/* Every test brings its own connection, for Prism may stand before a server that keeps them. */
static AcConnection *
create (Fixture *fixture)
{
  g_autoptr (AcConnection) connection = ac_connection_new (fixture->client, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *external_id = g_uuid_string_random ();

  ac_connection_set_service (connection, "fooCommerce");
  ac_connection_set_external_id (connection, external_id);
  ac_connection_set_name (connection, "Acme, Inc.");
  ac_connection_set_logo_url (connection, "/images/Zoë's logo.png");
  ac_connection_set_link_url (connection, "");
  ac_connection_set_list_id (connection, "1");
  ac_connection_create_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (ac_connection_get_id (connection));
  return g_steal_pointer (&connection);
}

static void
delete_connection (AcConnection *connection)
{
  g_autoptr (GError) error = NULL;

  ac_connection_delete_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (ac_connection_get_id (connection));
}

static void
test_check (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  ac_client_check_sync (fixture->client, NULL, &error);
  g_assert_no_error (error);
}

static void
test_create_and_delete (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (AcConnection) connection = create (fixture);

  delete_connection (connection);
}

static void
test_refresh (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (AcConnection) created = create (fixture);
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = ac_connection_new (fixture->client, ac_connection_get_id (created));
  ac_connection_refresh_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_external_id (connection), ==,
                   ac_connection_get_external_id (created));
  delete_connection (connection);
}

/* The example of ActiveCampaign's documentation. */
static void
test_update (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (AcConnection) created = create (fixture);
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = ac_connection_new (fixture->client, ac_connection_get_id (created));
  ac_connection_set_external_id (connection, "johndoe@example.com");
  ac_connection_set_name (connection, "Acme, Inc.");
  ac_connection_update_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_external_id (connection), ==, "johndoe@example.com");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Acme, Inc.");
  g_assert_nonnull (ac_connection_get_updated_at (connection));
  delete_connection (connection);
}

static void
test_update_everything (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (AcConnection) created = create (fixture);
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *changes = NULL;

  connection = ac_connection_new (fixture->client, ac_connection_get_id (created));
  ac_connection_set_service (connection, "barCommerce");
  ac_connection_set_external_id (connection, "a \"quoted\" \\ id\twith everything: ñ 日本 🎈");
  ac_connection_set_name (connection, "");
  ac_connection_set_logo_url (connection, "");
  ac_connection_set_link_url (connection, "https://shop.example.com/?a=1&b=2#c");
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  ac_connection_set_sync_status (connection, AC_SYNC_STATUS_RUNNING);
  ac_connection_update_sync (connection, NULL, &error);
  g_assert_no_error (error);
  changes = ac_connection_dup_changes (connection);
  g_assert_null (changes);
  delete_connection (connection);
}

static void
test_list (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (AcConnection) created = create (fixture);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (fixture->client);
  g_autoptr (GError) error = NULL;

  ac_connection_list_load_more_sync (list, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >, 0);
  delete_connection (created);
}

static void
test_list_with_filters (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (AcConnection) created = create (fixture);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (fixture->client);
  g_autoptr (GError) error = NULL;

  g_object_set (list, "service", ac_connection_get_service (created), "external-id",
                ac_connection_get_external_id (created), NULL);
  ac_connection_list_load_more_sync (list, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >, 0);
  delete_connection (created);
}

static void
test_find (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (AcConnection) created = create (fixture);
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  found = ac_client_find_connection_sync (fixture->client, ac_connection_get_service (created),
                                          ac_connection_get_external_id (created), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_cmpstr (ac_connection_get_id (found), ==, ac_connection_get_id (created));
  delete_connection (created);
}

/* That Prism finds nothing wrong says something only because it finds these. */
static const struct WrongRequest
{
  const char *test;
  const char *method;
  const char *path;
  const char *token;
  const char *type;
  const char *body;
} wrong_requests[] = {
  { "no-token", "GET", "/api/3/connections/2", NULL, NULL, NULL },
  { "id", "GET", "/api/3/connections/two", TOKEN, NULL, NULL },
  { "limit", "GET", "/api/3/connections?limit=500", TOKEN, NULL, NULL },
  { "filter", "GET", "/api/3/connections?filters%5Bexternalid%5D=", TOKEN, NULL, NULL },
  { "no-body", "PUT", "/api/3/connections/2", TOKEN, "application/json", NULL },
  { "no-change", "PUT", "/api/3/connections/2", TOKEN, "application/json", "{\"connection\":{}}" },
  { "no-envelope", "PUT", "/api/3/connections/2", TOKEN, "application/json",
    "{\"name\":\"Acme\"}" },
  { "content-type", "PUT", "/api/3/connections/2", TOKEN, "text/plain",
    "{\"connection\":{\"name\":\"Acme\"}}" },
  { "null", "PUT", "/api/3/connections/2", TOKEN, "application/json",
    "{\"connection\":{\"name\":null}}" },
  { "string-for-number", "PUT", "/api/3/connections/2", TOKEN, "application/json",
    "{\"connection\":{\"status\":\"1\"}}" },
  { "status", "PUT", "/api/3/connections/2", TOKEN, "application/json",
    "{\"connection\":{\"status\":-1}}" },
  { "read-only-member", "PUT", "/api/3/connections/2", TOKEN, "application/json",
    "{\"connection\":{\"listId\":\"1\"}}" },
  { "member-missing", "POST", "/api/3/connections", TOKEN, "application/json",
    "{\"connection\":{\"service\":\"fooCommerce\"}}" },
};

static void
test_wrong_request (gconstpointer data)
{
  const struct WrongRequest *wrong = data;
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (g_getenv ("CONTRACT_URL"), wrong->path, NULL);

  message = soup_message_new (wrong->method, url);
  if (wrong->token != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Api-Token",
                                 wrong->token);
  if (wrong->body != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (wrong->body, strlen (wrong->body));

      soup_message_set_request_body_from_bytes (message, wrong->type, body);
    }
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmpuint (soup_message_get_status (message), >=, 400);
  g_assert_cmpuint (soup_message_get_status (message), <, 500);
  g_assert_nonnull (violations_of (message));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CONTRACT_URL") == NULL)
    {
      g_print ("1..0 # SKIP to be started by tests/contract/with-prism\n");
      return 0;
    }

#define ADD(path, function)                                                                        \
  g_test_add ("/contract/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("check", test_check);
  ADD ("create-and-delete", test_create_and_delete);
  ADD ("refresh", test_refresh);
  ADD ("update", test_update);
  ADD ("update-everything", test_update_everything);
  ADD ("list", test_list);
  ADD ("list-with-filters", test_list_with_filters);
  ADD ("find", test_find);
#undef ADD

  for (guint i = 0; i < G_N_ELEMENTS (wrong_requests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/refused/", wrong_requests[i].test, NULL);

      g_test_add_data_func (path, &wrong_requests[i], test_wrong_request);
    }

  return g_test_run ();
}
