#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A loop of updates of connection 2, one after another.

usage: bench-update.py URL TOKEN COUNT
"""

import asyncio
import sys

import gi

gi.require_version("Ac", "1")

from gi.repository import Ac


async def update(url, token, count):
    client = Ac.Client(url=url, api_token=token, rate_limiter=Ac.RateLimiter.new(10000))
    connection = Ac.Connection(client=client, id="2")
    for left in reversed(range(count)):
        connection.name = f"Name {left}"
        await connection.update()


asyncio.run(update(sys.argv[1], sys.argv[2], int(sys.argv[3])))
