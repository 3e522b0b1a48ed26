/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-config.h"

#include <string.h>

#include "acwf-description.h"
#include "acwf-json.h"
#include "acwf-schema.h"

void
acwf_config_free (AcwfConfig *self)
{
  g_free (self->url);
  /* The client has a copy of its own; this one does not outlive the handle. */
  if (self->api_token != NULL)
    explicit_bzero (self->api_token, strlen (self->api_token));
  g_free (self->api_token);
  g_free (self->rate_limiter);
  g_free (self->application_name);
  g_free (self);
}

/* What was not given has the value that the description says. */
static gint64
get_integer (JsonObject *schema, AcJson json, const char *name)
{
  JsonObject *member = json_object_get_object_member (
    json_object_get_object_member (schema, "properties"), name);

  return acwf_json_get_integer (json, name, json_object_get_int_member (member, "default"));
}

static gboolean
take_environment (char **value, const char *field, const char *variable, AcwfError **error)
{
  *value = g_strdup (g_getenv (variable));
  if (*value != NULL && **value != '\0')
    return TRUE;
  *error = acwf_error_new ("bad_config", field,
                           "Neither the configuration's url and api_token nor the environment "
                           "variable %s are set; one of the two ways must name the account",
                           variable);
  return FALSE;
}

static gboolean
take_values (AcwfConfig *self, JsonObject *schema, AcJson json, AcwfError **error)
{
  self->url = acwf_json_dup_member (json, "url");
  self->api_token = acwf_json_dup_member (json, "api_token");
  self->timeout = (double) get_integer (schema, json, "timeout_ms") / 1000;
  self->queue_timeout = (double) get_integer (schema, json, "queue_timeout_ms") / 1000;
  self->max_attempts = (guint) get_integer (schema, json, "max_attempts");
  self->max_tickets = (guint) get_integer (schema, json, "max_tickets");
  self->rate_limiter = acwf_json_dup_member (json, "rate_limiter");
  self->application_name = acwf_json_dup_member (json, "application_name");
  if (self->rate_limiter == NULL)
    self->rate_limiter = g_strdup ("local");
  return self->url != NULL
      || (take_environment (&self->url, "url", "ACTIVECAMPAIGN_URL", error)
          && take_environment (&self->api_token, "api_token", "ACTIVECAMPAIGN_API_TOKEN", error));
}

AcwfConfig *
acwf_config_new (const char *text, AcwfError **error)
{
  JsonObject *schema = json_object_get_object_member (acwf_description_get (), "config");
  g_autofree char *field = NULL, *message = NULL;
  AcwfConfig *self;
  AcJson json;

  if (!acwf_schema_read (schema, "configuration", text != NULL ? text : "{}", &json, &field,
                         &message))
    {
      *error = acwf_error_new ("bad_config", field, "%s", message);
      return NULL;
    }
  self = g_new0 (AcwfConfig, 1);
  if (take_values (self, schema, json, error))
    return self;
  acwf_config_free (self);
  return NULL;
}

#define MAX_CONNECTIONS 64

/* As the client would make it, but one that the engine knows, and so knows when it is through. */
static void
set_session (AcClient *client)
{
  g_autoptr (SoupSession) session = NULL;

  session = g_object_new (SOUP_TYPE_SESSION, "timeout", 0, "max-conns", MAX_CONNECTIONS,
                          "max-conns-per-host", MAX_CONNECTIONS, NULL);
  /* A proxy would see the token: only this computer is spoken to without encryption. */
  if (g_str_has_prefix (ac_client_get_url (client), "http:"))
    soup_session_set_proxy_resolver (session, NULL);
  ac_client_set_session (client, session);
}

AcClient *
acwf_config_make_client (const AcwfConfig *self, AcwfError **error)
{
  g_autoptr (AcClient) client = g_object_new (AC_TYPE_CLIENT, "url", self->url, "api-token",
                                              self->api_token, "max-attempts", self->max_attempts,
                                              "application-name", self->application_name, NULL);

  if (g_initable_init (G_INITABLE (client), NULL, NULL))
    {
      set_session (client);
      return g_steal_pointer (&client);
    }
  *error = acwf_error_new_from_problem (ac_client_get_problem (client));
  (*error)->code = "bad_config";
  return NULL;
}
