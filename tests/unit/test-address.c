/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ac-address.h"

#include "ac-error.h"
#include "cases.h"

#include <string.h>

#define ACME "https://acme.api-us1.com"
#define HOSTED "https://acme.activehosted.com"

typedef struct
{
  const char *name;
  const char *text;
  const char *url;
  const char *account;
} Address;

static const Address addresses[] = {
  { "plain", "https://acme.api-us1.com", ACME, "acme" },
  { "slash", "https://acme.api-us1.com/", ACME, "acme" },
  { "slashes", "https://acme.api-us1.com///", ACME, "acme" },
  { "path of the API", "https://acme.api-us1.com/api/3", ACME, "acme" },
  { "path of the API and a slash", "https://acme.api-us1.com/api/3/", ACME, "acme" },
  { "path of the API and slashes", "https://acme.api-us1.com/api/3//", ACME, "acme" },
  { "path without the version", "https://acme.api-us1.com/api", ACME, "acme" },
  { "path of an endpoint", "https://acme.api-us1.com/api/3/connections/2", ACME, "acme" },
  { "path of the old API", "https://acme.api-us1.com/admin/api.php", ACME, "acme" },
  { "query", "https://acme.api-us1.com/api/3/connections?limit=20", ACME, "acme" },
  { "fragment", "https://acme.api-us1.com/#top", ACME, "acme" },
  { "space around", " \t https://acme.api-us1.com/api/3 \r\n", ACME, "acme" },
  { "upper case", "HTTPS://ACME.API-US1.COM/API/3", ACME, "acme" },
  { "default port", "https://acme.api-us1.com:443", ACME, "acme" },
  { "default port and path", "https://acme.api-us1.com:443/api/3", ACME, "acme" },
  { "trailing dot", "https://acme.api-us1.com./", ACME, "acme" },
  { "no scheme", "acme.api-us1.com", ACME, "acme" },
  { "no scheme, path", "acme.api-us1.com/api/3/", ACME, "acme" },
  { "no scheme, port", "acme.api-us1.com:443", ACME, "acme" },
  { "other port", "https://acme.api-us1.com:8443", ACME ":8443", "acme" },
  { "name", "acme", ACME, "acme" },
  { "name in upper case", "ACME", ACME, "acme" },
  { "name with space around", " acme\n", ACME, "acme" },
  { "name with digits", "acme1699999999", "https://acme1699999999.api-us1.com", "acme1699999999" },
  { "name of digits", "12345", "https://12345.api-us1.com", "12345" },
  { "name with a hyphen", "acme-shop", "https://acme-shop.api-us1.com", "acme-shop" },
  { "name and a slash", "acme/", ACME, "acme" },
  { "escaped letter", "https://%61cme.api-us1.com", ACME, "acme" },

  { "activehosted", "https://acme.activehosted.com", HOSTED, "acme" },
  { "activehosted, page of the app", "https://acme.activehosted.com/app/settings/developer", HOSTED,
    "acme" },
  { "activehosted, upper case", "Acme.ActiveHosted.com", HOSTED, "acme" },
  { "activehosted, query", "acme.activehosted.com/admin/main.php?action=settings#tab", HOSTED,
    "acme" },

  { "own domain", "https://api.example.com/api/3/", "https://api.example.com", "api.example.com" },
  { "own domain, no scheme", "api.example.com", "https://api.example.com", "api.example.com" },
  { "own domain, port", "https://api.example.com:8443/api/3", "https://api.example.com:8443",
    "api.example.com:8443" },
  { "own domain, default port", "https://api.example.com:443", "https://api.example.com",
    "api.example.com" },
  { "own domain, underscore", "https://my_api.example.com", "https://my_api.example.com",
    "my_api.example.com" },
  { "deeper than an account", "https://a.b.api-us1.com", "https://a.b.api-us1.com",
    "a.b.api-us1.com" },
  { "only looks like an account", "https://acme.api-us1.com.example.com",
    "https://acme.api-us1.com.example.com", "acme.api-us1.com.example.com" },
  { "only ends like an account", "https://acmeapi-us1.com", "https://acmeapi-us1.com",
    "acmeapi-us1.com" },
  { "IPv4", "https://192.0.2.7:8443", "https://192.0.2.7:8443", "192.0.2.7:8443" },
  { "IPv6", "https://[2001:db8::7]", "https://[2001:db8::7]", "[2001:db8::7]" },

  { "loopback", "http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080" },
  { "loopback, path of the API", "http://127.0.0.1:8080/api/3/", "http://127.0.0.1:8080",
    "127.0.0.1:8080" },
  { "loopback, default port", "http://127.0.0.1:80", "http://127.0.0.1", "127.0.0.1" },
  { "loopback, port of https", "http://127.0.0.1:443", "http://127.0.0.1:443", "127.0.0.1:443" },
  { "loopback, https", "https://127.0.0.1:8443", "https://127.0.0.1:8443", "127.0.0.1:8443" },
  { "loopback, https, port of http", "https://localhost:80", "https://localhost:80",
    "localhost:80" },
  { "loopback, no scheme", "127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080" },
  { "loopback, another one", "http://127.1.2.3", "http://127.1.2.3", "127.1.2.3" },
  { "loopback, IPv6", "http://[::1]:8080", "http://[::1]:8080", "[::1]:8080" },
  { "loopback, IPv6, no scheme", "[::1]:8080/api/3", "http://[::1]:8080", "[::1]:8080" },
  { "loopback, IPv6, default port", "http://[::1]:80", "http://[::1]", "[::1]" },
  { "localhost", "http://localhost:3000", "http://localhost:3000", "localhost:3000" },
  { "localhost, no scheme", "localhost:3000", "http://localhost:3000", "localhost:3000" },
  { "localhost, bare", "localhost", "http://localhost", "localhost" },
  { "localhost, bare, slash", "localhost/", "http://localhost", "localhost" },
  { "localhost, upper case", "http://LOCALHOST:3000", "http://localhost:3000", "localhost:3000" },
  { "localhost, upper case, no scheme", "LocalHost:3000", "http://localhost:3000",
    "localhost:3000" },
  { "localhost, upper case, bare", "Localhost", "http://localhost", "localhost" },
  { "localhost, trailing dot", "http://localhost.:3000", "http://localhost:3000",
    "localhost:3000" },
  { "below localhost", "http://acme.localhost:3000", "http://acme.localhost:3000",
    "acme.localhost:3000" },
  { "below localhost, no scheme", "acme.localhost:3000", "http://acme.localhost:3000",
    "acme.localhost:3000" },
};

static void
test_address (gconstpointer data)
{
  const Address *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcAddress) address = ac_address_parse (row->text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (address->url, ==, row->url);
  g_assert_cmpstr (address->account, ==, row->account);
}

/* What it is made into is taken as it is. */
static void
test_normal (gconstpointer data)
{
  const Address *row = data;
  g_autoptr (AcAddress) address = ac_address_parse (row->url, NULL);

  g_assert_nonnull (address);
  g_assert_cmpstr (address->url, ==, row->url);
  g_assert_cmpstr (address->account, ==, row->account);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *reason; /* within the message */
} Refused;

#define UNREADABLE "cannot be read"
#define EMPTY "is empty"
#define USER "contains a user name or password"
#define PLAIN_HTTP "starts with http://, which would send the API token unencrypted"
#define SCHEME "has a scheme that is not https"
#define PATH "has a path other than /api/3"
#define NO_DOMAIN "names a host without a domain"

static const Refused refused[] = {
  { "NULL", NULL, EMPTY },
  { "empty", "", EMPTY },
  { "blank", " \t\r\n", EMPTY },
  { "user", "https://john@acme.api-us1.com", USER },
  { "user and password", "https://john:secret@acme.api-us1.com", USER },
  { "empty user", "https://@acme.api-us1.com", USER },
  { "email", "john@acme.api-us1.com", USER },
  { "user for another host", "https://acme.api-us1.com@evil.example", USER },
  { "user on loopback", "http://john@localhost:3000", USER },
  { "http", "http://acme.api-us1.com", PLAIN_HTTP },
  { "http, own domain", "http://api.example.com", PLAIN_HTTP },
  { "http, upper case", "HTTP://acme.api-us1.com", PLAIN_HTTP },
  { "http, other address", "http://192.168.1.1", PLAIN_HTTP },
  { "http, only looks like loopback", "http://127.0.0.1.example.com", PLAIN_HTTP },
  { "http, only looks like localhost", "http://notlocalhost.com", PLAIN_HTTP },
  { "http, all addresses", "http://0.0.0.0:8080", PLAIN_HTTP },
  { "http, IPv6", "http://[2001:db8::7]", PLAIN_HTTP },
  { "http and port 443", "http://acme.api-us1.com:443", PLAIN_HTTP },
  { "ftp", "ftp://acme.api-us1.com", SCHEME },
  { "file", "file://localhost/etc/passwd", SCHEME },
  { "ws", "wss://acme.api-us1.com", SCHEME },
  { "path", "https://api.example.com/crm", PATH },
  { "path of the API below another", "https://api.example.com/crm/api/3", PATH },
  { "path of an endpoint", "https://api.example.com/api/3/connections", PATH },
  { "path of another version", "https://api.example.com/api/2", PATH },
  { "query", "https://api.example.com/api/3?api_key=abc", PATH },
  { "loopback with a path", "http://127.0.0.1:8080/other", PATH },
  { "host without a domain", "https://acme", NO_DOMAIN },
  { "host without a domain, port", "acme:8443", NO_DOMAIN },
  { "no host", "https://", UNREADABLE },
  { "no host but a path", "https:///api/3", UNREADABLE },
  { "space in the host", "https://ac me.api-us1.com", UNREADABLE },
  { "space in the name", "my account", UNREADABLE },
  { "escaped space in the host", "https://ac%20me.api-us1.com", UNREADABLE },
  { "line break in the host", "https://acme\r\n.api-us1.com", UNREADABLE },
  { "control character in the host", "https://ac\x01me.api-us1.com", UNREADABLE },
  { "escaped NUL in the host", "https://ac%00me.api-us1.com", UNREADABLE },
  { "escaped slash in the host", "https://evil.example%2f.api-us1.com", UNREADABLE },
  { "escaped at sign in the host", "https://a%40acme.api-us1.com", UNREADABLE },
  { "escaped question mark in the host", "https://evil.example%3f.api-us1.com", UNREADABLE },
  { "backslash", "https://evil.example\\.api-us1.com", UNREADABLE },
  { "control character in the name", "ac\x7fme", UNREADABLE },
  { "not UTF-8", "https://ac\xffme.api-us1.com", UNREADABLE },
  { "starts with a dot", "https://.api-us1.com", UNREADABLE },
  { "an empty part of the host", "https://acme..api-us1.com", UNREADABLE },
  { "two dots at the end", "acme.api-us1.com..", UNREADABLE },
  { "port that is no number", "https://acme.api-us1.com:https", UNREADABLE },
  { "port too large", "https://acme.api-us1.com:65536", UNREADABLE },
  { "negative port", "https://acme.api-us1.com:-1", UNREADABLE },
  { "IPv6 without brackets", "https://::1", UNREADABLE },
  { "IPv6 not closed", "https://[::1", UNREADABLE },
  { "only punctuation", "://", UNREADABLE },
  { "an API token and an address", "abc123 https://acme.api-us1.com", UNREADABLE },
};

static void
test_refused (gconstpointer data)
{
  const Refused *row = data;
  g_autoptr (GError) error = NULL;
  AcAddress *address = ac_address_parse (row->text, &error);

  g_assert_null (address);
  g_assert_error (error, AC_ERROR, AC_ERROR_INVALID);
  if (strstr (error->message, row->reason) == NULL)
    g_error ("“%s” does not say “%s”", error->message, row->reason);
  g_assert_null (strstr (error->message, "secret"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/address/accepted", addresses, test_address);
  ADD_CASES ("/address/normal form", addresses, test_normal);
  ADD_CASES ("/address/refused", refused, test_refused);
  return g_test_run ();
}
