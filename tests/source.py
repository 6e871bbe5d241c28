"""The source of the planner, as the laws read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import planner

ROOT = Path(planner.__file__).parents[1]
LIBRARY = sorted((ROOT / "planner").rglob("*.py"))
SERVICE = sorted((ROOT / "api").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CLI = [path for path in LIBRARY if "cli" in path.relative_to(ROOT).parts]
SOLVER = [p for p in LIBRARY if p.relative_to(ROOT / "planner").parts[0] in ("solver.py", "solver")]
MODEL = [p for p in LIBRARY if p.relative_to(ROOT / "planner").parts[0] == "model"]
VERIFIER = [p for p in LIBRARY if p.relative_to(ROOT / "planner").parts[0].startswith("verify")]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _typing_only(tree: ast.Module) -> set[ast.AST]:
    """What stands below ``if TYPE_CHECKING:`` and is never run."""
    return {
        below
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
        for child in node.body
        for below in ast.walk(child)
    }


@cache
def imports_of(path: Path, typing: bool = False) -> tuple[tuple[str, str, int], ...]:
    """Module, imported name (or none) and line of every import; none in this code is relative."""
    return tuple(_imports(path, typing))


def _imports(path: Path, typing: bool) -> Iterator[tuple[str, str, int]]:
    tree = tree_of(path)
    skipped = set() if typing else _typing_only(tree)
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, "", node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: a relative import"
            for alias in node.names:
                yield node.module or "", alias.name, node.lineno


def within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
