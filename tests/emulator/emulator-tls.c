/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-tls.h"

#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <netinet/in.h>

/* Names beyond this many would make the certificate larger than clients accept. */
#define MAX_ACCOUNT_NAMES 1000
#define DAY G_GINT64_CONSTANT (86400)

typedef struct gnutls_x509_crt_int Certificate;
typedef struct gnutls_x509_privkey_int PrivateKey;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Certificate, gnutls_x509_crt_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrivateKey, gnutls_x509_privkey_deinit)

static int
add_name (Certificate *certificate, const char *name)
{
  return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name,
                                               (unsigned int) strlen (name), GNUTLS_FSAN_APPEND);
}

/* Most clients let "*" not stand before a name without a dot, so each account is named as well. */
static int
add_names (Certificate *certificate, const EmulatorOptions *options)
{
  struct in_addr loopback = { .s_addr = g_htonl (INADDR_LOOPBACK) };
  int result;

  if (options->tls_flaw == EMULATOR_TLS_OTHER_NAME)
    return add_name (certificate, "other.invalid");
  result = add_name (certificate, "localhost");
  if (result >= 0)
    result = add_name (certificate, "*.localhost");
  if (result >= 0)
    result = gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, &loopback,
                                                   sizeof loopback, GNUTLS_FSAN_APPEND);
  for (guint i = 1; i <= MIN (options->accounts, MAX_ACCOUNT_NAMES) && result >= 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("account-%u.localhost", i);

      result = add_name (certificate, name);
    }
  return result;
}

static int
fill (Certificate *certificate, PrivateKey *key, const EmulatorOptions *options)
{
  static const char name[] = "ac-emulator";
  gboolean expired = options->tls_flaw == EMULATOR_TLS_EXPIRED;
  time_t now = time (NULL);
  guint8 serial[8];
  int result = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] = (serial[0] & 0x3f) | 0x40;
  if (result >= 0)
    result = gnutls_x509_crt_set_version (certificate, 3);
  if (result >= 0)
    result = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  if (result >= 0)
    result = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                            (unsigned int) strlen (name));
  if (result >= 0)
    result = gnutls_x509_crt_set_activation_time (certificate, now - 2 * DAY);
  if (result >= 0)
    result = gnutls_x509_crt_set_expiration_time (certificate,
                                                  expired ? now - DAY : now + 365 * DAY);
  if (result >= 0)
    result = gnutls_x509_crt_set_basic_constraints (certificate, 0, -1);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
  if (result >= 0)
    result = add_names (certificate, options);
  if (result >= 0)
    result = gnutls_x509_crt_set_key (certificate, key);
  if (result >= 0)
    result = gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
  return result;
}

GTlsCertificate *
emulator_tls_make_certificate (const EmulatorOptions *options, GError **error)
{
  g_autoptr (Certificate) certificate = NULL;
  g_autoptr (PrivateKey) key = NULL;
  gnutls_datum_t certificate_pem = { NULL, 0 }, key_pem = { NULL, 0 };
  g_autofree char *pem = NULL;
  int result = gnutls_x509_privkey_init (&key);

  if (result >= 0)
    result = gnutls_x509_crt_init (&certificate);
  if (result >= 0)
    result = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                           GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (result >= 0)
    result = fill (certificate, key, options);
  if (result >= 0)
    result = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &certificate_pem);
  if (result >= 0)
    result = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                                &key_pem);
  if (result >= 0)
    pem = g_strdup_printf ("%s%s", certificate_pem.data, key_pem.data);
  gnutls_free (certificate_pem.data);
  gnutls_free (key_pem.data);

  if (result < 0)
    {
      g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_MISC, "no certificate could be made: %s",
                   gnutls_strerror (result));
      return NULL;
    }
  return g_tls_certificate_new_from_pem (pem, -1, error);
}
