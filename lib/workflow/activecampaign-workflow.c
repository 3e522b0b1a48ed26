/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "activecampaign-workflow.h"

#include <signal.h>

#include "acwf-description.h"
#include "acwf-handles.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcwfEngine, acwf_engine_unref)

uint32_t
acwf_abi_version (void)
{
  return ACWF_ABI_VERSION;
}

const char *
acwf_describe (void)
{
  return acwf_description;
}

void
acwf_free (char *text)
{
  g_free (text);
}

static AcwfError *
forked_error (void)
{
  return acwf_error_new ("used_after_fork", NULL,
                         "The process that this one was forked from has opened handles; open in a "
                         "process that was started, or forked before");
}

/* The threads that are started from here on must take none of the host's signals. */
static AcwfEngine *
open_without_signals (const char *config_json, AcwfError **error)
{
  sigset_t all, before;
  AcwfConfig *config;
  AcwfEngine *engine = NULL;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  config = acwf_config_new (config_json, error);
  if (config != NULL)
    engine = acwf_engine_new (config, error);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return engine;
}

static char *
dup_error (const AcwfError *error)
{
  GString *out = g_string_new (NULL);

  acwf_error_append (error, out);
  return g_string_free (out, FALSE);
}

uint64_t
acwf_open (const char *config_json, char **error_json)
{
  g_autoptr (AcwfError) error = NULL;
  AcwfEngine *engine = NULL;

  if (acwf_handles_are_foreign ())
    error = forked_error ();
  else
    engine = open_without_signals (config_json, &error);
  if (error_json != NULL)
    *error_json = error != NULL ? dup_error (error) : NULL;
  return engine != NULL ? acwf_handles_add (engine) : 0;
}

int
acwf_completion_fd (uint64_t handle)
{
  g_autoptr (AcwfEngine) engine = NULL;

  if (acwf_handles_are_foreign ())
    return ACWF_FORKED;
  engine = acwf_handles_get (handle);
  return engine != NULL ? acwf_engine_get_fd (engine) : ACWF_NO_HANDLE;
}

int
acwf_submit (uint64_t handle, uint64_t ticket, const char *action, const char *input_json)
{
  g_autoptr (AcwfEngine) engine = NULL;

  if (acwf_handles_are_foreign ())
    return ACWF_FORKED;
  engine = acwf_handles_get (handle);
  if (engine == NULL || action == NULL)
    return ACWF_NO_HANDLE;
  return acwf_engine_submit (engine, ticket, action, input_json);
}

int
acwf_cancel (uint64_t handle, uint64_t ticket)
{
  g_autoptr (AcwfEngine) engine = NULL;

  if (acwf_handles_are_foreign ())
    return ACWF_FORKED;
  engine = acwf_handles_get (handle);
  return engine != NULL ? acwf_engine_cancel (engine, ticket) : ACWF_NO_HANDLE;
}

static char *
dup_failed_completion (AcwfError *error)
{
  g_autoptr (AcwfError) own = error;
  GString *out = g_string_new ("{\"ok\":false,\"error\":");

  acwf_error_append (own, out);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

char *
acwf_run (uint64_t handle, const char *action, const char *input_json, int timeout_ms)
{
  g_autoptr (AcwfEngine) engine = NULL;
  char *completion = NULL;

  if (acwf_handles_are_foreign ())
    return dup_failed_completion (forked_error ());
  engine = acwf_handles_get (handle);
  if (engine != NULL)
    completion = acwf_engine_run (engine, action != NULL ? action : "", input_json, timeout_ms);
  if (completion != NULL)
    return completion;
  return dup_failed_completion (
    acwf_error_new ("closed", NULL, "The handle is closed or shutting down; open another one"));
}

int
acwf_shutdown (uint64_t handle, int drain_ms)
{
  g_autoptr (AcwfEngine) engine = NULL;

  if (acwf_handles_are_foreign ())
    return ACWF_FORKED;
  engine = acwf_handles_get (handle);
  return engine != NULL ? acwf_engine_shut_down (engine, drain_ms) : ACWF_NO_HANDLE;
}

void
acwf_close (uint64_t handle)
{
  gboolean is_foreign = acwf_handles_are_foreign ();
  AcwfEngine *engine = acwf_handles_steal (handle);

  if (engine == NULL)
    return;
  if (is_foreign)
    {
      /* Its thread, and what that had locked, stayed in the parent. */
      acwf_engine_close_copy (engine);
      return;
    }
  acwf_engine_begin_close (engine);
  acwf_engine_end_close (engine);
  acwf_engine_unref (engine);
}
