"""Scenarios side by side: what each keeps up, with how many people, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import planner
from planner.pipeline import solve
from planner.plan.plan import Plan
from planner.reference.dataset import Dataset
from planner.reference.identifiers import GROUND
from planner.reference.load import load_dataset
from planner.scenario.composition import Source, load_scenario, scenario_names
from planner.scenario.scenario import Scenario
from planner.solver.backend import ProgressMonitor
from planner.solver.installed import highs_version
from planner.studies.asks import lots_setting
from planner.studies.scale_out import Count, Task, run_all
from planner.study import Method, Row, Study, number
from planner.summary.binding import scarcest_effect
from planner.summary.key_numbers import troops
from planner.summary.levels import sustained_levels
from planner.summary.nouns import effect_noun
from planner.summary.texts import UNNOTICED, amount_text, listed

MONTHS_PER_YEAR = 12

COLUMNS = {
    "scenario": "its name",
    "title": "its title",
    "status": "met, shortfall, unproven",
    "battlegroups": "kept up in the worst phase that counts",
    "battlegroups_needed": "asked for",
    "aircraft": "kept up in the same way",
    "aircraft_needed": "asked for",
    "batteries": "kept up in the same way",
    "batteries_needed": "asked for",
    "people_peak": "people in the theatre when the most are there",
    "people_mean": "people in the theatre, averaged over the months of the horizon",
    "cost_eur_m_year": "EUR million a year, all nations",
    "sustained_share": "share of the worst demand that is kept up, 0-1",
    "worst_demand": "the demand of which the smallest share is kept up; empty: all is kept up",
    "scarcest": "what the pools keep up the smallest share of; empty: the pools hold enough",
    "proof": "what of the answer is proved: all stages, or those that are not",
}


@dataclass(frozen=True, slots=True)
class ScenarioAnswer:
    """What a scenario keeps up from when its demands count, and what that takes, as COLUMNS tells.

    Forces in place in the theatre, those of packages (stations, defended areas) among them;
    support and headquarters are not counted.
    """

    scenario: str
    title: str
    status: str
    battlegroups: float
    battlegroups_needed: float
    aircraft: float
    aircraft_needed: float
    batteries: float
    batteries_needed: float
    people_peak: float
    people_mean: float
    cost_eur_m_year: float
    sustained_share: float
    worst_demand: str
    scarcest: str
    proof: str


def compare_scenarios(
    *sources: Source,
    whole: bool = False,
    directory: str | Path | None = None,
    jobs: int = 1,
    progress: Count | None = None,
) -> Study:
    """Solve scenarios and lay their answers side by side.

    Args:
        sources: as for ``planner.solve``; none: all that are shipped, in the order of their names.
        whole: in whole units, which takes up to a minute a scenario; default: relaxed, about a
            second a scenario.
        directory: a data folder instead of the shipped one.
        jobs, progress: as in ``run_all``.

    Returns:
        A Study: a row a scenario.

    Raises:
        InputError: there is no scenario of a name, or one cannot be solved.
    """
    watch = ProgressMonitor(None, None)
    sets = [lots_setting(not whole)]
    chosen = sources or tuple(scenario_names(directory))
    scenarios = [load_scenario(source, sets, directory) for source in chosen]
    items = {str(number): scenario for number, scenario in enumerate(scenarios)}
    task, data = Task(_solved), load_dataset(directory)
    rows = tuple(run_all(task, items, data, jobs=jobs, progress=progress).values())
    gap = max(float(str(row.pop("gap_share"))) for row in rows)
    return Study(
        kind="compare_scenarios",
        question="What does each scenario keep up, and what does that take?",
        answer=tuple(_sentences(rows)),
        columns=COLUMNS,
        rows=rows,
        method=method_of(scenarios[0], gap, len(rows), watch.elapsed()),
        planner_version=planner.__version__,
        scenario=", ".join(scenario.name for scenario in scenarios),
    )


def _solved(data: Dataset, scenario: Scenario) -> Row:
    """The row of a scenario, and the largest gap of its plan."""
    plan = solve(scenario, data=data)
    return rounded(answer_of(plan)) | {"gap_share": max(s.gap_share for s in plan.stages)}


def rounded(record: Any) -> Row:
    """The fields of a record as a row, numbers to six decimals."""
    cells: Row = asdict(record)
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in cells.items()}


def _sentences(rows: Sequence[Row]) -> Iterator[str]:
    """How many keep up all that they ask for, and which is furthest from it."""
    met = [str(row["scenario"]) for row in rows if not row["worst_demand"]]
    if met:
        yield f"All that is asked for is kept up in {listed(met)}."
    short = [row for row in rows if row["worst_demand"]]
    if short:
        worst = min(short, key=lambda row: number(row, "sustained_share"))
        goal = "it" if met else "all that is asked for"
        yield f"Furthest from {goal} is {worst['scenario']}: {worst['worst_demand']}."


def method_of(
    scenario: Scenario, gap_share: float, solves: int, seconds: float, *notes: str
) -> Method:
    """How the rows of a study were found, each a plan of its own."""
    options = scenario.solve
    relaxed = "Fractions of units are allowed: an upper limit of what whole units keep up."
    return Method(
        relaxed=not options.whole_units,
        solver="CBC" if options.solver == "cbc" else f"HiGHS {highs_version()}",
        seed=options.seed,
        gap_share=gap_share,
        solves=solves,
        seconds=seconds,
        notes=notes if options.whole_units else (relaxed, *notes),
    )


def answer_of(plan: Plan) -> ScenarioAnswer:
    """The row of a plan."""
    people = troops(plan)
    years = plan.scenario.horizon_months / MONTHS_PER_YEAR
    counts = {kind: kept_up(plan, kind) for kind in ("battlegroups", "aircraft", "batteries")}
    share, worst = _worst(plan)
    return ScenarioAnswer(
        scenario=plan.scenario.name,
        title=plan.scenario.title,
        status=plan.status,
        battlegroups=counts["battlegroups"][0],
        battlegroups_needed=counts["battlegroups"][1],
        aircraft=counts["aircraft"][0],
        aircraft_needed=counts["aircraft"][1],
        batteries=counts["batteries"][0],
        batteries_needed=counts["batteries"][1],
        people_peak=people.peak,
        people_mean=people.average,
        cost_eur_m_year=plan.cost_eur_m / years,
        sustained_share=share,
        worst_demand=worst,
        scarcest=_scarcest(plan),
        proof=_proof(plan),
    )


def kept_up(plan: Plan, kind: str) -> tuple[float, float]:
    """Battlegroups, aircraft or batteries that demands ask for in the theatre: kept up, and needed.

    From the lines of the statement of requirements (``cjsor``), which count nothing twice.
    """
    asked = {row.demand for row in plan.sustained}
    theatre = {place.id for place in plan.scenario.locations if place.in_theatre}
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
        and row.location in theatre
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
    if part is None or part.share >= 1 - UNNOTICED:
        return ""
    noun = effect_noun(plan, part.effect, 2)
    return f"{noun}: pools keep up {amount_text(part.pools)} of {amount_text(part.asked)}"


def _proof(plan: Plan) -> str:
    stopped = [stage.name for stage in plan.stages if stage.proof == "time_limit"]
    return f"stopped in {', '.join(stopped)}" if stopped else "proved"
