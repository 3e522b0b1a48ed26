# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# As much of pygobject-stubs as the tests need, in its shape: Debian 12 does not have it.

def require_version(namespace: str, version: str) -> None: ...
