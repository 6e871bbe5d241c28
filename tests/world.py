"""A small world for the tests of the model: four nations, eleven unit types, round prices.

Every pool and cycle is pinned by the scenario, so that an answer can be worked out by hand. There
is no notice and no transit: what has a pool can be there from month 0. One lot and month costs
(EUR million) inf 1, tank 1.5, eng 0.5, jet 2, radar 1, div 0.2, corps 0.3, bat 1, sam 1, tkr 1,
team 0.5; standing by, half. All is near and moves by air, one tonne a lot, but the batteries (bat
and sam): 100 tonnes, by rail, or by sea from a nation farther than 4,000 km. AAA is the one nuclear
power and, with BBB, in the capability coalition; it can lead brigades.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pulp

from planner.model import CONSTRAINTS, VARIABLES
from planner.model.core import ForceModel, Key
from planner.pipeline import prepare
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset, SourcedValue, UnitType
from planner.reference.packages import CapabilityPackage, ProcurementOption

Document = dict[str, Any]
Rule = Callable[[ForceModel], None]
PoolKey = tuple[str, str]

NATIONS = ("AAA", "BBB", "CCC", "DDD")
COST = {
    "inf": 1.0,
    "tank": 1.5,
    "eng": 0.5,
    "jet": 2.0,
    "radar": 1.0,
    "div": 0.2,
    "corps": 0.3,
    "bat": 1.0,
    "sam": 1.0,
    "tkr": 1.0,
    "team": 0.5,
}
EFFECTS = {
    "inf": {"ground": 1},
    "tank": {"ground": 1, "armour": 1},
    "eng": {"engineers": 1},
    "jet": {"fighters": 4},
    "radar": {"aew": 1},
    "div": {"division_hq": 1},
    "corps": {"corps_hq": 1},
    "bat": {"gbad_long": 1},
    "sam": {"gbad_medium": 1},
    "tkr": {"tankers": 1},
    "team": {"training": 1},
}
DOMAINS = {"jet": "air", "radar": "air", "tkr": "air", "bat": "air_defence", "sam": "air_defence"}
"""others: land"""
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
            unit("eng", "support", "sector", 500),
            unit("jet", "combat", "theatre_wide", 100, 1.9),
            unit("radar", "enabler", "theatre_wide", 50, 0.95),
            unit("div", "command", "theatre_wide", 200),
            unit("corps", "command", "theatre_wide", 300),
            unit("bat", "combat", "theatre_wide", 100, 0.9),
            unit("sam", "combat", "theatre_wide", 100, 0.9),
            unit("tkr", "enabler", "theatre_wide", 50, 0.95),
            unit("team", "training", "training", 100, 0.4),
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
            "elsa_member": nation in ("AAA", "BBB"),
            "distance_to_ukraine_km": 0,
            "aid_to_ukraine_total": 0,
            "authorisation_renewal_months": 0,
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

QUIET: Document = {
    "support_floor": {"enabled": False},
    "headquarters_floor": {"enabled": False},
    "lead_floor": {"enabled": False},
    "participation_floor": {"min_lot_months": 1},
    "nato_reserve_limit": {"mode": "free"},
}
"""no rule but the physical ones; a member gives something"""

SECTOR = {"id": "north", "kind": "theatre"}
SECTORS = (SECTOR, {"id": "south", "kind": "theatre"})
WIDE = {"id": "theatre", "kind": "theatre_wide"}
HOME = {"id": "home", "kind": "standby", "notice_days": 10, "transit_days": 5}
CAMP = {"id": "camp", "kind": "training"}


def need(effect: str, threshold: float, location: str = "north", **more: Any) -> Document:
    """A requirement; its id is ``effect_location`` unless given."""
    common = {"effect": effect, "location": location, "threshold": threshold}
    return {"id": f"{effect}_{location}", **common, **more}


NOTHING = need("ground", 0, id="nothing")
"""a scenario has a requirement, even where only other demands matter"""


def threat(attackers: float, location: str = "north", **more: Any) -> Document:
    """An attack of so many troops (1,000 a battlegroup) on a sector."""
    return {"id": "attack", "location": location, "attackers": attackers, **more}


def presence(nations: int, location: str = "north", **more: Any) -> Document:
    """So many nations in a sector, one of them a nuclear power."""
    return {"id": "tripwire", "location": location, "nations": nations, **more}


def cover(package: str, threshold: float, **more: Any) -> Document:
    """So many packages over the theatre; its id is the package's unless given."""
    common = {"id": package, "location": "theatre", "package": package, "threshold": threshold}
    return {**common, **more}


def scenario(
    *,
    horizon: int = 4,
    starts: Sequence[int] = (0,),
    pools: Mapping[PoolKey, int | Sequence[int]],
    needs: Sequence[Document],
    locations: Sequence[Document] = (SECTOR,),
    cycle: tuple[int, int] = (1, 0),
    tours: Sequence[Document] = (),
    facts: Mapping[tuple[str, str], float] | None = None,
    caveats: Sequence[Document] = (),
    rules: Document | None = None,
    coalition: Document | None = None,
    objectives: Sequence[str] = ("shortfall",),
    solve: Document | None = None,
    **more: Any,
) -> Document:
    """A scenario document with every pool pinned.

    ``pools`` lots of (nation, unit type), one number or one a month; ``starts`` of the phases p0,
    p1 …; ``cycle`` tour and dwell in months of every type: (1, 0) has every lot always there.
    """
    pinned: list[Document] = []
    for (nation, unit_type), lots in pools.items():
        monthly = [lots] * horizon if isinstance(lots, int) else list(lots)
        for month, value in enumerate(monthly):
            if month == 0 or value != monthly[month - 1]:
                entry = {"nation": nation, "unit_type": unit_type}
                pinned.append({**entry, "lots": value, "from_month": month})
    own = {tour["unit_type"] for tour in tours if not tour.get("nation")}
    every = [
        {"unit_type": name, "tour_months": cycle[0], "dwell_months": cycle[1]}
        for name in EFFECTS
        if name not in own
    ]
    overridden = [
        {"nation": nation, "item": item, "value": value}
        for (nation, item), value in (facts or {}).items()
    ]
    document = {
        "name": "small",
        "horizon_months": horizon,
        "phases": [{"id": f"p{i}", "start": start} for i, start in enumerate(starts)],
        "coalition": {"min_stance": 3, "lead_nations": ["AAA"], **(coalition or {})},
        "locations": list(locations),
        "requirements": list(needs),
        "rules": {**QUIET, **(rules or {})},
        "overrides": {
            "pools": pinned,
            "tours": [*every, *tours],
            "facts": overridden,
            "caveats": list(caveats),
        },
        "objectives": list(objectives),
        "solve": {"mip_gap_share": 0, "burden_gap_share": 0, **(solve or {})},
        **more,
    }
    return copy.deepcopy(document)


def problem_of(document: Document) -> Problem:
    return prepare(document, data=WORLD)[0]


def build_without(problem: Problem, dropped: Callable[[str, Key], bool]) -> ForceModel:
    """The model of a problem, less the rows (rule, key) of which ``dropped`` is true.

    A row that always holds keeps every variable in the solver.
    """
    model = ForceModel(problem, whole=problem.scenario.solve.whole_units)
    require = model.require

    def kept(rule: str, key: Key, *row: Any) -> None:
        if not dropped(rule, key):
            require(rule, key, *row)

    model.require = kept  # type: ignore[method-assign, assignment]
    for add in (*VARIABLES, *CONSTRAINTS):
        add(model)
    model.require("always", (), [(variable, 1) for variable in model.lp.variables()], ">=", 0)
    return model


def row_text(row: pulp.LpConstraint) -> str:
    """A row as text, terms in order of their names: ``+1 x -1 y__AAA__inf__0 <= 0``.

    The first ``__`` level of a variable's name says which one it is (variables.py).
    """
    terms = " ".join(f"{value:+g} {v.name}" for v, value in sorted(row.items(), key=_by_name))
    sense = {-1: "<=", 0: "==", 1: ">="}[int(row.sense)]
    return f"{terms} {sense} {-row.constant + 0.0:g}"


def _by_name(item: tuple[pulp.LpVariable, float]) -> str:
    return str(item[0].name)


def random_document(seed: int) -> Document:
    """A random scenario small enough to solve by trying every plan.

    Two or three nations, one or two unit types, one or two sectors and a standby location (or
    aircraft over the theatre), two or three phases of different length, random cycles.
    """
    rng = random.Random(seed)  # noqa: S311
    nations = NATIONS[: rng.choice((2, 2, 3))]
    horizon = rng.choice((4, 5, 6))
    starts = sorted({0, *rng.sample(range(1, horizon), 1 if len(nations) == 3 else 2)})
    kind = rng.choice(("ground", "two_sectors", "support", "air"))
    locations: list[Document] = [SECTOR]
    needs: list[Document] = []
    types = ["inf"]
    rules: Document = {}
    if kind == "two_sectors":
        starts = starts[:2]
        locations = list(SECTORS)
        needs.append(need("ground", rng.choice((1, 2)), "south"))
    if kind == "support":
        types, starts = ["inf", "eng"], starts[:2]
        rules["support_floor"] = {"enabled": True}
        nations = nations[:2]
    if kind == "air":
        types, locations = ["jet"], [WIDE]
        needs.append(need("fighters", rng.choice((4, 6, 12)), "theatre"))
    else:
        needs.append(need("ground", rng.choice((2, 3, 4)), weight=rng.choice((1, 2))))
    if kind != "support" and rng.random() < 0.7:
        locations = [*locations, HOME]
        effect, place = ("fighters", "theatre") if kind == "air" else ("ground", "north")
        more = {"id": "reserve", "within_days": 15, "from_month": rng.choice((0, starts[1]))}
        needs.append(need(effect, rng.choice((3, 5, 8)), place, **more))
    most = 2 if len(nations) == 3 else 3
    pools = {(n, u): rng.randint(1, most) for n in nations for u in types}
    tours = [
        {
            "nation": nation,
            "unit_type": unit_type,
            "tour_months": rng.choice((1, 2, 3)),
            "dwell_months": rng.choice((0, 1, 2, 3)),
        }
        for nation, unit_type in pools
    ]
    rules["participation_floor"] = {"min_lot_months": rng.choice((1, 3))}
    coalition: Document = {"min_nations": rng.choice((0, 0, 2))}
    if rng.random() < 0.3:
        rules["share_limit"] = {"enabled": True, "max_share": {EFFECT_OF[types[0]]: 0.5}}
    if rng.random() < 0.3:
        rules["lead_floor"] = {"enabled": True}
        coalition["lead_nations"] = ["BBB"]
    stages = ("shortfall", "burden", "cost") if rng.random() < 0.4 else ("shortfall", "cost")
    return scenario(
        horizon=horizon,
        starts=starts,
        pools=pools,
        needs=needs,
        locations=locations,
        tours=tours,
        facts={(n, "gdp_2024"): rng.choice((50, 100, 300)) for n in nations},
        rules=rules,
        coalition=coalition,
        objectives=stages,
    )


EFFECT_OF = {"inf": "ground", "eng": "engineers", "jet": "fighters"}


HARD_SEEDS = (701, 940, 1426, 3190, 5272, 6558)
"""With these, HiGHS 1.15.1 with presolve has called a worse plan optimal, or no plan possible."""


def hard_document(seed: int) -> Document:
    """A random scenario with the burden stage, in which the solver's presolve has erred."""
    return {**random_document(seed), "objectives": ["shortfall", "burden", "cost"]}
