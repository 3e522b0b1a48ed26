# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An account to test against: its own emulator, and a client for it."""

import asyncio
import http.client
import json
import os
import subprocess
import time

import gi

gi.require_version("Ac", "1")
from gi.repository import Ac, GLib  # noqa: E402

TOKEN = "emulator-token"
PATIENCE = 20  # seconds, for what comes at once if it comes at all
IS_SLOW = "AC_TEST_SLOW" in os.environ  # what something takes says nothing then
GET_HELD = {"match": {"method": "GET"}, "hold": True}
PUT_HELD = {"match": {"method": "PUT"}, "hold": True}


class World:
    def __init__(self, *arguments, rate_limit=0, token=TOKEN, **properties):
        self.process = subprocess.Popen(
            [os.environ["AC_EMULATOR"], "--rate-limit", str(rate_limit), *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self.process.stdout.readline().strip()
        self.client = Ac.Client(url=self.url, api_token=token, **properties)
        if rate_limit == 0:
            self.client.rate_limiter = Ac.RateLimiter(requests_per_second=10000)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()

    def ask(self, method, path, body=None):
        """Asks the control endpoint, which answers at once whatever the API does."""
        host = self.url.rpartition("/")[2]
        if self.url.startswith("https:"):
            import ssl

            context = ssl._create_unverified_context()
            connection = http.client.HTTPSConnection(host, context=context, timeout=PATIENCE)
        else:
            connection = http.client.HTTPConnection(host, timeout=PATIENCE)
        connection.request(method, "/emulator/" + path, body and json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert answer.status in (200, 404), text
        return json.loads(text) if answer.status == 200 else None

    def fault(self, **members):
        self.ask("POST", "faults", {"faults": [members]})

    def release(self):
        self.ask("POST", "release")

    def stats(self):
        return self.ask("GET", "stats")

    def requests(self):
        return self.ask("GET", "requests")["requests"]

    def bodies(self):
        return [json.loads(entry["body"])["connection"] for entry in self.requests()]

    def stored(self, id="2"):
        answer = self.ask("GET", f"connections/{id}")
        return answer and answer["connection"]

    def connection(self, id="2", **properties):
        return Ac.Connection(client=self.client, id=id, **properties)

    def reached(self, name, count):
        return self.stats()[name] >= count


def turn_until(condition):
    """Turns the default main context until a condition is true."""
    context = GLib.MainContext.default()
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        source = GLib.timeout_add(5, lambda: False)
        context.iteration(True)
        if context.find_source_by_id(source):
            GLib.source_remove(source)


async def until(condition):
    async def poll():
        while not condition():
            await asyncio.sleep(0.002)

    await asyncio.wait_for(poll(), PATIENCE)


async def held(world, count=1):
    await until(lambda: world.reached("held", count))
