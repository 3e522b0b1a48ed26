/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-description.h"

/* The text is generated, and its shape known. */
JsonObject *
acwf_description_get (void)
{
  static gsize parsed;

  if (g_once_init_enter (&parsed))
    {
      JsonNode *node = json_from_string (acwf_description, NULL);

      g_assert (node != NULL);
      g_once_init_leave (&parsed, (gsize) node);
    }
  return json_node_get_object ((JsonNode *) parsed);
}

static JsonObject *
find (const char *list, const char *member, const char *value)
{
  JsonArray *array = json_object_get_array_member (acwf_description_get (), list);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *entry = json_array_get_object_element (array, i);

      if (g_str_equal (json_object_get_string_member (entry, member), value))
        return entry;
    }
  return NULL;
}

JsonObject *
acwf_description_find_action (const char *name)
{
  return find ("actions", "name", name);
}

gboolean
acwf_description_is_retryable (const char *code)
{
  JsonObject *error = find ("errors", "code", code);

  return error != NULL && json_object_get_boolean_member (error, "retryable");
}
