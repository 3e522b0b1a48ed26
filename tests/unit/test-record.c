/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-record.h"

#include "cases.h"
#include "documents.h"

#include <string.h>

static AcRecord *
read_json (const char *text, char **id, const char **wrong)
{
  AcJson json;

  g_assert_cmpstr (ac_json_check (text, strlen (text), &json), ==, NULL);
  return ac_record_new (json, id, wrong);
}

typedef struct
{
  const char *name;
  const char *member;
  const char *text; /* NULL: none */
  AcField field;
  gboolean is_held;
} Reading;

static const Reading readings[] = {
  { "string", "\"name\":\"Acme\"", "Acme", AC_FIELD_NAME, TRUE },
  { "empty string", "\"logoUrl\":\"\"", "", AC_FIELD_LOGO_URL, TRUE },
  { "string as null", "\"name\":null", NULL, AC_FIELD_NAME, TRUE },
  { "string absent", "\"x\":1", NULL, AC_FIELD_NAME, FALSE },
  { "string as an integer", "\"externalid\":42", "42", AC_FIELD_EXTERNAL_ID, TRUE },
  { "string as a large integer", "\"externalid\":98765432109876543210", "98765432109876543210",
    AC_FIELD_EXTERNAL_ID, TRUE },
  { "string as a float", "\"externalid\":1.5", "1.5", AC_FIELD_EXTERNAL_ID, TRUE },
  { "string as a bool", "\"name\":true", "1", AC_FIELD_NAME, TRUE },
  { "string with escapes", "\"name\":\"Caf\\u00e9 \\\"\\/\\\"\"", "Caf\xc3\xa9 \"/\"",
    AC_FIELD_NAME, TRUE },
  { "string that looks like a number", "\"service\":\"007\"", "007", AC_FIELD_SERVICE, TRUE },
  { "string that looks like a bool", "\"name\":\"True\"", "True", AC_FIELD_NAME, TRUE },
  { "twice: the last", "\"name\":\"a\",\"name\":\"b\"", "b", AC_FIELD_NAME, TRUE },
  { "twice: the last is null", "\"name\":\"a\",\"name\":null", NULL, AC_FIELD_NAME, TRUE },
  { "another case is another member", "\"externalId\":\"a\"", NULL, AC_FIELD_EXTERNAL_ID, FALSE },

  { "list id as a string", "\"listId\":\"1\"", "1", AC_FIELD_LIST_ID, TRUE },
  { "list id as an integer", "\"listId\":1", "1", AC_FIELD_LIST_ID, TRUE },
  { "list id as null", "\"listId\":null", NULL, AC_FIELD_LIST_ID, TRUE },

  { "status as a string", "\"status\":\"1\"", "1", AC_FIELD_STATUS, TRUE },
  { "status as an integer", "\"status\":1", "1", AC_FIELD_STATUS, TRUE },
  { "status 0 as a string", "\"status\":\"0\"", "0", AC_FIELD_STATUS, TRUE },
  { "status 0 as an integer", "\"status\":0", "0", AC_FIELD_STATUS, TRUE },
  { "status as a float", "\"status\":1.0", "1", AC_FIELD_STATUS, TRUE },
  { "status as true", "\"status\":true", "1", AC_FIELD_STATUS, TRUE },
  { "status as false", "\"status\":false", "0", AC_FIELD_STATUS, TRUE },
  { "status as the string true", "\"status\":\"true\"", "1", AC_FIELD_STATUS, TRUE },
  { "status as the string False", "\"status\":\"False\"", "0", AC_FIELD_STATUS, TRUE },
  { "status with a leading zero", "\"status\":\"01\"", "1", AC_FIELD_STATUS, TRUE },
  { "status as null", "\"status\":null", NULL, AC_FIELD_STATUS, TRUE },
  { "status absent", "\"x\":1", NULL, AC_FIELD_STATUS, FALSE },
  { "status as an empty string", "\"status\":\"\"", "", AC_FIELD_STATUS, TRUE },
  { "status that is unknown", "\"status\":\"7\"", "7", AC_FIELD_STATUS, TRUE },
  { "status that is a word", "\"status\":\"ok\"", "ok", AC_FIELD_STATUS, TRUE },
  { "sync status as an integer", "\"syncStatus\":0", "0", AC_FIELD_SYNC_STATUS, TRUE },
  { "sync status as a string", "\"syncStatus\":\"1\"", "1", AC_FIELD_SYNC_STATUS, TRUE },
  { "sync status absent", "\"status\":\"1\"", NULL, AC_FIELD_SYNC_STATUS, FALSE },

  { "internal as a string", "\"isInternal\":\"1\"", "1", AC_FIELD_IS_INTERNAL, TRUE },
  { "internal as an integer", "\"isInternal\":0", "0", AC_FIELD_IS_INTERNAL, TRUE },
  { "internal as a bool", "\"isInternal\":true", "1", AC_FIELD_IS_INTERNAL, TRUE },
  { "internal as an object", "\"isInternal\":{}", NULL, AC_FIELD_IS_INTERNAL, TRUE },

  { "date as it is written", "\"cdate\":\"2019-09-06T2:10:00-05:00\"", "2019-09-06T2:10:00-05:00",
    AC_FIELD_CREATED_AT, TRUE },
  { "date of zeros", "\"lastSync\":\"0000-00-00 00:00:00\"", "0000-00-00 00:00:00",
    AC_FIELD_LAST_SYNC, TRUE },
  { "date as null", "\"lastSync\":null", NULL, AC_FIELD_LAST_SYNC, TRUE },
  { "date as a number", "\"lastSync\":1486072565", "1486072565", AC_FIELD_LAST_SYNC, TRUE },
  { "date as an object", "\"lastSync\":{\"date\":\"x\"}", NULL, AC_FIELD_LAST_SYNC, TRUE },
  { "member with underscores", "\"sync_request_time\":\"x\"", "x", AC_FIELD_SYNC_REQUEST_TIME,
    TRUE },

  { "links", "\"links\":{\"customers\":\"/connections/1/customers\"}", "/connections/1/customers",
    AC_FIELD_CUSTOMERS_URL, TRUE },
  { "links with more in them", "\"links\":{\"x\":[1],\"options\":\"o\",\"customers\":\"c\"}", "o",
    AC_FIELD_OPTIONS_URL, TRUE },
  { "links as an array", "\"links\":[]", NULL, AC_FIELD_CUSTOMERS_URL, FALSE },
  { "links as null", "\"links\":null", NULL, AC_FIELD_CUSTOMERS_URL, FALSE },
  { "links as a string", "\"links\":\"x\"", NULL, AC_FIELD_CUSTOMERS_URL, FALSE },
  { "links without it", "\"links\":{\"customers\":\"c\"}", NULL, AC_FIELD_OPTIONS_URL, FALSE },
  { "link as null", "\"links\":{\"options\":null}", NULL, AC_FIELD_OPTIONS_URL, TRUE },
  { "link as an array", "\"links\":{\"options\":[]}", NULL, AC_FIELD_OPTIONS_URL, TRUE },
};

static void
test_reading (gconstpointer data)
{
  const Reading *row = data;
  g_autofree char *json = g_strdup_printf ("{\"id\":\"2\",%s,\"unknown\":{\"name\":[]}}",
                                           row->member);
  g_autofree char *id = NULL;
  const char *wrong;
  g_autoptr (AcRecord) record = read_json (json, &id, &wrong);

  g_assert_cmpstr (wrong, ==, NULL);
  g_assert_nonnull (record);
  g_assert_cmpstr (id, ==, "2");
  g_assert_cmpstr (ac_record_get (record, row->field), ==, row->text);
  g_assert_cmpint ((ac_record_get_held (record) & AC_FIELD_BIT (row->field)) != 0, ==,
                   row->is_held);
  g_assert_cmpstr (ac_record_get_json (record), ==, json);
}

#define WRONG_SHAPE "has something else where the connection should be"
#define NO_ID "has a connection without an id"
#define ODD_ID "has a connection whose id is not a number"
#define WRONG_VALUE "has an object or array where a field's value should be"

typedef struct
{
  const char *name;
  const char *json;
  const char *id;
  const char *wrong;
} Whole;

static const Whole wholes[] = {
  { "id as a string", "{\"id\":\"2\"}", "2", NULL },
  { "id as an integer", "{\"id\":2}", "2", NULL },
  { "id as a float", "{\"id\":2.0}", "2", NULL },
  { "id beyond 64 bits", "{\"id\":18446744073709551618}", "18446744073709551618", NULL },
  { "id at the end", "{\"name\":\"a\",\"id\":\"2\"}", "2", NULL },
  { "id absent", "{\"name\":\"a\"}", NULL, NO_ID },
  { "id as null", "{\"id\":null}", NULL, NO_ID },
  { "id empty", "{\"id\":\"\"}", NULL, NO_ID },
  { "id as an object", "{\"id\":{\"id\":\"2\"}}", NULL, NO_ID },
  { "id as an array", "{\"id\":[\"2\"]}", NULL, NO_ID },
  { "id only within", "{\"connection\":{\"id\":\"2\"}}", NULL, NO_ID },
  { "id zero", "{\"id\":0}", "0", NULL },
  { "id of 21 digits", "{\"id\":\"123456789012345678901\"}", NULL, ODD_ID },
  { "id below zero", "{\"id\":-2}", NULL, ODD_ID },
  { "id in words", "{\"id\":\"two\"}", NULL, ODD_ID },
  { "id with a fraction", "{\"id\":2.5}", NULL, ODD_ID },
  { "id with a zero before it", "{\"id\":\"02\"}", NULL, ODD_ID },
  { "id with a space", "{\"id\":\"2 \"}", NULL, ODD_ID },
  { "id for a terminal", "{\"id\":\"2\\u001b[31m\"}", NULL, ODD_ID },
  { "id as a path", "{\"id\":\"2/../3\"}", NULL, ODD_ID },
  { "empty object", "{}", NULL, NO_ID },
  { "empty array", "[]", NULL, WRONG_SHAPE },
  { "array of one", "[{\"id\":\"2\"}]", NULL, WRONG_SHAPE },
  { "null", "null", NULL, WRONG_SHAPE },
  { "string", "\"2\"", NULL, WRONG_SHAPE },
  { "number", "2", NULL, WRONG_SHAPE },
  { "true", "true", NULL, WRONG_SHAPE },
  { "name as an object", "{\"id\":\"2\",\"name\":{}}", NULL, WRONG_VALUE },
  { "name as an array", "{\"id\":\"2\",\"name\":[]}", NULL, WRONG_VALUE },
  { "status as an array", "{\"id\":\"2\",\"status\":[1]}", NULL, WRONG_VALUE },
  { "list id as an object", "{\"listId\":{\"id\":1},\"id\":\"2\"}", NULL, WRONG_VALUE },
};

static void
test_whole (gconstpointer data)
{
  const Whole *row = data;
  g_autofree char *id = NULL;
  const char *wrong;
  g_autoptr (AcRecord) record = read_json (row->json, &id, &wrong);

  g_assert_cmpstr (wrong, ==, row->wrong);
  g_assert_cmpstr (id, ==, row->id);
  g_assert_cmpint (record != NULL, ==, row->wrong == NULL);
}

typedef struct
{
  const char *name;
  AcField field;
  const char *text;
} Value;

static void
assert_values (AcRecord *record, const Value *values, gsize n_values)
{
  guint32 held = 0;

  for (gsize i = 0; i < n_values; i++)
    {
      g_assert_cmpstr (ac_record_get (record, values[i].field), ==, values[i].text);
      held |= AC_FIELD_BIT (values[i].field);
    }
  g_assert_cmphex (ac_record_get_held (record), ==, held);
}

static void
test_documented (void)
{
  static const Value values[] = {
    { "", AC_FIELD_SERVICE, "fooCommerce" },
    { "", AC_FIELD_EXTERNAL_ID, "johndoe@example.com" },
    { "", AC_FIELD_NAME, "Acme, Inc." },
    { "", AC_FIELD_IS_INTERNAL, "0" },
    { "", AC_FIELD_STATUS, "1" },
    { "", AC_FIELD_SYNC_STATUS, "0" },
    { "", AC_FIELD_LOGO_URL, "http://foocorp.net/i/path3523.png" },
    { "", AC_FIELD_LINK_URL, "http://example.com/" },
    { "", AC_FIELD_LIST_ID, "1" },
    { "", AC_FIELD_CREATED_AT, "2017-02-02T14:56:05-06:00" },
    { "", AC_FIELD_UPDATED_AT, "2017-02-03T15:54:51-06:00" },
    { "", AC_FIELD_CUSTOMERS_URL, "/api/3/connections/2/customers" },
  };
  static const char text[] = DOCUMENTED_UPDATE;
  g_autoptr (AcRecord) record = NULL;
  g_autofree char *id = NULL;
  const char *wrong;
  AcJson json;

  g_assert_null (ac_json_check (text, strlen (text), &json));
  record = ac_record_new (ac_json_member (json, "connection"), &id, &wrong);
  g_assert_cmpstr (id, ==, "2");
  assert_values (record, values, G_N_ELEMENTS (values));
}

static void
test_newest (void)
{
  static const Value values[] = {
    { "", AC_FIELD_SERVICE, "magento2-Default Store View" },
    { "", AC_FIELD_EXTERNAL_ID, "default" },
    { "", AC_FIELD_NAME, "Default Store View" },
    { "", AC_FIELD_IS_INTERNAL, "0" },
    { "", AC_FIELD_CONNECTION_TYPE, "ecommerce" },
    { "", AC_FIELD_STATUS, "1" },
    { "", AC_FIELD_SYNC_STATUS, "0" },
    { "", AC_FIELD_SYNC_REQUEST_TIME, NULL },
    { "", AC_FIELD_SYNC_START_TIME, NULL },
    { "", AC_FIELD_LAST_SYNC, NULL },
    { "", AC_FIELD_LOGO_URL,
      "https://{url}/static/version1775921150/adminhtml/Magento/backend/en_US/images/logo.svg" },
    { "", AC_FIELD_LINK_URL, "https://{url}/" },
    { "", AC_FIELD_CREDENTIAL_EXPIRATION, NULL },
    { "", AC_FIELD_CREATED_AT, "2026-04-11T10:39:18-05:00" },
    { "", AC_FIELD_UPDATED_AT, "2026-04-11T10:39:18-05:00" },
    { "", AC_FIELD_DISCONNECT_DATE, NULL },
    { "", AC_FIELD_LIST_ID, "1" },
    { "", AC_FIELD_PLAN_TIER, NULL },
    { "", AC_FIELD_OPTIONS_URL, "https://{account_url}.api-us1.com/api/3/connections/2/options" },
    { "", AC_FIELD_CUSTOMERS_URL,
      "https://{account_url}.api-us1.com/api/3/connections/2/customers" },
    { "", AC_FIELD_SERVICE_NAME, "magento2-Default Store View" },
  };
  g_autofree char *id = NULL;
  const char *wrong;
  g_autoptr (AcRecord) record = read_json (NEWEST_CONNECTION, &id, &wrong);

  g_assert_cmpstr (id, ==, "2");
  g_assert_cmpuint (G_N_ELEMENTS (values), ==, AC_N_FIELDS);
  assert_values (record, values, G_N_ELEMENTS (values));
  g_assert_cmpstr (ac_record_get_json (record), ==, NEWEST_CONNECTION);
}

static void
test_fill (void)
{
  static const char json[] = "{\"id\":\"2\",\"name\":\"new\",\"logoUrl\":null,\"linkUrl\":\"\"}";
  const char *const instead[AC_N_FIELDS] = {
    [AC_FIELD_NAME] = "old", [AC_FIELD_LOGO_URL] = "old logo", [AC_FIELD_LINK_URL] = "old link",
    [AC_FIELD_STATUS] = "1", [AC_FIELD_SERVICE] = "",
  };
  g_autofree char *id = NULL;
  const char *wrong;
  g_autoptr (AcRecord) record = read_json (json, &id, &wrong);
  g_autoptr (AcRecord) filled = ac_record_fill (record, instead);

  g_assert_cmpstr (ac_record_get (filled, AC_FIELD_NAME), ==, "new");
  g_assert_cmpstr (ac_record_get (filled, AC_FIELD_LOGO_URL), ==, NULL);
  g_assert_cmpstr (ac_record_get (filled, AC_FIELD_LINK_URL), ==, "");
  g_assert_cmpstr (ac_record_get (filled, AC_FIELD_STATUS), ==, "1");
  g_assert_cmpstr (ac_record_get (filled, AC_FIELD_SERVICE), ==, "");
  g_assert_cmpstr (ac_record_get (filled, AC_FIELD_EXTERNAL_ID), ==, NULL);
  g_assert_cmphex (ac_record_get_held (filled), ==, ac_record_get_held (record));
  g_assert_cmpstr (ac_record_get_json (filled), ==, json);
  g_assert_cmpstr (ac_record_get (record, AC_FIELD_STATUS), ==, NULL);
}

static void
test_outlives_its_text (void)
{
  g_autofree char *id = NULL;
  char *text = g_strdup ("  {\"id\":\"2\",\"name\":\"a\"}  ");
  const char *wrong;
  AcRecord *record = read_json (text, &id, &wrong);
  AcRecord *other = ac_record_ref (record);

  memset (text, 'x', strlen (text));
  g_free (text);
  ac_record_unref (record);
  g_assert_cmpstr (ac_record_get (other, AC_FIELD_NAME), ==, "a");
  g_assert_cmpstr (ac_record_get_json (other), ==, "{\"id\":\"2\",\"name\":\"a\"}");
  ac_record_unref (other);
}

typedef struct
{
  const char *name;
  const char *member;
  const char *property;
} Property;

static const Property properties[] = {
  { "same name", "service", "service" },
  { "external id", "externalid", "external-id" },
  { "external id in camel case", "externalId", "external-id" },
  { "camel case", "logoUrl", "logo-url" },
  { "underscores", "sync_request_time", "sync-request-time" },
  { "no property", "title", "title" },
};

static void
test_property (gconstpointer data)
{
  const Property *row = data;

  g_assert_cmpstr (ac_field_property_for_member (row->member), ==, row->property);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/record/reads", readings, test_reading);
  ADD_CASES ("/record/whole", wholes, test_whole);
  g_test_add_func ("/record/documented", test_documented);
  g_test_add_func ("/record/newest", test_newest);
  g_test_add_func ("/record/fill", test_fill);
  g_test_add_func ("/record/outlives its text", test_outlives_its_text);
  ADD_CASES ("/record/property for member", properties, test_property);
  return g_test_run ();
}
