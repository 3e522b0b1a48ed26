/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-connection-private.h"
#include "ac-connection-rows.h"

#include "cases.h"

#include <string.h>

/* A model over rows, and a list that follows its signals alone. */
#define TEST_TYPE_MODEL (test_model_get_type ())
G_DECLARE_FINAL_TYPE (TestModel, test_model, TEST, MODEL, GObject)

struct _TestModel
{
  GObject parent_instance;

  AcConnectionRows rows;
  GPtrArray *shadow;
  guint n_signals;
  guint n_removed;
  guint n_added;
};

static GType
test_model_get_item_type (GListModel *model)
{
  return AC_TYPE_CONNECTION;
}

static guint
test_model_get_n_items (GListModel *model)
{
  return TEST_MODEL (model)->rows.items->len;
}

static gpointer
test_model_get_item (GListModel *model, guint position)
{
  GPtrArray *items = TEST_MODEL (model)->rows.items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
test_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = test_model_get_item_type;
  iface->get_n_items = test_model_get_n_items;
  iface->get_item = test_model_get_item;
}

G_DEFINE_TYPE_WITH_CODE (TestModel,
                         test_model,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, test_model_list_model_init))

/* At each step the list that follows is the model. */
static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  TestModel *self = TEST_MODEL (model);

  g_assert_cmpuint (removed + added, >, 0);
  g_assert_cmpuint (position + removed, <=, self->shadow->len);
  if (removed > 0)
    g_ptr_array_remove_range (self->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->shadow, (int) (position + i),
                        g_list_model_get_item (model, position + i));

  g_assert_cmpuint (self->shadow->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < self->shadow->len; i++)
    {
      g_autoptr (AcConnection) item = g_list_model_get_item (model, i);

      g_assert_true (item == g_ptr_array_index (self->shadow, i));
    }
  self->n_signals++;
  self->n_removed += removed;
  self->n_added += added;
}

static void
test_model_finalize (GObject *object)
{
  TestModel *self = TEST_MODEL (object);

  ac_connection_rows_clear (&self->rows);
  g_ptr_array_unref (self->shadow);

  G_OBJECT_CLASS (test_model_parent_class)->finalize (object);
}

static void
test_model_class_init (TestModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_model_finalize;
}

static void
test_model_init (TestModel *self)
{
  ac_connection_rows_init (&self->rows, G_LIST_MODEL (self));
  self->shadow = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (self, "items-changed", G_CALLBACK (on_items_changed), NULL);
}

static AcConnection *
get_or_make (TestModel *model, const char *id)
{
  AcConnection *found = ac_connection_rows_find (&model->rows, id);

  return found != NULL ? g_object_ref (found) : g_object_new (AC_TYPE_CONNECTION, "id", id, NULL);
}

/* One connection for each letter: the one that the model has already, where it has. */
static GPtrArray *
make_items (TestModel *model, const char *letters)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (const char *p = letters; *p != '\0'; p++)
    g_ptr_array_add (items, get_or_make (model, (const char[]){ *p, '\0' }));
  return items;
}

static TestModel *
make_model (const char *letters)
{
  TestModel *model = g_object_new (TEST_TYPE_MODEL, NULL);
  g_autoptr (GPtrArray) items = make_items (model, letters);

  ac_connection_rows_append (&model->rows, items);
  model->n_signals = model->n_removed = model->n_added = 0;
  return model;
}

static void
assert_letters (TestModel *model, const char *letters)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < model->rows.items->len; i++)
    g_string_append (found, ac_connection_get_id (g_ptr_array_index (model->rows.items, i)));
  g_assert_cmpstr (found->str, ==, letters);
  for (const char *p = letters; *p != '\0'; p++)
    g_assert_true (ac_connection_rows_find (&model->rows, (const char[]){ *p, '\0' })
                   == g_ptr_array_index (model->rows.items, (guint) (p - letters)));
}

typedef struct
{
  const char *name;
  const char *before;
  const char *after;
  guint n_signals;
  guint n_removed;
  guint n_added;
} Replacement;

static const Replacement replacements[] = {
  { "nothing by nothing", "", "", 0, 0, 0 },
  { "the same", "abc", "abc", 0, 0, 0 },
  { "nothing by some", "", "abc", 1, 0, 3 },
  { "some by nothing", "abc", "", 1, 3, 0 },
  { "all by others", "abc", "xyz", 2, 3, 3 },
  { "first removed", "abcd", "bcd", 1, 1, 0 },
  { "last removed", "abcd", "abc", 1, 1, 0 },
  { "some in the middle removed", "abcde", "ae", 1, 3, 0 },
  { "every other one removed", "abcde", "bd", 3, 3, 0 },
  { "one inserted first", "abc", "xabc", 1, 0, 1 },
  { "some appended", "abc", "abcxyz", 1, 0, 3 },
  { "some inserted in the middle", "abc", "axybc", 1, 0, 2 },
  { "inserted everywhere", "abc", "xaybzcw", 4, 0, 4 },
  { "one replaced", "abc", "axc", 2, 1, 1 },
  { "removed and inserted", "abcd", "xbdy", 4, 2, 2 },
  { "first moved to the end", "abcd", "bcda", 2, 1, 1 },
  { "last moved to the start", "abcd", "dabc", 2, 1, 1 },
  { "two neighbours swapped", "abcd", "acbd", 2, 1, 1 },
  { "moved and inserted", "abcd", "xdabc", 3, 1, 2 },
  { "moved and removed", "abcde", "eabd", 3, 2, 1 },
};

static void
test_replace (gconstpointer data)
{
  const Replacement *row = data;
  g_autoptr (TestModel) model = make_model (row->before);
  g_autoptr (GPtrArray) items = make_items (model, row->after);

  ac_connection_rows_replace (&model->rows, items);
  assert_letters (model, row->after);
  for (guint i = 0; i < items->len; i++)
    g_assert_true (g_ptr_array_index (items, i) == g_ptr_array_index (model->rows.items, i));
  g_assert_cmpuint (model->n_signals, ==, row->n_signals);
  g_assert_cmpuint (model->n_removed, ==, row->n_removed);
  g_assert_cmpuint (model->n_added, ==, row->n_added);
}

static void
test_reverse (void)
{
  g_autoptr (TestModel) model = make_model ("abcdefgh");
  g_autoptr (GPtrArray) items = make_items (model, "hgfedcba");

  ac_connection_rows_replace (&model->rows, items);
  assert_letters (model, "hgfedcba");
}

static void
test_find (void)
{
  g_autoptr (TestModel) model = make_model ("abc");
  g_autoptr (GPtrArray) items = make_items (model, "cx");

  g_assert_null (ac_connection_rows_find (&model->rows, "x"));
  ac_connection_rows_replace (&model->rows, items);
  g_assert_null (ac_connection_rows_find (&model->rows, "a"));
  g_assert_true (ac_connection_rows_find (&model->rows, "x") == g_ptr_array_index (items, 1));
}

static void
test_append (void)
{
  g_autoptr (TestModel) model = make_model ("ab");
  g_autoptr (GPtrArray) items = make_items (model, "cd");
  g_autoptr (GPtrArray) nothing = make_items (model, "");

  ac_connection_rows_append (&model->rows, items);
  g_assert_cmpuint (model->n_signals, ==, 1);
  g_assert_cmpuint (model->n_added, ==, 2);
  ac_connection_rows_append (&model->rows, nothing);
  g_assert_cmpuint (model->n_signals, ==, 1);
  assert_letters (model, "abcd");
}

static void
change_id (AcConnection *connection, const char *id)
{
  AcConnectionBefore before;

  ac_connection_begin_change (connection, &before);
  ac_connection_set_id (connection, id);
  ac_connection_end_change (connection, &before);
}

/* A deleted connection is found no more, is taken for none that the server has under its id, and
 * goes with the next refresh.
 */
static void
test_deleted (void)
{
  g_autoptr (TestModel) model = make_model ("abc");
  g_autoptr (AcConnection) deleted = g_object_ref (g_ptr_array_index (model->rows.items, 1));
  g_autoptr (GPtrArray) items = NULL;

  change_id (deleted, NULL);
  g_assert_null (ac_connection_rows_find (&model->rows, "b"));
  items = make_items (model, "abc");
  g_assert_true (g_ptr_array_index (items, 1) != deleted);
  ac_connection_rows_replace (&model->rows, items);
  assert_letters (model, "abc");
  g_assert_cmpuint (G_OBJECT (deleted)->ref_count, ==, 1);
}

/* One that was deleted and created anew is found by its new id. */
static void
test_created_anew (void)
{
  g_autoptr (TestModel) model = make_model ("abc");
  g_autoptr (AcConnection) row = g_object_ref (g_ptr_array_index (model->rows.items, 1));
  g_autoptr (GPtrArray) items = NULL;

  change_id (row, NULL);
  g_assert_null (ac_connection_rows_find (&model->rows, "d"));
  change_id (row, "d");
  assert_letters (model, "adc");
  g_assert_null (ac_connection_rows_find (&model->rows, "b"));
  items = make_items (model, "bd");
  ac_connection_rows_replace (&model->rows, items);
  assert_letters (model, "bd");
  g_assert_true (g_ptr_array_index (model->rows.items, 1) == row);

  /* Under an id that another row had, too. */
  change_id (g_ptr_array_index (model->rows.items, 0), NULL);
  change_id (row, "b");
  g_assert_true (ac_connection_rows_find (&model->rows, "b") == row);
}

/* References: the rows hold one, and nothing is left when they go. */
static void
test_owned (void)
{
  TestModel *model = make_model ("abcd");
  g_autoptr (GPtrArray) items = make_items (model, "dxa");
  AcConnection *gone = g_object_ref (g_ptr_array_index (model->rows.items, 1));
  AcConnection *kept = g_object_ref (g_ptr_array_index (model->rows.items, 0));

  ac_connection_rows_replace (&model->rows, items);
  g_clear_pointer (&items, g_ptr_array_unref);
  g_assert_cmpuint (G_OBJECT (gone)->ref_count, ==, 1);
  g_assert_cmpuint (G_OBJECT (kept)->ref_count, ==, 3);
  g_object_unref (model);
  g_assert_cmpuint (G_OBJECT (kept)->ref_count, ==, 1);
  g_object_unref (gone);
  g_object_unref (kept);
}

static void
shuffle (GRand *random, char *letters)
{
  for (gsize i = strlen (letters); i > 1; i--)
    {
      gsize j = (gsize) g_rand_int_range (random, 0, (gint32) i);
      char c = letters[i - 1];

      letters[i - 1] = letters[j];
      letters[j] = c;
    }
}

/* Any rows by any others; the letters are few, so that many stay. */
static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 1000; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (TestModel) model = make_model ("");

      for (guint i = 0; i < 8; i++)
        {
          char letters[] = "abcdefghijklmnop";
          g_autoptr (GPtrArray) items = NULL;

          if (g_rand_boolean (random))
            shuffle (random, letters);
          letters[g_rand_int_range (random, 0, sizeof letters)] = '\0';
          if (g_rand_boolean (random))
            shuffle (random, letters);
          items = make_items (model, letters);
          ac_connection_rows_replace (&model->rows, items);
          assert_letters (model, letters);
          for (guint j = 0; j < items->len; j++)
            g_assert_true (g_ptr_array_index (items, j)
                           == g_ptr_array_index (model->rows.items, j));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/rows/replace", replacements, test_replace);
  g_test_add_func ("/rows/replace/reversed", test_reverse);
  g_test_add_func ("/rows/replace/at random", test_random);
  g_test_add_func ("/rows/find", test_find);
  g_test_add_func ("/rows/append", test_append);
  g_test_add_func ("/rows/deleted", test_deleted);
  g_test_add_func ("/rows/created-anew", test_created_anew);
  g_test_add_func ("/rows/owned", test_owned);
  return g_test_run ();
}
