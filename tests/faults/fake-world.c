/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-world.h"

#include "ac-client-private.h"
#include "ac-rate-limiter-private.h"

struct _FakeNetwork
{
  AcTransport parent;
  AcExchange *exchange; /* what waits for an answer, or NULL */
  AcTransportDone done;
  gpointer data;
  GCancellable *cancellable;
  gulong cancelled_id;
  guint n_sent;
};

static void
end (FakeNetwork *self, GError *error)
{
  AcExchange *exchange = g_steal_pointer (&self->exchange);

  g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  g_clear_object (&self->cancellable);
  exchange->error = error;
  self->done (exchange, self->data);
}

static gboolean
give_up (gpointer network)
{
  end (network, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer network)
{
  g_idle_add (give_up, network);
}

static void
send_exchange (AcTransport *transport,
               AcExchange *exchange,
               GCancellable *cancellable,
               AcTransportDone done,
               gpointer data)
{
  FakeNetwork *self = (FakeNetwork *) transport;

  g_assert_null (self->exchange);
  exchange->sent = TRUE;
  self->exchange = exchange;
  self->done = done;
  self->data = data;
  self->n_sent++;
  self->cancellable = g_object_ref (cancellable);
  self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
}

static void
finalize (AcTransport *transport)
{
  g_free (transport);
}

static FakeNetwork *
make_network (void)
{
  FakeNetwork *self = g_new0 (FakeNetwork, 1);

  self->parent = (AcTransport){ .send = send_exchange, .finalize = finalize };
  g_atomic_ref_count_init (&self->parent.refs);
  return self;
}

void
fake_world_init (FakeWorld *self)
{
  g_autoptr (AcRateLimiter) limiter = NULL;
  g_autoptr (GError) error = NULL;

  *self = (FakeWorld){ .clock = fake_clock_new (), .network = make_network () };
  self->client = ac_client_new ("https://example.api-us1.com", "token", &error);
  g_assert_no_error (error);
  limiter = ac_rate_limiter_new_with_clock (5, fake_clock_get_clock (self->clock));
  ac_client_set_rate_limiter (self->client, limiter);
  ac_client_set_world (self->client, fake_clock_get_clock (self->clock), &self->network->parent);
}

void
fake_world_clear (FakeWorld *self)
{
  g_object_unref (self->client);
  g_free (self->code);
  fake_clock_free (self->clock);
}

guint
fake_world_count_sent (FakeWorld *self)
{
  return self->network->n_sent;
}

const char *
fake_world_get_method (FakeWorld *self)
{
  return self->network->exchange != NULL ? self->network->exchange->method : NULL;
}

void
fake_world_answer (FakeWorld *self, const FakeAnswer *answer)
{
  AcExchange *exchange = self->network->exchange;
  GError *error = NULL;

  g_assert_nonnull (exchange);
  exchange->status = answer->status;
  exchange->answer = answer->body != NULL ? g_bytes_new (answer->body, strlen (answer->body))
                                          : NULL;
  exchange->retry_after = g_strdup (answer->retry_after);
  exchange->date = g_strdup (answer->date);
  if (answer->status == 0)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "Connection reset");
  end (self->network, error);
  fake_clock_settle (self->clock);
}

void
fake_world_note_end (GObject *object, GAsyncResult *result, gpointer world)
{
  FakeWorld *self = world;
  AcProblem *problem = ac_problem_from_result (result);

  self->n_calls++;
  g_free (self->code);
  self->code = g_strdup (problem != NULL ? ac_problem_get_code (problem) : "ok");
}

char *
fake_world_format_date (FakeWorld *self, double offset, const char *format)
{
  g_autoptr (GDateTime) now = ac_clock_get_date (fake_clock_get_clock (self->clock));
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, offset);

  return g_date_time_format (then, format);
}
