# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Operations that are cancelled in asyncio programs."""

import asyncio
import time

import pytest
from emulator import GET_HELD, PATIENCE, PUT_HELD, held, until

from gi.repository import Gio, GLib


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


def test_one_of_several_tasks_is_cancelled(world):
    """cancelling one of the tasks of an operation cancels the request, for the others too"""
    world.fault(**GET_HELD)
    connection = world.connection()

    async def main():
        operation = connection.refresh()
        tasks = [asyncio.create_task(operation) for _ in range(3)]
        tasks[0].cancel()  # before it ran
        await asyncio.wait(tasks)
        assert all(task.cancelled() for task in tasks) and operation.cancelled()
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
