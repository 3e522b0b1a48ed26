# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The world of the app: a display, a D-Bus session, an emulated account."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TOKEN = "emulator-token"
PATIENCE = 60 if os.environ.get("AC_TEST_SLOW") else 20


def await_(condition, what, patience=PATIENCE):
    """Waits until the condition is true, and returns what it is. `what` may be a function."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"still waiting for {what() if callable(what) else what}")
        time.sleep(0.02)


def keep(process):
    atexit.register(stop, process)
    return process


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def enter():
    """Starts a display, then this program again in a D-Bus session of its own; returns there."""
    if os.environ.get("AC_TEST_APP_SESSION"):
        for ours, theirs in enumerate(os.environ["AC_TEST_APP_OUTPUT"].split(), 1):
            os.dup2(int(theirs), ours)
        return
    scratch = tempfile.TemporaryDirectory(prefix="ac-app-")
    settings = Path(scratch.name, "config/gtk-4.0/settings.ini")
    settings.parent.mkdir(parents=True)
    settings.write_text(
        "[Settings]\ngtk-enable-animations=0\ngtk-font-name=Cantarell 11\n", encoding="utf-8"
    )
    display_end, xvfb_end = os.pipe()
    xvfb = keep(
        subprocess.Popen(
            # Without -noreset it starts anew after its last client, and turns the next one away.
            ["Xvfb", "-displayfd", str(xvfb_end), "-screen", "0", "800x800x24"]
            + ["-noreset", "-nolisten", "tcp"],
            pass_fds=[xvfb_end],
            stderr=subprocess.DEVNULL,
        )
    )
    os.close(xvfb_end)
    display = os.read(display_end, 16).decode().strip()
    assert display, f"Xvfb ended with {xvfb.wait()}"
    # What the daemons of the session have to say is no output of the test's.
    output = [os.dup(1), os.dup(2)]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ACTIVECAMP")},
        "AC_TEST_APP_OUTPUT": " ".join(map(str, output)),
        "AC_TEST_APP_SESSION": scratch.name,
        "DISPLAY": f":{display}",
        "GDK_BACKEND": "x11",
        "GSETTINGS_BACKEND": "memory",
        "GSK_RENDERER": "cairo",
        "LC_ALL": "C.UTF-8",
        "XDG_CONFIG_HOME": f"{scratch.name}/config",
        "XDG_RUNTIME_DIR": scratch.name,
    }
    for name in ("AT_SPI_BUS_ADDRESS", "GTK_A11Y", "GTK_THEME", "NO_AT_BRIDGE", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    session = subprocess.run(
        ["dbus-run-session", "--", sys.executable, *sys.argv],
        env=environment,
        check=False,
        pass_fds=output,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    sys.exit(session.returncode)


class Emulator:
    """ac-emulator, with the connections that it is given."""

    def __init__(self, program, rows=None, **members):
        arguments = [program]
        if rows is not None:
            file = Path(os.environ["AC_TEST_APP_SESSION"], "rows.json")
            file.write_text(json.dumps(rows), encoding="utf-8")
            arguments += ["--seed-data", str(file)]
        for name, value in members.items():
            arguments += [f"--{name.replace('_', '-')}", str(value)]
        self.process = keep(subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True))
        self.url = self.process.stdout.readline().strip()

    def stop(self):
        stop(self.process)
        self.process.stdout.close()

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def fault(self, **members):
        self.ask("PUT", "/emulator/faults", {"faults": [members]})

    def release(self):
        self.ask("DELETE", "/emulator/faults")
        self.ask("POST", "/emulator/release")

    def requests(self, method=None):
        every = self.ask("GET", "/emulator/requests")["requests"]
        return [request for request in every if method in (None, request["method"])]

    def held(self):
        return self.ask("GET", "/emulator/stats")["held"]

    def connection(self, id_):
        return self.ask("GET", f"/emulator/connections/{id_}")["connection"]
