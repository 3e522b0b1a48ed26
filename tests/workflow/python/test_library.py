# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the library is found, what the module needs, and how it is typed."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from activecampaign_workflow import Engine, describe, library
from emulator import TOKEN

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/python-workflow"
MODULE = EXAMPLE / "activecampaign_workflow"
FILE = os.environ["ACTIVECAMPAIGN_WORKFLOW_LIBRARY"]

needs_mypy = pytest.mark.skipif(shutil.which("mypy") is None, reason="there is no mypy")


def test_explicit_path(monkeypatch):
    """a path comes before the environment"""
    monkeypatch.setenv(library.VARIABLE, "/nowhere/library.so")
    assert describe(FILE)["abi"] == 1
    with Engine(library=FILE, url="http://127.0.0.1:1", api_token="x") as engine:
        assert engine.describe() == describe(FILE)


def test_system(tmp_path):
    """without both it is the system's"""
    environment = {name: value for name, value in os.environ.items() if name != library.VARIABLE}
    folders = [str(Path(FILE).parent), environment["LD_LIBRARY_PATH"]]
    output = subprocess.run(
        [sys.executable, "-c", "import activecampaign_workflow as a; print(a.describe()['abi'])"],
        env={**environment, "LD_LIBRARY_PATH": ":".join(folders)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    assert output == "1\n"


def test_not_found(monkeypatch):
    """a library that is not there is named, and so is what to do"""
    monkeypatch.setenv(library.VARIABLE, "/nowhere/library.so")
    with pytest.raises(OSError, match="/nowhere/library.so.*" + library.VARIABLE):
        describe()


def test_other_abi(monkeypatch):
    """a library of another ABI is refused"""
    monkeypatch.setattr(library, "ABI_VERSION", 2)
    with pytest.raises(OSError, match="has ABI 1; this module needs 2"):
        library.Library(FILE)


def test_standard_library_alone():
    """the module imports the standard library alone"""
    for file in MODULE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                assert name.partition(".")[0] in sys.stdlib_module_names, (file, name)


def check_types(*words):
    process = subprocess.run(
        ["mypy", "--no-error-summary", "--cache-dir", os.devnull, "--python-version", "3.9"]
        + ["--python-executable", sys.executable, *words],
        cwd=EXAMPLE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout == "" and process.returncode == 0, process.stdout


@needs_mypy
def test_module_is_typed():
    """the module is well typed, to the letter"""
    check_types("--strict", "activecampaign_workflow")


@needs_mypy
def test_task_is_typed():
    """so is the Celery task, as far as Celery is"""
    check_types("--strict", "--ignore-missing-imports", "--allow-untyped-decorators", "tasks.py")


def first_sample():
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    return re.search(r"^```python\n(.*?)^```$", text, re.M | re.S)[1]


@pytest.mark.parametrize("python", [sys.executable, shutil.which("python3")])
def test_readme(account, python):
    """the README's program works as it stands there, also in the Python on the path"""
    output = subprocess.run(
        [python, "-c", first_sample()],
        env={**os.environ, "ACTIVECAMPAIGN_URL": account.url, "ACTIVECAMPAIGN_API_TOKEN": TOKEN},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    assert "Acme, Inc." in output and account.stored()["name"] == "Acme, Inc."


def test_describe():
    """what is described is JSON that a caller may change without harm"""
    text = json.dumps(describe())
    describe()["actions"].clear()
    assert json.dumps(describe()) == text
