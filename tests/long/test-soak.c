/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Updates without end over real sockets, with faults, cancels and changes at random, in rounds. At
 * the end of each the server has what a simple model says, every callback came once, and memory and
 * file descriptors are as before.
 */

#include "soak-server.h"
#include "support.h"

#include <json-glib/json-glib.h>
#include <malloc.h>

#define CONNECTIONS 500
#define MOST_UNDER_WAY 64
#define N_FIELDS G_N_ELEMENTS (fields)

/* The library's pool of connections to the server, and what this process opens for itself. */
#define MOST_DESCRIPTORS (64 + 10)

/* Rounds after which memory grows no more, but by the connections to the server that happen to be
 * open.
 */
#define WARM_UP 4
#define MOST_GROWTH ((gsize) 256 * 1024)

static const struct
{
  const char *property;
  const char *member;
} fields[] = {
  { "name", "name" },
  { "logo-url", "logoUrl" },
  { "link-url", "linkUrl" },
};

/* Members of a fault. */
static const char *const faults[] = {
  "\"close\":\"before\"",
  "\"close\":\"after\"",
  "\"close\":\"headers\"",
  "\"close\":\"body\"",
  "\"close\":\"chunked\"",
  "\"close\":\"reset\"",
  "\"close\":\"idle\"",
  "\"status\":500",
  "\"status\":502",
  "\"status\":504,\"apply\":true",
  "\"status\":403",
  "\"status\":422",
  "\"status\":200,\"apply\":true,\"body\":\"<html>It works!</html>\"",
  "\"status\":200,\"apply\":true,\"body\":\"\"",
  "\"append\":\"x\"",
  "\"drop\":[\"name\"]",
  "\"delay_ms\":300,\"times\":5",
};

static const char *emulator_program;

typedef struct
{
  guint n_rounds;
  guint n_updates; /* of each round */
  guint n_of_each_fault;
} Amount;

static const Amount usual = { 20, 10000, 6 };
static const Amount slow = { 2, 300, 1 };

/* A connection, and what the server must have of it. */
typedef struct
{
  AcConnection *connection;
  char *values[N_FIELDS];
  gboolean doubtful; /* the outcome of an update of this round is unknown */
} Item;

typedef struct
{
  SoakServer *server;
  AcClient *client;
  GRand *random;
  Item items[CONNECTIONS];
  GHashTable *under_way; /* Update */
  guint64 begun, ended, failed, unknown, cancelled;
  gboolean is_calm; /* nothing is set or cancelled any more */
  guint n_values;
  guint n_doubtful, n_stale;
} Soak;

typedef struct
{
  Soak *soak;
  Item *item;
  GCancellable *cancellable;
} Update;

static guint
below (Soak *self, guint end)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) end);
}

static void
set_something (Soak *self, Item *item)
{
  guint field = below (self, N_FIELDS);
  char *value = g_strdup_printf ("%s %u", ac_connection_get_id (item->connection),
                                 ++self->n_values);

  g_object_set (item->connection, fields[field].property, value, NULL);
  g_free (item->values[field]);
  item->values[field] = value;
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  Update *update = data;
  Soak *self = update->soak;
  AcProblem *problem = ac_problem_from_result (result);
  gboolean well = ac_connection_update_finish (AC_CONNECTION (source), result, NULL);

  /* Once: it is forgotten after that. */
  g_assert_true (g_hash_table_steal (self->under_way, update));
  g_assert_true (well == (problem == NULL));
  self->ended++;
  if (!well)
    {
      gboolean unknown = ac_problem_get_outcome_unknown (problem);

      self->failed++;
      self->unknown += unknown;
      self->cancelled += g_str_equal (ac_problem_get_code (problem), "cancelled");
      update->item->doubtful |= unknown;
    }
  if (!self->is_calm && below (self, 10) == 0)
    set_something (self, update->item);
  g_object_unref (update->cancellable);
  g_free (update);
}

static void
begin (Soak *self, Item *item)
{
  Update *update = g_new0 (Update, 1);

  update->soak = self;
  update->item = item;
  update->cancellable = g_cancellable_new ();
  g_hash_table_add (self->under_way, update);
  self->begun++;
  ac_connection_update (item->connection, update->cancellable, on_updated, update);
}

static void
cancel_something (Soak *self)
{
  GHashTableIter iter;
  gpointer update;
  guint at = below (self, g_hash_table_size (self->under_way));

  g_hash_table_iter_init (&iter, self->under_way);
  do
    g_hash_table_iter_next (&iter, &update, NULL);
  while (at-- > 0);
  g_cancellable_cancel (((Update *) update)->cancellable);
}

static void
drain (Soak *self)
{
  while (g_hash_table_size (self->under_way) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->begun, ==, self->ended);
}

static void
add_faults (Soak *self, const Amount *amount)
{
  g_autoptr (GString) all = g_string_new ("{\"faults\":[");

  for (guint i = 0; i < amount->n_of_each_fault * G_N_ELEMENTS (faults); i++)
    g_string_append_printf (all, "%s{\"match\":{\"after\":%u},%s}", i > 0 ? "," : "",
                            below (self, amount->n_updates), faults[i % G_N_ELEMENTS (faults)]);
  g_string_append (all, "]}");
  g_free (soak_server_control (self->server, "POST", "/emulator/faults", all->str));
}

static void
storm (Soak *self, const Amount *amount)
{
  guint64 end = self->begun + amount->n_updates;

  self->is_calm = FALSE;
  add_faults (self, amount);
  while (self->begun < end)
    {
      Item *item = &self->items[below (self, CONNECTIONS)];

      while (g_hash_table_size (self->under_way) >= MOST_UNDER_WAY)
        g_main_context_iteration (NULL, TRUE);
      for (guint n_sets = 1 + below (self, 3); n_sets > 0; n_sets--)
        set_something (self, item);
      ac_client_set_timeout (self->client, below (self, 20) == 0 ? 0.1 : 60);
      begin (self, item);
      if (below (self, 25) == 0)
        cancel_something (self);
      g_main_context_iteration (NULL, FALSE);
    }
  drain (self);
}

static void
update_all (Soak *self)
{
  for (guint i = 0; i < CONNECTIONS; i++)
    begin (self, &self->items[i]);
  drain (self);
}

/* Whether the server has the model's values; in any case they are this connection's own. */
static gboolean
server_has (Item *item, JsonObject *row)
{
  g_autofree char *prefix = g_strconcat (ac_connection_get_id (item->connection), " ", NULL);
  gboolean all = TRUE;

  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *value = json_object_get_string_member (row, fields[i].member);

      if (item->values[i] == NULL)
        continue;
      g_assert_true (value == NULL || *value == '\0' || g_str_has_prefix (value, prefix));
      all &= g_strcmp0 (value, item->values[i]) == 0;
    }
  return all;
}

/* What a request that was given up may have brought after a later one: the contract's one
 * exception, which a refresh tells of.
 */
static void
mend (Item *item, JsonObject *row)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (item->doubtful);
  connection_refresh (item->connection, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *value = dup_property_text (item->connection, fields[i].property);

      if (item->values[i] == NULL)
        continue;
      g_assert_cmpstr (value, ==, json_object_get_string_member (row, fields[i].member));
      g_object_set (item->connection, fields[i].property, item->values[i], NULL);
    }
  connection_update (item->connection, &error);
  g_assert_no_error (error);
}

/* FALSE where a connection had to be mended. */
static gboolean
compare (Soak *self)
{
  g_autofree char *text = soak_server_control (self->server, "GET", "/emulator/connections", NULL);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *rows = json_object_get_array_member (json_node_get_object (root), "connections");
  guint n_mended = 0;

  g_assert_cmpuint (json_array_get_length (rows), ==, CONNECTIONS);
  for (guint i = 0; i < CONNECTIONS; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      Item *item = &self->items[i];

      g_assert_cmpstr (json_object_get_string_member (row, "id"), ==,
                       ac_connection_get_id (item->connection));
      g_assert_false (ac_connection_get_modified (item->connection));
      if (server_has (item, row))
        continue;
      mend (item, row);
      n_mended++;
    }
  self->n_stale += n_mended;
  return n_mended == 0;
}

/* Sends what is left, and sees that the server has it. */
static void
calm (Soak *self)
{
  guint64 failed = self->failed;

  g_free (soak_server_control (self->server, "DELETE", "/emulator/faults", NULL));
  ac_client_set_timeout (self->client, 60);
  self->is_calm = TRUE;
  update_all (self);
  while (!compare (self))
    ;
  g_assert_cmpuint (self->failed, ==, failed);
  for (guint i = 0; i < CONNECTIONS; i++)
    {
      self->n_doubtful += self->items[i].doubtful;
      self->items[i].doubtful = FALSE;
    }
  g_free (soak_server_control (self->server, "DELETE", "/emulator/requests", NULL));
}

static gsize
heap_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static Soak *
soak_new (void)
{
  g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_new (10000);
  g_autoptr (GError) error = NULL;
  Soak *self = g_new0 (Soak, 1);

  self->server = soak_server_new (emulator_program, CONNECTIONS);
  self->client = ac_client_new (soak_server_get_url (self->server), "emulator-token", &error);
  g_assert_no_error (error);
  ac_client_set_rate_limiter (self->client, limiter);
  self->random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  self->under_way = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < CONNECTIONS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      self->items[i].connection = ac_connection_new (self->client, id);
    }
  return self;
}

static void
soak_free (Soak *self)
{
  for (guint i = 0; i < CONNECTIONS; i++)
    {
      g_assert_finalize_object (self->items[i].connection);
      for (guint j = 0; j < N_FIELDS; j++)
        g_free (self->items[i].values[j]);
    }
  g_hash_table_unref (self->under_way);
  g_rand_free (self->random);
  g_assert_finalize_object (self->client);
  soak_server_free (self->server);
  g_free (self);
}

/* @heap, @descriptors: how much there may be. */
static void
check_resources (guint round, gsize *heap, guint descriptors)
{
  gsize in_use = heap_in_use ();
  guint count = count_descriptors ();

  g_test_message ("round %u: %zu bytes in use, %u file descriptors", round, in_use, count);
  if (round < WARM_UP)
    *heap = MAX (*heap, in_use + MOST_GROWTH);
  else
    g_assert_cmpuint (in_use, <=, *heap);
  g_assert_cmpuint (count, <=, descriptors);
}

static void
test_soak (void)
{
  const Amount *amount = g_getenv ("AC_TEST_SLOW") != NULL ? &slow : &usual;
  Soak *self = soak_new ();
  gint64 start = g_get_monotonic_time ();
  guint descriptors = count_descriptors () + MOST_DESCRIPTORS;
  gsize heap = 0;

  for (guint round = 0; round < amount->n_rounds; round++)
    {
      storm (self, amount);
      calm (self);
      check_resources (round, &heap, descriptors);
    }
  g_test_message ("%" G_GUINT64_FORMAT " updates in %.1f s, %" G_GUINT64_FORMAT " failed, "
                  "%" G_GUINT64_FORMAT " of them cancelled, %" G_GUINT64_FORMAT
                  " of unknown outcome; %u times a connection was in doubt, %u times it had an "
                  "older value",
                  self->ended, seconds_since (start), self->failed, self->cancelled, self->unknown,
                  self->n_doubtful, self->n_stale);
  g_assert_cmpuint (self->ended, >=, (guint64) amount->n_rounds * amount->n_updates);
  soak_free (self);
}

/* Each new connection is told of in seven lines. */
static void
ignore (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  emulator_program = argv[1];
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, ignore, NULL);
  g_test_add_func ("/soak/updates-of-500-connections", test_soak);
  return g_test_run ();
}
