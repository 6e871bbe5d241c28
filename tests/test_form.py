"""The laws of form: short files and functions, and one place for tolerances."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .source import LIBRARY, SERVICE, TESTS, name_of, tree_of

MAX_LINES, MAX_TEST_LINES = 300, 400
MAX_FUNCTION_LINES = 80


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", [*LIBRARY, *SERVICE], ids=name_of)
def test_no_file_and_no_function_is_long(path: Path) -> None:
    assert _lines(path) <= MAX_LINES
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{node.name}: {length} lines"


def test_no_test_file_is_long() -> None:
    assert [name_of(path) for path in TESTS if _lines(path) > MAX_TEST_LINES] == []


TOLERANCE = 5e-5
"""numbers between 0 and this are tolerances"""


def test_law_8_tolerances_stand_in_one_place() -> None:
    found = {
        name_of(path).removeprefix("planner/").removesuffix(".py")
        for path in [*LIBRARY, *SERVICE]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
        if 0 < node.value < TOLERANCE
    }
    assert found == {"rounding"}
