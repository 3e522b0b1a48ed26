# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How an engine ends, and what becomes of what was under way."""

import asyncio
import os
import subprocess
import sys
import threading

import pytest
from activecampaign_workflow import Engine, WorkflowError
from emulator import PUT_HELD, TOKEN, held, until

UPDATE = ("connection.update", {"id": 2, "connection": {"name": "New"}})
SLOW = ("engine.echo", {"value": 1, "delay_ms": 3600000})


def belongings():
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))


def test_leaves_nothing(run):
    """descriptor and thread are gone when the block is left"""

    async def main(engine):
        await engine.run("engine.echo", {"value": 1})

    run(main)  # what is made once in a process
    before = belongings()
    for _ in range(20):
        run(main)
    assert belongings() == before


def test_block_is_left(account, run):
    """leaving the block cancels what is under way, and waits for each answer"""
    account.fault(**PUT_HELD)
    tasks = []

    async def main(engine):
        tasks.extend(asyncio.create_task(engine.run(*each)) for each in (UPDATE, UPDATE, SLOW))
        await held(account)
        return await asyncio.sleep(0, "left")

    async def enter():
        # The tasks end in the loop that they began in.
        async with Engine(url=account.url, api_token=TOKEN, rate_limiter="none") as engine:
            await main(engine)
        return await asyncio.gather(*tasks, return_exceptions=True)

    errors = asyncio.run(enter())
    assert {error.code for error in errors} == {"cancelled"}
    assert all(error.retryable for error in errors)
    assert [error.outcome_unknown for error in errors] == [True, False, False]


def test_block_fails(open_engine):
    """an error in the block comes out of it, and the engine is closed"""

    async def main():
        async with open_engine() as engine:
            raise KeyError("mine")

    before = None
    for _ in range(3):
        with pytest.raises(KeyError, match="mine"):
            asyncio.run(main())
        before = before or belongings()
    assert belongings() == before


def test_drain(account, run):
    """a shutdown lets what is under way end, and takes no more"""
    account.fault(**PUT_HELD)

    async def main(engine):
        task = asyncio.create_task(engine.run(*UPDATE))
        await held(account)
        end = asyncio.create_task(engine.shutdown())
        await asyncio.sleep(0)
        with pytest.raises(WorkflowError) as caught:
            await engine.run(*UPDATE)
        assert caught.value.code == "closed" and caught.value.retryable
        account.release()
        await end
        assert task.done() and (await task)["changed"]

    run(main)
    assert account.stored()["name"] == "New"


def test_drain_takes_too_long(run):
    """a shutdown cancels what has not ended in time; a second one can shorten it"""

    async def main(engine):
        task = asyncio.create_task(engine.run(*SLOW))
        await asyncio.sleep(0)
        long = asyncio.create_task(engine.shutdown())
        await asyncio.sleep(0)
        await engine.shutdown(0.01)
        await long
        with pytest.raises(WorkflowError) as caught:
            await task
        assert caught.value.code == "cancelled" and caught.value.retryable

    run(main)


def test_close_with_a_full_descriptor(open_engine):
    """what has no line at the end fails as cancelled, its outcome unknown"""
    text = "x" * 10000

    async def main():
        async with open_engine() as engine:
            tasks = [
                asyncio.create_task(engine.run("engine.echo", {"value": text})) for _ in range(500)
            ]
            await asyncio.sleep(0)
            # Nothing is read meanwhile: more is answered than the descriptor takes.
            while engine.run_sync("engine.stats")["in_flight"] > 0:
                pass
            engine.close()
            return await asyncio.gather(*tasks, return_exceptions=True)

    results = asyncio.run(main())
    dropped = [each for each in results if isinstance(each, WorkflowError)]
    assert 0 < len(dropped) < len(results)
    assert results[: -len(dropped)] == [{"value": text}] * (len(results) - len(dropped))
    for error in dropped:
        assert error.code == "cancelled" and error.outcome_unknown and not error.retryable


def test_used_when_closed(open_engine):
    """a closed engine says so, and closing again is fine"""

    async def main():
        async with open_engine() as engine:
            engine.close()
            engine.close()
            for _ in range(2):
                with pytest.raises(WorkflowError) as awaited:
                    await engine.run(*SLOW)
                with pytest.raises(WorkflowError) as called:
                    engine.run_sync(*SLOW)
                assert awaited.value.code == called.value.code == "closed"
                assert awaited.value.retryable and not awaited.value.outcome_unknown
        engine.close()

    asyncio.run(main())


def test_closed_before_it_is_entered(open_engine):
    """an engine that was closed before is entered says so too"""

    async def main():
        engine = open_engine()
        engine.close()
        async with engine:
            with pytest.raises(WorkflowError) as caught:
                await engine.run(*SLOW)
            assert caught.value.code == "closed"

    asyncio.run(main())


def test_loop_is_gone(open_engine):
    """an engine whose event loop was closed can still be closed"""
    loop = asyncio.new_event_loop()
    engine = loop.run_until_complete(open_engine().__aenter__())
    loop.close()
    descriptors, threads = belongings()
    engine.close()
    # Both ends, and what woke the thread.
    assert belongings() == (descriptors - 3, threads - 1)


def test_waiter_is_cancelled(run):
    """one that waits for the end can be cancelled, and the others still wait"""

    async def main(engine):
        task = asyncio.create_task(engine.run(*SLOW))
        await asyncio.sleep(0)
        first, second = [asyncio.create_task(engine.shutdown()) for _ in range(2)]
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        assert first.cancelled() and not second.done()
        await engine.shutdown(0)
        await second
        assert task.done()

    run(main)


def test_run_sync_ends(open_engine):
    """closing ends a call in another thread"""
    errors = []

    def call():
        with pytest.raises(WorkflowError) as caught:
            engine.run_sync(*SLOW)
        errors.append(caught.value)

    engine = open_engine()
    thread = threading.Thread(target=call)
    thread.start()

    async def wait():
        await until(lambda: engine.run_sync("engine.stats")["in_flight"] == 1)

    asyncio.run(wait())
    engine.close()
    thread.join()
    assert errors[0].code == "cancelled" and errors[0].retryable


def test_child(account, run):
    """a forked child is told that the engine is its parent's, and takes nothing from it"""

    def in_child(engine):
        for attempt in (
            lambda: engine.run_sync("engine.echo"),
            lambda: Engine(url=account.url, api_token=TOKEN),
        ):
            try:
                attempt()
                return 1
            except WorkflowError as error:
                if error.code != "used_after_fork" or not error.retryable:
                    return 2
        engine.close()
        return 0

    async def main(engine):
        task = asyncio.create_task(engine.run("engine.echo", {"value": 1, "delay_ms": 100}))
        await asyncio.sleep(0)
        pid = os.fork()
        if pid == 0:
            status = 3
            try:
                status = in_child(engine)
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert (await task)["value"] == 1
        assert (await engine.run("engine.echo", {"value": 2}))["value"] == 2

    run(main)


FORK_AFTER_LOAD = """
import os, sys
from activecampaign_workflow import Engine, describe
describe()
for _ in range(2):
    pid = os.fork()
    if pid == 0:
        with Engine() as engine:
            engine.run_sync("connection.update", {"id": 2, "connection": {"name": f"{os.getpid()}"}})
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
"""


def test_fork_after_load(account):
    """children open engines where the parent has only loaded the library"""
    environment = {"ACTIVECAMPAIGN_URL": account.url, "ACTIVECAMPAIGN_API_TOKEN": TOKEN}
    subprocess.run(
        [sys.executable, "-c", FORK_AFTER_LOAD], env={**os.environ, **environment}, check=True
    )
    assert len({body["name"] for body in account.bodies()}) == 2


EXIT = """
import asyncio
from activecampaign_workflow import Engine
async def main():
    engine = await Engine().__aenter__()
    task = asyncio.ensure_future(engine.run("engine.echo", {"value": 1, "delay_ms": 3600000}))
    await asyncio.sleep(0)
    return engine, task
loop = asyncio.new_event_loop()
kept = loop.run_until_complete(main())
"""


def test_exit(account):
    """a process that ends without closing ends"""
    environment = {"ACTIVECAMPAIGN_URL": account.url, "ACTIVECAMPAIGN_API_TOKEN": TOKEN}
    subprocess.run(
        [sys.executable, "-c", EXIT], env={**os.environ, **environment}, check=True, timeout=20
    )
