/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-fields.h"

G_BEGIN_DECLS

/* One value that was set. Two sets of the same value are two edits: which is meant is told by the
 * pointer. Counted atomically.
 */
typedef struct
{
  AcField field;
  gboolean settled; /* the server has it, or had it before it was sent */
  char text[];
} AcEdit;

AcEdit *ac_edit_new (AcField field, const char *text);
AcEdit *ac_edit_ref (AcEdit *self);
void ac_edit_unref (AcEdit *self);

/* A new array that owns references to its edits. */
GPtrArray *ac_edits_new (void);

/* {"connection":{…}} with the edits' fields, in the order of the field table. */
char *ac_edits_dup_json (GPtrArray *edits);

/* The edit of a field, or NULL. */
AcEdit *ac_edits_find (GPtrArray *edits, AcField field);

guint32 ac_edits_get_fields (GPtrArray *edits); /* as AC_FIELD_BIT()s */

G_END_DECLS
