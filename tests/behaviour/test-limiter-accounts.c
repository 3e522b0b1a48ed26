/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rate limit that all clients of an account share. */

#include "limiter-support.h"

/* What is one account. */
static const struct
{
  const char *one;
  const char *other;
  gboolean same;
} addresses[] = {
  { "https://acme.api-us1.com", "https://acme.activehosted.com", TRUE },
  { "acme", "https://acme.api-us1.com/api/3/", TRUE },
  { "https://ACME.api-us1.com", "acme.activehosted.com", TRUE },
  { "https://crm.example.com", "https://crm.example.com:443/", TRUE },
  { "acme", "acme2", FALSE },
  { "https://crm.example.com", "https://crm.example.com:8443", FALSE },
  { "https://crm.example.com", "https://example.com", FALSE },
};

static void
test_accounts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (AcClient) one = ac_client_new (addresses[i].one, "one", NULL);
      g_autoptr (AcClient) other = ac_client_new (addresses[i].other, "other", NULL);
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_get_for_account (addresses[i].one, NULL);
      gboolean same = ac_client_get_rate_limiter (one) == ac_client_get_rate_limiter (other);

      g_test_message ("%s, %s", addresses[i].one, addresses[i].other);
      g_assert_cmpint (same, ==, addresses[i].same);
      g_assert_true (limiter == ac_client_get_rate_limiter (one));
      g_assert_cmpuint (ac_rate_limiter_get_requests_per_second (limiter), ==, RATE);
    }
}

static void
test_no_account (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ac_rate_limiter_get_for_account ("http://example.com", &error));
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
}

static void
make_many_accounts (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("account%u", i);
      g_autoptr (AcRateLimiter) limiter = ac_rate_limiter_get_for_account (name, NULL);

      g_assert_nonnull (limiter);
    }
}

/* A client made for each call, beside a hundred other accounts, gets no fresh slots. */
static void
test_client_for_each_call (void)
{
  g_autoptr (World) world = world_new (NULL);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < RATE + 3; i++)
    {
      g_autoptr (AcClient) client = world_make_client (world);
      g_autoptr (AcConnection) connection = ac_connection_new (client, "2");
      g_autoptr (GError) error = NULL;

      g_assert_true (ac_connection_refresh_sync (connection, NULL, &error));
      g_assert_no_error (error);
      g_clear_object (&connection);
      g_clear_object (&client);
      make_many_accounts ();
    }
  g_assert_cmpfloat (seconds_since (start), >=, 0.9);
  assert_kept (world);
}

static void
test_pause_outlives_client (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (AcRateLimiter) limiter = NULL;
  AcClient *client = world_make_client (world);
  AcConnection *connection = ac_connection_new (client, "2");

  world_add_fault (world, "{\"status\":429,\"headers\":{\"Retry-After\":\"1000\"}}");
  g_assert_false (ac_connection_refresh_sync (connection, NULL, NULL));
  g_object_unref (connection);
  g_object_unref (client);
  make_many_accounts ();
  limiter = ac_rate_limiter_get_for_account (emulator_get_url (world->emulator), NULL);
  g_assert_cmpfloat (ac_rate_limiter_get_pause (limiter), >, 60);
}

/* A client of another token takes from the same slots. */
static void
test_other_token (void)
{
  g_autoptr (World) world = world_new (NULL);
  g_autoptr (AcClient) other = ac_client_new (emulator_get_url (world->emulator), "other", NULL);
  Answer answers[2 * RATE] = { ANSWER_INIT };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (AcConnection) connection = ac_connection_new (i % 2 == 0 ? world->client : other,
                                                               "2");

      ac_connection_refresh (connection, NULL, answer_take, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_await (&answers[i]);
      g_assert_cmpstr (answer_get_code (&answers[i]), ==, i % 2 == 0 ? "ok" : "forbidden");
      answer_clear (&answers[i]);
    }
  assert_kept (world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limiter/accounts", test_accounts);
  g_test_add_func ("/limiter/no-account", test_no_account);
  g_test_add_func ("/limiter/client-for-each-call", test_client_for_each_call);
  g_test_add_func ("/limiter/pause-outlives-client", test_pause_outlives_client);
  g_test_add_func ("/limiter/other-token", test_other_token);
  return g_test_run ();
}
