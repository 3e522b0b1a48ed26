/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The properties of a connection: what there is, and how each is set. */

#include "properties-support.h"

#include <json-glib/json-glib.h>

/* Every property there is, and what the newest object on record makes of it. */
typedef struct
{
  const char *property;
  const char *type;
  gboolean writable;
  const char *initial; /* as text; NULL for NULL */
  const char *value;
} Property;

static const Property all_properties[] = {
  { "service", "gchararray", TRUE, NULL, "magento2-Default Store View" },
  { "external-id", "gchararray", TRUE, NULL, "default" },
  { "name", "gchararray", TRUE, NULL, "Default Store View" },
  { "logo-url", "gchararray", TRUE, NULL,
    "https://{url}/static/version1775921150/adminhtml/Magento/backend/en_US/images/logo.svg" },
  { "link-url", "gchararray", TRUE, NULL, "https://{url}/" },
  { "status", "AcConnectionStatus", TRUE, "unknown", "connected" },
  { "sync-status", "AcSyncStatus", TRUE, "unknown", "stopped" },
  { "list-id", "gchararray", TRUE, NULL, "1" },
  { "is-internal", "gboolean", FALSE, "FALSE", "FALSE" },
  { "connection-type", "gchararray", FALSE, NULL, "ecommerce" },
  { "service-name", "gchararray", FALSE, NULL, "magento2-Default Store View" },
  { "plan-tier", "gchararray", FALSE, NULL, NULL },
  { "created-at", "GDateTime", FALSE, NULL, "2026-04-11T10:39:18-05" },
  { "updated-at", "GDateTime", FALSE, NULL, "2026-04-11T10:39:18-05" },
  { "last-sync", "GDateTime", FALSE, NULL, NULL },
  { "sync-request-time", "GDateTime", FALSE, NULL, NULL },
  { "sync-start-time", "GDateTime", FALSE, NULL, NULL },
  { "credential-expiration", "GDateTime", FALSE, NULL, NULL },
  { "disconnect-date", "GDateTime", FALSE, NULL, NULL },
  { "customers-url", "gchararray", FALSE, NULL,
    "https://{account_url}.api-us1.com/api/3/connections/2/customers" },
  { "options-url", "gchararray", FALSE, NULL,
    "https://{account_url}.api-us1.com/api/3/connections/2/options" },
};

static void
test_kind (gconstpointer data)
{
  const Property *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (connection), row->property);
  g_autofree char *initial = NULL;

  g_assert_nonnull (pspec);
  g_assert_cmpstr (g_type_name (pspec->value_type), ==, row->type);
  g_assert_true (pspec->flags & G_PARAM_READABLE);
  g_assert_cmpint ((pspec->flags & G_PARAM_WRITABLE) != 0, ==, row->writable);
  g_assert_false (pspec->flags & (G_PARAM_CONSTRUCT | G_PARAM_CONSTRUCT_ONLY));
  g_assert_true (pspec->flags & G_PARAM_EXPLICIT_NOTIFY);
  g_assert_nonnull (g_param_spec_get_blurb (pspec));
  initial = dup_property_text (connection, row->property);
  g_assert_cmpstr (initial, ==, row->initial);
}

static void
test_value (gconstpointer data)
{
  const Property *row = data;
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *notified = count_notify (connection, row->property);
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  g_assert_true (connection_refresh (connection, &error));
  g_assert_no_error (error);
  value = dup_property_text (connection, row->property);
  g_assert_cmpstr (value, ==, row->value);
  if (g_strcmp0 (row->initial, row->value) != 0)
    g_assert_cmpuint (*notified, ==, 1);

  /* The same once more is no news. */
  *notified = 0;
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_cmpuint (*notified, ==, 0);
}

/* No property is missing from the table above, and no member from the newest object. */
static void
test_all (void)
{
  g_autoptr (JsonNode) node = json_from_string (NEWEST_CONNECTION, NULL);
  g_autoptr (GTypeClass) class = g_type_class_ref (AC_TYPE_CONNECTION);
  g_autofree GParamSpec **pspecs = NULL;
  guint count;

  pspecs = g_object_class_list_properties (G_OBJECT_CLASS (class), &count);
  g_assert_nonnull (pspecs);
  /* and client, id, modified, adopted, problem */
  g_assert_cmpuint (count, ==, G_N_ELEMENTS (all_properties) + 5);
  /* 21 members; of those links has two, and id is apart */
  g_assert_cmpuint (json_object_get_size (json_node_get_object (node)), ==, 21);
  g_assert_cmpuint (G_N_ELEMENTS (all_properties), ==, 21 - 2 + 2);
}

static void
test_own_properties (void)
{
  static const struct
  {
    const char *name;
    const char *type;
    GParamFlags has;
    GParamFlags lacks;
  } rows[] = {
    { "client", "AcClient", G_PARAM_READABLE | G_PARAM_CONSTRUCT_ONLY, G_PARAM_CONSTRUCT },
    { "id", "gchararray", G_PARAM_READABLE | G_PARAM_CONSTRUCT_ONLY, G_PARAM_CONSTRUCT },
    { "modified", "gboolean", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
    { "adopted", "gboolean", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
    { "problem", "AcProblem", G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY, G_PARAM_WRITABLE },
  };
  g_autoptr (GTypeClass) class = g_type_class_ref (AC_TYPE_CONNECTION);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_CLASS (class), rows[i].name);

      g_assert_cmpstr (g_type_name (pspec->value_type), ==, rows[i].type);
      g_assert_cmpint (pspec->flags & rows[i].has, ==, rows[i].has);
      g_assert_cmpint (pspec->flags & rows[i].lacks, ==, 0);
    }
}

static void
test_dup_json (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *before = ac_connection_dup_json (connection), *after = NULL;
  g_autoptr (JsonNode) expected = json_from_string (NEWEST_CONNECTION, NULL), node = NULL;

  g_assert_null (before);
  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "Pending");
  after = ac_connection_dup_json (connection);
  node = json_from_string (after, NULL);
  g_assert_true (json_node_equal (node, expected));
}

/* Strings that are set: get, notify, modified, withdraw. */
static void
test_set_string (gconstpointer data)
{
  const Property *row = data;
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, NULL);
  guint *notified = count_notify (connection, row->property);
  guint *modified = count_notify (connection, "modified");
  g_autofree char *first = NULL, *empty = NULL, *withdrawn = NULL;

  g_object_set (connection, row->property, "x", NULL);
  first = dup_property_text (connection, row->property);
  g_assert_cmpstr (first, ==, "x");
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_cmpuint (*notified, ==, 1);
  g_assert_cmpuint (*modified, ==, 1);

  g_object_set (connection, row->property, "x", NULL);
  g_assert_cmpuint (*notified, ==, 1);

  /* An empty string is a value. */
  g_object_set (connection, row->property, "", NULL);
  empty = dup_property_text (connection, row->property);
  g_assert_cmpstr (empty, ==, "");
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_cmpuint (*notified, ==, 2);
  g_assert_cmpuint (*modified, ==, 1);

  g_object_set (connection, row->property, NULL, NULL);
  withdrawn = dup_property_text (connection, row->property);
  g_assert_null (withdrawn);
  g_assert_false (ac_connection_get_modified (connection));
  g_assert_cmpuint (*notified, ==, 3);
  g_assert_cmpuint (*modified, ==, 2);
}

static void
test_set_status (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *notified = count_notify (connection, "status");
  g_autofree char *zeros = NULL, *none = NULL;

  /* Zero is a value. */
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  ac_connection_set_sync_status (connection, AC_SYNC_STATUS_STOPPED);
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_ERROR);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_STOPPED);
  g_assert_true (ac_connection_get_modified (connection));
  zeros = ac_connection_dup_changes (connection);
  g_assert_cmpstr (zeros, ==, "{\"connection\":{\"status\":0,\"syncStatus\":0}}");
  g_assert_cmpuint (*notified, ==, 1);

  g_object_set (connection, "status", AC_CONNECTION_STATUS_UNKNOWN, "sync-status",
                AC_SYNC_STATUS_UNKNOWN, NULL);
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_UNKNOWN);
  g_assert_cmpint (ac_connection_get_sync_status (connection), ==, AC_SYNC_STATUS_UNKNOWN);
  g_assert_false (ac_connection_get_modified (connection));
  none = ac_connection_dup_changes (connection);
  g_assert_null (none);
  g_assert_cmpuint (*notified, ==, 2);
}

static void
test_keywords (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = g_object_new (
    AC_TYPE_CONNECTION, "client", world->client, "id", "2", "external-id", "johndoe@example.com",
    "name", "Acme, Inc.", "status", AC_CONNECTION_STATUS_ERROR, NULL);
  g_autofree char *id = NULL, *body = NULL;
  g_autoptr (AcClient) client = NULL;

  g_object_get (connection, "client", &client, "id", &id, NULL);
  g_assert_true (client == world->client);
  g_assert_true (ac_connection_get_client (connection) == client);
  g_assert_cmpstr (id, ==, "2");
  g_assert_cmpstr (ac_connection_get_id (connection), ==, "2");
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_true (connection_update (connection, NULL));
  body = world_dup_logged (world, 0, "body");
  g_assert_cmpstr (body, ==,
                   "{\"connection\":{\"externalid\":\"johndoe@example.com\","
                   "\"name\":\"Acme, Inc.\",\"status\":0}}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (all_properties); i++)
    {
      const Property *row = &all_properties[i];

      add_case ("/properties/kind", row->property, row, test_kind);
      add_case ("/properties/value", row->property, row, test_value);
      if (row->writable && g_str_equal (row->type, "gchararray"))
        add_case ("/properties/set", row->property, row, test_set_string);
    }
  g_test_add_func ("/properties/all", test_all);
  g_test_add_func ("/properties/own", test_own_properties);
  g_test_add_func ("/properties/dup-json", test_dup_json);
  g_test_add_func ("/properties/set-status", test_set_status);
  g_test_add_func ("/properties/keywords", test_keywords);
  return g_test_run ();
}
