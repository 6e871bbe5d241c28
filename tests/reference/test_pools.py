"""Pools: chains worked out by hand, and what must hold for every nation and unit type."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner import check_scenario
from planner.reference.dataset import Dataset
from planner.reference.figure import CONFIDENCES, SourcedValue
from planner.reference.pools import DerivedPool, round_half_up

SHIPPED = planner.load_dataset().at("2024-12")
LAND = ("battlegroup_heavy", "battlegroup_medium", "battlegroup_light")
BRIGADES = ("brigade_heavy", "brigade_medium", "brigade_light")


def derive(
    nation: str, unit_type: str, reuse: bool = False, of: Dataset | None = None
) -> DerivedPool:
    dataset = of or SHIPPED
    return planner.derive_pool(dataset, nation, dataset.unit_types[unit_type], reuse)


def with_fact(nation: str, item: str, value: float) -> Dataset:
    old = SHIPPED.fact(nation, item)
    new = SourcedValue(
        item, value, value, value, old.unit if old else "", "assumption", "", "", "", nation
    )
    return replace(SHIPPED, facts={**SHIPPED.facts, (nation, item): new})


def results(pool: DerivedPool) -> list[float]:
    """The running result of every step up to the rounding."""
    last = next(i for i, step in enumerate(pool.steps) if step.text.startswith("rounded"))
    return [round(step.result, 6) for step in pool.steps[: last + 1]]


# --- by hand


def test_french_medium_battlegroups() -> None:
    pool = derive("FRA", "battlegroup_medium")
    # 6 of the 18 battlegroups are medium: a third of what the flank ties up
    flank = 1.25 * 4 * (4.5 / 13.5)
    left = 2 * 3 * 0.75 - flank
    assert results(pool) == pytest.approx([2, 6, 4.5, left, left, 3], abs=1e-5)
    assert (pool.lots, pool.owned_lots, pool.tour_months, pool.dwell_months) == (3, 6, 4, 12)
    # tenth of the forces at tiers 1-2; 3 days to decide, 30 days' notice, 1,569 km at 350 a day
    assert pool.nato_earmark == round(6 * 0.10)
    assert (pool.decision_days, pool.notice_days, pool.transit_days) == (3, 30, 5)


def test_spanish_heavy_battlegroups_with_other_operations() -> None:
    pool = derive("ESP", "battlegroup_heavy")
    share = 4 / 9  # 4 heavy and 5 light brigades
    flank = 1.25 * 4 * share
    others = (3000 - 1700) * (70000 / 117400) / 2 / 1600 * 4 * share
    chain = [4, 12, 12 * 0.55, 6.6 - flank, 6.6 - flank - others, 4]
    assert results(pool) == pytest.approx(chain, abs=1e-5)
    assert (pool.tour_months, pool.dwell_months) == (6, 18)


def test_british_fighters() -> None:
    pool = derive("GBR", "fighter_4g")
    assert results(pool) == pytest.approx([124, 31, 31 * 0.46, 14])
    assert (pool.lots, pool.tour_months, pool.dwell_months) == (14, 4, 16)
    assert (pool.notice_days, pool.transit_days) == (10, 1)  # they fly in


def test_aircraft_cycle_reproduces_observed_fleets() -> None:
    """One fighter kept deployed takes about 9.3 owned (7-12)."""
    observed = SHIPPED.factor("fighters_owned_per_sustained_deployed")
    owned = sum(SHIPPED.value(n, "fighter_4g") for n in SHIPPED.nations)
    pools = [derive(n, "fighter_4g") for n in SHIPPED.nations]
    sustained = sum(4 * p.lots * p.tour_months / (p.tour_months + p.dwell_months) for p in pools)
    assert observed.low <= owned / sustained <= observed.high


def test_nation_without_aircraft() -> None:
    pool = derive("IRL", "fighter_4g")
    assert (pool.lots, pool.owned_lots, pool.nato_earmark) == (0, 0, 0)
    assert SHIPPED.value("IRL", "air_mission_capable_rate") == 0


def test_item_that_no_row_gives() -> None:
    assert SHIPPED.fact("XMM", "fighter_4g") is None
    pool = derive("XMM", "fighter_4g")
    assert pool.lots == 0
    assert "none counted" in pool.steps[0].text
    assert pool.confidence in CONFIDENCES


def test_pooled_tankers() -> None:
    pool = derive("XMM", "tanker")
    assert results(pool) == pytest.approx([8, 8 * 0.6, 5])
    assert (pool.lots, pool.nato_earmark, pool.decision_days) == (5, 0, 30)
    assert not any(f.name == "home_defence_fraction" for f in pool.figures)


def test_pooled_aew_keeps_nothing_at_home() -> None:
    assert results(derive("XNA", "aew")) == [14, 7, 7]  # half of them work on a given day


def test_german_earmark_is_what_germany_declared() -> None:
    pool = derive("DEU", "fighter_4g")
    assert pool.lots == round_half_up(138 / 4 * 0.45) == 16
    assert pool.nato_earmark == round_half_up(34.5 * 35000 / 185600) == 7
    assert {"nfm_tier12_troops", "forces_active"} <= {f.name for f in pool.figures}
    assert "NFM_share_of_active_forces" not in {f.name for f in pool.figures}


def test_german_heavy_battlegroups_are_tied_up_in_lithuania() -> None:
    pool = derive("DEU", "battlegroup_heavy")
    assert results(pool)[2] == 6
    flank = 0.9 * 6 * (4 / 7)
    others = 600 * (62000 / 185600) / 2 / 1600 * 6 * (4 / 7)
    assert results(pool)[4] == pytest.approx(6 - flank - others, abs=1e-5)
    assert (pool.lots, pool.tour_months, pool.dwell_months) == (3, 4, 20)


def test_launchers_make_batteries() -> None:
    # 90 launchers / 8 a battery x (1 - 0.95): Poland keeps nearly all at home
    assert results(derive("POL", "rocket_artillery")) == pytest.approx([90, 11.25, 0.5625, 1])


@pytest.mark.parametrize(
    ("value", "whole"), [(0, 0), (0.49, 0), (0.5, 1), (1.4999, 1), (1.5, 2), (2.5, 3), (-0.4, 0)]
)
def test_rounding_is_to_the_nearest_lot_halves_upwards(value: float, whole: int) -> None:
    assert round_half_up(value) == whole


@pytest.mark.parametrize(
    ("aircraft", "lots"), [(4, 0), (4.34, 0), (4.35, 1), (13.04, 1), (13.05, 2)]
)
def test_rounding_of_a_pool(aircraft: float, lots: int) -> None:
    """4.35 / 4 x 0.46 = 0.50025."""
    assert derive("GBR", "fighter_4g", of=with_fact("GBR", "fighter_4g", aircraft)).lots == lots


# --- commitments


def test_reuse_restores_the_eastern_flank() -> None:
    pool = derive("FRA", "battlegroup_medium", reuse=True)
    assert results(pool) == pytest.approx([2, 6, 4.5, 4.5, 4.5, 5])
    assert any("reused" in step.text for step in pool.steps)


@pytest.mark.parametrize("nation", SHIPPED.nations)
def test_commitments_subtract_and_reuse_restores(nation: str) -> None:
    for unit_type in LAND:
        kept, reused = derive(nation, unit_type), derive(nation, unit_type, reuse=True)
        assert kept.lots <= reused.lots <= kept.owned_lots + 0.5
        nothing_abroad = with_fact(nation, "eastern_flank_battlegroups", 0)
        assert derive(nation, unit_type, of=nothing_abroad).lots >= kept.lots
        if not SHIPPED.value(nation, "eastern_flank_battlegroups"):
            assert kept.lots == reused.lots


def test_commitments_are_shared_out_over_the_types_once() -> None:
    """What all types of a nation lose is what the flank ties up, no more."""
    lost = 0.0
    for unit_type in LAND:
        before, after = (step.result for step in derive("FRA", unit_type).steps[2:4])
        lost += before - after
    assert lost == pytest.approx(1.25 * 4)


@pytest.mark.parametrize("nation", ["FRA", "GBR", "TUR", "USA"])
def test_overseas_forces_are_not_subtracted_twice(nation: str) -> None:
    """The home fraction of these nations names their other operations already."""
    many = with_fact(nation, "troops_deployed_abroad", 200_000)
    for unit_type in LAND:
        assert derive(nation, unit_type, of=many).lots == derive(nation, unit_type).lots


def test_other_operations_of_the_rest_are_subtracted() -> None:
    many = with_fact("ESP", "troops_deployed_abroad", 30_000)
    assert (
        derive("ESP", "battlegroup_heavy", of=many).lots < derive("ESP", "battlegroup_heavy").lots
    )


def test_no_pool_below_zero() -> None:
    everything = with_fact("ESP", "eastern_flank_battlegroups", 97)
    for unit_type in LAND:
        pool = derive("ESP", unit_type, of=everything)
        assert pool.lots == 0
        assert min(results(pool)) >= 0


# --- for every nation and type

PAIRS = st.tuples(
    st.sampled_from(SHIPPED.nations),
    st.sampled_from(sorted(SHIPPED.unit_types)),
)
FEW = settings(max_examples=60, deadline=None, database=None)


@FEW
@given(PAIRS, st.floats(0, 500))
def test_more_of_it_never_lowers_a_pool(pair: tuple[str, str], more: float) -> None:
    """Raising what a nation owns raises or keeps every one of its pools."""
    nation, unit_type = pair
    item = SHIPPED.unit_types[unit_type].fact_item
    richer = with_fact(nation, item, SHIPPED.value(nation, item) + more)
    for other in LAND if unit_type in LAND else (unit_type,):
        assert derive(nation, other, of=richer).lots >= derive(nation, other).lots


@FEW
@given(PAIRS, st.floats(0, 1), st.floats(0, 1))
def test_keeping_more_at_home_never_raises_a_pool(
    pair: tuple[str, str], one: float, other: float
) -> None:
    less, more = sorted((one, other))
    pools = [
        derive(*pair, of=with_fact(pair[0], "home_defence_fraction", share))
        for share in (less, more)
    ]
    assert pools[0].lots >= pools[1].lots


@FEW
@given(PAIRS, st.floats(0, 50))
def test_more_battlegroups_on_the_flank_never_raise_a_pool(
    pair: tuple[str, str], more: float
) -> None:
    there = SHIPPED.value(pair[0], "eastern_flank_battlegroups") + more
    busier = with_fact(pair[0], "eastern_flank_battlegroups", there)
    assert derive(*pair, of=busier).lots <= derive(*pair).lots


@pytest.mark.parametrize("nation", SHIPPED.nations)
def test_every_pool_is_whole_and_explained(nation: str) -> None:
    for unit_type in SHIPPED.unit_types:
        pool = derive(nation, unit_type)
        assert isinstance(pool.lots, int)
        assert 0 <= pool.nato_earmark <= pool.lots <= pool.owned_lots + 0.5
        assert pool.tour_months >= 1
        assert pool.dwell_months >= 0
        assert min(pool.decision_days, pool.notice_days, pool.transit_days) >= 0
        assert all(step.text for step in pool.steps)
        for figure in pool.figures:
            known = SHIPPED.fact(figure.nation, figure.name) if figure.nation else None
            assert figure == (known or SHIPPED.factors.get(figure.name))
        counted = [figure for step in pool.steps if step.counts for figure in step.figures]
        weakest = max((CONFIDENCES.index(figure.confidence) for figure in counted), default=-1)
        assert pool.confidence == CONFIDENCES[weakest]


def test_earmark_step_shows_what_counts() -> None:
    for nation in SHIPPED.nations:
        for unit_type in SHIPPED.unit_types:
            pool = derive(nation, unit_type)
            shown = [step.result for step in pool.steps if "earmarked" in step.text]
            assert shown in ([], [pool.nato_earmark])


def test_confidence_is_the_weakest_of_the_chain() -> None:
    pool = derive("GBR", "fighter_4g")
    assert SHIPPED.factor("air_transit_days").confidence == "assumption"  # readiness: no weight
    assert pool.confidence == "estimated"
    names = {(f.nation, f.name) for f in pool.figures}
    better = {
        key: f._replace(confidence="reported")
        for key, f in [*SHIPPED.facts.items(), *((("", n), f) for n, f in SHIPPED.factors.items())]
        if key in names
    }
    facts = {**SHIPPED.facts, **{key: f for key, f in better.items() if key[0]}}
    factors = {**SHIPPED.factors, **{key[1]: f for key, f in better.items() if not key[0]}}
    assert derive(
        "GBR", "fighter_4g", of=replace(SHIPPED, facts=facts, factors=factors)
    ).confidence == ("reported")
    key = ("GBR", "air_mission_capable_rate")
    facts[key] = facts[key]._replace(confidence="estimated")
    assert derive(
        "GBR", "fighter_4g", of=replace(SHIPPED, facts=facts, factors=factors)
    ).confidence == ("estimated")


@pytest.mark.parametrize(
    "factor",
    ["aircraft_per_flight", "shorad_launchers_per_battery", "surface_km_per_day"],
)
def test_factor_of_zero_is_an_input_error(factor: str) -> None:
    """A scenario may set any factor to 0."""
    with pytest.raises(planner.InputError, match=factor):
        planner.check_scenario("guarantor", sets=[f"overrides.factors.{factor}=0"])


# --- anchors from the facts alone


def _brigade_equivalents(nation: str) -> float:
    """Brigades after territorial defence that could be kept deployed at one in four."""
    brigades = sum(SHIPPED.value(nation, item) for item in BRIGADES)
    return brigades * (1 - SHIPPED.value(nation, "home_defence_fraction")) / 4


def test_anchor_of_deployable_brigades() -> None:
    hosts = {"UKR", "USA", "XNA", "XMM"}
    open_to_it = [n for n in SHIPPED.nations if n not in hosts and SHIPPED.value(n, "stance") >= 2]
    assert len(open_to_it) == 12
    assert sum(map(_brigade_equivalents, open_to_it)) == pytest.approx(6.85, abs=0.05)
    assert _brigade_equivalents("FRA") + _brigade_equivalents("GBR") == pytest.approx(2.3, abs=0.1)


def test_anchor_of_the_nordic_air_forces() -> None:
    def fighters(nation: str) -> float:
        return SHIPPED.value(nation, "fighter_4g") + SHIPPED.value(nation, "fighter_5g")

    assert sum(map(fighters, ("DNK", "FIN", "NOR", "SWE"))) == 243
    assert fighters("GBR") == 161


@pytest.mark.parametrize(
    ("item", "holder", "partners"),
    [
        ("corps_hq", "DEU", ["NLD"]),
        ("corps_hq", "POL", ["DNK"]),
        ("division_hq", "DNK", ["LVA"]),
    ],
)
def test_shared_headquarters_count_once(item: str, holder: str, partners: list[str]) -> None:
    assert SHIPPED.value(holder, item) >= 1
    assert [SHIPPED.value(nation, item) for nation in partners] == [0] * len(partners)


def test_a_factor_that_changes_nothing_is_reported() -> None:
    idle = "overrides.factors.team_months_per_host_brigade"
    told = {
        w.where for w in check_scenario("guarantor", sets=["coalition.min_nations=0", f"{idle}=3"])
    }
    assert idle in told
    for name in ("surface_km_per_day", "sector_transit_days", "divisions_per_corps"):
        used = f"overrides.factors.{name}"
        assert used not in {
            w.where
            for w in check_scenario("guarantor", sets=["coalition.min_nations=0", f"{used}=3"])
        }
