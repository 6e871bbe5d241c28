"""Why nations give no more to a demand: pool by pool, what holds each back."""

from __future__ import annotations

from collections.abc import Iterator

from planner.explanation.words import unit_words
from planner.extraction.unused import Leftovers
from planner.plan.plan import Plan
from planner.problem.demands import DemandInPhase
from planner.problem.problem import DEPLOYED, Problem
from planner.problem.records import PoolRow
from planner.study import Row
from planner.summary.nations import JOINT_OWNERS, in_sentence
from planner.summary.texts import amount_text, capital


def why_rows(problem: Problem, plan: Plan, demand: str) -> Iterator[Row]:
    """One row for every pool with what a demand takes, in the phase in which it misses most."""
    want = _worst(problem, plan, demand)
    if want is None:
        return
    lots = {(c.nation, c.unit_type, c.location, c.phase): c.lots for c in plan.contributions}
    rest = Leftovers(problem, lots, plan.demand_rows, plan.unsupported)
    for pool in rest.bars.candidates(want):
        given = sum(
            lots.get((pool.nation, pool.unit_type, place, want.phase.id), 0.0)
            for place in pool.locations
            if problem.acts_for(want.demand, pool.unit_type, place)
        )
        most, _ = rest.bars.most(pool, want.phase)
        reason = rest.why_not(pool, want.phase, want)
        kind, text = str(reason.kind), reason.text
        if kind in ("cycle", "undetermined") and (full := _full(problem, plan, pool, want)):
            kind, text = "personnel_limit", full
        yield _row(problem, want, pool, given, max(most, given), kind, text)
    yield from _refused(problem, want)


def _full(problem: Problem, plan: Plan, pool: PoolRow, want: DemandInPhase) -> str:
    """Has its nation as many people there as it may, so that no more of a lot fits? In words."""
    rule, nation = problem.scenario.rules.personnel_limit, problem.nation[pool.nation]
    if not rule.enabled or not (nation.code in rule.ceilings or rule.national):
        return ""
    people = sum(
        row.lots * problem.unit_types[row.unit_type].personnel
        for row in plan.contributions
        if (row.nation, row.phase) == (pool.nation, want.phase.id)
        and problem.posture(row.location) == DEPLOYED
    )
    one = 1.0 if plan.relaxed else float(problem.unit_types[pool.unit_type].personnel)
    if people + one <= nation.personnel_ceiling:
        return ""
    return f"{people:,.0f} of at most {nation.personnel_ceiling:,} people of it are there"


def _worst(problem: Problem, plan: Plan, demand: str) -> DemandInPhase | None:
    missing = plan.missing
    wants = [w for w in problem.wants if w.demand.id == demand and problem.counts(w)]
    return max(wants, key=lambda want: missing.get(want.key, 0.0), default=None)


def _row(
    problem: Problem,
    want: DemandInPhase,
    pool: PoolRow,
    given: float,
    most: float,
    kind: str,
    text: str,
) -> Row:
    # common fleets, whose names are in the plural, by their codes
    nation = pool.nation if pool.nation in JOINT_OWNERS else capital(in_sentence(pool.nation))
    units = unit_words(problem, pool.unit_type, most)
    sentence = f"{nation} gives {amount_text(given)} of {amount_text(most)} {units}: {text}."
    return {
        "demand": want.demand.id,
        "nation": pool.nation,
        "unit_type": pool.unit_type,
        "phase": want.phase.id,
        "given": round(given, 6),
        "could_give": round(float(most), 6),
        "limit": kind,
        "sentence": sentence,
    }


def _refused(problem: Problem, want: DemandInPhase) -> Iterator[Row]:
    """Pools that may not go where the demand could use them."""
    seen: set[tuple[str, str]] = {(pool.nation, pool.unit_type) for pool in problem.pools}
    for refusal in problem.refusals:
        key = (refusal.nation, refusal.unit_type)
        acts = problem.acts_for(want.demand, refusal.unit_type, refusal.location)
        if acts and key not in seen:
            seen.add(key)
            yield {
                "demand": want.demand.id,
                "nation": refusal.nation,
                "unit_type": refusal.unit_type,
                "phase": want.phase.id,
                "given": 0.0,
                "could_give": 0.0,
                "limit": "not_permitted",
                "sentence": f"{capital(refusal.reason)}.",
            }
