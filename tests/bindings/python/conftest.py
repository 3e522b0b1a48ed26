# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Gives each test an account."""

import pytest
from support import World


def pytest_addoption(parser):
    parser.addoption("--table", help="the table that test_behaviours.py runs")


@pytest.fixture
def world():
    """An account with connection 2 and no limit, and a client for it."""
    with World() as made:
        yield made
