/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-client-private.h"

static double
get_seconds (AcClient *self, const double *where)
{
  double seconds;

  g_mutex_lock (&self->lock);
  seconds = *where;
  g_mutex_unlock (&self->lock);
  return seconds;
}

static void
set_seconds (AcClient *self, double *where, double seconds, const char *property)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = *where != seconds;
  *where = seconds;
  g_mutex_unlock (&self->lock);
  if (changed)
    g_object_notify (G_OBJECT (self), property);
}

/**
 * ac_client_get_timeout:
 * @self: a client
 *
 * Gets [property@Client:timeout].
 *
 * Returns: the seconds, 0 for no end
 *
 * Since: 1.0
 */
double
ac_client_get_timeout (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), 0);

  return get_seconds (self, &self->timeout);
}

/**
 * ac_client_set_timeout:
 * @self: a client
 * @timeout: seconds, 0 for no end
 *
 * Sets [property@Client:timeout], for operations that are yet to begin.
 *
 * Since: 1.0
 */
void
ac_client_set_timeout (AcClient *self, double timeout)
{
  g_return_if_fail (AC_IS_CLIENT (self));
  g_return_if_fail (timeout >= 0);

  set_seconds (self, &self->timeout, timeout, "timeout");
}

/**
 * ac_client_get_queue_timeout:
 * @self: a client
 *
 * Gets [property@Client:queue-timeout].
 *
 * Returns: the seconds, 0 for no end
 *
 * Since: 1.0
 */
double
ac_client_get_queue_timeout (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), 0);

  return get_seconds (self, &self->queue_timeout);
}

/**
 * ac_client_set_queue_timeout:
 * @self: a client
 * @queue_timeout: seconds, 0 for no end
 *
 * Sets [property@Client:queue-timeout], for operations that are yet to begin.
 *
 * Since: 1.0
 */
void
ac_client_set_queue_timeout (AcClient *self, double queue_timeout)
{
  g_return_if_fail (AC_IS_CLIENT (self));
  g_return_if_fail (queue_timeout >= 0);

  set_seconds (self, &self->queue_timeout, queue_timeout, "queue-timeout");
}

/**
 * ac_client_get_max_attempts:
 * @self: a client
 *
 * Gets [property@Client:max-attempts].
 *
 * Returns: how often a request is tried at most
 *
 * Since: 1.0
 */
guint
ac_client_get_max_attempts (AcClient *self)
{
  guint max_attempts;

  g_return_val_if_fail (AC_IS_CLIENT (self), 0);

  g_mutex_lock (&self->lock);
  max_attempts = self->max_attempts;
  g_mutex_unlock (&self->lock);
  return max_attempts;
}

/**
 * ac_client_set_max_attempts:
 * @self: a client
 * @max_attempts: how often, at least 1
 *
 * Sets [property@Client:max-attempts], for operations that are yet to begin.
 *
 * Since: 1.0
 */
void
ac_client_set_max_attempts (AcClient *self, guint max_attempts)
{
  gboolean changed;

  g_return_if_fail (AC_IS_CLIENT (self));
  g_return_if_fail (max_attempts > 0);

  g_mutex_lock (&self->lock);
  changed = self->max_attempts != max_attempts;
  self->max_attempts = max_attempts;
  g_mutex_unlock (&self->lock);
  if (changed)
    g_object_notify (G_OBJECT (self), "max-attempts");
}

/* The registry, which may drop limiters of other accounts meanwhile, is not asked under the lock.
 */
static AcRateLimiter *
ensure_rate_limiter (AcClient *self)
{
  g_autoptr (AcRateLimiter) shared = NULL;
  AcRateLimiter *limiter;

  g_mutex_lock (&self->lock);
  limiter = self->rate_limiter;
  g_mutex_unlock (&self->lock);
  if (limiter != NULL || self->address == NULL)
    return limiter;

  shared = ac_rate_limiter_get_for_account (self->address->url, NULL);
  g_mutex_lock (&self->lock);
  if (self->rate_limiter == NULL)
    self->rate_limiter = g_steal_pointer (&shared);
  limiter = self->rate_limiter;
  g_mutex_unlock (&self->lock);
  return limiter;
}

/**
 * ac_client_get_rate_limiter:
 * @self: a client
 *
 * Gets [property@Client:rate-limiter].
 *
 * Returns: (transfer none) (nullable): the limiter, NULL where the client's address is not usable
 *
 * Since: 1.0
 */
AcRateLimiter *
ac_client_get_rate_limiter (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);

  return ensure_rate_limiter (self);
}

/* For what can be set until the first operation: exchanges *where and *value, where it may. */
static gboolean
exchange (AcClient *self, gpointer *where, gpointer *value, const char *property)
{
  gpointer old;
  gboolean too_late;

  g_mutex_lock (&self->lock);
  too_late = self->transport != NULL;
  if (!too_late)
    {
      old = *where;
      *where = *value;
      *value = old;
    }
  g_mutex_unlock (&self->lock);

  if (too_late)
    g_warning ("AcClient:%s can only be set before the client's first operation", property);
  return !too_late;
}

static void
set_object (AcClient *self, gpointer where, gpointer object, const char *property)
{
  gpointer other = object != NULL ? g_object_ref (object) : NULL;

  if (exchange (self, where, &other, property) && other != object)
    g_object_notify (G_OBJECT (self), property);
  g_clear_object (&other);
}

/**
 * ac_client_set_rate_limiter:
 * @self: a client
 * @rate_limiter: (nullable): a limiter, NULL for the one that the account's clients share
 *
 * Sets [property@Client:rate-limiter], before the client's first operation.
 *
 * Since: 1.0
 */
void
ac_client_set_rate_limiter (AcClient *self, AcRateLimiter *rate_limiter)
{
  g_return_if_fail (AC_IS_CLIENT (self));
  g_return_if_fail (rate_limiter == NULL || AC_IS_RATE_LIMITER (rate_limiter));

  set_object (self, &self->rate_limiter, rate_limiter, "rate-limiter");
}

/**
 * ac_client_get_session:
 * @self: a client
 *
 * Gets [property@Client:session].
 *
 * Returns: (transfer none) (nullable): the app's session, NULL where none was set
 *
 * Since: 1.0
 */
SoupSession *
ac_client_get_session (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);

  return self->session;
}

/**
 * ac_client_set_session:
 * @self: a client
 * @session: (nullable): a session of the app's own
 *
 * Sets [property@Client:session], before the client's first operation.
 *
 * Since: 1.0
 */
void
ac_client_set_session (AcClient *self, SoupSession *session)
{
  g_return_if_fail (AC_IS_CLIENT (self));
  g_return_if_fail (session == NULL || SOUP_IS_SESSION (session));

  set_object (self, &self->session, session, "session");
}

/**
 * ac_client_get_application_name:
 * @self: a client
 *
 * Gets [property@Client:application-name].
 *
 * Returns: (transfer none) (nullable): the app's name, NULL where none was set
 *
 * Since: 1.0
 */
const char *
ac_client_get_application_name (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);

  return self->application_name;
}

/**
 * ac_client_set_application_name:
 * @self: a client
 * @application_name: (nullable): the app's name, in printable ASCII
 *
 * Sets [property@Client:application-name], before the client's first operation.
 *
 * Since: 1.0
 */
void
ac_client_set_application_name (AcClient *self, const char *application_name)
{
  g_autofree char *other = NULL;

  g_return_if_fail (AC_IS_CLIENT (self));

  other = g_strdup (application_name);
  if (exchange (self, (gpointer *) &self->application_name, (gpointer *) &other, "application-name")
      && g_strcmp0 (other, application_name) != 0)
    g_object_notify (G_OBJECT (self), "application-name");
}
