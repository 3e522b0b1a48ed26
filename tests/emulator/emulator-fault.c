/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-fault.h"

EmulatorFault *
emulator_fault_ref (EmulatorFault *fault)
{
  return g_rc_box_acquire (fault);
}

static void
fault_clear (EmulatorFault *fault)
{
  g_free (fault->method);
  g_free (fault->path);
  g_clear_pointer (&fault->body, json_node_unref);
  g_clear_pointer (&fault->headers, json_object_unref);
  g_clear_pointer (&fault->patch, json_object_unref);
  g_strfreev (fault->drop);
  g_clear_pointer (&fault->meta, json_node_unref);
  g_free (fault->append);
  g_free (fault->content_type);
  g_clear_pointer (&fault->raw, g_array_unref);
  g_clear_pointer (&fault->raw_body, g_array_unref);
}

void
emulator_fault_unref (EmulatorFault *fault)
{
  g_rc_box_release_full (fault, (GDestroyNotify) fault_clear);
}

static gboolean
path_matches (const char *pattern, const char *path)
{
  gsize length = strlen (pattern);

  if (length > 0 && pattern[length - 1] == '*')
    return strncmp (pattern, path, length - 1) == 0;
  return g_str_equal (pattern, path);
}

static gboolean
fault_matches (EmulatorFault *fault, EmulatorRequest *request)
{
  return (fault->method == NULL || emulator_request_is (request, fault->method))
      && (fault->path == NULL || path_matches (fault->path, request->path))
      && (fault->account == 0 || fault->account == request->account);
}

EmulatorFault *
emulator_faults_find (GPtrArray *faults, EmulatorRequest *request)
{
  for (guint i = 0; i < faults->len; i++)
    {
      EmulatorFault *fault = g_ptr_array_index (faults, i);

      if (fault->after == 0 && fault_matches (fault, request))
        return fault;
    }
  return NULL;
}

void
emulator_faults_count (GPtrArray *faults, EmulatorRequest *request, EmulatorFault *fault)
{
  /* "after" counts all matches, those too that another fault befalls. */
  for (guint i = 0; i < faults->len; i++)
    {
      EmulatorFault *other = g_ptr_array_index (faults, i);

      if (other->after > 0 && fault_matches (other, request))
        other->after--;
    }

  if (fault != NULL && fault->times > 0 && --fault->times == 0)
    g_ptr_array_remove (faults, fault);
}

gboolean
emulator_fault_lets_through (EmulatorFault *fault)
{
  if (fault->close == EMULATOR_CLOSE_BEFORE)
    return FALSE;
  return fault->apply
      || (fault->status == 0 && fault->body == NULL && fault->raw == NULL
          && fault->raw_body == NULL);
}

static void
merge (JsonObject *object, JsonObject *changes, gboolean null_drops)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, changes);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (null_drops && JSON_NODE_HOLDS_NULL (value))
      json_object_remove_member (object, name);
    else
      json_object_set_member (object, name, json_node_copy (value));
}

static void
distort_connection (EmulatorFault *fault, JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  if (fault->patch != NULL)
    merge (json_node_get_object (node), fault->patch, FALSE);
  for (guint i = 0; fault->drop != NULL && fault->drop[i] != NULL; i++)
    json_object_remove_member (json_node_get_object (node), fault->drop[i]);
}

static void
distort_meta (EmulatorFault *fault, JsonObject *root)
{
  JsonNode *meta = json_object_get_member (root, "meta");

  if (fault->meta == NULL || meta == NULL)
    return;

  if (JSON_NODE_HOLDS_NULL (fault->meta))
    json_object_remove_member (root, "meta");
  else
    merge (json_node_get_object (meta), json_node_get_object (fault->meta), TRUE);
}

static void
distort_json (EmulatorFault *fault, JsonObject *root)
{
  JsonNode *rows = json_object_get_member (root, "connections");

  distort_connection (fault, json_object_get_member (root, "connection"));
  if (rows != NULL && JSON_NODE_HOLDS_ARRAY (rows))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (rows)); i++)
      distort_connection (fault, json_array_get_element (json_node_get_array (rows), i));
  distort_meta (fault, root);
}

static void
distort_headers (EmulatorFault *fault, SoupMessageHeaders *headers)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (fault->headers != NULL)
    {
      json_object_iter_init_ordered (&iter, fault->headers);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (JSON_NODE_HOLDS_NULL (value))
          soup_message_headers_remove (headers, name);
        else
          soup_message_headers_replace (headers, name, json_node_get_string (value));
    }
  if (fault->content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", fault->content_type);
}

static void
set_canned_answer (EmulatorFault *fault, EmulatorAnswer *answer)
{
  answer->status = fault->status != 0 ? fault->status : 200;
  g_clear_pointer (&answer->text, g_free);
  g_clear_pointer (&answer->json, json_node_unref);

  if (fault->body == NULL)
    return;
  if (json_node_get_value_type (fault->body) == G_TYPE_STRING)
    answer->text = json_node_dup_string (fault->body);
  else
    answer->json = json_node_copy (fault->body);
}

void
emulator_fault_distort (EmulatorFault *fault, EmulatorAnswer *answer)
{
  if (fault->status != 0 || fault->body != NULL || fault->raw_body != NULL)
    set_canned_answer (fault, answer);
  else if (answer->json != NULL && JSON_NODE_HOLDS_OBJECT (answer->json))
    distort_json (fault, json_node_get_object (answer->json));

  if (fault->append != NULL)
    {
      g_autofree char *body = emulator_answer_dup_body (answer);

      g_free (answer->text);
      answer->text = g_strconcat (body, fault->append, NULL);
    }
  distort_headers (fault, answer->headers);
}

gboolean
emulator_fault_answers (EmulatorFault *fault)
{
  return fault->close != EMULATOR_CLOSE_BEFORE && fault->close != EMULATOR_CLOSE_AFTER
      && fault->close != EMULATOR_CLOSE_RESET;
}

gboolean
emulator_fault_breaks (EmulatorFault *fault)
{
  return fault->close != EMULATOR_CLOSE_NO || fault->raw != NULL || fault->raw_body != NULL
      || fault->byte_ms > 0 || fault->early;
}
