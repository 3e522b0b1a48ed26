/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "activecampaign-workflow.h"
#include "support.h"

G_BEGIN_DECLS

/* What a workflow engine makes of the plugin: a handle, and a reader of its completions that checks
 * of every line what the contract says of all of them.
 */
typedef struct
{
  World *world;
  gboolean owns_world;
  uint64_t handle;
  int fd;
  GByteArray *input;  /* that was read and is not a whole line */
  GHashTable *unused; /* ticket → GQueue of JsonNode, completions that nobody asked for yet */
  guint n_lines;
  gboolean has_ended;  /* end of file was read */
  gboolean may_be_cut; /* within a line */
  guint64 last_ticket;
} Host;

/* On a world of its own without a rate limit, and without a limiter. @more: members of the
 * configuration, such as "\"max_tickets\":3", or NULL.
 */
Host *host_new (const char *more);

/* On @world, which outlives it, with the configuration's own defaults. */
Host *host_new_for (World *world, const char *more);

/* Closes the handle and the descriptor. */
void host_free (Host *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Host, host_free)

/* A configuration that names the world's account. */
char *host_dup_config (World *world, const char *more);

/* Submits, which must be taken. */
void host_submit (Host *self, guint64 ticket, const char *action, const char *input);

/* The next completion of a ticket, reading until it is there. To be freed with json_node_unref().
 */
JsonNode *host_await (Host *self, guint64 ticket);

/* Whether it was read already; nothing is awaited. */
gboolean host_has (Host *self, guint64 ticket);

/* From submit to completion, and by acwf_run(). */
JsonNode *host_do (Host *self, const char *action, const char *input);
JsonNode *host_run (Host *self, const char *action, const char *input, int timeout_ms);

/* Reads once, waiting at most so many milliseconds, -1 for as long as it takes. Whether there was
 * anything, the end of file too.
 */
gboolean host_read (Host *self, int timeout_ms);

/* What a test has read by itself. */
void host_take (Host *self, const void *data, gsize size);

/* Reads to the end of file. */
void host_await_end (Host *self);

/* Waits, reading nothing, until engine.stats has this. @member: such as "in_flight". */
void host_await_stat (Host *self, const char *member, const char *value);

/* A fault on the world's emulator. */
void host_add_fault (Host *self, const char *fault);

/* A member of a completion as text, such as "error.code" or "result.connections.0.id"; "null" for
 * null, NULL where there is none, JSON for objects and arrays.
 */
char *completion_dup (JsonNode *completion, const char *path);

/* Each of "PATH=TEXT ; PATH=TEXT" must be so. PATH~TEXT: the text must stand in it. */
void assert_completion (JsonNode *completion, const char *expected);

/* Entries of /proc/self/DIRECTORY. */
guint count_entries (const char *directory);

/* Waits until there are no more than so many of them: what the library's own thread pools, or a
 * socket that is being closed, keep for a moment.
 */
void await_entries (const char *directory, guint most);

G_END_DECLS
