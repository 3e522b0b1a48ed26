/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* Lists of an account, and what a view would make of them. */

#include "support.h"

G_BEGIN_DECLS

/* What a view would show: the rows as the model's signals tell of them. */
typedef struct
{
  GListModel *model;
  GPtrArray *items;
  GString *log; /* such as "0-0+100 5-1+0" */
  guint removed;
  guint added;
  gboolean in_call; /* of the model: nothing may change then */
} Mirror;

void assert_mirrors (Mirror *self);
void mirror_init (Mirror *self, AcConnectionList *list);
void mirror_forget (Mirror *self);

void mirror_clear (Mirror *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mirror, mirror_clear)

guint count_rows (AcConnectionList *list);
AcConnection *get_row (AcConnectionList *list, guint position);
guint touch_count (Mirror *mirror);
void assert_ids (AcConnectionList *list, const char *expected);
World *world_new_with_connections (guint count);

/* A list that loads nothing by itself. */
AcConnectionList *list_new (World *world);

void load_more (AcConnectionList *list);
void refresh (AcConnectionList *list);
void load_all (World *world, AcConnectionList *list);

/* Runs what is due, and awaits the end of what is loading. */
void settle (AcConnectionList *list);

/* Answers the next GET with these rows: "1 2 3" are ids, "1:shop" has a service. */
void add_page (World *world, const char *rows, const char *meta);

/* Ids from first to last. */
char *dup_range (guint first, guint last);

void add_range (World *world, guint first, guint last, const char *meta);
void delete_at_server (World *world, guint first, guint last);
void rename_at_server (World *world, guint id, const char *name);
void assert_query (World *world, guint request, const char *expected);

G_END_DECLS
