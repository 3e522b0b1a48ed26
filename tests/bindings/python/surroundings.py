# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a row of a table of behaviours has around its client: servers, proxies, certificates."""

import atexit
import json
import os
import socket
import subprocess
import tempfile

import gi
import pytest
from emulator import TOKEN, Emulator
from support import Ac

gi.require_version("Soup", "3.0")
from gi.repository import Gio, Soup  # noqa: E402

emulators = {}  # by their arguments: one may serve row after row


def bind():
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


def host(bound):
    return "127.0.0.1:{}".format(bound.getsockname()[1])


def borrow_emulator(rate_limit, arguments):
    """Returns one that is as at its start."""
    emulator = emulators.pop((rate_limit, arguments), None)
    if emulator is None:
        return Emulator(*arguments, rate_limit=rate_limit)
    emulator.ask("POST", "reset")
    return emulator


@atexit.register
def stop_emulators():
    for emulator in emulators.values():
        emulator.stop()


class Surroundings:
    def __init__(self, row):
        self.row = row
        self.files = tempfile.TemporaryDirectory(prefix="ac-test-")
        self.certificate = os.path.join(self.files.name, "certificate.pem")
        self.closed = bind()
        self.elsewhere = bind()
        self.elsewhere.listen()
        self.elsewhere.setblocking(False)
        self.nginx = None
        self.rate_limit = row.get("rate-limit", 0)
        self.arguments = tuple(row.get("emulator", []))
        if "--tls" in self.arguments:
            self.arguments += ("--tls-certificate-file", self.certificate)
        self.world = borrow_emulator(self.rate_limit, self.arguments)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            with pytest.raises(BlockingIOError):  # nobody may have come
                self.elsewhere.accept()
        if self.nginx:
            self.nginx.communicate()
        if kind is None and self.world.url.startswith("http:"):
            emulators[self.rate_limit, self.arguments] = self.world
        else:
            self.world.stop()
        self.closed.close()
        self.elsewhere.close()
        self.files.cleanup()

    def make_client(self):
        session = self.row.get("session")
        client = Ac.Client(url=self.address(), api_token=self.row.get("token", TOKEN))
        if "rate-limit" not in self.row:
            client.rate_limiter = Ac.RateLimiter(requests_per_second=10000)
        if session is not None:
            client.session = self.make_session(**session)
        return client

    def address(self):
        if "nginx" in self.row:
            return self.start_nginx()
        kind = self.row.get("address")
        if kind == "refused":
            return "http://" + host(self.closed)
        if kind == "unresolved":
            return "https://account.ac-test.invalid"
        if kind == "https":
            return self.world.url.replace("http:", "https:")
        assert kind is None
        return self.world.url

    def start_nginx(self):
        self.nginx = subprocess.Popen(
            [os.environ["AC_TEST_NGINX"], self.world.url, *self.row["nginx"]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        address, self.certificate = self.nginx.stdout.readline().split()
        return address

    def make_session(self, trust=False, proxy=False):
        session = Soup.Session()
        if trust:
            session.set_tls_database(Gio.TlsFileDatabase.new(self.certificate))
        if proxy:
            session.set_proxy_resolver(
                Gio.SimpleProxyResolver.new("http://" + host(self.closed), None)
            )
        return session

    def set_faults(self, faults):
        text = json.dumps(faults).replace("ELSEWHERE", host(self.elsewhere))
        faults = json.loads(text.replace("OWN-ADDRESS", self.world.url))
        self.world.ask("PUT", "faults", {"faults": faults})

    def stop_server(self):
        self.port = self.world.url.rpartition(":")[2]
        self.world.stop()

    def start_server(self):
        self.world = Emulator(
            *self.arguments, "--port", self.port, rate_limit=self.rate_limit
        )
