/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-account.h"

#include "emulator-json.h"

EmulatorAccount *
emulator_account_new (guint rate_limit)
{
  EmulatorAccount *account = g_new0 (EmulatorAccount, 1);

  account->store = emulator_store_new ();
  account->limiter = emulator_limiter_new (rate_limit);
  return account;
}

void
emulator_account_free (EmulatorAccount *account)
{
  emulator_limiter_free (account->limiter);
  emulator_store_free (account->store);
  g_free (account);
}

void
emulator_account_fill_example (EmulatorAccount *account)
{
  EmulatorConnection *connection = emulator_connection_new (2);

  emulator_connection_set (connection, EMULATOR_SERVICE, "fooCommerce");
  emulator_connection_set (connection, EMULATOR_EXTERNALID, "toolbox@example.com");
  emulator_connection_set (connection, EMULATOR_NAME, "The Toolbox");
  emulator_connection_set (connection, EMULATOR_LOGO_URL, "http://example.com/i/path3523.png");
  emulator_connection_set (connection, EMULATOR_LINK_URL, "http://example.com/");
  emulator_connection_set (connection, EMULATOR_LIST_ID, "1");
  emulator_connection_set (connection, EMULATOR_CDATE, "2017-02-02T14:56:05-06:00");
  emulator_connection_set (connection, EMULATOR_UDATE, "2017-02-02T14:56:05-06:00");
  emulator_store_put (account->store, connection);
}

void
emulator_account_fill (EmulatorAccount *account, guint count)
{
  static const char *const services[] = { "shopify", "woocommerce", "magento2", "fooCommerce" };
  static const char *const trades[] = { "Bakery", "Café", "Toys & Games", "Books", "Garden" };

  for (guint id = 1; id <= count; id++)
    {
      EmulatorConnection *connection = emulator_connection_new (id);
      g_autofree char *externalid = g_strdup_printf ("store-%u@example.com", id);
      g_autofree char *name = g_strdup_printf ("%s %u", trades[id % G_N_ELEMENTS (trades)], id);
      g_autofree char *logo = g_strdup_printf ("https://store-%u.example.com/logo.png", id);
      g_autofree char *link = g_strdup_printf ("https://store-%u.example.com/", id);
      g_autofree char *date = g_strdup_printf ("2024-%02u-%02uT%02u:%02u:00-05:00", id % 12 + 1,
                                               id % 28 + 1, id % 24, id % 60);

      emulator_connection_set (connection, EMULATOR_SERVICE,
                               services[id % G_N_ELEMENTS (services)]);
      emulator_connection_set (connection, EMULATOR_EXTERNALID, externalid);
      emulator_connection_set (connection, EMULATOR_NAME, name);
      emulator_connection_set (connection, EMULATOR_LOGO_URL, logo);
      emulator_connection_set (connection, EMULATOR_LINK_URL, link);
      emulator_connection_set (connection, EMULATOR_LIST_ID, "1");
      emulator_connection_set (connection, EMULATOR_CDATE, date);
      emulator_connection_set (connection, EMULATOR_UDATE, date);
      emulator_store_put (account->store, connection);
    }
}

static gboolean
add_row (EmulatorAccount *account, JsonNode *row, GError **error)
{
  g_autoptr (EmulatorConnection) connection = emulator_connection_new (
    emulator_store_get_next_id (account->store));

  if (!JSON_NODE_HOLDS_OBJECT (row))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a JSON object");
      return FALSE;
    }
  if (!emulator_connection_set_all (connection, json_node_get_object (row), error))
    return FALSE;
  if (emulator_store_get (account->store, connection->id) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "there already is a connection with id %" G_GUINT64_FORMAT, connection->id);
      return FALSE;
    }
  emulator_store_put (account->store, g_steal_pointer (&connection));
  return TRUE;
}

gboolean
emulator_account_fill_from_json (EmulatorAccount *account, JsonArray *rows, GError **error)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (!add_row (account, json_array_get_element (rows, i), error))
      {
        g_prefix_error (error, "connection %u of the list: ", i + 1);
        return FALSE;
      }
  return TRUE;
}

JsonArray *
emulator_account_read_seed (const char *file, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonNode *rows;

  if (!g_file_get_contents (file, &text, NULL, error))
    return NULL;
  root = emulator_json_parse (text, error);
  if (root == NULL)
    {
      g_prefix_error (error, "%s: ", file);
      return NULL;
    }

  rows = JSON_NODE_HOLDS_OBJECT (root)
         ? json_object_get_member (json_node_get_object (root), "connections")
         : root;
  if (rows == NULL || !JSON_NODE_HOLDS_ARRAY (rows))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "%s: neither an array nor an object with an array \"connections\"", file);
      return NULL;
    }
  return json_node_dup_array (rows);
}
