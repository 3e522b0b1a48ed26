/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-address.h"

#include "ac-error.h"

#include <gio/gio.h>
#include <string.h>

#define EXAMPLE "use an address such as https://name.api-us1.com, or just the account's name"

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return strcmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

static gboolean
is_host_name (const char *host)
{
  for (const char *p = host; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._:", *p) == NULL)
      return FALSE;
  return *host != '\0' && *host != '.' && *host != '-' && strstr (host, "..") == NULL;
}

static gboolean
is_account_name (const char *text)
{
  return is_host_name (text) && strpbrk (text, "._:") == NULL
      && g_ascii_strcasecmp (text, "localhost") != 0;
}

/* The account's name, where the host is one of ActiveCampaign's own. */
static char *
dup_account_name (const char *host)
{
  static const char *const domains[] = { ".api-us1.com", ".activehosted.com" };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (g_str_has_suffix (host, domains[i]))
      {
        g_autofree char *name = g_strndup (host, strlen (host) - strlen (domains[i]));

        if (is_account_name (name))
          return g_steal_pointer (&name);
      }
  return NULL;
}

static gboolean
is_api_path (const char *path)
{
  g_autofree char *bare = g_strdup (path);
  gsize length = strlen (bare);

  while (length > 0 && bare[length - 1] == '/')
    bare[--length] = '\0';
  return *bare == '\0' || strcmp (bare, "/api/3") == 0 || strcmp (bare, "/api") == 0;
}

/* Whether "host:port" without a scheme means this computer, where plain http is what there is. */
static gboolean
lacks_scheme_on_loopback (const char *text)
{
  g_autofree char *host = NULL;

  if (*text == '[')
    host = g_ascii_strdown (text + 1, (gssize) strcspn (text + 1, "]"));
  else
    host = g_ascii_strdown (text, (gssize) strcspn (text, ":/"));
  return is_loopback (host);
}

static GUri *
parse_uri (const char *text, GError **error)
{
  const char *path = text + strcspn (text, "/");
  g_autofree char *start = g_strndup (text, (gsize) (path - text));
  g_autofree char *whole = NULL;
  g_autoptr (GUri) uri = NULL;

  if (is_account_name (start) && is_api_path (path))
    whole = g_strdup_printf ("https://%s.api-us1.com", start);
  else if (strstr (text, "://") != NULL)
    whole = g_strdup (text);
  else
    whole = g_strdup_printf ("%s://%s", lacks_scheme_on_loopback (text) ? "http" : "https", text);

  uri = g_uri_parse (whole, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || !is_host_name (g_uri_get_host (uri)))
    {
      g_set_error (error, AC_ERROR, AC_ERROR_INVALID,
                   "The address of the ActiveCampaign account cannot be read: " EXAMPLE);
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static const char *
find_fault (GUri *uri, const char *host, gboolean is_own_host)
{
  const char *scheme = g_uri_get_scheme (uri);

  if (g_uri_get_userinfo (uri) != NULL)
    return "contains a user name or password; leave it out: the API token is given on its own";
  if (strcmp (scheme, "http") == 0 && !is_loopback (host))
    return "starts with http://, which would send the API token unencrypted; use https://";
  if (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0)
    return "has a scheme that is not https; " EXAMPLE;
  /* Copied from the browser's address bar, the path may be any page of the account. */
  if (!is_own_host && (!is_api_path (g_uri_get_path (uri)) || g_uri_get_query (uri) != NULL))
    return "has a path other than /api/3; " EXAMPLE;
  if (!is_own_host && strchr (host, '.') == NULL && strchr (host, ':') == NULL
      && !is_loopback (host))
    return "names a host without a domain; " EXAMPLE;
  return NULL;
}

AcAddress *
ac_address_parse (const char *text, GError **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *host = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GUri) uri = NULL;
  AcAddress *self;
  const char *fault;
  int port;

  if (*bare == '\0')
    {
      g_set_error (error, AC_ERROR, AC_ERROR_INVALID,
                   "The address of the ActiveCampaign account is empty: " EXAMPLE);
      return NULL;
    }
  uri = parse_uri (bare, error);
  if (uri == NULL)
    return NULL;

  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  if (g_str_has_suffix (host, "."))
    host[strlen (host) - 1] = '\0';
  name = dup_account_name (host);
  fault = find_fault (uri, host, name != NULL);
  if (fault != NULL)
    {
      g_set_error (error, AC_ERROR, AC_ERROR_INVALID,
                   "The address of the ActiveCampaign account %s", fault);
      return NULL;
    }

  port = g_uri_get_port (uri);
  if (port == (strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80))
    port = -1;
  self = g_new0 (AcAddress, 1);
  self->url = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host, port, "", NULL,
                          NULL);
  if (name != NULL)
    self->account = g_steal_pointer (&name);
  else
    self->account = g_strdup (strstr (self->url, "://") + strlen ("://"));
  return self;
}

void
ac_address_free (AcAddress *self)
{
  g_free (self->url);
  g_free (self->account);
  g_free (self);
}
