# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An account to test against, with a client for it."""

import contextlib
import time

import gi
from emulator import PATIENCE, TOKEN, Emulator

gi.require_version("Ac", "1")
from gi.repository import Ac, GLib  # noqa: E402


class World(Emulator):
    def __init__(self, *arguments, rate_limit=0, token=TOKEN, **properties):
        super().__init__(*arguments, rate_limit=rate_limit)
        self.client = Ac.Client(url=self.url, api_token=token, **properties)
        if rate_limit == 0:
            self.client.rate_limiter = Ac.RateLimiter(requests_per_second=10000)

    def connection(self, id="2", **properties):
        return Ac.Connection(client=self.client, id=id, **properties)


@contextlib.contextmanager
def own_context():
    """A main context of this thread's own."""
    context = GLib.MainContext.new()
    context.push_thread_default()
    try:
        yield
        while context.iteration(False):
            pass
    finally:
        context.pop_thread_default()


def turn_until(condition):
    """Turns the main context of this thread until a condition is true."""
    context = GLib.MainContext.ref_thread_default()
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        source = GLib.timeout_source_new(5)
        source.set_callback(lambda *_: False)
        source.attach(context)
        context.iteration(True)
        source.destroy()
