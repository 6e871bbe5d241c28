"""When contributions may change: the scenario's phases, cut where what holds changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.problem.permissions import first_months
from planner.problem.records import PhaseRow, PurchaseRow
from planner.reference.dataset import Dataset
from planner.reference.identifiers import HOST, POOLED_OWNERS, PROCURED_OWNERS, US
from planner.reference.pools import decision_days, transit_days
from planner.scenario.demands import demands_of
from planner.scenario.fields import Period
from planner.scenario.scenario import Scenario


def make_phases(
    scenario: Scenario,
    data: Dataset,
    units: Iterable[str],
    purchases: tuple[PurchaseRow, ...],
) -> tuple[PhaseRow, ...]:
    """The scenario's phases, cut where a demand, a pledge, a bid or a permission changes.

    The permissions of all nations in the data count, in the coalition or not, so that a nation
    that gives nothing changes nothing by leaving. ``data`` records nothing for that reason: the
    figures of a nation that is not asked are no part of the problem, and those of the others are
    read with their pools. A change of a pool cuts nothing: its rows hold month by month, and more
    stock in some months must not make contributions less free.
    """
    horizon = scenario.horizon_months
    named = {p.start: p.id for p in scenario.phases}
    if not named:
        named = {start: f"slot_{i + 1}" for i, start in enumerate(range(0, horizon, 6))}
    cuts = {*_changes(scenario, data, units), *(option.ready_month for option in purchases)}
    starts = sorted(set(named) | {month for month in cuts if 0 < month < horizon})
    rows: list[PhaseRow] = []
    current = ""
    for start, end in zip(starts, [*starts[1:], horizon], strict=True):
        current = named.get(start, current)
        label = current if start in named else f"{current}_m{start}"
        rows.append(PhaseRow(id=label, start_month=start, end_month=end))
    return tuple(rows)


def _changes(scenario: Scenario, data: Dataset, units: Iterable[str]) -> Iterator[int]:
    rules = scenario.rules
    demands = (demand for _, demand in demands_of(scenario, enabled=False))
    terms: tuple[Period, ...] = (*demands, *rules.pledge_floor.pledges)
    for term in terms:
        yield term.from_month
        if term.to_month is not None:
            yield term.to_month
    if scenario.steady_from_month is not None:
        yield scenario.steady_from_month
    if scenario.coalition.us_backstop:
        yield from (step.from_month for step in rules.us_enabler_limit.drawdown)
    yield from (bid.from_month for bid in scenario.overrides.bids)
    for caveat in scenario.overrides.caveats:
        if caveat.until_month is not None:
            yield caveat.until_month
    given = {(override.nation, override.unit_type) for override in scenario.overrides.pools}
    owners = set(data.nations) - {HOST, US, *POOLED_OWNERS, *PROCURED_OWNERS}
    owners |= {US} if scenario.coalition.us_backstop else set()
    owners |= set(POOLED_OWNERS) if scenario.coalition.nato_pools else set()
    for nation in owners:
        decision = decision_days(data, nation)
        for unit in (data.unit_types[name] for name in units):
            if data.value(nation, unit.fact_item) > 0 or (nation, unit.id) in given:
                transit = transit_days(data, nation, unit)
                yield from first_months(scenario, decision, unit.notice_days, transit)
