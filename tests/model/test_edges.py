"""Small scenarios at the edge of what makes sense: every one has an answer or a clear refusal."""

from __future__ import annotations

import copy

import pytest

from planner import load_dataset, solve, verify_plan

from ..small_scenarios import HOME, SECTOR, SECTORS, WIDE, need, scenario, solved, values
from ..world import WORLD, Document

EVERY_STAGE = ("shortfall", "us_dependence", "nato_draw", "burden", "burden_excess", "cost")


@pytest.mark.parametrize("whole", [True, False])
def test_us_and_nobody_else(whole: bool) -> None:
    """No nation carries a burden, for none has anything to give: every stage is answered."""
    document = scenario(
        pools={("USA", "radar"): 1},
        needs=(need("aew", 1, "theatre"),),
        locations=(WIDE,),
        coalition={"us_backstop": True},
        objectives=EVERY_STAGE,
    )
    plan = solved(document, whole_units=whole)
    assert values(plan) == pytest.approx([0, 4, 0, 0, 0, 4])
    assert plan.status == "met"


@pytest.mark.parametrize("whole", [True, False])
def test_nobody_at_all(whole: bool) -> None:
    """Nothing to decide in whole lots: all of the requirement is missing, and that is proved."""
    document = scenario(
        pools={("AAA", "inf"): 0}, needs=(need("ground", 2),), objectives=("shortfall", "cost")
    )
    plan = solved(document, whole_units=whole)
    assert values(plan) == pytest.approx([4, 0])
    assert [stage.proof for stage in plan.stages] == ["optimal", "optimal"]
    assert plan.status == "shortfall"


@pytest.mark.parametrize("participation", [True, False])
def test_a_pool_that_serves_nothing(participation: bool) -> None:
    """AAA may only go where nothing is asked; it has a pool, an earmark, and gives nothing."""
    document = scenario(
        pools={("AAA", "inf"): 2, ("BBB", "inf"): 1},
        needs=(need("ground", 1, "south"),),
        locations=SECTORS,
        caveats=[{"nation": "AAA", "location": "south", "reason": "law"}],
        facts={("AAA", "owned_inf"): 2, ("AAA", "nfm_tier12_troops"): 500},
        rules={
            "nato_reserve_limit": {"mode": "priced"},
            "participation_floor": {"enabled": participation, "min_lot_months": 1},
        },
        objectives=EVERY_STAGE,
    )
    plan = solved(document)
    assert values(plan)[0] == 0
    assert {row.nation for row in plan.contributions} == {"BBB"}
    assert [row.nation for row in plan.nations if row.member] == ["BBB"]


@pytest.mark.parametrize("whole", [True, False])
def test_members_give_something_without_the_floor(whole: bool) -> None:
    """Switched off, participation_floor still asks for at least one lot for one month (schema)."""
    document = scenario(
        horizon=2,
        pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
        needs=(need("ground", 1),),
        rules={"participation_floor": {"enabled": False}},
        coalition={"min_nations": 2},
        objectives=("shortfall", "cost"),
    )
    plan = solved(document, whole_units=whole)
    assert [row.nation for row in plan.nations if row.member] == ["AAA", "BBB"]
    if whole:
        assert values(plan) == pytest.approx([0, 5])


def test_the_leader_gives_something_without_the_floor() -> None:
    document = scenario(
        pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
        needs=(need("ground", 1),),
        rules={"participation_floor": {"enabled": False}, "lead_floor": {"enabled": True}},
        coalition={"lead_nations": ["BBB"]},
        objectives=("shortfall", "cost"),
    )
    plan = solved(document)
    assert plan.command.lead_nation == "BBB"
    assert values(plan) == pytest.approx([0, 6])


@pytest.mark.parametrize("threshold", [1, 4, 40])
@pytest.mark.parametrize("months", [1, 60])
def test_relaxed_shortfall_is_nothing_or_something(threshold: int, months: int) -> None:
    """What later stages may shave off a met requirement stays below what counts as missing."""
    document = scenario(
        horizon=months,
        pools={("AAA", "jet"): threshold},
        needs=(need("fighters", threshold, "theatre"),),
        locations=(WIDE,),
        objectives=("shortfall", "burden", "cost"),
    )
    plan = solved(document, whole_units=False)
    assert plan.status == "met"


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize("name", ["air_shield", pytest.param("tripwire", marks=pytest.mark.slow)])
def test_relaxed_rows_are_not_empty(name: str, solver: str) -> None:
    """Rounding leaves no contribution and no tour of nothing."""
    plan = solve(name, sets=["solve.whole_units=false", f"solve.solver={solver}"])
    assert all(row.lots > 0 for row in plan.contributions)
    assert all(row.lots > 0 for row in plan.tours)
    assert [str(issue) for issue in verify_plan(plan)] == []


def test_who_stays_out_sets_no_dates() -> None:
    """A nation that gives nothing changes nothing by being there.

    AAA has one battlegroup, two months there and two at home, and radars. BBB could send radars
    from month 2 on, two lot-months, and a member gives three: BBB stays out. Whether it is asked
    at all, AAA's battlegroup has the same four months to serve in.
    """
    document = scenario(
        pools={("AAA", "inf"): 1, ("AAA", "radar"): 1, ("BBB", "radar"): 1},
        needs=(need("ground", 1), need("aew", 1, "theatre")),
        locations=(SECTOR, WIDE),
        tours=[{"unit_type": "inf", "tour_months": 2, "dwell_months": 2}],
        facts={("BBB", "authorisation_days"): 60},
        rules={"participation_floor": {"min_lot_months": 3}},
        objectives=("shortfall", "cost"),
    )
    plan = solved(document)
    assert [row.nation for row in plan.nations if row.member] == ["AAA"]
    without = {**document, "coalition": {**document["coalition"], "exclude": ["BBB"]}}
    assert values(solved(without)) == pytest.approx(values(plan))


def test_more_stock_early_never_hurts() -> None:
    """BBB's stock of radars grows in month 2. If it is there from the start, nothing gets worse."""

    def document(radars: list[int]) -> Document:
        return scenario(
            pools={("AAA", "inf"): 1, ("BBB", "radar"): radars},
            needs=(need("ground", 1), need("aew", 1, "theatre")),
            locations=(SECTOR, WIDE),
            tours=[{"unit_type": "inf", "tour_months": 2, "dwell_months": 2}],
        )

    late, early = solved(document([1, 1, 2, 2])), solved(document([2, 2, 2, 2]))
    assert values(early)[0] <= values(late)[0] + 1e-6


def test_more_stock_in_one_month_frees_no_less() -> None:
    """The NATO earmark is of what is owned: more lots in one month take none from another."""

    def document(month_1: int) -> Document:
        return scenario(
            starts=(0, 1, 2),
            pools={("AAA", "inf"): [5, month_1, 5, 5]},
            needs=(need("ground", 4),),
            facts={("AAA", "owned_inf"): 6, ("AAA", "nfm_tier12_troops"): 500},
            rules={"nato_reserve_limit": {"mode": "forbidden"}},
        )

    few, more = solved(document(1)), solved(document(3))
    assert values(more)[0] <= values(few)[0] + 1e-6


def test_shipped_data_are_read_once() -> None:
    """A dataset given by the caller is used as it is."""
    data = load_dataset()
    plan = solve("air_shield", sets=["solve.whole_units=false"], data=data)
    assert plan.pools == solve("air_shield", sets=["solve.whole_units=false"]).pools


def test_settings_leave_the_document_alone() -> None:
    """``sets`` are over the document, not into it: the next solve does not inherit them."""
    document = scenario(pools={("AAA", "inf"): 1}, needs=(need("ground", 1),))
    before = copy.deepcopy(document)
    solve(document, sets=["solve.whole_units=false", "rules.lead_floor.enabled=true"], data=WORLD)
    assert document == before


def test_standby_in_time_or_not() -> None:
    """Forces at 10 + 5 days count within 15 days, not within 14."""

    def short(days: int) -> float:
        requirement = need("ground", 2, id="reserve", within_days=days)
        more = need("ground", 0.5, "home", weight=0.01)
        pools = {("AAA", "inf"): 2}
        caveats = [{"nation": "AAA", "reason": "no troops in the theatre"}]
        document = scenario(
            pools=pools, needs=(requirement, more), locations=(SECTOR, HOME), caveats=caveats
        )
        return values(solved(document))[0]

    assert short(15) == pytest.approx(0)
    assert short(14) == pytest.approx(4)
