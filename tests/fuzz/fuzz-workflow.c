/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fuzz-workflow.h"

#include <json-glib/json-glib.h>

#include "activecampaign-workflow.h"

static JsonNode *
parse (const char *text)
{
  JsonNode *node;

  g_assert (text != NULL);
  g_assert (g_str_is_ascii (text));
  g_assert (strpbrk (text, "\n\r\t") == NULL);
  node = json_from_string (text, NULL);
  g_assert (node != NULL && JSON_NODE_HOLDS_OBJECT (node));
  return node;
}

void
fuzz_check_error (AcwfError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  acwf_error_append (error, text);
  json_node_unref (parse (text->str));
  acwf_error_free (error);
}

void
fuzz_check_completion (char *text)
{
  g_autoptr (JsonNode) node = parse (text);
  JsonObject *completion = json_node_get_object (node);
  gboolean ok = json_object_get_boolean_member (completion, "ok");

  g_assert (json_object_has_member (completion, ok ? "result" : "error"));
  g_assert (!json_object_has_member (completion, ok ? "error" : "result"));
  acwf_free (text);
}
