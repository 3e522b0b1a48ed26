/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "values.h"

#include <activecampaign-glib.h>

JsonObject *
find_object (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_object_member (object, name)
                                               : NULL;
}

JsonArray *
find_array (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_array_member (object, name) : NULL;
}

const char *
find_string (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

JsonNode *
parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

static void
set_date (JsonNode *node, GDateTime *date)
{
  g_autofree char *text = g_date_time_format_iso8601 (date);

  json_node_set_string (node, text);
}

JsonNode *
dup_property (gpointer object, const char *name)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (object, name, &value);
  if (G_VALUE_HOLDS_ENUM (&value))
    {
      g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (&value));

      json_node_set_string (node, g_enum_get_value (class, g_value_get_enum (&value))->value_nick);
    }
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    json_node_set_boolean (node, g_value_get_boolean (&value));
  else if (G_VALUE_HOLDS_UINT (&value))
    json_node_set_int (node, g_value_get_uint (&value));
  else if (G_VALUE_HOLDS_INT (&value))
    json_node_set_int (node, g_value_get_int (&value));
  else if (G_VALUE_HOLDS_INT64 (&value))
    json_node_set_int (node, g_value_get_int64 (&value));
  else if (G_VALUE_HOLDS_DOUBLE (&value))
    json_node_set_double (node, g_value_get_double (&value));
  else if (G_VALUE_HOLDS_STRING (&value) && g_value_get_string (&value) != NULL)
    json_node_set_string (node, g_value_get_string (&value));
  else if (G_VALUE_HOLDS (&value, G_TYPE_DATE_TIME) && g_value_get_boxed (&value) != NULL)
    set_date (node, g_value_get_boxed (&value));
  else if (G_VALUE_HOLDS (&value, AC_TYPE_PROBLEM) && g_value_get_object (&value) != NULL)
    json_node_set_string (node, ac_problem_get_code (g_value_get_object (&value)));
  else
    json_node_init_null (node);
  return node;
}

static void
set_property (GObject *object, const char *name, JsonNode *node)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (object), name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_nonnull (pspec);
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      GEnumClass *class = G_PARAM_SPEC_ENUM (pspec)->enum_class;
      GEnumValue *found = g_enum_get_value_by_nick (class, json_node_get_string (node));

      g_assert_nonnull (found);
      g_object_set (object, name, found->value, NULL);
    }
  else if (JSON_NODE_HOLDS_NULL (node))
    {
      g_object_set (object, name, NULL, NULL);
    }
  else
    {
      json_node_get_value (node, &value);
      g_object_set_property (object, name, &value);
    }
}

void
set_properties (gpointer object, JsonObject *values)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    set_property (object, name, value);
}

void
assert_json (JsonNode *actual, JsonNode *expected, const char *what)
{
  g_autofree char *found = json_to_string (actual, FALSE);
  g_autofree char *wanted = json_to_string (expected, FALSE);

  if (JSON_NODE_HOLDS_ARRAY (expected) && JSON_NODE_HOLDS_VALUE (actual))
    {
      JsonArray *bounds = json_node_get_array (expected);

      g_test_message ("%s is %s, allowed are %s", what, found, wanted);
      g_assert_cmpfloat (json_node_get_double (actual), >=,
                         json_array_get_double_element (bounds, 0));
      g_assert_cmpfloat (json_node_get_double (actual), <=,
                         json_array_get_double_element (bounds, 1));
    }
  else if (!json_node_equal (actual, expected))
    {
      g_test_message ("%s is wrong", what);
      g_assert_cmpstr (found, ==, wanted);
    }
  json_node_unref (actual);
}

void
assert_members (JsonObject *actual, JsonObject *expected)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, expected);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (g_str_equal (name, "do"))
        continue;
      if (!json_object_has_member (actual, name))
        g_error ("there is no \"%s\"", name);
      assert_json (json_object_dup_member (actual, name), value, name);
    }
}
