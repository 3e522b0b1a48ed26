/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-fields.h"
#include "ac-json.h"

G_BEGIN_DECLS

/* A connection as the server represented it: the text of each field and the JSON that they were
 * read from, in one block of memory. Immutable, counted atomically.
 */
typedef struct _AcRecord AcRecord;

/* NULL where @json is no connection; then *@wrong says why, as the end of a sentence. */
AcRecord *ac_record_new (AcJson json, char **id, const char **wrong);
AcRecord *ac_record_ref (AcRecord *self);
void ac_record_unref (AcRecord *self);

const char *ac_record_get (AcRecord *self, AcField field);
const char *ac_record_get_json (AcRecord *self);

/* The fields that the JSON held, as AC_FIELD_BIT()s. */
guint32 ac_record_get_held (AcRecord *self);

/* A copy in which the fields of @instead that are not held have those texts. */
AcRecord *ac_record_fill (AcRecord *self, const char *const instead[AC_N_FIELDS]);

/* Whether a text is what the service has for ids: a number, written in one way. It can be part of a
 * path, and of a message.
 */
gboolean ac_id_is_valid (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcRecord, ac_record_unref)

G_END_DECLS
