# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later

from collections.abc import Callable

PRIORITY_DEFAULT: int
SOURCE_CONTINUE: bool

class DateTime:
    def format(self, format: str) -> str | None: ...

class Error(RuntimeError):
    code: int
    domain: str
    message: str
    def matches(self, domain: str | int, code: int) -> bool: ...

class MainLoop:
    def __init__(self) -> None: ...
    def run(self) -> None: ...
    def quit(self) -> None: ...

def unix_signal_add(
    priority: int, signum: int, handler: Callable[..., bool], *user_data: object
) -> int: ...
