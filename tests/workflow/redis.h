/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A redis-server of the test's own, on a free port of the loopback interface, which stores nothing.
 */
typedef struct
{
  GSubprocess *process; /* NULL: it does not run */
  guint16 port;
  char *password;
  char *directory;
} Redis;

/* NULL, and the test is skipped, where there is no such program. @password: what it asks for, or
 * NULL.
 */
Redis *redis_new (const char *password);
void redis_free (Redis *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Redis, redis_free)

/* Once it runs it answers; once it is stopped its port is closed. */
void redis_start (Redis *self);
void redis_stop (Redis *self);

/* It is there, and does nothing. */
void redis_stall (Redis *self);
void redis_go_on (Redis *self);

/* The first line of its answer. */
char *redis_command (Redis *self, const char *words);

/* Waits for an answer. */
void redis_await (Redis *self, const char *words, const char *answer);

G_END_DECLS
