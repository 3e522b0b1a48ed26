/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-fault.h"

#include "emulator-json.h"

typedef enum
{
  KIND_STRING,
  KIND_PATH,
  KIND_NUMBER,
  KIND_FLAG,
  KIND_OBJECT,
  KIND_NAMES,
  KIND_ANY,
  KIND_MATCH,
  KIND_META,
  KIND_STATUS,
  KIND_HEADERS,
  KIND_HOLD,
  KIND_CLOSE,
  KIND_END,
  KIND_PIECES,
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
  gsize offset; /* in EmulatorFault */
} Member;

#define MEMBER(kind, name)                                                                         \
  {                                                                                                \
#name, KIND_##kind, G_STRUCT_OFFSET(EmulatorFault, name)                                       \
  }

static const Member fault_members[] = {
  { "match", KIND_MATCH, 0 },
  MEMBER (NUMBER, times),
  MEMBER (STATUS, status),
  MEMBER (HEADERS, headers),
  MEMBER (ANY, body),
  MEMBER (FLAG, apply),
  MEMBER (OBJECT, patch),
  MEMBER (NAMES, drop),
  MEMBER (META, meta),
  MEMBER (STRING, append),
  MEMBER (STRING, content_type),
  MEMBER (PIECES, raw),
  MEMBER (PIECES, raw_body),
  MEMBER (NUMBER, delay_ms),
  MEMBER (HOLD, hold),
  MEMBER (CLOSE, close),
  MEMBER (END, end),
  MEMBER (NUMBER, byte_ms),
  MEMBER (FLAG, early),
  MEMBER (FLAG, uncounted),
  { NULL, 0, 0 },
};

static const Member match_members[] = {
  MEMBER (STRING, method), MEMBER (PATH, path), MEMBER (NUMBER, account),
  MEMBER (NUMBER, after),  { NULL, 0, 0 },
};

static const char *const hold_names[] = {
  [EMULATOR_HOLD_NO] = "no",
  [EMULATOR_HOLD_BEFORE] = "before",
  [EMULATOR_HOLD_AFTER] = "after",
  NULL,
};

static const char *const close_names[] = {
  [EMULATOR_CLOSE_NO] = "no",           [EMULATOR_CLOSE_BEFORE] = "before",
  [EMULATOR_CLOSE_AFTER] = "after",     [EMULATOR_CLOSE_LINE] = "line",
  [EMULATOR_CLOSE_HEADERS] = "headers", [EMULATOR_CLOSE_BODY] = "body",
  [EMULATOR_CLOSE_CHUNKED] = "chunked", [EMULATOR_CLOSE_RESET] = "reset",
  [EMULATOR_CLOSE_IDLE] = "idle",       NULL,
};

static const char *const end_names[] = {
  [EMULATOR_END_CLOSE] = "close",
  [EMULATOR_END_RESET] = "reset",
  [EMULATOR_END_HALF] = "half",
  [EMULATOR_END_STALL] = "stall",
  NULL,
};

static gboolean
is_type (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/* Each read_*() takes the value into the fault, or returns what it should have been. */

static const char *
read_number (guint *number, JsonNode *node)
{
  if (!is_type (node, G_TYPE_INT64) || json_node_get_int (node) < 0
      || json_node_get_int (node) > G_MAXINT)
    return "a whole number, not negative";
  *number = (guint) json_node_get_int (node);
  return NULL;
}

static const char *
read_status (guint *status, JsonNode *node)
{
  if (read_number (status, node) != NULL || *status < 200 || *status > 999)
    return "a number from 200 to 999";
  return NULL;
}

static const char *
read_names (char ***names, JsonNode *node)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return "an array of names";
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonNode *name = json_array_get_element (json_node_get_array (node), i);

      if (!is_type (name, G_TYPE_STRING))
        return "an array of names";
      g_strv_builder_add (builder, json_node_get_string (name));
    }
  g_strfreev (*names);
  *names = g_strv_builder_end (builder);
  return NULL;
}

static const char *
read_object (JsonObject **object, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return "an object";
  g_clear_pointer (object, json_object_unref);
  *object = json_node_dup_object (node);
  return NULL;
}

static const char *
read_headers (JsonObject **headers, JsonNode *node)
{
  g_autoptr (GList) values = NULL;

  if (read_object (headers, node) != NULL)
    return "an object of strings";
  values = json_object_get_values (*headers);
  for (GList *value = values; value != NULL; value = value->next)
    if (!JSON_NODE_HOLDS_NULL ((JsonNode *) value->data) && !is_type (value->data, G_TYPE_STRING))
      return "an object of strings, or null to leave one out";
  return NULL;
}

static const char *
read_choice (guint *choice, const char *const *names, JsonNode *node)
{
  if (!is_type (node, G_TYPE_STRING))
    return "one of those in the manual";
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], json_node_get_string (node)))
      {
        *choice = i;
        return NULL;
      }
  return "one of those in the manual";
}

static const char *
read_hold (EmulatorHold *hold, JsonNode *node)
{
  guint choice;

  if (is_type (node, G_TYPE_BOOLEAN))
    {
      *hold = json_node_get_boolean (node) ? EMULATOR_HOLD_AFTER : EMULATOR_HOLD_NO;
      return NULL;
    }
  if (read_choice (&choice, hold_names, node) != NULL)
    return "true, \"before\" or \"after\"";
  *hold = choice;
  return NULL;
}

static const char *
read_close (EmulatorClose *close, JsonNode *node)
{
  guint choice;

  if (read_choice (&choice, close_names, node) != NULL)
    return "before, after, line, headers, body, chunked, reset or idle";
  *close = choice;
  return NULL;
}

static const char *
read_end (EmulatorEnd *end, JsonNode *node)
{
  guint choice;

  if (read_choice (&choice, end_names, node) != NULL)
    return "close, reset, half or stall";
  *end = choice;
  return NULL;
}

static const char *
read_pieces (GArray **pieces, JsonNode *node)
{
  g_clear_pointer (pieces, g_array_unref);
  *pieces = emulator_pieces_parse (node);
  return *pieces == NULL ? "a string of bytes, an object with \"text\" and \"times\", or an array "
                           "of these"
                         : NULL;
}

static const char *
read_string (char **string, JsonNode *node)
{
  if (!is_type (node, G_TYPE_STRING))
    return "a string";
  g_free (*string);
  *string = json_node_dup_string (node);
  return NULL;
}

static const char *
read_path (char **path, JsonNode *node)
{
  if (!is_type (node, G_TYPE_STRING) || json_node_get_string (node)[0] != '/')
    return "a string that begins with \"/\"";
  return read_string (path, node);
}

static const char *
read_flag (gboolean *flag, JsonNode *node)
{
  if (!is_type (node, G_TYPE_BOOLEAN))
    return "true or false";
  *flag = json_node_get_boolean (node);
  return NULL;
}

static const char *
read_any (JsonNode **any, JsonNode *node)
{
  g_clear_pointer (any, json_node_unref);
  *any = json_node_copy (node);
  return NULL;
}

static const char *
read_meta (JsonNode **meta, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_OBJECT (node) && !JSON_NODE_HOLDS_NULL (node))
    return "an object, or null to leave it out";
  return read_any (meta, node);
}

static const char *
read_value (Kind kind, gpointer field, JsonNode *node)
{
  switch (kind)
    {
    case KIND_STRING:
      return read_string (field, node);
    case KIND_PATH:
      return read_path (field, node);
    case KIND_NUMBER:
      return read_number (field, node);
    case KIND_FLAG:
      return read_flag (field, node);
    case KIND_OBJECT:
      return read_object (field, node);
    case KIND_NAMES:
      return read_names (field, node);
    case KIND_ANY:
      return read_any (field, node);
    case KIND_META:
      return read_meta (field, node);
    case KIND_STATUS:
      return read_status (field, node);
    case KIND_HEADERS:
      return read_headers (field, node);
    case KIND_HOLD:
      return read_hold (field, node);
    case KIND_CLOSE:
      return read_close (field, node);
    case KIND_END:
      return read_end (field, node);
    case KIND_PIECES:
      return read_pieces (field, node);
    case KIND_MATCH:
    default:
      g_return_val_if_reached (NULL);
    }
}

static const Member *
find_member (const Member *members, const char *name)
{
  for (; members->name != NULL; members++)
    if (g_str_equal (members->name, name))
      return members;
  return NULL;
}

static gboolean
read_members (
  EmulatorFault *fault, const Member *members, const char *what, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char *name, *expected;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s must be an object", what);
      return FALSE;
    }

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const Member *member = find_member (members, name);

      if (member == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s has no member \"%s\"", what,
                       name);
          return FALSE;
        }
      if (member->kind == KIND_MATCH)
        {
          if (!read_members (fault, match_members, "\"match\"", value, error))
            return FALSE;
          continue;
        }

      expected = read_value (member->kind, G_STRUCT_MEMBER_P (fault, member->offset), value);
      if (expected != NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "\"%s\" must be %s", name,
                       expected);
          return FALSE;
        }
    }
  return TRUE;
}

static EmulatorFault *
parse_fault (JsonNode *node, GError **error)
{
  g_autoptr (EmulatorFault) fault = g_rc_box_new0 (EmulatorFault);

  fault->times = 1;
  if (!read_members (fault, fault_members, "a fault", node, error))
    return NULL;
  return g_steal_pointer (&fault);
}

GPtrArray *
emulator_faults_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (
    (GDestroyNotify) emulator_fault_unref);
  g_autoptr (JsonNode) root = emulator_json_parse (text, error);
  JsonNode *list;

  if (root == NULL)
    return NULL;

  list = JSON_NODE_HOLDS_OBJECT (root)
         ? json_object_get_member (json_node_get_object (root), "faults")
         : NULL;
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list)
      || json_object_get_size (json_node_get_object (root)) > 1)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "an object with an array \"faults\" is needed, and nothing beside it");
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++)
    {
      EmulatorFault *fault = parse_fault (json_array_get_element (json_node_get_array (list), i),
                                          error);

      if (fault == NULL)
        {
          g_prefix_error (error, "fault %u: ", i + 1);
          return NULL;
        }
      g_ptr_array_add (faults, fault);
    }
  return g_steal_pointer (&faults);
}
