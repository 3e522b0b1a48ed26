/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define AC_INSIDE

#include "ac-client.h"
#include "ac-connection-list.h"
#include "ac-connection-properties.h"
#include "ac-connection.h"
#include "ac-enums.h"
#include "ac-error.h"
#include "ac-problem.h"
#include "ac-rate-limiter.h"
#include "ac-types.h"
#include "ac-version-macros.h"
#include "ac-version.h"

#undef AC_INSIDE
