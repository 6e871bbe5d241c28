"""From a scenario to a plan: the library's main entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import SolverError
from planner.plan.plan import Plan
from planner.problem.build import build_problem
from planner.problem.feasibility import check_problem
from planner.problem.problem import Problem
from planner.problem.records import PlanWarning
from planner.progress import CancelCheck, ProgressCallback
from planner.reference.dataset import Dataset
from planner.reference.load import load_dataset
from planner.scenario.composition import Source, read_document, validate
from planner.scenario.cross_checks import check_names
from planner.verify.verifier import verify_plan

if TYPE_CHECKING:
    from planner.solver.live import WhatIf

SHOWN = 10
"""violations that an error lists"""


def solve(
    source: Source = "guarantor",
    *,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelCheck | None = None,
    mps: str | Path | None = None,
    advice: bool = False,
) -> Plan:
    """Solve a scenario and return the plan.

    Args:
        source: name of a shipped scenario, path of a YAML or JSON file, its content, or a Scenario.
        sets: ``KEY=VALUE`` texts over it, for example ``coalition.us_backstop=true``.
        directory: a data folder instead of the shipped one.
        data: a dataset already loaded (saves reading it again).
        progress: called with a Progress while the solver runs, at most a few times a second.
        cancel: asked while the solver runs; True stops it and keeps the best plan as ``unproven``.
        mps: also write the model there in MPS format.
        advice: also find the fewest asks that close the three gaps that weigh most (some seconds).

    Returns:
        A Plan. Requirements that cannot be met are a result (``status="shortfall"``).

    Raises:
        InputError: the scenario is wrong, or its hard rules contradict each other.
        SolverTimeout: the time limit or ``cancel`` came before any plan.
        SolverError: no solver, or it failed, or its answer breaks a rule when it is rechecked.
    """
    data = data or load_dataset(directory)
    problem, warnings = prepare(source, sets=sets, data=data, directory=directory)
    # the mathematics is loaded only when it is needed: importing a solver takes half a second
    from planner.extraction.build import extract_plan
    from planner.model import build
    from planner.solver.backend import ProgressMonitor
    from planner.solver.lexicographic import solve_stages

    watch = ProgressMonitor(progress, cancel)
    model = build(problem)
    solution = solve_stages(model, watch, mps)
    plan = extract_plan(model, solution, warnings)
    if violations := verify_plan(plan):
        listed = "".join(f"\n  {issue}" for issue in violations[:SHOWN])
        more = f"\n  and {len(violations) - SHOWN} more" if len(violations) > SHOWN else ""
        raise SolverError(f"the solver's answer breaks rules when it is rechecked:{listed}{more}")
    if advice and not watch.stop_asked():
        from planner.explanation.advice import advise

        return plan.model_copy(update={"advice": advise(problem, plan, data, cancel)})
    return plan


def prepare(
    source: Source,
    *,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> tuple[Problem, tuple[PlanWarning, ...]]:
    """The resolved problem of a scenario, and warnings. Raises InputError."""
    document = read_document(source, sets, directory)
    scenario = validate(document)
    data = (data or load_dataset(directory)).at(scenario.reference_date)
    check_names(scenario, data, document)
    problem = build_problem(scenario, data)
    return problem, check_problem(problem, document)


def open(  # noqa: A001 -- used as planner.open
    source: Source = "guarantor",
    *,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
    whole: bool = False,
    room: Mapping[tuple[str, str], int] | None = None,
) -> WhatIf:
    """Keep a scenario's model open, to ask what if, many times a second.

    Args:
        source, sets, directory, data: as in ``solve``.
        whole: in whole lots, which takes seconds a question; else in fractions of lots.
        room: (nation, unit type) -> lots by which a pool may grow beyond what its months hold.

    Returns:
        A WhatIf: ``with planner.open("air_shield") as live: live.what_if(without=["FRA"]).value``.

    Raises:
        InputError: the scenario is wrong, or no plan exists.
    """
    problem, _ = prepare(source, sets=sets, directory=directory, data=data)
    from planner.solver.live import WhatIf

    return WhatIf(problem, relaxed=not whole, room=room)


def check_scenario(
    source: Source,
    *,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> list[PlanWarning]:
    """Warnings about a scenario, without solving it. Raises InputError with all problems.

    ``source``, ``sets``, ``directory`` and ``data`` are as in ``solve``.
    """
    return list(prepare(source, sets=sets, directory=directory, data=data)[1])
