"""Where a pool may go, from when, and where not: stances, caveats, placements, notice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.pipeline import prepare
from planner.reference.dataset import Dataset

from ..small_scenarios import CAMP, HOME, SECTOR, WIDE, need, scenario
from ..world import WORLD, Document

WITHIN: Document = {"within_days": 15}
NEEDS = (
    need("ground", 1, **WITHIN),
    *(
        need(effect, 1, "theatre", **WITHIN)
        for effect in ("fighters", "aew", "gbad_long", "division_hq")
    ),
)
ANYWHERE = {
    "inf": {"north", "home"},
    "eng": {"north", "home"},
    "jet": {"theatre", "home"},
    "radar": {"theatre", "home"},
    "bat": {"theatre", "home"},
    "div": {"theatre"},
    "team": {"camp"},
}
THEATRE = {"north", "theatre"}


def document(nation: str = "AAA", **more: Any) -> Document:
    """One lot of every type, each with something to do in the theatre, at home and at the camp."""
    coalition = {"min_stance": 1, "us_backstop": True, **more.pop("coalition", {})}
    rules = {name: {"enabled": True} for name in ("support_floor", "headquarters_floor")}
    return scenario(
        pools={(nation, unit): 1 for unit in ANYWHERE},
        needs=NEEDS,
        locations=(SECTOR, WIDE, HOME, CAMP),
        rules={**rules, "training_balance": {"enabled": True}},
        coalition=coalition,
        **more,
    )


def months(source: Document, nation: str = "AAA", data: Dataset = WORLD) -> dict[str, Any]:
    """Unit type -> location -> first month."""
    problem = prepare(source, data=data)[0]
    found = {p.unit_type: p.locations for p in problem.pools if p.nation == nation}
    return {unit: found.get(unit, {}) for unit in ANYWHERE}


def places(source: Document, nation: str = "AAA", data: Dataset = WORLD) -> dict[str, set[str]]:
    return {unit: set(first) for unit, first in months(source, nation, data).items()}


def less(gone: set[str], *units: str) -> dict[str, set[str]]:
    """All places but these, for these types or for all."""
    return {u: at - gone if u in units or not units else at for u, at in ANYWHERE.items()}


def test_placements() -> None:
    """Sector types to sectors, others over the theatre; headquarters never stand by."""
    assert places(document()) == ANYWHERE


LAND = ("inf", "eng", "div")
CAVEATS: list[tuple[Document, dict[str, set[str]]]] = [
    ({}, less(THEATRE)),
    ({"location": "home"}, less({"home"})),
    ({"location": "camp"}, less({"camp"})),
    ({"unit_type": "inf"}, less(THEATRE, "inf")),
    ({"kind": "no_ground_troops"}, less(THEATRE, *LAND)),
    ({"kind": "no_ground_troops", "location": "north"}, less(THEATRE, "inf", "eng")),
    ({"kind": "no_ground_troops", "location": "home"}, ANYWHERE),
    ({"kind": "standby_only"}, less(THEATRE)),
    ({"kind": "support_only"}, less(THEATRE, "inf", "jet", "bat")),
    ({"kind": "air_only"}, less(THEATRE, *LAND, "bat")),
]


@pytest.mark.parametrize(("caveat", "allowed"), CAVEATS, ids=[str(c) for c, _ in CAVEATS])
def test_caveats(caveat: Document, allowed: dict[str, set[str]]) -> None:
    source = document(caveats=[{"nation": "AAA", "reason": "law", **caveat}])
    assert places(source) == allowed
    other = document(caveats=[{"nation": "BBB", "reason": "law", **caveat}])
    assert places(other) == ANYWHERE
    refused = {(r.unit_type, r.location): r.reason for r in prepare(source, data=WORLD)[0].refusals}
    gone = {(u, place) for u, at in ANYWHERE.items() for place in at - allowed[u]}
    assert refused == dict.fromkeys(gone, "law")


def test_a_nation_that_is_silent_is_taken_by_its_stance() -> None:
    """In everything, for nothing but its stance is known; where it is named, in nothing."""
    asked = {"min_stance": 2, "us_backstop": False, "lead_nations": ["BBB"]}
    stance = {("AAA", "stance"): 1.0}
    kept_out = prepare(document(facts=stance, coalition={**asked, "include": ["BBB"]}), data=WORLD)
    assert [nation.code for nation in kept_out[0].nations] == ["BBB"]
    assert places(document(facts=stance)) == ANYWHERE
    assert places(document(facts=stance, coalition={**asked, "include": ["AAA"]})) == ANYWHERE
    assert places(document(facts=stance, coalition={**asked, "only": ["AAA"]})) == ANYWHERE


def test_the_united_states_give_enablers_only() -> None:
    found = places(document("USA"), "USA")
    assert found == {u: at if u == "radar" else set() for u, at in ANYWHERE.items()}


def test_first_months() -> None:
    """40 days to decide, 20 of notice, 10 on the way; 15 are over: 25 to stand by, 55 in all."""
    ready = replace(WORLD.unit_types["inf"], notice_days=20)
    data = replace(WORLD, unit_types={**WORLD.unit_types, "inf": ready})

    def first(prepared: int, *caveats: Document) -> dict[str, int]:
        source = document(
            horizon=6,
            facts={("AAA", "authorisation_days"): 40.0},
            caveats=caveats,
            coalition={"preparation_days": prepared},
        )
        source["overrides"]["factors"] = {"air_transit_days": 10}
        found: dict[str, int] = months(source, data=data)["inf"]
        return found

    assert first(15) == {"north": 2, "home": 1}
    assert first(0) == {"north": 3, "home": 2}
    assert first(59) == {"north": 1, "home": 0}
    assert first(3650) == {"north": 1, "home": 0}  # nobody prepares the way
    for until, month in ((1, 2), (4, 4)):
        caveat = {"nation": "AAA", "reason": "law", "until_month": until}
        assert first(15, caveat) == {"north": month, "home": 1}


def test_only_framework_nations_lead_divisions() -> None:
    """AAA leads battlegroups on the eastern flank; BBB does where the scenario names it."""
    rule: Document = {"enabled": True}
    led = document("BBB")
    led["rules"]["framework_floor"] = rule
    assert places(led, "BBB") == {**ANYWHERE, "div": set()}
    (refusal,) = (r for r in prepare(led, data=WORLD)[0].refusals if r.unit_type == "div")
    assert "framework nations" in refusal.reason
    rule["nations"] = ["BBB"]
    assert places(led, "BBB") == ANYWHERE
    own = document()
    own["rules"]["framework_floor"] = {"enabled": True}
    assert places(own) == ANYWHERE
