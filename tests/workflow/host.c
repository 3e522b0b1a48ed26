/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static void
free_queue (gpointer queue)
{
  g_queue_free_full (queue, (GDestroyNotify) json_node_unref);
}

char *
host_dup_config (World *world, const char *more)
{
  return g_strdup_printf ("{\"url\":\"%s\",\"api_token\":\"%s\"%s%s}",
                          emulator_get_url (world->emulator), emulator_get_token (world->emulator),
                          more != NULL ? "," : "", more != NULL ? more : "");
}

Host *
host_new_for (World *world, const char *more)
{
  g_autofree char *config = host_dup_config (world, more);
  Host *self = g_new0 (Host, 1);
  char *error = NULL;

  self->world = world;
  self->handle = acwf_open (config, &error);
  g_assert_cmpstr (error, ==, NULL);
  g_assert_cmpuint (self->handle, !=, 0);
  self->fd = acwf_completion_fd (self->handle);
  g_assert_cmpint (self->fd, >=, 0);
  self->input = g_byte_array_new ();
  self->unused = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_queue);
  return self;
}

Host *
host_new (const char *more)
{
  g_autofree char *members = g_strconcat ("\"rate_limiter\":\"none\"", more != NULL ? "," : "",
                                          more, NULL);
  Host *self = host_new_for (world_new_unlimited (), members);

  self->owns_world = TRUE;
  return self;
}

void
host_free (Host *self)
{
  acwf_close (self->handle);
  if (self->fd >= 0)
    close (self->fd);
  g_byte_array_unref (self->input);
  g_hash_table_unref (self->unused);
  if (self->owns_world)
    world_free (self->world);
  g_free (self);
}

void
host_submit (Host *self, guint64 ticket, const char *action, const char *input)
{
  g_assert_cmpint (acwf_submit (self->handle, ticket, action, input), ==, ACWF_OK);
}

/* ---- Lines ---- */

static void
check_text (Host *self, const char *line)
{
  g_assert_true (g_str_is_ascii (line));
  for (const char *p = line; *p != '\0'; p++)
    if (*p < 0x20 || *p == 0x7f)
      g_error ("a control character in %s", line);
  g_assert_null (strstr (line, emulator_get_token (self->world->emulator)));
}

static void
take_line (Host *self, const char *line)
{
  g_autoptr (GError) error = NULL;
  JsonNode *completion = json_from_string (line, &error);
  guint64 ticket;
  GQueue *queue;

  check_text (self, line);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (completion));
  ticket = (guint64) json_object_get_int_member (json_node_get_object (completion), "t");
  queue = g_hash_table_lookup (self->unused, &ticket);
  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->unused, g_memdup2 (&ticket, sizeof ticket), queue);
    }
  g_queue_push_tail (queue, completion);
  self->n_lines++;
}

void
host_take (Host *self, const void *data, gsize size)
{
  guint8 *end;
  guint taken = 0;

  g_byte_array_append (self->input, data, (guint) size);
  while ((end = memchr (self->input->data + taken, '\n', self->input->len - taken)) != NULL)
    {
      *end = '\0';
      take_line (self, (const char *) self->input->data + taken);
      taken = (guint) (end - self->input->data) + 1;
    }
  g_byte_array_remove_range (self->input, 0, taken);
}

gboolean
host_read (Host *self, int timeout_ms)
{
  static guint8 buffer[65536];
  struct pollfd readable = { self->fd, POLLIN, 0 };
  ssize_t size;

  if (self->has_ended)
    return FALSE;
  if (poll (&readable, 1, timeout_ms) <= 0)
    return FALSE;
  size = read (self->fd, buffer, sizeof buffer);
  if (size < 0)
    {
      g_assert_cmpint (errno, ==, EAGAIN);
      return FALSE;
    }
  if (size == 0)
    {
      g_assert_true (self->may_be_cut || self->input->len == 0);
      self->has_ended = TRUE;
      return TRUE;
    }
  host_take (self, buffer, (gsize) size);
  return TRUE;
}

gboolean
host_has (Host *self, guint64 ticket)
{
  GQueue *queue = g_hash_table_lookup (self->unused, &ticket);

  return queue != NULL && queue->length > 0;
}

JsonNode *
host_await (Host *self, guint64 ticket)
{
  while (!host_has (self, ticket))
    {
      g_assert_false (self->has_ended);
      host_read (self, -1);
    }
  return g_queue_pop_head (g_hash_table_lookup (self->unused, &ticket));
}

void
host_await_end (Host *self)
{
  while (!self->has_ended)
    host_read (self, -1);
}

JsonNode *
host_do (Host *self, const char *action, const char *input)
{
  guint64 ticket = ACWF_MAX_TICKET - ++self->last_ticket;

  host_submit (self, ticket, action, input);
  return host_await (self, ticket);
}

JsonNode *
host_run (Host *self, const char *action, const char *input, int timeout_ms)
{
  char *text = acwf_run (self->handle, action, input, timeout_ms);
  JsonNode *completion = json_from_string (text, NULL);

  g_assert_nonnull (text);
  check_text (self, text);
  g_assert_nonnull (completion);
  g_assert_false (json_object_has_member (json_node_get_object (completion), "t"));
  acwf_free (text);
  return completion;
}

void
host_await_stat (Host *self, const char *member, const char *value)
{
  g_autofree char *path = g_strconcat ("result.", member, NULL);

  while (TRUE)
    {
      g_autoptr (JsonNode) stats = host_run (self, "engine.stats", NULL, 0);
      g_autofree char *found = completion_dup (stats, path);

      if (g_str_equal (found, value))
        return;
      g_thread_yield ();
    }
}

void
host_add_fault (Host *self, const char *fault)
{
  world_add_fault (self->world, fault);
}

/* ---- Completions ---- */

static JsonNode *
go_to (JsonNode *node, const char *name)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), name);
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      guint64 place = g_ascii_strtoull (name, NULL, 10);

      if (place < json_array_get_length (json_node_get_array (node)))
        return json_array_get_element (json_node_get_array (node), (guint) place);
    }
  return NULL;
}

char *
completion_dup (JsonNode *completion, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *node = completion;

  for (guint i = 0; names[i] != NULL; i++)
    node = go_to (node, names[i]);
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return json_to_string (node, FALSE);
}

static void
assert_member (JsonNode *completion, const char *expected)
{
  gsize length = strcspn (expected, "=~");
  g_autofree char *path = g_strndup (expected, length);
  g_autofree char *found = completion_dup (completion, path);
  const char *text = expected + length + 1;
  gboolean fits = expected[length] == '=' ? g_strcmp0 (found, text) == 0
                                          : found != NULL && strstr (found, text) != NULL;

  if (!fits)
    {
      g_autofree char *whole = json_to_string (completion, FALSE);

      g_error ("expected %s in %s", expected, whole);
    }
}

void
assert_completion (JsonNode *completion, const char *expected)
{
  g_auto (GStrv) all = g_strsplit (expected, " ; ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    assert_member (completion, all[i]);
}

/* ---- The process ---- */

guint
count_entries (const char *directory)
{
  g_autofree char *path = g_strconcat ("/proc/self/", directory, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

void
await_entries (const char *directory, guint most)
{
  gint64 start = g_get_monotonic_time ();
  guint count;

  while ((count = count_entries (directory)) > most)
    {
      if (seconds_since (start) > 30)
        g_error ("%u entries in %s instead of %u", count, directory, most);
      g_thread_yield ();
    }
}
