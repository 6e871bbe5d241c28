"""What the tests of several packages share."""

from __future__ import annotations

import gc
from importlib.util import find_spec

import pytest

from planner import load_dataset
from planner.reference.dataset import Dataset

NEEDS_A_BROWSER = ["api/test_browser.py", "output/test_printed.py"]
collect_ignore = [] if find_spec("playwright") else NEEDS_A_BROWSER
"""slow tests whose packages come with the extra ``slow``"""


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """The shipped data, read once."""
    return load_dataset()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The type checker first: it takes longest, and no worker is to wait for it in the end."""
    items.sort(key=lambda item: "[mypy]" not in item.name)


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: no collection of garbage is to go through them again."""
    gc.collect()
    gc.freeze()
