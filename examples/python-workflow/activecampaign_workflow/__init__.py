# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""ActiveCampaign connections for workflow engines in Python: the plugin, by ctypes.

    async with Engine() as engine:
        await engine.run("connection.update", {"id": 2, "connection": {"name": "Acme, Inc."}})
"""

from .engine import Engine
from .error import WorkflowError
from .library import describe

__all__ = ["Engine", "WorkflowError", "describe"]
