"""Many clients at once: each gets what it asked for, and the server stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .load import SETTINGS, load


@pytest.mark.slow
def test_many_clients_are_answered_right_and_memory_stays_flat(start: Callable[..., Any]) -> None:
    report = load(start(**SETTINGS), clients=50, seconds=8)
    assert report.wrong == []
    assert set(report.answered) == {"scenario", "table", "check", "mistake", "solve", "plan"}
    assert len(report.health_s) > 20
    assert max(report.memory_mib) < 500, report
    assert report.growth < 1.25, report
