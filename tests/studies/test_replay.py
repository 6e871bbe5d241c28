"""Replays: a plan that comes to its own cover, and chances that were worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

import planner
from planner import InputError, Plan
from planner.studies.doubt import wilson

from ..model.wide_cases import wide_document
from ..random_scenarios import random_document
from ..small_scenarios import HOME, SECTOR, WIDE, cover, need, presence, scenario, solved, threat
from ..verify.by_hand import sound
from ..verify.grown import grown
from ..world import WORLD, Document

DRAWS = 4000
NEAR = 0.03
"""four deviations of a probability that is drawn so often"""


def alone(**more: Any) -> Document:
    """One battlegroup of AAA for four months, on one tour."""
    usual: dict[str, Any] = {
        "pools": {("AAA", "inf"): 1},
        "needs": (need("ground", 1),),
        "cycle": (4, 0),
    }
    return scenario(**{**usual, **more})


def chances(plan: Plan, demand: str, **options: Any) -> list[float]:
    """Of a demand, month by month."""
    options = {"late_share": 0.0, "unready_share": 0.0, "draws": DRAWS, **options}
    rows = planner.replay(plan, **options).table()
    return list(rows[rows.demand == demand].cover_probability)


@pytest.mark.parametrize("seed", [0, 1, 2, 5, 6, 7, 13, 16])
@pytest.mark.parametrize("relaxed", [False, True])
def test_where_nothing_goes_wrong_the_plan_comes_to_its_cover(seed: int, relaxed: bool) -> None:
    document = random_document(seed) if seed < 4 else wide_document(seed)
    whole = "false" if relaxed else "true"
    plan = planner.solve(document, sets=[f"solve.whole_units={whole}"], data=WORLD)
    replays_itself(plan)


@pytest.mark.slow
@pytest.mark.parametrize("name", planner.scenario_names())
def test_shipped_scenarios_come_to_their_cover(name: str) -> None:
    replays_itself(planner.solve(name, sets=["solve.whole_units=false"]))


def test_plans_on_paper_come_to_their_cover() -> None:
    replays_itself(sound())
    replays_itself(Plan.model_validate(grown()))


def replays_itself(plan: Plan) -> None:
    """Where nothing goes wrong, all that the plan tells of its demands is there, and no more."""
    study = planner.replay(plan, draws=1, late_share=0, unready_share=0)
    phases = {phase.id: range(phase.start_month, phase.end_month) for phase in plan.phases}
    told = {
        (row.id, month): min(row.need, row.supplied)
        for row in plan.demand_rows
        for month in phases[row.phase]
    }
    found = {(row["demand"], row["month"]): row["mean_there"] for row in study.rows}
    assert found == pytest.approx(told, abs=1e-4)
    assert {row["cover_probability"] for row in study.rows} <= {1.0}


def test_a_lot_is_ready_or_not_for_a_whole_tour() -> None:
    for tour, every in ((4, 0.75), (1, 0.75**4)):
        plan = solved(alone(cycle=(tour, 0)))
        study = planner.replay(plan, draws=DRAWS, late_share=0, unready_share=0.25)
        found = [row["cover_probability"] for row in study.rows]
        assert found == pytest.approx([0.75] * 4, abs=NEAR)
        (row,) = study.parts["by_demand"]
        assert row["every_month"] == pytest.approx(every, abs=NEAR)
        low, high = wilson(round(float(str(row["cover_probability"])) * DRAWS), DRAWS)
        assert (row["interval_low"], row["interval_high"]) == pytest.approx((low, high), abs=1e-4)


def test_an_approval_is_late_by_one_to_four_months() -> None:
    """Late in half of the runs, by each number of months in an eighth."""
    found = chances(solved(alone()), "ground_north", late_share=0.5, late_months=4)
    assert found == pytest.approx([0.5, 0.625, 0.75, 0.875], abs=NEAR)


def test_months_in_hand_are_used_first() -> None:
    plan = solved(alone(needs=(need("ground", 1, from_month=2),), starts=(0, 2)))
    found = chances(plan, "ground_north", late_share=1.0, late_months=2)
    assert found == [1, 1]
    found = chances(plan, "ground_north", late_share=1.0, late_months=4)
    assert found == pytest.approx([0.5, 0.75], abs=NEAR)


def test_lots_standing_by_may_not_be_ready() -> None:
    needs = (need("ground", 1, id="reserve", within_days=15),)
    plan = solved(alone(needs=needs, locations=(SECTOR, HOME), rules={}))
    assert chances(plan, "reserve", unready_share=0.2) == pytest.approx([0.8] * 4, abs=NEAR)


def test_a_station_takes_all_of_its_parts() -> None:
    pools = {("AAA", "jet"): 1, ("AAA", "radar"): 1, ("BBB", "tkr"): 1}
    rules = {"air_cover_floor": {"stations": [cover("station", 1)]}}
    needs = (need("fighters", 0, "theatre"),)
    plan = solved(alone(pools=pools, locations=(WIDE,), needs=needs, rules=rules))
    assert plan.status == "met"
    assert chances(plan, "station", unready_share=0.1) == pytest.approx([0.9**3] * 4, abs=NEAR)


def test_a_presence_counts_nations_and_a_threat_battlegroups() -> None:
    """AAA, a nuclear power, and BBB have to be there; two battlegroups stop six."""
    rules = {
        "presence_floor": {"presences": [presence(2)]},
        "force_ratio_floor": {"threats": [threat(6000)]},
    }
    pools = {("AAA", "inf"): 1, ("BBB", "inf"): 1}
    plan = solved(alone(pools=pools, needs=(need("ground", 0),), rules=rules))
    assert plan.status == "met"
    both = pytest.approx([0.8**2] * 4, abs=NEAR)
    assert chances(plan, "tripwire", unready_share=0.2) == both
    assert chances(plan, "attack", unready_share=0.2) == both


def test_one_pool_in_two_places_loses_either() -> None:
    """Two lots in two places: each place is short where one lot is missing in every other case."""
    places = ({"id": "north", "kind": "theatre"}, {"id": "south", "kind": "theatre"})
    needs = (need("ground", 1), need("ground", 1, "south"))
    plan = solved(alone(pools={("AAA", "inf"): 2}, locations=places, needs=needs))
    for demand in ("ground_north", "ground_south"):
        assert chances(plan, demand, unready_share=0.2) == pytest.approx([0.8] * 4, abs=NEAR)


def test_a_seed_is_one_sample_and_another_seed_another() -> None:
    plan = solved(alone())
    rows = [planner.replay(plan, draws=50, seed=seed).rows for seed in (1, 1, 2)]
    assert rows[0] == rows[1] != rows[2]


def test_a_plan_that_does_not_come_to_its_cover_is_refused() -> None:
    plan = solved(alone())
    more = plan.contributions[0].model_copy(update={"lots": 2.0})
    without_tours = plan.model_copy(update={"contributions": (more,)})
    with pytest.raises(InputError, match="ground_north: month 0: 1 are there, the plan says 2"):
        planner.replay(
            without_tours.model_copy(
                update={"scenario": planner.load_scenario(alone(needs=(need("ground", 2),)))}
            )
        )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"draws": 0}, "^draws: 0 runs"),
        ({"late_share": 1.5}, "^late_share: 1.5 is no probability"),
        ({"late_months": 0}, "^late_months: 0 months"),
        ({"unready_share": -0.1}, "^unready_share: -0.1 is no probability"),
    ],
)
def test_what_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        planner.replay(solved(alone()), **options)


def test_what_is_said() -> None:
    study = planner.replay(solved(alone()), draws=100, late_share=0, unready_share=0)
    assert study.answer == (
        "With 0 % of approvals up to 6 months late and 0 % of lots not ready, all that is planned "
        "is there in every month in 100 % of the runs.",
        "ground_north is weakest in month 0: on average 1 of the 1 planned are there, all of them "
        "in 100 % of the runs (96 % to 100 %).",
        "Never below 90 %: ground_north.",
    )
