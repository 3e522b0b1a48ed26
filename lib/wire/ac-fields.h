/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "ac-field-table.h"

G_BEGIN_DECLS

/* The fields of a connection, as fields.csv lists them.
 *
 * The value of a field is text, whatever its type: what JSON calls 1, "1" or true is "1" here.
 * So two values are the same exactly where their texts are. NULL is an absent value.
 */
typedef enum
{
  AC_FIELD_TYPE_STRING,
  AC_FIELD_TYPE_BOOLEAN,
  AC_FIELD_TYPE_CONNECTION_STATUS,
  AC_FIELD_TYPE_SYNC_STATUS,
  AC_FIELD_TYPE_DATE,
} AcFieldType;

typedef enum
{
  AC_FIELD_SENT_BY_CREATE = 1 << 0,
  AC_FIELD_SENT_BY_UPDATE = 1 << 1,
} AcFieldSent;

typedef struct
{
  const char *property;
  const char *member;
  const char *submember; /* the member's own member, or NULL */
  AcFieldType type;
  guint sent; /* AcFieldSent flags; 0 for a read-only field */
  const char *meaning;
} AcFieldInfo;

extern const AcFieldInfo ac_fields[AC_N_FIELDS];

#define AC_FIELD_BIT(field) (1u << (field))

/* How a field's text reads in JSON: a bare number, or a string. */
#define AC_FIELD_IS_NUMBER(field)                                                                  \
  (ac_fields[field].type == AC_FIELD_TYPE_CONNECTION_STATUS                                        \
   || ac_fields[field].type == AC_FIELD_TYPE_SYNC_STATUS)

const char *ac_field_property_for_member (const char *member);

G_END_DECLS
