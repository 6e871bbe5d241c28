"""verify_plan: files and documents that are no plan; and that it shares nothing with the model."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner import verify
from planner.errors import InputError
from planner.verify import verifier
from planner.verify.verifier import CHECKS, verify_plan

from .by_hand import document, sound
from .edits import TANKER, put


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_plan_with_numbers_that_are_none(value: float) -> None:
    rows = sound().tours
    plan = sound().model_copy(update={"tours": (rows[0].model_copy(update={"lots": value}),)})
    assert [issue.where for issue in verify_plan(plan)] == ["numbers: tours.0.lots"]


def test_an_absurd_whole_number_is_an_issue() -> None:
    plan = document()
    put("pools", TANKER, lots=[10**400] * 12)(plan)
    assert verify_plan(plan)[0].where == "numbers: pools.8.lots.0"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"plan: 1", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"PK\x03\x04\x95", "is not JSON: it is no text"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a plan"),
        (b"3", "is not a plan"),
        (b"null", "is not a plan"),
        (b"{}", "Field required"),
    ],
)
def test_a_file_that_is_no_plan(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem) as caught:
        verify_plan(path)
    for issue in caught.value.issues:
        assert issue.where.startswith(str(path))
        assert issue.hint


@pytest.mark.parametrize("name", ["missing.json", ".", "no\0such", "x" * 5000])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        verify_plan(tmp_path / name)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "MAX_BYTES", 100)
    path = tmp_path / "plan.json"
    path.write_text(sound().model_dump_json(), encoding="utf-8")
    with pytest.raises(InputError, match="larger than"):
        verify_plan(path)


def test_all_that_is_wrong_with_a_document_is_told_at_once(tmp_path: Path) -> None:
    plan = document()
    del plan["pools"][0]["lots"]
    plan["status"] = "fine"
    plan["extra"] = 1
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    for source, name in ((plan, "plan"), (path, str(path))):
        with pytest.raises(InputError) as caught:
            verify_plan(source)
        where = {issue.where for issue in caught.value.issues}
        assert where == {f"{name}: pools.0.lots", f"{name}: status", f"{name}: extra"}


MODULES = sorted(Path(verify.__file__).parent.rglob("*.py"))
ALLOWED = {
    "planner.errors",
    "planner.problem.records",
    "planner.rounding",
    "planner.scenario.demands",
    "planner.scenario.fields",
    "planner.scenario.rules",
    "planner.scenario.scenario",
    "planner.scenario.stages",
    "pydantic",
}
NO_WAY_ROUND = {"importlib", "pkgutil", "runpy", "subprocess", "ctypes"}


def _module(check: Callable[..., Any]) -> str:
    return check.__module__.rpartition(".")[2]


def test_verify_is_checked_whole() -> None:
    assert {path.stem for path in MODULES} >= {"__init__", "index", *map(_module, CHECKS)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_verify_shares_nothing_with_the_model(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module or "")
            assert node.module != "pydantic" or [n.name for n in node.names] == ["ValidationError"]
    assert not names & NO_WAY_ROUND
    assert "__import__" not in source
    assert "demands_of" not in source  # it lists them by itself
    foreign = {n for n in names if n.partition(".")[0] not in sys.stdlib_module_names}
    ours = {n for n in foreign if n.startswith("planner.verify")}
    assert ours <= {"planner.verify", *(f"planner.verify.{module.stem}" for module in MODULES)}
    plan = {n for n in foreign if n.startswith("planner.plan.")}
    assert foreign - ours - plan <= ALLOWED
