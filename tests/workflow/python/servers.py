# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs that a test starts, and whose output tells when they are ready."""

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

from emulator import PATIENCE


class Program:
    def __init__(self, *words, **options):
        self.lines = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()
        with self.changed:
            self.lines.append("")  # the end
            self.changed.notify_all()

    def find(self, pattern):
        return [line for line in self.lines if re.search(pattern, line)]

    def wait_for(self, pattern, count=1):
        """Whether so many lines match it, now or once they have come; if not, it has ended."""
        with self.changed:
            self.changed.wait_for(
                lambda: self.lines[-1:] == [""] or len(self.find(pattern)) >= count, PATIENCE
            )
            return len(self.find(pattern)) >= count

    def stop(self):
        self.process.terminate()
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        return status


def is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def start_redis(folder):
    """Starts a Redis server and returns it and its address."""
    while True:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Program(
            *("redis-server", "--port", str(port), "--bind", "127.0.0.1"),
            *("--dir", str(folder), "--save", "", "--daemonize", "no"),
        )
        if server.wait_for("Ready to accept connections"):
            return server, f"redis://127.0.0.1:{port}/0"
        server.stop()
        assert server.find("Address already in use"), server.lines  # by somebody else, meanwhile


class Worker(Program):
    """A Celery worker with processes of its own, which are forked."""

    def __init__(self, processes, **environment):
        super().__init__(
            *(sys.executable, "-m", "celery", "-A", "worker", "worker"),
            *("--pool", "prefork", "--concurrency", str(processes), "--loglevel", "INFO"),
            cwd=Path(__file__).parent,
            env={**os.environ, **environment},
        )
        assert self.wait_for(r"ready\.$"), self.lines

    def children(self):
        """The processes that run, not those that have ended and nobody has noticed."""
        pid = self.process.pid
        pids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(each) for each in pids if not is_zombie(each)]
