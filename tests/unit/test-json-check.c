/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is accepted as JSON, and what is said of the rest. */

#include "ac-json.h"

#include "cases.h"
#include "documents.h"

#include <string.h>

#define NOT_JSON "is not JSON"
#define NUMBER "is not JSON: a number is malformed"
#define ESCAPE "is not JSON: an escape in a string is malformed"
#define NAME "is not JSON: a member's name is missing"
#define COLON "is not JSON: a colon is missing"
#define BRACKET "is not JSON: a comma or bracket is missing"
#define CONTROL "is not JSON: a control character stands in a string"
#define SURROGATE "has half a surrogate pair in a string"
#define NOT_UTF8 "is not UTF-8 text"
#define TRAILING "goes on after its JSON"
#define OPEN_STRING "ends within a string"
#define SHORT "ends too early"

typedef struct
{
  const char *name;
  const char *text;
  const char *wrong; /* NULL: accepted */
} Check;

static const Check checks[] = {
  { "empty object", "{}", NULL },
  { "empty array", "[]", NULL },
  { "string", "\"a\"", NULL },
  { "empty string", "\"\"", NULL },
  { "true", "true", NULL },
  { "false", "false", NULL },
  { "null", "null", NULL },
  { "zero", "0", NULL },
  { "minus zero", "-0", NULL },
  { "fraction", "-12.50", NULL },
  { "exponent", "1e5", NULL },
  { "signed exponents", "[1E+5,1e-05,0e0]", NULL },
  { "large integer", "123456789012345678901234567890", NULL },
  { "space of all kinds", " \t\r\n{ \t\r\n\"a\" \t\r\n: \t\r\n[ ] \t\r\n} \t\r\n", NULL },
  { "nested", "{\"a\":[{\"b\":{}},[[]],\"\"],\"c\":null}", NULL },
  { "all short escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", NULL },
  { "unicode escapes", "\"\\u00f1\\uFFFF\\u0001\"", NULL },
  { "surrogate pair", "\"\\ud83d\\ude00\"", NULL },
  { "last surrogate pair", "\"\\udbff\\udfff\"", NULL },
  { "raw unicode", "\"\xc3\xb1\xe2\x82\xac\xf0\x9f\x98\x80\"", NULL },
  { "DEL in a string", "\"\x7f\"", NULL },
  { "line separator in a string", "\"\xe2\x80\xa8\"", NULL },
  { "same name twice", "{\"a\":1,\"a\":2}", NULL },
  { "empty name", "{\"\":1}", NULL },
  { "documented answer", DOCUMENTED_UPDATE, NULL },
  { "newest answer", NEWEST_CONNECTION, NULL },

  { "nothing", "", "is empty" },
  { "only space", " \n\t ", "is empty" },
  { "form feed as space", "\f{}", NOT_JSON },
  { "no-break space", "\xc2\xa0{}", NOT_JSON },
  { "byte order mark", "\xef\xbb\xbf{}", NOT_JSON },
  { "HTML", "<!DOCTYPE html><html></html>", NOT_JSON },
  { "plain text", "Forbidden", NOT_JSON },

  { "number 01", "01", TRAILING },
  { "number 00", "[00]", BRACKET },
  { "number -01", "[-01]", BRACKET },
  { "number 1.", "1.", NUMBER },
  { "number .5", ".5", NOT_JSON },
  { "number -", "-", NUMBER },
  { "number -.5", "-.5", NUMBER },
  { "number 1e", "1e", NUMBER },
  { "number 1e+", "1e+", NUMBER },
  { "number 1e1.5", "1e1.5", TRAILING },
  { "number +1", "+1", NOT_JSON },
  { "number --1", "--1", NUMBER },
  { "number 1.e5", "1.e5", NUMBER },
  { "number 0x10", "0x10", TRAILING },
  { "number 1_000", "1_000", TRAILING },
  { "NaN", "NaN", NOT_JSON },
  { "Infinity", "Infinity", NOT_JSON },
  { "minus Infinity", "-Infinity", NUMBER },
  { "Arabic digits", "\xd9\xa1", NOT_JSON },

  { "literal too short", "tru", SHORT },
  { "literal too long", "truex", TRAILING },
  { "literal in capitals", "TRUE", NOT_JSON },
  { "None", "None", NOT_JSON },
  { "undefined", "undefined", NOT_JSON },
  { "nil", "nil", NOT_JSON },

  { "JavaScript: var", "var a = {};", NOT_JSON },
  { "JavaScript: assignment", "a = {}", NOT_JSON },
  { "JavaScript: callback", "callback({})", NOT_JSON },
  { "JavaScript: parentheses", "({})", NOT_JSON },
  { "JavaScript: bare name", "{a:1}", NAME },
  { "JavaScript: number as name", "{1:1}", NAME },
  { "JavaScript: single quotes", "{'a':1}", NAME },
  { "JavaScript: single quoted value", "['a']", NOT_JSON },
  { "JavaScript: backticks", "`a`", NOT_JSON },
  { "JavaScript: semicolon", "{};", TRAILING },
  { "JavaScript: string concatenation", "\"a\"+\"b\"", TRAILING },
  { "JavaScript: hex escape", "\"\\x41\"", ESCAPE },
  { "JavaScript: escaped quote", "\"\\'\"", ESCAPE },
  { "JavaScript: brace escape", "\"\\u{41}\"", ESCAPE },
  { "JavaScript: line continuation", "\"a\\\nb\"", ESCAPE },
  { "JavaScript: hole in an array", "[1,,2]", NOT_JSON },
  { "comment to the end of the line", "{} // c", TRAILING },
  { "comment before", "/* c */ {}", NOT_JSON },
  { "comment within", "{/* c */}", NAME },
  { "shell comment", "# c\n{}", NOT_JSON },

  { "object not closed", "{\"a\":1", BRACKET },
  { "array not closed", "[1", BRACKET },
  { "only a brace", "{", NAME },
  { "only a bracket", "[", SHORT },
  { "closed too often", "{}}", TRAILING },
  { "closed by the other bracket", "[1}", BRACKET },
  { "object closed by the other bracket", "{\"a\":1]", BRACKET },
  { "only closed", "]", NOT_JSON },
  { "comma at the end of an array", "[1,]", NOT_JSON },
  { "comma at the end of an object", "{\"a\":1,}", NAME },
  { "comma at the start", "[,1]", NOT_JSON },
  { "only a comma", "{,}", NAME },
  { "two commas in an object", "{\"a\":1,,\"b\":2}", NAME },
  { "no comma", "[1 2]", BRACKET },
  { "no comma in an object", "{\"a\":1 \"b\":2}", BRACKET },
  { "no colon", "{\"a\" 1}", COLON },
  { "comma for a colon", "{\"a\",1}", COLON },
  { "equals sign for a colon", "{\"a\"=1}", COLON },
  { "two colons", "{\"a\"::1}", NOT_JSON },
  { "no value", "{\"a\":}", NOT_JSON },
  { "no name", "{:1}", NAME },
  { "null as name", "{null:1}", NAME },
  { "array as name", "{[]:1}", NAME },
  { "name alone", "{\"a\"}", COLON },
  { "colon in an array", "[\"a\":1]", BRACKET },

  { "string not closed", "\"abc", OPEN_STRING },
  { "only a quote", "\"", OPEN_STRING },
  { "quote escaped at the end", "\"abc\\\"", OPEN_STRING },
  { "backslash at the end", "\"\\", ESCAPE },
  { "unknown escape", "\"\\a\"", ESCAPE },
  { "octal escape", "\"\\101\"", ESCAPE },
  { "escape in capitals", "\"\\N\"", ESCAPE },
  { "unicode escape in capitals", "\"\\U0041\"", ESCAPE },
  { "unicode escape of three digits", "\"\\u041\"", ESCAPE },
  { "unicode escape that is no hex", "\"\\u00g1\"", ESCAPE },
  { "unicode escape with a sign", "\"\\u+041\"", ESCAPE },
  { "unicode escape cut off", "\"\\u00", ESCAPE },
  { "escape outside a string", "\\u007b}", NOT_JSON },

  { "escaped NUL", "\"a\\u0000b\"", "has a NUL in a string" },
  { "escaped NUL in a name", "{\"\\u0000\":1}", "has a NUL in a string" },
  { "high surrogate alone", "\"\\ud83d\"", SURROGATE },
  { "low surrogate alone", "\"\\ude00\"", SURROGATE },
  { "surrogates the wrong way round", "\"\\ude00\\ud83d\"", SURROGATE },
  { "two high surrogates", "\"\\ud83d\\ud83d\"", SURROGATE },
  { "high surrogate and a letter", "\"\\ud83dx\"", SURROGATE },
  { "high surrogate and another escape", "\"\\ud83d\\n\"", SURROGATE },
  { "high surrogate and a character", "\"\\ud83d\\u0041\"", SURROGATE },
  { "high surrogate in a name", "{\"\\udbff\":1}", SURROGATE },
  { "low surrogate after a pair", "\"\\ud83d\\ude00\\ude00\"", SURROGATE },

  { "control character U+0001", "\"\x01\"", CONTROL },
  { "control character U+001F", "\"\x1f\"", CONTROL },
  { "tab in a string", "\"a\tb\"", CONTROL },
  { "line feed in a string", "\"a\nb\"", CONTROL },
  { "carriage return in a string", "\"a\rb\"", CONTROL },
  { "line feed in a name", "{\"a\n\":1}", CONTROL },
  { "control character between values", "[1\x01]", BRACKET },

  { "UTF-8: lone continuation", "\"\x80\"", NOT_UTF8 },
  { "UTF-8: cut off", "\"\xe2\x82\"", NOT_UTF8 },
  { "UTF-8: overlong slash", "\"\xc0\xaf\"", NOT_UTF8 },
  { "UTF-8: overlong NUL", "\"\xc0\x80\"", NOT_UTF8 },
  { "UTF-8: overlong of three bytes", "\"\xe0\x80\xaf\"", NOT_UTF8 },
  { "UTF-8: surrogate", "\"\xed\xa0\xbd\"", NOT_UTF8 },
  { "UTF-8: beyond Unicode", "\"\xf4\x90\x80\x80\"", NOT_UTF8 },
  { "UTF-8: byte FF", "\"\xff\"", NOT_UTF8 },
  { "Latin-1", "\"caf\xe9\"", NOT_UTF8 },
  { "UTF-8: after the JSON", "{}\x80", NOT_UTF8 },

  { "trailing garbage", "{} x", TRAILING },
  { "two values", "{}{}", TRAILING },
  { "two values on two lines", "{}\n{}\n", TRAILING },
  { "PHP warning after the JSON", "{}<br />\n<b>Warning</b>", TRAILING },
  { "PHP warning before the JSON", "<br />\n<b>Warning</b>{}", NOT_JSON },
};

static void
test_check (gconstpointer data)
{
  const Check *row = data;
  AcJson json = AC_JSON_NONE;

  g_assert_cmpstr (ac_json_check (row->text, strlen (row->text), &json), ==, row->wrong);
  if (row->wrong == NULL)
    {
      g_autofree char *bare = g_strstrip (g_strdup (row->text));
      g_autofree char *found = g_strndup (json.start, json.length);

      g_assert_cmpstr (found, ==, bare);
    }
}

/* The text is in a block of exactly its size, so that memory checkers see a byte too many. */
static const char *
check_block (const char *text, gsize length)
{
  g_autofree char *block = g_memdup2 (text, length);
  AcJson json;

  return ac_json_check (block != NULL ? block : "", length, &json);
}

static void
test_raw_nul (void)
{
  g_assert_cmpstr (check_block ("\"a\0b\"", 5), ==, NOT_UTF8);
  g_assert_cmpstr (check_block ("{}\0", 3), ==, NOT_UTF8);
  g_assert_cmpstr (check_block ("\0", 1), ==, NOT_UTF8);
}

/* No end but the right one makes the text complete. */
static void
test_truncated (void)
{
  static const char text[] = DOCUMENTED_UPDATE;

  g_assert_cmpstr (check_block (text, strlen (text)), ==, NULL);
  for (gsize length = 0; length < strlen (text); length++)
    {
      g_assert_nonnull (check_block (text, length));
      g_assert_true (ac_json_is_cut_off (text, length) == (length > 0));
    }
}

typedef struct
{
  const char *name;
  const char *text;
  gboolean is_cut_off;
} CutOff;

static const CutOff cut_offs[] = {
  { "nothing", "", FALSE },
  { "whole", "{\"a\":1}", FALSE },
  { "within a literal", "{\"a\":tr", TRUE },
  { "within an escape", "{\"a\":\"\\u00", TRUE },
  { "after a colon", "{\"a\":", TRUE },
  { "after a comma", "[1,", TRUE },
  { "HTML", "<html>", FALSE },
  { "wrong before its end", "{\"a\" 1", FALSE },
  { "wrong literal", "tix", FALSE },
  { "goes on", "{}{", FALSE },
};

static void
test_cut_off (gconstpointer data)
{
  const CutOff *row = data;

  g_assert_cmpint (ac_json_is_cut_off (row->text, strlen (row->text)), ==, row->is_cut_off);
}

/* Whatever else passes for JSON, json-glib must take it too, and neither may read beyond it. */
static void
test_damaged (void)
{
  static const char text[]
    = "{\"a\":[1,-2.5e3,\"\\u00f1\\n\xc3\xb1\",true,null],\"b\":{\"c\":\"\"}}";
  const gsize length = strlen (text);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint accepted = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *damaged = g_memdup2 (text, length);
      AcJson json;

      for (gint32 n = g_rand_int_range (random, 1, 4); n > 0; n--)
        damaged[g_rand_int_range (random, 0, (gint32) length)]
          = g_rand_boolean (random) ? text[g_rand_int_range (random, 0, (gint32) length)]
                                    : (char) g_rand_int_range (random, 1, 256);
      if (ac_json_check (damaged, length, &json) == NULL)
        {
          g_autoptr (JsonNode) node = ac_json_parse (json);

          g_assert_nonnull (node);
          accepted++;
        }
    }
  g_assert_cmpuint (accepted, >, 100);
}

static const char *
check_nested (const char *open, const char *inner, const char *close, guint depth)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, inner);
  for (guint i = 0; close != NULL && i < depth; i++)
    g_string_append (text, close);
  return check_block (text->str, text->len);
}

static void
test_depth (void)
{
  static const char too_deep[] = "is nested too deeply";

  g_assert_cmpstr (check_nested ("[", "", "]", AC_JSON_MAX_DEPTH), ==, NULL);
  g_assert_cmpstr (check_nested ("[", "", "]", AC_JSON_MAX_DEPTH + 1), ==, too_deep);
  g_assert_cmpstr (check_nested ("{\"a\":", "1", "}", AC_JSON_MAX_DEPTH), ==, NULL);
  g_assert_cmpstr (check_nested ("{\"a\":", "1", "}", AC_JSON_MAX_DEPTH + 1), ==, too_deep);
  g_assert_cmpstr (check_nested ("[{\"a\":", "1", "}]", AC_JSON_MAX_DEPTH / 2), ==, NULL);
  g_assert_cmpstr (check_nested ("[{\"a\":", "1", "}]", AC_JSON_MAX_DEPTH / 2 + 1), ==, too_deep);
  g_assert_cmpstr (check_nested ("[", "", NULL, 100000), ==, too_deep);
  g_assert_cmpstr (check_nested ("[", "", "]", 100000), ==, too_deep);
  g_assert_cmpstr (check_nested ("{\"a\":", "1", "}", 100000), ==, too_deep);
}

static void
test_breadth (void)
{
  g_autoptr (GString) text = g_string_new ("[[]");

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, ",{}");
  g_string_append_c (text, ']');
  g_assert_cmpstr (check_block (text->str, text->len), ==, NULL);
}

static void
test_size (void)
{
  g_autofree char *text = g_strnfill (AC_JSON_MAX_SIZE + 1, 'a');
  AcJson json;

  text[0] = text[AC_JSON_MAX_SIZE - 1] = '"';
  g_assert_cmpstr (ac_json_check (text, AC_JSON_MAX_SIZE, &json), ==, NULL);
  g_assert_cmpuint (json.length, ==, AC_JSON_MAX_SIZE);

  text[AC_JSON_MAX_SIZE - 1] = 'a';
  text[AC_JSON_MAX_SIZE] = '"';
  g_assert_cmpstr (ac_json_check (text, AC_JSON_MAX_SIZE + 1, &json), ==, "is too large");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/json/check", checks, test_check);
  g_test_add_func ("/json/check/raw NUL", test_raw_nul);
  g_test_add_func ("/json/check/truncated at each byte", test_truncated);
  g_test_add_func ("/json/check/damaged at random", test_damaged);
  g_test_add_func ("/json/check/depth", test_depth);
  g_test_add_func ("/json/check/breadth", test_breadth);
  g_test_add_func ("/json/check/size", test_size);
  ADD_CASES ("/json/cut off", cut_offs, test_cut_off);
  return g_test_run ();
}
