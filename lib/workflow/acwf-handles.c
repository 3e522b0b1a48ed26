/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-handles.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static GMutex lock;         /* guards what follows; free in a forked child */
static GHashTable *engines; /* guint64 → AcwfEngine */
static guint64 last_handle;

static int owner; /* pid of the process that has handles; atomic, 0: none yet */

gboolean
acwf_handles_are_foreign (void)
{
  int pid = g_atomic_int_get (&owner);

  return pid != 0 && pid != (int) getpid ();
}

static void
lock_for_fork (void)
{
  g_mutex_lock (&lock);
}

static void
unlock_after_fork (void)
{
  g_mutex_unlock (&lock);
}

static GPtrArray *
steal_all (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) acwf_engine_unref);
  GHashTableIter iter;
  gpointer engine;

  g_mutex_lock (&lock);
  g_hash_table_iter_init (&iter, engines);
  while (g_hash_table_iter_next (&iter, NULL, &engine))
    {
      g_ptr_array_add (all, acwf_engine_ref (engine));
      g_hash_table_iter_remove (&iter);
    }
  g_mutex_unlock (&lock);
  return g_steal_pointer (&all);
}

/* A host that ends without closing its handles: their threads must not outlive what they use. */
static void
close_all (void)
{
  g_autoptr (GPtrArray) all = NULL;

  if (acwf_handles_are_foreign ())
    return;
  all = steal_all ();
  for (guint i = 0; i < all->len; i++)
    acwf_engine_begin_close (all->pdata[i]);
  for (guint i = 0; i < all->len; i++)
    acwf_engine_end_close (all->pdata[i]);
}

/* A fork that is under way waits for the lock, and what is registered waits for the fork: it is not
 * held then.
 */
static void
prepare (void)
{
  static gsize prepared;

  if (!g_once_init_enter (&prepared))
    return;
  g_mutex_lock (&lock);
  engines = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                   (GDestroyNotify) acwf_engine_unref);
  g_mutex_unlock (&lock);
  pthread_atfork (lock_for_fork, unlock_after_fork, unlock_after_fork);
  atexit (close_all);
  g_once_init_leave (&prepared, 1);
}

guint64
acwf_handles_add (AcwfEngine *engine)
{
  guint64 *key = g_new (guint64, 1);
  guint64 handle;

  prepare ();
  g_mutex_lock (&lock);
  g_atomic_int_set (&owner, (int) getpid ());
  *key = handle = ++last_handle;
  g_hash_table_insert (engines, key, engine);
  g_mutex_unlock (&lock);
  return handle;
}

AcwfEngine *
acwf_handles_get (guint64 handle)
{
  AcwfEngine *engine;

  g_mutex_lock (&lock);
  engine = engines != NULL ? g_hash_table_lookup (engines, &handle) : NULL;
  if (engine != NULL)
    acwf_engine_ref (engine);
  g_mutex_unlock (&lock);
  return engine;
}

AcwfEngine *
acwf_handles_steal (guint64 handle)
{
  gpointer key = NULL, engine = NULL;

  g_mutex_lock (&lock);
  if (engines != NULL && g_hash_table_steal_extended (engines, &handle, &key, &engine))
    g_free (key);
  g_mutex_unlock (&lock);
  return engine;
}
