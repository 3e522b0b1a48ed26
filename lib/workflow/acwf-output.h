/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The lines that a host reads: a queue in front of one end of a socket pair. All but the counting
 * happens in the thread that turns the context.
 */
typedef struct _AcwfOutput AcwfOutput;

typedef void (*AcwfOutputChanged) (gpointer data);

/* @changed: called in the context after the host took what had to wait for it, or went away. NULL
 * where the system has no descriptors left.
 */
AcwfOutput *acwf_output_new (GMainContext *context, AcwfOutputChanged changed, gpointer data);

/* Closes the plugin's end; the host's too if it was never given out. */
void acwf_output_free (AcwfOutput *self);

/* The host's end, from now on the host's to close. From any thread. */
int acwf_output_give (AcwfOutput *self);

/* Takes a line, with its line break, for the next flush. */
void acwf_output_push (AcwfOutput *self, GString *line);

/* Sends what the descriptor takes, and the rest when it takes more. */
void acwf_output_flush (AcwfOutput *self);

gboolean acwf_output_is_empty (AcwfOutput *self);

/* Whether the host has closed its end. Lines are dropped then. */
gboolean acwf_output_is_gone (AcwfOutput *self);

/* End of file for the host, whoever else has a copy of the descriptor. Where half a line was sent,
 * waits a moment for the host to take the other half.
 */
void acwf_output_end (AcwfOutput *self);

/* How many lines the host has not read. From any thread. */
guint acwf_output_count_unread (AcwfOutput *self);

/* In a child of the process that made it: closes the child's copy, and touches nothing else. */
void acwf_output_close_copy (AcwfOutput *self);

G_END_DECLS
