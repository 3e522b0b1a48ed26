/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The properties of a connection, and what was set and not yet sent. */

#include "support.h"

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

static const char newest[]
  = "{\"service\":\"magento2-Default Store View\",\"externalid\":\"default\","
    "\"name\":\"Default Store View\",\"isInternal\":\"0\",\"connectionType\":\"ecommerce\","
    "\"status\":\"1\",\"syncStatus\":\"0\",\"sync_request_time\":null,\"sync_start_time\":null,"
    "\"lastSync\":null,\"logoUrl\":\"https://{url}/static/version1775921150/adminhtml/Magento/"
    "backend/en_US/images/logo.svg\",\"linkUrl\":\"https://{url}/\",\"credentialExpiration\":null,"
    "\"cdate\":\"2026-04-11T10:39:18-05:00\",\"udate\":\"2026-04-11T10:39:18-05:00\","
    "\"disconnectDate\":null,\"listId\":\"1\",\"planTier\":null,"
    "\"links\":{\"options\":\"https://{account_url}.api-us1.com/api/3/connections/2/options\","
    "\"customers\":\"https://{account_url}.api-us1.com/api/3/connections/2/customers\"},"
    "\"id\":\"2\",\"serviceName\":\"magento2-Default Store View\"}";

static World *
world_new_with_newest (void)
{
  World *world = world_new_unlimited ();
  g_autofree char *fault = g_strdup_printf ("{\"match\":{\"method\":\"GET\"},\"times\":0,"
                                            "\"body\":{\"connection\":%s}}",
                                            newest);

  world_add_fault (world, fault);
  return world;
}

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
  g_autoptr (JsonNode) node = json_from_string (newest, NULL);
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
  g_autoptr (JsonNode) expected = json_from_string (newest, NULL), node = NULL;

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

/* Withdrawing shows the server's value again. */
static void
test_withdraw_known (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *notified;

  g_assert_true (connection_refresh (connection, NULL));
  notified = count_notify (connection, "name");
  ac_connection_set_name (connection, "Other");
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  ac_connection_set_name (connection, NULL);
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_UNKNOWN);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Default Store View");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_false (ac_connection_get_modified (connection));
  g_assert_cmpuint (*notified, ==, 2);

  /* With nothing pending there is nothing to withdraw. */
  ac_connection_set_name (connection, NULL);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Default Store View");
  g_assert_cmpuint (*notified, ==, 2);
}

/* A set of the value that the server has is no change, but for an unknown field it is. */
static void
test_set_to_the_same (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_autofree char *unknown = NULL, *known = NULL;
  guint requests;

  ac_connection_set_name (connection, "Default Store View");
  unknown = ac_connection_dup_changes (connection);
  g_assert_cmpstr (unknown, ==, "{\"connection\":{\"name\":\"Default Store View\"}}");

  g_assert_true (connection_refresh (connection, NULL));
  g_assert_false (ac_connection_get_modified (connection));
  known = ac_connection_dup_changes (connection);
  g_assert_null (known);
  requests = world_count_requests (world);
  g_assert_true (connection_update (connection, NULL));
  g_assert_cmpuint (world_count_requests (world), ==, requests);
}

/* What would be sent, letter for letter. */
typedef struct
{
  const char *name;
  const char *id;
  const char *assignments[9];
  const char *changes;
} Changes;

static const Changes changes_rows[] = {
  { "nothing", "2", { NULL }, NULL },
  { "documented",
    "2",
    { "external-id=johndoe@example.com", "name=Acme, Inc." },
    "{\"connection\":{\"externalid\":\"johndoe@example.com\",\"name\":\"Acme, Inc.\"}}" },
  { "all-of-update",
    "2",
    { "sync-status=1", "status=1", "link-url=e", "logo-url=d", "name=c", "external-id=b",
      "service=a" },
    "{\"connection\":{\"service\":\"a\",\"externalid\":\"b\",\"name\":\"c\",\"logoUrl\":\"d\","
    "\"linkUrl\":\"e\",\"status\":1,\"syncStatus\":1}}" },
  { "all-of-create",
    NULL,
    { "list-id=7", "sync-status=1", "status=1", "link-url=e", "logo-url=d", "name=c",
      "external-id=b", "service=a" },
    "{\"connection\":{\"service\":\"a\",\"externalid\":\"b\",\"name\":\"c\",\"logoUrl\":\"d\","
    "\"linkUrl\":\"e\",\"listId\":\"7\"}}" },
  { "empty-strings",
    "2",
    { "logo-url=", "link-url=" },
    "{\"connection\":{\"logoUrl\":\"\",\"linkUrl\":\"\"}}" },
  { "zeros",
    "2",
    { "status=0", "sync-status=0" },
    "{\"connection\":{\"status\":0,\"syncStatus\":0}}" },
  { "withdrawn", "2", { "name=a", "service=b", "name" }, "{\"connection\":{\"service\":\"b\"}}" },
  { "all-withdrawn", "2", { "name=a", "status=1", "name", "status=-1" }, NULL },
  { "last-one-wins", "2", { "name=a", "name=b" }, "{\"connection\":{\"name\":\"b\"}}" },
  { "quotes", "2", { "name=\"\\/\n\t" }, "{\"connection\":{\"name\":\"\\\"\\\\/\\n\\t\"}}" },
  { "unicode", "2", { "name=Café 😀" }, "{\"connection\":{\"name\":\"Café 😀\"}}" },
  { "relative-logo",
    "2",
    { "logo-url=/app/images/a.png" },
    "{\"connection\":{\"logoUrl\":\"/app/images/a.png\"}}" },
};

static void
test_changes (gconstpointer data)
{
  const Changes *row = data;
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, row->id);
  g_autofree char *changes = NULL, *body = NULL;

  for (guint i = 0; row->assignments[i] != NULL; i++)
    connection_set (connection, row->assignments[i]);
  changes = ac_connection_dup_changes (connection);
  g_assert_cmpstr (changes, ==, row->changes);
  g_assert_cmpint (ac_connection_get_modified (connection), ==, row->changes != NULL);
  g_assert_cmpuint (world_count_requests (world), ==, 0);

  /* It is what goes out then. */
  if (row->id != NULL)
    g_assert_true (connection_update (connection, NULL));
  else
    g_assert_true (connection_create (connection, NULL));
  g_assert_cmpuint (world_count_requests (world), ==, row->changes != NULL ? 1 : 0);
  if (row->changes == NULL)
    return;
  body = world_dup_logged (world, 0, "body");
  g_assert_cmpstr (body, ==, row->changes);
}

static void
test_revert (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *name, *status, *modified;

  g_assert_true (connection_refresh (connection, NULL));
  ac_connection_set_name (connection, "Other");
  ac_connection_set_status (connection, AC_CONNECTION_STATUS_ERROR);
  name = count_notify (connection, "name");
  status = count_notify (connection, "status");
  modified = count_notify (connection, "modified");
  ac_connection_revert (connection);
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Default Store View");
  g_assert_cmpint (ac_connection_get_status (connection), ==, AC_CONNECTION_STATUS_CONNECTED);
  g_assert_false (ac_connection_get_modified (connection));
  g_assert_cmpuint (*name, ==, 1);
  g_assert_cmpuint (*status, ==, 1);
  g_assert_cmpuint (*modified, ==, 1);

  ac_connection_revert (connection);
  g_assert_cmpuint (*name + *status + *modified, ==, 3);
}

/* What is on its way is not dropped. */
static void
test_revert_in_flight (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  g_auto (Answer) answer = ANSWER_INIT;
  g_autofree char *stored = NULL;

  ac_connection_set_name (connection, "Sent");
  world_add_fault (world, "{\"hold\":\"before\"}");
  ac_connection_update (connection, NULL, answer_take, &answer);
  world_await_held (world, 1);
  ac_connection_set_service (connection, "dropped");
  ac_connection_revert (connection);
  g_assert_null (ac_connection_get_service (connection));
  world_release (world);
  answer_await (&answer);
  g_assert_true (ac_connection_update_finish (connection, answer.result, NULL));
  stored = world_dup_stored (world, "2", "name");
  g_assert_cmpstr (stored, ==, "Sent");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Sent");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "fooCommerce");
  g_assert_false (ac_connection_get_modified (connection));
}

/* A refresh leaves what was set on top. */
static void
test_refresh_under_changes (void)
{
  g_autoptr (World) world = world_new_with_newest ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");
  guint *notified = count_notify (connection, "name");

  ac_connection_set_name (connection, "Mine");
  g_assert_true (connection_refresh (connection, NULL));
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Mine");
  g_assert_cmpstr (ac_connection_get_service (connection), ==, "magento2-Default Store View");
  g_assert_true (ac_connection_get_modified (connection));
  g_assert_cmpuint (*notified, ==, 1);
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

/* What can't be asked for: INVALID with the property's name, and no request. */
typedef struct
{
  const char *name;
  ConnectionBegin begin;
  ConnectionFinish finish;
} Operation;

#define OPERATION(name)                                                                            \
  {                                                                                                \
#name, ac_connection_##name, ac_connection_##name##_finish                                     \
  }

static const Operation operations[] = {
  OPERATION (create),
  OPERATION (refresh),
  OPERATION (update),
  OPERATION (delete),
};

static void
assert_invalid (World *world, AcConnection *connection, const Operation *op, const char *field)
{
  g_autoptr (GError) error = NULL;
  AcProblem *problem;

  g_assert_false (connection_run (connection, op->begin, op->finish, &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  problem = ac_connection_get_problem (connection);
  g_test_message ("%s: %s", op->name, error->message);
  g_assert_cmpstr (ac_problem_get_code (problem), ==, "invalid");
  g_assert_cmpstr (ac_problem_get_field (problem), ==, field);
  g_assert_cmpuint (ac_problem_get_attempts (problem), ==, 0);
  g_assert_cmpuint (ac_problem_get_http_status (problem), ==, 0);
  g_assert_false (ac_problem_get_outcome_unknown (problem));
  g_assert_false (ac_problem_get_retryable (problem));
  g_assert_cmpuint (world_count_requests (world), ==, 0);
}

static void
test_without_client (gconstpointer data)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = g_object_new (AC_TYPE_CONNECTION, "id", "2", NULL);

  g_assert_null (ac_connection_get_client (connection));
  ac_connection_set_name (connection, "Acme");
  assert_invalid (world, connection, data, "client");
  g_assert_cmpstr (ac_connection_get_name (connection), ==, "Acme");
  g_assert_true (ac_connection_get_modified (connection));
}

static void
test_without_id (gconstpointer data)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, NULL);

  ac_connection_set_name (connection, "Acme");
  assert_invalid (world, connection, data, "id");
}

static void
test_create_with_id (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

  ac_connection_set_name (connection, "Acme");
  assert_invalid (world, connection, &operations[0], "id");
}

static void
test_list_id_with_id (void)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

  ac_connection_set_list_id (connection, "7");
  assert_invalid (world, connection, &operations[2], "list-id");
  g_assert_cmpstr (ac_connection_get_list_id (connection), ==, "7");
}

static void
test_bad_id (gconstpointer id)
{
  g_autoptr (World) world = world_new_unlimited ();

  for (guint i = 1; i < G_N_ELEMENTS (operations); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (world->client, id);

      ac_connection_set_name (connection, "Acme");
      assert_invalid (world, connection, &operations[i], "id");
    }
}

static void
test_not_utf8 (gconstpointer property)
{
  g_autoptr (World) world = world_new_unlimited ();
  g_autoptr (AcConnection) connection = ac_connection_new (world->client, "2");

  g_object_set (connection, property, "Caf\xe9", NULL);
  assert_invalid (world, connection, &operations[2], property);
  g_assert_true (ac_connection_get_modified (connection));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    const char *id;
  } bad_ids[] = {
    { "empty", "" },
    { "space", "2 " },
    { "word", "two" },
    { "negative", "-2" },
    { "plus", "+2" },
    { "decimal", "2.0" },
    { "path", "2/customers" },
    { "parent", "../contacts/2" },
    { "encoded", "%32" },
    { "query", "2?x=1" },
    { "fragment", "2#x" },
    { "line-break", "2\r\nX: 1" },
    { "control-character", "2\x01" },
    { "not-ascii-digits", "２" },
    { "not-utf8", "2\xff" },
  };
  static const char *const texts[] = { "service", "external-id", "name", "logo-url", "link-url" };

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
  g_test_add_func ("/properties/withdraw-known", test_withdraw_known);
  g_test_add_func ("/properties/set-to-the-same", test_set_to_the_same);
  for (guint i = 0; i < G_N_ELEMENTS (changes_rows); i++)
    add_case ("/properties/changes", changes_rows[i].name, &changes_rows[i], test_changes);
  g_test_add_func ("/properties/revert", test_revert);
  g_test_add_func ("/properties/revert-in-flight", test_revert_in_flight);
  g_test_add_func ("/properties/refresh-under-changes", test_refresh_under_changes);
  g_test_add_func ("/properties/keywords", test_keywords);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    add_case ("/properties/without-client", operations[i].name, &operations[i],
              test_without_client);
  for (guint i = 1; i < G_N_ELEMENTS (operations); i++)
    add_case ("/properties/without-id", operations[i].name, &operations[i], test_without_id);
  g_test_add_func ("/properties/create-with-id", test_create_with_id);
  g_test_add_func ("/properties/list-id-with-id", test_list_id_with_id);
  for (guint i = 0; i < G_N_ELEMENTS (bad_ids); i++)
    add_case ("/properties/bad-id", bad_ids[i].name, bad_ids[i].id, test_bad_id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_case ("/properties/not-utf8", texts[i], texts[i], test_not_utf8);
  return g_test_run ();
}
