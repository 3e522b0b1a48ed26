/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Updates one connection of an ActiveCampaign account, and shows it before and after: a program
 * with a main loop, in which nothing blocks and everything can be cancelled.
 */

#include <locale.h>

#include <activecampaign-glib.h>
#include <glib-unix.h>

enum
{
  EXIT_DONE = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_TRY_LATER = 3,
  EXIT_CANCELLED = 130,
};

static const char summary[]
  = "Updates the connection ID of an ActiveCampaign account and shows what changed.\n"
    "Without a field to set it only shows the connection.";

static const char description[]
  = "Environment:\n"
    "  ACTIVECAMPAIGN_URL        the account, such as https://youraccount.api-us1.com\n"
    "  ACTIVECAMPAIGN_API_TOKEN  its key, from Settings, Developer\n"
    "\n"
    "Exit status:\n"
    "  0    done\n"
    "  1    refused, or failed for good\n"
    "  2    wrong usage or environment; no request was made\n"
    "  3    failed, but worth trying again later\n"
    "  130  cancelled\n";

/* What can be set, and what the command line asks for; NULL for what is to stay. */
enum
{
  SERVICE,
  EXTERNAL_ID,
  NAME,
  LOGO_URL,
  LINK_URL,
  STATUS,
  SYNC_STATUS,
  N_FIELDS
};

static const char *const properties[N_FIELDS] = {
  "service", "external-id", "name", "logo-url", "link-url", "status", "sync-status",
};

typedef struct
{
  char *asked[N_FIELDS];
  AcConnectionStatus status;
  AcSyncStatus sync_status;
  gboolean dry_run;
  const char *id;
} Options;

typedef struct
{
  Options options;
  AcConnection *connection;
  char *before[N_FIELDS];
  GCancellable *cancellable;
  GMainLoop *loop;
  guint signals[2];
  int exit_status;
} Program;

static void
quit (Program *program, int exit_status)
{
  program->exit_status = exit_status;
  g_main_loop_quit (program->loop);
}

/* A property's value for people. What comes from the server must not steer the terminal. */
static char *
dup_printable (AcConnection *connection, const char *property)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *escaped = NULL;
  char not_ascii[129] = { 0 };

  g_object_get_property (G_OBJECT (connection), property, &value);
  if (G_VALUE_HOLDS_ENUM (&value))
    {
      g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (&value));

      return g_strdup (g_enum_get_value (class, g_value_get_enum (&value))->value_nick);
    }
  if (g_value_get_string (&value) == NULL)
    return g_strdup ("unknown");

  for (guint i = 0; i < 128; i++)
    not_ascii[i] = (char) (128 + i);
  escaped = g_strescape (g_value_get_string (&value), not_ascii);
  return g_strdup_printf ("\"%s\"", escaped);
}

static void
show (AcConnection *connection)
{
  g_print ("Connection %s\n", ac_connection_get_id (connection));
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *value = dup_printable (connection, properties[i]);

      g_print ("  %-12s %s\n", properties[i], value);
    }
}

static void
show_changes (Program *program)
{
  const char *arrow = g_get_charset (NULL) ? "→" : "->";

  g_print ("Connection %s\n", ac_connection_get_id (program->connection));
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *after = dup_printable (program->connection, properties[i]);

      if (!g_str_equal (program->before[i], after))
        g_print ("  %-12s %s %s %s\n", properties[i], program->before[i], arrow, after);
      else if (program->options.asked[i] != NULL)
        g_print ("  %-12s %s, as before\n", properties[i], after);
    }
}

static void
fail (Program *program, GAsyncResult *result, const GError *error)
{
  AcProblem *problem = ac_problem_from_result (result);
  int exit_status = EXIT_FAILED;

  g_printerr ("%s\n", error->message);
  if (problem != NULL && ac_problem_get_retryable (problem))
    {
      guint seconds = (guint) (MIN (ac_problem_get_retry_after (problem), G_MAXINT) + 0.999);

      exit_status = EXIT_TRY_LATER;
      if (seconds > 0)
        g_printerr ("It is worth trying again in %u seconds.\n", seconds);
      else
        g_printerr ("It is worth trying again later.\n");
    }
  if (problem != NULL && ac_problem_get_outcome_unknown (problem))
    g_printerr ("The change may have been made all the same: look at the connection before "
                "trying again.\n");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    exit_status = EXIT_CANCELLED;
  quit (program, exit_status);
}

static void
set_what_is_asked (AcConnection *connection, const Options *options)
{
  if (options->asked[SERVICE] != NULL)
    ac_connection_set_service (connection, options->asked[SERVICE]);
  if (options->asked[EXTERNAL_ID] != NULL)
    ac_connection_set_external_id (connection, options->asked[EXTERNAL_ID]);
  if (options->asked[NAME] != NULL)
    ac_connection_set_name (connection, options->asked[NAME]);
  if (options->asked[LOGO_URL] != NULL)
    ac_connection_set_logo_url (connection, options->asked[LOGO_URL]);
  if (options->asked[LINK_URL] != NULL)
    ac_connection_set_link_url (connection, options->asked[LINK_URL]);
  if (options->asked[STATUS] != NULL)
    ac_connection_set_status (connection, options->status);
  if (options->asked[SYNC_STATUS] != NULL)
    ac_connection_set_sync_status (connection, options->sync_status);
}

static gboolean
is_anything_asked (const Options *options)
{
  for (guint i = 0; i < N_FIELDS; i++)
    if (options->asked[i] != NULL)
      return TRUE;
  return FALSE;
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  Program *program = data;
  g_autoptr (GError) error = NULL;

  if (!ac_connection_update_finish (AC_CONNECTION (source), result, &error))
    {
      fail (program, result, error);
      return;
    }
  show_changes (program);
  quit (program, EXIT_DONE);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  AcConnection *connection = AC_CONNECTION (source);
  Program *program = data;
  g_autoptr (GError) error = NULL;

  if (!ac_connection_refresh_finish (connection, result, &error))
    {
      fail (program, result, error);
      return;
    }
  if (!is_anything_asked (&program->options))
    {
      show (connection);
      quit (program, EXIT_DONE);
      return;
    }

  for (guint i = 0; i < N_FIELDS; i++)
    program->before[i] = dup_printable (connection, properties[i]);
  set_what_is_asked (connection, &program->options);
  if (program->options.dry_run)
    {
      g_autofree char *changes = ac_connection_dup_changes (connection);

      g_print ("%s\n", changes != NULL ? changes : "Nothing would be sent: it is so already.");
      quit (program, EXIT_DONE);
      return;
    }
  ac_connection_update (connection, program->cancellable, on_updated, program);
}

static gboolean
on_signal (gpointer data)
{
  Program *program = data;

  g_cancellable_cancel (program->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
parse_word (const char *option, const char *word, GType type, int *value, GError **error)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value_by_nick (class, word);

  if (found == NULL || found->value < 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s cannot be \"%s\"", option,
                   word);
      return FALSE;
    }
  *value = found->value;
  return TRUE;
}

/* The strings belong to *arguments and to the options. */
static gboolean
parse (Options *options, char ***arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "external-id", 0, 0, G_OPTION_ARG_STRING, &options->asked[EXTERNAL_ID],
      "Id of the shop's account in the service", "TEXT" },
    { "service", 0, 0, G_OPTION_ARG_STRING, &options->asked[SERVICE], "Name of the service",
      "TEXT" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->asked[NAME], "Name that people see", "TEXT" },
    { "logo-url", 0, 0, G_OPTION_ARG_STRING, &options->asked[LOGO_URL],
      "Address of the service's logo", "URL" },
    { "link-url", 0, 0, G_OPTION_ARG_STRING, &options->asked[LINK_URL],
      "Address where the shop's account is managed", "URL" },
    { "status", 0, 0, G_OPTION_ARG_STRING, &options->asked[STATUS], "connected or error", "WORD" },
    { "sync-status", 0, 0, G_OPTION_ARG_STRING, &options->asked[SYNC_STATUS], "running or stopped",
      "WORD" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options->dry_run,
      "Show the JSON that would be sent, and send nothing", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("ID");
  int value = 0;

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if ((*arguments)[0] != NULL && (*arguments)[1] == NULL)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, help);
      return FALSE;
    }
  if (!g_option_context_parse_strv (context, arguments, error))
    return FALSE;
  if (g_strv_length (*arguments) != 2)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           "One connection's id is needed; --help tells more");
      return FALSE;
    }
  options->id = (*arguments)[1];

  if (options->asked[STATUS] != NULL)
    {
      if (!parse_word ("status", options->asked[STATUS], AC_TYPE_CONNECTION_STATUS, &value, error))
        return FALSE;
      options->status = value;
    }
  if (options->asked[SYNC_STATUS] != NULL)
    {
      if (!parse_word ("sync-status", options->asked[SYNC_STATUS], AC_TYPE_SYNC_STATUS, &value,
                       error))
        return FALSE;
      options->sync_status = value;
    }
  return TRUE;
}

static void
run (Program *program, AcClient *client)
{
  program->connection = ac_connection_new (client, program->options.id);
  program->cancellable = g_cancellable_new ();
  program->loop = g_main_loop_new (NULL, FALSE);
  program->signals[0] = g_unix_signal_add (SIGINT, on_signal, program);
  program->signals[1] = g_unix_signal_add (SIGTERM, on_signal, program);

  ac_connection_refresh (program->connection, program->cancellable, on_refreshed, program);
  g_main_loop_run (program->loop);
}

static void
clear (Program *program)
{
  for (guint i = 0; i < G_N_ELEMENTS (program->signals); i++)
    g_clear_handle_id (&program->signals[i], g_source_remove);
  g_clear_pointer (&program->loop, g_main_loop_unref);
  g_clear_object (&program->cancellable);
  g_clear_object (&program->connection);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_free (program->before[i]);
      g_free (program->options.asked[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (AcClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Program program = { 0 };

  setlocale (LC_ALL, "");
  g_set_prgname ("update-connection");
  if (parse (&program.options, &arguments, &error))
    client = ac_client_new_from_environment (&error);
  if (client != NULL)
    {
      run (&program, client);
    }
  else
    {
      g_printerr ("%s\n", error->message);
      program.exit_status = EXIT_USAGE;
    }
  clear (&program);
  return program.exit_status;
}
