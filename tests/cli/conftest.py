"""Scenarios and plans of the tests of the command."""

from __future__ import annotations

import json

import pytest

import planner
from planner import Plan

from .command import HARD, RICH, TINY


@pytest.fixture(scope="module")
def rich_plan() -> Plan:
    """A small plan in which every rule has something to say."""
    return planner.solve(RICH)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a scenario that is solved in a moment."""
    path = tmp_path_factory.mktemp("scenario") / "tiny.yaml"
    path.write_text(json.dumps(TINY))
    return str(path)


@pytest.fixture(scope="module")
def tiny_plan() -> Plan:
    return planner.solve(TINY)


@pytest.fixture(scope="module")
def hard_plan() -> Plan:
    return planner.solve(HARD)
