# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Finds libactivecampaign-workflow and gives its functions the types of Python."""

from __future__ import annotations

import ctypes
import functools
import json
import os
from typing import Any, Callable

from .error import WorkflowError

SONAME = "libactivecampaign-workflow-1.so"
VARIABLE = "ACTIVECAMPAIGN_WORKFLOW_LIBRARY"
ABI_VERSION = 1

#: What submit() answers where the host is to read first and then try again.
FULL = -6


class Library:
    """The functions of activecampaign-workflow.h. Each lets other threads run meanwhile."""

    def __init__(self, file: str) -> None:
        try:
            self._functions = ctypes.CDLL(file)
        except OSError as error:
            raise OSError(
                f"{error}: install activecampaign-glib, or name the file in {VARIABLE}"
            ) from error

        version = self._declare("acwf_abi_version", ctypes.c_uint32)()
        if version != ABI_VERSION:
            raise OSError(f"{file} has ABI {version}; this module needs {ABI_VERSION}")

        number, text, owned = ctypes.c_uint64, ctypes.c_char_p, ctypes.c_void_p
        self._describe = self._declare("acwf_describe", text)
        self._open = self._declare("acwf_open", number, text, ctypes.POINTER(owned))
        self._run = self._declare("acwf_run", owned, number, text, text, ctypes.c_int)
        self._free = self._declare("acwf_free", None, owned)
        self.completion_fd: Callable[[int], int] = self._declare(
            "acwf_completion_fd", ctypes.c_int, number
        )
        self.submit: Callable[[int, int, bytes, bytes], int] = self._declare(
            "acwf_submit", ctypes.c_int, number, number, text, text
        )
        self.cancel: Callable[[int, int], int] = self._declare(
            "acwf_cancel", ctypes.c_int, number, number
        )
        self.shutdown: Callable[[int, int], int] = self._declare(
            "acwf_shutdown", ctypes.c_int, number, ctypes.c_int
        )
        self.close: Callable[[int], None] = self._declare("acwf_close", None, number)

    def _declare(self, name: str, result: Any, *arguments: Any) -> Any:
        function = getattr(self._functions, name)
        function.restype = result
        function.argtypes = arguments
        return function

    def describe(self) -> dict[str, Any]:
        description: dict[str, Any] = json.loads(self._describe())
        return description

    @functools.cached_property
    def idempotent(self) -> frozenset[str]:
        """The actions that may be carried out twice."""
        actions = self.describe()["actions"]
        return frozenset(action["name"] for action in actions if action["idempotent"])

    def open(self, config: dict[str, Any]) -> int:
        error = ctypes.c_void_p()
        handle: int = self._open(json.dumps(config).encode(), ctypes.byref(error))
        if handle == 0:
            raise WorkflowError(json.loads(self._take(error.value)))
        return handle

    def run(self, handle: int, action: bytes, input: bytes, timeout_ms: int = 0) -> dict[str, Any]:
        """Returns the completion."""
        completion: dict[str, Any] = json.loads(
            self._take(self._run(handle, action, input, timeout_ms))
        )
        return completion

    def _take(self, address: int | None) -> bytes:
        assert address is not None
        try:
            return ctypes.string_at(address)
        finally:
            self._free(address)


_load = functools.lru_cache(maxsize=None)(Library)


def get_library(path: str | None = None) -> Library:
    """The library at a path, else the one that the environment names, else the system's."""
    return _load(path or os.environ.get(VARIABLE) or SONAME)


def describe(library: str | None = None) -> dict[str, Any]:
    """The configuration, the actions with their inputs and results as JSON Schema, the errors and
    limits. Opens nothing: a process that forks afterwards may call it.
    """
    return get_library(library).describe()
