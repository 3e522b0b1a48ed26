#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Updates one connection of an ActiveCampaign account, and shows it before and after: a program
with asyncio, in which nothing blocks and everything can be cancelled.
"""

from __future__ import annotations

import asyncio
import signal
import sys

import command_line
from command_line import EXIT_CANCELLED, EXIT_DONE, EXIT_USAGE, Options

from gi.repository import Ac, GLib


async def update(connection: Ac.Connection, options: Options) -> None:
    await connection.refresh()
    if not options.values:
        command_line.show(connection)
        return

    before = command_line.values_of(connection)
    for field, value in options.values.items():
        setattr(connection, field, value)
    if options.dry_run:
        command_line.show_dry_run(connection)
        return

    await connection.update()
    command_line.show_changes(connection, before, options)


async def run(client: Ac.Client, options: Options) -> int:
    connection = Ac.Connection(client=client, id=options.id)
    task = asyncio.create_task(update(connection, options))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)

    try:
        await task
    except GLib.Error as error:
        return command_line.tell(error.message, getattr(error, "problem", None))
    except asyncio.CancelledError:
        if connection.problem is not None:
            command_line.tell(connection.problem.message, connection.problem)
        return EXIT_CANCELLED
    return EXIT_DONE


def main() -> int:
    options = Options()
    try:
        client = Ac.Client.new_from_environment()
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
        return EXIT_USAGE
    return asyncio.run(run(client, options))


if __name__ == "__main__":
    sys.exit(main())
