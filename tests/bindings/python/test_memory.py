# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory over many updates, beside what PyGObject leaks by itself.

PyGObject 3.42 loses some memory with each callback of an asynchronous call. So the same number of
calls of Gio's own is made in the same run, and the updates may lose no more than those did, beyond
what the allocator may hold back.
"""

import asyncio
import gc
import os
from pathlib import Path

import pytest
from support import World

from gi.repository import Gio, GLib

COUNT = 20000
WARM_UP = 2000
SLACK = 256 << 10  # bytes

pytestmark = pytest.mark.skipif(
    "AC_TEST_HEAVY" not in os.environ, reason="AC_TEST_HEAVY is not set"
)


def resident():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def growth(step):
    for number in range(WARM_UP):
        await step(number)
    before = resident()
    for number in range(COUNT):
        await step(number)
    return resident() - before


@pytest.mark.parametrize("way", ["awaited", "called back"])
def test_growth(way):
    """20,000 updates leak no more than 20,000 calls of Gio"""
    with World() as world:
        asyncio.run(compare(world.connection(), way))


async def compare(connection, way):
    loop = asyncio.get_running_loop()
    file = Gio.File.new_for_path("/")
    cancellable = Gio.Cancellable()

    async def call_gio(_):
        future = loop.create_future()

        def on_queried(it, result):
            it.query_info_finish(result)
            future.set_result(None)

        query = ("standard::name", Gio.FileQueryInfoFlags.NONE, GLib.PRIORITY_DEFAULT)
        file.query_info_async(*query, cancellable, on_queried)
        await future

    async def call_back(number):
        future = loop.create_future()

        def on_updated(it, result):
            it.update_finish(result)
            future.set_result(None)

        connection.name = f"name {number}"
        connection.update(cancellable, on_updated)
        await future

    async def update(number):
        connection.name = f"name {number}"
        await connection.update()

    await connection.refresh()  # from now on the loop turns GLib's context
    by_gio = await growth(call_gio)
    by_updates = await growth(update if way == "awaited" else call_back)
    print(f"growth: {by_gio} bytes by Gio, {by_updates} by updates")
    assert by_updates <= by_gio + SLACK
