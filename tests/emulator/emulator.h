/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* An emulator of ActiveCampaign's connections API, to test and try clients against.
 *
 * It serves HTTP on the loopback interface from a thread of its own, so that a test may block, or
 * run its own main loop, as it likes. Every fault that a client must survive can be ordered with
 * emulator_control(), which takes the same requests as the control endpoint under /emulator. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Emulator Emulator;

/* What is wrong with the certificate. */
typedef enum
{
  EMULATOR_TLS_SOUND,
  EMULATOR_TLS_EXPIRED,
  EMULATOR_TLS_OTHER_NAME, /* of another host */
} EmulatorTlsFlaw;

/* Accounts are told apart by the Host header alone: account K (from 1) is at
 * account-K.localhost, every other name is account 1.
 *
 * The latency of a request is uniform between the two bounds. A random part of it passes before
 * the limiter counts the request and the rest after that, as on a real network. */
typedef struct
{
  const char *token; /* NULL: "emulator-token" */
  guint16 port;      /* 0: any free one */
  guint accounts;    /* how many there are */
  guint rate_limit;  /* requests a second and account; 0: no limit */
  guint latency_min_ms;
  guint latency_max_ms;
  guint32 seed; /* of the randomness of latency */
  gboolean tls; /* with a certificate made at start */
  EmulatorTlsFlaw tls_flaw;
  guint connections;       /* made at start in every account */
  const char *seed_file;   /* connections of account 1: what GET /connections answers, or a bare
                              array */
  const char *faults_file; /* faults to begin with: what PUT /emulator/faults takes */
  gboolean verbose;        /* one line to stderr for each request, never the token */
} EmulatorOptions;

#define EMULATOR_OPTIONS_INIT                                                                      \
  {                                                                                                \
    .accounts = 1, .rate_limit = 5                                                                 \
  }

/* NULL options: EMULATOR_OPTIONS_INIT. Account 1 then holds one connection, with id "2". */
Emulator *emulator_new (const EmulatorOptions *options, GError **error);

/* Closes every connection, whatever is still waiting for an answer. */
void emulator_free (Emulator *emulator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Emulator, emulator_free)

/* "http://127.0.0.1:PORT", with TLS https. */
const char *emulator_get_url (Emulator *emulator);
/* "http://account-K.localhost:PORT" */
char *emulator_dup_account_url (Emulator *emulator, guint account);
const char *emulator_get_token (Emulator *emulator);
/* NULL without TLS. */
GTlsCertificate *emulator_get_certificate (Emulator *emulator);

/* These counts may be read from any thread. After every change of one the default main context is
 * woken up, so that a test can wait for it:
 *
 *   while (emulator_count_held (emulator) < 1)
 *     g_main_context_iteration (NULL, TRUE); */

/* API requests since the log was last emptied. */
guint emulator_count_requests (Emulator *emulator);
/* Requests that a "hold" fault keeps waiting now. */
guint emulator_count_held (Emulator *emulator);
/* Requests that the limiter, not a fault, answered with 429. */
guint emulator_count_rejected (Emulator *emulator);
/* The most requests, rejected ones too, that came to one account's limiter in any one second. */
guint emulator_get_peak (Emulator *emulator);

/* The control endpoint without HTTP: for instance
 * emulator_control (emulator, "PUT", "/emulator/faults", "{\"faults\":[{\"status\":500}]}").
 * Returns the JSON answer. A request that the endpoint refuses is a mistake in the test and ends
 * the program with g_error(). */
char *emulator_control (Emulator *emulator, const char *method, const char *path, const char *body);

G_END_DECLS
