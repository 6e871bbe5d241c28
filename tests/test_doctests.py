"""The examples in docstrings, run."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from .source import LIBRARY, ROOT, SERVICE, name_of

PROMPT = "    >>> "
WITH_EXAMPLES = [path for path in [*LIBRARY, *SERVICE] if PROMPT in path.read_text("utf-8")]


def test_there_are_examples() -> None:
    assert len(WITH_EXAMPLES) > 20


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name_of)
def test_the_examples_of_a_module_are_right(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    assert doctest.testmod(import_module(name)).failed == 0
