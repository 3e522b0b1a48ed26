/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>
#include <hiredis/hiredis.h>

G_BEGIN_DECLS

/* A connection to a Redis server in one main context, which nothing here blocks: GIO reads and
 * writes, hiredis has the protocol. It is made when a command is sent, and anew after it was lost.
 */
typedef struct _AcwfRedis AcwfRedis;

/* @reply: NULL where the connection was lost, or there was no answer in time. Never within the call
 * that sent the command.
 */
typedef void (*AcwfRedisDone) (redisReply *reply, gpointer data);

/* NULL where @url is no address of a Redis server. */
AcwfRedis *acwf_redis_new (const char *url, GMainContext *context);

/* Drops what is under way: no callback comes any more. */
void acwf_redis_free (AcwfRedis *self);

/* Sends a command. FALSE, and no callback, where the server is away and it is too soon to try anew.
 * @done may be NULL.
 */
gboolean acwf_redis_send (
  AcwfRedis *self, int n_words, const char *const *words, AcwfRedisDone done, gpointer data);

/* Whether the last attempt to reach the server failed. */
gboolean acwf_redis_is_away (AcwfRedis *self);

G_END_DECLS
