/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-connection.h"

G_BEGIN_DECLS

/* The fields that are set, as the simulation knows them: apart from the library's own table. */
typedef enum
{
  SIM_SERVICE,
  SIM_EXTERNAL_ID,
  SIM_NAME,
  SIM_LOGO_URL,
  SIM_LINK_URL,
  SIM_STATUS,
  SIM_SYNC_STATUS,
  SIM_LIST_ID,
  SIM_N_FIELDS
} SimField;

#define SIM_FIELD_BIT(field) (1u << (field))

typedef struct
{
  const char *member;
  gboolean is_number;
  gboolean by_create;
  gboolean by_update;
} SimFieldInfo;

extern const SimFieldInfo sim_fields[SIM_N_FIELDS];

/* A text for each field; NULL: absent. */
typedef struct
{
  char *texts[SIM_N_FIELDS];
} SimValues;

void sim_values_set (SimValues *self, SimField field, const char *text);
void sim_values_copy (SimValues *self, const SimValues *from);
void sim_values_clear (SimValues *self);

/* Of {"connection":{…}}; fails where it holds what nobody should send. */
void sim_values_read (SimValues *self, const char *json, gsize length);
char *sim_values_print (const SimValues *self);

/* The properties. NULL for a status stands for UNKNOWN. */
const char *sim_field_get (AcConnection *connection, SimField field);
void sim_field_set (AcConnection *connection, SimField field, const char *text);

G_END_DECLS
