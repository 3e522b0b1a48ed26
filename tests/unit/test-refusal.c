/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-refusal.h"

#include "cases.h"

#include <string.h>

#define SECRET "s3cr3t-t0k3n"

typedef struct
{
  const char *name;
  const char *body;
  const char *title;
  const char *detail;
  const char *code;
  const char *field;
  const char *message;
} Shape;

static const Shape shapes[] = {
  { "missing fields",
    "{\"errors\":[{\"title\":\"The connection service was not provided.\","
    "\"source\":{\"pointer\":\"/data/attributes/service\"}},"
    "{\"title\":\"The connection externalid was not provided.\","
    "\"source\":{\"pointer\":\"/data/attributes/externalid\"}}]}",
    "The connection service was not provided.", NULL, NULL, "service",
    "The connection service was not provided. (field service); "
    "The connection externalid was not provided. (field external-id)" },
  { "missing field without a pointer",
    "{\"errors\":[{\"title\":\"The connection service was not provided.\"}]}",
    "The connection service was not provided.", NULL, NULL, NULL,
    "The connection service was not provided." },
  { "full documented error",
    "{\"errors\":[{\"title\":\"The taskOutcome title was not provided.\",\"detail\":\"\","
    "\"code\":\"field_missing\",\"error\":\"taskOutcome_title_was_not_provided\","
    "\"source\":{\"pointer\":\"/data/attributes/title\"}}]}",
    "The taskOutcome title was not provided.", NULL, "field_missing", "title",
    "The taskOutcome title was not provided. (field title, code field_missing)" },
  { "title, detail, code and field",
    "{\"errors\":[{\"title\":\"Invalid\",\"detail\":\"Too long\",\"code\":\"field_invalid\","
    "\"source\":{\"pointer\":\"/data/attributes/logoUrl\"}}]}",
    "Invalid", "Too long", "field_invalid", "logo-url",
    "Invalid: Too long (field logo-url, code field_invalid)" },
  { "duplicate",
    "{\"errors\":[{\"title\":\"The integration already exists in the system.\","
    "\"code\":\"field_invalid\"}]}",
    "The integration already exists in the system.", NULL, "field_invalid", NULL,
    "The integration already exists in the system. (code field_invalid)" },
  { "duplicate of siblings", "{\"errors\":[{\"title\":\"Exists\",\"code\":\"duplicate\"}]}",
    "Exists", NULL, "duplicate", NULL, "Exists (code duplicate)" },
  { "not found", "{\"message\":\"No Result found for Connection with id 123\"}",
    "No Result found for Connection with id 123", NULL, NULL, NULL,
    "No Result found for Connection with id 123" },
  { "forbidden", "{\"message\":\"Forbidden\"}", "Forbidden", NULL, NULL, NULL, "Forbidden" },
  { "forbidden, with a detail",
    "{\"errors\":[{\"status\":403,\"title\":\"Forbidden\","
    "\"detail\":\"You do not have permission to view lists.\"}]}",
    "Forbidden", "You do not have permission to view lists.", NULL, NULL,
    "Forbidden: You do not have permission to view lists." },
  { "code as an integer", "{\"errors\":[{\"title\":\"Unprocessable\",\"code\":422}]}",
    "Unprocessable", NULL, "422", NULL, "Unprocessable (code 422)" },
  { "errors a string", "{\"errors\":\"It went wrong\"}", "It went wrong", NULL, NULL, NULL,
    "It went wrong" },
  { "errors an array of strings", "{\"errors\":[\"One\",\"Two\"]}", "One", NULL, NULL, NULL,
    "One; Two" },
  { "errors one object",
    "{\"errors\":{\"title\":\"One\",\"source\":{\"pointer\":\"/data/attributes/name\"}}}", "One",
    NULL, NULL, "name", "One (field name)" },
  { "errors an object of fields",
    "{\"errors\":{\"linkUrl\":[\"is no address\",\"is too long\"],\"name\":\"is empty\"}}",
    "is no address", NULL, NULL, "link-url",
    "is no address (field link-url); is empty (field name)" },
  { "bare string", "\"It went wrong\"", "It went wrong", NULL, NULL, NULL, "It went wrong" },
  { "bare array", "[\"One\",{\"title\":\"Two\"}]", "One", NULL, NULL, NULL, "One; Two" },
  { "source with a parameter",
    "{\"errors\":[{\"title\":\"Bad\",\"source\":{\"parameter\":\"externalid\"}}]}", "Bad", NULL,
    NULL, "external-id", "Bad (field external-id)" },
  { "source with type and value",
    "{\"errors\":[{\"title\":\"Bad\",\"source\":{\"type\":\"pointer\","
    "\"value\":\"/data/attributes/linkUrl\"}}]}",
    "Bad", NULL, NULL, "link-url", "Bad (field link-url)" },
  { "source empty", "{\"errors\":[{\"title\":\"Bad\",\"source\":[]}]}", "Bad", NULL, NULL, NULL,
    "Bad" },
  { "source null", "{\"errors\":[{\"title\":\"Bad\",\"source\":null}]}", "Bad", NULL, NULL, NULL,
    "Bad" },
  { "pointer that ends in a slash",
    "{\"errors\":[{\"title\":\"Bad\",\"source\":{\"pointer\":\"/data/\"}}]}", "Bad", NULL, NULL,
    NULL, "Bad" },
  { "success 0", "{\"success\":0,\"message\":\"It went wrong\"}", "It went wrong", NULL, NULL, NULL,
    "It went wrong" },
  { "code, message and error",
    "{\"code\":\"rest_forbidden\",\"message\":\"Sorry\",\"error\":\"forbidden\"}", "Sorry", NULL,
    "rest_forbidden", NULL, "Sorry (code rest_forbidden)" },
  { "only an error", "{\"error\":\"not_allowed\"}", "not_allowed", NULL, NULL, NULL,
    "not_allowed" },
  { "only a detail", "{\"errors\":[{\"detail\":\"Too long\"}]}", "Too long", NULL, NULL, NULL,
    "Too long" },
  { "only a code", "{\"errors\":[{\"code\":\"related_missing\"}]}", NULL, NULL, "related_missing",
    NULL, "error (code related_missing)" },
  { "only a field", "{\"errors\":[{\"source\":{\"pointer\":\"/data/attributes/name\"}}]}", NULL,
    NULL, NULL, "name", "error (field name)" },
  { "errors and a message", "{\"message\":\"Whole\",\"errors\":[{\"title\":\"Part\"}]}", "Part",
    NULL, NULL, NULL, "Part; Whole" },
  { "errors empty, a message", "{\"message\":\"Whole\",\"errors\":[]}", "Whole", NULL, NULL, NULL,
    "Whole" },
  { "errors null, a message", "{\"message\":\"Whole\",\"errors\":null}", "Whole", NULL, NULL, NULL,
    "Whole" },
  { "errors with blanks among them", "{\"errors\":[\"\",null,{},[],\"One\"]}", "One", NULL, NULL,
    NULL, "One" },
  { "errors empty", "{\"errors\":[]}", NULL, NULL, NULL, NULL, NULL },
  { "errors an empty string", "{\"errors\":\"\"}", NULL, NULL, NULL, NULL, NULL },
  { "errors null", "{\"errors\":null}", NULL, NULL, NULL, NULL, NULL },
  { "errors an empty object", "{\"errors\":{}}", NULL, NULL, NULL, NULL, NULL },
  { "empty object", "{}", NULL, NULL, NULL, NULL, NULL },
  { "empty array", "[]", NULL, NULL, NULL, NULL, NULL },
  { "null", "null", NULL, NULL, NULL, NULL, NULL },
  { "title an object", "{\"errors\":[{\"title\":{\"en\":\"Bad\"},\"message\":\"One\"}]}", "One",
    NULL, NULL, NULL, "One" },
  { "title of the wrong type", "{\"errors\":[{\"title\":17}]}", "17", NULL, NULL, NULL, "17" },

  { "nothing", "", NULL, NULL, NULL, NULL, NULL },
  { "blank", " \r\n\t ", NULL, NULL, NULL, NULL, NULL },
  { "plain text", "Forbidden\n", "Forbidden", NULL, NULL, NULL, "Forbidden" },
  { "plain text of lines", "It went\r\n\r\n   wrong\t!", "It went wrong !", NULL, NULL, NULL,
    "It went wrong !" },
  { "HTML", "<!DOCTYPE html><html><title>520</title></html>", NULL, NULL, NULL, NULL, NULL },
  { "JSON and garbage after it", "{\"message\":\"Forbidden\"}<br>", NULL, NULL, NULL, NULL, NULL },
  { "not UTF-8", "caf\xe9", NULL, NULL, NULL, NULL, NULL },
  { "unicode", "{\"message\":\"Caf\\u00e9 \\u2026\"}", "Caf\xc3\xa9 \xe2\x80\xa6", NULL, NULL, NULL,
    "Caf\xc3\xa9 \xe2\x80\xa6" },
  { "control characters", "{\"message\":\"a\\u0007b\\u001b[31mc\\u0085d\\u007fe\\r\\nf\"}",
    "a b [31mc d e f", NULL, NULL, NULL, "a b [31mc d e f" },
  { "line separators", "{\"message\":\" a\\u2028\\u2029b \"}", "a b", NULL, NULL, NULL, "a b" },
  { "percent signs", "{\"message\":\"100%s %n\"}", "100%s %n", NULL, NULL, NULL, "100%s %n" },

  { "secret in a title", "{\"errors\":[{\"title\":\"Token " SECRET " is bad\"}]}",
    "Token [token] is bad", NULL, NULL, NULL, "Token [token] is bad" },
  { "secret everywhere",
    "{\"errors\":[{\"title\":\"" SECRET "\",\"detail\":\"" SECRET SECRET "\",\"code\":\"" SECRET
    "\",\"source\":{\"pointer\":\"/" SECRET "\"}}]}",
    "[token]", "[token][token]", "[token]", "[token]",
    "[token]: [token][token] (field [token], code [token])" },
  { "secret as a field's name", "{\"errors\":{\"" SECRET "\":\"is bad\"}}", "is bad", NULL, NULL,
    "[token]", "is bad (field [token])" },
  { "secret in plain text", "Bad token: " SECRET, "Bad token: [token]", NULL, NULL, NULL,
    "Bad token: [token]" },
  { "secret with escapes", "{\"message\":\"\\u0073\\u0033cr3t-t0k3n\"}", "[token]", NULL, NULL,
    NULL, "[token]" },
};

static void
test_shape (gconstpointer data)
{
  const Shape *row = data;
  g_autoptr (AcRefusal) refusal = ac_refusal_new (row->body, strlen (row->body), SECRET);

  g_assert_cmpstr (refusal->title, ==, row->title);
  g_assert_cmpstr (refusal->detail, ==, row->detail);
  g_assert_cmpstr (refusal->code, ==, row->code);
  g_assert_cmpstr (refusal->field, ==, row->field);
  g_assert_cmpstr (refusal->message, ==, row->message);
}

static void
test_without_secret (void)
{
  static const char body[] = "{\"message\":\"a\"}";
  g_autoptr (AcRefusal) none = ac_refusal_new (body, strlen (body), NULL);
  g_autoptr (AcRefusal) empty = ac_refusal_new (body, strlen (body), "");

  g_assert_cmpstr (none->message, ==, "a");
  g_assert_cmpstr (empty->message, ==, "a");
}

static void
test_raw_nul (void)
{
  g_autoptr (AcRefusal) refusal = ac_refusal_new ("For\0bidden", 10, NULL);

  g_assert_null (refusal->message);
}

static AcRefusal *
refuse_with_errors (guint count)
{
  g_autoptr (GString) body = g_string_new ("{\"errors\":[");

  for (guint i = 1; i <= count; i++)
    g_string_append_printf (body, "%s{\"title\":\"E%u\"}", i > 1 ? "," : "", i);
  g_string_append (body, "]}");
  return ac_refusal_new (body->str, body->len, NULL);
}

/* Neither memory nor time for a body that gives no reason. */
static void
test_no_reasons (void)
{
  g_autoptr (GString) body = g_string_new ("{\"errors\":[{}");
  g_autoptr (AcRefusal) refusal = NULL;

  while (body->len < 60000)
    g_string_append (body, ",{}");
  g_string_append (body, "]}");
  refusal = ac_refusal_new (body->str, body->len, NULL);
  g_assert_null (refusal->message);
}

static void
test_many (void)
{
  g_autoptr (AcRefusal) twenty = refuse_with_errors (20);
  g_autoptr (AcRefusal) more = refuse_with_errors (25);

  g_assert_cmpstr (twenty->title, ==, "E1");
  g_assert_true (g_str_has_suffix (twenty->message, "; E19; E20"));
  g_assert_cmpstr (more->title, ==, "E1");
  g_assert_true (g_str_has_prefix (more->message, "E1; E2; "));
  g_assert_true (g_str_has_suffix (more->message, "; E20; and 5 more"));
}

/* The end of what is shown must not be within a character, nor show a part of the secret. */
static void
test_long (void)
{
  for (guint before = 485; before <= 501; before++)
    {
      g_autoptr (GString) body = g_string_new (NULL);
      g_autoptr (AcRefusal) refusal = NULL;

      for (guint i = 0; i < before; i++)
        g_string_append (body, "\xc3\xb1");
      g_string_append (body, SECRET);
      for (guint i = 0; i < 1000; i++)
        g_string_append (body, " and so on");
      refusal = ac_refusal_new (body->str, body->len, SECRET);
      g_assert_true (g_utf8_validate (refusal->message, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (refusal->message, -1), <=, 501);
      g_assert_true (g_str_has_suffix (refusal->message, "\xe2\x80\xa6"));
      g_assert_null (strstr (refusal->message, "s3"));
    }
}

static void
test_huge (void)
{
  const gsize length = 60000;
  g_autofree char *body = g_strnfill (length, 'a');
  g_autoptr (AcRefusal) refusal = NULL;

  memcpy (body, "{\"message\":\"", 12);
  memcpy (body + length - 2, "\"}", 2);
  refusal = ac_refusal_new (body, length, SECRET);
  g_assert_cmpint (g_utf8_strlen (refusal->message, -1), ==, 501);
}

/* Not even looked at. */
static void
test_endless (void)
{
  const gsize length = 6000000;
  g_autofree char *body = g_strnfill (length, 'a');
  g_autoptr (AcRefusal) refusal = ac_refusal_new (body, length, SECRET);

  g_assert_null (refusal->message);
}

static void
test_deep (void)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (AcRefusal) refusal = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (body, "{\"errors\":");
  refusal = ac_refusal_new (body->str, body->len, NULL);
  g_assert_null (refusal->code);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *tidy;
} Tidy;

static const Tidy tidies[] = {
  { "nothing", NULL, NULL },
  { "empty", "", NULL },
  { "blank", " \t\r\n", NULL },
  { "plain", "Code 9001", "Code 9001" },
  { "space around", "  Code  9001 ", "Code 9001" },
  { "lines", "a\r\nb", "a b" },
  { "secret", "a " SECRET " b", "a [token] b" },
  { "only the secret", SECRET, "[token]" },
  { "not UTF-8",
    "a\xff"
    "b",
    "a\xef\xbf\xbd"
    "b" },
};

static void
test_tidy (gconstpointer data)
{
  const Tidy *row = data;
  g_autofree char *tidy = ac_refusal_tidy (row->text, SECRET);

  g_assert_cmpstr (tidy, ==, row->tidy);
}

typedef struct
{
  const char *name;
  const char *body;
  gboolean not_found;
  gboolean duplicate;
} Says;

static const Says sayings[] = {
  { "no result found", "{\"message\":\"No Result found for Connection with id 123\"}", TRUE,
    FALSE },
  { "no result found, another class", "{\"message\":\"No Result found for Subscriber\"}", TRUE,
    FALSE },
  { "no result found, among errors",
    "{\"errors\":[{\"title\":\"x\"},{\"detail\":\"no result found\"}]}", TRUE, FALSE },
  { "already exists",
    "{\"errors\":[{\"title\":\"The integration already exists in the system.\"}]}", FALSE, TRUE },
  { "code duplicate", "{\"errors\":[{\"title\":\"x\",\"code\":\"duplicate\"}]}", FALSE, TRUE },
  { "title duplicate", "{\"errors\":[{\"title\":\"Duplicate entry\"}]}", FALSE, TRUE },
  { "plain text", "DUPLICATE", FALSE, TRUE },
  { "something else", "{\"message\":\"Forbidden\"}", FALSE, FALSE },
  { "nothing", "", FALSE, FALSE },
};

static void
test_says (gconstpointer data)
{
  const Says *row = data;
  g_autoptr (AcRefusal) refusal = ac_refusal_new (row->body, strlen (row->body), NULL);

  g_assert_cmpint (ac_refusal_says_not_found (refusal), ==, row->not_found);
  g_assert_cmpint (ac_refusal_says_duplicate (refusal), ==, row->duplicate);
}

typedef struct
{
  const char *name;
  const char *body;
  gboolean hides;
} Hides;

static const Hides hidings[] = {
  { "success 0", "{\"success\":0}", TRUE },
  { "success false", "{\"success\":false}", TRUE },
  { "success 0 as a string", "{\"success\":\"0\"}", TRUE },
  { "success 1", "{\"success\":1,\"connection\":{}}", FALSE },
  { "success true", "{\"success\":true}", FALSE },
  { "errors", "{\"errors\":[{\"title\":\"x\"}]}", TRUE },
  { "errors a string", "{\"errors\":\"x\"}", TRUE },
  { "errors an object", "{\"errors\":{\"name\":\"x\"}}", TRUE },
  { "errors beside a connection", "{\"connection\":{\"id\":\"2\"},\"errors\":[\"x\"]}", TRUE },
  { "errors empty", "{\"connection\":{\"id\":\"2\"},\"errors\":[]}", FALSE },
  { "errors null", "{\"errors\":null}", FALSE },
  { "errors an empty string", "{\"errors\":\"\"}", FALSE },
  { "errors an empty object", "{\"errors\":{}}", FALSE },
  { "errors within a connection", "{\"connection\":{\"errors\":[\"x\"],\"success\":0}}", FALSE },
  { "empty object", "{}", FALSE },
  { "array", "[0]", FALSE },
};

static void
test_hides (gconstpointer data)
{
  const Hides *row = data;
  AcJson json;

  g_assert_null (ac_json_check (row->body, strlen (row->body), &json));
  g_assert_cmpint (ac_refusal_hides_in (json), ==, row->hides);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/refusal/shape", shapes, test_shape);
  g_test_add_func ("/refusal/without a secret", test_without_secret);
  g_test_add_func ("/refusal/raw NUL", test_raw_nul);
  g_test_add_func ("/refusal/no reasons", test_no_reasons);
  g_test_add_func ("/refusal/25 errors", test_many);
  g_test_add_func ("/refusal/long", test_long);
  g_test_add_func ("/refusal/huge", test_huge);
  g_test_add_func ("/refusal/endless", test_endless);
  g_test_add_func ("/refusal/deep", test_deep);
  ADD_CASES ("/refusal/tidy", tidies, test_tidy);
  ADD_CASES ("/refusal/says", sayings, test_says);
  ADD_CASES ("/refusal/hides in", hidings, test_hides);
  return g_test_run ();
}
