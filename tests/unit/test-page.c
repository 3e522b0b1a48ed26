/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-page.h"

#include "cases.h"

#include <string.h>

static AcPage *
read_page (const char *text, const char **wrong)
{
  AcJson json;

  g_assert_cmpstr (ac_json_check (text, strlen (text), &json), ==, NULL);
  return ac_page_new (json, wrong);
}

typedef struct
{
  const char *name;
  const char *meta; /* with the comma before it */
  gint64 total;     /* below 0: none */
} Total;

static const Total totals[] = {
  { "string", ",\"meta\":{\"total\":\"2\"}", 2 },
  { "integer", ",\"meta\":{\"total\":2}", 2 },
  { "whole float", ",\"meta\":{\"total\":2.0}", 2 },
  { "string of zero", ",\"meta\":{\"total\":\"0\"}", 0 },
  { "zero", ",\"meta\":{\"total\":0}", 0 },
  { "large", ",\"meta\":{\"total\":\"123456789012\"}", 123456789012 },
  { "beside page_input", ",\"meta\":{\"page_input\":{\"limit\":20,\"offset\":0},\"total\":\"7\"}",
    7 },
  { "no meta", "", -1 },
  { "meta null", ",\"meta\":null", -1 },
  { "meta an array", ",\"meta\":[]", -1 },
  { "meta empty", ",\"meta\":{}", -1 },
  { "meta a number", ",\"meta\":2", -1 },
  { "null", ",\"meta\":{\"total\":null}", -1 },
  { "empty string", ",\"meta\":{\"total\":\"\"}", -1 },
  { "word", ",\"meta\":{\"total\":\"many\"}", -1 },
  { "digits and more", ",\"meta\":{\"total\":\"2 rows\"}", -1 },
  { "negative", ",\"meta\":{\"total\":-1}", -1 },
  { "fraction", ",\"meta\":{\"total\":1.5}", -1 },
  { "true", ",\"meta\":{\"total\":true}", -1 },
  { "false", ",\"meta\":{\"total\":false}", -1 },
  { "object", ",\"meta\":{\"total\":{}}", -1 },
  { "array", ",\"meta\":{\"total\":[2]}", -1 },
  { "beyond 64 bits", ",\"meta\":{\"total\":99999999999999999999}", -1 },
  { "outside meta", ",\"total\":2", -1 },
};

static void
test_total (gconstpointer data)
{
  const Total *row = data;
  g_autofree char *json = g_strdup_printf ("{\"connections\":[{\"id\":\"1\"}]%s}", row->meta);
  const char *wrong;
  g_autoptr (AcPage) page = read_page (json, &wrong);

  g_assert_cmpstr (wrong, ==, NULL);
  g_assert_cmpint (page->total, ==, row->total);
  g_assert_cmpuint (page->rows->len, ==, 1);
}

typedef struct
{
  const char *name;
  const char *json;
  const char *ids; /* with commas; NULL: no page */
  const char *wrong;
} Rows;

#define NO_LIST "has no list of connections"

static const Rows rows[] = {
  { "none", "{\"connections\":[],\"meta\":{\"total\":\"0\"}}", "", NULL },
  { "none, and nothing else", "{\"connections\":[]}", "", NULL },
  { "in order", "{\"connections\":[{\"id\":\"3\"},{\"id\":1},{\"id\":\"2\"}]}", "3,1,2", NULL },
  { "repeated", "{\"connections\":[{\"id\":\"3\"},{\"id\":\"3\"}]}", "3,3", NULL },
  { "after meta", "{\"meta\":{\"total\":\"1\"},\"connections\":[{\"id\":\"3\"}]}", "3", NULL },
  { "absent", "{\"meta\":{\"total\":\"0\"}}", NULL, NO_LIST },
  { "null", "{\"connections\":null}", NULL, NO_LIST },
  { "object", "{\"connections\":{}}", NULL, NO_LIST },
  { "string", "{\"connections\":\"\"}", NULL, NO_LIST },
  { "array at the top", "[{\"id\":\"1\"}]", NULL, NO_LIST },
  { "one connection", "{\"connection\":{\"id\":\"1\"}}", NULL, NO_LIST },
  { "row without an id", "{\"connections\":[{\"id\":\"1\"},{\"name\":\"a\"}]}", NULL,
    "has a connection without an id" },
  { "row null", "{\"connections\":[{\"id\":\"1\"},null]}", NULL,
    "has something else where the connection should be" },
  { "row with an array for its name", "{\"connections\":[{\"id\":\"1\",\"name\":[]}]}", NULL,
    "has an object or array where a field's value should be" },
};

static void
test_rows (gconstpointer data)
{
  const Rows *row = data;
  const char *wrong;
  g_autoptr (AcPage) page = read_page (row->json, &wrong);
  g_autoptr (GString) ids = g_string_new (NULL);

  g_assert_cmpstr (wrong, ==, row->wrong);
  g_assert_cmpint (page != NULL, ==, row->ids != NULL);
  if (page == NULL)
    return;
  for (guint i = 0; i < page->rows->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? "," : "", g_array_index (page->rows, AcRow, i).id);
  g_assert_cmpstr (ids->str, ==, row->ids);
}

static void
test_too_many_rows (void)
{
  g_autoptr (GString) json = g_string_new ("{\"connections\":[{\"id\":1}");
  g_autoptr (AcPage) page = NULL;
  const char *wrong;

  for (guint i = 0; i < 10000; i++)
    g_string_append (json, ",{\"id\":1}");
  g_string_append (json, "]}");
  page = read_page (json->str, &wrong);
  g_assert_null (page);
  g_assert_cmpstr (wrong, ==, "has more connections than a page can");
}

typedef struct
{
  guint n_rows;
  gint64 total;
  gboolean is_news;
  gboolean goes_on; /* what is expected, like what follows */
  guint64 offset;
} Step;

typedef struct
{
  const char *name;
  gboolean total_changed;
  Step steps[6];
} Walk;

static const Walk walks[] = {
  { "nothing there", FALSE, { { 0, 0, FALSE, FALSE, 0 } } },
  { "one page", FALSE, { { 2, 2, TRUE, FALSE, 2 } } },
  { "one full page", FALSE, { { 100, 100, TRUE, FALSE, 100 } } },
  { "three pages",
    FALSE,
    { { 100, 250, TRUE, TRUE, 100 },
      { 100, 250, TRUE, TRUE, 200 },
      { 50, 250, TRUE, FALSE, 250 } } },
  { "pages smaller than asked for",
    FALSE,
    { { 20, 50, TRUE, TRUE, 20 }, { 20, 50, TRUE, TRUE, 40 }, { 10, 50, TRUE, FALSE, 50 } } },
  { "no total: until a page is not full",
    FALSE,
    { { 100, -1, TRUE, TRUE, 100 }, { 99, -1, TRUE, FALSE, 199 } } },
  { "no total: until a page is empty",
    FALSE,
    { { 100, -1, TRUE, TRUE, 100 }, { 0, -1, FALSE, FALSE, 100 } } },
  { "empty page before the total",
    FALSE,
    { { 100, 250, TRUE, TRUE, 100 }, { 0, 250, FALSE, FALSE, 100 } } },
  { "the same rows again and again",
    FALSE,
    { { 100, 1000, TRUE, TRUE, 100 },
      { 100, 1000, FALSE, TRUE, 200 },
      { 100, 1000, FALSE, TRUE, 300 },
      { 100, 1000, FALSE, FALSE, 400 } } },
  { "one page again, moved by what came before it",
    FALSE,
    { { 100, 250, TRUE, TRUE, 100 },
      { 100, 250, FALSE, TRUE, 200 },
      { 50, 250, TRUE, FALSE, 250 } } },
  { "a total that the rows belie",
    FALSE,
    { { 100, 0, TRUE, TRUE, 100 }, { 100, 0, TRUE, TRUE, 200 }, { 50, 0, TRUE, FALSE, 250 } } },
  { "total grows",
    TRUE,
    { { 100, 150, TRUE, TRUE, 100 },
      { 100, 220, TRUE, TRUE, 200 },
      { 20, 220, TRUE, FALSE, 220 } } },
  { "total shrinks: back by as many rows",
    TRUE,
    { { 100, 250, TRUE, TRUE, 100 },
      { 100, 247, TRUE, TRUE, 97 },
      { 100, 247, TRUE, TRUE, 197 },
      { 50, 247, TRUE, FALSE, 247 } } },
  { "total shrinks: nothing new among the rows that come again",
    TRUE,
    { { 100, 300, TRUE, TRUE, 100 },
      { 100, 250, TRUE, TRUE, 50 },
      { 100, 250, FALSE, TRUE, 150 },
      { 100, 250, TRUE, FALSE, 250 } } },
  { "total shrinks below what was read",
    TRUE,
    { { 100, 150, TRUE, TRUE, 100 }, { 0, 90, FALSE, TRUE, 40 }, { 50, 90, TRUE, FALSE, 90 } } },
  { "total shrinks on the last page",
    TRUE,
    { { 100, 150, TRUE, TRUE, 100 }, { 49, 149, TRUE, TRUE, 99 }, { 50, 149, TRUE, FALSE, 149 } } },
  { "total shrinks to nothing",
    TRUE,
    { { 100, 150, TRUE, TRUE, 100 }, { 0, 0, FALSE, FALSE, 0 } } },
  { "total comes late",
    FALSE,
    { { 100, -1, TRUE, TRUE, 100 },
      { 100, 220, TRUE, TRUE, 200 },
      { 20, 220, TRUE, FALSE, 220 } } },
  { "total is lost",
    FALSE,
    { { 100, 220, TRUE, TRUE, 100 }, { 100, -1, TRUE, TRUE, 200 }, { 20, -1, TRUE, FALSE, 220 } } },
};

static void
test_walk (gconstpointer data)
{
  const Walk *row = data;
  AcCursor cursor = ac_cursor_start (0);
  gboolean goes_on = TRUE;

  for (guint i = 0; goes_on; i++)
    {
      const Step *step = &row->steps[i];
      g_autoptr (GArray) page_rows = g_array_new (FALSE, TRUE, sizeof (AcRow));
      AcPage page = { page_rows, step->total };

      g_array_set_size (page_rows, step->n_rows);
      goes_on = ac_cursor_advance (&cursor, &page, step->is_news);
      g_assert_cmpint (goes_on, ==, step->goes_on);
      g_assert_cmpuint (cursor.offset, ==, step->offset);
    }
  g_assert_cmpint (cursor.total_changed, ==, row->total_changed);
}

/* A total that shrinks with every page is not walked over for ever, whatever the pages hold. */
static void
test_walk_ends (void)
{
  for (guint n_rows = 0; n_rows <= 100; n_rows += 50)
    {
      g_autoptr (GArray) page_rows = g_array_new (FALSE, TRUE, sizeof (AcRow));
      AcPage page = { page_rows, G_MAXINT64 };
      AcCursor cursor = ac_cursor_start (0);
      guint n_pages = 1;

      g_array_set_size (page_rows, 100);
      g_assert_true (ac_cursor_advance (&cursor, &page, TRUE));
      g_array_set_size (page_rows, n_rows);
      for (page.total--; ac_cursor_advance (&cursor, &page, FALSE); page.total--)
        g_assert_cmpuint (++n_pages, <, 200);
    }
}

/* A server where rows are deleted at random while it is walked over: the walk ends, and every row
 * that was there all the time is seen.
 */
static void
test_walk_over_changes (void)
{
  for (guint32 seed = 1; seed <= 200; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (GArray) server = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
      AcCursor cursor = ac_cursor_start (0);
      guint n_pages = 0;
      gboolean goes_on = TRUE;

      for (guint id = 1; id <= 450; id++)
        g_array_append_val (server, id);
      while (goes_on)
        {
          g_autoptr (GArray) page_rows = g_array_new (FALSE, TRUE, sizeof (AcRow));
          AcPage page = { page_rows, server->len };
          gboolean is_news = FALSE;

          for (guint64 i = cursor.offset; i < MIN (cursor.offset + 100, server->len); i++)
            is_news |= g_hash_table_add (
              seen, GUINT_TO_POINTER (g_array_index (server, guint, (guint) i)));
          g_array_set_size (page_rows, cursor.offset < server->len
                                         ? (guint) MIN (100, server->len - cursor.offset)
                                         : 0);
          goes_on = ac_cursor_advance (&cursor, &page, is_news);
          if (n_pages++ < 6 && g_rand_boolean (random))
            g_array_remove_range (server, (guint) g_rand_int_range (random, 0, 200),
                                  (guint) g_rand_int_range (random, 1, 20));
        }
      g_assert_cmpuint (n_pages, <, 20);
      for (guint i = 0; i < server->len; i++)
        g_assert_true (
          g_hash_table_contains (seen, GUINT_TO_POINTER (g_array_index (server, guint, i))));
    }
}

typedef struct
{
  const char *name;
  const char *service;
  const char *external_id;
  guint64 offset;
  guint limit;
  const char *path;
} Path;

static const Path paths[] = {
  { "no filter", NULL, NULL, 0, 100, "/connections?limit=100" },
  { "offset", NULL, NULL, 200, 100, "/connections?limit=100&offset=200" },
  { "offset beyond 32 bits", NULL, NULL, 5000000000, 1, "/connections?limit=1&offset=5000000000" },
  { "service", "shop", NULL, 0, 20, "/connections?filters%5Bservice%5D=shop&limit=20" },
  { "both", "shop", "7", 100, 100,
    "/connections?filters%5Bservice%5D=shop&filters%5Bexternalid%5D=7&limit=100&offset=100" },
  { "empty value", NULL, "", 0, 1, "/connections?filters%5Bexternalid%5D=&limit=1" },
  { "email", NULL, "john+doe@example.com", 0, 1,
    "/connections?filters%5Bexternalid%5D=john%2Bdoe%40example.com&limit=1" },
  { "address", NULL, "https://a.b/c?d=e&f#g", 0, 1,
    "/connections?filters%5Bexternalid%5D=https%3A%2F%2Fa.b%2Fc%3Fd%3De%26f%23g&limit=1" },
  { "space and percent", "my shop 100%", NULL, 0, 1,
    "/connections?filters%5Bservice%5D=my%20shop%20100%25&limit=1" },
  { "unicode", "Caf\xc3\xa9", NULL, 0, 1, "/connections?filters%5Bservice%5D=Caf%C3%A9&limit=1" },
  { "brackets", "a[b]", NULL, 0, 1, "/connections?filters%5Bservice%5D=a%5Bb%5D&limit=1" },
  { "line break", "a\r\nHost: b", NULL, 0, 1,
    "/connections?filters%5Bservice%5D=a%0D%0AHost%3A%20b&limit=1" },
  { "unreserved", "a-b_c.d~e", NULL, 0, 1, "/connections?filters%5Bservice%5D=a-b_c.d~e&limit=1" },
};

static void
test_path (gconstpointer data)
{
  const Path *row = data;
  g_autofree char *path = ac_page_dup_path (row->service, row->external_id, row->offset,
                                            row->limit);

  g_assert_cmpstr (path, ==, row->path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/page/total", totals, test_total);
  ADD_CASES ("/page/rows", rows, test_rows);
  ADD_CASES ("/page/walk", walks, test_walk);
  g_test_add_func ("/page/too many rows", test_too_many_rows);
  g_test_add_func ("/page/walk/ends", test_walk_ends);
  g_test_add_func ("/page/walk/over changes", test_walk_over_changes);
  ADD_CASES ("/page/path", paths, test_path);
  return g_test_run ();
}
