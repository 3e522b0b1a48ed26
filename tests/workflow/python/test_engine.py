# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Actions, their results and errors."""

import asyncio
import pickle
import random

import pytest
from activecampaign_workflow import Engine, WorkflowError
from activecampaign_workflow.library import get_library
from emulator import GET_HELD, PUT_HELD

UPDATE = ("connection.update", {"id": 2, "connection": {"name": "New"}})
SHOP = {
    "service": "fooCommerce",
    "externalid": "shop",
    "name": "A Shop",
    "logoUrl": "https://shop.example.com/logo.png",
    "linkUrl": "https://shop.example.com/",
}


def test_update(account, run):
    """an update arrives, with the values that were given and no others"""

    async def main(engine):
        result = await engine.run(*UPDATE)
        assert result["changed"] is True and result["connection"]["name"] == "New"

    run(main)
    assert account.bodies() == [{"name": "New"}] and account.stored()["name"] == "New"


def test_every_action(run):
    """every action that is described can be run, with what it describes as its result"""

    async def main(engine):
        created = (await engine.run("connection.create", {"connection": SHOP}))["connection"]
        key = {name: SHOP[name] for name in ("service", "externalid")}
        inputs = {
            "connection.update": {"id": created["id"], "connection": {"name": "B"}},
            "connection.create": {"connection": {**SHOP, "externalid": "other"}},
            "connection.get": {"id": created["id"]},
            "connection.list": {},
            "connection.find": key,
            "connection.ensure": {"connection": SHOP},
            "connection.check": None,
            "connection.delete": {"id": created["id"]},
            "engine.echo": {"value": [None, "é\U0001f6d2", 1.5, {}]},
            "engine.stats": None,
        }
        described = {action["name"]: action for action in engine.describe()["actions"]}
        assert described.keys() == inputs.keys()
        for action, input in inputs.items():
            result = await engine.run(action, input)
            output = described[action]["output"]
            assert set(output.get("required", [])) <= result.keys() <= set(output["properties"])
            if action == "engine.echo":
                assert result == {"value": inputs[action]["value"]}

    run(main)


def test_error(account, run):
    """an error has every member of the plugin's error object"""
    account.fault(
        match={"method": "PUT"},
        status=422,
        headers={"X-Request-Id": "abc"},
        body={"errors": [{"title": "No", "code": "related_missing", "source": {"pointer": "/data/attributes/logoUrl"}}]},
    )

    async def main(engine):
        with pytest.raises(WorkflowError) as caught:
            await engine.run(*UPDATE)
        return caught.value

    error = run(main)
    members = error.args[0]
    expected = dict(members)
    wait = expected.pop("retry_after_ms")
    assert {**vars(error)} == {**expected, "retry_after": wait}
    assert error.code == "invalid" and error.http_status == 422 and error.attempts == 1
    assert error.server_code == "related_missing" and error.field == "logoUrl"
    assert error.request_id == "abc"
    assert error.retryable is False and error.outcome_unknown is False
    assert str(error) == error.message and "No" in error.message
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


def test_retry_after(account, run):
    """the time after which to try again is in seconds"""
    account.fault(match={"method": "PUT"}, status=429, headers={"Retry-After": "3600"})

    async def main(engine):
        with pytest.raises(WorkflowError) as caught:
            await engine.run(*UPDATE)
        assert caught.value.code == "rate_limited" and caught.value.retryable
        assert 3590 < caught.value.retry_after <= 3600

    run(main)


@pytest.mark.parametrize(
    "action, input, code, field",
    [
        ("connection.update", {"id": 2, "connection": {"nmae": ""}}, "bad_input", "nmae"),
        ("connection.update", {"connection": {}}, "bad_input", "id"),
        ("engine.echo", {"value": float("nan")}, "bad_input", None),
        ("connection.updaet", None, "unknown_action", None),
        ("", None, "unknown_action", None),
    ],
)
def test_refused(run, action, input, code, field):
    """what is refused says why, awaited and called alike"""

    async def main(engine):
        with pytest.raises(WorkflowError) as awaited:
            await engine.run(action, input)
        with pytest.raises(WorkflowError) as called:
            engine.run_sync(action, input)
        assert awaited.value.code == code and not awaited.value.retryable
        assert field is None or awaited.value.field.endswith(field)
        assert vars(called.value) == vars(awaited.value)

    run(main)


def test_no_json(run):
    """what is not JSON is a TypeError of Python's, and nothing is in flight"""

    async def main(engine):
        with pytest.raises(TypeError):
            await engine.run("engine.echo", {"value": object()})
        assert engine.run_sync("engine.stats")["in_flight"] == 0

    run(main)


def test_bad_config():
    """a wrong configuration names its member"""
    with pytest.raises(WorkflowError) as caught:
        Engine(url="http://127.0.0.1:1", api_token="x", max_atempts=3)
    assert caught.value.code == "bad_config" and caught.value.field == "max_atempts"


def test_environment(account, monkeypatch):
    """without an account in the configuration the environment names it"""
    monkeypatch.setenv("ACTIVECAMPAIGN_URL", account.url)
    monkeypatch.setenv("ACTIVECAMPAIGN_API_TOKEN", "wrong")
    with Engine() as engine, pytest.raises(WorkflowError) as caught:
        engine.run_sync("connection.check")
    assert caught.value.code in ("unauthorized", "forbidden")


def test_many(run):
    """ten thousand at once get their own answers, in whatever order they come"""
    numbers = random.Random(1)
    delays = [numbers.randrange(50) for _ in range(10000)]

    async def main(engine):
        results = await asyncio.gather(
            *(
                engine.run("engine.echo", {"value": number, "delay_ms": delay})
                for number, delay in enumerate(delays)
            )
        )
        assert [result["value"] for result in results] == list(range(len(delays)))

    run(main)


def test_order(account, run):
    """updates of one connection keep the order of the calls"""

    async def main(engine):
        await asyncio.gather(
            *(
                engine.run("connection.update", {"id": 2, "connection": {"name": f"{number}"}})
                for number in range(100)
            )
        )

    run(main)
    assert [body["name"] for body in account.bodies()] == [f"{number}" for number in range(100)]


@pytest.mark.parametrize(
    "action, input, retryable, outcome_unknown",
    [
        (*UPDATE, True, True),
        ("connection.create", {"connection": SHOP}, False, True),
        ("connection.get", {"id": 2}, True, False),
        ("engine.echo", {"value": 1, "delay_ms": 60000}, True, False),
    ],
)
def test_timeout(account, run, action, input, retryable, outcome_unknown):
    """a timeout is for the whole of it, and means the same awaited and called"""
    for held in (PUT_HELD, GET_HELD, {"match": {"method": "POST"}, "hold": True}):
        account.fault(**held, times=2)

    async def main(engine):
        with pytest.raises(WorkflowError) as awaited:
            await engine.run(action, input, timeout=0.2)
        assert awaited.value.code == "timed_out"
        assert awaited.value.retryable is retryable
        assert awaited.value.outcome_unknown is outcome_unknown
        with pytest.raises(WorkflowError) as called:
            engine.run_sync(action, input, timeout=0.2)
        assert vars(called.value) == vars(awaited.value)

    run(main)


def test_timeout_that_is_not_reached(run):
    """a timeout that is longer than it takes changes nothing, however long"""

    async def main(engine):
        for timeout in (20, 1e6, 1e12):
            assert (await engine.run("engine.echo", {"value": 1}, timeout=timeout))["value"] == 1
            assert engine.run_sync("engine.echo", {"value": 1}, timeout=timeout)["value"] == 1

    run(main)


def test_idempotent(open_engine):
    """whether an action may be carried out twice is what the plugin describes"""
    with open_engine() as engine:
        for action in get_library().describe()["actions"]:
            assert engine.is_idempotent(action["name"]) is action["idempotent"]
