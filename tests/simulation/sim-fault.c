/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-fault.h"

typedef struct
{
  const char *name;
  guint weight;
} FaultInfo;

static const FaultInfo faults[SIM_N_FAULTS] = {
  [SIM_FAULT_NONE] = { "", 0 },
  [SIM_FAULT_UNREACHABLE] = { "unreachable", 4 },
  [SIM_FAULT_UNTRUSTED] = { "untrusted", 1 },
  [SIM_FAULT_LOST_BEFORE] = { "lost before", 6 },
  [SIM_FAULT_LOST_AFTER] = { "lost after", 8 },
  [SIM_FAULT_STRAY] = { "stray", 6 },
  [SIM_FAULT_SILENCE] = { "silence", 3 },
  [SIM_FAULT_TRUNCATED] = { "truncated", 4 },
  [SIM_FAULT_LIMITED] = { "429", 5 },
  [SIM_FAULT_CLOSED] = { "503", 4 },
  [SIM_FAULT_FAILED_BEFORE] = { "5xx before", 6 },
  [SIM_FAULT_NOT_FOUND] = { "404", 3 },
  [SIM_FAULT_REFUSED] = { "422", 4 },
  [SIM_FAULT_FORBIDDEN] = { "403", 2 },
  [SIM_FAULT_REDIRECTED] = { "302", 2 },
  [SIM_FAULT_FAILED_AFTER] = { "5xx after", 8 },
  [SIM_FAULT_GARBAGE] = { "garbage", 3 },
  [SIM_FAULT_CUT] = { "cut", 3 },
  [SIM_FAULT_EMPTY] = { "empty", 2 },
  [SIM_FAULT_TOO_LARGE] = { "too large", 2 },
  [SIM_FAULT_HIDDEN_REFUSAL] = { "hidden refusal", 2 },
  [SIM_FAULT_OTHER_ID] = { "other id", 3 },
  [SIM_FAULT_NORMALISED] = { "normalised", 5 },
  [SIM_FAULT_IGNORED] = { "ignored", 5 },
  [SIM_FAULT_LACKING] = { "lacking", 6 },
};

SimFault
sim_fault_draw (SimStage *stage)
{
  guint total = 0, at;
  SimFault fault = SIM_FAULT_NONE;

  for (guint i = 0; i < SIM_N_FAULTS; i++)
    total += faults[i].weight;
  at = sim_stage_below (stage, total);
  while (at >= faults[fault].weight)
    at -= faults[fault++].weight;
  return fault;
}

const char *
sim_fault_get_name (SimFault fault)
{
  return faults[fault].name;
}
