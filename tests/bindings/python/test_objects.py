# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The classes as Python programs see them."""

import enum
import inspect

import gi
import pytest
from emulator import TOKEN
from support import Ac, World, turn_until

from gi.repository import GLib, GObject

CONTROL = "a\x1b[2J\x9bb"


def test_properties_are_attributes(world):
    """a property is an attribute, to read and to set"""
    connection = world.connection()
    connection.name = "Acme, Inc."
    connection.link_url = ""
    connection.status = Ac.ConnectionStatus.ERROR
    assert (connection.name, connection.link_url) == ("Acme, Inc.", "")
    assert connection.status == Ac.ConnectionStatus.ERROR
    assert connection.get_name() == connection.props.name == "Acme, Inc."
    assert connection.modified
    connection.update_sync()
    stored = world.stored()
    assert (stored["name"], stored["linkUrl"], stored["status"]) == ("Acme, Inc.", "", "0")
    connection.props.name = "By props"
    connection.set_service("by setter")
    assert (connection.name, connection.service) == ("By props", "by setter")
    assert connection.created_at.format("%Y") == "2017"
    connection.name = None
    connection.revert()
    assert (connection.name, connection.modified) == ("Acme, Inc.", False)


def test_every_property(world):
    """every property of every class can be read, but for the token"""
    connection = world.connection()
    connection.refresh_sync()
    rows = Ac.ConnectionList(client=world.client)
    with pytest.raises(GLib.Error) as caught:
        world.connection("999").refresh_sync()
    limiter = Ac.RateLimiter(requests_per_second=5)
    for it in (world.client, connection, rows, caught.value.problem, limiter):
        for pspec in it.list_properties():
            if pspec.name != "api-token":
                value = getattr(it, pspec.name.replace("-", "_"))
                assert value == it.get_property(pspec.name)
    with pytest.raises(AttributeError):
        world.client.api_token


@pytest.mark.parametrize("name", ["nmae", "external-id", "externalId", "_note", "update", "id"])
def test_misspelt(world, name):
    """what is no property to set cannot be set"""
    with pytest.raises(AttributeError, match=name):
        setattr(world.connection(), name, "x")


def test_misspelt_elsewhere(world):
    """what is no property to set cannot be set: of the other classes"""
    for it in (world.client, Ac.ConnectionList(client=world.client)):
        for name in ("nmae", "problem", "client" if it is not world.client else "url"):
            with pytest.raises(AttributeError, match=name):
                setattr(it, name, None)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("name", 5, TypeError),
        ("name", b"bytes", TypeError),
        ("name", "cut\0off", ValueError),
        ("name", "\udc80", UnicodeEncodeError),
        ("status", 7, ValueError),
        ("status", "error", TypeError),
        ("status", None, TypeError),
        ("status", Ac.SyncStatus.RUNNING, TypeError),
    ],
)
def test_wrong_value(world, name, value, error):
    """a wrong value is refused, when it is set and when an object is made"""
    connection = world.connection()
    with pytest.raises(error):
        setattr(connection, name, value)
    assert not connection.modified
    with pytest.raises(error):
        world.connection(**{name: value})


def test_nul_is_not_looked_for(world):
    """a text that would be cut off is not looked for"""
    for method in (world.client.find_connection, world.client.find_connection_sync):
        for texts in (("fooCommerce", "toolbox@example.com\0"), ("fooCommerce\0", "x")):
            with pytest.raises(ValueError, match="NUL"):
                method(*texts)
    found = world.client.find_connection_sync("fooCommerce", "toolbox@example.com")
    assert found.id == "2"


def test_id_is_text(world):
    """an id may be given as a number, and is a text"""
    connection = world.connection(2)
    connection.refresh_sync()
    assert connection.id == "2"


def test_wrong_number(world):
    """a number that is out of range is refused"""
    for name, value in (("timeout", -1), ("queue_timeout", -0.5), ("max_attempts", 0)):
        before = getattr(world.client, name)
        with pytest.raises(ValueError, match=name.replace("_", "-")):
            setattr(world.client, name, value)
        assert getattr(world.client, name) == before


def test_every_text(world):
    """any text comes back as it was set"""
    texts = ["", " ", "Zoë", "日本", "🙂", "\n\t\"\\\x7f\x1b", "x" * 10000, "\ufeff", "a\u2028b"]
    connection = world.connection()
    for text in texts:
        connection.name = text
        connection.update_sync()
        assert (connection.name, world.stored()["name"]) == (text, text)


def test_status_values(world):
    """a status is a member of its enumeration, and a number"""
    connection = world.connection()
    assert connection.status == Ac.ConnectionStatus.UNKNOWN == -1
    connection.refresh_sync()
    assert isinstance(connection.status, Ac.ConnectionStatus)
    assert isinstance(connection.sync_status, Ac.SyncStatus)
    assert connection.status == connection.get_status() == Ac.ConnectionStatus.CONNECTED == 1
    connection.status = 0
    assert connection.status.value_nick == "error"
    connection.status = Ac.ConnectionStatus.UNKNOWN
    assert not connection.modified


def test_status_of_newer_pygobject(world, monkeypatch):
    """a status is checked where enumerations are Python's own, as of PyGObject 3.52"""
    status = enum.IntEnum("Status", {"UNKNOWN": -1, "ERROR": 0, "CONNECTED": 1})
    monkeypatch.setitem(gi.overrides.Ac._ENUMS, Ac.ConnectionStatus.__gtype__, status)
    connection = world.connection()
    for value in (status.ERROR, 1):
        connection.status = value
        assert connection.status == value
    with pytest.raises(ValueError, match="status cannot be 7"):
        connection.status = 7


def test_notify(world):
    """notify and bindings work as with any object"""
    connection = world.connection()
    other = world.connection("3")
    names = []
    connection.connect("notify", lambda _, pspec: names.append(pspec.name))
    connection.bind_property("name", other, "name", GObject.BindingFlags.DEFAULT)
    connection.name = "Bound"
    assert other.name == "Bound"
    assert set(names) == {"name", "modified"}


def test_keyword_construction(world):
    """a client made by keywords is checked as one made by new"""
    client = Ac.Client(url=world.url + "/api/3/", api_token=TOKEN, timeout=5, max_attempts=2)
    assert (client.url, client.timeout, client.max_attempts) == (world.url, 5, 2)
    assert client.check_sync() is True
    client = Ac.Client(url="name", api_token="x")
    assert (client.url, client.account) == ("https://name.api-us1.com", "name")
    assert isinstance(Ac.Client.new("name", "x"), Ac.Client)


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"url": "name"},
        {"url": "", "api_token": "x"},
        {"url": "name", "api_token": ""},
        {"url": "name", "api_token": "a b"},
        {"url": "http://name.api-us1.com", "api_token": "x"},
        {"url": "no name", "api_token": "secret"},
    ],
)
def test_unusable_client(properties):
    """a client that is of no use is not made"""
    with pytest.raises(GLib.Error) as caught:
        Ac.Client(**properties)
    assert "secret" not in str(caught.value)
    errors = [caught.value]
    if len(properties) == 2:
        with pytest.raises(GLib.Error) as caught:
            Ac.Client.new(*properties.values())
        errors.append(caught.value)
    for error in errors:
        assert error.matches(Ac.Error.quark(), Ac.Error.INVALID)
        assert error.problem.message == error.message
        assert error.problem.field in ("url", "api-token")


def test_wrong_keywords(world):
    """a keyword that is no property is refused"""
    for make in (Ac.Client, Ac.Connection, Ac.ConnectionList):
        with pytest.raises(TypeError):
            make(nmae="x")
        with pytest.raises(TypeError):
            make(world.client)
    with pytest.raises(ValueError, match="NUL"):
        Ac.Client(url="name", api_token="a\0b")


def test_from_environment(world, monkeypatch):
    """a client from the environment"""
    monkeypatch.setenv("ACTIVECAMPAIGN_URL", world.url)
    with pytest.raises(GLib.Error) as caught:
        Ac.Client.new_from_environment()
    assert caught.value.problem is None
    # GLib reads what the process was given, to which os.environ adds.
    monkeypatch.setenv("ACTIVECAMPAIGN_API_TOKEN", TOKEN)
    client = Ac.Client.new_from_environment()
    assert isinstance(client, Ac.Client)
    assert client.check_sync()


def test_signatures():
    """inspect and help() tell how an operation is called"""
    for function, expected in (
        (Ac.Connection.update, "(self, cancellable=None, callback=awaited, *user_data)"),
        (Ac.Connection.update_sync, "(self, cancellable=None)"),
        (Ac.ConnectionList.load_more_finish, "(self, result)"),
        (Ac.RateLimiter.acquire_sync, "(self, cancellable=None)"),
        (Ac.Client.find_connection_sync, "(self, service, external_id, cancellable=None)"),
    ):
        assert str(inspect.signature(function)) == expected
    assert "Connection.update" in repr(Ac.Connection.update)
    assert "update_finish()" in Ac.Connection.update.__doc__
    assert "acquire_finish()" in Ac.RateLimiter.acquire_async.__doc__


def test_errors(world):
    """an error is matched by code, and has the problem"""
    connection = world.connection("999")
    with pytest.raises(GLib.Error) as caught:
        connection.refresh_sync()
    error = caught.value
    assert error.matches(Ac.Error.quark(), Ac.Error.NOT_FOUND)
    assert not error.matches(Ac.Error.quark(), Ac.Error.INVALID)
    assert error.problem is connection.problem
    assert (error.problem.code, error.problem.http_status) == ("not-found", 404)
    assert error.message == error.problem.message == str(error.problem)


def test_errors_of_each(world):
    """an error has the problem of its own operation, whenever its end is asked for"""
    world.fault(match={"method": "PUT"}, status=402)
    connection = world.connection(name="x")
    results = []
    connection.update(None, lambda _, result: results.append(result))
    connection.refresh(None, lambda _, result: results.append(result))
    turn_until(lambda: len(results) == 2)
    assert connection.refresh_finish(results[1]) and connection.problem is None
    with pytest.raises(GLib.Error) as caught:
        connection.update_finish(results[0])
    assert caught.value.problem.code == "payment-required"


def test_error_of_another(world):
    """a blocking call's error has no problem where the object's is another's meanwhile"""
    connection = world.connection("999")
    nested = []

    def on_problem(*_):
        connection.disconnect(handler)
        with pytest.raises(GLib.Error, match="under way"):
            connection.update_sync()
        nested.append(connection.problem)

    handler = connection.connect("notify::problem", on_problem)
    with pytest.raises(GLib.Error) as caught:
        connection.refresh_sync()
    assert caught.value.matches(Ac.Error.quark(), Ac.Error.NOT_FOUND)
    assert nested == [connection.problem] and caught.value.problem is None


def test_pending(world):
    """a blocking call that could never end fails at once"""
    world.fault(match={"method": "GET"}, hold=True)
    connection = world.connection()
    connection.refresh(None, None)
    with pytest.raises(GLib.Error, match="under way") as caught:
        connection.update_sync()
    assert caught.value.problem.message == caught.value.message
    turn_until(lambda: world.reached("held", 1))
    world.release()
    turn_until(lambda: connection.service is not None)


def test_repr_of_client():
    """a client shows its address and never its token"""
    client = Ac.Client(url="name", api_token="secret")
    assert repr(client) == str(client) == "<Ac.Client https://name.api-us1.com>"


def test_repr_of_connection(world):
    """a connection shows what it is"""
    connection = world.connection()
    assert repr(connection) == "<Ac.Connection 2>"
    connection.external_id = "johndoe@example.com"
    assert repr(connection) == "<Ac.Connection 2 ?/johndoe@example.com modified>"
    connection.refresh_sync()
    connection.name = "Acme, Inc."
    shown = "<Ac.Connection 2 fooCommerce/johndoe@example.com 'Acme, Inc.' modified>"
    assert repr(connection) == f"{connection}" == shown
    connection.update_sync()
    assert repr(connection) == shown.replace(" modified", "")
    connection.service = connection.external_id = CONTROL
    assert repr(connection).isprintable()
    assert repr(Ac.Connection()) == "<Ac.Connection without id>"
    assert repr(world.connection("a\x1bb")).isprintable()


def test_repr_of_list(world):
    """a list shows how much of it is loaded, and loads nothing by that"""
    rows = Ac.ConnectionList(client=world.client)
    assert repr(rows) == "<Ac.ConnectionList of unknown size>"
    rows.service = "fooCommerce"
    assert repr(rows) == "<Ac.ConnectionList service='fooCommerce'>"
    for _ in range(100):
        GLib.MainContext.default().iteration(False)
    assert not rows.loading
    rows.load_more_sync()
    assert repr(rows) == "<Ac.ConnectionList 1 of 1, service='fooCommerce'>"


def test_repr_of_problem(world):
    """a problem shows its code, its status and its message"""
    world.fault(status=422, body={"message": CONTROL})
    with pytest.raises(GLib.Error) as caught:
        world.connection(name="x").update_sync()
    problem = caught.value.problem
    assert repr(problem).startswith("<Ac.Problem invalid 422 '")
    assert repr(problem).isprintable()
    with pytest.raises(GLib.Error) as caught:
        world.connection(None, name="x").update_sync()
    assert repr(caught.value.problem).startswith("<Ac.Problem invalid 'The connection has no id")
    with pytest.raises(AttributeError):
        problem.code = "ok"


def test_repr_of_rate_limiter():
    """a rate limiter shows its rate"""
    assert repr(Ac.RateLimiter(requests_per_second=3)) == "<Ac.RateLimiter 3 per second>"


def test_list(world):
    """a list is a sequence of what is loaded"""
    with World("--connections", "120") as many:
        rows = Ac.ConnectionList(client=many.client, auto_load=False)
        assert (len(rows), list(rows), bool(rows)) == (0, [], False)
        rows.load_more_sync()
        assert (len(rows), rows[0].id, rows[-1].id) == (100, "1", "100")
        assert [row.id for row in rows[98:]] == ["99", "100"]
        assert rows[3] is rows[3] and rows[3] in rows and world.connection() not in rows
        with pytest.raises(IndexError):
            rows[100]
        assert [row.id for row in rows] == [str(number) for number in range(1, 101)]

        rest = Ac.ConnectionList(client=many.client, auto_load=False, offset=118)
        rest.load_more_sync()
        assert (rest.offset, [row.id for row in rest]) == (118, ["119", "120"])

        seen = []
        for row in rows:  # of which there are fewer in the end
            seen.append(row.id)
            if row.id == "50":
                for number in range(51, 101):
                    many.ask("DELETE", f"connections/{number}")
                rows.service = "shopify"
                rows.load_more_sync()
        assert None not in seen and len(rows) < 50


def test_list_loads_by_itself(world):
    """a list loads more as its last row is read"""
    with World("--connections", "120") as many:
        rows = Ac.ConnectionList(client=many.client)
        assert len(rows) == 0
        turn_until(lambda: len(rows) == 100)
        assert rows[99].id == "100"
        turn_until(lambda: len(rows) == 120)


class Limiter(Ac.RateLimiter):
    """One of the program's own, with an attribute of its own."""

    def __init__(self):
        super().__init__(requests_per_second=1000)
        self.outcomes = []
        self.pauses = []

    def do_release(self, outcome):
        self.outcomes.append(outcome)
        Ac.RateLimiter.do_release(self, outcome)

    def do_pause(self, seconds):
        self.pauses.append(seconds)


def test_rate_limiter(world):
    """a rate limiter can be derived, and tells what it keeps"""
    world.fault(status=429, headers={"Retry-After": "2"})
    limiter = Limiter()
    world.client.rate_limiter = limiter
    assert world.client.rate_limiter is limiter
    connection = world.connection()
    connection.refresh_sync()
    assert connection.service == "fooCommerce"
    assert limiter.outcomes == [Ac.SlotOutcome.ANSWERED] * 2
    assert limiter.pauses == [pytest.approx(2, abs=0.5)]
    assert (limiter.requests_per_second, limiter.get_pause()) == (1000, 0)
    limiter.acquire_sync()
    limiter.release(Ac.SlotOutcome.NOT_SENT)
    account = Ac.RateLimiter.get_for_account(world.url)
    assert account.requests_per_second == 5


class Shared(Ac.RateLimiter):
    """One that takes its slots from another, which may be told of each. It does not chain up to
    do_acquire_async(): PyGObject 3.42 crashes there, with classes of Gio too.
    """

    def __init__(self, limiter):
        super().__init__()
        self.limiter = limiter
        self.count = 0

    def do_acquire_async(self, cancellable, callback, _):
        self.count += 1
        self.limiter.acquire_async(cancellable, lambda _, result: callback(self, result))

    def do_acquire_finish(self, result):
        return self.limiter.acquire_finish(result)

    def do_acquire_sync(self, cancellable):
        self.count += 1
        return self.limiter.acquire_sync(cancellable)

    def do_release(self, outcome):
        self.limiter.release(outcome)


def test_shared_rate_limiter(world):
    """a rate limiter can be one's own, also while an operation waits for it"""
    limiter = world.client.rate_limiter = Shared(Ac.RateLimiter(requests_per_second=1000))
    connection = world.connection(name="Limited")
    ended = []
    connection.update(None, lambda it, result: ended.append(it.update_finish(result)))
    turn_until(lambda: ended)
    connection.refresh_sync()
    assert (ended, connection.modified, limiter.count) == ([True], False, 2)
