/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cx-pause-banner.h"

#include "cx-hidden.h"

#include <glib/gi18n.h>
#include <math.h>

/* Tells for how long the account is paused, while it is. */
struct _CxPauseBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;

  AcRateLimiter *limiter;
  gulong paused_handler;
  guint tick; /* source, while the account is paused */
};

G_DEFINE_FINAL_TYPE (CxPauseBanner, cx_pause_banner, ADW_TYPE_BIN)

static void
show_pause (CxPauseBanner *self)
{
  guint seconds = (guint) fmin (ceil (ac_rate_limiter_get_pause (self->limiter)), G_MAXINT);
  g_autofree char *text = NULL;

  if (seconds == 0)
    {
      g_clear_handle_id (&self->tick, g_source_remove);
      gtk_revealer_set_reveal_child (self->revealer, FALSE);
      return;
    }
  text = g_strdup_printf (ngettext ("ActiveCampaign asks to wait. Going on in %u second.",
                                    "ActiveCampaign asks to wait. Going on in %u seconds.",
                                    seconds),
                          seconds);
  gtk_label_set_label (self->label, text);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static gboolean
on_tick (gpointer data)
{
  show_pause (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
begin (gpointer data)
{
  g_autoptr (CxPauseBanner) self = g_weak_ref_get (data);

  if (self == NULL || self->limiter == NULL)
    return G_SOURCE_REMOVE;
  if (self->tick == 0)
    self->tick = g_timeout_add (250, on_tick, self);
  show_pause (self);
  return G_SOURCE_REMOVE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* In the thread whose call was answered with 429, which need not be this one. */
static void
on_paused (AcRateLimiter *limiter, double seconds, gpointer weak_self)
{
  g_autoptr (CxPauseBanner) self = g_weak_ref_get (weak_self);
  GWeakRef *own = g_new0 (GWeakRef, 1);

  g_weak_ref_init (own, self);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin, own, free_weak_ref);
}

static void
free_weak_ref_closure (gpointer data, GClosure *closure)
{
  free_weak_ref (data);
}

static void
clear_limiter (CxPauseBanner *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->paused_handler != 0)
    g_signal_handler_disconnect (self->limiter, self->paused_handler);
  self->paused_handler = 0;
  g_clear_object (&self->limiter);
}

void
cx_pause_banner_set_client (CxPauseBanner *self, AcClient *client)
{
  GWeakRef *weak_self;
  AcRateLimiter *limiter = client != NULL ? ac_client_get_rate_limiter (client) : NULL;

  clear_limiter (self);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  if (limiter == NULL)
    return;

  self->limiter = g_object_ref (limiter);
  weak_self = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak_self, self);
  self->paused_handler = g_signal_connect_data (limiter, "paused", G_CALLBACK (on_paused),
                                                weak_self, free_weak_ref_closure, 0);
  /* Another client of the account may have been told before. */
  on_paused (limiter, 0, weak_self);
}

static void
cx_pause_banner_dispose (GObject *object)
{
  clear_limiter (CX_PAUSE_BANNER (object));

  G_OBJECT_CLASS (cx_pause_banner_parent_class)->dispose (object);
}

static void
cx_pause_banner_class_init (CxPauseBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cx_pause_banner_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/Connections/cx-pause-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, CxPauseBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, CxPauseBanner, label);
}

static void
cx_pause_banner_init (CxPauseBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cx_hidden_follow_revealer (self->revealer);
}
