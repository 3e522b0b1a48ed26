/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One connection: the record that the service keeps. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* In the order of the newest object on record; "links" and "id" come before the last of them. */
typedef enum
{
  EMULATOR_SERVICE,
  EMULATOR_EXTERNALID,
  EMULATOR_NAME,
  EMULATOR_IS_INTERNAL,
  EMULATOR_CONNECTION_TYPE,
  EMULATOR_STATUS,
  EMULATOR_SYNC_STATUS,
  EMULATOR_SYNC_REQUEST_TIME,
  EMULATOR_SYNC_START_TIME,
  EMULATOR_LAST_SYNC,
  EMULATOR_LOGO_URL,
  EMULATOR_LINK_URL,
  EMULATOR_CREDENTIAL_EXPIRATION,
  EMULATOR_CDATE,
  EMULATOR_UDATE,
  EMULATOR_DISCONNECT_DATE,
  EMULATOR_LIST_ID,
  EMULATOR_PLAN_TIER,
  EMULATOR_SERVICE_NAME,
  EMULATOR_N_MEMBERS
} EmulatorMember;

typedef struct
{
  guint64 id;
  char *members[EMULATOR_N_MEMBERS]; /* NULL is null */
} EmulatorConnection;

/* With the defaults of a creation, made now. */
EmulatorConnection *emulator_connection_new (guint64 id);
EmulatorConnection *emulator_connection_copy (const EmulatorConnection *connection);
void emulator_connection_free (EmulatorConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorConnection, emulator_connection_free)

/* EMULATOR_N_MEMBERS for "id", "links" and what is none. */
EmulatorMember emulator_member_from_name (const char *name);
const char *emulator_member_get_name (EmulatorMember member);

void
emulator_connection_set (EmulatorConnection *connection, EmulatorMember member, const char *value);
/* What follows from a write by a client: "udate" is now. */
void emulator_connection_touch (EmulatorConnection *connection);

/* All members of the object may be set, as by the service itself; "links" is left alone. */
gboolean
emulator_connection_set_all (EmulatorConnection *connection, JsonObject *object, GError **error);

/* The 21 members; links begin with `base`, an address without path. */
JsonObject *emulator_connection_to_json (const EmulatorConnection *connection, const char *base);

/* An id as the service writes it: decimal, from 1, no sign and no leading zero. 0 for others. */
guint64 emulator_id_parse (const char *text);

G_END_DECLS
