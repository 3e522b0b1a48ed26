# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Operations in asyncio programs, most of which run no main loop of GLib."""

import asyncio
import gc
import os
import signal
import sys
import threading
import time
import weakref

from emulator import GET_HELD, IS_SLOW, PATIENCE, held, until
from support import Ac, turn_until

from gi.repository import GLib


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


def test_tasks_share_it(world):
    """one operation may be that of several tasks, as a future may be awaited by several"""
    world.fault(**GET_HELD)
    connection = world.connection()

    async def main():
        operation = connection.refresh()
        tasks = [asyncio.create_task(operation) for _ in range(2)]
        await held(world)
        world.release()
        assert await asyncio.gather(*tasks) == [True, True]
        assert await asyncio.create_task(operation) is True
        assert await operation is True

        operation = world.connection("999").refresh()
        tasks = [asyncio.create_task(operation) for _ in range(2)]
        errors = await asyncio.gather(*tasks, operation, return_exceptions=True)
        assert [error.problem.code for error in errors] == ["not-found"] * 3

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


def test_debug_mode_tells_where_it_began(world):
    """in asyncio's debug mode an operation began where the program called it"""

    async def main():
        for operation in (
            world.connection().refresh(),
            world.client.find_connection("fooCommerce", "x"),
        ):
            assert f"created at {__file__}" in repr(operation)
            await operation

    asyncio.run(main(), debug=True)


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
