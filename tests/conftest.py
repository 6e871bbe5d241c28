"""What the tests of several packages share."""

from __future__ import annotations

import pytest

from planner import load_dataset
from planner.reference.dataset import Dataset


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """The shipped data, read once."""
    return load_dataset()
