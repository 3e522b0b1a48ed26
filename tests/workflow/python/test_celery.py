# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Celery task, in a real worker with forked processes and a real Redis server."""

import os
import re
import shutil
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

celery = pytest.importorskip("celery", reason="there is no Celery")
pytest.importorskip("redis", reason="there is no Redis for Celery")
if shutil.which("redis-server") is None:
    pytest.skip("there is no Redis server", allow_module_level=True)

from activecampaign_workflow import WorkflowError  # noqa: E402
from emulator import PATIENCE, TOKEN, Emulator  # noqa: E402
from servers import Worker, start_redis  # noqa: E402

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/python-workflow"
SHOP = {
    "service": "fooCommerce",
    "externalid": "shop",
    "name": "A Shop",
    "logoUrl": "https://shop.example.com/logo.png",
    "linkUrl": "https://shop.example.com/",
}


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    server, url = start_redis(tmp_path_factory.mktemp("redis"))
    yield url
    server.stop()


@pytest.fixture(scope="module")
def shared_account():
    with Emulator("--connections", "20", rate_limit=5) as made:
        yield made


@pytest.fixture
def account(shared_account):
    """An account as at its start, under the limit of the service."""
    shared_account.ask("POST", "reset")
    return shared_account


@pytest.fixture(scope="module")
def worker(redis, shared_account):
    made = Worker(
        2, REDIS_URL=redis, ACTIVECAMPAIGN_URL=shared_account.url, ACTIVECAMPAIGN_API_TOKEN=TOKEN
    )
    yield made
    made.stop()


@pytest.fixture(scope="module")
def start(redis, worker):
    """Starts a task, as a program that has but Celery does."""
    app = celery.Celery(broker=redis, backend=redis)

    def start(action, **input):
        return app.send_task("activecampaign.run", (action, input))

    start.app = app
    yield start
    app.close()


def update(start, id, name, **more):
    return start("connection.update", id=id, connection={"name": name}, **more)


def fail(task):
    with pytest.raises(WorkflowError) as caught:
        task.get(PATIENCE)
    return caught.value


def lose_workers(account, worker, task):
    """Kills the processes once the server has the request of the task."""
    end = time.monotonic() + PATIENCE
    while not account.reached("held", 1):
        assert time.monotonic() < end and not task.ready()
    for pid in worker.children():
        os.kill(pid, signal.SIGKILL)


def test_readme(account, redis, worker, start):
    """the README's command starts a task"""
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^python3 (-m celery -A tasks call .*)$", text, re.M)[1]
    output = subprocess.run(
        [sys.executable, *shlex.split(command)],
        cwd=EXAMPLE,
        env={**os.environ, "REDIS_URL": redis},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    start.app.AsyncResult(output.strip()).get(PATIENCE)
    assert account.stored()["name"] == "Acme, Inc."


def test_limit(account, worker, start):
    """updates from two processes keep the account's limit together: none fails, none is repeated"""
    ids = [row["id"] for row in account.ask("GET", "connections")["connections"]]
    tasks = {id: update(start, id, f"Shop {id}") for id in ids}
    for id, task in tasks.items():
        assert task.get(PATIENCE)["connection"]["name"] == account.stored(id)["name"] == f"Shop {id}"
    requests = account.requests()
    assert sorted(each["path"] for each in requests) == sorted(
        f"/api/3/connections/{id}" for id in ids
    )
    assert [each["status"] for each in requests] == [200] * 20
    assert account.stats()["rejected"] == 0
    processes = {re.search(r"ForkPoolWorker-\d+", line)[0] for line in worker.find("succeeded in")}
    assert len(processes) == 2


def test_retry(account, worker, start):
    """what passes is retried after the time that the account asks for"""
    account.fault(match={"method": "PUT"}, status=429, headers={"Retry-After": "2"})
    task = update(start, 2, "Later", options={"timeout_ms": 1000})  # less than what is asked for
    assert task.get(PATIENCE)["connection"]["name"] == "Later"
    assert worker.wait_for(re.escape(task.id) + r"\] retry: Retry in (1\.9\d*|2(\.0)?)s")
    first, second = account.requests()
    assert (first["status"], second["status"]) == (429, 200)
    assert second["at_us"] - first["at_us"] >= 2000000


def test_no_retry(account, worker, start):
    """what will not pass is not retried, and the caller has the whole error"""
    account.fault(match={"method": "PUT"}, status=422, body={"message": "No"}, times=0)
    error = fail(update(start, 2, "Never"))
    assert error.code == "invalid" and error.http_status == 422 and not error.retryable
    assert len(account.requests()) == 1


def test_outcome_unknown(account, worker, start):
    """what may have been carried out and must not be twice is not retried"""
    account.fault(match={"method": "POST"}, hold=True)
    error = fail(start("connection.create", connection=SHOP, options={"timeout_ms": 500}))
    assert error.code == "timed_out" and error.outcome_unknown and not error.retryable
    assert len(account.requests()) == 1


def test_worker_is_lost(account, worker, start):
    """an update whose worker is lost is made by another"""
    account.fault(match={"method": "PUT"}, hold="before")
    task = update(start, 2, "Again")
    lose_workers(account, worker, task)
    assert task.get(PATIENCE)["connection"]["name"] == "Again"
    assert account.stored()["name"] == "Again"


def test_worker_is_lost_while_creating(account, worker, start):
    """what must not be made twice is not made again where its worker is lost"""
    account.fault(match={"method": "POST"}, hold=True)
    task = start("connection.create", connection=SHOP)
    lose_workers(account, worker, task)
    error = fail(task)
    assert error.outcome_unknown and not error.retryable
    assert len(account.requests()) == 1


def await_idle(app, worker):
    """Waits until the parent knows that all has ended, for a child that it has not heard of for long
    stays for half a minute; and until it has replaced the children that were lost.
    """
    end = time.monotonic() + PATIENCE
    while (
        any((app.control.inspect(limit=1).active() or {"": [True]}).values())
        or len(worker.children()) < 2
    ):
        assert time.monotonic() < end


def test_end(worker, start):
    """processes close their engines at the end; their parent, which loaded the library, has none"""
    await_idle(start.app, worker)
    assert worker.stop() == 0
    assert len(worker.find("the engine of a child is closed")) == 2, worker.lines
    assert len(worker.find("the parent has an engine: False")) == 1
