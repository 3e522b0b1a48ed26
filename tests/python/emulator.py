# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An emulated account to test against, by the program that AC_EMULATOR names."""

import asyncio
import http.client
import json
import os
import subprocess

TOKEN = "emulator-token"
PATIENCE = 20  # seconds, for what comes at once if it comes at all
IS_SLOW = "AC_TEST_SLOW" in os.environ  # what something takes says nothing then
GET_HELD = {"match": {"method": "GET"}, "hold": True}
PUT_HELD = {"match": {"method": "PUT"}, "hold": True}


class Emulator:
    def __init__(self, *arguments, rate_limit=0):
        self.process = subprocess.Popen(
            [os.environ["AC_EMULATOR"], "--rate-limit", str(rate_limit), *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
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

    def reached(self, name, count):
        return self.stats()[name] >= count


async def until(condition):
    async def poll():
        while not condition():
            await asyncio.sleep(0.002)

    await asyncio.wait_for(poll(), PATIENCE)


async def held(world, count=1):
    await until(lambda: world.reached("held", count))
