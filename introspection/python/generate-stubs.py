#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes the type stubs of the Python module from its GIR: what PyGObject makes of the library, and
what gi/overrides/Ac.py adds to it.

usage: generate-stubs.py GIR STUBS
"""

import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree

CORE = "{http://www.gtk.org/introspection/core/1.0}"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}"
NAME = GLIB + "name"

HEAD = '''# Generated from Ac-1.gir: change introspection/python/generate-stubs.py instead.
#
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from types import TracebackType
from typing import Any, ClassVar, TypeVar, overload

from gi.repository import Gio, GLib, GObject, Soup

_T = TypeVar("_T")

class _Operation(asyncio.Future[_T], Coroutine[Any, Any, _T]):
    """An operation that is under way, from its call on; to be awaited.

    An error that is raised has the operation's problem as its attribute `problem`.
    """

    problem: Problem | None
    def send(self, value: None, /) -> Any: ...
    @overload
    def throw(
        self,
        type: type[BaseException],
        value: BaseException | object = ...,
        traceback: TracebackType | None = ...,
        /,
    ) -> Any: ...
    @overload
    def throw(
        self,
        type: BaseException,
        value: None = None,
        traceback: TracebackType | None = ...,
        /,
    ) -> Any: ...
    def close(self) -> None: ...
'''

TYPES = {
    "none": "None",
    "utf8": "str",
    "gboolean": "bool",
    "gdouble": "float",
    "gpointer": "Any",
    "GLib.Quark": "int",
    "Gio.AsyncReadyCallback": "Callable[..., object]",
    **dict.fromkeys(("gint", "guint", "gint64", "guint64"), "int"),
}

# What the override adds to a class, beyond what is the same for all.
ADDED = {
    "ConnectionList": '''
        def __len__(self) -> int: ...
        @overload
        def __getitem__(self, key: int) -> Connection: ...
        @overload
        def __getitem__(self, key: slice) -> list[Connection]: ...
        def __contains__(self, item: object) -> bool: ...
        def get_item(self, position: int) -> Connection | None: ...
        def __iter__(self) -> Iterator[Connection]:
            """The rows that are loaded."""
        def __aiter__(self) -> AsyncIterator[Connection]:
            """All rows; pages are loaded as they are needed."""
    ''',
}
# The interfaces that pygobject-stubs tells what they hold.
GENERIC = {"Gio.ListModel": "Gio.ListModel[Connection]"}
# Properties without which an object of the class cannot be made.
REQUIRED = {"Client": ("url", "api-token")}
# Made by the library alone.
NOT_CONSTRUCTED = ("Problem",)


def find(element, name):
    return element.find(CORE + name)


def type_of(element):
    """Returns the Python type of a parameter, a return value or a property."""
    gir_name = find(element, "type").get("name")
    name = TYPES.get(gir_name, gir_name)
    return f"{name} | None" if element.get("nullable") == "1" else name


def indented(text, depth=1):
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    " * depth) + "\n"


def python_sign(sign):
    return {":": ".", "-": "_"}[sign[0]]


def docstring(element, depth):
    """Returns the first paragraph of an element's documentation, and a colon before it."""
    doc = find(element, "doc")
    if doc is None:
        return " ..."
    text = " ".join(doc.text.split("\n\n")[0].split())
    text = re.sub(r"\[\w+@([\w.:-]+)\]", lambda link: re.sub("[:-]", python_sign, link[1]), text)
    text = re.sub(r"\bNULL\b", "None", text.replace("%", "").replace("\\", "\\\\"))
    text = text.replace("TRUE", "True").replace("FALSE", "False")
    lines = textwrap.wrap(f'"""{text}"""', 100 - 4 * depth)
    return "\n" + textwrap.indent("\n".join(lines), "    " * depth)


def parameters_of(function):
    """Returns (name, type) of what a function takes, without what Python fills in by itself."""
    found = find(function, "parameters")
    for parameter in found.iter(CORE + "parameter") if found is not None else ():
        yield parameter.get("name"), type_of(parameter)


def signature(function, first=None):
    parts = [first] if first else []
    for name, kind in parameters_of(function):
        default = " = None" if kind.endswith("| None") else ""
        parts.append(f"{name}: {kind}{default}")
    return ", ".join(parts)


def function(element, first=None, decorator="", prefix="", depth=1):
    name = prefix + element.get("name")
    head = f"def {name}({signature(element, first)}) -> {type_of(find(element, 'return-value'))}:"
    return indented(f"{decorator}{head}{docstring(element, 1)}", depth)


def operation(begin, finish):
    """Returns the ways to call an operation: to await it, and with a callback."""
    name = begin.get("name")
    taken = "".join(
        f", {parameter}: {kind}"
        for parameter, kind in parameters_of(begin)
        if parameter not in ("cancellable", "callback", "user_data")
    )
    cancellable = "cancellable: Gio.Cancellable | None"
    callback = "callback: Callable[..., object] | None"
    result = type_of(find(finish, "return-value"))
    return indented(
        f"@overload\n"
        f"def {name}(self{taken}, {cancellable} = None) -> _Operation[{result}]:"
        f"{docstring(begin, 1)}\n"
        f"@overload\n"
        f"def {name}(\n"
        f"    self{taken}, {cancellable}, {callback}, *user_data: object\n"
        f") -> None: ...\n"
        f"@overload\n"
        f"def {name}(self{taken}, {cancellable} = None, *, {callback}) -> None: ...\n"
    )


class Class:
    def __init__(self, element):
        self.element = element
        self.name = element.get("name")
        self.methods = {method.get("name"): method for method in element.iter(CORE + "method")}
        self.properties = list(element.iter(CORE + "property"))

    def accessor(self, prefix, element):
        return self.methods.get(prefix + element.get("name").replace("-", "_"))

    def type_to_read(self, element):
        getter = self.accessor("get_", element)
        return type_of(find(getter, "return-value") if getter is not None else element)

    def type_to_write(self, element):
        setter = self.accessor("set_", element)
        if setter is not None:
            return list(parameters_of(setter))[-1][1]
        kind = type_of(element)
        is_required = element.get("name") in REQUIRED.get(self.name, ())
        return kind if is_required or kind in ("int", "float", "bool") else f"{kind} | None"

    def constructor(self):
        required, optional = [], []
        for element in self.properties:
            if element.get("writable") != "1":
                continue
            name = element.get("name").replace("-", "_")
            if element.get("name") in REQUIRED.get(self.name, ()):
                required.append(f"{name}: {self.type_to_write(element)},")
            else:
                optional.append(f"{name}: {self.type_to_write(element)} = ...,")
        lines = indented("\n".join(["self,", "*,", *required, *optional]))
        return indented(f"def __init__(\n{lines}) -> None: ...")

    def attribute(self, element):
        name = element.get("name").replace("-", "_")
        if element.get("readable") == "0" or name in self.methods:
            return ""
        kind = self.type_to_read(element)
        text = f"@property\ndef {name}(self) -> {kind}:{docstring(element, 1)}\n"
        if element.get("writable") == "1" and element.get("construct-only") != "1":
            kind = self.type_to_write(element)
            text += f"@{name}.setter\ndef {name}(self, value: {kind}) -> None: ..."
        return indented(text)

    def finish_of(self, name):
        return self.methods.get(name.removesuffix("_async") + "_finish")

    def method(self, element):
        finish = self.finish_of(element.get("name"))
        is_begin = finish is not None and not element.get("name").endswith(("_finish", "_sync"))
        return operation(element, finish) if is_begin else function(element, "self")

    def __str__(self):
        names = [element.get("name") for element in self.element.iter(CORE + "implements")]
        interfaces = [GENERIC.get(name, name) for name in names]
        bases = ", ".join([self.element.get("parent"), *interfaces])
        text = f"\nclass {self.name}({bases}):{docstring(self.element, 1)}\n\n"
        if self.name not in NOT_CONSTRUCTED:
            text += self.constructor()
        for element in self.element.iter(CORE + "constructor"):
            text += function(element, "cls", "@classmethod\n")
        for element in self.properties:
            text += self.attribute(element)
        for element in self.methods.values():
            text += self.method(element)
        for element in self.element.iter(CORE + "function"):
            text += function(element, decorator="@staticmethod\n")
        for element in self.element.iter(CORE + "virtual-method"):
            text += function(element, "self", prefix="do_")
        return text + (indented(ADDED[self.name]) if self.name in ADDED else "")


def enumeration(element):
    text = f"\nclass {element.get('name')}(GObject.GEnum):{docstring(element, 1)}\n\n"
    for member in element.iter(CORE + "member"):
        text += f"    {member.get('name').upper()}: ClassVar[{element.get('name')}]\n"
    for member in element.iter(CORE + "function"):
        text += function(member, decorator="@staticmethod\n")
    return text


def stubs(namespace):
    text = HEAD + "\n"
    for element in namespace.iter(CORE + "constant"):
        text += f"{element.get('name')}: {type_of(element)}\n"
    text += "\n"
    for element in namespace.findall(CORE + "function"):
        text += function(element, depth=0)
    for element in namespace.iter(CORE + "enumeration"):
        text += enumeration(element)
    for element in namespace.iter(CORE + "class"):
        text += str(Class(element))
    return text


def main(gir, target):
    namespace = find(ElementTree.parse(gir).getroot(), "namespace")
    with open(target, "w", encoding="utf-8") as file:
        file.write(stubs(namespace))


if __name__ == "__main__":
    main(*sys.argv[1:])
