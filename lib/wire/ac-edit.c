/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-edit.h"

#include <json-glib/json-glib.h>
#include <string.h>

AcEdit *
ac_edit_new (AcField field, const char *text)
{
  gsize size = strlen (text) + 1;
  AcEdit *self = g_atomic_rc_box_alloc (sizeof (AcEdit) + size);

  self->field = field;
  self->settled = FALSE;
  memcpy (self->text, text, size);
  return self;
}

AcEdit *
ac_edit_ref (AcEdit *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ac_edit_unref (AcEdit *self)
{
  g_atomic_rc_box_release (self);
}

GPtrArray *
ac_edits_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ac_edit_unref);
}

AcEdit *
ac_edits_find (GPtrArray *edits, AcField field)
{
  for (guint i = 0; edits != NULL && i < edits->len; i++)
    {
      AcEdit *edit = g_ptr_array_index (edits, i);

      if (edit->field == field)
        return edit;
    }
  return NULL;
}

guint32
ac_edits_get_fields (GPtrArray *edits)
{
  guint32 fields = 0;

  for (guint i = 0; i < edits->len; i++)
    fields |= AC_FIELD_BIT (((AcEdit *) g_ptr_array_index (edits, i))->field);
  return fields;
}

/* The one control character that json-glib leaves as it is. */
static char *
escape_unit_separators (char *json)
{
  g_autoptr (GString) whole = NULL;

  if (strchr (json, '\x1f') == NULL)
    return json;
  whole = g_string_new (json);
  g_string_replace (whole, "\x1f", "\\u001f", 0);
  g_free (json);
  return g_string_free (g_steal_pointer (&whole), FALSE);
}

static void
add_member (JsonBuilder *builder, AcEdit *edit)
{
  json_builder_set_member_name (builder, ac_fields[edit->field].member);
  if (AC_FIELD_IS_NUMBER (edit->field))
    json_builder_add_int_value (builder, g_ascii_strtoll (edit->text, NULL, 10));
  else
    json_builder_add_string_value (builder, edit->text);
}

char *
ac_edits_dup_json (GPtrArray *edits)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "connection");
  json_builder_begin_object (builder);
  for (guint i = 0; i < AC_N_FIELDS; i++)
    {
      AcEdit *edit = ac_edits_find (edits, (AcField) i);

      if (edit != NULL)
        add_member (builder, edit);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return escape_unit_separators (json_to_string (root, FALSE));
}
