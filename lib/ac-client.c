/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-client-private.h"

#include "ac-soup-transport.h"
#include "ac-version.h"

/**
 * AcClient:
 *
 * An ActiveCampaign account: its address, an API token, and the limits to keep.
 *
 * One client serves all connections of the account. It may be used from every thread. How many
 * requests go out is decided by the [class@RateLimiter] that all clients of an account share.
 *
 * Since: 1.0
 */

#define DEFAULT_TIMEOUT 60.0
#define DEFAULT_ATTEMPTS 5

static void ac_client_initable_iface_init (GInitableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AcClient,
                               ac_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE,
                                                      ac_client_initable_iface_init))

enum
{
  PROP_URL = 1,
  PROP_ACCOUNT,
  PROP_API_TOKEN,
  PROP_TIMEOUT,
  PROP_QUEUE_TIMEOUT,
  PROP_MAX_ATTEMPTS,
  PROP_RATE_LIMITER,
  PROP_SESSION,
  PROP_APPLICATION_NAME,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What may stand in a header. */
static gboolean
is_printable (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return TRUE;
}

static AcProblem *
check_token (const char *token)
{
  if (token == NULL || *token == '\0')
    return ac_problem_new_invalid ("api-token", "The API token is empty; it is shown in "
                                                "ActiveCampaign under Settings, Developer");
  if (!is_printable (token))
    return ac_problem_new_invalid ("api-token", "The API token contains a space, a line break or "
                                                "another character that no token has; copy it "
                                                "again");
  return NULL;
}

static void
ac_client_constructed (GObject *object)
{
  AcClient *self = AC_CLIENT (object);
  g_autoptr (GError) error = NULL;

  G_OBJECT_CLASS (ac_client_parent_class)->constructed (object);

  self->address = ac_address_parse (self->given_url, &error);
  g_clear_pointer (&self->given_url, g_free);
  self->unusable = error != NULL ? ac_problem_new_invalid ("url", error->message)
                                 : check_token (self->api_token);
}

static gboolean
ac_client_initable_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  AcClient *self = AC_CLIENT (initable);

  if (self->unusable == NULL)
    return TRUE;
  ac_client_report (self, self->unusable);
  g_propagate_error (error, ac_problem_to_error (self->unusable));
  return FALSE;
}

static void
ac_client_initable_iface_init (GInitableIface *iface)
{
  iface->init = ac_client_initable_init;
}

static void
ac_client_finalize (GObject *object)
{
  AcClient *self = AC_CLIENT (object);

  g_free (self->api_token);
  g_clear_pointer (&self->address, ac_address_free);
  g_clear_object (&self->unusable);
  g_free (self->application_name);
  g_clear_object (&self->session);
  g_clear_object (&self->rate_limiter);
  g_clear_pointer (&self->transport, ac_transport_unref);
  g_clear_object (&self->problem);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ac_client_parent_class)->finalize (object);
}

/* The object behind a pointer that another thread may change. */
static gpointer
dup_object (AcClient *self, gpointer where)
{
  gpointer object;

  g_mutex_lock (&self->lock);
  object = *(gpointer *) where;
  if (object != NULL)
    g_object_ref (object);
  g_mutex_unlock (&self->lock);
  return object;
}

static void
ac_client_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  AcClient *self = AC_CLIENT (object);

  switch (property_id)
    {
    case PROP_URL:
      g_value_set_string (value, ac_client_get_url (self));
      break;
    case PROP_ACCOUNT:
      g_value_set_string (value, ac_client_get_account (self));
      break;
    case PROP_TIMEOUT:
      g_value_set_double (value, ac_client_get_timeout (self));
      break;
    case PROP_QUEUE_TIMEOUT:
      g_value_set_double (value, ac_client_get_queue_timeout (self));
      break;
    case PROP_MAX_ATTEMPTS:
      g_value_set_uint (value, ac_client_get_max_attempts (self));
      break;
    case PROP_RATE_LIMITER:
      ac_client_get_rate_limiter (self); /* makes the shared one, where none was set */
      g_value_take_object (value, dup_object (self, &self->rate_limiter));
      break;
    case PROP_SESSION:
      g_value_take_object (value, dup_object (self, &self->session));
      break;
    case PROP_APPLICATION_NAME:
      g_value_set_string (value, ac_client_get_application_name (self));
      break;
    case PROP_PROBLEM:
      g_value_take_object (value, dup_object (self, &self->problem));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ac_client_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  AcClient *self = AC_CLIENT (object);

  switch (property_id)
    {
    case PROP_URL:
      self->given_url = g_value_dup_string (value);
      break;
    case PROP_API_TOKEN:
      self->api_token = g_value_dup_string (value);
      break;
    case PROP_TIMEOUT:
      ac_client_set_timeout (self, g_value_get_double (value));
      break;
    case PROP_QUEUE_TIMEOUT:
      ac_client_set_queue_timeout (self, g_value_get_double (value));
      break;
    case PROP_MAX_ATTEMPTS:
      ac_client_set_max_attempts (self, g_value_get_uint (value));
      break;
    case PROP_RATE_LIMITER:
      ac_client_set_rate_limiter (self, g_value_get_object (value));
      break;
    case PROP_SESSION:
      ac_client_set_session (self, g_value_get_object (value));
      break;
    case PROP_APPLICATION_NAME:
      ac_client_set_application_name (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ac_client_class_init (AcClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags settable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = ac_client_constructed;
  object_class->finalize = ac_client_finalize;
  object_class->get_property = ac_client_get_property;
  object_class->set_property = ac_client_set_property;

  /**
   * AcClient:url:
   *
   * Address of the account, such as `https://name.api-us1.com`. It may be given in any form that
   * [ctor@Client.new] takes and is read without path and slash.
   *
   * Since: 1.0
   */
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL,
                                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * AcClient:account:
   *
   * What the account's limit of requests goes by: the name in an address of ActiveCampaign's, else
   * host and port.
   *
   * Since: 1.0
   */
  properties[PROP_ACCOUNT] = g_param_spec_string ("account", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);

  /**
   * AcClient:api-token:
   *
   * The API token of a user of the account. It cannot be read.
   *
   * Since: 1.0
   */
  properties[PROP_API_TOKEN] = g_param_spec_string ("api-token", NULL, NULL, NULL,
                                                    G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                      | G_PARAM_STATIC_STRINGS);

  /**
   * AcClient:timeout:
   *
   * Seconds that an operation may take, from its first slot of the rate limit; 0 for no end.
   * Attempts, the time between them and pauses of the account count, waiting in the queue for a
   * slot does not. Where an operation walks over pages, it holds for each page.
   *
   * Since: 1.0
   */
  properties[PROP_TIMEOUT] = g_param_spec_double ("timeout", NULL, NULL, 0, G_MAXDOUBLE,
                                                  DEFAULT_TIMEOUT, settable);

  /**
   * AcClient:queue-timeout:
   *
   * Seconds that an operation may wait for its first slot of the rate limit; 0 for no end.
   *
   * Since: 1.0
   */
  properties[PROP_QUEUE_TIMEOUT] = g_param_spec_double ("queue-timeout", NULL, NULL, 0, G_MAXDOUBLE,
                                                        0, settable);

  /**
   * AcClient:max-attempts:
   *
   * How often a request is tried at most.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_ATTEMPTS] = g_param_spec_uint ("max-attempts", NULL, NULL, 1, G_MAXUINT,
                                                     DEFAULT_ATTEMPTS, settable);

  /**
   * AcClient:rate-limiter:
   *
   * What keeps the account's limit of requests; unless set, the limiter that all clients of the
   * account share. Can be set until the first operation.
   *
   * Since: 1.0
   */
  properties[PROP_RATE_LIMITER] = g_param_spec_object ("rate-limiter", NULL, NULL,
                                                       AC_TYPE_RATE_LIMITER, settable);

  /**
   * AcClient:session:
   *
   * A session of the app's own, for a proxy or certificates; NULL for one that the client makes.
   * Can be set until the first operation. Its logger, cookie jar, cache, authentication and decoder
   * are not used for the client's messages; a `user-agent` that it has replaces the client's. Where
   * it allows few connections to a host, requests wait for one. HTTP/1.1 is spoken, or HTTP/2 on a
   * connection of the app's own that has it.
   *
   * Since: 1.0
   */
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, SOUP_TYPE_SESSION,
                                                  settable);

  /**
   * AcClient:application-name:
   *
   * Name and version of the app, such as `Shop/1.2`, for the server's log. Can be set until the
   * first operation.
   *
   * Since: 1.0
   */
  properties[PROP_APPLICATION_NAME] = g_param_spec_string ("application-name", NULL, NULL, NULL,
                                                           settable);

  /**
   * AcClient:problem:
   *
   * The problem of the client's operation that ended last; NULL after a success.
   *
   * Since: 1.0
   */
  properties[PROP_PROBLEM] = g_param_spec_object ("problem", NULL, NULL, AC_TYPE_PROBLEM,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ac_client_init (AcClient *self)
{
  g_mutex_init (&self->lock);
  self->clock = ac_clock_get_default ();
  self->timeout = DEFAULT_TIMEOUT;
  self->max_attempts = DEFAULT_ATTEMPTS;
}

/**
 * ac_client_new:
 * @url: the account's address, `https://name.api-us1.com` or another that ActiveCampaign shows,
 *   with or without scheme, `/api/3` and slashes, or just the account's name
 * @api_token: an API token of the account
 * @error: return location for an error
 *
 * Makes a client for an account. No request is made, see [method@Client.check]. The address must
 * be one of `https`, but for this computer's own.
 *
 * Returns: (transfer full): a new client, or NULL with %AC_ERROR_INVALID
 *
 * Since: 1.0
 */
AcClient *
ac_client_new (const char *url, const char *api_token, GError **error)
{
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_initable_new (AC_TYPE_CLIENT, NULL, error, "url", url, "api-token", api_token, NULL);
}

/**
 * ac_client_new_from_environment:
 * @error: return location for an error
 *
 * Makes a client for the account that the environment variables `ACTIVECAMPAIGN_URL` and
 * `ACTIVECAMPAIGN_API_TOKEN` name.
 *
 * Returns: (transfer full): a new client, or NULL with %AC_ERROR_INVALID
 *
 * Since: 1.0
 */
AcClient *
ac_client_new_from_environment (GError **error)
{
  static const char *const names[] = { "ACTIVECAMPAIGN_URL", "ACTIVECAMPAIGN_API_TOKEN" };
  const char *values[G_N_ELEMENTS (names)];

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      values[i] = g_getenv (names[i]);
      if (values[i] == NULL || *values[i] == '\0')
        {
          g_set_error (error, AC_ERROR, AC_ERROR_INVALID,
                       "The environment variable %s is not set; it is one of the two that name the "
                       "ActiveCampaign account",
                       names[i]);
          return NULL;
        }
    }
  return ac_client_new (values[0], values[1], error);
}

/**
 * ac_client_get_url:
 * @self: a client
 *
 * Gets [property@Client:url].
 *
 * Returns: (transfer none) (nullable): the account's address, NULL where it is not usable
 *
 * Since: 1.0
 */
const char *
ac_client_get_url (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);

  return self->address != NULL ? self->address->url : NULL;
}

/**
 * ac_client_get_account:
 * @self: a client
 *
 * Gets [property@Client:account].
 *
 * Returns: (transfer none) (nullable): the account, NULL where the address is not usable
 *
 * Since: 1.0
 */
const char *
ac_client_get_account (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);

  return self->address != NULL ? self->address->account : NULL;
}

/**
 * ac_client_get_problem:
 * @self: a client
 *
 * Gets [property@Client:problem]. Where the client is used from several threads, read the property
 * with g_object_get() instead, which gives a reference.
 *
 * Returns: (transfer none) (nullable): the problem, NULL after a success
 *
 * Since: 1.0
 */
AcProblem *
ac_client_get_problem (AcClient *self)
{
  g_return_val_if_fail (AC_IS_CLIENT (self), NULL);

  return self->problem;
}

void
ac_client_report (gpointer object, AcProblem *problem)
{
  AcClient *self = AC_CLIENT (object);
  g_autoptr (AcProblem) old = NULL;

  g_mutex_lock (&self->lock);
  old = self->problem;
  self->problem = problem != NULL ? g_object_ref (problem) : NULL;
  g_mutex_unlock (&self->lock);
  if (old != problem)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
ac_client_set_world (AcClient *self, AcClock *clock, AcTransport *transport)
{
  g_return_if_fail (self->transport == NULL);

  self->clock = clock;
  self->transport = transport;
}

/* With the lock. NULL where it can't be made. */
static AcTransport *
ensure_transport (AcClient *self)
{
  const char *name = self->application_name;
  g_autofree char *user_agent = g_strconcat (name != NULL ? name : "", name != NULL ? " " : "",
                                             "activecampaign-glib/" AC_VERSION_STRING, NULL);

  if (self->transport == NULL)
    self->transport = ac_soup_transport_new (self->address->url, self->api_token, user_agent,
                                             self->session);
  return self->transport;
}

/* With the lock. */
static AcProblem *
find_fault (AcClient *self)
{
  if (self->unusable != NULL)
    return g_object_ref (self->unusable);
  if (self->application_name != NULL && !g_str_is_ascii (self->application_name))
    return ac_problem_new_invalid ("application-name", "The application name is not ASCII; it goes "
                                                       "into a header");
  for (const char *p = self->application_name; p != NULL && *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return ac_problem_new_invalid ("application-name", "The application name contains a control "
                                                         "character");
  return NULL;
}

AcCall *
ac_client_begin_call (AcClient *self,
                      GMainContext *context,
                      GCancellable *cancellable,
                      AcProblem **problem)
{
  g_autoptr (AcTransport) transport = NULL;
  AcCallTerms terms;

  if (self == NULL)
    {
      *problem = ac_problem_new_invalid ("client", "The connection has no client; give it one when "
                                                   "it is made");
      return NULL;
    }
  g_mutex_lock (&self->lock);
  *problem = find_fault (self);
  if (*problem != NULL)
    {
      g_mutex_unlock (&self->lock);
      return NULL;
    }
  transport = ac_transport_ref (ensure_transport (self));
  terms = (AcCallTerms){
    .transport = transport,
    .clock = self->clock,
    .secret = self->api_token,
    .timeout = self->timeout,
    .queue_timeout = self->queue_timeout,
    .max_attempts = self->max_attempts,
  };
  g_mutex_unlock (&self->lock);
  /* Nobody sets another any more, for there is a transport. */
  terms.limiter = ac_client_get_rate_limiter (self);
  return ac_call_new (&terms, context, cancellable);
}
