"""What the tests of several packages share."""

from __future__ import annotations

import pytest

from planner import load_dataset
from planner.reference.dataset import Dataset


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """The shipped data, read once."""
    return load_dataset()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The type checker first: it takes longest, and no worker is to wait for it in the end."""
    items.sort(key=lambda item: "[mypy]" not in item.name)
