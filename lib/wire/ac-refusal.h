/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "ac-json.h"

G_BEGIN_DECLS

/* What the server said about its "no". All of it NULL where it said nothing. */
typedef struct
{
  char *title; /* of the first error that it named, like detail, code and field */
  char *detail;
  char *code;
  char *field;
  char *message; /* all that was said, in one line */
} AcRefusal;

/* Reads any shape of error that is on record, whatever the body is labelled as. Never fails.
 * Occurrences of @secret are masked.
 */
AcRefusal *ac_refusal_new (const char *body, gsize length, const char *secret);
void ac_refusal_free (AcRefusal *self);

gboolean ac_refusal_says_not_found (const AcRefusal *self);
gboolean ac_refusal_says_duplicate (const AcRefusal *self);

/* What a server wrote, made one line of UTF-8 that a person would read, @secret masked. NULL where
 * nothing is left.
 */
char *ac_refusal_tidy (const char *text, const char *secret);

/* Whether an answer of success carries a failure. */
gboolean ac_refusal_hides_in (AcJson json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcRefusal, ac_refusal_free)

G_END_DECLS
