/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The connections of an account as a list model. */

#include "support.h"

/* What a view would show: the rows as the model's signals tell of them. */
typedef struct
{
  GListModel *model;
  GPtrArray *items;
  GString *log; /* such as "0-0+100 5-1+0" */
  guint removed;
  guint added;
  gboolean in_call; /* of the model: nothing may change then */
} Mirror;

static void
assert_mirrors (Mirror *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->items->len);
  for (guint i = 0; i < self->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);

      g_assert_true (item == g_ptr_array_index (self->items, i));
    }
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Mirror *self)
{
  g_assert_false (self->in_call);
  g_assert_cmpuint (removed + added, >, 0);
  g_assert_cmpuint (position + removed, <=, self->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (self->items, position, removed);
  for (guint i = position; i < position + added; i++)
    g_ptr_array_insert (self->items, (int) i, g_list_model_get_item (model, i));
  g_string_append_printf (self->log, "%s%u-%u+%u", self->log->len > 0 ? " " : "", position, removed,
                          added);
  self->removed += removed;
  self->added += added;
  assert_mirrors (self);
}

static void
mirror_init (Mirror *self, AcConnectionList *list)
{
  *self = (Mirror){ .model = g_object_ref (G_LIST_MODEL (list)) };
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->log = g_string_new (NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
mirror_forget (Mirror *self)
{
  g_string_truncate (self->log, 0);
  self->removed = self->added = 0;
}

static void
mirror_clear (Mirror *self)
{
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_object_unref (self->model);
  g_ptr_array_unref (self->items);
  g_string_free (self->log, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mirror, mirror_clear)

static guint
count_rows (AcConnectionList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static AcConnection *
get_row (AcConnectionList *list, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (list), position);
}

/* Reads a row as a view does. */
static void
touch_row (Mirror *mirror, guint position)
{
  g_autoptr (GObject) row = NULL;

  mirror->in_call = TRUE;
  row = g_list_model_get_item (mirror->model, position);
  mirror->in_call = FALSE;
  g_assert_nonnull (row);
}

static guint
touch_count (Mirror *mirror)
{
  guint count;

  mirror->in_call = TRUE;
  count = g_list_model_get_n_items (mirror->model);
  mirror->in_call = FALSE;
  return count;
}

/* The ids of the rows, such as "1 2 3"; "-" for a row that has none. */
static char *
dup_ids (AcConnectionList *list)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < count_rows (list); i++)
    {
      g_autoptr (AcConnection) row = get_row (list, i);
      const char *id = ac_connection_get_id (row);

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", id != NULL ? id : "-");
    }
  return g_string_free (ids, FALSE);
}

static void
assert_ids (AcConnectionList *list, const char *expected)
{
  g_autofree char *ids = dup_ids (list);

  g_assert_cmpstr (ids, ==, expected);
}

static World *
world_new_with_connections (guint count)
{
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  options.rate_limit = 0;
  options.connections = count;
  return world_new (&options);
}

/* A list that loads nothing by itself. */
static AcConnectionList *
list_new (World *world)
{
  AcConnectionList *list = ac_connection_list_new (world->client);

  ac_connection_list_set_auto_load (list, FALSE);
  return list;
}

static void
load_more (AcConnectionList *list)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (list_load_more (list, &error));
  g_assert_no_error (error);
}

static void
refresh (AcConnectionList *list)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (list_refresh (list, &error));
  g_assert_no_error (error);
}

static void
load_all (World *world, AcConnectionList *list)
{
  guint before;

  do
    {
      before = world_count_requests (world);
      load_more (list);
    }
  while (world_count_requests (world) > before);
}

/* Runs what is due, and awaits the end of what is loading. */
static void
settle (AcConnectionList *list)
{
  while (g_main_context_iteration (NULL, FALSE) || ac_connection_list_get_loading (list))
    g_main_context_iteration (NULL, ac_connection_list_get_loading (list));
}

/* Answers the next GET with these rows: "1 2 3" are ids, "1:shop" has a service. */
static void
add_page (World *world, const char *rows, const char *meta)
{
  g_auto (GStrv) parts = g_strsplit (rows, " ", -1);
  g_autoptr (GString) fault = g_string_new ("{\"match\":{\"method\":\"GET\"},\"body\":{"
                                            "\"connections\":[");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) row = g_strsplit (parts[i], ":", 2);

      g_string_append_printf (fault,
                              "%s{\"id\":\"%s\",\"service\":\"%s\",\"externalid\":\"e%s\","
                              "\"name\":\"n%s\"}",
                              i > 0 ? "," : "", row[0], row[1] != NULL ? row[1] : "shop", row[0],
                              row[0]);
    }
  g_string_append_printf (fault, "]%s%s}}", meta != NULL ? ",\"meta\":" : "",
                          meta != NULL ? meta : "");
  world_add_fault (world, fault->str);
}

/* Ids from first to last. */
static char *
dup_range (guint first, guint last)
{
  GString *ids = g_string_new (NULL);

  for (guint i = first; i <= last; i++)
    g_string_append_printf (ids, "%s%u", i > first ? " " : "", i);
  return g_string_free (ids, FALSE);
}

static void
add_range (World *world, guint first, guint last, const char *meta)
{
  g_autofree char *rows = dup_range (first, last);

  add_page (world, rows, meta);
}

static void
delete_at_server (World *world, guint first, guint last)
{
  for (guint id = first; id <= last; id++)
    {
      g_autofree char *path = g_strdup_printf ("/emulator/connections/%u", id);

      g_free (emulator_control (world->emulator, "DELETE", path, NULL));
    }
}

static void
rename_at_server (World *world, guint id, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/emulator/connections/%u", id);
  g_autofree char *body = g_strdup_printf ("{\"connection\":{\"name\":\"%s\"}}", name);

  g_free (emulator_control (world->emulator, "PUT", path, body));
}

static void
assert_query (World *world, guint request, const char *expected)
{
  g_autofree char *query = world_dup_logged (world, request, "query");

  g_assert_cmpstr (query, ==, expected);
}

/* ---- What there is ---- */

static void
test_properties (void)
{
  static const struct
  {
    const char *name;
    const char *type;
    GParamFlags has;
    GParamFlags lacks;
  } rows[] = {
    { "client", "AcClient", G_PARAM_READABLE | G_PARAM_CONSTRUCT_ONLY, 0 },
    { "service", "gchararray", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "external-id", "gchararray", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "offset", "guint64", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "auto-load", "gboolean", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_CONSTRUCT },
    { "loading", "gboolean", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
    { "total", "gint64", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
    { "problem", "AcProblem", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
  };
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = g_object_new (
    AC_TYPE_CONNECTION_LIST, "client", world->client, "service", "a", "external-id", "b", NULL);
  g_autoptr (AcClient) client = NULL;
  g_autofree char *service = NULL, *external_id = NULL;
  gboolean auto_load, loading;
  gint64 total;
  g_autoptr (AcProblem) problem = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (list), rows[i].name);

      g_assert_cmpstr (g_type_name (pspec->value_type), ==, rows[i].type);
      g_assert_cmpint (pspec->flags & rows[i].has, ==, rows[i].has);
      g_assert_cmpint (pspec->flags & rows[i].lacks, ==, 0);
    }
  g_object_get (list, "client", &client, "service", &service, "external-id", &external_id,
                "auto-load", &auto_load, "loading", &loading, "total", &total, "problem", &problem,
                NULL);
  g_assert_true (client == world->client);
  g_assert_true (ac_connection_list_get_client (list) == world->client);
  g_assert_cmpstr (service, ==, "a");
  g_assert_cmpstr (external_id, ==, "b");
  g_assert_true (auto_load);
  g_assert_false (loading);
  g_assert_cmpint (total, ==, -1);
  g_assert_null (problem);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (list)) == AC_TYPE_CONNECTION);
}

static void
test_without_client (void)
{
  g_autoptr (AcConnectionList) list = g_object_new (AC_TYPE_CONNECTION_LIST, "auto-load", FALSE,
                                                    NULL);
  g_autoptr (GError) load = NULL, again = NULL;

  g_assert_false (list_load_more (list, &load));
  g_assert_error (load, AC_ERROR, AC_ERROR_INVALID);
  g_assert_false (list_refresh (list, &again));
  g_assert_error (again, AC_ERROR, AC_ERROR_INVALID);
  g_assert_cmpstr (ac_problem_get_field (ac_connection_list_get_problem (list)), ==, "client");
}

/* ---- Pages ---- */

/* The rows are those that were loaded, the total what the server says. */
static void
test_load_more (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  guint *total;
  g_autofree char *all = dup_range (1, 250);
  g_autoptr (AcConnection) beyond = NULL, second = NULL;

  mirror_init (&mirror, list);
  total = count_notify (list, "total");
  g_assert_cmpuint (touch_count (&mirror), ==, 0);
  load_more (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 100);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  load_more (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
  load_more (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 250);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  g_assert_cmpuint (*total, ==, 1);
  g_assert_cmpstr (mirror.log->str, ==, "0-0+100 100-0+100 200-0+50");
  assert_ids (list, all);

  /* There is no more, and nobody is asked. */
  load_more (list);
  g_assert_cmpuint (world_count_requests (world), ==, 3);
  assert_query (world, 0, "limit=100");
  assert_query (world, 1, "limit=100&offset=100");
  assert_query (world, 2, "limit=100&offset=200");

  beyond = get_row (list, 250);
  g_assert_null (beyond);
  second = get_row (list, 1);
  g_assert_true (ac_connection_get_client (second) == world->client);
  g_assert_cmpstr (ac_connection_get_external_id (second), ==, "store-2@example.com");
  g_assert_false (ac_connection_get_modified (second));
}

static void
test_empty_account (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;

  delete_at_server (world, 1, 1);
  mirror_init (&mirror, list);
  load_more (list);
  load_more (list);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 0);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 0);
  g_assert_cmpstr (mirror.log->str, ==, "");
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

/* A page at a time, after the last row was read. */
static void
test_auto_load (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  /* A view of an empty list can but ask how many rows there are. */
  g_assert_cmpuint (touch_count (&mirror), ==, 0);
  g_assert_false (ac_connection_list_get_loading (list));
  g_main_context_iteration (NULL, FALSE);
  g_assert_true (ac_connection_list_get_loading (list));
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 100);
  touch_row (&mirror, 99);
  g_assert_cmpuint (touch_count (&mirror), ==, 100);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
  touch_row (&mirror, 199);
  settle (list);
  touch_row (&mirror, 249);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 250);
  g_assert_cmpuint (world_count_requests (world), ==, 3);
}

/* A view that shows the last row at once reads it while items-changed is told. */
static void
test_auto_load_tall_view (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  touch_count (&mirror);
  settle (list);
  g_assert_cmpuint (mirror.items->len, ==, 250);
  g_assert_cmpuint (world_count_requests (world), ==, 3);
}

/* The last row was read, and so a page is wanted, whatever else is loading at that time. */
static void
test_auto_load_during_refresh (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  load_more (list);
  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_list_refresh (list, NULL, NULL, NULL);
  world_await_held (world, 1);
  touch_row (&mirror, 99);
  world_release (world);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
}

/* A failure is not repeated before somebody looks again. */
static void
test_auto_load_failure (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  load_more (list);
  world_add_fault (world, "{\"status\":403,\"body\":{}}");
  touch_row (&mirror, 99);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_nonnull (ac_connection_list_get_problem (list));
  touch_row (&mirror, 99);
  settle (list);
  g_assert_cmpuint (touch_count (&mirror), ==, 200);
}

static void
test_auto_load_last_row_alone (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);
  Mirror mirror = { .model = G_LIST_MODEL (list) };

  load_more (list);
  for (guint i = 0; i < 99; i++)
    touch_row (&mirror, i);
  touch_count (&mirror);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 1);

  /* However often it is read. */
  for (guint i = 0; i < 3; i++)
    {
      touch_row (&mirror, 99);
      g_assert_false (ac_connection_list_get_loading (list));
    }
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_cmpuint (count_rows (list), ==, 200);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);

  ac_connection_list_set_auto_load (list, FALSE);
  touch_row (&mirror, 199);
  settle (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

/* What is scheduled and what is under way does no harm to a list that is dropped. */
static void
test_dropped (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  AcConnectionList *scheduled = ac_connection_list_new (world->client);
  AcConnectionList *loading = list_new (world);
  g_auto (Answer) answer = ANSWER_INIT;

  g_assert_cmpuint (count_rows (scheduled), ==, 0);
  g_object_unref (scheduled);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  ac_connection_list_load_more (loading, NULL, answer_take, &answer);
  g_object_unref (loading);
  answer_await (&answer);
  g_assert_null (ac_problem_from_result (answer.result));
}

/* Each id is a row once, with what the server said of it last. */
static void
test_repeated_rows (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autofree char *first = dup_range (1, 99);
  g_autofree char *first_page = g_strconcat (first, " 7", NULL);
  g_autofree char *all = dup_range (1, 101);
  g_auto (Mirror) mirror;
  g_autoptr (AcConnection) row = NULL;

  mirror_init (&mirror, list);
  add_page (world, first_page, "{\"total\":\"105\"}");
  add_page (world, "98 99 100 7:other 101", "{\"total\":\"105\"}");
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 99);
  load_more (list);
  assert_ids (list, all);
  row = get_row (list, 6);
  g_assert_cmpstr (ac_connection_get_service (row), ==, "other");
  load_more (list);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
  g_assert_cmpstr (mirror.log->str, ==, "0-0+99 99-0+2");
}

/* A server that gives the same page for ever is not asked for ever. */
static void
test_repeated_pages (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  for (guint i = 0; i < 10; i++)
    add_range (world, 1, 100, "{\"total\":\"1000\"}");
  load_all (world, list);
  g_assert_cmpuint (count_rows (list), ==, 100);
  g_assert_cmpuint (world_count_requests (world), ==, 4);
}

/* Connections that went during the walk moved others up: none of those is missed. */
static void
test_total_shrinks (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_autofree char *left = dup_range (11, 250);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  mirror_init (&mirror, list);
  load_more (list);
  delete_at_server (world, 1, 10);
  load_all (world, list);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 240);
  for (guint i = 0; i < mirror.items->len; i++)
    g_assert_true (
      g_hash_table_add (ids, (gpointer) ac_connection_get_id (mirror.items->pdata[i])));
  for (guint id = 11; id <= 250; id++)
    {
      g_autofree char *text = g_strdup_printf ("%u", id);

      g_assert_true (g_hash_table_contains (ids, text));
    }
  refresh (list);
  assert_ids (list, left);
}

static void
test_total_shrinks_to_what_is_loaded (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);

  load_more (list);
  delete_at_server (world, 51, 250);
  load_all (world, list);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 50);
  g_assert_cmpuint (count_rows (list), ==, 100);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 50);
}

static void
test_empty_page (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  add_range (world, 1, 100, "{\"total\":\"250\"}");
  world_add_fault (world, "{\"body\":{\"connections\":[],\"meta\":{\"total\":\"250\"}}}");
  load_more (list);
  load_more (list);
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 100);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

typedef struct
{
  const char *name;
  const char *meta; /* NULL: none */
  gint64 total;
  guint requests; /* for a page of 100 and one of 5 */
} Meta;

static const Meta metas[] = {
  { "string", "{\"total\":\"105\"}", 105, 2 },
  { "number", "{\"total\":105}", 105, 2 },
  { "with-page-input", "{\"total\":\"105\",\"page_input\":{\"limit\":100,\"offset\":0}}", 105, 2 },
  { "missing", NULL, -1, 2 },
  { "null", "null", -1, 2 },
  { "empty", "{}", -1, 2 },
  { "array", "[]", -1, 2 },
  { "total-null", "{\"total\":null}", -1, 2 },
  { "total-word", "{\"total\":\"many\"}", -1, 2 },
  { "total-negative", "{\"total\":\"-1\"}", -1, 2 },
  { "total-object", "{\"total\":{}}", -1, 2 },
  { "total-too-small", "{\"total\":\"100\"}", 100, 1 },
};

static void
test_meta (gconstpointer data)
{
  const Meta *row = data;
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  add_range (world, 1, 100, row->meta);
  add_range (world, 101, 105, row->meta);
  load_all (world, list);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, row->total);
  g_assert_cmpuint (count_rows (list), ==, row->requests == 2 ? 105 : 100);
  g_assert_cmpuint (world_count_requests (world), ==, row->requests);
}

/* Two loads at once bring two pages. */
static void
test_overlapping (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Answer) first = ANSWER_INIT, second = ANSWER_INIT, third = ANSWER_INIT;
  guint *loading = count_notify (list, "loading");
  g_autofree char *all = dup_range (1, 250);

  ac_connection_list_load_more (list, NULL, answer_take, &first);
  ac_connection_list_load_more (list, NULL, answer_take, &second);
  ac_connection_list_refresh (list, NULL, answer_take, &third);
  answer_await (&third);
  g_assert_true (ac_connection_list_load_more_finish (list, first.result, NULL));
  g_assert_true (ac_connection_list_load_more_finish (list, second.result, NULL));
  g_assert_true (ac_connection_list_refresh_finish (list, third.result, NULL));
  g_assert_cmpuint (*loading, ==, 2);
  load_all (world, list);
  assert_ids (list, all);
}

/* What comes before the offset is not loaded, and a change of it replaces the rows. */
static void
test_offset (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autofree char *last = dup_range (121, 250), *first = dup_range (1, 100);

  ac_connection_list_set_offset (list, 120);
  load_all (world, list);
  assert_query (world, 0, "limit=100&offset=120");
  assert_query (world, 1, "limit=100&offset=220");
  assert_ids (list, last);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);

  refresh (list);
  assert_ids (list, last);
  ac_connection_list_set_offset (list, 0);
  load_more (list);
  assert_ids (list, first);
  ac_connection_list_set_offset (list, 250);
  load_more (list);
  assert_ids (list, "");
}

/* Nor is it where rows have gone from the page. */
static void
test_offset_total_shrinks (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_offset (list, 3);
  add_page (world, "4: 5:", "{\"total\":\"9\"}");
  add_page (world, "8:", "{\"total\":\"4\"}");
  add_page (world, "7:", "{\"total\":\"4\"}");
  for (guint i = 0; i < 3; i++)
    load_more (list);
  assert_query (world, 1, "limit=100&offset=5");
  assert_query (world, 2, "limit=100&offset=3");
}

/* ---- Filters ---- */

/* The server may take a filter for "contains", or not look at it at all. */
static void
test_filters_are_exact (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_service (list, "my shop");
  ac_connection_list_set_external_id (list, "e3");
  add_page (world, "1:my 2:my 3:my", "{\"total\":\"105\"}");
  load_more (list);
  assert_query (world, 0, "filters%5Bservice%5D=my%20shop&filters%5Bexternalid%5D=e3&limit=100");
}

static void
test_filter_by_service (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_service (list, "shop");
  add_page (world, "1:shop 2:Shop 3:shop2 4:shop 5:", "{\"total\":\"5\"}");
  load_more (list);
  assert_ids (list, "1 4");
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 5);
}

static void
test_filter_by_external_id (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_external_id (list, "e1");
  add_page (world, "11 1:a 1 10 21", "{\"total\":\"5\"}");
  load_more (list);
  assert_ids (list, "1");
}

/* A page that has nothing to show is no page. */
static void
test_filter_skips_pages (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);

  ac_connection_list_set_service (list, "wanted");
  add_range (world, 1, 100, "{\"total\":\"201\"}");
  add_range (world, 101, 200, "{\"total\":\"201\"}");
  add_page (world, "201:wanted", "{\"total\":\"201\"}");
  load_more (list);
  assert_ids (list, "201");
  g_assert_cmpuint (world_count_requests (world), ==, 3);
}

/* Rows are replaced with the next page, and those that stay are the same objects. */
static void
test_filter_change (void)
{
  g_autoptr (World) world = world_new_with_connections (8);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) before = NULL, after = NULL;
  g_auto (Mirror) mirror;
  guint *notified = count_notify (list, "service");

  mirror_init (&mirror, list);
  load_more (list);
  before = get_row (list, 3);
  mirror.in_call = TRUE;
  ac_connection_list_set_service (list, "shopify");
  ac_connection_list_set_service (list, "shopify");
  mirror.in_call = FALSE;
  g_assert_cmpuint (*notified, ==, 1);
  assert_ids (list, "1 2 3 4 5 6 7 8");
  load_more (list);
  assert_ids (list, "4 8");
  after = get_row (list, 0);
  g_assert_true (after == before);
  assert_mirrors (&mirror);

  ac_connection_list_set_external_id (list, "store-8@example.com");
  refresh (list);
  assert_ids (list, "8");
  ac_connection_list_set_service (list, NULL);
  ac_connection_list_set_external_id (list, NULL);
  load_more (list);
  assert_ids (list, "1 2 3 4 5 6 7 8");
  assert_mirrors (&mirror);
}

static void
test_filter_change_auto_load (void)
{
  g_autoptr (World) world = world_new_with_connections (8);
  g_autoptr (AcConnectionList) list = ac_connection_list_new (world->client);

  load_more (list);
  ac_connection_list_set_service (list, "shopify");
  g_assert_false (ac_connection_list_get_loading (list));
  assert_ids (list, "1 2 3 4 5 6 7 8");
  settle (list);
  assert_ids (list, "4 8");
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

/* What comes under the old filter is not shown. */
static void
test_filter_change_while_loading (void)
{
  g_autoptr (World) world = world_new_with_connections (8);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_auto (Answer) answer = ANSWER_INIT;

  mirror_init (&mirror, list);
  world_add_fault (world, "{\"hold\":\"after\"}");
  ac_connection_list_load_more (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_connection_list_set_service (list, "shopify");
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_list_load_more_finish (list, answer.result, NULL));
  assert_ids (list, "4 8");
  g_assert_cmpstr (mirror.log->str, ==, "0-0+2");
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

/* ---- refresh() ---- */

typedef struct
{
  const char *name;
  const char *before;
  const char *after;
  guint removed; /* rows in all signals */
  guint added;
} Change;

static const Change list_changes[] = {
  { "same", "1 2 3 4", "1 2 3 4", 0, 0 },
  { "first-went", "1 2 3 4", "2 3 4", 1, 0 },
  { "middle-went", "1 2 3 4", "1 4", 2, 0 },
  { "last-went", "1 2 3 4", "1 2 3", 1, 0 },
  { "every-other-went", "1 2 3 4 5 6", "2 4 6", 3, 0 },
  { "first-came", "1 2 3", "9 1 2 3", 0, 1 },
  { "middle-came", "1 2 3", "1 8 9 2 3", 0, 2 },
  { "last-came", "1 2 3", "1 2 3 8 9", 0, 2 },
  { "one-replaced", "1 2 3", "1 9 3", 1, 1 },
  { "all-replaced", "1 2 3", "7 8 9", 3, 3 },
  { "moved-to-the-front", "1 2 3 4", "4 1 2 3", 1, 1 },
  { "moved-to-the-end", "1 2 3 4", "2 3 4 1", 1, 1 },
  { "neighbours-swapped", "1 2 3 4", "1 3 2 4", 1, 1 },
  { "ends-swapped", "1 2 3 4", "4 2 3 1", 2, 2 },
  { "reversed", "1 2 3 4", "4 3 2 1", 3, 3 },
  { "came-went-and-moved", "1 2 3 4 5", "5 9 1 3", 3, 2 },
};

static AcConnection *
find_item (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (ac_connection_get_id (items->pdata[i]), id) == 0)
      return items->pdata[i];
  return NULL;
}

/* Only what came, went or moved is told, and what stays is the same object. */
static void
test_refresh (gconstpointer data)
{
  const Change *row = data;
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (GPtrArray) before = NULL;
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  add_page (world, row->before, NULL);
  load_more (list);
  before = g_ptr_array_copy (mirror.items, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (before, g_object_unref);
  mirror_forget (&mirror);

  add_page (world, row->after, NULL);
  refresh (list);
  g_test_message ("%s", mirror.log->str);
  assert_ids (list, row->after);
  assert_mirrors (&mirror);
  g_assert_cmpuint (mirror.removed, ==, row->removed);
  g_assert_cmpuint (mirror.added, ==, row->added);
  for (guint i = 0; i < before->len; i++)
    {
      AcConnection *now = find_item (mirror.items, ac_connection_get_id (before->pdata[i]));

      g_assert_true (now == NULL || now == before->pdata[i]);
    }
}

/* Whatever comes, goes and moves, a view can follow. */
static void
test_refresh_at_random (void)
{
  g_autoptr (World) world = world_new_with_connections (1);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (GString) ids = g_string_new (NULL);
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
      int count = g_test_rand_int_range (1, 30);

      for (int i = 0; i < count; i++)
        {
          int id = g_test_rand_int_range (1, 40);

          if (g_hash_table_add (seen, GINT_TO_POINTER (id)))
            g_string_append_printf (ids, "%s%d", ids->len > 0 ? " " : "", id);
        }
      add_page (world, ids->str, NULL);
      refresh (list);
      assert_ids (list, ids->str);
      assert_mirrors (&mirror);
    }
}

static void
test_refresh_takes_values (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) edited = NULL, plain = NULL,
                           bound = ac_connection_new (world->client, "99");
  g_auto (Mirror) mirror;
  guint *notified;

  mirror_init (&mirror, list);
  load_more (list);
  mirror_forget (&mirror);
  plain = get_row (list, 0);
  edited = get_row (list, 1);
  g_object_bind_property (plain, "name", bound, "name", G_BINDING_SYNC_CREATE);
  notified = count_notify (plain, "name");
  ac_connection_set_name (edited, "Mine");
  rename_at_server (world, 1, "Theirs");
  rename_at_server (world, 2, "Theirs");
  refresh (list);

  g_assert_cmpstr (ac_connection_get_name (plain), ==, "Theirs");
  g_assert_cmpstr (ac_connection_get_name (bound), ==, "Theirs");
  g_assert_cmpuint (*notified, ==, 1);
  g_assert_cmpstr (ac_connection_get_name (edited), ==, "Mine");
  g_assert_true (ac_connection_get_modified (edited));
  g_assert_cmpstr (mirror.log->str, ==, "");
  ac_connection_revert (edited);
  g_assert_cmpstr (ac_connection_get_name (edited), ==, "Theirs");
}

/* As many rows as were loaded are loaded again. */
static void
test_refresh_over_pages (void)
{
  g_autoptr (World) world = world_new_with_connections (350);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  load_more (list);
  load_more (list);
  mirror_forget (&mirror);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 200);
  g_assert_cmpuint (world_count_requests (world), ==, 4);
  g_assert_cmpstr (mirror.log->str, ==, "");

  load_all (world, list);
  delete_at_server (world, 100, 100);
  mirror_forget (&mirror);
  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 349);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 349);
  g_assert_cmpstr (mirror.log->str, ==, "99-1+0");
}

static void
test_refresh_loads_first_page (void)
{
  g_autoptr (World) world = world_new_with_connections (150);
  g_autoptr (AcConnectionList) list = list_new (world);

  refresh (list);
  g_assert_cmpuint (count_rows (list), ==, 100);
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 150);
}

/* ---- Rows and operations of their own ---- */

static void
rename_row (AcConnection *row, const char *name)
{
  g_autoptr (GError) error = NULL;

  ac_connection_set_name (row, name);
  g_assert_true (connection_update (row, &error));
  g_assert_no_error (error);
}

/* The list's answer is older than what the row's own operation brought. */
static void
test_row_updated_meanwhile (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) updated = NULL, other = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  load_more (list);
  updated = get_row (list, 0);
  other = get_row (list, 1);
  rename_at_server (world, 2, "Theirs");
  world_add_fault (world, "{\"match\":{\"path\":\"/api/3/connections\"},\"hold\":\"after\"}");
  ac_connection_list_refresh (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  rename_row (updated, "New");
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_list_refresh_finish (list, answer.result, NULL));
  g_assert_cmpstr (ac_connection_get_name (updated), ==, "New");
  g_assert_false (ac_connection_get_modified (updated));
  g_assert_cmpstr (ac_connection_get_name (other), ==, "Theirs");

  /* From then on rows are believed again. */
  rename_at_server (world, 1, "Theirs");
  refresh (list);
  g_assert_cmpstr (ac_connection_get_name (updated), ==, "Theirs");
}

/* An operation that is under way when the row comes has the last word. */
static void
test_row_updating (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  load_more (list);
  row = get_row (list, 0);
  ac_connection_set_name (row, "New");
  world_add_fault (world, "{\"match\":{\"method\":\"PUT\"},\"hold\":\"before\"}");
  ac_connection_update (row, NULL, answer_take, &answer);
  world_await_held (world, 1);
  add_page (world, "1 2 3", "{\"total\":\"3\"}");
  refresh (list);
  g_assert_cmpstr (ac_connection_get_service (row), ==, "woocommerce");
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_update_finish (row, answer.result, NULL));
  g_assert_cmpstr (ac_connection_get_name (row), ==, "New");
}

/* A failed operation may have been carried out, so it counts too. */
static void
test_row_failed_meanwhile (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  ac_client_set_max_attempts (world->client, 1);
  load_more (list);
  row = get_row (list, 0);
  rename_at_server (world, 1, "Theirs");
  world_add_fault (world, "{\"match\":{\"path\":\"/api/3/connections\"},\"hold\":\"after\"}");
  world_add_fault (world, "{\"match\":{\"method\":\"PUT\"},\"status\":500,\"body\":\"\"}");
  ac_connection_list_refresh (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_connection_set_service (row, "x");
  g_assert_false (connection_update (row, NULL));
  world_release (world);
  answer_await (&answer);
  g_assert_cmpstr (ac_connection_get_name (row), ==, "Café 1");
}

/* A row that was deleted stays until the list is refreshed. */
static void
test_row_deleted (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Mirror) mirror;

  mirror_init (&mirror, list);
  load_more (list);
  row = get_row (list, 1);
  g_assert_true (connection_delete (row, NULL));
  assert_ids (list, "1 - 3");
  g_assert_cmpstr (ac_connection_get_external_id (row), ==, "store-2@example.com");
  refresh (list);
  assert_ids (list, "1 3");
  g_assert_cmpstr (mirror.log->str, ==, "0-0+3 1-1+0");
}

/* Nobody may take one that was deleted for what the server has under its old id. */
static void
test_row_deleted_meanwhile (void)
{
  g_autoptr (World) world = world_new_with_connections (3);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (AcConnection) row = NULL;
  g_auto (Answer) answer = ANSWER_INIT;

  load_more (list);
  row = get_row (list, 1);
  world_add_fault (world, "{\"match\":{\"path\":\"/api/3/connections\"},\"hold\":\"after\"}");
  ac_connection_list_refresh (list, NULL, answer_take, &answer);
  world_await_held (world, 1);
  g_assert_true (connection_delete (row, NULL));
  world_release (world);
  answer_await (&answer);
  g_assert_null (ac_connection_get_id (row));
  refresh (list);
  assert_ids (list, "1 3");
}

/* ---- Failures ---- */

typedef struct
{
  const char *name;
  const char *fault;
  AcError code;
} Failure;

static const Failure failures[] = {
  { "unavailable", "{\"status\":500,\"body\":\"\"}", AC_ERROR_UNAVAILABLE },
  { "forbidden", "{\"status\":403,\"body\":{}}", AC_ERROR_FORBIDDEN },
  { "documented-400", "{\"status\":400,\"body\":{}}", AC_ERROR_INVALID },
  { "redirect", "{\"status\":302,\"body\":\"\"}", AC_ERROR_REDIRECTED },
  { "closed", "{\"close\":\"reset\"}", AC_ERROR_NETWORK },
  { "truncated", "{\"close\":\"body\"}", AC_ERROR_NETWORK },
  { "truncated-chunked", "{\"close\":\"chunked\"}", AC_ERROR_NETWORK },
  { "empty", "{\"body\":\"\"}", AC_ERROR_BAD_RESPONSE },
  { "html", "{\"body\":\"<html>\"}", AC_ERROR_BAD_RESPONSE },
  { "no-list", "{\"body\":{\"meta\":{}}}", AC_ERROR_BAD_RESPONSE },
  { "object-for-the-list", "{\"body\":{\"connections\":{\"0\":{\"id\":\"1\"}}}}",
    AC_ERROR_BAD_RESPONSE },
  { "null-for-the-list", "{\"body\":{\"connections\":null}}", AC_ERROR_BAD_RESPONSE },
  { "row-null", "{\"body\":{\"connections\":[{\"id\":\"1\"},null]}}", AC_ERROR_BAD_RESPONSE },
  { "row-without-id", "{\"body\":{\"connections\":[{\"id\":\"1\"},{\"name\":\"x\"}]}}",
    AC_ERROR_BAD_RESPONSE },
  { "row-of-odd-shape", "{\"body\":{\"connections\":[{\"id\":\"1\",\"name\":[]}]}}",
    AC_ERROR_BAD_RESPONSE },
  { "hidden", "{\"body\":{\"success\":0,\"connections\":[]}}", AC_ERROR_BAD_RESPONSE },
};

/* Rows stay, and what failed can be done again. */
static void
test_failure (gconstpointer data)
{
  const Failure *row = data;
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  guint *loading, *problem;
  g_autoptr (AcConnection) first = NULL;
  g_autoptr (GError) load = NULL, again = NULL;

  mirror_init (&mirror, list);
  ac_client_set_max_attempts (world->client, 1);
  load_more (list);
  first = get_row (list, 0);
  mirror_forget (&mirror);
  loading = count_notify (list, "loading");
  problem = count_notify (list, "problem");

  world_add_fault (world, row->fault);
  g_assert_false (list_load_more (list, &load));
  g_assert_error (load, AC_ERROR, (int) row->code);
  g_assert_cmpstr (ac_problem_get_message (ac_connection_list_get_problem (list)), ==,
                   load->message);
  g_assert_false (ac_problem_get_outcome_unknown (ac_connection_list_get_problem (list)));
  g_assert_false (ac_connection_list_get_loading (list));
  g_assert_cmpuint (*loading, ==, 2);
  g_assert_cmpuint (*problem, ==, 1);

  world_add_fault (world, row->fault);
  g_assert_false (list_refresh (list, &again));
  g_assert_error (again, AC_ERROR, (int) row->code);
  g_assert_cmpuint (*loading, ==, 4);
  g_assert_cmpuint (*problem, ==, 2);
  g_assert_cmpuint (count_rows (list), ==, 100);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, 250);
  g_assert_cmpstr (mirror.log->str, ==, "");
  g_assert_cmpstr (ac_connection_get_name (first), ==, "Café 1");

  load_more (list);
  g_assert_null (ac_connection_list_get_problem (list));
  g_assert_cmpuint (*problem, ==, 3);
  g_assert_cmpstr (mirror.log->str, ==, "100-0+100");
}

/* A refresh that fails on its second page has changed nothing. */
static void
test_failure_on_second_page (void)
{
  g_autoptr (World) world = world_new_with_connections (200);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_autoptr (AcConnection) first = NULL;

  mirror_init (&mirror, list);
  load_all (world, list);
  first = get_row (list, 0);
  mirror_forget (&mirror);
  rename_at_server (world, 1, "Theirs");
  delete_at_server (world, 2, 2);
  world_add_fault (world, "{\"match\":{\"after\":1},\"status\":422,\"body\":{}}");
  g_assert_false (list_refresh (list, NULL));
  g_assert_cmpuint (count_rows (list), ==, 200);
  g_assert_cmpstr (mirror.log->str, ==, "");
  g_assert_cmpstr (ac_connection_get_name (first), !=, "Theirs");
}

static void
test_cancel (void)
{
  g_autoptr (World) world = world_new_with_connections (250);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;

  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_list_load_more (list, cancellable, answer_take, &answer);
  world_await_held (world, 1);
  g_assert_true (ac_connection_list_get_loading (list));
  g_cancellable_cancel (cancellable);
  answer_await (&answer);
  g_assert_false (ac_connection_list_load_more_finish (list, answer.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (ac_connection_list_get_loading (list));
  g_assert_cmpuint (count_rows (list), ==, 0);
  g_assert_cmpstr (ac_problem_get_code (ac_connection_list_get_problem (list)), ==, "cancelled");
  load_more (list);
  g_assert_cmpuint (count_rows (list), ==, 100);
}

/* ---- Waiting for it ---- */

static void
test_sync (void)
{
  g_autoptr (World) world = world_new_with_connections (150);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Mirror) mirror;
  g_autoptr (GError) error = NULL;

  mirror_init (&mirror, list);
  g_assert_true (ac_connection_list_load_more_sync (list, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ac_connection_list_load_more_sync (list, NULL, &error));
  g_assert_no_error (error);
  delete_at_server (world, 150, 150);
  g_assert_true (ac_connection_list_refresh_sync (list, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mirror.log->str, ==, "0-0+100 100-0+50 149-1+0");

  world_add_fault (world, "{\"status\":403,\"body\":{}}");
  g_assert_false (ac_connection_list_refresh_sync (list, NULL, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_FORBIDDEN);
  g_assert_cmpuint (count_rows (list), ==, 149);
}

/* Waiting here for what goes on only when this thread does would be for ever. */
static void
test_sync_while_loading (void)
{
  g_autoptr (World) world = world_new_with_connections (150);
  g_autoptr (AcConnectionList) list = list_new (world);
  g_auto (Answer) answer = ANSWER_INIT;
  g_autoptr (GError) error = NULL;

  ac_connection_list_load_more (list, NULL, answer_take, &answer);
  g_assert_false (ac_connection_list_load_more_sync (list, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  answer_await (&answer);
  g_assert_true (ac_connection_list_load_more_finish (list, answer.result, NULL));
  g_assert_cmpuint (count_rows (list), ==, 100);
}

/* ---- Many ---- */

static gsize
get_memory (void)
{
  g_autofree char *text = NULL;

  /* Linux tells the pages in use as the second number. */
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || strchr (text, ' ') == NULL)
    return 0;
  return g_ascii_strtoull (strchr (text, ' '), NULL, 10) * 4096;
}

static void
test_many (void)
{
  /* Where time is of no account, it is not worth it. */
  guint count = g_getenv ("AC_TEST_SLOW") != NULL ? 1000 : 100000;
  g_autoptr (World) world = world_new_with_connections (count);
  g_autoptr (AcConnectionList) list = list_new (world);
  gsize before = get_memory ();
  gint64 start = g_get_monotonic_time (), loaded, refreshed;
  g_autoptr (AcConnection) last = NULL, same = NULL;

  while (count_rows (list) < count)
    load_more (list);
  loaded = g_get_monotonic_time ();
  g_test_message ("%u connections: loaded in %.2f s, %.2f KiB each", count,
                  (double) (loaded - start) / G_USEC_PER_SEC,
                  (double) (get_memory () - before) / 1024 / count);
  g_assert_cmpint (ac_connection_list_get_total (list), ==, count);
  last = get_row (list, count - 1);
  g_assert_cmpint (g_ascii_strtoll (ac_connection_get_id (last), NULL, 10), ==, count);

  delete_at_server (world, 1, 1);
  delete_at_server (world, count / 2, count / 2);
  start = g_get_monotonic_time ();
  refresh (list);
  refreshed = g_get_monotonic_time ();
  g_test_message ("refreshed in %.2f s", (double) (refreshed - start) / G_USEC_PER_SEC);
  g_assert_cmpuint (count_rows (list), ==, count - 2);
  same = get_row (list, count - 3);
  g_assert_true (same == last);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list/properties", test_properties);
  g_test_add_func ("/list/without-client", test_without_client);
  g_test_add_func ("/list/load-more", test_load_more);
  g_test_add_func ("/list/empty-account", test_empty_account);
  g_test_add_func ("/list/auto-load", test_auto_load);
  g_test_add_func ("/list/auto-load-tall-view", test_auto_load_tall_view);
  g_test_add_func ("/list/auto-load-during-refresh", test_auto_load_during_refresh);
  g_test_add_func ("/list/auto-load-failure", test_auto_load_failure);
  g_test_add_func ("/list/auto-load-last-row-alone", test_auto_load_last_row_alone);
  g_test_add_func ("/list/dropped", test_dropped);
  g_test_add_func ("/list/repeated-rows", test_repeated_rows);
  g_test_add_func ("/list/repeated-pages", test_repeated_pages);
  g_test_add_func ("/list/total-shrinks", test_total_shrinks);
  g_test_add_func ("/list/total-shrinks-to-what-is-loaded", test_total_shrinks_to_what_is_loaded);
  g_test_add_func ("/list/empty-page", test_empty_page);
  for (guint i = 0; i < G_N_ELEMENTS (metas); i++)
    add_case ("/list/meta", metas[i].name, &metas[i], test_meta);
  g_test_add_func ("/list/overlapping", test_overlapping);
  g_test_add_func ("/list/offset", test_offset);
  g_test_add_func ("/list/offset-total-shrinks", test_offset_total_shrinks);
  g_test_add_func ("/list/filters-are-exact", test_filters_are_exact);
  g_test_add_func ("/list/filter-by-service", test_filter_by_service);
  g_test_add_func ("/list/filter-by-external-id", test_filter_by_external_id);
  g_test_add_func ("/list/filter-skips-pages", test_filter_skips_pages);
  g_test_add_func ("/list/filter-change", test_filter_change);
  g_test_add_func ("/list/filter-change-auto-load", test_filter_change_auto_load);
  g_test_add_func ("/list/filter-change-while-loading", test_filter_change_while_loading);
  for (guint i = 0; i < G_N_ELEMENTS (list_changes); i++)
    add_case ("/list/refresh", list_changes[i].name, &list_changes[i], test_refresh);
  g_test_add_func ("/list/refresh-at-random", test_refresh_at_random);
  g_test_add_func ("/list/refresh-takes-values", test_refresh_takes_values);
  g_test_add_func ("/list/refresh-over-pages", test_refresh_over_pages);
  g_test_add_func ("/list/refresh-loads-first-page", test_refresh_loads_first_page);
  g_test_add_func ("/list/row-updated-meanwhile", test_row_updated_meanwhile);
  g_test_add_func ("/list/row-updating", test_row_updating);
  g_test_add_func ("/list/row-failed-meanwhile", test_row_failed_meanwhile);
  g_test_add_func ("/list/row-deleted", test_row_deleted);
  g_test_add_func ("/list/row-deleted-meanwhile", test_row_deleted_meanwhile);
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    add_case ("/list/failure", failures[i].name, &failures[i], test_failure);
  g_test_add_func ("/list/failure-on-second-page", test_failure_on_second_page);
  g_test_add_func ("/list/cancel", test_cancel);
  g_test_add_func ("/list/sync", test_sync);
  g_test_add_func ("/list/sync-while-loading", test_sync_while_loading);
  g_test_add_func ("/list/many", test_many);
  return g_test_run ();
}
