# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory over many updates, beside what PyGObject leaks by itself.

PyGObject 3.42 loses some memory with each callback of an asynchronous call. So as many calls of
Gio's own are made in the same run, and the updates may lose no more than those did.
"""

import asyncio
import ctypes
import gc
import os

import pytest
from support import World

from gi.repository import Gio, GLib

WARM_UP = 2000
WINDOWS = 5
COUNT = 4000  # of calls in each
SLACK = 8  # bytes for each call; malloc's smallest block has 32

pytestmark = pytest.mark.skipif(
    "AC_TEST_HEAVY" not in os.environ, reason="AC_TEST_HEAVY is not set"
)


class Mallinfo(ctypes.Structure):
    """glibc's struct mallinfo2."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
        )
    ]


mallinfo2 = ctypes.CDLL(None).mallinfo2
mallinfo2.restype = Mallinfo


def in_use():
    """The bytes of all blocks of malloc that are not freed, whatever the allocator holds back."""
    assert os.environ["PYTHONMALLOC"] == "malloc", "Python's own allocator is not counted"
    gc.collect()
    info = mallinfo2()
    return info.uordblks + info.hblkhd


async def growth(step):
    """Bytes for each call. Tables grow now and then; what leaks grows in every window."""
    for number in range(WARM_UP):
        await step(number)
    windows = []
    for _ in range(WINDOWS):
        before = in_use()
        for number in range(COUNT):
            await step(number)
        windows.append((in_use() - before) / COUNT)
    return min(windows)


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

        connection.name = f"name {number:05}"
        connection.update(cancellable, on_updated)
        await future

    async def update(number):
        connection.name = f"name {number:05}"
        await connection.update()

    await connection.refresh()  # from now on the loop turns GLib's context
    by_gio = await growth(call_gio)
    by_updates = await growth(update if way == "awaited" else call_back)
    print(f"bytes for each call: {by_gio} of Gio, {by_updates} of ours")
    assert by_updates <= by_gio + SLACK
