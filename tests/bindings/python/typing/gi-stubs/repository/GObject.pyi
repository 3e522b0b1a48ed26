# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later

from collections.abc import Callable

class GEnum(int):
    @property
    def value_nick(self) -> str: ...

class Object:
    def connect(
        self, detailed_signal: str, handler: Callable[..., object], *args: object
    ) -> int: ...
