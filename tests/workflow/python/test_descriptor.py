# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is read from the descriptor, and when there is no room."""

import asyncio
import random

import pytest
from activecampaign_workflow import WorkflowError
from activecampaign_workflow.lines import LineCutter
from emulator import PUT_HELD, held

SLOW = {"value": 1, "delay_ms": 3600000}


def echo(engine, value, **input):
    return engine.run("engine.echo", {"value": value, **input})


@pytest.mark.parametrize("most", [1, 2, 7, 1000])
def test_lines(most):
    """lines are the same in whatever pieces they come"""
    numbers = random.Random(most)
    lines = [b"x" * numbers.randrange(20) for _ in range(500)]
    text = b"".join(line + b"\n" for line in lines)
    cutter, found = LineCutter(), []
    while text:
        size = numbers.randint(1, most)
        found += cutter.cut(text[:size])
        text = text[size:]
    assert found == lines and cutter.cut(b"") == []


def test_long_and_short(run):
    """a line of megabytes and thousands of short ones in one read"""
    long = "é" * 1000000

    async def main(engine):
        results = await asyncio.gather(
            *(echo(engine, long if number % 500 == 0 else number) for number in range(2001))
        )
        for number, result in enumerate(results):
            assert result["value"] == (long if number % 500 == 0 else number)

    run(main)


def test_room(run):
    """more than there is room for waits, and all are answered"""

    async def main(engine):
        results = await asyncio.gather(*(echo(engine, number) for number in range(5000)))
        assert [result["value"] for result in results] == list(range(5000))

    run(main, max_tickets=3)


def test_order_without_room(account, run):
    """what waits for room keeps the order of the calls, and lets none overtake"""

    async def update(engine, number):
        for _ in range(number % 7):  # some come a little later
            await asyncio.sleep(0)
        order.append(f"{number}")
        await engine.run("connection.update", {"id": 2, "connection": {"name": f"{number}"}})

    async def main(engine):
        await asyncio.gather(*(update(engine, number) for number in range(100)))

    order = []
    run(main, max_tickets=2)
    assert [body["name"] for body in account.bodies()] == order


def test_cancelled_without_room(account, run):
    """what waits for room can be cancelled, and has not been carried out"""
    account.fault(**PUT_HELD)
    update = ("connection.update", {"id": 2, "connection": {"name": "New"}})

    async def main(engine):
        first = asyncio.create_task(engine.run(*update))
        await held(account)
        second, third = [asyncio.create_task(engine.run(*update)) for _ in range(2)]
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await second
        assert caught.value.__cause__.code == "cancelled"
        assert not caught.value.__cause__.outcome_unknown
        with pytest.raises(WorkflowError) as expired:
            await engine.run(*update, timeout=0.01)
        assert expired.value.code == "timed_out" and expired.value.retryable
        assert not expired.value.outcome_unknown
        account.release()
        await asyncio.gather(first, third)

    run(main, max_tickets=1)
    assert len(account.requests()) == 2


def test_closed_without_room(run):
    """what waits for room at the end is refused, and may be run elsewhere"""

    async def main(engine):
        tasks = [asyncio.create_task(engine.run("engine.echo", SLOW)) for _ in range(3)]
        await asyncio.sleep(0)
        await engine.shutdown(0)
        errors = await asyncio.gather(*tasks, return_exceptions=True)
        assert [error.code for error in errors] == ["cancelled", "closed", "closed"]
        assert all(error.retryable and not error.outcome_unknown for error in errors)

    run(main, max_tickets=1)
