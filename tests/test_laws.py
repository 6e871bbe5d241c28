"""The laws of the architecture, read from the source itself."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import planner

from .source import (
    CLI,
    LIBRARY,
    MODEL,
    ROOT,
    SERVICE,
    SOLVER,
    VERIFIER,
    imports_of,
    name_of,
    tree_of,
    within,
)

# --- law 1: the edges use public names and the presentation, the library knows no edge

PRESENTATION = (
    "planner.summary.key_numbers",
    "planner.output.cells",
    "planner.output.plan_tables",
    "planner.output.targets",
)


def _inner_names(paths: list[Path]) -> list[str]:
    return [
        f"{name_of(path)}:{line}: {module} {name}"
        for path in paths
        for module, name, line in imports_of(path)
        if within(module, "planner")
        and not within(module, "planner.cli", *PRESENTATION)
        and not (module == "planner" and (not name or name in planner.__all__))
        and f"{module}.{name}" not in PRESENTATION
        and not (path in CLI and (module, name) == ("planner", "cli"))
    ]


def test_law_1_service_uses_only_exported_names() -> None:
    assert _inner_names(SERVICE) == []
    assert not any(within(m, "planner.cli") for p in SERVICE for m, _, _ in imports_of(p))


def test_law_1_command_uses_only_exported_names() -> None:
    assert _inner_names(CLI) == []


def test_law_1_library_knows_no_edge() -> None:
    """Two commands may: ``serve`` starts the service, ``jobs`` reads its store."""
    found = []
    for path in LIBRARY:
        serve = {
            below
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.FunctionDef) and node.name == "serve_command"
            for below in range(node.lineno, (node.end_lineno or 0) + 1)
        }
        for module, _, line in imports_of(path, typing=True):
            edge = within(module, "api", "fastapi", "starlette", "uvicorn", "sqlalchemy", "typer")
            jobs = name_of(path) == "planner/cli/jobs.py" and within(module, "api")
            at_home = path in CLI and (within(module, "typer") or line in serve or jobs)
            if edge and not at_home:
                found.append(f"{name_of(path)}:{line}: {module}")
    assert found == []


def test_law_1_only_the_way_in_imports_the_command() -> None:
    users = [p for p in LIBRARY if any(within(m, "planner.cli") for m, _, _ in imports_of(p))]
    assert {name_of(p) for p in users if p not in CLI} <= {"planner/__main__.py"}


# --- law 2: one home for the solver


def test_law_2_solvers_are_imported_only_where_the_mathematics_is() -> None:
    found = [
        f"{name_of(path)}:{line}: {module}"
        for path in [*LIBRARY, *SERVICE]
        if path not in [*SOLVER, *MODEL]
        for module, _, line in imports_of(path, typing=True)
        if within(module, "pulp", "highspy", "cbcbox", "pyscipopt", "ortools")
    ]
    assert found == []


# --- law 3: the verifier shares nothing with the model


VERIFIER_MAY_KNOW = (
    "planner.errors",
    "planner.rounding",
    "planner.scenario",
    "planner.problem.records",
    "planner.plan",
    "planner.verify",
)
NEEDED_BY_THEM = ("planner", "planner.problem", "planner.hints")


def test_law_3_verifier_shares_nothing_with_the_model() -> None:
    assert VERIFIER
    found = [
        f"{name_of(path)}:{line}: {module} {name}"
        for path in VERIFIER
        for module, name, line in imports_of(path, typing=True)
        if within(module, "planner") and not within(module, *VERIFIER_MAY_KNOW)
    ]
    assert found == []


def test_law_3_holds_through_other_modules() -> None:
    """What the verifier imports does not bring the model in by the back door."""
    loaded = {m for m in _modules_after(_import_all(VERIFIER)) if within(m, "planner")}
    unknown = {m for m in loaded if not within(m, *VERIFIER_MAY_KNOW)} - set(NEEDED_BY_THEM)
    assert sorted(unknown) == []


def _import_all(paths: list[Path]) -> str:
    """Code that imports modules by their paths."""
    names = (".".join(p.relative_to(ROOT).with_suffix("").parts) for p in paths)
    return "\n".join(f"import {name.removesuffix('.__init__')}" for name in names)


# --- law 5 and the public names


def test_law_5_no_exported_name_is_a_module() -> None:
    modules = {path.stem for path in (ROOT / "planner").glob("*.py")}
    modules |= {path.parent.name for path in (ROOT / "planner").glob("*/__init__.py")}
    assert modules & set(planner.__all__) == set()


def test_every_public_name_resolves() -> None:
    assert planner.__all__ == sorted(planner.__all__, key=_as_ruff_sorts)
    assert len(set(planner.__all__)) == len(planner.__all__)
    for name in planner.__all__:
        assert getattr(planner, name) is not None
    assert set(planner.__all__) <= set(dir(planner))
    assert not hasattr(planner, "no_such_name")


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_every_public_function_and_class_is_documented() -> None:
    for name in planner.__all__:
        public = getattr(planner, name)
        if callable(public):
            assert public.__doc__, name


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in [*LIBRARY, *SERVICE] if not ast.get_docstring(tree_of(path))]
    assert [name_of(path) for path in silent] == []


# --- law 7: no prints, no clock


def _calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_law_7_library_prints_nothing() -> None:
    found = [
        f"{name_of(path)}:{line}: {call}"
        for path in LIBRARY
        if path not in CLI and name_of(path) != "planner/__main__.py"  # the way into the command
        for call, line in _calls(path)
        if call in {"print", "input", "breakpoint", "sys.stdout.write", "sys.stderr.write"}
    ]
    assert found == []


def test_law_7_library_reads_no_clock() -> None:
    """Only the solver measures time, and only the command shows it."""
    clocks = ("time", "monotonic", "perf_counter", "process_time", "now", "utcnow", "today")
    found = [
        f"{name_of(path)}:{line}: {call}"
        for path in LIBRARY
        if path not in CLI and path not in SOLVER
        for call, line in _calls(path)
        if call.rpartition(".")[2] in clocks
    ]
    found += [
        f"{name_of(path)}:{line}: {module}"
        for path in LIBRARY
        if path not in CLI and path not in SOLVER
        for module, _, line in imports_of(path)
        if within(module, "time", "random", "secrets", "uuid")
    ]
    assert found == []


def test_law_7_solver_reads_no_date() -> None:
    calls = {call for path in SOLVER for call, _ in _calls(path)}
    assert calls
    assert not calls & {"time.time", "datetime.now", "datetime.datetime.now", "date.today"}


def test_law_7_logging_is_by_module() -> None:
    for path in LIBRARY:
        for call, line in _calls(path):
            where = f"{name_of(path)}:{line}"
            assert call not in {"logging.basicConfig", "logging.info", "logging.warning"}, where
        text = path.read_text(encoding="utf-8")
        assert text.count("getLogger(") == text.count("getLogger(__name__)"), name_of(path)


# --- quick to import


def _modules_after(code: str) -> set[str]:
    """What a fresh interpreter has loaded after some code."""
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


HEAVY = {"pandas", "numpy", "pulp", "highspy", "pydantic", "yaml", "openpyxl", "typer", "fastapi"}
HEAVY |= {"altair", "vl_convert", "xlsxwriter"}


def test_import_of_the_library_loads_nothing_heavy() -> None:
    assert sorted(_modules_after("import planner; planner.__version__") & HEAVY) == []


def test_check_of_a_scenario_loads_no_solver_and_no_tables() -> None:
    loaded = _modules_after("import planner; planner.check_scenario('tripwire')")
    assert sorted(loaded & {"pandas", "pulp", "highspy", "openpyxl", "typer", "fastapi"}) == []


def test_the_command_loads_no_service() -> None:
    loaded = _modules_after("import planner.cli.app")
    assert sorted(loaded & {"api", "fastapi", "sqlalchemy", "uvicorn"}) == []


def test_list_of_scenarios_loads_no_solver() -> None:
    loaded = _modules_after("import planner; planner.scenario_names()")
    assert sorted(loaded & (HEAVY - {"pydantic", "yaml"})) == []


# --- tools, and what must not be in any file


@pytest.mark.parametrize(
    "arguments",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        pytest.param(["mypy"], marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_tools_find_nothing(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _own_files() -> list[Path]:
    """Every file of the project, committed or not; outside a checkout, all code and data."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    except (FileNotFoundError, subprocess.CalledProcessError):
        rooms = ("planner", "api", "data", "tests")
        return [p for room in rooms for p in (ROOT / room).rglob("*") if p.is_file()]
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_package_registry() -> None:
    parts = [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("anaconda", "org"),
        ("anaconda", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("proxy.golang", "org"),
        ("maven", "org"),
    ]
    hosts = [".".join(pair).encode() for pair in parts]
    found = [
        f"{name_of(path)}: {host.decode()}"
        for path in _own_files()
        for host in hosts
        if host in path.read_bytes().lower()
    ]
    assert found == []


def test_data_is_shipped_and_found() -> None:
    assert planner.data_dir() in {ROOT / "data", ROOT / "planner" / "data"}


SUBJECTS = {
    "forces": "pools, tours, people, support",
    "contingents": "who stands where, and who stays",
    "permissions": "who may go where, and when",
    "movement": "notice, lift, arrivals",
    "demands": "what is asked, and what is kept up of it",
    "cjsor": "line by line: need, offers, what is unfilled",
    "deterrence": "threats, presence, cover",
    "command": "who leads what",
    "growth": "purchases and training",
    "coalition": "members, pledges, shares",
    "money": "costs, funds, fairness",
    "politics": "votes, NATO's tiers, gaps that the United States fills",
    "figures": "where numbers come from",
    "advice": "what to ask of nations",
    "stages": "objectives, and how they are proved",
}
"""what a plan is about: every package names its files so, and a subject is followed by its name"""
MACHINERY = {
    "model": {"cases", "core", "groups", "names", "variables"},
    "plan": {"plan"},
    "extraction": {"asked", "build", "one_more", "placement", "schedule", "tours", "unused"},
    "verify": {"index", "levels", "reading", "rows", "verifier"},
    "cli/views": {"plan"},
}
"""what serves all subjects of a package"""


@pytest.mark.parametrize("package", MACHINERY)
def test_law_5_files_are_named_after_subjects(package: str) -> None:
    files = {path.stem for path in (ROOT / "planner" / package).glob("*.py")} - {"__init__"}
    assert files - set(SUBJECTS) == MACHINERY[package]
