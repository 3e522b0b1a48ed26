/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "ac-transport.h"

G_BEGIN_DECLS

typedef void (*AcTransportSend) (AcTransport *transport,
                                 AcExchange *exchange,
                                 GCancellable *cancellable,
                                 AcTransportDone done,
                                 gpointer data);

/* Has @send called in the process' I/O thread, and @done back in the thread-default context of
 * this call. The thread starts with the first use and lasts.
 */
void ac_io_thread_send (AcTransport *transport,
                        AcTransportSend send,
                        AcExchange *exchange,
                        GCancellable *cancellable,
                        AcTransportDone done,
                        gpointer data);

G_END_DECLS
