# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a table of behaviours in each way in which a Python program can wait."""

import asyncio
import contextlib
import gc
import json
import threading
import weakref
from pathlib import Path

from emulator import PATIENCE, TOKEN
from support import Ac, own_context, turn_until
from surroundings import Surroundings

from gi.repository import Gio, GLib

OPERATIONS = {
    "create": ("connection", "create"),
    "refresh": ("connection", "refresh"),
    "update": ("connection", "update"),
    "delete": ("connection", "delete"),
    "check": ("client", "check"),
    "find-connection": ("client", "find_connection"),
    "load-more": ("list", "load_more"),
    "refresh-list": ("list", "refresh"),
}
ENUMS = {"status": Ac.ConnectionStatus, "sync-status": Ac.SyncStatus}


def attribute(name):
    return name.replace("-", "_")


def from_nick(enum, nick):
    return getattr(enum, attribute(nick).upper())


def compare(expected, value, what):
    if isinstance(expected, list) and isinstance(value, (int, float)):
        assert expected[0] <= value <= expected[1], what
    else:
        assert value == expected, what


def compare_members(expected, members):
    for name, value in expected.items():
        if name != "do":
            compare(value, members[name], name)


def assert_secret(thing, *names):
    """The token is in no property, and not in what is printed of a thing."""
    values = [thing.get_property(name) for name in names]
    assert TOKEN not in f"{thing} {thing!r} {values}"


class Started:
    """An operation that was called, and how it ended."""

    def __init__(self, step):
        self.step = step
        self.reported = None
        self.error = None
        self.value = None
        self.cancel = None
        self.is_done = False
        self.thread = None  # that called it, if that is its own


class Row:
    """One row under way. How to wait is up to its subclasses."""

    def __init__(self, surroundings, row):
        self.surroundings = surroundings
        self.client = surroundings.make_client()
        self.has_threads = row.get("caller") == "threads"
        self.has_context = row.get("caller") == "context"
        for name, value in row.get("client", {}).items():
            setattr(self.client, attribute(name), value)
        for connection in row.get("connections", []):
            self.world.ask("POST", "connections", {"connection": connection})
        if "faults" in row:
            surroundings.set_faults(row["faults"])
        self.connection = Ac.Connection(client=self.client, id=row.get("id", "2"))
        self.list = Ac.ConnectionList(client=self.client, auto_load=False)
        self.started = {}
        self.found = None
        self.left = {"client", "connection"}  # that exist
        for name in list(self.left):
            getattr(self, name).weak_ref(self.left.remove, name)

    @property
    def world(self):
        return self.surroundings.world

    async def take(self, steps):
        for step in steps:
            await getattr(self, "do_" + attribute(step["do"]))(step)

    async def do_set(self, step):
        for name, value in step["values"].items():
            value = from_nick(ENUMS[name], value) if name in ENUMS else value
            setattr(self.connection, attribute(name), value)

    async def do_set_client(self, step):
        for name, value in step["values"].items():
            setattr(self.client, attribute(name), value)

    def call(self, step):
        """Returns an operation as a list: the object, its method's name and its arguments."""
        holder, method = OPERATIONS[step["operation"]]
        arguments = [step[name] for name in ("service", "external-id") if name in step]
        return [getattr(self, holder), method, arguments]

    def note(self, started, source, error=None, value=None):
        """Takes the end of an operation. Of a source that was dropped no more can be asked."""
        assert not started.is_done
        started.reported = error and error.problem if source is None else source.problem
        started.error = error
        started.value = value
        started.is_done = True
        for step in started.step.get("then", []):
            drive(self.take([step]))

    async def do_start(self, step):
        started = Started(step)
        self.started[step["as"]] = started
        if self.has_threads:
            self.start_in_thread(started)
        else:
            self.start(started, *self.call(step))

    def start_in_thread(self, started):
        """Returns once the operation was called; one that blocks may be only about to be."""
        called = threading.Event()
        call = self.call(started.step)

        def run():
            with own_context():
                self.run_alone(started, call, called)

        started.thread = threading.Thread(target=run)
        started.thread.start()
        assert called.wait(PATIENCE)

    async def do_await(self, step):
        started = self.started[step["name"]]
        if started.thread:
            started.thread.join()
        await self.wait(lambda: started.is_done)
        if started.step["operation"] == "find-connection":
            self.found = started.value
        self.check(step, started)

    async def do_run(self, step):
        await self.do_start({**step, "as": ""})
        await self.do_await({**step, "name": ""})

    async def do_cancel(self, step):
        self.started[step["name"]].cancel()

    async def do_revert(self, _):
        self.connection.revert()

    async def do_drop(self, step):
        for name in step.get("objects", ["connection"]):
            assert hasattr(self, name)
            setattr(self, name, None)
        gc.collect()

    async def do_on_notify(self, step):
        def on_notify(connection, _):
            connection.disconnect(handler)
            drive(self.take(step["steps"]))

        handler = self.connection.connect("notify::" + step["property"], on_notify)

    async def do_set_faults(self, step):
        self.surroundings.set_faults(step["faults"])

    async def do_stop_server(self, _):
        self.surroundings.stop_server()

    async def do_start_server(self, _):
        self.surroundings.start_server()

    async def do_await_held(self, step):
        await self.wait(lambda: self.world.reached("held", step["count"]))

    async def do_await_requests(self, step):
        await self.wait(lambda: self.world.reached("requests", step["count"]))

    async def do_release(self, _):
        self.world.release()

    async def do_expect(self, step):
        for name, expected in step["values"].items():
            if name == "json":
                told = json.loads(self.connection.dup_json())
                assert {**told, **expected} == told
            else:
                assert self.read(name) == expected, name

    def read(self, name):
        if name == "changes":
            changes = self.connection.dup_changes()
            return changes and json.loads(changes)
        value = getattr(self.connection, attribute(name))
        if isinstance(value, GLib.DateTime):
            return value.format_iso8601()
        return value.value_nick if name in ENUMS else value

    async def do_expect_list(self, step):
        assert (len(self.list), self.list.total) == (step["n-items"], step["total"])
        if "ids" in step:
            assert [row.id for row in self.list] == step["ids"]

    async def do_expect_found(self, step):
        assert (self.found and self.found.id) == step["id"]

    async def do_expect_stored(self, step):
        stored = self.world.stored(step["id"])
        if step["connection"] is None:
            assert stored is None
        else:
            compare_members(step["connection"], stored)

    async def do_expect_requests(self, step):
        entries = self.world.requests()
        for entry, expected in zip(entries, step["requests"]):
            for name, value in expected.items():
                got = json.loads(entry[name]) if name == "body" else entry[name]
                assert got == value
        assert len(entries) == len(step["requests"])

    async def do_expect_stats(self, step):
        compare_members(step, self.world.stats())

    def check(self, step, started):
        ends = step["ends"]
        if ends == "ok":
            assert started.error is None
            return
        error = started.error
        assert error is not None, "it ended well"
        problem = error.problem
        assert problem.code in (ends if isinstance(ends, list) else [ends])
        if isinstance(error, GLib.Error):
            assert (error.domain, error.code) == (problem.error_domain, problem.error_code)
            assert error.message == problem.message
            if problem.code == "cancelled":
                assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED)
            else:
                assert error.matches(Ac.Error.quark(), from_nick(Ac.Error, problem.code))
        for name, expected in step.get("problem", {}).items():
            compare(expected, getattr(problem, attribute(name)), name)
        says = step.get("says", [])
        for part in says if isinstance(says, list) else [says]:
            assert part in problem.message
        assert started.reported is problem
        assert_secret(error)
        assert_secret(problem, "title", "detail", "server-code", "field", "request-id")
        if self.client:
            assert_secret(self.client, "url", "application-name")

    def run(self, steps):
        with own_context() if self.has_context else contextlib.nullcontext():
            self.take_all(steps)

    def end(self):
        """Nothing holds what everybody let go of, once what was left to do is done."""
        self.started.clear()
        self.client = self.connection = self.list = self.found = None
        gc.collect()
        turn_until(lambda: not self.left)


class AwaitedRow(Row):
    """With asyncio: an operation is awaited by a task of its own, and cancelled with the task."""

    def start(self, started, source, method, arguments):
        operation = getattr(source, method)(*arguments)  # from now on it is under way
        weak = weakref.ref(source)

        async def await_it():
            try:
                value = await operation
            except (GLib.Error, asyncio.CancelledError) as error:
                self.note(started, weak(), error)
            else:
                self.note(started, weak(), value=value)

        started.task = asyncio.create_task(await_it())
        started.cancel = started.task.cancel

    def run_alone(self, started, call, called):
        async def main():
            loop = asyncio.get_running_loop()
            self.start(started, *call)
            call.clear()
            started.cancel = lambda: loop.call_soon_threadsafe(started.task.cancel)
            called.set()
            await started.task

        asyncio.run(main())

    async def do_cancel(self, step):
        await asyncio.sleep(0)  # a task that never ran would never await
        await super().do_cancel(step)

    async def wait(self, condition):
        while not condition():
            await asyncio.sleep(0.002)

    def take_all(self, steps):
        asyncio.run(asyncio.wait_for(self.take(steps), 60))


class CalledBackRow(Row):
    """With a main loop of GLib: an operation has a callback and a cancellable."""

    def start(self, started, source, method, arguments):
        cancellable = Gio.Cancellable()
        started.cancel = cancellable.cancel
        context = GLib.MainContext.ref_thread_default()

        def on_ended(it, result, data):
            assert data == "data"
            assert context.is_owner()
            try:
                value = getattr(it, method + "_finish")(result)
            except GLib.Error as error:
                assert error.problem is Ac.Problem.from_result(result)
                self.note(started, it, error)
            else:
                self.note(started, it, value=value)

        assert getattr(source, method)(*arguments, cancellable, on_ended, "data") is None
        assert not started.is_done

    def run_alone(self, started, call, called):
        self.start(started, *call)
        call.clear()
        called.set()
        turn_until(lambda: started.is_done)

    async def wait(self, condition):
        turn_until(condition)

    def take_all(self, steps):
        drive(self.take(steps))


class BlockingRow(Row):
    """Without any loop: for rows of which no step lets an operation run alone."""

    def start(self, started, source, method, arguments):
        cancellable = Gio.Cancellable()
        started.cancel = cancellable.cancel
        try:
            value = getattr(source, method + "_sync")(*arguments, cancellable)
        except GLib.Error as error:
            self.note(started, source, error)
        else:
            self.note(started, source, value=value)

    def run_alone(self, started, call, called):
        called.set()
        self.start(started, *call)

    async def wait(self, condition):
        while not condition():
            assert self.has_threads

    def take_all(self, steps):
        drive(self.take(steps))


def drive(coroutine):
    """Runs a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError("it waited")


def run(kind, row):
    with Surroundings(row) as surroundings:
        made = kind(surroundings, row)
        made.run(row["steps"])
        made.end()


def may_block(row):
    """Whether no step lets an operation run alone, but in a thread, whose objects then stay."""
    unfit = "drop" if row.get("caller") == "threads" else "start"
    return all(step["do"] != unfit and "then" not in step for step in row["steps"])


def pytest_generate_tests(metafunc):
    table = json.loads(Path(metafunc.config.getoption("table")).read_text(encoding="utf-8"))
    rows = table["behaviours"]
    if metafunc.function is test_blocking:
        rows = filter(may_block, rows)
    metafunc.parametrize("row", rows, ids=lambda row: row["name"])


def test_awaited(row):
    """asyncio"""
    run(AwaitedRow, row)


def test_called_back(row):
    """main loop"""
    run(CalledBackRow, row)


def test_blocking(row):
    """blocking"""
    run(BlockingRow, row)
