/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-engine.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "acwf-inbox.h"
#include "acwf-limiter.h"
#include "acwf-output.h"
#include "acwf-schedule.h"
#include "activecampaign-workflow.h"

/* What a close gives operations to end in, in microseconds. Cancelled, they need a few turns of the
 * context.
 */
#define CLOSE_TIME G_GINT64_CONSTANT (100000)

/* What the turns after the last of them may take at most. */
#define LAST_TURNS G_GINT64_CONSTANT (80000)

struct _AcwfEngine
{
  AcwfConfig *config;
  GMainContext *context;
  GThread *thread;
  AcwfOutput *output;
  GSource *inbox_source; /* ready when there is something in the inbox */
  GSource *end_source;   /* ready when the time to end has come */
  GSource *wait_source;  /* ready when a ticket has waited too long */

  AcwfInbox *inbox;

  /* In the engine's thread. */
  AcClient *client;
  AcwfSchedule *schedule;
  gboolean has_told_end;
  gboolean has_given_up;
  gint64 close_end; /* when a close waits no longer; 0: it did not begin */
  gboolean is_over;
};

int
acwf_engine_get_fd (AcwfEngine *self)
{
  return acwf_output_give (self->output);
}

int
acwf_engine_submit (AcwfEngine *self, guint64 number, const char *action, const char *input)
{
  AcwfTicket *ticket = acwf_ticket_new (self, action, input);

  ticket->number = number;
  return acwf_inbox_submit (self->inbox, ticket);
}

int
acwf_engine_cancel (AcwfEngine *self, guint64 number)
{
  return acwf_inbox_cancel (self->inbox, number);
}

char *
acwf_engine_run (AcwfEngine *self, const char *action, const char *input, int timeout_ms)
{
  AcwfTicket *ticket = acwf_ticket_new (self, action, input);

  ticket->is_run = TRUE;
  return acwf_inbox_run (self->inbox, ticket, timeout_ms);
}

int
acwf_engine_shut_down (AcwfEngine *self, int drain_ms)
{
  acwf_inbox_shut_down (self->inbox, drain_ms < 0 ? G_MAXINT64
                                                  : g_get_monotonic_time ()
                                                      + drain_ms * G_GINT64_CONSTANT (1000));
  return ACWF_OK;
}

void
acwf_engine_begin_close (AcwfEngine *self)
{
  acwf_inbox_close (self->inbox);
}

void
acwf_engine_end_close (AcwfEngine *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
}

void
acwf_engine_close_copy (AcwfEngine *self)
{
  acwf_output_close_copy (self->output);
}

const AcwfConfig *
acwf_engine_get_config (AcwfEngine *self)
{
  return self->config;
}

AcClient *
acwf_engine_get_client (AcwfEngine *self)
{
  return self->client;
}

GMainContext *
acwf_engine_get_context (AcwfEngine *self)
{
  return self->context;
}

static double
to_ms (double seconds)
{
  return MIN (seconds * 1000, 9007199254740991.0);
}

void
acwf_engine_append_stats (AcwfEngine *self, GString *out)
{
  AcRateLimiter *limiter = ac_client_get_rate_limiter (self->client);
  double next_slot = ac_rate_limiter_get_next_slot (limiter);

  g_string_append_printf (
    out, "{\"in_flight\":%u,\"queued\":%u,\"unread\":%u,", acwf_schedule_count (self->schedule) - 1,
    acwf_schedule_count_waiting (self->schedule), acwf_output_count_unread (self->output));
  if (next_slot < G_MAXDOUBLE)
    g_string_append_printf (out, "\"next_slot_ms\":%.0f", to_ms (next_slot));
  else
    g_string_append (out, "\"next_slot_ms\":null");
  g_string_append_printf (out, ",\"paused_ms\":%.0f,\"limiter\":\"%s\",\"limiter_degraded\":%s}",
                          to_ms (ac_rate_limiter_get_pause (limiter)),
                          acwf_limiter_get_kind (self->config),
                          acwf_limiter_is_degraded (limiter) ? "true" : "false");
}

void
acwf_engine_end_ticket (AcwfEngine *self, AcwfTicket *ticket, GString *result, AcwfError *error)
{
  GString *completion = acwf_ticket_complete (ticket, result, error);

  if (result != NULL)
    g_string_free (result, TRUE);
  g_clear_pointer (&error, acwf_error_free);
  acwf_schedule_end (self->schedule, ticket, completion);
}

/* What has come to its end by now. */
static void
look_for_end (AcwfEngine *self)
{
  if (acwf_output_is_gone (self->output) && !self->has_told_end)
    {
      self->has_told_end = TRUE;
      acwf_engine_shut_down (self, 0);
    }
  if (!acwf_inbox_is_over (self->inbox) || acwf_schedule_count (self->schedule) > 0)
    return;
  if (!self->has_told_end && acwf_output_is_empty (self->output))
    {
      self->has_told_end = TRUE;
      acwf_output_end (self->output);
    }
  self->is_over = acwf_inbox_is_closing (self->inbox);
}

static void
on_settled (gpointer data)
{
  AcwfEngine *self = data;

  acwf_output_flush (self->output);
  look_for_end (self);
}

static void
on_output (gpointer data)
{
  AcwfEngine *self = data;

  acwf_schedule_settle (self->schedule);
}

static gboolean
read_inbox (gpointer data)
{
  AcwfEngine *self = data;
  GQueue tickets, given_up;
  gint64 end = acwf_inbox_take (self->inbox, &tickets, &given_up);

  g_source_set_ready_time (self->end_source, end < G_MAXINT64 ? end : -1);
  acwf_schedule_take (self->schedule, &tickets, &given_up);
  return G_SOURCE_CONTINUE;
}

static gboolean
end_long_waits (gpointer data)
{
  AcwfEngine *self = data;

  acwf_schedule_end_long_waits (self->schedule);
  return G_SOURCE_CONTINUE;
}

/* Not from the call on: where this thread was busy meanwhile, with the system's certificates
 * perhaps, what is cancelled needs its turns all the same.
 */
static void
await_close_end (AcwfEngine *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->close_end == 0)
    self->close_end = now + CLOSE_TIME;
  if (now >= self->close_end)
    self->is_over = TRUE;
  else
    g_source_set_ready_time (self->end_source, self->close_end);
}

static gboolean
on_end (gpointer data)
{
  AcwfEngine *self = data;

  g_source_set_ready_time (self->end_source, -1);
  /* Once: nothing comes after the time to end. */
  if (!self->has_given_up)
    {
      self->has_given_up = TRUE;
      acwf_schedule_give_up_all (self->schedule);
    }
  if (acwf_inbox_is_closing (self->inbox))
    await_close_end (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_alive (GWeakRef *weak)
{
  g_autoptr (GObject) object = g_weak_ref_get (weak);

  return object != NULL;
}

/* What was cancelled is told so in the context, by GIO and libsoup too, some of it by other threads
 * first, and holds on to the context and to its connections until then: for ever, if that takes a
 * starved computer longer than this waits. The session is the last to go.
 */
static void
clear_client (AcwfEngine *self)
{
  gint64 end = g_get_monotonic_time () + LAST_TURNS;
  gboolean did_all_end = acwf_schedule_count (self->schedule) == 0;
  GWeakRef session;

  g_weak_ref_init (&session, ac_client_get_session (self->client));
  g_clear_object (&self->client);
  while (did_all_end && is_alive (&session) && g_get_monotonic_time () < end)
    {
      /* Each time: a host's thread that shuts down meanwhile sets it too. */
      g_source_set_ready_time (self->end_source, end);
      g_main_context_iteration (self->context, TRUE);
    }
  while (did_all_end && g_get_monotonic_time () < end
         && g_main_context_iteration (self->context, FALSE))
    ;
  g_weak_ref_clear (&session);
}

static gpointer
run_thread (gpointer data)
{
  AcwfEngine *self = data;

  g_main_context_push_thread_default (self->context);
  while (!self->is_over)
    g_main_context_iteration (self->context, TRUE);
  acwf_schedule_release_waiters (self->schedule);
  if (!self->has_told_end)
    acwf_output_end (self->output);
  clear_client (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSource *
add_source (AcwfEngine *self, GSourceFunc callback, const char *name)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  GSource *source = g_source_new (&funcs, sizeof (GSource));

  g_source_set_name (source, name);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static AcwfEngine *
make (AcwfConfig *config)
{
  AcwfEngine *self = g_atomic_rc_box_new0 (AcwfEngine);

  self->config = config;
  self->context = g_main_context_new ();
  self->inbox_source = add_source (self, read_inbox, "activecampaign-workflow inbox");
  self->end_source = add_source (self, on_end, "activecampaign-workflow end");
  self->wait_source = add_source (self, end_long_waits, "activecampaign-workflow wait");
  return self;
}

/* It is not the configuration's fault; another time it may do. */
static AcwfError *
exhausted_error (const char *what, const char *reason)
{
  AcwfError *error = acwf_error_new ("bad_config", NULL, "This process has no %s left: %s", what,
                                     reason);

  error->retryable = TRUE;
  return error;
}

/* A context that gets no descriptor ends the process; some more are for what the client makes. */
#define DESCRIPTORS_NEEDED 8

static gboolean
has_descriptors (void)
{
  int fds[DESCRIPTORS_NEEDED];
  guint count = 0;
  int problem;

  while (count < DESCRIPTORS_NEEDED && (fds[count] = eventfd (0, EFD_CLOEXEC)) >= 0)
    count++;
  problem = errno;
  for (guint i = 0; i < count; i++)
    close (fds[i]);
  errno = problem;
  return count == DESCRIPTORS_NEEDED;
}

static gboolean
start_thread (AcwfEngine *self, AcwfError **error)
{
  g_autoptr (GError) failure = NULL;

  self->client = acwf_config_make_client (self->config, error);
  if (self->client == NULL
      || !acwf_limiter_apply (self->config, self->client, self->context, error))
    return FALSE;
  self->output = acwf_output_new (self->context, on_output, self);
  if (self->output == NULL)
    {
      *error = exhausted_error ("file descriptors", g_strerror (errno));
      return FALSE;
    }
  self->inbox = acwf_inbox_new (self->inbox_source, self->output, self->config->max_tickets);
  self->schedule = acwf_schedule_new (self->inbox, self->wait_source, on_settled, self);
  self->thread = g_thread_try_new ("acwf", run_thread, self, &failure);
  if (self->thread == NULL)
    *error = exhausted_error ("threads", failure->message);
  return self->thread != NULL;
}

AcwfEngine *
acwf_engine_new (AcwfConfig *config, AcwfError **error)
{
  AcwfEngine *self;

  if (!has_descriptors ())
    {
      *error = exhausted_error ("file descriptors", g_strerror (errno));
      acwf_config_free (config);
      return NULL;
    }
  self = make (config);
  if (start_thread (self, error))
    return self;
  acwf_engine_unref (self);
  return NULL;
}

AcwfEngine *
acwf_engine_ref (AcwfEngine *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
clear (gpointer data)
{
  AcwfEngine *self = data;

  g_assert (self->thread == NULL);
  g_clear_pointer (&self->schedule, acwf_schedule_free);
  g_clear_pointer (&self->inbox, acwf_inbox_free);
  g_clear_pointer (&self->output, acwf_output_free);
  clear_source (self->inbox_source);
  clear_source (self->end_source);
  clear_source (self->wait_source);
  g_clear_object (&self->client);
  g_main_context_unref (self->context);
  acwf_config_free (self->config);
}

void
acwf_engine_unref (AcwfEngine *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
