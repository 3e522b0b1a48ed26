# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Operations in asyncio programs, most of which run no main loop of GLib."""

import asyncio
import gc
import os
import selectors
import signal
import sys
import threading
import time
import warnings
import weakref

import pytest
from support import PATIENCE, Ac, World, turn_until

from gi.repository import Gio, GLib

IS_SLOW = "AC_TEST_SLOW" in os.environ  # what something takes says nothing then
GET_HELD = {"match": {"method": "GET"}, "hold": True}
PUT_HELD = {"match": {"method": "PUT"}, "hold": True}


async def until(condition):
    async def poll():
        while not condition():
            await asyncio.sleep(0.002)

    await asyncio.wait_for(poll(), PATIENCE)


async def held(world, count=1):
    await until(lambda: world.reached("held", count))


def test_is_called_at_once(world):
    """an operation is under way from its call, not from its await"""

    async def main():
        connection = world.connection(name="First")
        operation = connection.update()
        connection.name = "Second"
        assert await operation is True
        assert (world.stored()["name"], connection.name) == ("First", "Second")

    asyncio.run(main())


def test_several_loops(world):
    """one event loop after another, with the same objects"""
    connection = world.connection()

    async def main(name):
        connection.name = name
        await connection.update()

    for debug in (False, True, False):
        asyncio.run(main(f"name {debug}"), debug=debug)
        assert world.stored()["name"] == f"name {debug}"
    loop = asyncio.new_event_loop()
    for name in ("a", "b"):
        loop.run_until_complete(main(name))
    loop.close()
    assert world.stored()["name"] == "b"


def test_own_thread(world):
    """handlers are called in the program's own thread, and outside of the setter"""
    threads = set()
    connection = world.connection()
    connection.connect("notify", lambda *_: threads.add(threading.get_ident()))

    async def main():
        await connection.refresh()
        connection.name = "Mine"
        await connection.update()

    before = threading.active_count()
    asyncio.run(main())
    assert threads == {threading.get_ident()}
    assert threading.active_count() == before


def test_all_of_asyncio_takes_it(world):
    """gather, shield, create_task, TaskGroup, as_completed, wait_for take an operation"""
    connections = [world.connection() for _ in range(5)]

    async def main():
        assert await asyncio.gather(*(each.refresh() for each in connections)) == [True] * 5
        assert await asyncio.shield(connections[0].refresh()) is True
        assert await asyncio.create_task(connections[0].refresh()) is True
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each.refresh()) for each in connections]
        assert all(task.result() is True for task in tasks)
        for each in asyncio.as_completed([each.refresh() for each in connections]):
            assert await each is True
        assert await asyncio.wait_for(connections[0].refresh(), PATIENCE) is True
        async with asyncio.timeout(PATIENCE):
            await connections[0].refresh()
        operation = connections[0].refresh()
        assert asyncio.isfuture(operation) and not operation.done()
        assert await operation is True and operation.result() is True

    asyncio.run(main())


def test_many_at_once(world):
    """a thousand updates at once, of ten connections"""
    connections = [world.connection() for _ in range(10)]

    async def main():
        operations = []
        for number in range(100):
            for connection in connections:
                connection.name = f"name {number}"
                operations.append(connection.update())
        assert await asyncio.gather(*operations) == [True] * 1000
        assert not any(connection.modified for connection in connections)

    asyncio.run(main())
    assert world.stored()["name"] == "name 99"


def test_errors_of_each(world):
    """of overlapping operations each has its own error and problem"""
    world.fault(match={"method": "PUT"}, status=422, body={"message": "one"})
    world.fault(match={"method": "PUT"}, status=402, body={"message": "two"})
    connection = world.connection()

    async def main():
        operations = []
        for name in "ab":
            connection.name = name
            operations.append(connection.update())
        operations.append(world.connection("999").refresh())
        errors = await asyncio.gather(*operations, return_exceptions=True)
        codes = [Ac.Error.INVALID, Ac.Error.PAYMENT_REQUIRED, Ac.Error.NOT_FOUND]
        for error, code in zip(errors, codes):
            assert error.matches(Ac.Error.quark(), code)
            assert error.problem.error_code == code
            assert error.problem.message == error.message
        assert connection.problem is errors[1].problem

    asyncio.run(main())


def test_task_is_cancelled(world):
    """cancelling the task cancels the request"""
    world.fault(**PUT_HELD)
    connection = world.connection(name="Never")

    async def main():
        task = asyncio.create_task(wait())
        await held(world)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - started < 5 and task.cancelled()
        assert connection.problem.code == "cancelled" and connection.modified

    async def wait():
        try:
            await connection.update()
        except asyncio.CancelledError as error:
            assert error.problem is connection.problem
            assert error.problem.outcome_unknown
            raise

    asyncio.run(main())


def test_task_is_cancelled_at_once(world):
    """cancelling the task cancels the request, also before the task ran"""
    world.fault(**GET_HELD)
    connection = world.connection()

    async def main():
        task = asyncio.create_task(connection.refresh())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: connection.problem is not None)
        assert connection.problem.code == "cancelled"

    asyncio.run(main())


def test_cancelled_before_it_is_awaited(world):
    """an operation that was cancelled and has ended tells so"""
    connection = world.connection()

    async def main():
        operation = connection.refresh()
        operation.cancel()
        await until(operation.done)
        with pytest.raises(asyncio.CancelledError) as caught:
            await operation
        assert operation.cancelled()
        assert caught.value.problem is connection.problem is not None

    asyncio.run(main())


def test_group_is_cancelled(world):
    """cancelling a task cancels all that it gathers"""
    for _ in range(3):
        world.fault(**GET_HELD)
    connections = [world.connection() for _ in range(3)]

    async def gather():
        await asyncio.gather(*(connection.refresh() for connection in connections))

    async def main():
        task = asyncio.create_task(gather())
        await held(world, 3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: all(each.problem is not None for each in connections))
        assert {each.problem.code for each in connections} == {"cancelled"}

    asyncio.run(main())


@pytest.mark.parametrize("wait", ["wait_for", "timeout", "nested"])
def test_timeout(world, wait):
    """a time limit cancels the request"""
    world.fault(**GET_HELD)
    connection = world.connection()

    async def limited():
        if wait == "wait_for":
            await asyncio.wait_for(connection.refresh(), 0.1)
        elif wait == "timeout":
            async with asyncio.timeout(0.1):
                await connection.refresh()
        else:
            inner = asyncio.wait_for(connection.refresh(), PATIENCE)
            await asyncio.wait_for(asyncio.wait_for(inner, 0.1), PATIENCE)

    async def main():
        with pytest.raises(TimeoutError):
            await limited()
        assert connection.problem.code == "cancelled"
        await connection.refresh()
        assert connection.problem is None

    asyncio.run(main())


def test_cancelled_too_late(world):
    """an update that was answered stays made, whatever comes of the task"""
    connection = world.connection(name="Made")
    tasks = []

    async def main():
        connection.connect("notify::modified", lambda *_: tasks[0].cancel())
        tasks.append(asyncio.create_task(wait()))
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]
        assert connection.problem is None and not connection.modified

    async def wait():
        await connection.update()

    asyncio.run(main())
    assert world.stored()["name"] == "Made"


def test_own_cancellable(world):
    """a cancellable of the program's own ends the operation with its error"""
    world.fault(**GET_HELD)
    cancellable = Gio.Cancellable()
    connection = world.connection()

    async def main():
        operation = connection.refresh(cancellable)
        await held(world)
        cancellable.cancel()
        with pytest.raises(GLib.Error) as caught:
            await operation
        assert caught.value.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED)
        assert caught.value.problem.code == "cancelled"
        # So does one that was cancelled before.
        with pytest.raises(GLib.Error):
            await connection.refresh(cancellable=cancellable)

    asyncio.run(main())


def test_cancelled_task_cancels_the_cancellable(world):
    """a cancelled task cancels the cancellable that was given"""
    world.fault(**GET_HELD)
    cancellable = Gio.Cancellable()

    async def main():
        operation = world.connection().refresh(cancellable)
        await held(world)
        assert operation.cancel() is False
        with pytest.raises(asyncio.CancelledError):
            await operation
        assert operation.cancelled() and cancellable.is_cancelled()

    asyncio.run(main())


def test_handler_raises(world, monkeypatch):
    """what a handler raises is reported, and the update ends all the same"""
    raised = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, value, _: raised.append(value))
    connection = world.connection(name="Made")

    def on_notify(*_):
        raise ZeroDivisionError("in a handler")

    async def main():
        connection.connect("notify::modified", on_notify)
        await connection.update()
        assert not connection.modified

    asyncio.run(main())
    assert [type(value) for value in raised] == [ZeroDivisionError]


def test_no_busy_wait(world):
    """waiting costs no time of the processor"""
    world.fault(**GET_HELD)
    connection = world.connection()

    async def main():
        operation = connection.refresh()
        await held(world)
        loop = asyncio.get_running_loop()
        turns = 0
        select = loop._selector.select

        def count(timeout):
            nonlocal turns
            turns += 1
            return select(timeout)

        loop._selector.select = count
        started = time.process_time()
        await asyncio.sleep(1)
        spent = time.process_time() - started
        del loop._selector.select
        world.release()
        await operation
        assert turns < 20
        assert spent < 0.2 or IS_SLOW

    asyncio.run(main())


def test_the_rest_goes_on(world):
    """timers, sockets, threads and signals of asyncio, and sources of GLib, go on meanwhile"""
    world.fault(**GET_HELD)
    connection = world.connection()
    seen = []

    async def echo(reader, writer):
        writer.write(await reader.readline())
        writer.close()

    async def main():
        loop = asyncio.get_running_loop()
        operation = connection.refresh()
        await held(world)

        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        for number in range(20):
            host, port = server.sockets[0].getsockname()
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"line %d\n" % number)
            assert await reader.readline() == b"line %d\n" % number
            writer.close()
        server.close()

        assert await loop.run_in_executor(None, lambda: 7) == 7
        started = time.monotonic()
        await asyncio.sleep(0.05)
        assert 0.04 < time.monotonic() - started < 5

        event = asyncio.Event()
        loop.add_signal_handler(signal.SIGUSR1, event.set)
        threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGUSR1]).start()
        await asyncio.wait_for(event.wait(), PATIENCE)
        loop.remove_signal_handler(signal.SIGUSR1)

        GLib.idle_add(lambda: seen.append("idle"))
        GLib.timeout_add(10, lambda: seen.append("timeout"))
        await until(lambda: len(seen) == 2)

        process = await asyncio.create_subprocess_exec("echo", "x", stdout=asyncio.subprocess.PIPE)
        assert (await process.communicate())[0] == b"x\n"

        assert not operation.done()
        world.release()
        await operation

    asyncio.run(main())


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


def test_unawaited_error_is_reported(world):
    """the error of an operation that nobody awaits is reported"""
    reported = []

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: reported.append(context["exception"]))
        connection = world.connection("999")
        connection.refresh()
        await until(lambda: connection.problem is not None)
        await asyncio.sleep(0)
        gc.collect()

    asyncio.run(main())
    assert len(reported) == 1 and reported[0].problem.code == "not-found"


def test_failed_operation_is_freed(world):
    """an operation that failed is freed at once"""

    async def main():
        operation = world.connection("999").refresh()
        await until(operation.done)
        assert operation.exception().problem.code == "not-found"
        is_there = weakref.ref(operation)
        del operation
        assert is_there() is None

    gc.disable()
    try:
        asyncio.run(main())
    finally:
        gc.enable()


def test_callback_in_asyncio(world):
    """a callback is called in an asyncio program too"""
    connection = world.connection(name="Called")

    async def main():
        done = asyncio.Event()
        seen = []

        def on_updated(it, result, *data):
            seen.append((it.update_finish(result), *data))
            done.set()

        assert connection.update(None, on_updated, "a", "b") is None
        await asyncio.wait_for(done.wait(), PATIENCE)
        done.clear()
        assert connection.update(callback=on_updated) is None
        await asyncio.wait_for(done.wait(), PATIENCE)
        assert seen == [(True, "a", "b"), (True,)]

    asyncio.run(main())


def test_without_any_loop(world):
    """without asyncio and without a callback nobody is told, as ever"""
    connection = world.connection(name="Untold")
    assert connection.update() is None
    assert connection.modified
    turn_until(lambda: not connection.modified)
    assert world.stored()["name"] == "Untold"


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
    """As in event loops that are built on GLib: it has no descriptor, and turns the context."""

    def __init__(self):
        self.inner = selectors.SelectSelector()
        self.turns = 0

    def select(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            self.turns += 1
            GLib.MainContext.default().iteration(False)
            events = self.inner.select(0.001)
            if events or end is None or time.monotonic() >= end or self.is_ready():
                return events

    def is_ready(self):
        return bool(self.loop._ready)

    def __getattr__(self, name):
        return getattr(self.inner, name)


def test_loop_on_glib(world):
    """an event loop that is built on GLib is left as it is"""
    selector = GLibSelector()
    loop = asyncio.SelectorEventLoop(selector)
    selector.loop = loop
    connection = world.connection(name="Native")

    async def main():
        await connection.update()
        await asyncio.wait_for(connection.refresh(), PATIENCE)
        with pytest.raises(GLib.Error):
            await world.connection("999").refresh()

    try:
        loop.run_until_complete(main())
        assert loop._selector is selector and selector.turns > 0
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


class TestAllPages:
    """async for"""

    @pytest.fixture
    def world(self):
        with World("--connections", "250") as made:
            yield made

    def run(self, world, take, **properties):
        rows = Ac.ConnectionList(client=world.client, **properties)
        return asyncio.run(take(rows))

    @pytest.mark.parametrize("auto_load", [False, True])
    def test_each_once(self, world, auto_load):
        """async for: every connection comes once"""

        async def take(rows):
            first = [row.id async for row in rows]
            assert first == [str(number) for number in range(1, 251)]
            assert (len(rows), rows.total) == (250, 250)
            assert [row.id async for row in rows] == first

        self.run(world, take, auto_load=auto_load)
        assert len(world.requests()) == 3

    def test_break(self, world):
        """async for: no page is loaded before it is needed"""

        async def take(rows):
            async for row in rows:
                if row.id == "100":
                    break

        self.run(world, take, auto_load=False)
        assert len(world.requests()) == 1

    def test_filter(self, world):
        """async for: the filters hold, also after rows of others were loaded"""

        async def take(rows):
            await rows.load_more()
            rows.service = "shopify"
            ids = [int(row.id) async for row in rows]
            assert ids == list(range(4, 251, 4))

        self.run(world, take, auto_load=False)

    def test_error(self, world):
        """async for: an error is raised where it comes, and the list can go on"""
        world.fault(match={"method": "GET", "after": 1}, status=403)

        async def take(rows):
            ids = []
            with pytest.raises(GLib.Error) as caught:
                async for row in rows:
                    ids.append(row.id)
            assert caught.value.problem.code == "forbidden"
            assert len(ids) == 100
            assert len([row async for row in rows]) == 250

        self.run(world, take, auto_load=False)

    def test_changes_meanwhile(self, world):
        """async for: a list that is refreshed and updated meanwhile"""

        async def take(rows):
            ids = []
            async for row in rows:
                ids.append(row.id)
                if row.id == "50":
                    world.ask("DELETE", "connections/10")
                    await rows.refresh()
                if row.id == "60":
                    row.name = "Changed"
                    await row.update()
            assert ids == [str(number) for number in range(1, 251)]  # 10 came before it went

        self.run(world, take, auto_load=False)

    def test_cancelled(self, world):
        """async for: a cancelled task cancels the page"""
        world.fault(match={"method": "GET", "after": 1}, hold=True)

        async def take(rows):
            async def walk():
                async for _ in rows:
                    pass

            task = asyncio.create_task(walk())
            await held(world)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert rows.problem.code == "cancelled" and not rows.loading

        self.run(world, take, auto_load=False)
