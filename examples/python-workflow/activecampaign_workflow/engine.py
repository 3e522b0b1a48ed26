# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Actions on the connections of an account, many at a time."""

from __future__ import annotations

import asyncio
import collections
import itertools
import json
import math
import os
from types import TracebackType
from typing import Any

from .error import WorkflowError
from .library import FULL, get_library
from .lines import LineCutter

_READ_SIZE = 1 << 16
_LONGEST = 2**31 - 1  # what a C int holds


def _milliseconds(seconds: float) -> int:
    return math.ceil(max(0, min(seconds * 1000, _LONGEST)))


class _Ticket:
    """An action that is to be answered."""

    __slots__ = ("number", "action", "input", "result", "has_expired")

    def __init__(
        self, number: int, action: bytes, input: bytes, result: asyncio.Future[dict[str, Any]]
    ) -> None:
        self.number = number
        self.action = action
        self.input = input
        self.result = result
        self.has_expired = False

    def complete(self, completion: dict[str, Any]) -> None:
        if not completion["ok"]:
            self.fail(WorkflowError(completion["error"]))
        elif not self.result.done():
            self.result.set_result(completion["result"])

    def fail(self, error: WorkflowError) -> None:
        if not self.result.done():  # else nobody waits any more
            self.result.set_exception(error)


class Engine:
    """A handle on an account.

    `config`: what `describe()["config"]` lists; without `url` and `api_token` both come from
    ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_API_TOKEN. `library`: the file of the plugin; without it
    the one that ACTIVECAMPAIGN_WORKFLOW_LIBRARY names, or the system's.

    With `async with` it belongs to the running event loop, and to its thread: `run()`. Without an
    event loop `with` and `run_sync()` serve, from any number of threads.

    A process that was forked from one with an engine opens none: fork first, then open.
    """

    def __init__(self, *, library: str | None = None, **config: Any) -> None:
        self._library = get_library(library)
        self._handle = self._library.open(config)
        self._process = os.getpid()
        self._fd: int | None = None  # open; ours from the moment that it was asked for
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lines = LineCutter()
        self._numbers = itertools.count(1)
        self._in_flight: dict[int, _Ticket] = {}
        # What the plugin has no room for, in the order of the calls.
        self._waiting: collections.OrderedDict[int, _Ticket] = collections.OrderedDict()

    def describe(self) -> dict[str, Any]:
        """As the function describe(), of this engine's library."""
        return self._library.describe()

    def is_idempotent(self, action: str) -> bool:
        """Whether an action may be carried out twice."""
        return action in self._library.idempotent

    # --- without an event loop ---

    def run_sync(
        self, action: str, input: dict[str, Any] | None = None, *, timeout: float | None = None
    ) -> dict[str, Any]:
        """Runs an action and returns its result, or raises WorkflowError. Other threads go on.

        `timeout`, in seconds, is for the whole of it. Python handles no signal in this thread
        until it returns.
        """
        completion = self._library.run(
            self._handle,
            action.encode(),
            json.dumps(input or {}).encode(),
            0 if timeout is None else max(1, _milliseconds(timeout)),
        )
        if not completion["ok"]:
            raise WorkflowError(completion["error"])
        result: dict[str, Any] = completion["result"]
        return result

    def close(self) -> None:
        """Cancels what is under way and frees everything, within 200 ms. An action that is not
        answered by then fails as cancelled, its outcome unknown.
        """
        self._library.close(self._handle)
        # A child of the process has but a copy: what is to be read is the parent's, and so is what
        # the selector watches.
        if os.getpid() == self._process:
            while self._fd is not None:
                self._read()
        elif self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- with an event loop ---

    async def __aenter__(self) -> Engine:
        if self._loop is not None:
            raise RuntimeError("An engine serves one event loop, once")
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        fd = self._library.completion_fd(self._handle)
        if fd < 0:  # closed meanwhile: run() will say so
            self._ended.set_result(None)
        else:
            self._fd = fd
            self._loop.add_reader(fd, self._read)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            await self.shutdown(0)
        finally:
            self.close()

    async def run(
        self, action: str, input: dict[str, Any] | None = None, *, timeout: float | None = None
    ) -> dict[str, Any]:
        """Runs an action and returns its result, or raises WorkflowError. Those of one connection
        are carried out in the order of the calls.

        `timeout`, in seconds, is for the whole of it, waiting included. Where the task is cancelled
        the action is too, and the cause of the CancelledError is the WorkflowError that tells
        whether the outcome is unknown; there is none where the result had come already.
        """
        loop = self._check_loop()
        ticket = _Ticket(
            next(self._numbers),
            action.encode(),
            json.dumps(input or {}).encode(),
            loop.create_future(),
        )
        self._waiting[ticket.number] = ticket
        self._submit()
        timer = None if timeout is None else loop.call_later(timeout, self._expire, ticket)
        try:
            return await ticket.result
        except asyncio.CancelledError as cancellation:
            raise cancellation from await self._cancel(ticket)
        except WorkflowError as error:
            if ticket.has_expired and error.code == "cancelled":
                raise self._timed_out(action, error) from None
            raise
        finally:
            if timer is not None:
                timer.cancel()

    async def shutdown(self, drain: float | None = None) -> None:
        """Takes no new actions, gives those under way so many seconds, or all that they need, and
        then cancels them. Returns when each is answered. A second call can only shorten the time.
        """
        self._check_loop()
        self._library.shutdown(self._handle, -1 if drain is None else _milliseconds(drain))
        self._submit()  # what waits is refused
        await asyncio.shield(self._ended)

    def _check_loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            raise RuntimeError("Use an engine in the event loop that enters it, with 'async with'")
        return loop

    def _submit(self) -> None:
        """Hands over what waits, as far as there is room. There will be more after a read."""
        while self._waiting:
            number, ticket = next(iter(self._waiting.items()))
            answer = self._library.submit(self._handle, number, ticket.action, ticket.input)
            if answer == FULL:
                return
            del self._waiting[number]
            if answer == 0:
                self._in_flight[number] = ticket
            else:
                # The handle is of no use any more, and this tells why.
                ticket.complete(self._library.run(self._handle, ticket.action, ticket.input))

    def _read(self) -> None:
        assert self._fd is not None
        try:
            data = os.read(self._fd, _READ_SIZE)
        except BlockingIOError:
            return
        for line in self._lines.cut(data):
            completion = json.loads(line)
            self._in_flight.pop(completion["t"]).complete(completion)
        if not data:
            self._end()
        self._submit()

    def _end(self) -> None:
        assert self._loop is not None and self._fd is not None
        fd, self._fd = self._fd, None
        if self._loop.is_closed():  # and nobody there to be told
            os.close(fd)
            return
        self._loop.remove_reader(fd)
        os.close(fd)
        for ticket in self._in_flight.values():
            ticket.fail(
                WorkflowError.cancelled("Closed before it was answered", outcome_unknown=True)
            )
        self._in_flight.clear()
        if not self._ended.done():
            self._ended.set_result(None)

    def _give_up(self, ticket: _Ticket) -> None:
        if self._waiting.pop(ticket.number, None) is None:
            self._library.cancel(self._handle, ticket.number)
        else:
            ticket.fail(
                WorkflowError.cancelled("Cancelled before it was begun", outcome_unknown=False)
            )

    def _expire(self, ticket: _Ticket) -> None:
        ticket.has_expired = True
        self._give_up(ticket)

    async def _cancel(self, ticket: _Ticket) -> WorkflowError | None:
        """The task was cancelled. Returns what became of the action, as soon as it is known."""
        if ticket.result.cancelled():
            ticket.result = self._check_loop().create_future()
            self._give_up(ticket)
        try:
            await ticket.result
        except WorkflowError as error:
            return error
        return None

    def _timed_out(self, action: str, error: WorkflowError) -> WorkflowError:
        """What acwf_run() tells where its time runs out."""
        return WorkflowError(
            {
                **error.args[0],
                "code": "timed_out",
                "message": "The time that was given for the whole of it ran out",
                "retryable": self.is_idempotent(action) or not error.outcome_unknown,
            }
        )
