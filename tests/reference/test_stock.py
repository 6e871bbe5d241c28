"""Commitments, availability and reserves in the units of what they tie up, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import planner
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.pools import DerivedPool


@cache
def data(date: str = "2024-12") -> Dataset:
    return planner.load_dataset().at(date)


def derive(
    nation: str, unit_type: str, of: Dataset | None = None, reuse: bool = False
) -> DerivedPool:
    of = of or data()
    return planner.derive_pool(of, nation, of.unit_types[unit_type], reuse)


def chain(pool: DerivedPool) -> list[float]:
    """The running result of every step up to the rounding."""
    last = next(i for i, step in enumerate(pool.steps) if step.text.startswith("rounded"))
    return [round(step.result, 6) for step in pool.steps[: last + 1]]


def names(pool: DerivedPool) -> set[str]:
    return {figure.name for figure in pool.figures}


def with_facts(of: Dataset, nation: str, **values: float | None) -> Dataset:
    """The dataset with other facts of a nation; None takes one out."""
    facts = dict(of.facts)
    for item, value in values.items():
        facts.pop((nation, item), None)
        if value is not None:
            facts[nation, item] = SourcedValue(
                item, value, value, value, "lots", "assumption", "", "", "", nation
            )
    return replace(of, facts=facts)


# --- the flank


def test_flank_in_battlegroups() -> None:
    """0.5 of Denmark's battlegroups are there, at one in four; its one brigade is heavy."""
    pool = derive("DNK", "battlegroup_heavy")
    kept = 1 - data().value("DNK", "home_defence_fraction")
    assert chain(pool)[:4] == pytest.approx([1, 3, 3 * kept, max(0, 3 * kept - 0.5 * 4)])
    assert "eastern_flank_battlegroups" in names(pool)
    assert "efp_battlegroup_size_mean" not in names(pool)


def test_flank_in_troops_where_no_battlegroups_are_counted() -> None:
    pool = derive(
        "FRA", "battlegroup_medium", with_facts(data(), "FRA", eastern_flank_battlegroups=None)
    )
    assert chain(pool)[3] == pytest.approx(4.5 - 3000 / 1205 * 4 / 3)
    assert {"eastern_flank_troops", "efp_battlegroup_size_mean"} <= names(pool)


def test_size_of_a_battlegroup_of_zero_is_an_input_error() -> None:
    of = with_facts(data(), "FRA", eastern_flank_battlegroups=None)
    size = of.factor("efp_battlegroup_size_mean")._replace(value=0)
    of = replace(of, factors={**of.factors, size.name: size})
    with pytest.raises(planner.InputError, match="efp_battlegroup_size_mean"):
        derive("FRA", "battlegroup_medium", of)


@pytest.mark.parametrize("there", [1.25, None])
def test_flank_reused(there: float | None) -> None:
    of = with_facts(data(), "FRA", eastern_flank_battlegroups=there)
    pool = derive("FRA", "battlegroup_medium", of, reuse=True)
    assert pool.lots == 5  # 4.5, rounded up
    assert any("reused" in step.text for step in pool.steps)


def test_none_on_the_flank_takes_nothing() -> None:
    """Australia has none there, and the chain does not speak of it."""
    assert not any("flank" in step.text for step in derive("AUS", "battlegroup_light").steps)


# --- batteries on tasks


def test_spanish_patriot_at_incirlik_takes_all_three() -> None:
    pool = derive("ESP", "gbad_long")
    # one of three all the time, six months in eighteen; 0.45 of them are kept at home anyway
    assert chain(pool) == pytest.approx([3, 3 * 0.55, 0, 0])
    assert "gbad_long_committed" in names(pool)


def test_french_battery_in_romania() -> None:
    assert chain(derive("FRA", "gbad_long")) == pytest.approx([8, 8 * 0.75, 6 - 1 * 18 / 6, 3])


@pytest.mark.parametrize(("date", "lots"), [("2024-12", 3), ("2025-06", 0), ("2026-01", 3)])
def test_german_patriots_at_rzeszow_in_2025_only(date: str, lots: int) -> None:
    """(9 - 4 in refit or training) x 0.5 = 2.5; two on task tie up 2 x 3 more."""
    pool = derive("DEU", "gbad_long", data(date))
    assert chain(pool)[:3] == [9, 5, 2.5]
    assert pool.lots == lots


def test_norwegian_battery_guards_the_hub_until_easter_2025() -> None:
    assert chain(derive("NOR", "gbad_medium")) == pytest.approx([4, 1, 0, 0])
    assert derive("NOR", "gbad_medium", data("2026-05")).lots == 1


def test_commitments_are_made_into_lots() -> None:
    """Eight posts make a battery: 16 on task are two, and tie up six of the eight and a half."""
    of = with_facts(data(), "FRA", gbad_short_committed=16)
    assert chain(derive("FRA", "gbad_short", of)) == pytest.approx([68, 8.5, 6.375, 0.375, 0])


# --- availability and reserve of small fleets


def test_french_early_warning() -> None:
    """Half of four are serviceable, and one of these is kept: one goes, and stays."""
    pool = derive("FRA", "aew")
    assert chain(pool) == [4, 2, 1, 1]
    assert (pool.tour_months, pool.dwell_months) == (6, 0)
    assert {"aew_available_share", "aew_national_reserve"} <= names(pool)
    assert "home_defence_fraction" not in names(pool)
    assert pool.lots == data().value("FRA", "aew_sustained")


def test_australian_early_warning() -> None:
    assert chain(derive("AUS", "aew")) == [6, 3, 1, 1]


def test_fleet_without_rates_of_its_own() -> None:
    """The two Italian aircraft: the general rate and the general share kept at home."""
    assert chain(derive("ITA", "aew")) == pytest.approx([2, 2 * 0.6, 2 * 0.6 * 0.52, 1])


def test_reserve_that_dwells_at_home_is_not_kept_twice() -> None:
    # of 9 x 0.6 = 5.4 four fifths are at home at any time: more than the three kept in reserve
    assert chain(derive("GBR", "tanker")) == pytest.approx([9, 5.4, 5.4, 5])
    # of 12 x 0.6 = 7.2 they are 5.76, and six are kept: 0.24 more
    assert chain(derive("FRA", "tanker")) == pytest.approx([12, 7.2, 6.96, 7])


def test_rate_of_a_type_stands_before_that_of_all_fighters() -> None:
    assert chain(derive("GBR", "fighter_5g")) == pytest.approx([37, 9.25, 9.25 * 0.35, 3])
    assert chain(derive("GBR", "fighter_4g"))[2] == pytest.approx(31 * 0.46)


def test_drones_are_there_half_of_the_time_or_half_of_the_fleet() -> None:
    pool = derive("ITA", "isr_male")
    owned = data().value("ITA", "isr_male")
    assert chain(pool)[1:3] == pytest.approx([owned * 0.6, owned * 0.6 * 0.5])
    assert pool.dwell_months == 0


# --- posts of short-range air defence, by one rule


@pytest.mark.parametrize(
    ("nation", "posts"), [("FRA", 68), ("ESP", 60), ("GBR", 90), ("DEU", 0), ("POL", 79)]
)
def test_posts_by_one_rule(nation: str, posts: float) -> None:
    fact = data().fact(nation, "gbad_short")
    assert fact is not None
    assert (fact.value, fact.unit) == (posts, "posts")
    kept = 1 - data().value(nation, "home_defence_fraction")
    pool = derive(nation, "gbad_short")
    assert chain(pool)[:3] == pytest.approx([posts, posts / 8, posts / 8 * kept])


def test_all_posts_are_counted_in_the_same_unit() -> None:
    units = {f.unit for (_, item), f in data().facts.items() if item == "gbad_short"}
    assert units == {"posts"}


def test_every_step_that_counts_shows_its_figures() -> None:
    quiet = ("rounded", "nothing", "no figure")
    for nation in ("FRA", "GBR", "DEU", "ESP", "AUS", "XNA"):
        for unit_type in data().unit_types:
            for step in derive(nation, unit_type).steps:
                assert step.figures or step.text.startswith((*quiet, "cycle")), step.text


# --- anchors

OPEN_IN_JANUARY_2026 = [
    "AUS",
    "BEL",
    "CAN",
    "CZE",
    "DNK",
    "ESP",
    "EST",
    "FRA",
    "GBR",
    "LTU",
    "LVA",
    "NLD",
    "NOR",
    "PRT",
    "SWE",
    "TUR",
]


def kept_up(nations: list[str]) -> float:
    """Battlegroups that the pools of some nations keep deployed without end."""
    pools = [
        derive(nation, unit.id)
        for nation in nations
        for unit in data().unit_types.values()
        if unit.is_battlegroup
    ]
    return sum(p.lots * p.tour_months / (p.tour_months + p.dwell_months) for p in pools)


def test_anchor_of_the_flank() -> None:
    there = [data().value(nation, "eastern_flank_battlegroups") for nation in OPEN_IN_JANUARY_2026]
    assert sum(there) == pytest.approx(6.5)


def test_anchor_of_what_can_be_kept_up() -> None:
    assert 14 <= kept_up(OPEN_IN_JANUARY_2026) <= 15
    willing = [n for n in data().nations if data().value(n, "stance") >= 2]
    assert 11 <= kept_up(willing) <= 13
