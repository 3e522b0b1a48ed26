/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(AC_INSIDE) && !defined(AC_COMPILATION)
#error "Only <activecampaign-glib.h> can be included directly."
#endif

#include <glib.h>

/* Everything is hidden but what carries one of these. */
#ifdef AC_COMPILATION
#define _AC_PUBLIC __attribute__ ((visibility ("default"))) extern
#else
#define _AC_PUBLIC extern
#endif

#define AC_AVAILABLE_IN_1_0 _AC_PUBLIC
