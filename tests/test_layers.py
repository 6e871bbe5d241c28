"""Who may import whom: a room knows the rooms below it, and never one beside or above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .source import LIBRARY, ROOT, imports_of, name_of, tree_of

LAYERS = (
    ("errors", "rounding", "progress"),
    ("files", "hints"),
    ("reference", "scenario.fields"),
    ("scenario",),
    ("problem.records",),
    ("problem", "plan", "study"),
    ("model", "verify", "summary"),
    ("solver", "output"),
    ("extraction",),
    ("explanation",),
    ("pipeline",),
    ("proof", "catalogue"),
    ("studies",),
    ("cli",),
)
"""rooms of the planner, from the lowest up; a module named here is not of its package's layer"""
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
WAYS_IN = ("planner/__init__.py", "planner/__main__.py")
TABLES = {"planner/model/__init__.py": "the model on one page", "planner/__init__.py": "lazy names"}


def _room(module: str) -> str:
    """The room that a module of the planner is in: the longest of its names in the table."""
    parts = module.split(".")[1:]
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next(name for name in names if name in LEVEL)


def test_a_room_imports_only_from_below() -> None:
    found = [line for path in LIBRARY if name_of(path) not in WAYS_IN for line in _upward(path)]
    assert found == []


def _upward(path: Path) -> Iterator[str]:
    """Imports of a module from its own level or above."""
    room = _room(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for module, name, line in imports_of(path, typing=True):
        if module.startswith("planner."):
            is_module = (ROOT / module.replace(".", "/") / f"{name}.py").is_file()
            other = _room(f"{module}.{name}" if is_module else module)
            if other != room and LEVEL[other] >= LEVEL[room]:
                yield f"{name_of(path)}:{line}: {room} imports {other}"


@pytest.mark.parametrize("path", [p for p in LIBRARY if p.name == "__init__.py"], ids=name_of)
def test_an_init_holds_imports_and_tables_only(path: Path) -> None:
    if name_of(path) not in TABLES:
        allowed = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
        assert [n for n in tree_of(path).body if not isinstance(n, allowed)] == []


def test_every_room_has_its_layer() -> None:
    rooms = {p.stem for p in (ROOT / "planner").glob("*.py")}
    rooms |= {p.parent.name for p in (ROOT / "planner").glob("*/__init__.py")}
    assert rooms - {"__init__", "__main__"} == {room for room in LEVEL if "." not in room}
