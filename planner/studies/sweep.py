"""How the answer moves with fields of a scenario: one solve a point of a grid or a sample."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from statistics import fmean

import planner
from planner.errors import InputError, PlannerError
from planner.pipeline import solve
from planner.reference.dataset import Dataset
from planner.reference.load import load_dataset
from planner.scenario.composition import Source, read_document, validate
from planner.scenario.scenario import Scenario
from planner.scenario.text_reader import Document
from planner.solver.backend import ProgressMonitor
from planner.solver.installed import highs_version
from planner.studies.asks import lots_setting, stage_value
from planner.studies.axes import Axis, Point, as_sets, parse_axes, points
from planner.studies.scale_out import Count, Task, run_all
from planner.study import Cell, Method, Row, Study, number
from planner.summary.texts import amount_text, counted, listed, money_text

KEY_LENGTH = 20
"""of a key, in hexadecimal digits"""
COLUMNS = {
    "status": "met, shortfall, unproven; error: see there",
    "sustained": "weighted requirement-months missing in the worst month (stage sustained)",
    "shortfall": "weighted requirement-months missing in all months (stage shortfall)",
    "cost_eur_m": "EUR million over the horizon",
    "members": "nations in the coalition",
    "gap_share": "the largest gap of a stage, as a share of its value",
    "error": "why there is no plan",
    "key": "digest of data, scenario, options and version",
}
BY_VALUE = {
    "field": "what was changed",
    "value": "to what",
    "plans": "with this value",
    "met": "of them, plans that meet every requirement",
    "mean_sustained": "mean of sustained over the plans",
    "mean_shortfall": "mean of shortfall over the plans",
    "mean_cost_eur_m": "mean cost of the plans, EUR million",
}


def sweep(
    source: Source = "guarantor",
    *,
    grid: Iterable[str],
    sample: int | None = None,
    seed: int = 0,
    sets: Iterable[str] = (),
    relaxed: bool = True,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    jobs: int = 1,
    dask: str | None = None,
    store: str | Path | None = None,
    progress: Count | None = None,
) -> Study:
    """Solve a scenario at every point of a grid of its fields, or at a sample of points.

    Args:
        source, sets, directory, data: as in ``solve``; the sets hold at every point.
        grid: ``KEY=VALUES`` texts. Values are listed (``true,false``), whole numbers
            (``3..6``), or steps (``0.5..2..0.5``); without steps (``0.5..2.0``) only for a sample.
        sample: so many points of a Latin hypercube, drawn with the seed, not every combination.
        relaxed: in fractions of lots; else in whole lots.
        jobs, dask, store, progress: as in ``run_all``. A sweep that was stopped goes on from its
            store.

    The rows are the same wherever they are made, but for plans whose time ran out (``unproven``).

    Returns:
        A Study: a row a point, with a column a field and those of COLUMNS; the part ``by_value``
        has the means for every value of a field with a list of values.

    Raises:
        InputError: the grid, the store or the cluster cannot be used, or no point is a scenario.
    """
    watch = ProgressMonitor(None, None)
    axes = parse_axes(grid)
    told = points(axes, sample, seed)
    base = read_document(source, [*sets, lots_setting(relaxed)], directory)
    data = data or load_dataset(directory)
    under = (_digest(repr(replace(data, directory=Path()))), planner.__version__, highs_version())
    tried = [_scenario_at(base, point, under) for point in told]
    scenarios = {key: made for key, made in tried if isinstance(made, Scenario)}
    wrong = {key: made for key, made in tried if isinstance(made, InputError)}
    if not scenarios:
        raise next(iter(wrong.values()))
    items = {key: scenario.model_dump_json() for key, scenario in scenarios.items()}
    task = Task(solved_row, failed_row)
    made = run_all(task, items, data, jobs=jobs, dask=dask, store=store, progress=progress)
    made |= {key: failed_row("", error) for key, error in wrong.items()}
    rows = tuple(
        _cells(point) | made[key] | {"key": key}
        for point, (key, _) in zip(told, tried, strict=True)
    )
    first = next(iter(scenarios.values()))
    return _study(first, axes, rows, relaxed, seed, watch.elapsed())


def _scenario_at(
    base: Document, point: Point, under: tuple[str, ...]
) -> tuple[str, Scenario | InputError]:
    """The key of a point's row, of all that it comes from, and its scenario or what is wrong."""
    made: Scenario | InputError
    try:
        made = validate(read_document(base, as_sets(point)))
        asked = made.model_dump_json()
    except InputError as error:
        made, asked = error, "\0".join(as_sets(point))
    return _digest(*under, asked)[:KEY_LENGTH], made


def solved_row(data: Dataset, scenario: str) -> Row:
    """The row of a scenario, given as JSON."""
    plan = solve(Scenario.model_validate_json(scenario), data=data)
    return {
        "status": plan.status,
        "sustained": stage_value(plan, "sustained"),
        "shortfall": stage_value(plan, "shortfall"),
        "cost_eur_m": round(sum(row.eur_m for row in plan.costs), 6),
        "members": [row.nation for row in plan.nations if row.member],
        "gap_share": max(stage.gap_share for stage in plan.stages),
        "error": "",
    }


def failed_row(scenario: str, error: Exception) -> Row:
    """The row of a point without a plan."""
    text = str(error) if isinstance(error, PlannerError) else f"{type(error).__name__}: {error}"
    row: Row = dict.fromkeys(("status", *list(COLUMNS)[1:-2]), None)
    return row | {"status": "error", "members": [], "error": text}


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def _cells(point: Point) -> Row:
    """The values of a point; what is nested, as text."""
    plain = (str, int, float, bool, type(None))
    return {k: v if isinstance(v, plain) else json.dumps(v) for k, v in point.items()}


def _study(
    scenario: Scenario,
    axes: Sequence[Axis],
    rows: tuple[Row, ...],
    relaxed: bool,
    seed: int,
    seconds: float,
) -> Study:
    keys = [axis.key for axis in axes]
    by_value = tuple(_means(rows, axes))
    solver = "CBC" if scenario.solve.solver == "cbc" else f"HiGHS {highs_version()}"
    named = listed(keys)
    return Study(
        kind="sweep",
        question=f"How does the answer to {scenario.name} move with {named}?",
        answer=tuple(_answer(rows, keys, by_value)),
        columns={**dict.fromkeys(keys, "a field of the scenario"), **COLUMNS, **BY_VALUE},
        rows=rows,
        parts={"by_value": by_value} if by_value else {},
        method=Method(
            relaxed=relaxed,
            solver=solver,
            seed=seed,
            gap_share=max((number(row, "gap_share") for row in rows), default=0.0),
            solves=len({row["key"] for row in rows}),
            seconds=seconds,
        ),
        warnings=tuple(_warnings(rows)),
        planner_version=planner.__version__,
        scenario=scenario.name,
    )


def _warnings(rows: Sequence[Row]) -> Iterator[str]:
    failed = sum(row["status"] == "error" for row in rows)
    stopped = sum(row["status"] == "unproven" for row in rows)
    if failed:
        yield f"{counted(failed, 'point')} without a plan: see the column error"
    if stopped:
        yield f"{counted(stopped, 'plan')} out of time: another run may find better ones"


def _means(rows: Sequence[Row], axes: Sequence[Axis]) -> list[Row]:
    """Means of the plans, value by value of every field that has a list of them."""
    found: list[Row] = []
    for axis in axes:
        for value in axis.values:
            cell = _cells({axis.key: value})[axis.key]
            plans = [row for row in rows if row[axis.key] == cell and row["status"] != "error"]
            met = sum(row["status"] == "met" for row in plans)
            means: Row = {
                f"mean_{name}": _mean(plans, name)
                for name in ("sustained", "shortfall", "cost_eur_m")
            }
            found.append(
                {"field": axis.key, "value": cell, "plans": len(plans), "met": met} | means
            )
    return found


def _mean(rows: Sequence[Row], name: str) -> float | None:
    values = [float(v) for row in rows if isinstance(v := row[name], int | float)]
    return fmean(values) if values else None


def _answer(rows: Sequence[Row], keys: Sequence[str], by_value: Sequence[Row]) -> list[str]:
    """How many meet everything, the best point, and the field that moves the shortfall most."""
    plans = [row for row in rows if row["status"] != "error"]
    met = sum(row["status"] == "met" for row in plans)
    verb = "meet" if met > 1 else "meets"
    said = [f"Of {counted(len(rows), 'point')}, {met or 'none'} {verb} every requirement."]
    if not plans:
        return said
    order = ("sustained", "shortfall", "cost_eur_m")
    best = min(plans, key=lambda row: [number(row, name) for name in order])
    where = listed([f"{key} = {_value_text(best[key])}" for key in keys])
    short = best["shortfall"]
    missing = ""
    if isinstance(short, float):
        missing = f"{amount_text(short)} requirement-months missing, "
    said.append(
        f"The least is missing with {where}: {missing}{money_text(number(best, 'cost_eur_m'))}."
    )
    swings: dict[str, list[float]] = {}
    for row in by_value:
        if row["mean_shortfall"] is not None:
            swings.setdefault(str(row["field"]), []).append(number(row, "mean_shortfall"))
    widths = {field: max(means) - min(means) for field, means in swings.items() if len(means) > 1}
    if len(widths) > 1:
        most = max(widths, key=lambda field: widths[field])
        moved = amount_text(widths[most])
        said.append(f"{most} moves the mean shortfall most, by {moved} requirement-months.")
    return said


def _value_text(value: Cell) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)
