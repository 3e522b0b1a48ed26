# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Right and wrong uses, for a type checker alone: a wrong one is marked with the code of the error
that mypy must find there, and nowhere else.
"""

import asyncio

import gi

gi.require_version("Ac", "1")
from gi.repository import Ac, Gio, GLib, Soup


async def awaited(connection: Ac.Connection, client: Ac.Client) -> None:
    done: bool = await connection.update()
    done = await connection.update(Gio.Cancellable())
    done = await asyncio.wait_for(connection.refresh(), 5)
    first, second = await asyncio.gather(connection.create(), connection.delete())
    done = first and second
    task: asyncio.Task[bool] = asyncio.create_task(client.check())
    async with asyncio.timeout(5):
        done = await task
    found = await client.find_connection("service", "external id")
    found.name  # error: union-attr
    if found is not None:
        found.name = "Acme, Inc."
    await client.find_connection("service")  # error: call-overload
    text: str = await connection.update()  # error: assignment
    await connection.updaet()  # error: attr-defined


def called_back(connection: Ac.Connection) -> None:
    def on_updated(it: Ac.Connection, result: Gio.AsyncResult) -> None:
        try:
            it.update_finish(result)
        except GLib.Error as error:
            if error.matches(Ac.Error.quark(), Ac.Error.NOT_FOUND):
                problem = Ac.Problem.from_result(result)
                problem.code  # error: union-attr
        it.update_finish()  # error: call-arg

    connection.update(None, on_updated)
    connection.update(None, on_updated, "data", 5)
    connection.update(callback=on_updated)
    connection.update(None, None)
    connection.update(on_updated)  # error: call-overload
    done: bool = connection.update_sync()
    done = connection.update_sync(Gio.Cancellable())


def attributes(connection: Ac.Connection) -> None:
    name: str | None = connection.name
    connection.name = None
    connection.name = 5  # error: assignment
    connection.nmae = "x"  # error: attr-defined
    connection.id = "3"  # error: misc
    connection.modified = False  # error: misc
    connection.status = Ac.ConnectionStatus.ERROR
    connection.status = Ac.SyncStatus.RUNNING  # error: assignment
    connection.status = "error"  # error: assignment
    if connection.created_at is not None:
        connection.created_at.format("%Y")
    connection.created_at.format("%Y")  # error: union-attr
    word: str = connection.status.value_nick
    adopted: bool = connection.adopted
    retryable: bool = connection.problem is not None and connection.problem.retryable


def construction(session: Soup.Session) -> None:
    client = Ac.Client(url="name", api_token="token", timeout=5, session=session)
    client.rate_limiter = Ac.RateLimiter(requests_per_second=5)
    account: str | None = client.account
    client.account = "other"  # error: misc
    client.api_token  # error: attr-defined
    Ac.Client(url="name")  # error: call-arg
    Ac.Client("name", "token")  # error: misc
    Ac.Connection(client=client, id="2", name="Acme, Inc.")
    Ac.Connection(client=client, nmae="Acme, Inc.")  # error: call-arg
    Ac.Connection.new(client)
    Ac.Connection.new("2")  # error: arg-type
    Ac.Client.new("name", "token").max_attempts = 1


async def rows(client: Ac.Client) -> None:
    connections = Ac.ConnectionList(client=client, service="shopify", auto_load=False, offset=5)
    async for connection in connections:
        connection.name = "x"
    for connection in connections:
        await connection.update()
    names = [connection.name async for connection in connections]
    names.append(5)  # error: arg-type
    number: int = len(connections) + connections.total + connections.offset
    first: Ac.Connection = connections[0]
    some: list[Ac.Connection] = connections[1:3]
    second: Ac.Connection | None = connections.get_item(1)
    connections.get_item(1).id  # error: union-attr
    model: Gio.ListModel[Ac.Connection] = connections
    connections.total = 5  # error: misc


class Limiter(Ac.RateLimiter):
    def do_release(self, outcome: Ac.SlotOutcome) -> None:
        self.note = outcome
        Ac.RateLimiter.do_release(self, outcome)
