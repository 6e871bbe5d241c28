"""The laws of form: short files and functions, and one place for tolerances."""

from __future__ import annotations

import ast
from pathlib import Path

from .source import LIBRARY, SERVICE, TESTS, name_of, tree_of

MAX_LINES, MAX_TEST_LINES = 300, 400
MAX_FUNCTION_LINES = 80


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _too_long(paths: list[Path], most: int) -> list[str]:
    return [f"{name_of(path)}: {_lines(path)} lines" for path in paths if _lines(path) > most]


def test_no_file_is_long() -> None:
    assert _too_long([*LIBRARY, *SERVICE], MAX_LINES) == []
    assert _too_long(TESTS, MAX_TEST_LINES) == []


def test_no_function_is_long() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}: {node.name}"
        for path in [*LIBRARY, *SERVICE]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ]
    assert found == []


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
