/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-edit.h"

#include "cases.h"

typedef struct
{
  const char *name;
  struct
  {
    AcField field;
    const char *text;
  } edits[8];
  const char *json;
} Body;

#define END                                                                                        \
  {                                                                                                \
    AC_N_FIELDS, NULL                                                                              \
  }

static const Body bodies[] = {
  { "documented",
    { { AC_FIELD_EXTERNAL_ID, "johndoe@example.com" }, { AC_FIELD_NAME, "Acme, Inc." }, END },
    "{\"connection\":{\"externalid\":\"johndoe@example.com\",\"name\":\"Acme, Inc.\"}}" },
  { "nothing", { END }, "{\"connection\":{}}" },
  { "order of the table",
    { { AC_FIELD_LIST_ID, "3" },
      { AC_FIELD_SYNC_STATUS, "1" },
      { AC_FIELD_LINK_URL, "l" },
      { AC_FIELD_STATUS, "0" },
      { AC_FIELD_NAME, "n" },
      { AC_FIELD_SERVICE, "s" },
      { AC_FIELD_EXTERNAL_ID, "e" },
      { AC_FIELD_LOGO_URL, "g" } },
    "{\"connection\":{\"service\":\"s\",\"externalid\":\"e\",\"name\":\"n\",\"logoUrl\":\"g\","
    "\"linkUrl\":\"l\",\"status\":0,\"syncStatus\":1,\"listId\":\"3\"}}" },
  { "status as a number", { { AC_FIELD_STATUS, "1" }, END }, "{\"connection\":{\"status\":1}}" },
  { "zeros",
    { { AC_FIELD_STATUS, "0" }, { AC_FIELD_SYNC_STATUS, "0" }, END },
    "{\"connection\":{\"status\":0,\"syncStatus\":0}}" },
  { "digits in a string stay one",
    { { AC_FIELD_EXTERNAL_ID, "007" }, { AC_FIELD_LIST_ID, "1" }, END },
    "{\"connection\":{\"externalid\":\"007\",\"listId\":\"1\"}}" },
  { "empty string", { { AC_FIELD_LOGO_URL, "" }, END }, "{\"connection\":{\"logoUrl\":\"\"}}" },
  { "the words null and true",
    { { AC_FIELD_NAME, "null" }, { AC_FIELD_SERVICE, "true" }, END },
    "{\"connection\":{\"service\":\"true\",\"name\":\"null\"}}" },
  { "quotes and backslashes",
    { { AC_FIELD_NAME, "\"a\\b\"" }, END },
    "{\"connection\":{\"name\":\"\\\"a\\\\b\\\"\"}}" },
  { "control characters",
    { { AC_FIELD_NAME, "a\b\f\n\r\t\x01\x1f" }, END },
    "{\"connection\":{\"name\":\"a\\b\\f\\n\\r\\t\\u0001\\u001f\"}}" },
  { "unicode",
    { { AC_FIELD_NAME, "Caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" }, END },
    "{\"connection\":{\"name\":\"Caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"}}" },
  { "address",
    { { AC_FIELD_LINK_URL, "https://example.com/a?b=c&d=%20" }, END },
    "{\"connection\":{\"linkUrl\":\"https://example.com/a?b=c&d=%20\"}}" },
  { "looks like JSON",
    { { AC_FIELD_NAME, "\"},\"id\":\"3" }, END },
    "{\"connection\":{\"name\":\"\\\"},\\\"id\\\":\\\"3\"}}" },
};

static void
test_body (gconstpointer data)
{
  const Body *row = data;
  g_autoptr (GPtrArray) edits = ac_edits_new ();
  g_autofree char *json = NULL;
  guint32 fields = 0;

  for (guint i = 0; i < G_N_ELEMENTS (row->edits) && row->edits[i].text != NULL; i++)
    {
      g_ptr_array_add (edits, ac_edit_new (row->edits[i].field, row->edits[i].text));
      fields |= AC_FIELD_BIT (row->edits[i].field);
    }
  json = ac_edits_dup_json (edits);
  g_assert_cmpstr (json, ==, row->json);
  g_assert_cmphex (ac_edits_get_fields (edits), ==, fields);
}

static void
test_find (void)
{
  g_autoptr (GPtrArray) edits = ac_edits_new ();
  AcEdit *name = ac_edit_new (AC_FIELD_NAME, "a"), *status = ac_edit_new (AC_FIELD_STATUS, "1");

  g_ptr_array_add (edits, name);
  g_ptr_array_add (edits, status);
  g_assert_true (ac_edits_find (edits, AC_FIELD_NAME) == name);
  g_assert_true (ac_edits_find (edits, AC_FIELD_STATUS) == status);
  g_assert_null (ac_edits_find (edits, AC_FIELD_SERVICE));
  g_assert_null (ac_edits_find (NULL, AC_FIELD_NAME));
}

static void
test_owned (void)
{
  GPtrArray *edits = ac_edits_new ();
  AcEdit *edit = ac_edit_new (AC_FIELD_NAME, "a");

  g_ptr_array_add (edits, ac_edit_ref (edit));
  g_ptr_array_unref (edits);
  g_assert_cmpstr (edit->text, ==, "a");
  g_assert_false (edit->settled);
  ac_edit_unref (edit);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/edit/body", bodies, test_body);
  g_test_add_func ("/edit/find", test_find);
  g_test_add_func ("/edit/owned", test_owned);
  return g_test_run ();
}
