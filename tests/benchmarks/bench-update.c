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
#include <stdlib.h>
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

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);
  g_autoptr (AcClient) client = NULL;
  g_autoptr (AcConnection) connection = NULL;
  g_autoptr (SoupSession) session = NULL;
  g_autofree char *uri = NULL;
  Bench bench = { .loop = loop };

  if (argc != 5)
    {
      g_printerr ("Usage: bench-update library|bare URL TOKEN COUNT\n");
      return 2;
    }
  bench.left = (guint) atoi (argv[4]);
  bench.token = argv[3];
  if (strcmp (argv[1], "library") == 0)
    {
      client = ac_client_new (argv[2], argv[3], NULL);
      ac_client_set_rate_limiter (client, limiter);
      bench.connection = connection = ac_connection_new (client, "2");
      update_by_library (&bench);
    }
  else
    {
      bench.session = session = soup_session_new ();
      bench.uri = uri = g_strconcat (argv[2], "/api/3/connections/2", NULL);
      update_by_hand (&bench);
    }
  g_main_loop_run (loop);
  return 0;
}
