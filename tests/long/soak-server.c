/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "soak-server.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct _SoakServer
{
  GSubprocess *process;
  SoupSession *session;
  char *url;
};

/* It ends with this process, however that ends, and has as many file descriptors as it may. */
static void
set_up_child (gpointer data)
{
  struct rlimit limit;

  (void) prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      (void) setrlimit (RLIMIT_NOFILE, &limit);
    }
}

SoakServer *
soak_server_new (const char *program, guint n_connections)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *connections = g_strdup_printf ("--connections=%u", n_connections);
  const char *const arguments[] = { program, "--rate-limit=0", connections, NULL };
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  SoakServer *self = g_new0 (SoakServer, 1);

  g_subprocess_launcher_set_child_setup (launcher, set_up_child, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->url = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->url);
  self->session = soup_session_new ();
  return self;
}

void
soak_server_free (SoakServer *self)
{
  g_subprocess_force_exit (self->process);
  g_object_unref (self->process);
  g_object_unref (self->session);
  g_free (self->url);
  g_free (self);
}

const char *
soak_server_get_url (SoakServer *self)
{
  return self->url;
}

char *
soak_server_control (SoakServer *self, const char *method, const char *path, const char *body)
{
  g_autofree char *uri = g_strconcat (self->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  g_autoptr (GBytes) content = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (content != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", content);
  answer = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}
