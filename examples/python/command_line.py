# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What both examples share: their arguments, and what they print."""

from __future__ import annotations

import argparse
import math
import sys

import gi

gi.require_version("Ac", "1")
from gi.repository import Ac  # noqa: E402

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_TRY_LATER = 3
EXIT_CANCELLED = 130

DESCRIPTION = """\
Updates the connection ID of an ActiveCampaign account and shows what changed.
Without a field to set it only shows the connection.
"""

EPILOG = """\
Environment:
  ACTIVECAMPAIGN_URL        the account, such as https://youraccount.api-us1.com
  ACTIVECAMPAIGN_API_TOKEN  its key, from Settings, Developer

Exit status:
  0    done
  1    refused, or failed for good
  2    wrong usage or environment; no request was made
  3    failed, but worth trying again later
  130  cancelled
"""

TEXTS = {
    "service": "Name of the service",
    "external_id": "Id of the shop's account in the service",
    "name": "Name that people see",
    "logo_url": "Address of the service's logo",
    "link_url": "Address where the shop's account is managed",
}
STATUSES: dict[str, dict[str, Ac.ConnectionStatus | Ac.SyncStatus]] = {
    "status": {
        "connected": Ac.ConnectionStatus.CONNECTED,
        "error": Ac.ConnectionStatus.ERROR,
    },
    "sync_status": {
        "running": Ac.SyncStatus.RUNNING,
        "stopped": Ac.SyncStatus.STOPPED,
    },
}
FIELDS = [*TEXTS, *STATUSES]


class Options:
    """What the command line asks for."""

    def __init__(self) -> None:
        parser = argparse.ArgumentParser(
            description=DESCRIPTION,
            epilog=EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        parser.add_argument("id", metavar="ID")
        for field, meaning in TEXTS.items():
            kind = "URL" if field.endswith("_url") else "TEXT"
            parser.add_argument(option(field), metavar=kind, help=meaning)
        for field, words in STATUSES.items():
            parser.add_argument(option(field), choices=words, help=" or ".join(words))
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Show the JSON that would be sent, and send nothing",
        )
        if len(sys.argv) == 1:
            parser.print_help(sys.stderr)
            sys.exit(EXIT_USAGE)

        asked = vars(parser.parse_args())
        self.id: str = asked["id"]
        self.dry_run: bool = asked["dry_run"]
        self.values = {
            field: STATUSES[field][asked[field]] if field in STATUSES else asked[field]
            for field in FIELDS
            if asked[field] is not None
        }


def option(field: str) -> str:
    return "--" + field.replace("_", "-")


def printable(value: object) -> str:
    """A property's value for people. What comes from the server must not steer the terminal."""
    if isinstance(value, (Ac.ConnectionStatus, Ac.SyncStatus)):
        return value.value_nick
    if value is None:
        return "unknown"
    text = "".join(
        "\\" + sign
        if sign in '"\\'
        else sign
        if sign.isprintable()
        else sign.encode("unicode_escape").decode()
        for sign in str(value)
    )
    encoding = sys.stdout.encoding
    return '"' + text.encode(encoding, "backslashreplace").decode(encoding) + '"'


def values_of(connection: Ac.Connection) -> dict[str, str]:
    return {field: printable(getattr(connection, field)) for field in FIELDS}


def show(connection: Ac.Connection) -> None:
    print("Connection", connection.id)
    for field, value in values_of(connection).items():
        print(f"  {field.replace('_', '-'):12} {value}")


def show_changes(connection: Ac.Connection, before: dict[str, str], options: Options) -> None:
    arrow = "→" if sys.stdout.encoding.lower() == "utf-8" else "->"
    print("Connection", connection.id)
    for field, after in values_of(connection).items():
        if before[field] != after:
            print(f"  {field.replace('_', '-'):12} {before[field]} {arrow} {after}")
        elif field in options.values:
            print(f"  {field.replace('_', '-'):12} {after}, as before")


def show_dry_run(connection: Ac.Connection) -> None:
    print(connection.dup_changes() or "Nothing would be sent: it is so already.")


def tell(message: str, problem: Ac.Problem | None) -> int:
    """Tells a person what went wrong, and returns the exit status that tells it to a program."""
    print(message, file=sys.stderr)
    exit_status = EXIT_FAILED
    if problem is None:
        return exit_status
    if problem.retryable:
        exit_status = EXIT_TRY_LATER
        when = f"in {math.ceil(problem.retry_after)} seconds" if problem.retry_after else "later"
        print(f"It is worth trying again {when}.", file=sys.stderr)
    if problem.outcome_unknown:
        print(
            "The change may have been made all the same: look at the connection before trying "
            "again.",
            file=sys.stderr,
        )
    return EXIT_CANCELLED if problem.code == "cancelled" else exit_status
