"""NATO's tiers, movement, and training teams: worked out by hand, and what must always hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.identifiers import POOLED_OWNERS, PROCURED_OWNERS
from planner.reference.pools import derive_pool, movement_cost_eur_m, movement_mode, nato_tiers
from planner.reference.tables import UnitType

SHIPPED = planner.load_dataset().at("2024-12")
OWNERS = (*SHIPPED.nations, *PROCURED_OWNERS)
UNIT_TYPES = sorted(SHIPPED.unit_types)


def unit(name: str) -> UnitType:
    return SHIPPED.unit_types[name]


def with_factors(**values: float) -> Dataset:
    changed = {name: SHIPPED.factor(name)._replace(value=value) for name, value in values.items()}
    return replace(SHIPPED, factors={**SHIPPED.factors, **changed})


# --- tiers


@pytest.mark.parametrize(
    ("lots", "earmark", "tiers"),
    [
        (10, 0, (0, 0, 0)),
        (0, 0, (0, 0, 0)),
        (10, 1, (0, 1, 2)),  # a third of one is none; five thirds of one are two
        (10, 2, (1, 1, 3)),
        (10, 3, (1, 2, 5)),
        (6, 3, (1, 2, 3)),  # no more than there is
        (3, 3, (1, 2, 0)),
        (20, 6, (2, 4, 10)),
    ],
)
def test_tiers_by_hand(lots: int, earmark: int, tiers: tuple[int, int, int]) -> None:
    """100,000, 200,000 and 500,000 troops: one to two to five."""
    assert nato_tiers(SHIPPED, lots, earmark) == tiers


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_tiers_are_within_the_pool(lots: int, earmark: int) -> None:
    earmark = min(lots, earmark)
    first, second, third = nato_tiers(SHIPPED, lots, earmark)
    assert min(first, second, third) >= 0
    assert first + second == earmark
    assert earmark + third <= lots


def test_tiers_follow_overridden_factors() -> None:
    assert nato_tiers(with_factors(NFM_tier1_troops=200_000), 10, 4) == (2, 2, 5)
    assert nato_tiers(with_factors(NFM_tier3_troops=0), 10, 4) == (1, 3, 0)
    nobody = with_factors(NFM_tier1_troops=0, NFM_tier2_troops=0)
    assert nato_tiers(nobody, 10, 0) == (0, 0, 0)
    with pytest.raises(planner.InputError, match="NFM_tier1_troops"):
        nato_tiers(nobody, 10, 4)


# --- movement


@pytest.mark.parametrize(
    ("nation", "unit_type", "mode"),
    [
        ("FRA", "battlegroup_heavy", "rail"),
        ("PRT", "gbad_medium", "rail"),  # 2,884 km is still Europe
        ("CAN", "battlegroup_heavy", "sea"),
        ("AUS", "battlegroup_light", "sea"),
        ("AUS", "fighter_4g", "air"),
        ("POL", "training_team", "air"),
        ("XMM", "tanker", "air"),
        ("XES", "gbad_long", "rail"),
    ],
)
def test_mode(nation: str, unit_type: str, mode: str) -> None:
    assert movement_mode(SHIPPED, nation, unit(unit_type)) == mode


def test_mode_follows_the_distance_of_the_factor() -> None:
    near = with_factors(sea_distance_km=2000)
    assert movement_mode(near, "PRT", unit("gbad_medium")) == "sea"
    exactly = with_factors(sea_distance_km=SHIPPED.value("PRT", "distance_to_ukraine_km"))
    assert movement_mode(exactly, "PRT", unit("gbad_medium")) == "rail"


def test_cost_by_hand() -> None:
    # 7,400 t x 1,569 km x EUR 0.10, there and back
    france = movement_cost_eur_m(SHIPPED, "FRA", unit("battlegroup_heavy"))
    assert france == pytest.approx(2 * 7400 * 1569 * 0.1 / 1e6)
    assert france == pytest.approx(2.32, abs=0.01)
    # the ship is cheap enough to make up for four times the way
    canada = movement_cost_eur_m(SHIPPED, "CAN", unit("battlegroup_heavy"))
    assert canada == pytest.approx(2 * 7400 * 6906 * 0.025 / 1e6)
    fighters = movement_cost_eur_m(SHIPPED, "GBR", unit("fighter_4g"))
    assert fighters == pytest.approx(2 * 120 * 1705 * 1.25 / 1e6)


def test_movement_is_small_beside_the_stay() -> None:
    """A battlegroup of 1,600 costs EUR 23 million a month; to bring it is a tenth of that."""
    month = 1600 * SHIPPED.factor("cost_per_soldier_year_planning_Europe").value / 12 / 1e6
    assert 0.05 < movement_cost_eur_m(SHIPPED, "FRA", unit("battlegroup_heavy")) / month < 0.2


@pytest.mark.parametrize("owner", [*POOLED_OWNERS, *PROCURED_OWNERS])
def test_owner_without_a_distance_moves_for_nothing(owner: str) -> None:
    assert movement_cost_eur_m(SHIPPED, owner, unit("gbad_long")) == 0
    assert movement_cost_eur_m(SHIPPED, owner, unit("tanker")) == 0


def test_figures_behind_a_movement() -> None:
    def names(nation: str, unit_type: str) -> list[str]:
        read: dict[SourcedValue, None] = {}
        movement_cost_eur_m(SHIPPED.recording(read), nation, unit(unit_type))
        return [figure.name for figure in read]

    rail = "movement_cost_eur_tonne_km_rail"
    assert names("FRA", "gbad_long") == ["distance_to_ukraine_km", "sea_distance_km", rail]
    assert names("FRA", "fighter_5g") == [
        "distance_to_ukraine_km",
        "movement_cost_eur_tonne_km_air",
    ]
    assert names("XEL", "gbad_long") == ["sea_distance_km", rail]


@settings(max_examples=60, deadline=None, database=None)
@given(st.sampled_from(OWNERS), st.sampled_from(UNIT_TYPES), st.floats(0, 10))
def test_cost_grows_with_the_price(nation: str, unit_type: str, times: float) -> None:
    kind = unit(unit_type)
    name = f"movement_cost_eur_tonne_km_{movement_mode(SHIPPED, nation, kind)}"
    dearer = with_factors(**{name: SHIPPED.factor(name).value * times})
    cost = movement_cost_eur_m(SHIPPED, nation, kind)
    assert movement_cost_eur_m(dearer, nation, kind) == pytest.approx(cost * times)
    assert cost >= 0


def test_freight_of_a_train() -> None:
    """A heavy brigade, three battlegroups, fills the trains that were counted."""
    trains = SHIPPED.factor("trains_for_heavy_brigade").value
    load = 3 * unit("battlegroup_heavy").tonnes / trains
    assert load == SHIPPED.factor("tonnes_per_train").value


def test_threat_before_a_deal() -> None:
    mass = SHIPPED.factor("russia_limited_offensive_mass")
    assert SHIPPED.factor("pre_deal_threat").value == mass.high / mass.value


# --- training


def test_french_training_teams() -> None:
    """Ten teams of 150 are the 1,500 instructors of 2024; a quarter of the army stays at home."""
    pool = derive_pool(SHIPPED, "FRA", unit("training_team"), False)
    assert pool.owned_lots == 10
    assert (pool.lots, pool.tour_months, pool.dwell_months) == (8, 4, 12)  # 7.5, rounded up


def test_training_of_the_willing() -> None:
    """What the nations of stance 2 and 3 keep at work trains nearly three brigades a year.

    Those 6,300 soldiers are a fifth of what EUMAM trained in a year, mostly in Poland and
    Germany, which are of stance 1.
    """
    kept = 0.0
    for nation in SHIPPED.nations:
        if nation not in ("UKR", "USA") and SHIPPED.value(nation, "stance") >= 2:
            pool = derive_pool(SHIPPED, nation, unit("training_team"), False)
            kept += pool.lots * pool.tour_months / (pool.tour_months + pool.dwell_months)
    assert kept == pytest.approx(5.75)
    brigades = kept * 12 / SHIPPED.factor("team_months_per_host_brigade").value
    assert brigades == pytest.approx(2.76)


def test_procured_owners_have_no_pools_of_their_own() -> None:
    for owner in PROCURED_OWNERS:
        for unit_type in UNIT_TYPES:
            assert derive_pool(SHIPPED, owner, unit(unit_type), False).lots == 0
