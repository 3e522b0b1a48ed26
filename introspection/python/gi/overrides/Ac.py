# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What makes the library feel at home in Python.

PyGObject loads this file with `from gi.repository import Ac`.
"""

import asyncio
import functools
import math
import selectors
import threading
import weakref

from gi.module import get_introspection_module
from gi.overrides import override
from gi.repository import Gio, GLib, GObject

Ac = get_introspection_module("Ac")

__all__ = []


# --- asyncio and the main context of GLib -------------------------------------------------------


class _Selector:
    """Turns a main context of GLib while an asyncio loop waits, in the loop's own thread.

    It takes the place of the loop's selector, which goes on doing its work. Two things end the
    wait for GLib's events: one source watches the descriptor of that selector, and its ready time
    is the end of the loop's wait. The source is made once: to make one for each wait would wake
    the context each time.
    """

    _FAR_AWAY = 0xFFFFFFFF  # milliseconds

    def __init__(self, selector):
        self._selector = selector
        self._depth = None  # how deep in dispatches of GLib the loop waits; None: it does not
        self._attach()

    def _attach(self):
        self._thread = threading.current_thread()
        self._context, self._is_own_context = self._choose_context()
        self._is_armed = True
        self._has_ready_time = False

        self._source = GLib.timeout_source_new(self._FAR_AWAY)
        self._source.set_name("activecampaign-glib asyncio")
        self._source.set_callback(self._on_ready)
        self._tag = self._source.add_unix_fd(self._selector.fileno(), GLib.IOCondition.IN)
        self._source.attach(self._context)

    def follow(self):
        """Changes to the context of this thread, if the loop ran in another one before."""
        if self._thread is not threading.current_thread():
            self._source.destroy()
            self._attach()

    def __getattr__(self, name):
        return getattr(self._selector, name)

    @staticmethod
    def _choose_context():
        """Returns the context that this thread's operations call back in, and whether it was made
        here: where the default context is another thread's to turn.
        """
        context = GLib.MainContext.get_thread_default()
        if context is not None:
            return context, False
        context = GLib.MainContext.default()
        if threading.current_thread() is threading.main_thread() and context.acquire():
            context.release()
            return context, False
        context = GLib.MainContext.new()
        context.push_thread_default()
        return context, True

    def _on_ready(self, *_):
        self._has_ready_time = False
        if self._depth is None or GLib.main_depth() != self._depth + 1:
            # Another main loop turns the context, and nobody reads from the descriptor meanwhile.
            self._source.modify_unix_fd(self._tag, GLib.IOCondition(0))
            self._is_armed = False
        return GLib.SOURCE_CONTINUE

    def _set_end(self, timeout):
        if timeout is not None:
            end = GLib.get_monotonic_time() + math.ceil(timeout * 1e6)
            self._source.set_ready_time(end)
            self._has_ready_time = True
        elif self._has_ready_time:
            self._source.set_ready_time(-1)
            self._has_ready_time = False

    def select(self, timeout=None):
        if not self._context.acquire():  # another thread turns it now
            return self._selector.select(timeout)
        self._depth = GLib.main_depth()
        try:
            if not self._is_armed:
                self._source.modify_unix_fd(self._tag, GLib.IOCondition.IN)
                self._is_armed = True
            if timeout is not None and timeout <= 0:
                self._context.iteration(False)
            else:
                self._set_end(timeout)
                while not self._context.iteration(True):
                    pass  # woken up for nothing, or by a signal
        finally:
            self._depth = None
            self._context.release()
        return self._selector.select(0)

    def close(self):
        self._source.destroy()
        if self._is_own_context and self._thread is threading.current_thread():
            self._context.pop_thread_default()
            self._is_own_context = False
        self._selector.close()


def _get_running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _turns_glib(loop):
    """Makes an asyncio loop turn GLib's main context, unless it does; returns whether it does."""
    selector = getattr(loop, "_selector", None)
    if isinstance(selector, _Selector):
        selector.follow()
        return True
    if hasattr(selector, "fileno"):
        loop._selector = _Selector(selector)
        return True
    if selector is None or isinstance(selector, (selectors.SelectSelector, selectors.PollSelector)):
        return GLib.main_depth() > 0
    return True  # that of a loop that is built on GLib


class _Operation(asyncio.Future):
    """An operation that is under way, from its call on; to be awaited.

    It is a future and a coroutine, so that all of asyncio takes it.
    """

    def __init__(self, loop, finish, cancellable):
        super().__init__(loop=loop)
        # In its debug mode asyncio tells where a future was made: in the program, not here.
        while self._source_traceback and self._source_traceback[-1].filename == __file__:
            self._source_traceback.pop()
        self._finish = finish
        self._cancellable = cancellable if cancellable is not None else Gio.Cancellable()
        self._thread = threading.get_ident()
        self._is_to_end = False
        self._steps = weakref.WeakKeyDictionary()  # of each task that runs it as its coroutine
        self.problem = None

    def cancel(self, msg=None):
        """Cancels the request. The operation ends a moment later, and its end tells what became of
        it: an update that the server has answered stays made.

        Returns False for that reason. A task that awaits the operation raises CancelledError then.
        """
        if not self.done():
            self._is_to_end = True
            self._cancellable.cancel()
        return False

    def __await__(self):
        try:
            if not self.done():
                self._asyncio_future_blocking = True
                yield self
            return self.result()
        except asyncio.CancelledError as error:
            error.problem = self.problem
            raise

    def send(self, value):
        task = asyncio.current_task()
        if task not in self._steps:
            self._steps[task] = self.__await__()
        return self._steps[task].send(value)

    def throw(self, *exception):
        task = asyncio.current_task()
        if task not in self._steps:  # it was cancelled before it came to wait
            self.cancel()
            self._steps[task] = self.__await__()
        return self._steps[task].throw(*exception)

    def close(self):
        for steps in self._steps.values():
            steps.close()

    def _on_ended(self, source, result):
        loop = self.get_loop()
        if loop.is_closed():
            return
        if threading.get_ident() != self._thread:
            loop.call_soon_threadsafe(self._take, source, result)
        else:
            self._take(source, result)

    def _take(self, source, result):
        if self.done():
            return
        try:
            value = self._finish(source, result)
        except GLib.Error as error:
            self.problem = error.problem
            is_cancelled = error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED)
            if is_cancelled and self._is_to_end:
                super().cancel()
            else:
                self.set_exception(error.with_traceback(None))
        else:
            self.set_result(value)


# --- operations ---------------------------------------------------------------------------------


class _Awaited:
    """In the place of a callback."""

    def __repr__(self):
        return "awaited"


_AWAITED = _Awaited()


def _check_text(name, text):
    """Raises an error for a text that PyGObject would cut off."""
    if isinstance(text, str) and "\0" in text:
        raise ValueError(f"{name} cannot hold a NUL character")


def _call(begin, finish, arguments, cancellable, callback, user_data):
    loop = _get_running_loop()
    is_turned = loop is not None and _turns_glib(loop)
    if callback is not _AWAITED:
        return begin(*arguments, cancellable, callback, *user_data)
    if loop is None:
        return begin(*arguments, cancellable)
    if not is_turned:
        raise RuntimeError(
            f"{type(loop).__name__} cannot wait for operations of GLib; use asyncio's own event "
            "loop, or one that is built on GLib"
        )
    operation = _Operation(loop, finish, cancellable)
    begin(*arguments, operation._cancellable, operation._on_ended)
    return operation


def _call_sync(sync, self, *arguments):
    try:
        return sync(self, *arguments)
    except GLib.Error as error:
        error.problem = _find_problem(self, error)
        raise


def _stand_for(function, method):
    """Gives @method the name of the introspected @function, but neither its documentation, which
    tells of other arguments, nor the function itself, of which inspect knows nothing.
    """
    functools.update_wrapper(method, function, ("__module__", "__name__"), ())
    method.__qualname__ = f"{function.get_container().get_name()}.{function.__name__}"
    method.__doc__ = method.__doc__.format(name=function.__name__.removesuffix("_async"))
    del method.__wrapped__
    return method


def _make_begin(begin, finish):
    def method(self, cancellable=None, callback=_AWAITED, *user_data):
        """Returns the operation, which is under way, to be awaited.

        A callback, if there is one, is called instead, with the object, a result for
        {name}_finish(), and the user data.
        """
        return _call(begin, finish, (self,), cancellable, callback, user_data)

    return _stand_for(begin, method)


def _make_finish(finish):
    def method(self, result):
        """Returns what the operation returned, or raises its error, within its callback."""
        try:
            return finish(self, result)
        except GLib.Error as error:
            error.problem = Ac.Problem.from_result(result)
            raise

    return _stand_for(finish, method)


def _make_sync(sync):
    def method(self, cancellable=None):
        """Does the operation, and waits for its end."""
        return _call_sync(sync, self, cancellable)

    return _stand_for(sync, method)


def _find_problem(source, error):
    """Returns the object's problem, if it is that of an error."""
    problem = source.get_problem() if hasattr(source, "get_problem") else None
    if problem is None:
        return None
    told = (problem.get_error_domain(), problem.get_error_code(), problem.get_message())
    return problem if told == (error.domain, error.code, error.message) else None


def _add_operation(cls, name, suffix=""):
    finish = _make_finish(getattr(cls, name + "_finish"))
    setattr(cls, name + "_finish", finish)
    if name + "_sync" not in vars(cls):
        setattr(cls, name + "_sync", _make_sync(getattr(cls, name + "_sync")))
    if name + suffix not in vars(cls):
        setattr(cls, name + suffix, _make_begin(getattr(cls, name + suffix), finish))


# --- properties ---------------------------------------------------------------------------------


# To look a class up makes it the one that PyGObject uses for values of its type.
_ENUMS = {enum.__gtype__: enum for enum in (Ac.ConnectionStatus, Ac.SyncStatus)}


def _is_of_enum(enum, value):
    try:
        enum(value)
    except ValueError:
        return False
    return True


def _check_value(pspec, value):
    """Raises an error for what would be cut off, or be dropped with no more than a warning."""
    _check_text(pspec.name, value)
    if isinstance(value, (int, float)):
        enum = _ENUMS.get(pspec.value_type)
        if enum is not None:
            if isinstance(value, GObject.GEnum) and not isinstance(value, enum):
                raise TypeError(f"{pspec.name} must be of Ac.{enum.__name__}")
            is_valid = _is_of_enum(enum, value)
        else:
            is_valid = not hasattr(pspec, "minimum") or pspec.minimum <= value <= pspec.maximum
        if not is_valid:
            raise ValueError(f"{pspec.name} cannot be {value}")


def _make_property(cls, pspec, name):
    # PyGObject's set_property() leaks a text, and a getter gives no reference.
    set_value = getattr(cls, "set_" + name, None)

    def getter(self):
        return self.get_property(pspec.name)

    def setter(self, value):
        _check_value(pspec, value)
        set_value(self, value)

    return property(
        getter if pspec.flags & GObject.ParamFlags.READABLE else None,
        setter if set_value is not None else None,
    )


def _add_properties(cls):
    for pspec in cls.list_properties():
        name = pspec.name.replace("-", "_")
        if not hasattr(cls, name):
            attribute = _make_property(cls, pspec, name)
            attribute.__set_name__(cls, name)
            setattr(cls, name, attribute)


def _construct(cls, base, self, properties):
    """Makes an object as GObject does, but sets what can be set as attributes are: PyGObject turns
    anything into text here.
    """
    later = {}
    for name in list(properties):
        pspec = cls.find_property(name.replace("_", "-"))
        if pspec is None:
            continue
        if pspec.flags & GObject.ParamFlags.CONSTRUCT_ONLY:
            _check_value(pspec, properties[name])
        else:
            later[name.replace("-", "_")] = properties.pop(name)
    base.__init__(self, **properties)
    for name, value in later.items():
        setattr(self, name, value)


def _set_known_attribute(self, name, value):
    """A misspelt property would be set on the Python object alone, and be sent to nobody."""
    if not hasattr(getattr(type(self), name, None), "__set__"):
        raise AttributeError(f"'Ac.{type(self).__name__}' object has no property '{name}' to set")
    GObject.Object.__setattr__(self, name, value)


def _shown(text):
    return text if text.isprintable() and " " not in text and text else repr(text)


# --- the classes --------------------------------------------------------------------------------


class Client(Ac.Client):
    def __init__(self, **properties):
        _construct(Client, Ac.Client, self, properties)
        _call_sync(Ac.Client.init, self)

    @classmethod
    def new(cls, url, api_token):
        return Client(url=url, api_token=api_token)

    @classmethod
    def new_from_environment(cls):
        try:
            return Ac.Client.new_from_environment()
        except GLib.Error as error:
            error.problem = None  # for there may be no client that has one
            raise

    def find_connection(
        self, service, external_id, cancellable=None, callback=_AWAITED, *user_data
    ):
        """Returns the operation, which is under way, to be awaited for a connection or None.

        A callback, if there is one, is called instead, with the object, a result for
        find_connection_finish(), and the user data.
        """
        _check_text("service", service)
        _check_text("external_id", external_id)
        return _call(
            Ac.Client.find_connection,
            Client.find_connection_finish,
            (self, service, external_id),
            cancellable,
            callback,
            user_data,
        )

    def find_connection_sync(self, service, external_id, cancellable=None):
        """Does the operation, and waits for its end."""
        _check_text("service", service)
        _check_text("external_id", external_id)
        return _call_sync(Ac.Client.find_connection_sync, self, service, external_id, cancellable)

    def __repr__(self):
        return f"<Ac.Client {self.get_url()}>"

    __setattr__ = _set_known_attribute


class Connection(Ac.Connection):
    def __init__(self, **properties):
        _construct(Connection, Ac.Connection, self, properties)

    def __repr__(self):
        parts = ["without id" if self.get_id() is None else _shown(self.get_id())]
        names = (self.get_service(), self.get_external_id())
        if names != (None, None):
            parts.append("/".join("?" if name is None else _shown(name) for name in names))
        if self.get_name() is not None:
            parts.append(repr(self.get_name()))
        if self.get_modified():
            parts.append("modified")
        return f"<Ac.Connection {' '.join(parts)}>"

    __setattr__ = _set_known_attribute


class ConnectionList(Ac.ConnectionList):
    def __init__(self, **properties):
        _construct(ConnectionList, Ac.ConnectionList, self, properties)

    def __iter__(self):
        """The rows that are loaded, also if there are fewer of them meanwhile."""
        position = 0
        while position < len(self):
            row = self.get_item(position)
            if row is not None:
                yield row
            position += 1

    async def __aiter__(self):
        """All rows; pages are loaded as they are needed."""
        seen = set()
        while True:
            await self.load_more()
            news = [row for row in self if row not in seen]
            if not news:
                return
            for row in news:
                seen.add(row)
                yield row

    def __repr__(self):
        parts = []
        if self.get_total() >= 0:  # else reading the number of rows might load some
            parts.append(f"{len(self)} of {self.get_total()}")
        if self.get_service() is not None:
            parts.append(f"service={self.get_service()!r}")
        if self.get_external_id() is not None:
            parts.append(f"external_id={self.get_external_id()!r}")
        return f"<Ac.ConnectionList {', '.join(parts) or 'of unknown size'}>"

    __setattr__ = _set_known_attribute


class Problem(Ac.Problem):
    def __str__(self):
        return self.get_message()

    def __repr__(self):
        status = f" {self.get_http_status()}" if self.get_http_status() else ""
        return f"<Ac.Problem {self.get_code()}{status} {self.get_message()!r}>"

    __setattr__ = _set_known_attribute


class RateLimiter(Ac.RateLimiter):
    """Python classes may be derived from it, with attributes of their own."""

    def __repr__(self):
        return f"<Ac.RateLimiter {self.get_requests_per_second()} per second>"


def _complete(cls, *operations):
    for name in operations:
        _add_operation(cls, name)
    _add_properties(cls)
    __all__.append(cls.__name__)
    return override(cls)


Client = _complete(Client, "check", "find_connection")
Connection = _complete(Connection, "create", "refresh", "update", "delete")
ConnectionList = _complete(ConnectionList, "load_more", "refresh")
Problem = _complete(Problem)
RateLimiter = _complete(RateLimiter)
_add_operation(RateLimiter, "acquire", "_async")
