/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-problem-private.h"
#include "ac-refusal.h"
#include "ac-transport.h"

G_BEGIN_DECLS

/* Whether a status tells of a failure: then it counts, whatever became of the body. */
gboolean ac_exchange_was_refused (const AcExchange *exchange);

/* The problem behind an exchange that brought no success; what the server said goes into it,
 * @secret masked.
 */
AcProblem *ac_diagnose (const AcExchange *exchange, const char *secret);

/* Whether the error of an exchange is one that trying again does not mend: about encryption, or
 * that a synchronous call would wait for ever.
 */
gboolean ac_is_lasting_failure (const GError *error);

/* Success in the status, but not in the answer. @wrong: the end of a sentence about the answer. */
AcProblem *ac_diagnose_answer (const AcExchange *exchange, const char *wrong, const char *secret);

G_END_DECLS
