/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where an account is: what people paste, made one of a kind. */
typedef struct
{
  char *url;     /* scheme, host and port, such as "https://name.api-us1.com" */
  char *account; /* what tells the account from others: the name, else host and port */
} AcAddress;

/* NULL with AC_ERROR_INVALID where @text is no usable address. */
AcAddress *ac_address_parse (const char *text, GError **error);
void ac_address_free (AcAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcAddress, ac_address_free)

G_END_DECLS
