# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The type stubs: a type checker's view of right and wrong uses, and that they are true."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import Ac

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[2] / "examples/python"
STUBS = Path(os.environ["AC_STUBS"])
NOT_AT_RUN_TIME = {"_Operation", "_T"}
NOT_TO_BE_USED = {"api_token", "parent_instance"}

needs_mypy = pytest.mark.skipif(shutil.which("mypy") is None, reason="there is no mypy")


@pytest.fixture
def check(tmp_path):
    """Runs mypy as an editor would, with the stubs beside those of the other libraries."""
    path = tmp_path / "site"
    shutil.copytree(HERE / "typing/gi-stubs", path / "gi-stubs")
    shutil.copy(STUBS, path / "gi-stubs/repository/Ac.pyi")

    def run(*files):
        process = subprocess.run(
            ["mypy", "--strict", "--no-error-summary", "--no-warn-unused-ignores"]
            + ["--python-executable", sys.executable, "--cache-dir", tmp_path / "cache", *files],
            env={**os.environ, "PYTHONPATH": str(path)},
            cwd=Path(files[0]).parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return [line for line in process.stdout.splitlines() if ": note:" not in line]

    return run


@needs_mypy
def test_uses(check):
    """the stubs let right uses pass, and find each wrong one"""
    file = HERE / "typing/uses.py"
    expected = set()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if mark := re.search(r"# error: ([\w-]+)$", line):
            expected.add((number, mark[1]))
    found = set()
    for line in check(file):
        match = re.search(r":(\d+): error: .*\[([\w-]+)\]$", line)
        assert match, line
        found.add((int(match[1]), match[2]))
    assert found == expected


@needs_mypy
def test_stubs_themselves(check):
    """the stubs are sound themselves"""
    assert check(STUBS) == []


@needs_mypy
@pytest.mark.parametrize("name", ["update_connection.py", "update_connection_mainloop.py"])
def test_examples(check, name):
    """the examples are well typed"""
    assert check(EXAMPLES / name) == []


def declared():
    """Yields what the stubs declare: the holder's name, or None, and the name."""
    for node in ast.parse(STUBS.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name not in NOT_AT_RUN_TIME:
            yield None, node.name
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    yield node.name, member.name
                elif isinstance(member, ast.AnnAssign):
                    yield node.name, member.target.id
        elif isinstance(node, ast.FunctionDef):
            yield None, node.name
        elif isinstance(node, ast.AnnAssign):
            yield None, node.target.id


def test_what_is_declared_is_there():
    """what the stubs declare is there"""
    names = list(declared())
    assert (None, "Connection") in names and ("Connection", "update") in names
    for holder, name in names:
        assert hasattr(getattr(Ac, holder) if holder else Ac, name), (holder, name)


def test_what_is_there_is_declared():
    """what is there is declared by the stubs"""
    names = set(declared())
    for holder in (Ac.Client, Ac.Connection, Ac.ConnectionList, Ac.Problem, Ac.RateLimiter):
        for base in holder.__mro__[:2]:  # what is overridden, and what is introspected
            for name in vars(base):
                is_private = name.startswith("_") and name not in ("__aiter__", "__iter__")
                if not is_private and name not in NOT_TO_BE_USED:
                    assert (holder.__name__, name) in names, (holder, name)
    for name in dir(Ac):
        if name[0].isalpha() and not name.endswith("Class"):
            assert (None, name) in names, name
