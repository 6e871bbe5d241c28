"""People in the theatre beside a lot: what its own strength does not hold, function by function."""

from __future__ import annotations

from planner.reference.dataset import Dataset
from planner.reference.tables import UnitType

PER_BATTLEGROUP = (
    "counter_drone_team_personnel",
    "eod_personnel_per_battlegroup",
    "military_police_per_battlegroup",
)
"""factors: people that every battlegroup brings with it"""


def tail_people(data: Dataset, unit: UnitType) -> int:
    """People of the tail of one lot, to be added to its own.

    Formula: share x own; of a battlegroup max(fixed, share x own) + counter-drone team + explosive
    ordnance + military police + (medical helicopters x people of one + signal module) /
    battlegroups per brigade; 0 for what does not live in a sector
    Symbols: share, fixed: national support element, a tenth of a contingent and so many people at
    least. The fixed part counts from one battlegroup up: a smaller contingent leans on another's,
    and so the people of a nation are a sum over its lots.
    Headquarters have their signals and guard in their own strength; aircraft and batteries are
    counted as whole detachments.
    Source: planning_factors.csv nse_*, helicopter*, signal_module_personnel, PER_BATTLEGROUP
    """
    if unit.placement != "sector":
        return 0
    support = data.factor("nse_share_of_contingent").value * unit.personnel
    if not unit.is_battlegroup:
        return round(support)
    aircraft = data.factor("helicopters_medevac_per_brigade").value
    brigade = aircraft * data.factor("helicopter_personnel_per_aircraft").value
    brigade += data.factor("signal_module_personnel").value
    functions = sum(data.factor(name).value for name in PER_BATTLEGROUP)
    functions += brigade / data.factor("battlegroups_per_brigade").value
    return round(max(data.factor("nse_fixed_per_nation").value, support) + functions)
