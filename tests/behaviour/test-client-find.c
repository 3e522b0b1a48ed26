/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Finding a connection by its service and external id. */

#include "client-support.h"

typedef struct
{
  guint first; /* id of the page's first row */
  guint count; /* of its rows; 0: no more pages */
  int total;   /* -1: not told */
  guint match; /* id of one more row, which is the one; 0: none */
} Page;

typedef struct
{
  const char *name;
  Page pages[6];       /* that the server has to give, one after the other */
  const char *found;   /* id */
  const char *offsets; /* that are asked for */
} Find;

/* Each page begins with what is nearly the one that is looked for: ("shop", "acme"). */
static const char *const near_misses[][2] = {
  { "shop", "acme2" }, { "shop", "ACME" }, { "Shop", "acme" },  { "shop", "acme " },
  { "shop", "" },      { "sho", "acme" },  { "shop2", "acme" },
};

static const Find finds[] = {
  { "among-near-misses", { { 1, 7, 8, 99 } }, "99", "0" },
  { "on-the-second-page", { { 1, 100, 150 }, { 101, 49, 150, 999 } }, "999", "0 100" },
  { "none", { { 1, 7, 7 } }, NULL, "0" },
  { "none-on-three-pages",
    { { 1, 100, 250 }, { 101, 100, 250 }, { 201, 50, 250 } },
    NULL,
    "0 100 200" },
  { "total-not-told", { { 1, 100, -1 }, { 101, 5, -1, 999 } }, "999", "0 100" },
  { "total-not-told-and-none", { { 1, 100, -1 }, { 101, 5, -1 } }, NULL, "0 100" },
  /* Ten rows before the second page are gone, so that ten more have moved up. */
  { "total-shrank",
    { { 1, 100, 210 }, { 111, 100, 200 }, { 101, 99, 200, 999 } },
    "999",
    "0 100 90" },
  { "total-shrank-and-seen-in-a-second-walk",
    { { 1, 100, 150 }, { 102, 49, 149 }, { 101, 50, 149 }, { 1, 99, 149, 999 } },
    "999",
    "0 100 99 0" },
  { "total-grew-and-none",
    { { 1, 100, 149 }, { 101, 50, 150 }, { 1, 100, 150 }, { 101, 50, 150 } },
    NULL,
    "0 100 0 100" },
  { "page-repeated",
    { { 1, 100, 1000 }, { 1, 100, 1000 }, { 1, 100, 1000 }, { 1, 100, 1000 } },
    NULL,
    "0 100 200 300" },
};

static void
append_row (GString *json, guint id, const char *service, const char *external_id)
{
  g_string_append_printf (json, "%s{\"id\":\"%u\",\"service\":\"%s\",\"externalid\":\"%s\"}",
                          g_str_has_suffix (json->str, "}") ? "," : "", id, service, external_id);
}

static void
add_page (World *world, const Page *page)
{
  g_autoptr (GString) json = g_string_new ("{\"match\":{\"method\":\"GET\"},\"body\":"
                                           "{\"connections\":[");

  for (guint i = 0; i < page->count; i++)
    append_row (json, page->first + i, near_misses[i % G_N_ELEMENTS (near_misses)][0],
                near_misses[i % G_N_ELEMENTS (near_misses)][1]);
  if (page->match != 0)
    append_row (json, page->match, "shop", "acme");
  g_string_append (json, "]");
  if (page->total >= 0)
    g_string_append_printf (json, ",\"meta\":{\"total\":\"%d\"}", page->total);
  g_string_append (json, "}}");
  world_add_fault (world, json->str);
}

/* The offsets that were asked for, such as "0 100". */
static char *
dup_offsets (World *world)
{
  GString *offsets = g_string_new (NULL);

  for (guint i = 0; i < world_count_requests (world); i++)
    {
      g_autofree char *query = world_dup_logged (world, i, "query");
      const char *offset = strstr (query, "offset=");

      g_assert_nonnull (strstr (query, "filters%5Bservice%5D=shop&filters%5Bexternalid%5D=acme&"));
      g_assert_nonnull (strstr (query, "limit=100"));
      g_string_append_printf (offsets, "%s%s", i > 0 ? " " : "",
                              offset != NULL ? offset + strlen ("offset=") : "0");
    }
  return g_string_free (offsets, FALSE);
}

static void
test_find (gconstpointer data)
{
  const Find *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *offsets = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (row->pages) && row->pages[i].count > 0; i++)
    add_page (world, &row->pages[i]);
  found = client_find (world->client, "shop", "acme", &error);
  g_assert_no_error (error);
  g_assert_null (ac_client_get_problem (world->client));
  offsets = dup_offsets (world);
  g_assert_cmpstr (offsets, ==, row->offsets);
  if (row->found == NULL)
    {
      g_assert_null (found);
      return;
    }
  g_assert_cmpstr (ac_connection_get_id (found), ==, row->found);
  g_assert_cmpstr (ac_connection_get_service (found), ==, "shop");
  g_assert_cmpstr (ac_connection_get_external_id (found), ==, "acme");
  g_assert_true (ac_connection_get_client (found) == world->client);
  g_assert_false (ac_connection_get_modified (found));
}

/* However a server lies about its total, the search ends. */
static void
test_find_ends (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 500; i++)
    {
      add_page (world, &(Page){ 1, 1, 1000 });
      add_page (world, &(Page){ 2, 1, 10 });
    }
  found = client_find (world->client, "shop", "acme", &error);
  g_assert_no_error (error);
  g_assert_null (found);
  g_test_message ("%u requests", world_count_requests (world));
  g_assert_cmpuint (world_count_requests (world), <, 1000);
}

static void
test_find_empty_account (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcConnection) async = NULL, sync = NULL;

  async = client_find (world->client, "shop", "acme", &error);
  g_assert_no_error (error);
  g_assert_null (async);
  sync = ac_client_find_connection_sync (world->client, "shop", "acme", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (sync);
  g_assert_cmpuint (world_count_requests (world), ==, 2);
}

typedef struct
{
  const char *name;
  const char *fault;
  AcError code;
} FindFailure;

static const FindFailure find_failures[] = {
  { "refused", "{\"status\":403,\"body\":{}}", AC_ERROR_FORBIDDEN },
  { "unavailable", "{\"status\":500,\"body\":\"\"}", AC_ERROR_UNAVAILABLE },
  { "no-list", "{\"body\":{}}", AC_ERROR_BAD_RESPONSE },
  { "list-is-an-object", "{\"body\":{\"connections\":{}}}", AC_ERROR_BAD_RESPONSE },
  { "row-is-a-string", "{\"body\":{\"connections\":[\"2\"]}}", AC_ERROR_BAD_RESPONSE },
  { "row-without-id", "{\"body\":{\"connections\":[{\"name\":\"x\"}]}}", AC_ERROR_BAD_RESPONSE },
  { "not-json", "{\"body\":\"<html>\"}", AC_ERROR_BAD_RESPONSE },
};

static void
test_find_failure (gconstpointer data)
{
  const FindFailure *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  ac_client_set_max_attempts (world->client, 1);
  add_page (world, &(Page){ 1, 100, 200 });
  world_add_fault (world, row->fault);
  found = client_find (world->client, "shop", "acme", &error);
  g_assert_null (found);
  g_assert_error (error, AC_ERROR, (int) row->code);
  g_assert_false (ac_problem_get_outcome_unknown (ac_client_get_problem (world->client)));
}

static void
test_find_not_utf8 (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) found = NULL;
  g_autoptr (GError) error = NULL;

  found = client_find (world->client, "shop", "Caf\xe9", &error);
  g_assert_null (found);
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  g_assert_cmpstr (ac_problem_get_field (ac_client_get_problem (world->client)), ==, "external-id");
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

/* Values that need encoding reach the server as they are. */
static void
test_find_special (gconstpointer external_id)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) made = ac_connection_new (world->client, NULL);
  g_autoptr (AcConnection) found = NULL, other = NULL;
  g_autoptr (GError) error = NULL;

  ac_connection_set_service (made, "my & shop=1");
  ac_connection_set_external_id (made, external_id);
  ac_connection_set_name (made, "x");
  g_assert_true (connection_create (made, &error));
  g_assert_no_error (error);
  found = client_find (world->client, "my & shop=1", external_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_id (found), ==, ac_connection_get_id (made));
  g_assert_cmpstr (ac_connection_get_external_id (found), ==, external_id);
  g_clear_object (&found);
  found = ac_client_find_connection_sync (world->client, "my & shop=1", external_id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ac_connection_get_id (found), ==, ac_connection_get_id (made));
  other = client_find (world->client, "my", external_id, &error);
  g_assert_no_error (error);
  g_assert_null (other);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    const char *external_id;
  } special[] = {
    { "email", "john.doe+shop@example.com" },
    { "url", "https://example.com/?a=b&c=d#e" },
    { "spaces", "  a  b  " },
    { "percent", "100%25" },
    { "brackets", "a[b]{c}" },
    { "quotes", "\"a\" 'b' \\c" },
    { "unicode", "Café Größe 東京 😀" },
    { "slashes", "../../a;b" },
    { "line-break", "a\nb\tc" },
  };

  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  ADD_CASES ("/client/find", finds, test_find);
  g_test_add_func ("/client/find/ends", test_find_ends);
  g_test_add_func ("/client/find/empty-account", test_find_empty_account);
  ADD_CASES ("/client/find/failure", find_failures, test_find_failure);
  g_test_add_func ("/client/find/not-utf8", test_find_not_utf8);
  for (guint i = 0; i < G_N_ELEMENTS (special); i++)
    add_case ("/client/find/special", special[i].name, special[i].external_id, test_find_special);
  return g_test_run ();
}
