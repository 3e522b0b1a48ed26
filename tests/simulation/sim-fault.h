/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "sim-stage.h"

G_BEGIN_DECLS

/* What happens to one request. */
typedef enum
{
  SIM_FAULT_NONE,

  /* On the way. */
  SIM_FAULT_UNREACHABLE,
  SIM_FAULT_UNTRUSTED,   /* TLS */
  SIM_FAULT_LOST_BEFORE, /* does not arrive */
  SIM_FAULT_LOST_AFTER,  /* arrives; the answer does not */
  SIM_FAULT_STRAY,       /* seems lost, and arrives later */
  SIM_FAULT_SILENCE,     /* arrives; nothing comes back for long */
  SIM_FAULT_TRUNCATED,   /* arrives; the answer breaks off */

  /* Not carried out. */
  SIM_FAULT_LIMITED, /* 429 */
  SIM_FAULT_CLOSED,  /* 503; both with Retry-After of any form */
  SIM_FAULT_FAILED_BEFORE,
  SIM_FAULT_NOT_FOUND,
  SIM_FAULT_REFUSED,
  SIM_FAULT_FORBIDDEN,
  SIM_FAULT_REDIRECTED,

  /* Carried out, and a strange answer. */
  SIM_FAULT_FAILED_AFTER,
  SIM_FAULT_GARBAGE,
  SIM_FAULT_CUT,
  SIM_FAULT_EMPTY,
  SIM_FAULT_TOO_LARGE,
  SIM_FAULT_HIDDEN_REFUSAL,
  SIM_FAULT_OTHER_ID,

  /* Carried out in its own way, and said so. */
  SIM_FAULT_NORMALISED,
  SIM_FAULT_IGNORED,
  SIM_FAULT_LACKING, /* members */

  SIM_N_FAULTS
} SimFault;

/* One at random. */
SimFault sim_fault_draw (SimStage *stage);
const char *sim_fault_get_name (SimFault fault);

G_END_DECLS
