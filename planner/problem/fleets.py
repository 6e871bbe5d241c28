"""What fleets become: a nation's pool as the changes come that were announced by the scenario's
date."""

from __future__ import annotations

from collections import defaultdict

from planner.reference.as_of import start_of
from planner.reference.dataset import Dataset
from planner.reference.pools import DerivedPool, derive_pool
from planner.reference.tables import FleetChange, UnitType
from planner.scenario.scenario import Scenario

Changes = dict[int, list[FleetChange]]
"""month of the plan -> what comes in it"""


def pools_in_time(
    scenario: Scenario, data: Dataset, nation: str, unit: UnitType, changes: Changes
) -> dict[int, DerivedPool]:
    """Month -> the pool of a nation from that month on, derived anew with all changes so far.

    A pool that shrinks loses lots that are neither away nor in dwell; one that ends for good serves
    to its end (rule pool_limit).
    """
    reuse = nation in scenario.coalition.reuse_eastern_flank
    so_far = list(changes.get(0, ()))
    pools = {0: derive_pool(data.changed(so_far), nation, unit, reuse)}
    for month in sorted(set(changes) - {0}):
        so_far += changes[month]
        pools[month] = derive_pool(data.changed(so_far), nation, unit, reuse)
    return pools


def coming_changes(scenario: Scenario, data: Dataset, nation: str) -> Changes:
    """The changes of a nation's fleets and tasks that come before the horizon.

    Known are those that were announced by the reference date. One that is newer than the fact of
    that date and has come by month 0 counts from then; what the scenario sets by hand stays.
    """
    year, first, _ = start_of(scenario.start_date or scenario.reference_date)
    found: Changes = defaultdict(list)
    for change in data.changes(nation, scenario.reference_date):
        then_year, then_first, _ = start_of(change.month)
        fact = data.facts[nation, change.item]
        month = max(0, 12 * (then_year - year) + then_first - first)
        if fact.start[:2] < (then_year, then_first) and month < scenario.horizon_months:
            found[month].append(change)
    return dict(found)
