/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connection.list: limits, offsets, pages and filters. */

#include "host.h"

#define ROWS 250

typedef struct
{
  const char *name;
  const char *input;
  const char *fault;
  gsize n_rows;
  const char *first; /* id; NULL: any */
  const char *last;
  gsize n_requests;
} Row;

static const Row rows[] = {
  { "all", NULL, NULL, 250, "1", "250", 3 },
  { "limit-one", "{\"limit\":1}", NULL, 1, "1", "1", 1 },
  { "limit-page", "{\"limit\":100}", NULL, 100, "1", "100", 1 },
  { "limit-over-a-page", "{\"limit\":101}", NULL, 101, "1", "101", 2 },
  { "limit-all", "{\"limit\":250}", NULL, 250, "1", "250", 3 },
  { "limit-more-than-all", "{\"limit\":9007199254740991}", NULL, 250, "1", "250", 3 },
  { "offset", "{\"offset\":200}", NULL, 50, "201", "250", 1 },
  { "offset-and-limit", "{\"offset\":10,\"limit\":5}", NULL, 5, "11", "15", 1 },
  { "offset-and-limit-over-pages", "{\"offset\":50,\"limit\":150}", NULL, 150, "51", "200", 2 },
  { "offset-last", "{\"offset\":249}", NULL, 1, "250", "250", 1 },
  { "offset-at-the-end", "{\"offset\":250}", NULL, 0, NULL, NULL, 1 },
  { "offset-far-beyond", "{\"offset\":2147483647}", NULL, 0, NULL, NULL, 1 },
  /* A page that brings nothing is the end, whatever the total says. */
  { "empty-page", "{}", "{\"body\":{\"connections\":[],\"meta\":{\"total\":\"250\"}}}", 0, NULL,
    NULL, 1 },
};

static World *
make_world (void)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.rate_limit = 0;
  options.connections = ROWS;
  return world_new (&options);
}

static guint
count_rows (JsonNode *completion)
{
  JsonObject *result = json_object_get_object_member (json_node_get_object (completion), "result");

  return json_array_get_length (json_object_get_array_member (result, "connections"));
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (World) world = make_world ();
  g_autoptr (Host) host = host_new_for (world, "\"rate_limiter\":\"none\"");
  g_autoptr (JsonNode) completion = NULL;

  if (row->fault != NULL)
    host_add_fault (host, row->fault);
  completion = host_do (host, "connection.list", row->input);
  assert_completion (completion, "ok=true ; result.total=250");
  g_assert_cmpuint (count_rows (completion), ==, row->n_rows);
  if (row->first != NULL)
    {
      g_autofree char *last_path = g_strdup_printf ("result.connections.%" G_GSIZE_FORMAT ".id",
                                                    row->n_rows - 1);
      g_autofree char *first = completion_dup (completion, "result.connections.0.id");
      g_autofree char *last = completion_dup (completion, last_path);

      g_assert_cmpstr (first, ==, row->first);
      g_assert_cmpstr (last, ==, row->last);
    }
  g_assert_cmpuint (world_count_requests (world), <=, row->n_requests + 1);
  g_assert_cmpuint (world_count_requests (world), >=, row->n_requests);
}

static const struct
{
  const char *name;
  const char *input;
  const char *expected;
  guint n_rows;
} filters[] = {
  { "service", "{\"service\":\"shop\"}", "result.total=3", 3 },
  { "external-id", "{\"externalid\":\"a\"}", "result.connections.0.service=shop", 2 },
  { "both", "{\"service\":\"shop\",\"externalid\":\"b\"}", "result.connections.0.name=B", 1 },
  { "both-and-limit", "{\"service\":\"shop\",\"limit\":2}", "result.total=3", 2 },
  { "both-and-offset", "{\"service\":\"shop\",\"offset\":2}", "result.total=3", 1 },
  { "none", "{\"service\":\"nobody\"}", "result.connections=[] ; result.total=0", 0 },
  { "special-characters", "{\"service\":\"&limit=1 \xc3\xa9\"}", "result.connections=[]", 0 },
};

static void
test_filter (gconstpointer data)
{
  static const char *const there[][3] = {
    { "shop", "a", "A" },
    { "shop", "b", "B" },
    { "shop", "c", "C" },
    { "mall", "a", "D" },
  };
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;

  for (guint n = 0; n < G_N_ELEMENTS (there); n++)
    {
      g_autofree char *body = g_strdup_printf (
        "{\"connection\":{\"service\":\"%s\",\"externalid\":\"%s\",\"name\":\"%s\"}}", there[n][0],
        there[n][1], there[n][2]);

      g_free (emulator_control (host->world->emulator, "POST", "/emulator/connections", body));
    }
  completion = host_do (host, "connection.list", filters[i].input);
  assert_completion (completion, "ok=true");
  assert_completion (completion, filters[i].expected);
  g_assert_cmpuint (count_rows (completion), ==, filters[i].n_rows);
}

static const struct
{
  const char *name;
  const char *fault;
  const char *expected;
} totals[] = {
  { "number", "{\"meta\":{\"total\":1}}", "result.total=1" },
  { "string", "{\"meta\":{\"total\":\"1\"}}", "result.total=1" },
  { "missing", "{\"meta\":{\"total\":null}}", "result.total=null ; result.connections.0.id=2" },
  { "no-meta", "{\"meta\":null}", "result.total=null ; result.connections.0.id=2" },
  { "garbage", "{\"meta\":{\"total\":\"many\"}}", "result.total=null ; result.connections.0.id=2" },
};

static void
test_total (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Host) host = host_new (NULL);
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, totals[i].fault);
  host_add_fault (host, totals[i].fault);
  completion = host_do (host, "connection.list", NULL);
  assert_completion (completion, "ok=true");
  assert_completion (completion, totals[i].expected);
}

/* A page that fails is the failure of the whole: nobody takes a part for all. */
static void
test_later_page_fails (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (Host) host = host_new_for (world, "\"rate_limiter\":\"none\"");
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, "{\"status\":403,\"body\":\"\",\"match\":{\"after\":1}}");
  completion = host_do (host, "connection.list", NULL);
  assert_completion (completion, "ok=false ; error.code=forbidden ; error.http_status=403");
}

/* Each page has the time of its own: three that take more than half of it each. */
static void
test_time_of_each_page (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (Host) host = host_new_for (world, "\"rate_limiter\":\"none\",\"timeout_ms\":1000,"
                                               "\"max_attempts\":1");
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, "{\"delay_ms\":600,\"times\":3}");
  completion = host_do (host, "connection.list", NULL);
  assert_completion (completion, "ok=true ; result.connections.249.id=250");
}

static void
test_cancelled_between_pages (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (Host) host = host_new_for (world, "\"rate_limiter\":\"none\"");
  g_autoptr (JsonNode) completion = NULL;

  host_add_fault (host, "{\"hold\":\"before\",\"match\":{\"after\":1}}");
  host_submit (host, 1, "connection.list", NULL);
  world_await_held (world, 1);
  g_assert_cmpint (acwf_cancel (host->handle, 1), ==, ACWF_OK);
  completion = host_await (host, 1);
  assert_completion (completion, "error.code=cancelled ; error.outcome_unknown=false");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/list/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/list/filter/%s", filters[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_filter);
    }
  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/workflow/list/total/%s", totals[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_total);
    }
  g_test_add_func ("/workflow/list/later-page-fails", test_later_page_fails);
  g_test_add_func ("/workflow/list/time-of-each-page", test_time_of_each_page);
  g_test_add_func ("/workflow/list/cancelled-between-pages", test_cancelled_between_pages);

  return g_test_run ();
}
