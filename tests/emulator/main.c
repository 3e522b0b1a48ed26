/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* ac-emulator: the emulator as a program, for tests and trials in any language. */

#include "emulator.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define EXIT_REFUSED 2

static const char summary[]
  = "Emulates ActiveCampaign's connections API: POST and GET /api/3/connections, GET, PUT and\n"
    "DELETE /api/3/connections/{id}, with paging, filters, errors and the rate limit of the real\n"
    "service. Prints its URL once it answers, and serves until SIGINT or SIGTERM, on 127.0.0.1\n"
    "alone. Without --connections and --seed-data account 1 has one connection, with id 2:\n"
    "\n"
    "  curl -X PUT $URL/api/3/connections/2 -H 'Api-Token: emulator-token' \\\n"
    "    -H 'Content-Type: application/json' -d '{\"connection\":{\"name\":\"Acme, Inc.\"}}'\n"
    "\n"
    "What the real service would swallow although it is wrong, the answer names in its header\n"
    "X-Emulator-Hint.";

static const char description[]
  = "Control endpoint (no token, no limit):\n"
    "  GET, DELETE /emulator/requests        the requests so far; empty the log\n"
    "  GET /emulator/stats                   requests, rejected, held, peak\n"
    "  PUT, POST, DELETE /emulator/faults    replace, add to, clear the faults\n"
    "  POST /emulator/release                let held requests go on\n"
    "  POST /emulator/reset                  everything as at the start\n"
    "  GET, POST /emulator/connections       look at and change the connections directly, as\n"
    "  GET, PUT, DELETE /emulator/connections/ID   somebody else would; ?account=K\n"
    "\n"
    "Faults, in --faults and the control endpoint: {\"faults\":[{…},…]}. The first that matches a\n"
    "request befalls it. All members may be left out, and be combined:\n"
    "  \"match\": {\"method\", \"path\" (without query, \"*\" at its end for anything), "
    "\"account\",\n"
    "            \"after\" (skip so many matches first)}\n"
    "  \"times\": how often, 1 by default, 0 for ever\n"
    "  \"status\", \"body\" (a string as it is, other values as JSON): this instead of the real\n"
    "            answer; with \"apply\": true the request is carried out all the same\n"
    "  \"headers\": {…} set in the answer, null removes one; \"content_type\"\n"
    "  \"patch\": {…} into the connection or every row of a list; \"drop\": [names] out of it\n"
    "  \"meta\": {…} into a list's meta, null removes; \"append\": text after the body\n"
    "  \"delay_ms\"; \"hold\": true (the answer waits for /emulator/release) or \"before\" (the\n"
    "            request itself does)\n"
    "  \"close\": where the answer ends: \"before\" (not carried out, no answer), \"after\" "
    "(carried\n"
    "            out, no answer), \"line\" (in the middle of the headers), \"headers\", \"body\", "
    "\"chunked\"\n"
    "            (in the middle of these), \"reset\" (as after, with a reset), \"idle\" (after an "
    "answer\n"
    "            that promised otherwise)\n"
    "  \"end\": how the connection ends there: \"close\" (by default), \"reset\", \"half\" (the "
    "server only\n"
    "            stops to send), \"stall\" (it stays, and nothing more comes)\n"
    "  \"byte_ms\": to wait after each byte of the answer, which ends the connection\n"
    "  \"raw\": bytes, all that is sent; \"raw_body\": bytes after headers that fit. A string, of "
    "which\n"
    "            each character up to U+00FF is a byte and U+0100 a NUL, {\"text\", \"times\"} for "
    "one that\n"
    "            is repeated, or an array of these\n"
    "  \"early\": true (answered once the headers of the request came, whose body is not read)\n"
    "  \"uncounted\": true (by the limiter)\n"
    "\n"
    "With SOUP_SERVER_HTTP2=1 in the environment and --tls, HTTP/2 is offered as well. There a\n"
    "broken answer is no answer: the connection just ends.\n"
    "\n"
    "Exit status: 0 after a signal, 2 if it can't start as it is told to.";

typedef struct
{
  EmulatorOptions emulator;
  int port;
  int accounts;
  int rate_limit;
  int connections;
  gint64 seed;
  char *token;
  char *latency;
  char *seed_data;
  char *faults;
  char *certificate_file;
  char *tls_flaw;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->token);
  g_free (options->latency);
  g_free (options->seed_data);
  g_free (options->faults);
  g_free (options->certificate_file);
  g_free (options->tls_flaw);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* MIN or MIN-MAX */
static gboolean
parse_latency (const char *text, EmulatorOptions *options)
{
  g_auto (GStrv) bounds = g_strsplit (text, "-", 2);
  guint64 least, most;

  if (bounds[0] == NULL || !g_ascii_string_to_unsigned (bounds[0], 10, 0, G_MAXINT, &least, NULL))
    return FALSE;
  most = least;
  if (bounds[1] != NULL
      && !g_ascii_string_to_unsigned (bounds[1], 10, least, G_MAXINT, &most, NULL))
    return FALSE;
  options->latency_min_ms = (guint) least;
  options->latency_max_ms = (guint) most;
  return TRUE;
}

static gboolean
parse_tls_flaw (const char *text, EmulatorOptions *options)
{
  if (g_str_equal (text, "expired"))
    options->tls_flaw = EMULATOR_TLS_EXPIRED;
  else if (g_str_equal (text, "other-name"))
    options->tls_flaw = EMULATOR_TLS_OTHER_NAME;
  return options->tls_flaw != EMULATOR_TLS_SOUND;
}

static const char *
take_options (Options *options)
{
  EmulatorOptions *emulator = &options->emulator;

  if (options->port < 0 || options->port > G_MAXUINT16)
    return "--port must be from 0 to 65535";
  if (options->accounts < 1)
    return "--accounts must be at least 1";
  if (options->rate_limit < 0)
    return "--rate-limit must not be negative";
  if (options->connections < 0)
    return "--connections must not be negative";
  if (options->seed < 0 || options->seed > G_MAXUINT32)
    return "--random-seed must be from 0 to 4294967295";
  if (options->latency != NULL && !parse_latency (options->latency, emulator))
    return "--latency must be MIN or MIN-MAX, in milliseconds";
  if (options->certificate_file != NULL && !emulator->tls)
    return "--tls-certificate-file needs --tls";
  if (options->tls_flaw != NULL && !emulator->tls)
    return "--tls-flaw needs --tls";
  if (options->tls_flaw != NULL && !parse_tls_flaw (options->tls_flaw, emulator))
    return "--tls-flaw must be expired or other-name";

  emulator->port = (guint16) options->port;
  emulator->accounts = (guint) options->accounts;
  emulator->rate_limit = (guint) options->rate_limit;
  emulator->connections = (guint) options->connections;
  emulator->seed = (guint32) options->seed;
  emulator->token = options->token;
  emulator->seed_file = options->seed_data;
  emulator->faults_file = options->faults;
  return NULL;
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  EmulatorOptions *emulator = &options->emulator;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &options->port, "Listen on this port (any free one)",
      "PORT" },
    { "token", 't', 0, G_OPTION_ARG_STRING, &options->token,
      "The Api-Token to accept (emulator-token)", "TOKEN" },
    { "accounts", 0, 0, G_OPTION_ARG_INT, &options->accounts,
      "Accounts; number K is at account-K.localhost (1)", "N" },
    { "rate-limit", 0, 0, G_OPTION_ARG_INT, &options->rate_limit,
      "Requests in any second and account; 0: no limit (5)", "N" },
    { "latency", 0, 0, G_OPTION_ARG_STRING, &options->latency,
      "Random latency of each request, in ms (0)", "MIN[-MAX]" },
    { "random-seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "Seed of that randomness (0)", "N" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &emulator->tls,
      "Serve https, with a certificate made at start", NULL },
    { "tls-certificate-file", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate_file,
      "Write that certificate to FILE, for clients to trust", "FILE" },
    { "tls-flaw", 0, 0, G_OPTION_ARG_STRING, &options->tls_flaw,
      "What is wrong with it: expired, other-name", "FLAW" },
    { "connections", 'n', 0, G_OPTION_ARG_INT, &options->connections,
      "Connections to make in every account", "N" },
    { "seed-data", 0, 0, G_OPTION_ARG_FILENAME, &options->seed_data,
      "Connections of account 1, as a list answers them", "FILE" },
    { "faults", 0, 0, G_OPTION_ARG_FILENAME, &options->faults, "Faults to begin with", "FILE" },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &emulator->verbose,
      "One line to stderr for each request", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const char *wrong;

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  wrong = *argc > 1 ? "only options are taken" : take_options (options);
  if (wrong != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong);
  return wrong == NULL;
}

static gboolean
write_certificate (Emulator *emulator, const char *file, GError **error)
{
  g_autofree char *pem = NULL;

  if (file == NULL)
    return TRUE;
  g_object_get (emulator_get_certificate (emulator), "certificate-pem", &pem, NULL);
  return g_file_set_contents (file, pem, -1, error);
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { .emulator = EMULATOR_OPTIONS_INIT, .accounts = 1, .rate_limit = 5 };
  g_autoptr (Emulator) emulator = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!parse_options (&options, &argc, &argv, &error))
    {
      g_printerr ("ac-emulator: %s\nTry 'ac-emulator --help'.\n", error->message);
      return EXIT_REFUSED;
    }

  emulator = emulator_new (&options.emulator, &error);
  if (emulator == NULL || !write_certificate (emulator, options.certificate_file, &error))
    {
      g_printerr ("ac-emulator: %s\n", error->message);
      return EXIT_REFUSED;
    }

  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_print ("%s\n", emulator_get_url (emulator));
  fflush (stdout);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
