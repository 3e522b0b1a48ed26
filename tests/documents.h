/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* A document about one connection, whose members are given. */
#define BODY(members) "{\"connection\":{" members "}}"

/* Answers on record, letter for letter. */

#define DOCUMENTED_UPDATE                                                                          \
  "{\"connection\":{\"service\":\"fooCommerce\",\"externalid\":\"johndoe@example.com\","           \
  "\"name\":\"Acme, Inc.\",\"isInternal\":\"0\",\"status\":\"1\",\"syncStatus\":\"0\","            \
  "\"logoUrl\":\"http://foocorp.net/i/path3523.png\",\"linkUrl\":\"http://example.com/\","         \
  "\"listId\":\"1\",\"cdate\":\"2017-02-02T14:56:05-06:00\","                                      \
  "\"udate\":\"2017-02-03T15:54:51-06:00\","                                                       \
  "\"links\":{\"customers\":\"/api/3/connections/2/customers\"},\"id\":\"2\"}}"

#define NEWEST_CONNECTION                                                                          \
  "{\"service\":\"magento2-Default Store View\",\"externalid\":\"default\","                       \
  "\"name\":\"Default Store View\",\"isInternal\":\"0\",\"connectionType\":\"ecommerce\","         \
  "\"status\":\"1\",\"syncStatus\":\"0\",\"sync_request_time\":null,\"sync_start_time\":null,"     \
  "\"lastSync\":null,\"logoUrl\":\"https://{url}/static/version1775921150/adminhtml/Magento/"      \
  "backend/en_US/images/logo.svg\",\"linkUrl\":\"https://{url}/\",\"credentialExpiration\":null,"  \
  "\"cdate\":\"2026-04-11T10:39:18-05:00\",\"udate\":\"2026-04-11T10:39:18-05:00\","               \
  "\"disconnectDate\":null,\"listId\":\"1\",\"planTier\":null,"                                    \
  "\"links\":{\"options\":\"https://{account_url}.api-us1.com/api/3/connections/2/options\","      \
  "\"customers\":\"https://{account_url}.api-us1.com/api/3/connections/2/customers\"},"            \
  "\"id\":\"2\",\"serviceName\":\"magento2-Default Store View\"}"
