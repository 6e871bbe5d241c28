"""One question to the model besides the scenario's own: stages in another order, under caps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from planner.errors import InputError, Issue, SolverError
from planner.extraction.build import extract_plan
from planner.model import build
from planner.model.command import OPERATION
from planner.model.core import ForceModel
from planner.pipeline import prepare
from planner.plan.plan import Plan
from planner.plan.stages import Proof
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.scenario.composition import Source
from planner.scenario.stages import STAGES
from planner.solver.answer import GivenKey
from planner.solver.capped import Blocked, Cap, cap_at, solve_capped, weighted
from planner.solver.stage import Stage, stage_of
from planner.summary.texts import amount_text, money_text
from planner.verify.verifier import verify_plan

MONEY = tuple(name for name, kind in STAGES.items() if kind.counts != "lots")
"""stages of money"""
ONE_EURO = 1 / 1_000_000
"""EUR million: at a cap of 0 all its variables would be 0"""


@dataclass(frozen=True)
class Ask:
    """What is asked of a problem. Stages are named as in ``objectives`` of a scenario."""

    stages: tuple[str, ...]
    """to be minimised, in order"""
    most: Mapping[str, float] = field(default_factory=dict)
    """stage -> value that it may not exceed"""
    without: tuple[str, ...] = ()
    """nations that are no members"""
    not_leading: tuple[str, ...] = ()
    """nations that do not lead the operation"""
    least: Mapping[GivenKey, float] = field(default_factory=dict)
    """lots given -> weight; their sum is minimised before the stages, where there is one"""
    ratio: float | None = None
    """no nation carries more than so many times its fair share of the cost"""
    gap_share: Mapping[str, float] = field(default_factory=dict)
    """stage -> another gap than the scenario's"""


def read_problem(
    source: Source,
    sets: Iterable[str],
    relaxed: bool,
    directory: str | Path | None,
    data: Dataset | None,
) -> Problem:
    """The problem of a scenario, in fractions of lots or in whole ones. Raises InputError."""
    more = [*sets, lots_setting(relaxed)]
    return prepare(source, sets=more, directory=directory, data=data)[0]


def lots_setting(relaxed: bool) -> str:
    """The setting of a scenario for fractions of lots, or for whole ones."""
    return f"solve.whole_units={'false' if relaxed else 'true'}"


def answer(problem: Problem, ask: Ask) -> Plan | Blocked:
    """The plan that answers, rechecked; or why no plan is like that.

    Its scenario has the stages asked for as objectives. Raises SolverTimeout, SolverError.
    """
    scenario = problem.scenario.model_copy(update={"objectives": ask.stages})
    model = build(replace(problem, scenario=scenario))
    stages = [_stage(model, ask, name) for name in ask.stages]
    if ask.least:
        given = model.contribution
        terms = [(given[key], value) for key, value in ask.least.items() if key in given and value]
        stages.insert(0, weighted(terms, model.whole, scenario.solve.mip_gap_share))
    shares = _shares(model, ask.ratio) if ask.ratio else []
    held = [(stage_of(model, name), value) for name, value in ask.most.items()]
    barred = _barred(model, ask)
    if barred:  # perhaps there is no such plan
        solution = solve_capped(model, stages, [*barred, *shares], within=held)
    else:
        caps = [*shares, *(cap_at(stage, value) for stage, value in held)]
        solution = solve_capped(model, stages, caps)
    if isinstance(solution, Blocked):
        return solution
    own = tuple(row for row in solution.stages if row.name in ask.stages)
    plan = extract_plan(model, replace(solution, stages=own))
    if violations := verify_plan(plan):
        told = f"the solver's answer breaks rules when it is rechecked: {violations[0]}"
        raise SolverError(told)
    return plan


def _stage(model: ForceModel, ask: Ask, name: str) -> Stage:
    stage = stage_of(model, name)
    return replace(stage, gap_share=ask.gap_share.get(name, stage.gap_share))


def _barred(model: ForceModel, ask: Ask) -> list[Cap]:
    """Memberships and leads that are none."""
    members = [model.member.get(nation) for nation in ask.without]
    leads = [model.lead.get((nation, OPERATION)) for nation in ask.not_leading]
    return [([(variable, 1.0)], 0.0) for variable in (*members, *leads) if variable is not None]


def _shares(model: ForceModel, ratio: float) -> list[Cap]:
    """Of every nation: its cost, after the common fund, less its share of all that nations pay."""
    fair = model.problem.fair_share
    everyone = [term for nation in fair for term in model.cost_terms(nation)]
    return [
        (
            [
                *model.net_cost_terms(nation),
                *((variable, -ratio * share * value) for variable, value in everyone),
            ],
            ONE_EURO,
        )
        for nation, share in fair.items()
    ]


def must(found: Plan | Blocked) -> Plan:
    """The plan; InputError where there is none, though nothing was asked but the scenario."""
    if isinstance(found, Blocked):
        raise InputError([Issue("scenario", "no plan keeps its hard rules", "planner solve")])
    return found


def worst_proof(plan: Plan) -> Proof:
    """How far the stage of which least is proved is proved."""
    proofs = {stage.proof for stage in plan.stages}
    return next(proof for proof in reversed(get_args(Proof)) if proof in proofs)


def nation_costs(plan: Plan) -> dict[str, float]:
    """EUR million of every nation that carries something."""
    return {row.nation: row.cost_eur_m for row in plan.nations if row.cost_eur_m > 0}


def stage_value(plan: Plan, name: str) -> float | None:
    """The value of a stage; None where the scenario does not ask for it."""
    return next((stage.value for stage in plan.stages if stage.name == name), None)


def stage_values(plan: Plan, names: Iterable[str]) -> dict[str, float]:
    """Stage -> value, of some stages."""
    return {str(name): plan.stage(name).value for name in names}


NOUNS = {
    "sustained": "requirement-months missing in the worst months",
    "shortfall": "requirement-months missing",
    "support": "lot-months without support",
    "deterrence": "requirement-months of value lost",
    "us_dependence": "lot-months of the United States",
    "nato_draw": "lot-months taken from NATO's forces",
    "burden": "on the most burdened nation",
    "burden_excess": "above fair shares",
    "cost": "",
}
"""what the values of a stage count"""


def amount_of(stage: str, value: float) -> str:
    """A stage's value in words: ``EUR 16.1 billion``, ``3 requirement-months missing``."""
    number, noun = number_of(stage, value), NOUNS[stage]
    noun = noun.replace("-months", "-month", 1) if number == "1" else noun
    return f"{number} {noun}".rstrip()


def number_of(stage: str, value: float) -> str:
    """A stage's value without what it counts."""
    if stage in ("burden_excess", "cost"):
        return money_text(value)
    return f"{value:.3g}" if stage == "burden" else amount_text(value)


def price_of(more_eur_m: float) -> str:
    """What another plan costs beside the plan: ``EUR 10 million more``, ``the same money``."""
    text = f"{money_text(abs(more_eur_m))} {'more' if more_eur_m >= 0 else 'less'}"
    return text if abs(more_eur_m) > 0.5 else "the same money"
