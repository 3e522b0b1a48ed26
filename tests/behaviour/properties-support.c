/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "properties-support.h"

#include <json-glib/json-glib.h>

const char newest[]
  = "{\"service\":\"magento2-Default Store View\",\"externalid\":\"default\","
    "\"name\":\"Default Store View\",\"isInternal\":\"0\",\"connectionType\":\"ecommerce\","
    "\"status\":\"1\",\"syncStatus\":\"0\",\"sync_request_time\":null,\"sync_start_time\":null,"
    "\"lastSync\":null,\"logoUrl\":\"https://{url}/static/version1775921150/adminhtml/Magento/"
    "backend/en_US/images/logo.svg\",\"linkUrl\":\"https://{url}/\",\"credentialExpiration\":null,"
    "\"cdate\":\"2026-04-11T10:39:18-05:00\",\"udate\":\"2026-04-11T10:39:18-05:00\","
    "\"disconnectDate\":null,\"listId\":\"1\",\"planTier\":null,"
    "\"links\":{\"options\":\"https://{account_url}.api-us1.com/api/3/connections/2/options\","
    "\"customers\":\"https://{account_url}.api-us1.com/api/3/connections/2/customers\"},"
    "\"id\":\"2\",\"serviceName\":\"magento2-Default Store View\"}";

World *
world_new_with_newest (void)
{
  World *world = world_new_unlimited ();
  g_autofree char *fault = g_strdup_printf ("{\"match\":{\"method\":\"GET\"},\"times\":0,"
                                            "\"body\":{\"connection\":%s}}",
                                            newest);

  world_add_fault (world, fault);
  return world;
}
