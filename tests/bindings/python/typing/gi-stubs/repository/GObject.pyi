# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later

from collections.abc import Callable
from typing import Any, Protocol

class GEnum(int):
    @property
    def value_nick(self) -> str: ...

class GInterface(Protocol):
    props: Any
    def connect(
        self, detailed_signal: str, handler: Callable[..., object], *args: object
    ) -> int: ...

class Object:
    props: Any
    def connect(
        self, detailed_signal: str, handler: Callable[..., object], *args: object
    ) -> int: ...
