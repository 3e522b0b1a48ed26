# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The app as a person has it: looked at through accessibility, used by real clicks and keys."""

import os
import subprocess

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from world import await_, keep, stop  # noqa: E402

WINDOW = "Connections"
NO_CACHE_YET = "/org/a11y/atspi/cache"


def complain(domain, level, message, _=None):
    """GTK says that an app is there before it offers the cache, and AT-SPI does without it."""
    if NO_CACHE_YET not in message:
        GLib.log_default_handler(domain, level, message)


GLib.log_set_handler("dbind", GLib.LogLevelFlags.LEVEL_WARNING, complain, None)


def xdotool(*words):
    command = ["xdotool", *map(str, words)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stderr)


class Thing:
    """One thing on the screen."""

    def __init__(self, accessible):
        self.accessible = accessible
        self.role = accessible.get_role_name()
        self.name = accessible.get_name() or ""

    @property
    def text(self):
        text = self.accessible.get_text_iface()
        return text.get_text(0, text.get_character_count()) if text else ""

    @property
    def description(self):
        return self.accessible.get_description() or ""

    def has(self, state):
        return self.accessible.get_state_set().contains(getattr(Atspi.StateType, state))

    @property
    def center(self):
        extents = self.accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return extents.x + extents.width // 2, extents.y + extents.height // 2

    def children(self):
        for index in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(index)
            if child is not None:
                yield Thing(child)

    def shown(self):
        """What is shown of it and in it."""
        if not self.has("VISIBLE"):
            return
        yield self
        for child in self.children():
            if self.role == "list" and self.name == "Connections":
                yield child  # it says all that it shows, and there are many
            else:
                yield from child.shown()

    def __repr__(self):
        return f"{self.role} {self.name!r}"


class App:
    """The app, started with an environment."""

    def __init__(self, program, **environment):
        Atspi.init()
        environment = {**os.environ, "G_DEBUG": "fatal-warnings", **environment}
        self.process = keep(subprocess.Popen([program], env=environment, stderr=subprocess.PIPE))
        os.set_blocking(self.process.stderr.fileno(), False)
        self.window = None
        self.focus_window()

    def stop(self):
        stop(self.process)
        errors = (self.process.stderr.read() or b"").decode()
        self.process.stderr.close()
        return errors

    def is_running(self):
        return self.process.poll() is None

    def roots(self):
        """Its windows, the topmost one last."""
        while GLib.MainContext.default().iteration(False):
            pass
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application is not None and application.get_process_id() == self.process.pid:
                application.clear_cache()
                return list(Thing(application).children())
        return []

    def look(self, role=None, name=None, text=None):
        """All that is shown and fits; raises where it changes meanwhile."""

        def fits(thing):
            return (
                (role is None or thing.role == role)
                and (name is None or name in thing.name)
                and (text is None or text in thing.text)
            )

        roots = self.roots()
        assert roots or self.is_running(), f"the app ended with {self.process.returncode}"
        return [thing for root in roots for thing in root.shown() if fits(thing)]

    def all(self, role=None, name=None, text=None):
        """The same at a moment at which nothing changes."""
        found = None

        def holds_still():
            nonlocal found
            try:
                found = self.look(role, name, text)
            except GLib.Error:
                return False
            return True

        await_(holds_still, "a moment at which nothing changes")
        return found

    def find(self, role=None, name=None, text=None):
        """Waits for it."""
        found = await_(
            lambda: self.all(role, name, text), lambda: f"{role} {name or text}: {self}"
        )
        return found[0]

    def focused(self, role=None, name=None):
        """Waits until it has the focus."""
        self.until(
            lambda: [thing for thing in self.all(role, name) if thing.has("FOCUSED")],
            f"the focus on {role} {name}",
        )

    def choices(self, state):
        """Which items of an open list of choices are in a state, from 0."""
        for popover in self.all("filler", "GtkPopover"):
            items = [thing for thing in popover.shown() if thing.role == "list item"]
            return [index for index, item in enumerate(items) if item.has(state)]
        return []

    def gone(self, role=None, name=None, text=None):
        """Waits until there is none."""
        self.until(lambda: not self.all(role, name, text), f"no {role} {name or text}")

    def until(self, condition, what):
        def holds():
            try:
                return condition()
            except GLib.Error:  # it changed while it was looked at
                return False

        await_(holds, lambda: f"{what}: {self}")

    def __repr__(self):
        if not self.is_running():
            return f"the app ended with {self.process.returncode}"
        return ", ".join(repr(thing) for thing in self.all() if thing.name)

    def focus_window(self, name=None):
        """There is no window manager: the keyboard goes where it is told to."""
        found = await_(
            lambda: subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
                + (["--name", name] if name else []),
                check=False,
                capture_output=True,
                text=True,
            ).stdout.split(),
            "a window",
        )
        self.window = found[-1]
        xdotool("windowfocus", self.window)
        return self.window

    def answer(self, question, key):
        """Answers a dialog, and goes back to the window."""
        window = self.window
        self.find("dialog", question)
        self.focus_window(question[:-1])
        self.press(key)
        self.gone("dialog", question)
        self.window = window
        xdotool("windowfocus", window)

    def click(self, thing):
        xdotool("mousemove", "--window", self.window, *thing.center, "click", 1)

    def move_away(self):
        """The mouse, to the corner outside the window."""
        xdotool("mousemove", 799, 799)
        self.find("frame", WINDOW)

    def press(self, *keys):
        xdotool("key", "--clearmodifiers", *keys)

    def type(self, text):
        xdotool("type", "--clearmodifiers", "--delay", 1, text)
