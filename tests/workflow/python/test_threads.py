# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Event loops, threads, and hosts without asyncio."""

import asyncio
import threading
import time

import pytest
from emulator import PATIENCE, PUT_HELD

UPDATE = ("connection.update", {"id": 2, "connection": {"name": "New"}})


def test_threads(open_engine):
    """several threads have an event loop and an engine each"""
    results = {}

    async def main(name):
        async with open_engine() as engine:
            results[name] = await asyncio.gather(
                *(engine.run("engine.echo", {"value": [name, number]}) for number in range(500))
            )

    threads = [threading.Thread(target=lambda name=name: asyncio.run(main(name))) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in "abcd":
        assert [each["value"] for each in results[name]] == [[name, n] for n in range(500)]


def test_one_after_another(run):
    """one event loop after another has an engine of its own, debugging loops too"""

    async def main(engine):
        return await engine.run("engine.echo", {"value": 1})

    for _ in range(3):
        assert run(main) == {"value": 1}


def test_two_engines(open_engine):
    """two engines share an event loop"""

    async def main():
        async with open_engine() as one, open_engine() as other:
            values = await asyncio.gather(
                *(each.run("engine.echo", {"value": n}) for n in range(100) for each in (one, other))
            )
            assert [value["value"] for value in values] == [n for n in range(100) for _ in "ab"]

    asyncio.run(main())


def test_wrong_use(open_engine):
    """an engine that is not entered, is entered twice, or in another loop says so"""

    async def use(engine):
        await engine.run("engine.echo", {"value": 1})

    async def main():
        engine = open_engine()
        with pytest.raises(RuntimeError, match="async with"):
            await use(engine)
        async with engine:
            with pytest.raises(RuntimeError, match="one event loop"):
                async with engine:
                    pass
            with pytest.raises(RuntimeError, match="event loop that enters it"):
                await asyncio.to_thread(lambda: asyncio.run(use(engine)))
            await use(engine)

    asyncio.run(main())


def test_run_sync(account, open_engine):
    """without an event loop an update is a call"""
    with open_engine() as engine:
        assert engine.run_sync(*UPDATE)["connection"]["name"] == "New"
    assert account.stored()["name"] == "New"


def test_other_threads_go_on(account, open_engine):
    """other threads run while one waits for its call"""
    account.fault(**PUT_HELD)
    results = []
    with open_engine() as engine:
        thread = threading.Thread(
            target=lambda: results.append(engine.run_sync(*UPDATE, timeout=PATIENCE))
        )
        thread.start()
        end = time.monotonic() + PATIENCE
        while not account.reached("held", 1):
            assert time.monotonic() < end
        account.release()
        thread.join()
    assert results[0]["changed"]


def test_many_threads(account, open_engine):
    """many threads call one engine at once"""
    for _ in range(8):
        account.fault(match={"method": "GET"}, hold=True)
    results = []
    with open_engine() as engine:
        threads = [
            threading.Thread(
                target=lambda: results.append(engine.run_sync("connection.get", {"id": id}))
            )
            for id in ["2", 2] * 4
        ]
        threads += [
            threading.Thread(
                target=lambda n=n: results.append(engine.run_sync("engine.echo", {"value": n}))
            )
            for n in range(50)
        ]
        for thread in threads:
            thread.start()
        end = time.monotonic() + PATIENCE
        while len(results) < len(threads):
            account.release()
            assert time.monotonic() < end
        for thread in threads:
            thread.join()
    assert sorted(each["value"] for each in results if "value" in each) == list(range(50))
    assert len(account.requests()) == 8
