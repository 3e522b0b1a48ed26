#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What an action costs by the ctypes binding. Its ways and its output are those of bench-workflow.c.

usage: bench-workflow.py COUNT ROUNDS
"""

import asyncio
import statistics
import sys
import time

from activecampaign_workflow import Engine

ACTION = ("engine.echo", {"value": "New"})


async def run(engine, count):
    for _ in range(count):
        engine.run_sync(*ACTION)


async def submit(engine, count):
    for _ in range(count):
        await engine.run(*ACTION)


async def batch(engine, count):
    await asyncio.gather(*(engine.run(*ACTION) for _ in range(count)))


async def measure(count, rounds):
    async with Engine(url="http://127.0.0.1:1", api_token="none") as engine:
        await run(engine, count)  # what is done once is no part of it
        for way in (run, submit, batch):
            costs = []
            for _ in range(rounds):
                start = time.perf_counter()
                await way(engine, count)
                costs.append((time.perf_counter() - start) / count * 1e6)
            print(f"{way.__name__}\t{statistics.median(costs):.2f}", flush=True)


asyncio.run(measure(*map(int, sys.argv[1:])))
