# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""asyncio beside main loops of GLib, in threads, and event loops of other kinds."""

import asyncio
import gc
import os
import selectors
import sys
import threading
import time
import warnings

import pytest
from emulator import GET_HELD, IS_SLOW, PATIENCE, held, until
from support import turn_until

from gi.repository import GLib


def test_nested_main_loop(world):
    """a main loop of GLib within a handler does not spin"""
    connection = world.connection()
    spent = []

    def on_notify(*_):
        loop = GLib.MainLoop()
        GLib.timeout_add(500, loop.quit)
        os.write(pipe[1], b"x")  # for asyncio, which cannot read it now
        started = time.process_time()
        loop.run()
        spent.append(time.process_time() - started)

    async def main():
        loop = asyncio.get_running_loop()
        read = asyncio.Event()
        loop.add_reader(pipe[0], lambda: (os.read(pipe[0], 1), read.set()))
        connection.name = "x"
        handler = connection.connect("notify::modified", on_notify)
        await connection.update()
        connection.disconnect(handler)
        await asyncio.wait_for(read.wait(), PATIENCE)
        loop.remove_reader(pipe[0])
        await connection.refresh()

    pipe = os.pipe()
    try:
        asyncio.run(main())
    finally:
        for fd in pipe:
            os.close(fd)
    assert len(spent) == 1
    assert spent[0] < 0.2 or IS_SLOW


def test_within_main_loop(world):
    """asyncio within a callback of a main loop that runs already"""
    connection = world.connection(name="Inner")
    loop = GLib.MainLoop()

    async def main():
        await connection.update()

    def on_idle():
        asyncio.run(main())
        connection.refresh(None, on_refreshed)

    def on_refreshed(it, result):
        it.refresh_finish(result)
        loop.quit()

    GLib.idle_add(on_idle)
    loop.run()
    assert world.stored()["name"] == connection.name == "Inner"


def test_main_loop_after(world):
    """a main loop after asyncio, which was closed with an operation under way"""
    world.fault(**GET_HELD)
    connection = world.connection()

    async def main():
        connection.refresh()
        await held(world)

    asyncio.run(main())
    world.release()
    turn_until(lambda: connection.service is not None)

    async def refresh():
        await connection.refresh()

    asyncio.run(refresh())


def test_closed_meanwhile(world, monkeypatch):
    """an operation that ends after its event loop was closed disturbs nobody"""
    raised = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, value, _: raised.append(value))
    world.fault(**GET_HELD)
    connection = world.connection()
    loop = asyncio.new_event_loop()

    async def main():
        connection.refresh().add_done_callback(print)
        await held(world)

    loop.run_until_complete(main())
    loop.close()
    world.release()
    turn_until(lambda: connection.service is not None)
    for _ in range(100):
        GLib.MainContext.default().iteration(False)
    assert raised == []


def test_worker_threads(world):
    """asyncio in threads of its own, while the main thread runs a main loop"""
    loop = GLib.MainLoop()
    seen = {}

    async def main(connection):
        names = set()
        connection.connect("notify", lambda *_: names.add(threading.get_ident()))
        for number in range(20):
            connection.name = f"name {number}"
            await connection.update()
        seen[threading.get_ident()] = names

    def work():
        asyncio.run(main(world.connection()))
        asyncio.run(main(world.connection()))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    idents = {thread.ident for thread in threads}

    def on_timeout():
        if any(thread.is_alive() for thread in threads):
            return True
        loop.quit()
        return False

    GLib.timeout_add(10, on_timeout)
    loop.run()
    assert set(seen) == idents
    assert all(names == {ident} for ident, names in seen.items())


def test_one_loop_in_several_threads(world):
    """an event loop may run in one thread after another"""
    loop = asyncio.new_event_loop()
    seen = []

    async def main():
        connection = world.connection(name=f"name {len(seen)}")
        # What never ends cannot be cancelled either.
        await asyncio.wait_for(asyncio.shield(connection.update()), PATIENCE)
        seen.append(threading.current_thread())

    def run():
        loop.run_until_complete(main())

    def run_in_thread():
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    for each in (run_in_thread, run_in_thread, run, run_in_thread):
        each()
    loop.close()
    assert len(set(seen)) == 4
    assert world.stored()["name"] == "name 3"


def test_main_loop_in_another_thread(world):
    """asyncio in the main thread, while another turns the default context"""
    loop = GLib.MainLoop()
    is_running = threading.Event()
    GLib.idle_add(is_running.set)
    thread = threading.Thread(target=loop.run)
    thread.start()
    is_running.wait()
    names = set()
    connection = world.connection()
    connection.connect("notify", lambda *_: names.add(threading.get_ident()))

    async def main():
        connection.name = "Main"
        await connection.update()
        with pytest.raises(GLib.Error):
            await world.connection("999").refresh()

    try:
        asyncio.run(main())
    finally:
        loop.quit()
        thread.join()
    assert names == {threading.get_ident()}
    assert GLib.MainContext.get_thread_default() is None


def test_main_loop_that_came_later(world):
    """another thread takes the default context while asyncio runs"""
    connection = world.connection()
    loop = GLib.MainLoop()
    thread = threading.Thread(target=loop.run)

    async def main():
        await connection.refresh()
        thread.start()
        await until(loop.is_running)
        for number in range(20):
            connection.name = f"name {number}"
            await asyncio.wait_for(connection.update(), PATIENCE)

    try:
        asyncio.run(main())
    finally:
        loop.quit()
        thread.join()
    assert world.stored()["name"] == "name 19"


def test_thread_default_context(world):
    """asyncio in a thread that has a context of its own"""
    results = []

    async def main():
        connection = world.connection(name="Own")
        await connection.update()
        results.append(GLib.MainContext.get_thread_default())

    def work():
        context = GLib.MainContext.new()
        context.push_thread_default()
        asyncio.run(main())
        results.append(GLib.MainContext.get_thread_default())
        context.pop_thread_default()
        results.append(GLib.MainContext.get_thread_default())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert results[0] is not None and results[0] == results[1] and results[2] is None


class GLibSelector:
    """A selector without a descriptor that waits for nothing, as GLib does."""

    def __init__(self):
        self.inner = selectors.SelectSelector()

    def select(self, timeout=None):
        return self.inner.select(0)

    def __getattr__(self, name):
        return getattr(self.inner, name)


class GLibEventLoop(asyncio.SelectorEventLoop):
    """In the shape of gi.events of PyGObject 3.50: asyncio takes its turns in dispatches of GLib."""

    def __init__(self):
        super().__init__(GLibSelector())

    def run_forever(self):
        main_loop = GLib.MainLoop()

        def take_turn():
            self._run_once()
            if self._stopping:
                main_loop.quit()
            return True

        source = GLib.timeout_add(1, take_turn)
        asyncio._set_running_loop(self)
        try:
            main_loop.run()
        finally:
            asyncio._set_running_loop(None)
            GLib.source_remove(source)
            self._stopping = False


def test_loop_on_glib(world):
    """an event loop that is built on GLib is left as it is"""
    loop = GLibEventLoop()
    selector = loop._selector
    connection = world.connection(name="Native")

    async def main():
        await connection.update()
        await asyncio.wait_for(connection.refresh(), PATIENCE)
        with pytest.raises(GLib.Error):
            await world.connection("999").refresh()
        world.fault(**GET_HELD)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection.refresh(), 0.1)
        assert connection.problem.code == "cancelled"

    try:
        loop.run_until_complete(main())
        assert loop._selector is selector
    finally:
        loop.close()
    assert connection.name == "Native"


def test_loop_that_cannot(world):
    """an event loop that cannot wait for GLib is refused before any request"""
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())

    async def main():
        with pytest.raises(RuntimeError, match="SelectorEventLoop"):
            world.connection().refresh()

    loop.run_until_complete(main())
    loop.close()
    assert world.requests() == []


def test_closing(world):
    """a closed event loop leaves nothing behind"""
    connection = world.connection()

    async def main():
        await connection.refresh()

    asyncio.run(main())
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(20):
            asyncio.run(main())
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= before
