/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Names of actions, each followed by a line break and its input; as a ticket and as a run. */

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "activecampaign-workflow.h"
#include "fuzz-workflow.h"

/* The one line that comes, of any length. */
static char *
read_line (int fd)
{
  GString *line = g_string_new (NULL);
  struct pollfd readable = { fd, POLLIN, 0 };

  while (line->len == 0 || line->str[line->len - 1] != '\n')
    {
      char buffer[4096];
      ssize_t size = poll (&readable, 1, -1) == 1 ? read (fd, buffer, sizeof buffer) : 0;

      if (size > 0)
        g_string_append_len (line, buffer, size);
    }
  g_string_truncate (line, line->len - 1);
  return g_string_free (line, FALSE);
}

/* On an account where nobody listens: what passes the checks fails at once. */
static uint64_t
get_handle (void)
{
  static uint64_t handle;

  if (handle == 0)
    handle = acwf_open ("{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"x\","
                        "\"rate_limiter\":\"none\",\"max_attempts\":1,\"timeout_ms\":100}",
                        NULL);
  g_assert (handle != 0);
  return handle;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static uint64_t ticket;
  g_autofree char *action = g_strndup ((const char *) data, size);
  char *input = strchr (action, '\n');
  uint64_t handle = get_handle ();

  if (input != NULL)
    *input++ = '\0';
  g_assert (acwf_submit (handle, ++ticket, action, input) == ACWF_OK);
  acwf_cancel (handle, ticket);
  fuzz_check_completion (read_line (acwf_completion_fd (handle)));
  fuzz_check_completion (acwf_run (handle, action, input, 5));
  return 0;
}
