/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-transport.h"

AcTransport *
ac_transport_ref (AcTransport *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ac_transport_unref (AcTransport *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    self->finalize (self);
}

AcExchange *
ac_exchange_new (const char *method, const char *path, GBytes *body)
{
  AcExchange *self = g_new0 (AcExchange, 1);

  self->method = method;
  self->path = g_strdup (path);
  self->body = body != NULL ? g_bytes_ref (body) : NULL;
  return self;
}

void
ac_exchange_forget_answer (AcExchange *self)
{
  self->sent = FALSE;
  self->status = 0;
  self->too_large = FALSE;
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->retry_after, g_free);
  g_clear_pointer (&self->request_id, g_free);
  g_clear_pointer (&self->date, g_free);
  g_clear_pointer (&self->ac_error, g_free);
}

void
ac_exchange_free (AcExchange *self)
{
  ac_exchange_forget_answer (self);
  g_free (self->path);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}
