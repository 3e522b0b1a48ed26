# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the Python examples as a person would."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from emulator import TOKEN
from support import turn_until

EXAMPLES = Path(__file__).resolve().parents[3] / "examples/python"


class Example:
    def __init__(self, world, name):
        self.world = world
        self.file = EXAMPLES / f"{name}.py"

    def start(self, *arguments, **environment):
        variables = {
            **os.environ,
            "ACTIVECAMPAIGN_URL": self.world.url,
            "ACTIVECAMPAIGN_API_TOKEN": TOKEN,
            "PYTHONIOENCODING": "utf-8",
            **environment,
        }
        return subprocess.Popen(
            [sys.executable, self.file, *arguments],
            env={name: value for name, value in variables.items() if value is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments, status=0, **environment):
        process = self.start(*arguments, **environment)
        output, errors = process.communicate()
        assert process.returncode == status, (output, errors)
        assert "Traceback" not in errors
        return output if status == 0 else errors


@pytest.fixture(params=["update_connection", "update_connection_mainloop"])
def example(world, request):
    return Example(world, request.param)


def test_update(world, example):
    """an update shows what was and what is"""
    output = example.run("2", "--external-id", "johndoe@example.org", "--name", "Acme, Inc. Ltd")
    stored = world.stored()
    assert (stored["externalid"], stored["name"]) == ("johndoe@example.org", "Acme, Inc. Ltd")
    assert '  external-id  "toolbox@example.com" → "johndoe@example.org"\n' in output
    assert '  name         "The Toolbox" → "Acme, Inc. Ltd"\n' in output
    assert "logo-url" not in output
    assert '"Acme, Inc. Ltd", as before' in example.run("2", "--name", "Acme, Inc. Ltd")


def test_every_field(world, example):
    """every option reaches its member"""
    wanted = {
        "service": "barCommerce",
        "externalid": "a b&c",
        "name": "Zoë",
        "logoUrl": "",
        "linkUrl": "https://shop.example.com/?a=1",
        "status": "0",
        "syncStatus": "1",
    }
    example.run(
        *("2", "--service", wanted["service"], "--external-id", wanted["externalid"]),
        *("--name", wanted["name"], "--logo-url", "", "--link-url", wanted["linkUrl"]),
        *("--status", "error", "--sync-status", "running"),
    )
    stored = world.stored()
    assert {name: str(stored[name]) for name in wanted} == wanted


def test_show(world, example):
    """without a field the connection is shown"""
    output = example.run("2")
    assert '  name         "The Toolbox"\n' in output and "sync-status  stopped\n" in output
    assert [entry["method"] for entry in world.requests()] == ["GET"]


def test_dry_run(world, example):
    """--dry-run shows the JSON and sends nothing"""
    output = example.run("2", "--external-id", "dry", "--name", "The Toolbox", "--dry-run")
    assert json.loads(output) == {"connection": {"externalid": "dry"}}
    assert "so already" in example.run("2", "--name", "The Toolbox", "--dry-run")
    assert [entry["method"] for entry in world.requests()] == ["GET", "GET"]


def test_terminal(world, example):
    """what the server says does not steer the terminal"""
    world.fault(match={"method": "GET"}, patch={"name": 'a\x1b[2J\x9b"\\b'})
    assert r'"a\x1b[2J\x9b\"\\b"' in example.run("2")
    world.fault(match={"method": "GET"}, patch={"name": "Zoë"})
    assert r'"Zo\xeb"' in example.run("2", PYTHONIOENCODING="ascii")


def test_fails_for_good(example):
    """exit status 1: no such connection, wrong token"""
    assert example.run("987654", status=1)
    errors = example.run("2", status=1, ACTIVECAMPAIGN_API_TOKEN="another-token")
    assert "another-token" not in errors


def test_usage(world, example):
    """exit status 2: wrong usage or environment, and no request"""
    assert "Exit status" in example.run(status=2)
    example.run("2", "3", status=2)
    example.run("--name", "x", status=2)
    example.run("2", "--nam", "x", status=2)
    example.run("2", "--status", "unknown", status=2)
    example.run("2", "--sync-status", "stop", status=2)
    example.run("2", status=2, ACTIVECAMPAIGN_URL=None)
    example.run("2", status=2, ACTIVECAMPAIGN_API_TOKEN=None)
    example.run("2", status=2, ACTIVECAMPAIGN_URL="http://account.example.com")
    assert "Exit status" in example.run("--help")
    assert world.requests() == []


def test_fails_for_now(world, example):
    """exit status 3: the account is paused, and for how long"""
    world.fault(match={"method": "PUT"}, status=429, headers={"Retry-After": "3600"})
    errors = example.run("2", "--name", "Later", status=3)
    assert re.search("again in 3[56][0-9][0-9] seconds", errors)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cancelled(world, example, number):
    """exit status 130: Ctrl-C, and a word on what may have happened"""
    world.fault(match={"method": "PUT"}, hold="after")
    process = example.start("2", "--name", "Cancelled")
    turn_until(lambda: world.reached("held", 1) or process.poll() is not None)
    process.send_signal(number)
    output, errors = process.communicate()
    assert process.returncode == 130, (output, errors)
    assert "look at the connection" in errors and "Traceback" not in errors
