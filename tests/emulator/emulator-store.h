/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The connections of one account, indexed so that 100,000 of them are no slower than ten. */

#pragma once

#include "emulator-connection.h"

G_BEGIN_DECLS

typedef struct _EmulatorStore EmulatorStore;

EmulatorStore *emulator_store_new (void);
void emulator_store_free (EmulatorStore *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorStore, emulator_store_free)

/* Never given before, as of an auto-increment column. */
guint64 emulator_store_get_next_id (EmulatorStore *store);

const EmulatorConnection *emulator_store_get (EmulatorStore *store, guint64 id);

/* Another connection with the same service and externalid, of which there may be none. */
const EmulatorConnection *
emulator_store_find_twin (EmulatorStore *store, const EmulatorConnection *connection);

/* Takes the connection, in place of the one with its id if there is one. */
void emulator_store_put (EmulatorStore *store, EmulatorConnection *connection);
gboolean emulator_store_remove (EmulatorStore *store, guint64 id);

/* A page of EmulatorConnections in the order of their ids; NULL filters nothing. The total is of
 * all that match. */
GPtrArray *emulator_store_list (EmulatorStore *store,
                                const char *service,
                                const char *externalid,
                                guint offset,
                                guint limit,
                                guint *total);

G_END_DECLS
