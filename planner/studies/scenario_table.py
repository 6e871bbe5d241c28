"""The shipped scenarios side by side: what each keeps up, with how many people, at what cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.pipeline import solve
from planner.plan.plan import Plan
from planner.progress import CancelCheck, ProgressCallback
from planner.reference.dataset import load_dataset
from planner.scenario.composition import scenario_names
from planner.summary.binding import scarcest_effect
from planner.summary.key_numbers import troops
from planner.summary.levels import sustained_levels
from planner.summary.nouns import effect_noun
from planner.summary.texts import ROUNDING, amount_text

GROUND = "ground"
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class ScenarioAnswer:
    """What a scenario keeps up from when its demands count, and what that takes.

    Forces in place in the theatre, those of packages (stations, defended areas) among them;
    support and headquarters are not counted.
    """

    scenario: str
    title: str
    relaxed: bool
    """fractions of units are allowed: an upper limit of what whole units keep up"""
    status: str
    battlegroups: float
    """kept up in the worst phase that counts"""
    battlegroups_needed: float
    aircraft: float
    aircraft_needed: float
    batteries: float
    batteries_needed: float
    people_peak: float
    """people in the theatre when the most are there"""
    people_mean: float
    """people in the theatre, averaged over the months of the horizon"""
    cost_eur_m_year: float
    """EUR million a year, all nations"""
    sustained_share: float
    """share of the worst demand that is kept up, 0-1"""
    worst_demand: str
    """the demand of which the smallest share is kept up, in words; empty: all is kept up"""
    scarcest: str
    """what the pools keep up the smallest share of, in words; empty: the pools hold enough"""
    proof: str
    """what of the answer is proved: all stages, or those that are not"""


def compare_scenarios(
    names: Iterable[str] | None = None,
    whole: bool = False,
    directory: str | Path | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelCheck | None = None,
) -> list[ScenarioAnswer]:
    """Solve shipped scenarios and lay their answers side by side, in the order of their names.

    Args:
        names: of shipped scenarios, or paths; default: all that are shipped.
        whole: in whole units, which takes up to a minute a scenario; default: relaxed, about a
            second a scenario.
        directory: a data folder instead of the shipped one.
        progress, cancel: as in ``planner.solve``; a solve that is cancelled ends the list.

    Raises:
        InputError: there is no scenario of a name, or one cannot be solved.
    """
    sets = [f"solve.whole_units={str(whole).lower()}"]
    chosen = scenario_names(directory) if names is None else list(names)
    data = load_dataset(directory)
    answers: list[ScenarioAnswer] = []
    for name in chosen:
        if cancel is not None and cancel():
            break
        plan = solve(
            name, sets=sets, directory=directory, data=data, progress=progress, cancel=cancel
        )
        answers.append(answer_of(plan))
    return answers


def answer_of(plan: Plan) -> ScenarioAnswer:
    """The row of a plan."""
    people = troops(plan)
    years = plan.scenario.horizon_months / MONTHS_PER_YEAR
    counts = {kind: kept_up(plan, kind) for kind in ("battlegroups", "aircraft", "batteries")}
    share, worst = _worst(plan)
    return ScenarioAnswer(
        scenario=plan.scenario.name,
        title=plan.scenario.title,
        relaxed=plan.relaxed,
        status=plan.status,
        battlegroups=counts["battlegroups"][0],
        battlegroups_needed=counts["battlegroups"][1],
        aircraft=counts["aircraft"][0],
        aircraft_needed=counts["aircraft"][1],
        batteries=counts["batteries"][0],
        batteries_needed=counts["batteries"][1],
        people_peak=people.peak,
        people_mean=people.average,
        cost_eur_m_year=sum(nation.cost_eur_m for nation in plan.nations) / years,
        sustained_share=share,
        worst_demand=worst,
        scarcest=_scarcest(plan),
        proof=_proof(plan),
    )


def kept_up(plan: Plan, kind: str) -> tuple[float, float]:
    """Battlegroups, aircraft or batteries that demands ask for in place: kept up, and needed.

    From the lines of the statement of requirements (``cjsor``), which count nothing twice.
    """
    asked = {row.demand for row in plan.sustained}
    domain = {effect: unit.domain for unit in plan.unit_types for effect in unit.effects}
    of_kind = {
        "battlegroups": {GROUND},
        "aircraft": {effect for effect, name in domain.items() if name == "air"},
        "batteries": {effect for effect, name in domain.items() if name == "air_defence"},
    }[kind]
    lines = [
        row
        for row in plan.cjsor
        if "." not in row.serial
        and row.capability in of_kind
        and not asked.isdisjoint(row.demand.split(", "))
    ]
    return sum(row.sustained for row in lines), sum(row.need for row in lines)


def _worst(plan: Plan) -> tuple[float, str]:
    """The smallest share of a demand that is kept up, and that demand in words."""
    levels = sustained_levels(plan)
    if not levels:
        return 1.0, ""
    worst = min(levels, key=lambda level: (level.sustained / level.need, -level.loss))
    if not worst.short:
        return 1.0, ""
    there, need = amount_text(worst.sustained), amount_text(worst.need)
    return worst.sustained / worst.need, f"{there} of {need} {worst.noun(plan, worst.need)}"


def _scarcest(plan: Plan) -> str:
    """The effect that the pools keep up the smallest share of, in words."""
    part = scarcest_effect(plan)
    if part is None or part.share >= 1 - ROUNDING:
        return ""
    noun = effect_noun(plan, part.effect, 2)
    return f"{noun}: pools keep up {amount_text(part.pools)} of {amount_text(part.asked)}"


def _proof(plan: Plan) -> str:
    stopped = [stage.name for stage in plan.stages if stage.proof == "time_limit"]
    return f"stopped in {', '.join(stopped)}" if stopped else "proved"
