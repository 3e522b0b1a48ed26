/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-redis.h"

#define DEFAULT_PORT 6379

/* How long the server has to answer, in milliseconds: a healthy one takes less than one. */
#define PATIENCE 1000

/* How long it is left alone after it failed, in microseconds. */
#define REST G_GINT64_CONSTANT (1000000)

typedef struct
{
  AcwfRedisDone done;
  gpointer data;
} Command;

struct _AcwfRedis
{
  char *host;
  guint16 port;
  char *user;
  char *password;
  char *database;
  GMainContext *context;

  GCancellable *cancellable; /* of the connection that is made or used; NULL: there is none */
  GIOStream *stream;         /* NULL while it is made */
  redisReader *reader;
  GString *out; /* what is to be written */
  gsize n_writing;
  char input[4096];
  GQueue commands; /* Command, to be answered in this order */
  GSource *patience;
  gboolean is_refused; /* the password, or the database */
  gboolean is_away;
  gint64 rest_end;
};

static void write_more (AcwfRedis *self);
static void read_more (AcwfRedis *self);

static gboolean
read_url (AcwfRedis *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *path;
  guint64 number;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return FALSE;
  path = g_uri_get_path (uri);
  if (*path == '/')
    path++;
  if (*path != '\0' && !g_ascii_string_to_unsigned (path, 10, 0, G_MAXINT, &number, NULL))
    return FALSE;
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri) : DEFAULT_PORT;
  self->user = g_strdup (g_uri_get_user (uri));
  self->password = g_strdup (g_uri_get_password (uri));
  self->database = *path != '\0' ? g_strdup (path) : NULL;
  return TRUE;
}

AcwfRedis *
acwf_redis_new (const char *url, GMainContext *context)
{
  AcwfRedis *self = g_new0 (AcwfRedis, 1);

  self->context = g_main_context_ref (context);
  self->out = g_string_new (NULL);
  if (read_url (self, url))
    return self;
  acwf_redis_free (self);
  return NULL;
}

static void
forget_patience (AcwfRedis *self)
{
  if (self->patience == NULL)
    return;
  g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

static void
disconnect (AcwfRedis *self)
{
  forget_patience (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->reader, redisReaderFree);
  g_string_truncate (self->out, 0);
  self->n_writing = 0;
}

void
acwf_redis_free (AcwfRedis *self)
{
  disconnect (self);
  g_queue_clear_full (&self->commands, g_free);
  g_string_free (self->out, TRUE);
  g_free (self->host);
  g_free (self->user);
  g_free (self->password);
  g_free (self->database);
  g_main_context_unref (self->context);
  g_free (self);
}

/* The server is away: whoever waits for an answer hears of it. */
static void
fail (AcwfRedis *self, const char *why)
{
  GQueue commands = self->commands;
  Command *command;

  if (!self->is_away)
    g_debug ("The Redis server at %s is away: %s", self->host, why);
  disconnect (self);
  self->is_away = TRUE;
  self->rest_end = g_get_monotonic_time () + REST;
  g_queue_init (&self->commands);
  while ((command = g_queue_pop_head (&commands)) != NULL)
    {
      if (command->done != NULL)
        command->done (NULL, command->data);
      g_free (command);
    }
}

static gboolean
on_patience (gpointer data)
{
  AcwfRedis *self = data;

  fail (self, "no answer in time");
  return G_SOURCE_REMOVE;
}

static void
renew_patience (AcwfRedis *self)
{
  forget_patience (self);
  if (self->commands.length == 0)
    return;
  self->patience = g_timeout_source_new (PATIENCE);
  g_source_set_static_name (self->patience, "activecampaign-workflow redis");
  g_source_set_callback (self->patience, on_patience, self, NULL);
  g_source_attach (self->patience, self->context);
}

/* An operation of a connection that was given up ends later, when @self may be gone. */
static gboolean
is_stale (GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
on_written (GObject *stream, GAsyncResult *result, gpointer data)
{
  AcwfRedis *self = data;
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, &error);
  if (is_stale (error))
    return;
  if (error != NULL)
    {
      fail (self, error->message);
      return;
    }
  g_string_erase (self->out, 0, (gssize) self->n_writing);
  self->n_writing = 0;
  write_more (self);
}

static void
write_more (AcwfRedis *self)
{
  g_autofree char *copy = NULL;

  if (self->stream == NULL || self->n_writing > 0 || self->out->len == 0)
    return;
  self->n_writing = self->out->len;
  copy = g_memdup2 (self->out->str, self->out->len);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), copy,
                                   self->n_writing, G_PRIORITY_DEFAULT, self->cancellable,
                                   on_written, self);
  /* They live as long as whoever writes them. */
  g_object_set_data_full (G_OBJECT (self->stream), "activecampaign-workflow bytes",
                          g_steal_pointer (&copy), g_free);
}

/* FALSE where nothing was asked. */
static gboolean
take_reply (AcwfRedis *self, redisReply *reply)
{
  g_autofree Command *command = g_queue_pop_head (&self->commands);

  renew_patience (self);
  if (command != NULL && command->done != NULL)
    command->done (reply, command->data);
  freeReplyObject (reply);
  return command != NULL;
}

static void
on_read (GObject *stream, GAsyncResult *result, gpointer data)
{
  AcwfRedis *self = data;
  g_autoptr (GError) error = NULL;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, &error);
  void *reply = NULL;

  if (is_stale (error))
    return;
  if (size <= 0)
    {
      fail (self, error != NULL ? error->message : "it closed the connection");
      return;
    }
  redisReaderFeed (self->reader, self->input, (size_t) size);
  while (redisReaderGetReply (self->reader, &reply) == REDIS_OK && reply != NULL)
    if (!take_reply (self, g_steal_pointer (&reply)))
      {
        fail (self, "it said what it was not asked");
        return;
      }
    else if (self->is_refused)
      {
        /* It is told them once for each connection. */
        fail (self, "it refuses the password or the database");
        return;
      }
  if (self->reader->err != 0)
    fail (self, self->reader->errstr);
  else
    read_more (self);
}

static void
read_more (AcwfRedis *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->input,
                             sizeof self->input, G_PRIORITY_DEFAULT, self->cancellable, on_read,
                             self);
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer data)
{
  AcwfRedis *self = data;
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (client), result,
                                                                  &error);

  if (is_stale (error))
    return;
  if (error != NULL)
    {
      fail (self, error->message);
      return;
    }
  self->stream = G_IO_STREAM (connection);
  self->is_away = FALSE;
  write_more (self);
  read_more (self);
}

static void
push (AcwfRedis *self, int n_words, const char *const *words, AcwfRedisDone done, gpointer data)
{
  Command *command = g_new0 (Command, 1);
  char *text;
  int size = redisFormatCommandArgv (&text, n_words, (const char **) words, NULL);

  command->done = done;
  command->data = data;
  g_queue_push_tail (&self->commands, command);
  g_string_append_len (self->out, text, size);
  redisFreeCommand (text);
}

static void
on_greeted (redisReply *reply, gpointer data)
{
  AcwfRedis *self = data;

  self->is_refused = reply != NULL && reply->type == REDIS_REPLY_ERROR;
}

static void
greet (AcwfRedis *self)
{
  if (self->password != NULL && self->user != NULL && *self->user != '\0')
    push (self, 3, (const char *[]){ "AUTH", self->user, self->password }, on_greeted, self);
  else if (self->password != NULL)
    push (self, 2, (const char *[]){ "AUTH", self->password }, on_greeted, self);
  if (self->database != NULL)
    push (self, 2, (const char *[]){ "SELECT", self->database }, on_greeted, self);
}

static void
connect_to_server (AcwfRedis *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  self->cancellable = g_cancellable_new ();
  self->reader = redisReaderCreate ();
  self->is_refused = FALSE;
  greet (self);
  g_socket_client_connect_to_host_async (client, self->host, self->port, self->cancellable,
                                         on_connected, self);
}

gboolean
acwf_redis_send (
  AcwfRedis *self, int n_words, const char *const *words, AcwfRedisDone done, gpointer data)
{
  if (self->cancellable == NULL)
    {
      if (self->is_away && g_get_monotonic_time () < self->rest_end)
        return FALSE;
      connect_to_server (self);
    }
  push (self, n_words, words, done, data);
  if (self->patience == NULL)
    renew_patience (self);
  write_more (self);
  return TRUE;
}

gboolean
acwf_redis_is_away (AcwfRedis *self)
{
  return self->is_away;
}
