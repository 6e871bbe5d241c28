"""What nations offer and bid: who may take part, with what, from when, and what refusals say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner import InputError, Plan, solve
from planner.pipeline import prepare
from planner.reference.dataset import Dataset

from ..small_scenarios import NOTHING, need, scenario, solved
from ..world import WORLD, Document, figure
from .test_permissions import ANYWHERE, THEATRE, document, less, places

ASKED = {"min_stance": 2, "lead_nations": ["BBB"]}


def told(said: dict[str, int], nation: str = "AAA", as_of: str = "2024-12") -> Dataset:
    """The small world, in which a nation of stance 2, if nothing else is said, has made offers."""
    levels = {"stance": 2, **said}
    names = {key: key if key == "stance" else f"offer_{key}" for key in levels}
    facts = {
        (nation, names[key]): figure(names[key], value, nation)._replace(as_of=as_of)
        for key, value in levels.items()
    }
    return replace(WORLD, facts={**WORLD.facts, **facts})


def found(data: Dataset, **more: Any) -> dict[str, set[str]]:
    return places(document(coalition={**ASKED, **more}), data=data)


AIR = {"jet", "radar"}
OFFERS: list[tuple[dict[str, int], dict[str, set[str]]]] = [
    ({"land": 2}, ANYWHERE),
    # what is not spoken of follows the land offer, whatever the stance
    ({"land": 2, "stance": 0}, ANYWHERE),
    (
        {"land": 1, "stance": 3, "air": 2},
        {u: p if u in AIR else set() for u, p in ANYWHERE.items()},
    ),
    ({"land": 2, "air": 1}, less({"theatre", "home"}, *AIR)),
    ({"land": 2, "training": 1}, less({"camp"}, "team")),
    # standing by takes the better of the two; of headquarters none stand by
    ({"land": 1, "standby": 2}, less({*THEATRE, "camp"})),
    ({"land": 2, "standby": 0}, ANYWHERE),
    # what supports battlegroups goes with the land force or as logistics
    ({"land": 1, "logistics": 2}, {u: p if u == "eng" else set() for u, p in ANYWHERE.items()}),
    ({"land": 2, "logistics": 1}, ANYWHERE),
    ({"air_defence": 2, "stance": 1}, {u: p if u == "bat" else set() for u, p in ANYWHERE.items()}),
]


@pytest.mark.parametrize(("said", "allowed"), OFFERS, ids=[str(said) for said, _ in OFFERS])
def test_offers_permit_by_component(said: dict[str, int], allowed: dict[str, set[str]]) -> None:
    assert found(told(said)) == allowed


def test_included_by_name_a_nation_still_gives_only_what_it_offers() -> None:
    """Stance 0 is lifted; what the nation has said of the land, and what follows it, is not."""
    for by_name in ("include", "only"):
        no_land = found(told({"stance": 0, "land": 1, "air": 2}), **{by_name: ["AAA"]})
        assert no_land == {u: p if u in AIR else set() for u, p in ANYWHERE.items()}
        no_air = found(told({"stance": 0, "air": 1}), **{by_name: ["AAA"]})
        assert no_air == less({"theatre", "home"}, *AIR)


def refusals(data: Dataset, **more: Any) -> dict[tuple[str, str], str]:
    problem = prepare(document(coalition={**ASKED, **more}), data=data)[0]
    return {(r.unit_type, r.location): r.reason for r in problem.refusals if r.nation == "AAA"}


def test_a_refusal_says_what_was_offered_and_when() -> None:
    said = refusals(told({"land": 2, "air": 1}))
    assert said["jet", "theatre"] == "AAA offers air 1 of 2 asked (December 2024)"
    assert said["jet", "home"] == "AAA offers air 1 of 2 asked (December 2024)"
    said = refusals(told({"land": 1, "air": 2}, as_of="2024-03-06"))
    assert said["bat", "theatre"] == (
        "AAA offers land 1 of 2 asked (6 March 2024), and has not spoken of air defence"
    )
    said = refusals(told({"stance": 1, "air_defence": 2}))
    assert said["inf", "north"] == "AAA has stance 1 of 2 asked (December 2024)"
    facts = {("AAA", "offer_air"): figure("offer_air", 0, "AAA")._replace(as_of="")}
    by_hand = replace(WORLD, facts={**told({"land": 2}).facts, **facts})
    assert (
        refusals(by_hand)["jet", "theatre"] == "AAA offers air 0 of 2 asked (set by the scenario)"
    )


def test_a_candidate_has_forces_that_it_offers_for_some_place() -> None:
    """BBB has none, CCC does not offer what it has, DDD offers it standing by."""
    source = document(coalition={"min_stance": 2})
    pools = source["overrides"]["pools"]
    pools += [{"nation": nation, "unit_type": "inf", "lots": 1} for nation in ("CCC", "DDD")]
    facts = {**told({"land": 1, "air": 3}, "CCC").facts}
    facts |= {
        k: f for k, f in told({"land": 0, "standby": 2}, "DDD").facts.items() if k[0] == "DDD"
    }
    data = replace(WORLD, facts=facts)

    def taking_part() -> list[str]:
        return [n.code for n in prepare(source, data=data)[0].nations if n.sovereign]

    assert taking_part() == ["AAA", "DDD"]
    # who is included is listed with its refusals, and who bids has made an offer
    source["coalition"]["include"] = ["CCC"]
    assert taking_part() == ["AAA", "CCC", "DDD"]
    source["coalition"]["include"] = []
    source["overrides"]["bids"] = [{"nation": "CCC", "unit_type": "inf", "lots": 1}]
    assert taking_part() == ["AAA", "CCC", "DDD"]


def test_the_plan_lists_offers_and_their_figures() -> None:
    data = told({"land": 2, "air": 1})
    plan: Plan = solve(document(), data=data)
    row = next(row for row in plan.nations if row.nation == "AAA")
    assert row.offers == {"land": 2, "air": 1}
    listed = {(f.nation, f.name): f.value for f in plan.figures}
    assert listed["AAA", "offer_air"] == 1
    assert listed["AAA", "offer_land"] == 2


# --- bids


def bids(*rows: Document, source: Document | None = None) -> Document:
    changed = source or document(coalition=ASKED)
    changed["overrides"]["bids"] = [{"nation": "AAA", "unit_type": "inf", **row} for row in rows]
    return changed


def test_a_bid_is_an_offer() -> None:
    """Refused on land, AAA still gives the battlegroups that it bids, once it bids them."""
    problem = prepare(bids({"lots": 1, "from_month": 2}), data=told({"stance": 0, "land": 0}))[0]
    opened = {pool.unit_type: pool.locations for pool in problem.pools if pool.nation == "AAA"}
    assert opened == {"inf": {"north": 2, "home": 2}}
    assert any(phase.start_month == 2 for phase in problem.phases)


def test_of_other_types_a_bidder_gives_what_it_offers() -> None:
    assert places(bids({"lots": 1}), data=told({"land": 2})) == ANYWHERE


def test_bids_hold_until_the_next_in_whatever_order() -> None:
    rows: list[Document] = [{"lots": 2}, {"lots": 1, "from_month": 1}, {"lots": 0, "from_month": 3}]
    for order in (rows, rows[::-1]):
        source = bids(*order, source=need_three())
        plan = solved(source)
        lots = {row.phase: row.lots for row in plan.contributions}
        assert lots == {"p0": 2, "p0_m1": 1}


def need_three() -> Document:
    return scenario(pools={("AAA", "inf"): 3}, needs=(NOTHING, need("ground", 3)))


def test_a_bid_that_cannot_be_kept_is_told() -> None:
    def told_of(lots: int, cycle: tuple[int, int], unit_type: str = "inf") -> list[str]:
        tours = {"unit_type": "inf", "nation": "AAA"}
        source = bids({"lots": lots, "unit_type": unit_type}, source=need_three())
        tour, dwell = cycle
        source["overrides"]["tours"].append({**tours, "tour_months": tour, "dwell_months": dwell})
        warnings = prepare(source, data=WORLD)[1]
        return [w.message for w in warnings if w.code == "bid_above_pool"]

    assert told_of(3, (1, 0)) == []
    (text,) = told_of(4, (1, 0))
    assert "bids 4 inf, but has a pool of 3, of which 3 can be kept there at a time" in text
    (text,) = told_of(2, (4, 4))
    assert "a pool of 3, of which 1.5 can be kept" in text
    (text,) = told_of(1, (1, 0), "jet")
    assert "is asked for none of it" in text
    few = "overrides.facts=[{nation: AAA, item: owned_inf, value: 0.4}]"
    source = bids({"lots": 1}, source=scenario(pools={}, needs=(need("ground", 1),)))
    (text,) = (w.message for w in prepare(source, sets=[few], data=WORLD)[1] if "bid" in w.code)
    assert "of it that could come (rounds to no lot: 0.4 left of 0.4 owned)" in text


def test_a_pledge_above_the_bid_is_refused() -> None:
    source = bids({"lots": 1}, source=need_three())
    pledge = {"nation": "AAA", "unit_type": "inf", "lots": 2}
    source["rules"]["pledge_floor"] = {"pledges": [pledge]}
    with pytest.raises(InputError, match="AAA pledges 2 inf, but bids 1 in p0"):
        prepare(source, data=WORLD)
