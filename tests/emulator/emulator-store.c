/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-store.h"

/* A row list is a GPtrArray of connections in the order of their ids. */
struct _EmulatorStore
{
  GPtrArray *rows;           /* owns the connections */
  GHashTable *by_service;    /* value → row list */
  GHashTable *by_externalid; /* value → row list */
  guint64 last_id;
};

EmulatorStore *
emulator_store_new (void)
{
  EmulatorStore *store = g_new0 (EmulatorStore, 1);

  store->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_connection_free);
  store->by_service = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) g_ptr_array_unref);
  store->by_externalid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                (GDestroyNotify) g_ptr_array_unref);
  return store;
}

void
emulator_store_free (EmulatorStore *store)
{
  g_hash_table_unref (store->by_service);
  g_hash_table_unref (store->by_externalid);
  g_ptr_array_unref (store->rows);
  g_free (store);
}

/* Where the id is in the list, or would have to be put. */
static gboolean
rows_search (GPtrArray *rows, guint64 id, guint *position)
{
  guint low = 0, high = rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const EmulatorConnection *connection = g_ptr_array_index (rows, middle);

      if (connection->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  *position = low;
  return low < rows->len && ((EmulatorConnection *) g_ptr_array_index (rows, low))->id == id;
}

static void
rows_insert (GPtrArray *rows, EmulatorConnection *connection)
{
  guint position;

  rows_search (rows, connection->id, &position);
  g_ptr_array_insert (rows, (int) position, connection);
}

/* A cleared value is kept as an empty one. */
static const char *
index_key (const EmulatorConnection *connection, EmulatorMember member)
{
  return connection->members[member] != NULL ? connection->members[member] : "";
}

static void
index_insert (GHashTable *index, EmulatorConnection *connection, EmulatorMember member)
{
  const char *key = index_key (connection, member);
  GPtrArray *rows = g_hash_table_lookup (index, key);

  if (rows == NULL)
    {
      rows = g_ptr_array_new ();
      g_hash_table_insert (index, g_strdup (key), rows);
    }
  rows_insert (rows, connection);
}

static void
index_remove (GHashTable *index, const EmulatorConnection *connection, EmulatorMember member)
{
  const char *key = index_key (connection, member);
  GPtrArray *rows = g_hash_table_lookup (index, key);
  guint position;

  if (rows_search (rows, connection->id, &position))
    g_ptr_array_remove_index (rows, position);
  if (rows->len == 0)
    g_hash_table_remove (index, key);
}

guint64
emulator_store_get_next_id (EmulatorStore *store)
{
  return store->last_id + 1;
}

const EmulatorConnection *
emulator_store_get (EmulatorStore *store, guint64 id)
{
  guint position;

  if (!rows_search (store->rows, id, &position))
    return NULL;
  return g_ptr_array_index (store->rows, position);
}

/* The shortest list that holds every match. NULL: there is none. */
static GPtrArray *
find_candidates (EmulatorStore *store, const char *service, const char *externalid)
{
  GPtrArray *rows = store->rows;

  if (service != NULL)
    rows = g_hash_table_lookup (store->by_service, service);
  if (externalid != NULL && rows != NULL)
    {
      GPtrArray *others = g_hash_table_lookup (store->by_externalid, externalid);

      if (others == NULL || others->len < rows->len)
        rows = others;
    }
  return rows;
}

static gboolean
matches (const EmulatorConnection *connection, const char *service, const char *externalid)
{
  return (service == NULL || g_str_equal (index_key (connection, EMULATOR_SERVICE), service))
      && (externalid == NULL
          || g_str_equal (index_key (connection, EMULATOR_EXTERNALID), externalid));
}

const EmulatorConnection *
emulator_store_find_twin (EmulatorStore *store, const EmulatorConnection *connection)
{
  const char *service = index_key (connection, EMULATOR_SERVICE);
  const char *externalid = index_key (connection, EMULATOR_EXTERNALID);
  GPtrArray *rows = find_candidates (store, service, externalid);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EmulatorConnection *other = g_ptr_array_index (rows, i);

      if (other->id != connection->id && matches (other, service, externalid))
        return other;
    }
  return NULL;
}

void
emulator_store_put (EmulatorStore *store, EmulatorConnection *connection)
{
  emulator_store_remove (store, connection->id);

  rows_insert (store->rows, connection);
  index_insert (store->by_service, connection, EMULATOR_SERVICE);
  index_insert (store->by_externalid, connection, EMULATOR_EXTERNALID);
  store->last_id = MAX (store->last_id, connection->id);
}

gboolean
emulator_store_remove (EmulatorStore *store, guint64 id)
{
  guint position;
  const EmulatorConnection *connection;

  if (!rows_search (store->rows, id, &position))
    return FALSE;

  connection = g_ptr_array_index (store->rows, position);
  index_remove (store->by_service, connection, EMULATOR_SERVICE);
  index_remove (store->by_externalid, connection, EMULATOR_EXTERNALID);
  g_ptr_array_remove_index (store->rows, position);
  return TRUE;
}

GPtrArray *
emulator_store_list (EmulatorStore *store,
                     const char *service,
                     const char *externalid,
                     guint offset,
                     guint limit,
                     guint *total)
{
  GPtrArray *page = g_ptr_array_new ();
  GPtrArray *rows = find_candidates (store, service, externalid);
  gboolean exact = service == NULL || externalid == NULL;

  *total = 0;
  if (rows == NULL)
    return page;

  /* With one filter or none each candidate is a match, and the page is cut out at once. */
  if (exact)
    {
      *total = rows->len;
      for (guint i = offset; i < rows->len && page->len < limit; i++)
        g_ptr_array_add (page, g_ptr_array_index (rows, i));
      return page;
    }

  for (guint i = 0; i < rows->len; i++)
    {
      EmulatorConnection *connection = g_ptr_array_index (rows, i);

      if (!matches (connection, service, externalid))
        continue;
      if (*total >= offset && page->len < limit)
        g_ptr_array_add (page, connection);
      (*total)++;
    }
  return page;
}
