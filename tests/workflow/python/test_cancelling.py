# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A task that is cancelled cancels its action."""

import asyncio
import select

import pytest
from activecampaign_workflow import WorkflowError
from emulator import GET_HELD, PATIENCE, PUT_HELD, held

UPDATE = ("connection.update", {"id": 2, "connection": {"name": "New"}})
SLOW = ("engine.echo", {"value": 1, "delay_ms": 3600000})


async def cancelled(task):
    """Cancels a task and returns the cause of its CancelledError."""
    task.cancel()
    await asyncio.wait([task], timeout=PATIENCE)
    assert task.cancelled()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return caught.value.__cause__


@pytest.mark.parametrize(
    "action, input, fault, outcome_unknown",
    [
        (*UPDATE, PUT_HELD, True),
        ("connection.get", {"id": 2}, GET_HELD, False),
    ],
)
def test_on_its_way(account, run, action, input, fault, outcome_unknown):
    """a request that is on its way is cancelled; whether it may have been carried out is told"""
    account.fault(**fault)

    async def main(engine):
        task = asyncio.create_task(engine.run(action, input))
        await held(account)
        cause = await cancelled(task)
        assert isinstance(cause, WorkflowError) and cause.code == "cancelled"
        assert cause.outcome_unknown is outcome_unknown and not cause.retryable
        assert engine.run_sync("engine.stats")["in_flight"] == 0

    run(main)


def test_before_it_ran(account, run):
    """a task that is cancelled before it ran makes no request"""

    async def main(engine):
        assert await cancelled(asyncio.create_task(engine.run(*UPDATE))) is None
        assert engine.run_sync("engine.stats")["in_flight"] == 0

    run(main)
    assert account.requests() == []


def test_in_line(account, run):
    """one that waits for an earlier one of its connection is cancelled, the others go on"""
    account.fault(**PUT_HELD)

    async def main(engine):
        first, second, third = [asyncio.create_task(engine.run(*UPDATE)) for _ in range(3)]
        await held(account)
        cause = await cancelled(second)
        assert cause.code == "cancelled" and not cause.outcome_unknown
        assert not first.done() and not third.done()
        account.release()
        assert (await first)["changed"] and (await third)["changed"]

    run(main)
    assert len(account.requests()) == 2


def test_too_late(run):
    """a result that has come makes the task no less cancelled; there is no cause then"""

    async def main(engine):
        task = asyncio.create_task(engine.run("engine.echo", {"value": 1}))
        await asyncio.sleep(0)
        assert select.select([engine._fd], [], [], PATIENCE)[0]
        await asyncio.sleep(0)  # the line is read after this turn,
        await asyncio.sleep(0)  # and the task is woken after this one
        assert await cancelled(task) is None

    run(main)


@pytest.mark.parametrize("limit", ["wait_for", "timeout"])
def test_time_limits(account, run, limit):
    """the time limits of asyncio cancel the action"""
    account.fault(**PUT_HELD)

    async def main(engine):
        with pytest.raises(asyncio.TimeoutError):
            if limit == "wait_for":
                await asyncio.wait_for(engine.run(*UPDATE), 0.1)
            else:
                async with asyncio.timeout(0.1):
                    await engine.run(*UPDATE)
        assert engine.run_sync("engine.stats")["in_flight"] == 0
        assert (await engine.run(*UPDATE))["changed"]

    run(main)


def test_group(run):
    """one that fails ends the others of its group"""

    async def main(engine):
        with pytest.raises(ExceptionGroup):
            async with asyncio.TaskGroup() as group:
                for _ in range(100):
                    group.create_task(engine.run(*SLOW))
                group.create_task(engine.run("unknown"))
        assert engine.run_sync("engine.stats")["in_flight"] == 0

    run(main)


def test_twice(run):
    """a second cancel does not wait for the answer any more"""

    async def main(engine):
        task = asyncio.create_task(engine.run(*SLOW))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        await cancelled(task)
        assert (await engine.run("engine.echo", {"value": 2}))["value"] == 2

    run(main)
