#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Updates one connection of an ActiveCampaign account, and shows it before and after: a program
with a main loop of GLib, in which nothing blocks and everything can be cancelled.
"""

from __future__ import annotations

import signal
import sys

import command_line
from command_line import EXIT_DONE, EXIT_USAGE, Options

from gi.repository import Ac, Gio, GLib


class Program:
    def __init__(self, client: Ac.Client, options: Options) -> None:
        self.connection = Ac.Connection(client=client, id=options.id)
        self.options = options
        self.before: dict[str, str] = {}
        self.cancellable = Gio.Cancellable()
        self.loop = GLib.MainLoop()
        self.exit_status = EXIT_DONE

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM):
            GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, number, self.on_signal)
        self.connection.refresh(self.cancellable, self.on_refreshed)
        self.loop.run()
        return self.exit_status

    def on_signal(self) -> bool:
        self.cancellable.cancel()
        return GLib.SOURCE_CONTINUE

    def on_refreshed(self, connection: Ac.Connection, result: Gio.AsyncResult) -> None:
        try:
            connection.refresh_finish(result)
        except GLib.Error as error:
            self.fail(error, result)
            return
        if not self.options.values:
            command_line.show(connection)
            self.loop.quit()
            return

        self.before = command_line.values_of(connection)
        for field, value in self.options.values.items():
            setattr(connection, field, value)
        if self.options.dry_run:
            command_line.show_dry_run(connection)
            self.loop.quit()
            return

        connection.update(self.cancellable, self.on_updated)

    def on_updated(self, connection: Ac.Connection, result: Gio.AsyncResult) -> None:
        try:
            connection.update_finish(result)
        except GLib.Error as error:
            self.fail(error, result)
            return
        command_line.show_changes(connection, self.before, self.options)
        self.loop.quit()

    def fail(self, error: GLib.Error, result: Gio.AsyncResult) -> None:
        self.exit_status = command_line.tell(error.message, Ac.Problem.from_result(result))
        self.loop.quit()


def main() -> int:
    options = Options()
    try:
        client = Ac.Client.new_from_environment()
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
        return EXIT_USAGE
    return Program(client, options).run()


if __name__ == "__main__":
    sys.exit(main())
