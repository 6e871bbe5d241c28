"""Hard rules that contradict each other: no plan, and a text that names the rules on both sides."""

from __future__ import annotations

import copy
import re

import pytest

from planner import InputError, solve

from ..small_scenarios import CAMP, HOME, SECTOR, WIDE, need, scenario
from ..world import WORLD, Document
from .small import small, two_pledges


def refusal(document: Document, solver: str = "highs") -> str:
    with pytest.raises(InputError) as caught:
        solve(document, sets=[f"solve.solver={solver}"], data=WORLD)
    assert all(issue.hint for issue in caught.value.issues)
    return str(caught.value)


def pledged(nation: str = "AAA", lots: int = 2, unit_type: str = "inf", **more: int) -> Document:
    pledge = {"nation": nation, "unit_type": unit_type, "lots": lots, **more}
    return {"pledge_floor": {"pledges": [pledge]}}


def document(rules: Document, **more: object) -> Document:
    """Two nations with two battlegroups each, one wanted for four months."""
    common: Document = {
        "pools": {("AAA", "inf"): 2, ("BBB", "inf"): 2},
        "needs": (need("ground", 1),),
    }
    return scenario(rules=rules, **{**common, **more})


BUDGETS = {"of the operation": {"total_eur_m": 6}, "of AAA": {"national_eur_m": {"AAA": 6}}}


@pytest.mark.parametrize("budget", BUDGETS.values(), ids=BUDGETS)
def test_a_pledge_beyond_the_budget(budget: Document) -> None:
    """Two battlegroups for four months cost 8."""
    text = refusal(document({**pledged(), "budget_limit": {"enabled": True, **budget}}))
    assert "pledge_floor" in text
    assert "budget_limit" in text
    assert "AAA pledges 2 inf in p0 (months 0–3) and lacks 0.5 (in fractions of lots)" in text
    within = {name: 8 if name == "total_eur_m" else {"AAA": 8} for name in budget}
    solve(document({**pledged(), "budget_limit": {"enabled": True, **within}}), data=WORLD)


def test_a_pledge_that_nobody_carries() -> None:
    """Nothing was prepared, so nothing can have arrived when month 0 begins."""
    lift = {"lift_limit": {"enabled": True}}
    text = refusal(document({**pledged(), **lift}))
    assert "pledge_floor" in text
    assert "lift_limit" in text
    solve(document({**pledged(), **lift}, coalition={"preparation_days": 1}), data=WORLD)


def test_a_pledge_without_a_brigade_to_plug_into() -> None:
    """BBB pledges battlegroups, and AAA, the one framework nation, has none."""
    frame = {"framework_floor": {"enabled": True, "nations": ["AAA"]}}
    text = refusal(document({**pledged("BBB"), **frame}, pools={("BBB", "inf"): 2}))
    assert "pledge_floor" in text
    assert "framework_floor" in text
    solve(document({**pledged("BBB"), **frame}), data=WORLD)


def test_a_pledge_above_the_ceiling_of_the_force() -> None:
    people = {"personnel_limit": {"enabled": True, "total": 1500}}
    text = refusal(document({**pledged(), **people}))
    assert "pledge_floor" in text
    assert "personnel_limit" in text


def test_trainers_beyond_what_there_is_to_train() -> None:
    """A team is pledged that would train half a brigade by month 4, and there is none to train."""
    wanted = document(
        {
            **pledged(lots=1, unit_type="team"),
            "training_balance": {"enabled": True, "max_brigades": 0},
        },
        horizon=8,
        starts=(0, 4),
        pools={("AAA", "team"): 1},
        locations=(SECTOR, CAMP),
    )
    text = refusal(wanted)
    assert "pledge_floor" in text
    assert "training_balance" in text


def test_members_beyond_the_budget() -> None:
    """A member gives a lot-month at least, which costs 1."""
    budget = {"budget_limit": {"enabled": True, "national_eur_m": {"BBB": 0.5}}}
    text = refusal(document(budget, coalition={"min_nations": 2}))
    assert "budget_limit" in text
    assert re.search(
        r"of 2 members asked for lack 0\.5|BBB lacks 0\.5 .* of the 1 lot-months", text
    )
    assert "coalition_floor" in text or "participation_floor" in text


AIR_WANTS: Document = {
    "locations": (SECTOR, WIDE),
    "needs": (need("ground", 1), need("aew", 1, "theatre")),
}
ONE_EACH = {("AAA", "inf"): 1, ("BBB", "inf"): 1}
PILOTS = {("AAA", "inf"): 2, ("BBB", "inf"): 2, ("BBB", "radar"): 1}
LAND_LEAD: Document = {
    "lead_floor": {"enabled": True, "components": {"land": ["BBB"]}, "min_lot_months": 2},
}


@pytest.mark.parametrize("aircraft", [True, False])
def test_a_land_lead_that_may_send_no_troops(aircraft: bool) -> None:
    """BBB leads the land forces, and its law keeps its troops at home, with or without aircraft."""
    pools = {("AAA", "inf"): 2, ("BBB", "inf"): 2}
    law = [{"nation": "BBB", "kind": "no_ground_troops", "reason": "law"}]
    if aircraft:
        pools["BBB", "radar"] = 1
    text = refusal(document(LAND_LEAD, pools=pools, caveats=law, **AIR_WANTS))
    assert "lead_floor" in text
    assert "land" in text
    solve(document(LAND_LEAD, pools=pools, **AIR_WANTS), data=WORLD)


def test_a_land_lead_that_may_only_stand_by() -> None:
    """Standing by is no lead in the theatre."""
    law = [{"nation": "BBB", "kind": "standby_only", "reason": "law"}]
    reserve = need("ground", 3, id="reserve", within_days=15)
    text = refusal(document(LAND_LEAD, caveats=law, locations=(SECTOR, HOME), needs=(reserve,)))
    assert "lead_floor" in text
    assert "land" in text


def test_a_lead_that_cannot_stand_there_all_the_time() -> None:
    """BBB's two lots dwell as long as they tour: one at a time, where the lead has two."""
    led: Document = {"coalition": {"lead_nations": ["BBB"]}, "starts": (0, 1, 2, 3)}
    lead: Document = {"lead_floor": {"enabled": True, "lead_battlegroups": 2}}
    text = refusal(document(lead, **led, cycle=(1, 1)))
    lacks = r"lacks [12] of 2 battlegroups in p\d \(month \d\)"
    assert re.search(rf"the operation has no lead .* in full, 0\.5|BBB, to lead .* {lacks}", text)
    assert "pool_limit" in text
    solve(document({"lead_floor": {"enabled": True}}, **led, cycle=(1, 1)), data=WORLD)


def test_a_lead_without_lots_enough() -> None:
    lead: Document = {"lead_floor": {"enabled": True, "lead_battlegroups": 3}}
    text = refusal(document(lead))
    assert "AAA could have 2 of 3 battlegroups in p0 (months 0–3)" in text
    short = [{"nation": "AAA", "unit_type": "inf", "tour_months": 2, "dwell_months": 6}]
    text = refusal(document({"lead_floor": {"enabled": True}}, pools=ONE_EACH, tours=short))
    assert "1 lot with a tour of 2 months cannot fill p0 (months 0–3), which takes 2" in text


def test_a_lead_that_may_not_stand_where_ground_is_asked_for() -> None:
    law = [{"nation": "BBB", "kind": "no_ground_troops", "reason": "law"}]
    lead: Document = {"lead_floor": {"enabled": True}}
    more: Document = {"coalition": {"lead_nations": ["BBB"]}, "pools": PILOTS, "caveats": law}
    text = refusal(document(lead, **more, **AIR_WANTS))
    assert "BBB could have no battlegroups in the theatre" in text
    absent: Document = {"lead_floor": {"enabled": True, "lead_battlegroups": 0}}
    solve(document(absent, **more, **AIR_WANTS), data=WORLD)


def test_a_lead_beyond_its_budget() -> None:
    """Six lot-months of battlegroups cost 6."""
    lead = {"enabled": True, "components": {"land": ["BBB"]}, "min_lot_months": 6}
    budget = {"enabled": True, "national_eur_m": {"BBB": 5}}
    text = refusal(document({"lead_floor": lead, "budget_limit": budget}, starts=(0, 2)))
    assert "lead_floor" in text
    assert "budget_limit" in text
    assert re.search(r"land component has no lead .* in full, 0\.167|BBB, to lead .* lacks 1", text)


def test_demands_contradict_nothing() -> None:
    """A threat, a presence or a station that nobody can meet is a shortfall, and no conflict."""
    rules: Document = {
        "force_ratio_floor": {
            "threats": [{"id": "attack", "location": "north", "attackers": 99_000}]
        },
        "presence_floor": {
            "presences": [{"id": "flags", "location": "north", "nations": 9, "nuclear_powers": 5}]
        },
        "air_cover_floor": {
            "stations": [{"id": "cap", "location": "theatre", "package": "station", "threshold": 9}]
        },
        "air_defence_floor": {
            "areas": [{"id": "city", "location": "theatre", "package": "city", "threshold": 9}]
        },
    }
    plan = solve(document(rules, locations=(SECTOR, WIDE)), data=WORLD)
    # attack: 33 needed, 4 there; presence: 2 of 9 nations, but one of 5 nuclear powers: 7 of 9 for
    # the nations, and that is enough for the powers (4); stations and cities: none at all
    assert plan.status == "shortfall"
    assert plan.stages[0].value == pytest.approx(4 * (29 / 33 + 7 / 9 + 1 + 1))


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_pledges_against_a_share_limit(solver: str) -> None:
    text = refusal(two_pledges(), solver)
    assert "pledge_floor 0 AAA inf" in text
    assert "share_limit" in text


def test_too_much_asked_of_members() -> None:
    # Two members, each with at least 100 lot-months; there are 6 x 4 and 6 x 5 at most.
    document = small(
        rules={"participation_floor": {"min_lot_months": 100}}, coalition={"min_nations": 2}
    )
    text = refusal(document)
    assert "coalition_floor" in text or "participation_floor" in text
    assert "min_nations" in text or "min_lot_months" in text


def test_lead_that_cannot_give_enough() -> None:
    # Only AAA can lead, and its one lot for six months is less than 20 lot-months.
    document = small(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 5},
        rules={"lead_floor": {"enabled": True}, "participation_floor": {"min_lot_months": 20}},
    )
    text = refusal(document)
    assert "lead_floor" in text or "participation_floor" in text


def test_contradiction_in_a_later_stage() -> None:
    """The first stage has nothing to decide; the contradiction is an InputError all the same."""
    document = {**two_pledges(), "objectives": ["us_dependence", "cost"]}
    assert "pledge_floor" in refusal(document)


def test_whole_lots_only() -> None:
    # 3,500 people may be deployed: 1.5 lots of 1,000 of each nation, 6 lot-months in four months,
    # as a member must give; but two whole lots of each take 4,000.
    document = small(
        horizon=4,
        starts=(0,),
        pools={("AAA", "inf"): 4, ("BBB", "inf"): 3},
        locations=(SECTOR,),
        needs=(need("ground", 2),),
        cycle=(1, 0),
        rules={
            "participation_floor": {"min_lot_months": 6},
            "personnel_limit": {"enabled": True, "national": False, "total": 3500},
        },
        coalition={"min_nations": 2},
    )
    relaxed = copy.deepcopy(document)
    assert solve(relaxed, sets=["solve.whole_units=false"], data=WORLD).status == "met"
    assert "whole units" in refusal(document)
