"""What a plan cannot say of itself: whether its data are right, and what a second solver finds.

``compare_with_data`` derives the problem again from the plan's own scenario, and lists what the
plan has otherwise. ``prove_plan`` builds the model again and asks SCIP, stage by stage, for a plan
better than the bound that is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import InputError, Issue
from planner.pipeline import prepare
from planner.plan.plan import Plan
from planner.problem.nations import fair_shares
from planner.problem.problem import Problem
from planner.problem.purchases import cheapest
from planner.problem.records import PoolRow, Record
from planner.reference.dataset import Dataset
from planner.reference.identifiers import PROCURED_OWNERS
from planner.rounding import SMALL
from planner.verify.verifier import read_plan

if TYPE_CHECKING:
    from planner.solver.scip import StageProof

PlanSource = Plan | Mapping[str, Any] | str | Path
Rows = dict[str, dict[str, Any]]


def compare_with_data(
    plan: PlanSource,
    *,
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> list[Issue]:
    """What a plan has otherwise than the data give for its own scenario; empty if nothing.

    Compared are the scenario's defaults, phases, unit types, pools (of purchases: all but the lots,
    which are a decision), packages, purchases, the nations' facts, prices of US gaps, refusals, the
    figures with their sources, and the cost share of standby.

    Args:
        plan: a Plan, its JSON as a mapping, or the path of a JSON file.
        directory: a data folder instead of the shipped one.
        data: a dataset already loaded.

    Raises:
        InputError: it is not a plan, or its scenario does not fit the data.
    """
    plan = read_plan(plan)
    return list(_differences(plan, _problem(plan, directory, data)))


def prove_plan(
    plan: PlanSource,
    *,
    seconds: float = 60,
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> list[StageProof]:
    """Ask SCIP for a plan better than the told bound of every stage.

    The model is built again from the plan's own scenario; the stages before are held at what the
    plan tells of them, as in the solve. A relaxed plan is a linear programme, which SCIP solves.

    Args:
        plan: a Plan, its JSON as a mapping, or the path of a JSON file.
        seconds: for all stages together.
        directory: a data folder instead of the shipped one.
        data: a dataset already loaded.

    Returns:
        One row a stage: ``proved by two`` where there is no better plan, ``contradicted`` where one
        was found, ``open`` where the time ran out.

    Raises:
        InputError: it is not a plan; or the data give another problem than the plan's (listed as by
            compare_with_data), of which a proof would say nothing about the plan.
        SolverError: SCIP is not installed (extra ``scip``).
    """
    plan = read_plan(plan)
    problem = _problem(plan, directory, data)
    if changed := list(_differences(plan, problem)):
        hint = "give the data folder that the plan was made from (--data)"
        first = Issue("proof", "the plan was not made from these data, so nothing is proved", hint)
        raise InputError([first, *changed])
    # the mathematics is loaded only when it is needed: importing a solver takes half a second
    from planner.model import build
    from planner.solver.scip import prove_stages

    return prove_stages(build(problem), plan.stages, plan.missing, seconds)


def _problem(plan: Plan, directory: str | Path | None, data: Dataset | None) -> Problem:
    return prepare(plan.scenario, directory=directory, data=data)[0]


def _differences(plan: Plan, problem: Problem) -> Iterator[Issue]:
    """Every field of every row that the data give otherwise."""
    for table, told, given in _tables(plan, problem):
        for key in dict.fromkeys((*given, *told)):
            where = f"{table} {key}".strip()
            if key not in told:
                yield Issue(where, "is given by the data and not in the plan")
            elif key not in given:
                yield Issue(where, "is in the plan and not given by the data")
            else:
                for name, value in given[key].items():
                    if not _equal(told[key][name], value):
                        yield Issue(where, f"{name} {told[key][name]}, the data give {value}")


def _equal(told: Any, given: Any) -> bool:
    if isinstance(told, dict) and isinstance(given, dict):
        return told.keys() == given.keys() and all(_equal(told[k], given[k]) for k in given)
    if isinstance(told, float) and isinstance(given, float):
        return isclose(told, given, rel_tol=SMALL, abs_tol=SMALL)
    return bool(told == given)


def _tables(plan: Plan, problem: Problem) -> Iterator[tuple[str, Rows, Rows]]:
    """Name, rows of the plan, and rows that the data give, by the names that tell rows apart."""
    settled = problem.scenario
    yield "rules", plan.scenario.rules.model_dump(), settled.rules.model_dump()
    told, given = ({"": s.model_dump(exclude={"rules"})} for s in (plan.scenario, settled))
    yield "scenario", told, given
    yield "phases", _by(plan.phases, "id"), _by(problem.phases, "id")
    types = problem.unit_types.values()
    yield "unit_types", _by(plan.unit_types, "id"), _by(types, "id")
    yield "pools", _pools(plan.pools), _pools(problem.pools)
    yield "packages", _by(plan.packages, "id"), _by(problem.packages.values(), "id")
    yield "purchases", _by(plan.purchases, "id", lots=0.0), _by(problem.purchases, "id", lots=0.0)
    facts = _facts(problem)
    shown = {
        row.nation: {name: getattr(row, name) for name in facts.get(row.nation, {})}
        for row in plan.nations
    }
    yield "nations", shown, facts
    yield "us_gaps", _by(plan.us_gaps, "unit_type", "phase"), _gaps(plan, problem)
    place = ("nation", "unit_type", "location")
    yield "refusals", _by(plan.refusals, *place), _by(problem.refusals, *place)
    # a default of the data that the plan's scenario now states is not read again
    read = {f"{f.nation} {f.name} {f.as_of}".strip(): f._asdict() for f in problem.figures}
    stated = _by(plan.figures, "nation", "name", "as_of")
    yield "figures", {key: row for key, row in stated.items() if key in read}, read
    share = "standby_cost_share"
    yield (
        "",
        {share: {share: plan.standby_cost_share}},
        {share: {share: problem.standby_cost_share}},
    )


def _by(rows: Iterable[Record], *names: str, **same: Any) -> Rows:
    """Rows by the fields that tell them apart; fields that are not compared are the ``same``."""
    fields = [row.model_dump() | same for row in rows]
    return {" ".join(row[name] for name in names).strip(): row for row in fields}


def _pools(pools: Iterable[PoolRow]) -> Rows:
    """The pools; how much of a purchase a plan holds is its own decision."""
    rows = _by(pools, "nation", "unit_type")
    for row in rows.values():
        if row["nation"] in PROCURED_OWNERS:
            row["lots"] = len(row["lots"])
    return rows


def _facts(problem: Problem) -> Rows:
    """What the data say of every nation."""
    shares = fair_shares(problem.nations)
    return {
        nation.code: {
            "stance": nation.stance,
            "offers": nation.offers.levels,
            "size": nation.size,
            "personnel_ceiling": nation.personnel_ceiling,
            "past_peak": nation.past_peak,
            "nuclear": nation.nuclear,
            "framework": nation.framework,
            "littoral": nation.littoral,
            "aid_credit_eur_m": nation.aid_credit_eur_m,
            "fair_share": problem.fair_share.get(nation.code, 0.0),
            "fair_shares": shares[nation.code],
        }
        for nation in problem.nations
    }


def _gaps(plan: Plan, problem: Problem) -> Rows:
    """The plan's US gaps, each with the cheapest purchase on offer that would close it."""
    rows = _by(plan.us_gaps, "unit_type", "phase")
    for row in rows.values():
        offer = cheapest(problem.catalogue, row["unit_type"])
        row["option"] = offer.id if offer else ""
        row["price_eur_m"] = row["lots_to_own"] * offer.price_eur_m if offer else None
        row["ready_month"] = offer.ready_month if offer else None
    return rows
