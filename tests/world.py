"""A small world for the tests of the model: four nations, thirteen unit types, round prices.

Every pool and cycle is pinned by the scenario, so that an answer can be worked out by hand. There
is no notice and no transit: what has a pool can be there from month 0. One lot and month costs
(EUR million) inf 1, tank 1.5, coy 0.2, eng 0.5, jet 2, radar 1, div 0.2, corps 0.3, bat 1, sam 1,
tkr 1, team 0.5, ship 1; standing by, half. All is near and moves by air, one tonne a lot, but the
batteries (bat and sam): 100 tonnes, by rail, or by sea from a nation farther than 4,000 km. AAA is
the one nuclear power and, with BBB, in the capability coalition; it can lead brigades. AAA and DDD
are on the coast of the sea on which ships sweep mines.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.packages import CapabilityPackage, ProcurementOption
from planner.reference.tables import UnitType

Document = dict[str, Any]

NATIONS = ("AAA", "BBB", "CCC", "DDD")
COST = {
    "inf": 1.0,
    "tank": 1.5,
    "coy": 0.2,
    "eng": 0.5,
    "jet": 2.0,
    "radar": 1.0,
    "div": 0.2,
    "corps": 0.3,
    "bat": 1.0,
    "sam": 1.0,
    "tkr": 1.0,
    "team": 0.5,
    "ship": 1.0,
}
EFFECTS = {
    "inf": {"ground": 1, "presence": 1},
    "tank": {"ground": 1, "armour": 1, "presence": 1},
    "coy": {"presence": 1},
    "eng": {"engineers": 1},
    "jet": {"fighters": 4},
    "radar": {"aew": 1},
    "div": {"division_hq": 1},
    "corps": {"corps_hq": 1},
    "bat": {"gbad_long": 1},
    "sam": {"gbad_medium": 1},
    "tkr": {"tankers": 1},
    "team": {"training": 1},
    "ship": {"naval_mine_clearance": 1},
}
DOMAINS = {
    "jet": "air",
    "radar": "air",
    "tkr": "air",
    "bat": "air_defence",
    "sam": "air_defence",
    "ship": "sea",
}
"""others: land"""
COMPONENTS = {"eng": "logistics", "team": "training"}
"""others: as their domain"""
SUPPORT = {"inf": {"eng": 2}, "tank": {"eng": 3}}
STANDBY_SHARE = 0.5


def figure(name: str, value: float, nation: str = "") -> SourcedValue:
    return SourcedValue(name, value, value, value, "lots", "assumption", "", "", "", nation)


def unit(name: str, role: str, placement: str, personnel: int, system: float = 0.0) -> UnitType:
    """A unit type with a price of personnel / 1000 + system; owned as fact ``owned_<name>``."""
    return UnitType(
        id=name,
        title=name,
        domain=DOMAINS.get(name, "land"),
        component=COMPONENTS.get(name) or DOMAINS.get(name, "land"),
        lot="lot",
        placement=placement,
        role=role,
        us_enabler=name in ("radar", "tkr"),
        fact_item=f"owned_{name}",
        lots_per_fact="1",
        availability="",
        home_fraction=False,
        is_battlegroup=name in ("inf", "tank"),
        personnel=personnel,
        tonnes=100.0 if name in ("bat", "sam") else 1.0,
        tour_months=2,
        dwell_months=2,
        notice_days=0,
        movement="surface" if name in ("bat", "sam") else "air",
        system_cost_eur_m_month=system,
        effects=EFFECTS[name],
        supported_by=SUPPORT.get(name, {}),
        bases={},
    )


STATION: dict[str, tuple[float, str | None]] = {
    "fighters": (1, "station_fighters"),
    "tankers": (1, None),
    "aew": (1, None),
}
PACKAGES = (
    CapabilityPackage(
        "station", "four fighters, a tanker, a radar aircraft", "air_cover_floor", STATION
    ),
    CapabilityPackage(
        "city",
        "a long-range and two medium-range batteries",
        "air_defence_floor",
        {"gbad_long": (1, None), "gbad_medium": (2, None)},
    ),
    CapabilityPackage(
        "base", "a medium-range battery", "air_defence_floor", {"gbad_medium": (1, None)}
    ),
)
PROCUREMENT = (
    ProcurementOption(
        "elsa_bat", "batteries", "ELSA", "XEL", "elsa_member", "bat", 10, 2, 3, "assumption"
    ),
    ProcurementOption("joint_tkr", "tankers", "TANKERS", "XCB", "", "tkr", 20, 1, 2, "assumption"),
)
"""lead time 2 months, at most three lots at 10; 1 month, two lots at 20 (EUR million)"""


def world() -> Dataset:
    """Nations of equal size with stance 3 and nothing owned; the US with stance 1."""
    unit_types = {
        u.id: u
        for u in (
            unit("inf", "combat", "sector", 1000),
            unit("tank", "combat", "sector", 1500),
            unit("coy", "combat", "sector", 200),
            unit("eng", "support", "sector", 500),
            unit("jet", "combat", "theatre_wide", 100, 1.9),
            unit("radar", "enabler", "theatre_wide", 50, 0.95),
            unit("div", "command", "theatre_wide", 200),
            unit("corps", "command", "theatre_wide", 300),
            unit("bat", "combat", "theatre_wide", 100, 0.9),
            unit("sam", "combat", "theatre_wide", 100, 0.9),
            unit("tkr", "enabler", "theatre_wide", 50, 0.95),
            unit("team", "training", "training", 100, 0.4),
            unit("ship", "combat", "sea", 50, 0.95),
        )
    }
    facts: dict[tuple[str, str], SourcedValue] = {}
    for nation in (*NATIONS, "USA"):
        items = {
            "stance": 1 if nation == "USA" else 3,
            "gdp_2024": 100,
            "defence_budget_2024": 100,
            "forces_active": 1000,
            "nfm_tier12_troops": 0,
            "authorisation_days": 0,
            "peak_sustained_deployment": 100_000,
            "nuclear": nation == "AAA",
            "eastern_flank_lead": nation == "AAA",
            "lead_capable": 0,
            "black_sea_littoral": nation in ("AAA", "DDD"),
            "elsa_member": nation in ("AAA", "BBB"),
            "distance_to_ukraine_km": 0,
            "aid_to_ukraine_total": 0,
            "authorisation_renewal_months": 0,
            "authorisation_vote_months": 0,
            **{f"owned_{name}": 0 for name in unit_types},
        }
        facts |= {
            (nation, item): figure(item, float(value), nation) for item, value in items.items()
        }
    factors = {
        "cost_per_soldier_year_planning_Europe": 12_000,  # EUR 1,000 a soldier and month
        "standby_cost_share": STANDBY_SHARE,
        "air_transit_days": 0,
        "surface_km_per_day": 100_000,
        "NFM_share_of_active_forces": 0,
        "NFM_tier1_troops": 100_000,
        "NFM_tier2_troops": 200_000,
        "NFM_tier3_troops": 500_000,
        "efp_battlegroup_size_mean": 1000,
        "rotation_planning_default": 4,
        "tour_length_BEL": 2,
        "attacker_defender_ratio_rule": 3,
        "battlegroups_per_brigade": 3,
        "brigades_per_division": 4,
        "divisions_per_corps": 5,
        "sector_transit_days": 5,
        "host_brigade_battlegroups": 3,
        "brigade_personnel_NATO_general": 3000,
        "theatre_trains_per_day": 1,
        "tonnes_per_train": 100,
        "sea_tonnes_per_day": 10,
        "air_lift_tonnes_per_day": 10,
        "sea_distance_km": 4000,
        "movement_cost_eur_tonne_km_rail": 1,
        "movement_cost_eur_tonne_km_sea": 0.5,
        "movement_cost_eur_tonne_km_air": 10,
        "team_months_per_host_brigade": 8,
        "pre_deal_threat": 2,
        "pre_deal_force_protection": 1.5,
        "station_fighters": 4,
        "nse_share_of_contingent": 0,  # nobody has a tail
        "nse_fixed_per_nation": 0,
        "helicopters_medevac_per_brigade": 0,
        "helicopter_personnel_per_aircraft": 0,
        "signal_module_personnel": 0,
        "counter_drone_team_personnel": 0,
        "eod_personnel_per_battlegroup": 0,
        "military_police_per_battlegroup": 0,
    }
    return Dataset(
        directory=Path(),
        facts=facts,
        factors={name: figure(name, value) for name, value in factors.items()},
        unit_types=unit_types,
        benchmarks={},
        packages={package.id: package for package in PACKAGES},
        procurement={option.id: option for option in PROCUREMENT},
    )


WORLD = world()
