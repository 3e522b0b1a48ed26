# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Gives each test an account and what opens engines on it."""

import asyncio

import pytest
from activecampaign_workflow import Engine
from emulator import TOKEN, Emulator


@pytest.fixture
def account():
    """An account with connection 2 and no limit."""
    with Emulator() as made:
        yield made


@pytest.fixture
def open_engine(account):
    def open(**config):
        return Engine(url=account.url, api_token=TOKEN, rate_limiter="none", **config)

    return open


@pytest.fixture
def run(open_engine):
    """Runs a coroutine function with an engine."""

    def run(main, **config):
        async def enter():
            async with open_engine(**config) as engine:
                return await main(engine)

        return asyncio.run(enter())

    return run
