"""Checks of the rows themselves: known names, each once, whole lots, months, figures counted.

Letters: x lots contributed · n nation · u unit type · l location · k phase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from planner.plan.forces import ContributionRow, TourRow
from planner.rounding import SMALL
from planner.scenario.fields import Period
from planner.verify.index import Check, PlanIndex, Violation, row_key
from planner.verify.reading import listed


def whole_lots(ledger: PlanIndex) -> Iterator[Violation]:
    """Lots are positive, and whole unless fractions are asked for; names are known and used once.

    Formula: x[n,u,l,k] in {1, 2, …} and the same for tours; relaxed: x > 0
    """
    plan, demands = ledger.plan, [demand for _, demand, _ in listed(ledger)]
    if plan.relaxed == plan.scenario.solve.whole_units:
        asked = "whole lots" if plan.scenario.solve.whole_units else "fractions of lots"
        yield Violation("relaxed", f"is {plan.relaxed}, but the scenario asks for {asked}")
    tables: dict[str, Iterable[str]] = {
        "phase": (p.id for p in plan.phases),
        "unit type": (u.id for u in plan.unit_types),
        "nation": (n.nation for n in plan.nations),
        "location": (location.id for location in plan.scenario.locations),
        "requirement": (r.id for r in demands),
        "purchase": (p.id for p in plan.purchases),
        "package": (p.id for p in plan.packages),
        "pool": (f"{p.nation} {p.unit_type}" for p in plan.pools),
        "contribution": (row_key(c) for c in plan.contributions),
        "tour": (row_key(t) for t in plan.tours),
    }
    for table, keys in tables.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield Violation(f"{table} {key}", f"there are {count} rows", "merge them into one")
    for pool in plan.pools:
        if pool.unit_type not in ledger.units:
            yield Violation(
                f"pool {pool.nation} {pool.unit_type}", "the unit type is not in the plan"
            )
    for requirement in demands:
        if requirement.location not in ledger.places:
            yield Violation(f"requirement {requirement.id}", f"no location {requirement.location}")
    for contribution in plan.contributions:
        key = row_key(contribution)
        if contribution.location not in ledger.places:
            yield Violation(key, f"no location {contribution.location}")
        if contribution.phase not in ledger.in_phase:
            yield Violation(key, f"no phase {contribution.phase}")
    rows: tuple[ContributionRow | TourRow, ...] = (*plan.contributions, *plan.tours)
    for row in rows:
        if (row.nation, row.unit_type) not in ledger.pools:
            yield Violation(row_key(row), "the nation has no pool of this unit type")
        if row.lots <= 0:
            yield Violation(row_key(row), f"{row.lots:g} lots: not positive")
        if not plan.relaxed and abs(row.lots - round(row.lots)) > SMALL:
            yield Violation(row_key(row), f"{row.lots:g} lots: not a whole number")


def phase_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """Phases follow one another from month 0 to the horizon, cut where the scenario changes.

    Formula: start[0] = 0, end[k] = start[k+1] > start[k], end[last] = horizon; a phase starts with
    every demand, pledge, bid and purchase, where a demand, a pledge or a caveat ends, and where the
    US drawdown has a step, with the backstop on
    """
    scenario = ledger.plan.scenario
    month = 0
    for phase in ledger.plan.phases:
        if phase.start_month != month:
            yield Violation(phase.id, f"starts in month {phase.start_month}, not {month}")
        if phase.end_month <= phase.start_month:
            yield Violation(
                phase.id, f"ends in month {phase.end_month}, starts {phase.start_month}"
            )
        month = phase.end_month
    if month != ledger.horizon:
        yield Violation("horizon", f"the last phase ends in month {month}, not {ledger.horizon}")
    cuts = {phase.start for phase in scenario.phases}
    demands = (demand for _, demand, _ in listed(ledger))
    terms: tuple[Period, ...] = (*demands, *scenario.rules.pledge_floor.pledges)
    for term in terms:
        cuts |= {term.from_month, ledger.horizon if term.to_month is None else term.to_month}
    cuts |= {bid.from_month for bid in scenario.overrides.bids}
    cuts |= {caveat.until_month or 0 for caveat in scenario.overrides.caveats}
    cuts |= {option.ready_month for option in ledger.plan.purchases}
    if scenario.steady_from_month is not None:
        cuts.add(scenario.steady_from_month)
    if scenario.coalition.us_backstop:
        cuts |= {step.from_month for step in scenario.rules.us_enabler_limit.drawdown}
    for cut in sorted(cuts - {phase.start_month for phase in ledger.plan.phases}):
        if 0 < cut < ledger.horizon:
            yield Violation(f"month {cut}", "no phase starts where the scenario changes")


def figures_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """The confidence of a plan is that of its figures, counted; what is set by hand is assumed.

    Formula: number[c] = rows of figures of confidence c; assumption: at least so many
    """
    plan = ledger.plan
    rows = Counter(figure.confidence for figure in plan.figures)
    for name, told in plan.data_confidence.model_dump().items():
        if told < rows[name] or (told > rows[name] and name != "assumption"):
            yield Violation(f"data_confidence {name}", f"{told}, should be {rows[name]}")


CHECKS: tuple[Check, ...] = (whole_lots, phase_balance, figures_balance)
