# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The pages of a list with async for."""

import asyncio

import pytest
from emulator import held
from support import Ac, World

from gi.repository import GLib


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
