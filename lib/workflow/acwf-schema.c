/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-schema.h"

#include <math.h>
#include <string.h>

#include "acwf-json.h"

/* Where in the input the check is. */
typedef struct
{
  const char *what;   /* the text as a whole */
  GString *path;      /* "connection.status" */
  const char *member; /* the last of them; NULL: the text as a whole */
  char **field;
  char **message;
} Place;

static gboolean G_GNUC_PRINTF (2, 3) refuse (Place *place, const char *format, ...)
{
  g_autofree char *complaint = NULL;
  va_list arguments;

  va_start (arguments, format);
  complaint = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (place->member == NULL)
    *place->message = g_strdup_printf ("The %s %s", place->what, complaint);
  else
    {
      *place->field = g_strdup (place->member);
      *place->message = g_strdup_printf ("\"%s\" %s", place->path->str, complaint);
    }
  return FALSE;
}

static gsize
go_into (Place *place, const char *name)
{
  gsize before = place->path->len;

  g_string_append_printf (place->path, "%s%s", place->member != NULL ? "." : "", name);
  place->member = name;
  return before;
}

static gboolean
is_number (AcJson value)
{
  return *value.start == '-' || g_ascii_isdigit (*value.start);
}

static double
get_number (AcJson value)
{
  return g_ascii_strtod (value.start, NULL);
}

static gboolean
has_type (AcJson value, const char *type)
{
  if (g_str_equal (type, "string"))
    return *value.start == '"';
  if (g_str_equal (type, "object"))
    return ac_json_is_object (value);
  if (g_str_equal (type, "boolean"))
    return ac_json_is (value, "true") || ac_json_is (value, "false");
  g_assert (g_str_equal (type, "integer"));
  return is_number (value) && trunc (get_number (value)) == get_number (value);
}

static gboolean
check_type (JsonNode *type, AcJson value, Place *place)
{
  JsonArray *types;

  if (!JSON_NODE_HOLDS_ARRAY (type))
    return has_type (value, json_node_get_string (type))
        || refuse (place, "must be of type %s", json_node_get_string (type));
  types = json_node_get_array (type);
  for (guint i = 0; i < json_array_get_length (types); i++)
    if (has_type (value, json_array_get_string_element (types, i)))
      return TRUE;
  return refuse (place, "must be of type %s or %s", json_array_get_string_element (types, 0),
                 json_array_get_string_element (types, 1));
}

static gboolean
check_choice (JsonArray *choices, AcJson value, Place *place)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = json_array_get_object_element (choices, i);
      gint64 constant = json_object_get_int_member (choice, "const");

      if (get_number (value) == (double) constant)
        return TRUE;
      g_string_append_printf (list, "%s%" G_GINT64_FORMAT " (%s)", i > 0 ? " or " : "", constant,
                              json_object_get_string_member (choice, "title"));
    }
  return refuse (place, "must be %s", list->str);
}

static gboolean
check_pattern (JsonObject *schema, const char *text, Place *place)
{
  const char *pattern = json_object_get_string_member_with_default (schema, "pattern", NULL);

  /* A dollar of PCRE's takes a line break at the end, JSON Schema's does not. */
  return pattern == NULL
      || g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY | G_REGEX_DOTALL, 0)
      || refuse (place, "must match %s", pattern);
}

/* A pattern too, unlike JSON Schema: what may be written as a string, as an id may, is used as text
 * where it came as a number.
 */
static gboolean
check_number (JsonObject *schema, AcJson value, Place *place)
{
  g_autofree char *text = ac_json_dup_text (value);
  double number = get_number (value);

  if (json_object_has_member (schema, "minimum")
      && number < json_object_get_double_member (schema, "minimum"))
    return refuse (place, "must be at least %" G_GINT64_FORMAT,
                   json_object_get_int_member (schema, "minimum"));
  if (json_object_has_member (schema, "maximum")
      && number > json_object_get_double_member (schema, "maximum"))
    return refuse (place, "must be at most %" G_GINT64_FORMAT,
                   json_object_get_int_member (schema, "maximum"));
  return check_pattern (schema, text, place);
}

static gboolean
check_text (JsonObject *schema, const char *text, Place *place)
{
  if (*text == '\0' && json_object_has_member (schema, "minLength"))
    return refuse (place, "must not be empty");
  return check_pattern (schema, text, place);
}

static gboolean
check_string (JsonObject *schema, AcJson value, Place *place)
{
  g_autofree char *text = ac_json_dup_text (value);
  gboolean is_right = check_text (schema, text, place);

  /* A secret does not stay in memory that the next malloc() gives to others. */
  if (json_object_has_member (schema, "writeOnly"))
    explicit_bzero (text, strlen (text));
  return is_right;
}

static gboolean check (JsonObject *schema, AcJson value, Place *place);

static gboolean
check_members (JsonObject *schema, AcJson object, Place *place)
{
  JsonObject *known = json_object_get_object_member (schema, "properties");
  const char *outer = place->member;
  AcJson name = AC_JSON_NONE, value = AC_JSON_NONE;

  while (ac_json_next_member (object, &name, &value))
    {
      g_autofree char *text = ac_json_dup_text (name);
      gsize outside = go_into (place, text);

      if (!json_object_has_member (known, text))
        return refuse (place, "is not known here");
      if (!check (json_object_get_object_member (known, text), value, place))
        return FALSE;
      g_string_truncate (place->path, outside);
      place->member = outer;
    }
  return TRUE;
}

static gboolean
check_presence (JsonArray *names, AcJson object, const char *because, Place *place)
{
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      const char *name = json_array_get_string_element (names, i);

      if (acwf_json_member (object, name).start == NULL)
        {
          go_into (place, name);
          return because == NULL ? refuse (place, "is missing")
                                 : refuse (place, "is missing; it goes with \"%s\"", because);
        }
    }
  return TRUE;
}

static gboolean
check_dependences (JsonObject *dependent, AcJson object, Place *place)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *names;

  json_object_iter_init (&iter, dependent);
  while (json_object_iter_next (&iter, &name, &names))
    if (acwf_json_member (object, name).start != NULL
        && !check_presence (json_node_get_array (names), object, name, place))
      return FALSE;
  return TRUE;
}

static gboolean
check_object (JsonObject *schema, AcJson object, Place *place)
{
  if (!check_members (schema, object, place))
    return FALSE;
  if (json_object_has_member (schema, "required")
      && !check_presence (json_object_get_array_member (schema, "required"), object, NULL, place))
    return FALSE;
  return !json_object_has_member (schema, "dependentRequired")
      || check_dependences (json_object_get_object_member (schema, "dependentRequired"), object,
                            place);
}

static gboolean
check (JsonObject *schema, AcJson value, Place *place)
{
  JsonNode *type = json_object_get_member (schema, "type");

  if (type != NULL && !check_type (type, value, place))
    return FALSE;
  if (json_object_has_member (schema, "oneOf"))
    return check_choice (json_object_get_array_member (schema, "oneOf"), value, place);
  if (is_number (value))
    return check_number (schema, value, place);
  if (*value.start == '"')
    return check_string (schema, value, place);
  if (ac_json_is_object (value) && json_object_has_member (schema, "properties"))
    return check_object (schema, value, place);
  return TRUE;
}

gboolean
acwf_schema_read (JsonObject *schema,
                  const char *what,
                  const char *text,
                  AcJson *json,
                  char **field,
                  char **message)
{
  const char *wrong = ac_json_check (text, strlen (text), json);
  g_autoptr (GString) path = g_string_new (NULL);
  Place place = { what, path, NULL, field, message };

  *field = *message = NULL;
  return wrong == NULL ? check (schema, *json, &place) : refuse (&place, "%s", wrong);
}
