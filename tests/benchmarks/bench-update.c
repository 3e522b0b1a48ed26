/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A loop of updates of connection 2, one after another: by the library, or by what a program has to
 * do at least without it. For instruction counts of the two, side by side.
 *
 *   bench-update library|bare URL TOKEN COUNT
 */

#include <activecampaign-glib.h>
#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  guint left;
  GMainLoop *loop;
  AcConnection *connection;
  SoupSession *session;
  char *uri;
  const char *token;
} Bench;

static char *
next_name (Bench *bench)
{
  return g_strdup_printf ("Name %u", --bench->left);
}

static void update_by_library (Bench *bench);

static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;

  if (!ac_connection_update_finish (AC_CONNECTION (source), result, &error))
    g_error ("%s", error->message);
  if (bench->left > 0)
    update_by_library (bench);
  else
    g_main_loop_quit (bench->loop);
}

static void
update_by_library (Bench *bench)
{
  g_autofree char *name = next_name (bench);

  ac_connection_set_name (bench->connection, name);
  ac_connection_update (bench->connection, NULL, on_updated, bench);
}

static void update_by_hand (Bench *bench);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) answer = soup_session_send_and_read_finish (SOUP_SESSION (source), result,
                                                                 &error);

  if (answer == NULL
      || !json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL),
                                      (gssize) g_bytes_get_size (answer), &error))
    g_error ("%s", error->message);
  if (bench->left > 0)
    update_by_hand (bench);
  else
    g_main_loop_quit (bench->loop);
}

static void
update_by_hand (Bench *bench)
{
  g_autoptr (SoupMessage) message = soup_message_new ("PUT", bench->uri);
  g_autofree char *name = next_name (bench);
  char *body = g_strdup_printf ("{\"connection\":{\"name\":\"%s\"}}", name);
  g_autoptr (GBytes) bytes = g_bytes_new_take (body, strlen (body));

  soup_message_headers_append (soup_message_get_request_headers (message), "Api-Token",
                               bench->token);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  soup_session_send_and_read_async (bench->session, message, G_PRIORITY_DEFAULT, NULL, on_answered,
                                    bench);
}

static void
run_library (Bench *bench, const char *url)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);
  g_autoptr (AcClient) client = ac_client_new (url, bench->token, NULL);

  ac_client_set_rate_limiter (client, limiter);
  bench->connection = ac_connection_new (client, "2");
  update_by_library (bench);
  g_main_loop_run (bench->loop);
  g_object_unref (bench->connection);
}

static void
run_bare (Bench *bench, const char *url)
{
  bench->session = soup_session_new ();
  bench->uri = g_strconcat (url, "/api/3/connections/2", NULL);
  update_by_hand (bench);
  g_main_loop_run (bench->loop);
  g_object_unref (bench->session);
  g_free (bench->uri);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Bench bench = { .loop = loop };

  if (argc != 5)
    {
      g_printerr ("Usage: bench-update library|bare URL TOKEN COUNT\n");
      return 2;
    }
  bench.left = (guint) g_ascii_strtoull (argv[4], NULL, 10);
  bench.token = argv[3];
  if (strcmp (argv[1], "library") == 0)
    run_library (&bench, argv[2]);
  else
    run_bare (&bench, argv[2]);
  return 0;
}
