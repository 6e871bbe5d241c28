"""What fairness costs: rules of sharing, by every key, and the price of each.

A rule either comes after what is missing, and takes money alone: the burden of the most burdened
nation is least, or what nations carry above their fair shares. Or it comes before: nobody carries
more than so many times its fair share, and then more may be missing too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import planner
from planner.errors import InputError, Issue, SolverTimeout
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.reference.load import load_dataset
from planner.scenario.composition import Source, load_scenario
from planner.solver.backend import ProgressMonitor
from planner.solver.capped import Blocked
from planner.studies.asks import (
    MONEY,
    Ask,
    answer,
    must,
    read_problem,
    stage_value,
    worst_proof,
)
from planner.studies.scale_out import Count, Task, run_all
from planner.study import Method, Row, Study, number
from planner.summary.nations import in_sentence
from planner.summary.nouns import share_key
from planner.summary.texts import amount_text, money_text

KEYS = ("gdp", "defence_budget", "active_forces", "population", "equal")
"""what fair shares are measured by; population is no key of a scenario, and goes there as the
user's own sizes"""
POPULATION = "population_m"
NO_RULE, LEAST_BURDEN, LEAST_EXCESS, MAX_RATIO = (
    "none",
    "least_burden",
    "least_excess",
    "max_ratio",
)
COLUMNS = {
    "rule": "none: least cost; least_burden: the most burdened nation, relative to its size, "
    "carries least; least_excess: least is carried above fair shares; max_ratio: nobody carries "
    "more than so many times its fair share, whatever is missing then",
    "key": "what fair shares are measured by",
    "shortfall": "weighted requirement-months missing",
    "cost_eur_m": "EUR million over the horizon",
    "more_missing": "shortfall beyond that without a rule",
    "more_eur_m": "cost beyond that without a rule, EUR million",
    "largest_ratio": "the largest share of the cost over fair share of a nation",
    "nations": "nation -> share of the cost over fair share",
    "proof": "of the stages: optimal, within_gap or time_limit; or why there is no plan",
}


def fairness(
    source: Source = "guarantor",
    *,
    ratio: float = 1.5,
    keys: Sequence[str] | None = None,
    sets: Iterable[str] = (),
    relaxed: bool = True,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    jobs: int = 1,
    progress: Count | None = None,
) -> Study:
    """The price of every rule of sharing, by every key, in what is missing and in money.

    Args:
        source, sets, directory, data: as in ``solve``. The scenario's stages are kept but for those
            of money, in whose place the rules come.
        ratio: of max_ratio, at least 1.
        keys: some of KEYS; default: all.
        relaxed: in fractions of lots; else in whole lots.
        jobs, progress: as in ``run_all``.

    Returns:
        A Study: a row a rule and key, with the columns of COLUMNS.

    Raises:
        InputError: the scenario or a key is wrong, or the data have no population of a nation.
        SolverTimeout, SolverError: as in ``solve``, of the plan without a rule.
    """
    watch = ProgressMonitor(None, None)
    keys = tuple(KEYS if keys is None else keys)
    _check(ratio, keys)
    problems = dict(_problems(source, tuple(sets), relaxed, directory, data, keys))
    first = next(iter(problems.values()))
    kept = tuple(name for name in first.scenario.objectives if name not in MONEY)
    base = _sharing(must(answer(first, Ask((*kept, "cost")))))
    items = {
        f"{rule} {key}": (problem, ask)
        for key, problem in problems.items()
        for rule, ask in _asks(kept, ratio)
    }
    task = Task(_solved)
    made = run_all(task, items, None, jobs=jobs, progress=progress)
    rows = [_row(NO_RULE, key, base, base, problem) for key, problem in problems.items()]
    for name, found in made.items():
        rule, key = name.split(" ")
        rows.append(_row(rule, key, _Sharing(**cast(Any, found)), base, problems[key]))
    return Study(
        kind="fairness",
        question=f"What does it cost to share {first.scenario.name} fairly?",
        answer=tuple(_answer(rows, ratio)),
        columns=COLUMNS,
        rows=tuple(rows),
        method=Method(
            relaxed=relaxed,
            solver=base.solver,
            seed=first.scenario.solve.seed,
            gap_share=max(number(row, "gap_share") for row in made.values()),
            solves=1 + len(made),
            seconds=watch.elapsed(),
            notes=(f"max_ratio: at most {ratio:g} times the fair share of the cost.",),
        ),
        planner_version=planner.__version__,
        scenario=first.scenario.name,
    )


def _check(ratio: float, keys: Sequence[str]) -> None:
    issues = [
        Issue("keys", f"no key {key!r}", f"keys: {', '.join(KEYS)}")
        for key in keys
        if key not in KEYS
    ]
    if not keys:
        issues.append(Issue("keys", "names no key", f"keys: {', '.join(KEYS)}"))
    if not 1 <= ratio <= 1000:
        problem = f"{ratio:g}: below 1 no shares add up to the whole"
        issues.append(Issue("ratio", problem, "for example 1.5"))
    if issues:
        raise InputError(issues)


def _problems(
    source: Source,
    sets: tuple[str, ...],
    relaxed: bool,
    directory: str | Path | None,
    data: Dataset | None,
    keys: Sequence[str],
) -> Iterator[tuple[str, Problem]]:
    """Key -> the problem with fair shares by it."""
    data = data or load_dataset(directory)
    for key in keys:
        more = [f"rules.burden.key={key}"]
        if key == "population":
            date = load_scenario(source, sets, directory).reference_date
            sizes = _populations(data.at(date))
            more = ["rules.burden.key=custom", f"rules.burden.sizes={json.dumps(sizes)}"]
        yield key, read_problem(source, [*sets, *more], relaxed, directory, data)


def _populations(data: Dataset) -> dict[str, float]:
    """Millions of people of every nation of which they are known."""
    found = {nation: data.value(nation, POPULATION) for nation in data.nations}
    known = {nation: value for nation, value in found.items() if value > 0}
    if not known:
        problem = f"the data have no facts {POPULATION}"
        raise InputError([Issue("keys population", problem, "choose other keys")])
    return known


def _asks(kept: tuple[str, ...], ratio: float) -> Iterator[tuple[str, Ask]]:
    yield LEAST_BURDEN, Ask((*kept, "burden", "cost"))
    yield LEAST_EXCESS, Ask((*kept, "burden_excess", "cost"))
    yield MAX_RATIO, Ask((*kept, "cost"), ratio=ratio)


class _Sharing(NamedTuple):
    """A plan as the rows tell it."""

    shortfall: float | None
    costs: dict[str, float]
    """nation -> EUR million after the common fund; those that could take part"""
    cost_eur_m: float
    proof: str
    gap_share: float
    solver: str


def _sharing(plan: Plan) -> _Sharing:
    return _Sharing(
        stage_value(plan, "shortfall"),
        {
            row.nation: row.cost_eur_m - row.fund_received_eur_m + row.fund_paid_eur_m
            for row in plan.nations
            if row.fair_share > 0
        },
        plan.cost_eur_m,
        worst_proof(plan),
        max(stage.gap_share for stage in plan.stages),
        str(plan.solver),
    )


def _solved(shared: None, item: tuple[Problem, Ask]) -> Row:
    """One rule by one key, as a row that travels between processes."""
    try:
        found = answer(*item)
    except SolverTimeout:
        return _Sharing(None, {}, 0.0, "not found in time", 0.0, "")._asdict()
    if isinstance(found, Blocked):
        return _Sharing(None, {}, 0.0, "the rules forbid it", 0.0, "")._asdict()
    return _sharing(found)._asdict()


def _row(rule: str, key: str, found: _Sharing, base: _Sharing, problem: Problem) -> Row:
    ratios = _ratios(found.costs, problem.fair_share)
    missing = found.shortfall
    more = missing - base.shortfall if missing is not None and base.shortfall is not None else None
    exists = bool(found.solver)
    return {
        "rule": rule,
        "key": key,
        "shortfall": missing,
        "cost_eur_m": round(found.cost_eur_m, 6) if exists else None,
        "more_missing": None if more is None else _tidy(more),
        "more_eur_m": _tidy(found.cost_eur_m - base.cost_eur_m) if exists else None,
        "largest_ratio": max(ratios.values(), default=None),
        "nations": ratios,
        "proof": found.proof,
    }


def _tidy(value: float) -> float:
    """Without what a solver's tolerances add; no -0."""
    return round(value, 3) + 0.0


def _ratios(costs: Mapping[str, float], fair: Mapping[str, float]) -> dict[str, float]:
    """Nation -> its share of the cost over its fair share; nothing where nothing is carried."""
    total = sum(costs.values())
    if not total:
        return {}
    return {
        nation: round(cost / total / fair[nation], 4)
        for nation, cost in costs.items()
        if fair.get(nation)
    }


def _answer(rows: Sequence[Row], ratio: float) -> Iterator[str]:
    """The ratio without a rule, then rule by rule the keys with the least and the highest price."""
    worst = max(_of(rows, NO_RULE), key=lambda row: number(row, "largest_ratio"))
    ratios = worst["nations"]
    if isinstance(ratios, dict) and ratios:
        nation = max(ratios, key=lambda name: ratios[name])
        yield (
            f"At the least cost, {in_sentence(nation)} carries {ratios[nation]:.2g} times its fair "
            f"share by {share_key(str(worst['key']))}."
        )
    wishes = {
        LEAST_BURDEN: "To make the most burdened nation carry as little as it can",
        LEAST_EXCESS: "To have as little as can be carried above fair shares",
        MAX_RATIO: f"To let nobody carry more than {ratio:g} times its fair share",
    }
    for rule, wish in wishes.items():
        able = [row for row in _of(rows, rule) if row["cost_eur_m"] is not None]
        if not able:
            yield f"{wish} is not to be had by any key."
            continue
        able.sort(key=lambda row: (number(row, "more_missing"), number(row, "more_eur_m")))
        least, most = able[0], able[-1]
        said = f"{wish} takes {_price(least)} by {share_key(str(least['key']))}"
        if most is not least:
            said += f", and {_price(most)} by {share_key(str(most['key']))}"
        yield f"{said}."


def _of(rows: Sequence[Row], rule: str) -> list[Row]:
    return [row for row in rows if row["rule"] == rule]


def _price(row: Row) -> str:
    money, missing = number(row, "more_eur_m"), number(row, "more_missing")
    text = f"{money_text(abs(money))} {'more' if money >= 0 else 'less'}"
    text = text if abs(money) >= 0.5 else "no more money"
    if missing > 1e-3 * max(1.0, number(row, "shortfall")):
        return f"{amount_text(missing)} requirement-months more missing and {text}"
    return text
