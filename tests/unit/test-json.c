/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Reading JSON that was accepted. */

#include "ac-json.h"

#include "cases.h"

#include <string.h>

static AcJson
checked (const char *text)
{
  AcJson json;

  g_assert_cmpstr (ac_json_check (text, strlen (text), &json), ==, NULL);
  return json;
}

static void
assert_json (AcJson json, const char *expected)
{
  g_autofree char *found = json.start != NULL ? g_strndup (json.start, json.length) : NULL;

  g_assert_cmpstr (found, ==, expected);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *member;
  const char *value; /* NULL: none */
} Member;

static const Member members[] = {
  { "first", "{\"a\":1,\"b\":2}", "a", "1" },
  { "last", "{\"a\":1,\"b\":2}", "b", "2" },
  { "missing", "{\"a\":1}", "b", NULL },
  { "empty object", "{}", "a", NULL },
  { "empty object with space", "{ \n }", "a", NULL },
  { "array", "[\"a\"]", "a", NULL },
  { "string", "\"a\"", "a", NULL },
  { "null", "null", "a", NULL },
  { "twice: the last", "{\"a\":1,\"a\":{\"b\":2}}", "a", "{\"b\":2}" },
  { "twice: the last, null", "{\"a\":1,\"b\":3,\"a\":null}", "a", "null" },
  { "not the nested one", "{\"b\":{\"a\":1}}", "a", NULL },
  { "not the nested one after it", "{\"a\":1,\"b\":{\"a\":2}}", "a", "1" },
  { "not a value", "{\"b\":\"a\",\"c\":\"a\"}", "a", NULL },
  { "not an element", "{\"b\":[\"a\",1]}", "a", NULL },
  { "not a beginning", "{\"ab\":1}", "a", NULL },
  { "not a longer name", "{\"a\":1}", "ab", NULL },
  { "not another case", "{\"A\":1}", "a", NULL },
  { "name with a quote before", "{\"\\\"a\":1,\"b\":2}", "a", NULL },
  { "string with a quote, colon and comma", "{\"b\":\"\\\"a\\\":1,\",\"a\":2}", "a", "2" },
  { "string with brackets", "{\"b\":\"}]{[\",\"a\":2}", "a", "2" },
  { "string that ends in a backslash", "{\"b\":\"\\\\\",\"a\":2}", "a", "2" },
  { "brackets in a nested string", "{\"b\":[{\"c\":\"]}\\\"]}\"}],\"a\":2}", "a", "2" },
  { "space around everything", " {\n\t\"b\" : [ 1 , 2 ] ,\r\n \"a\" :\t{ \"c\" : 1 } \n} ", "a",
    "{ \"c\" : 1 }" },
  { "space after a number", "{\"a\": 12 \n}", "a", "12" },
  { "negative exponent", "{\"a\":-1.5E-7,\"b\":0}", "a", "-1.5E-7" },
  { "true", "{\"a\":true}", "a", "true" },
  { "empty name", "{\"\":7}", "", "7" },
  { "unicode name", "{\"\xc3\xb1\":7}", "\xc3\xb1", "7" },
  { "after large nesting", "{\"b\":[[[[[{\"a\":[]}]]]]],\"a\":\"x\"}", "a", "\"x\"" },
};

static void
test_member (gconstpointer data)
{
  const Member *row = data;

  assert_json (ac_json_member (checked (row->text), row->member), row->value);
}

static void
test_member_of_member (void)
{
  AcJson json = checked ("{\"meta\":{\"total\":\"2\"},\"total\":3}");

  assert_json (ac_json_member (ac_json_member (json, "meta"), "total"), "\"2\"");
  assert_json (ac_json_member (ac_json_member (json, "none"), "total"), NULL);
  assert_json (ac_json_member (AC_JSON_NONE, "total"), NULL);
}

static void
test_members (void)
{
  static const char *const expected[] = { "\"a\"", "1", "\"b\"", "[2,{}]", "\"a\"", "\"x\"" };
  AcJson json = checked ("{ \"a\" : 1 ,\"b\":[2,{}] , \"a\":\"x\" }");
  AcJson name = AC_JSON_NONE, value = AC_JSON_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i += 2)
    {
      g_assert_true (ac_json_next_member (json, &name, &value));
      assert_json (name, expected[i]);
      assert_json (value, expected[i + 1]);
    }
  g_assert_false (ac_json_next_member (json, &name, &value));

  name = value = AC_JSON_NONE;
  g_assert_false (ac_json_next_member (checked ("{ }"), &name, &value));
}

typedef struct
{
  const char *name;
  const char *text;
  const char *elements[6];
} Elements;

static const Elements arrays[] = {
  { "none", "[]", { NULL } },
  { "none but space", "[ \n ]", { NULL } },
  { "one", "[1]", { "1" } },
  { "of all types", "[1,\"a\",{},[],true,null]", { "1", "\"a\"", "{}", "[]", "true", "null" } },
  { "nested", "[[1,2],{\"a\":[3,4]},5]", { "[1,2]", "{\"a\":[3,4]}", "5" } },
  { "with space", "[ 1 ,\n2\t, \"a\" ]", { "1", "2", "\"a\"" } },
  { "strings with commas", "[\"a,b\",\"]\",\"\\\",\"]", { "\"a,b\"", "\"]\"", "\"\\\",\"" } },
};

static void
test_elements (gconstpointer data)
{
  const Elements *row = data;
  AcJson array = checked (row->text), element = AC_JSON_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (row->elements) && row->elements[i] != NULL; i++)
    {
      element = ac_json_next_element (array, element);
      assert_json (element, row->elements[i]);
    }
  assert_json (ac_json_next_element (array, element), NULL);
}

typedef struct
{
  const char *name;
  const char *json;
  const char *text;
} Text;

static const Text texts[] = {
  { "string", "\"Acme, Inc.\"", "Acme, Inc." },
  { "empty string", "\"\"", "" },
  { "string of digits", "\"007\"", "007" },
  { "string with space around", "\" a \"", " a " },
  { "short escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
  { "unicode escapes", "\"\\u0041\\u00f1\\u20AC\\u20ac\"", "A\xc3\xb1\xe2\x82\xac\xe2\x82\xac" },
  { "surrogate pair", "\"x\\ud83d\\ude00y\"", "x\xf0\x9f\x98\x80y" },
  { "first and last pair", "\"\\ud800\\udc00\\udbff\\udfff\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
  { "raw unicode", "\"\xc3\xb1\"", "\xc3\xb1" },
  { "escaped backslash before u", "\"\\\\u0041\"", "\\u0041" },
  { "zero", "0", "0" },
  { "integer", "42", "42" },
  { "negative integer", "-42", "-42" },
  { "greatest 64-bit integer", "9223372036854775807", "9223372036854775807" },
  { "beyond 64 bits", "9223372036854775808", "9223372036854775808" },
  { "beyond 64 bits, unsigned", "18446744073709551618", "18446744073709551618" },
  { "whole float", "2.0", "2" },
  { "exponent", "2e3", "2000" },
  { "minus zero as a float", "-0.0", "0" },
  { "fraction", "1.5", "1.5" },
  { "fraction without a short double", "0.1", "0.1" },
  { "beyond doubles", "1e999", "1e999" },
  { "true", "true", "1" },
  { "false", "false", "0" },
  { "null", "null", NULL },
  { "object", "{\"a\":1}", NULL },
  { "array", "[1]", NULL },
};

static void
test_text (gconstpointer data)
{
  const Text *row = data;
  g_autofree char *whole = g_strdup_printf ("[%s]", row->json);
  g_autofree char *text = ac_json_dup_text (ac_json_next_element (checked (whole), AC_JSON_NONE));

  g_assert_cmpstr (text, ==, row->text);
}

static void
test_text_of_nothing (void)
{
  g_assert_null (ac_json_dup_text (AC_JSON_NONE));
}

typedef struct
{
  const char *name;
  const char *json;
  gboolean is_empty;
} Emptiness;

static const Emptiness emptinesses[] = {
  { "null", "null", TRUE },
  { "empty string", "\"\"", TRUE },
  { "empty array", "[]", TRUE },
  { "empty object", "{}", TRUE },
  { "zero", "0", FALSE },
  { "false", "false", FALSE },
  { "string", "\"0\"", FALSE },
  { "blank", "\" \"", FALSE },
  { "array of null", "[null]", FALSE },
  { "object", "{\"a\":null}", FALSE },
};

static void
test_is_empty (gconstpointer data)
{
  const Emptiness *row = data;

  g_assert_cmpint (ac_json_is_empty (checked (row->json)), ==, row->is_empty);
}

static void
test_kinds (void)
{
  g_assert_true (ac_json_is_empty (AC_JSON_NONE));
  g_assert_true (ac_json_is_object (checked (" {}")));
  g_assert_false (ac_json_is_object (checked ("[{}]")));
  g_assert_false (ac_json_is_object (AC_JSON_NONE));
  g_assert_true (ac_json_is_array (checked (" []")));
  g_assert_false (ac_json_is_array (checked ("{}")));
  g_assert_false (ac_json_is_array (AC_JSON_NONE));
  g_assert_true (ac_json_is (checked (" false "), "false"));
  g_assert_false (ac_json_is (checked ("\"false\""), "false"));
  g_assert_false (ac_json_is (checked ("0.0"), "0"));
  g_assert_false (ac_json_is (AC_JSON_NONE, ""));
}

static void
test_parse (void)
{
  AcJson json = checked ("{\"a\":{\"b\":[1,2]},\"c\":3}");
  g_autoptr (JsonNode) node = ac_json_parse (ac_json_member (json, "a"));
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_cmpstr (text, ==, "{\"b\":[1,2]}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/json/member", members, test_member);
  g_test_add_func ("/json/member/of a member", test_member_of_member);
  g_test_add_func ("/json/members in order", test_members);
  ADD_CASES ("/json/elements", arrays, test_elements);
  ADD_CASES ("/json/text", texts, test_text);
  g_test_add_func ("/json/text/of nothing", test_text_of_nothing);
  ADD_CASES ("/json/is empty", emptinesses, test_is_empty);
  g_test_add_func ("/json/kinds", test_kinds);
  g_test_add_func ("/json/parse", test_parse);
  return g_test_run ();
}
