/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ActiveCampaign connections for workflow engines: a flat ABI for any language with an FFI.
 *
 * A host opens a handle, submits actions under ticket numbers of its own, and reads one line of
 * JSON for each from a descriptor. acwf_describe() tells which actions there are and what they
 * take. Every function may be called from every thread, with 0 or a closed handle too.
 *
 * In a child of a process that had opened a handle, acwf_open() fails with used_after_fork and the
 * functions that return an int return ACWF_FORKED.
 */

#ifndef ACTIVECAMPAIGN_WORKFLOW_H
#define ACTIVECAMPAIGN_WORKFLOW_H

#include <stdint.h>

#ifndef ACWF_API
#if defined(__GNUC__)
#define ACWF_API __attribute__ ((visibility ("default"))) extern
#else
#define ACWF_API extern
#endif
#endif

#ifdef __cplusplus
extern "C"
{
#endif

#define ACWF_ABI_VERSION 1

/* The largest ticket: the largest integer that every language's JSON holds exactly. */
#define ACWF_MAX_TICKET UINT64_C (9007199254740991)

  enum
  {
    ACWF_OK = 0,
    ACWF_NO_HANDLE = -1,     /* no such handle, or a NULL action; for a cancel: no such ticket */
    ACWF_SHUTTING_DOWN = -2, /* no new tickets are taken */
    ACWF_IN_FLIGHT = -3,     /* the ticket is in flight already */
    ACWF_FORKED = -4,        /* the handle belongs to the parent process */
    ACWF_BAD_TICKET = -5,    /* above ACWF_MAX_TICKET */
    ACWF_FULL = -6           /* max_tickets in flight or unread: read, then try again */
  };

  /* The version of this ABI that the library has: ACWF_ABI_VERSION of its own header. */
  ACWF_API uint32_t acwf_abi_version (void);

  /* A JSON object: the schemas of the configuration, of each action's input and output, and the
   * error codes. Valid to the end of the process.
   */
  ACWF_API const char *acwf_describe (void);

  /* Opens a handle on an account. Makes no request and does not wait. @config_json: an object as
   * acwf_describe() has it under "config"; NULL for {}. @error_json: NULL, or where the error
   * object goes, to be freed with acwf_free(); NULL goes there on success. Returns 0 on failure,
   * with bad_config also where the process has no descriptors or threads left; that is retryable.
   */
  ACWF_API uint64_t acwf_open (const char *config_json, char **error_json);

  /* The descriptor that completions are read from: one JSON object a line, in ASCII. It is
   * non-blocking, the same at each call, and the host's to close. It reads end of file once the
   * handle was shut down and all is told, or was closed.
   */
  ACWF_API int acwf_completion_fd (uint64_t handle);

  /* Starts an action under a number. 0: exactly one completion will come for it. Negative: none
   * will.
   * @input_json: an object as the action's "input" has it; NULL for {}.
   */
  ACWF_API int
  acwf_submit (uint64_t handle, uint64_t ticket, const char *action, const char *input_json);

  /* Gives a ticket up. 0: its completion comes promptly, cancelled or the result. */
  ACWF_API int acwf_cancel (uint64_t handle, uint64_t ticket);

  /* Runs an action and waits for its completion, which is to be freed with acwf_free(); never NULL.
   * @timeout_ms: the most that this takes, 0 or less for no bound.
   */
  ACWF_API char *
  acwf_run (uint64_t handle, const char *action, const char *input_json, int timeout_ms);

  /* Takes no new tickets from now on; those under way have @drain_ms to end, negative for no limit,
   * and are then cancelled. Each gets its completion. Returns at once. A second call can only
   * shorten the time.
   */
  ACWF_API int acwf_shutdown (uint64_t handle, int drain_ms);

  /* Cancels what is under way and ends the handle's thread, within 200 ms. Tickets that have no
   * line by then get none.
   */
  ACWF_API void acwf_close (uint64_t handle);

  /* Frees what acwf_open() and acwf_run() gave; NULL too. */
  ACWF_API void acwf_free (char *text);

#ifdef __cplusplus
}
#endif

#endif
