"""The planner against a second formulation on random cases of many kinds.

``python -m tests.model.wide_search 0 3000`` searches further.
"""

from __future__ import annotations

from itertools import chain

import pytest

from planner import InputError, solve
from planner.errors import Issue

from ..random_scenarios import random_document
from ..small_scenarios import WIDE, need, scenario
from ..world import WORLD, Document
from .second_formulation import SecondFormulation
from .test_brute_force import Trial
from .wide_cases import wide_document
from .wide_search import NO_PLAN, differences

SEEDS = range(80)
ONCE_WRONG = (223, 394, 541, 70179, 91139, 91149)
"""crumbs of lots: nations present, and a demand met, to a millionth were called missing, freight
took a day too many, and what was there was told or not"""


@pytest.mark.parametrize("seed", [*SEEDS, *ONCE_WRONG])
def test_the_second_formulation_agrees(seed: int) -> None:
    assert differences(wide_document(seed)) in ([], [NO_PLAN])


@pytest.mark.parametrize("seed", range(100, 112))
def test_the_second_formulation_agrees_with_trying_every_plan(seed: int) -> None:
    document = random_document(seed)
    best = SecondFormulation(document).best()
    assert best == (pytest.approx(Trial(document).best(), abs=1e-5) if best else None)


def late(*windows: tuple[int, int]) -> Document:
    """A lone lot, tour 2, dwell 2, asked for in some months of six."""
    needs = [need("ground", 1, id=f"from_{a}", from_month=a, to_month=b) for a, b in windows]
    return scenario(horizon=6, pools={("AAA", "inf"): 1}, cycle=(2, 2), needs=needs)


def test_by_hand_a_tour_begins_before_its_first_use() -> None:
    """In months 0-1 and 4-5, used in 1, 4 and 5; not in 1, 2 and 4: two tours, six months apart."""
    assert SecondFormulation(late((1, 2), (4, 6))).best() == [0]
    assert SecondFormulation(late((1, 2), (2, 3), (4, 5))).best() == [1]


def test_by_hand_one_bought_lot_goes_twice() -> None:
    """Tour 4, dwell 2: in months 1-4 for 2-3, and in 7-10 for 7-8; two lots could leave later."""
    needs = [
        need("tankers", 1, "theatre", id=f"from_{month}", from_month=month, to_month=month + 2)
        for month in (2, 7)
    ]
    document = scenario(
        horizon=10,
        pools={},
        needs=needs,
        locations=[WIDE],
        cycle=(4, 2),
        rules={"procurement_limit": {"enabled": True, "options": ["joint_tkr"]}},
        objectives=("shortfall", "cost"),
    )
    assert SecondFormulation(document).best() == pytest.approx([0, 24])
    assert differences(document) == []


def test_by_hand_half_a_member_beside_the_reserve_of_nato() -> None:
    """A lot for a month is half of the least that a member gives: half of two lots may be used, and
    one of the two is NATO's."""
    document = scenario(
        horizon=2,
        pools={("AAA", "inf"): 2},
        needs=[need("ground", 1, from_month=1)],
        cycle=(1, 1),
        facts={("AAA", "owned_inf"): 2, ("AAA", "nfm_tier12_troops"): 500},
        rules={
            "participation_floor": {"min_lot_months": 2},
            "nato_reserve_limit": {"mode": "forbidden"},
        },
        solve={"whole_units": False},
    )
    assert SecondFormulation(document).best() == pytest.approx([0])
    assert differences(document) == []


def test_a_wrong_answer_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to a harder question, and that there is no plan, where there is one."""
    document = late((1, 2), (4, 6))
    harder = solve(late((1, 2), (2, 3), (4, 5)), data=WORLD)
    monkeypatch.setattr("tests.model.wide_search.solve", lambda *_, **__: harder)
    assert differences(document) == ["shortfall is 1, the least is 0"]

    def refuse(*_: object, **__: object) -> None:
        raise InputError([Issue("rules", "contradict each other")])

    monkeypatch.setattr("tests.model.wide_search.solve", refuse)
    (found,) = differences(document)
    assert found.startswith("there is a plan of [0")


def test_the_cases_are_of_many_kinds() -> None:
    documents = [wide_document(seed) for seed in SEEDS]
    demands = [list(_demands(document)) for document in documents]
    cycles = [
        (tour["tour_months"], tour["dwell_months"])
        for document in documents
        for tour in document["overrides"]["tours"]
    ]
    caveats = [c for document in documents for c in document["overrides"]["caveats"]]
    dials = [
        step["share"]
        for document in documents
        for step in document["rules"].get("us_enabler_limit", {}).get("drawdown", ())
    ]
    assert sum(min(d["from_month"] for d in asked) > 0 for asked in demands) > 30
    assert sum("to_month" in d for d in chain(*demands)) > 100
    assert {tour for tour, _ in cycles} == {1, 2, 3, 4, 6}
    assert sum(dwell % tour > 0 for tour, dwell in cycles) > 100
    assert set(dials) == {0, 0.25, 0.5, 0.75}
    assert sum("until_month" in caveat for caveat in caveats) > 15
    assert {d["solve"]["whole_units"] for d in documents} == {True, False}
    named = set(chain(*(document["rules"] for document in documents)))
    assert {"lead_floor", "share_limit", "training_balance", "procurement_limit"} <= named
    assert {"presence_floor", "framework_floor", "budget_limit", "personnel_limit"} <= named
    assert "handover_limit" in named


def _demands(document: Document) -> list[Document]:
    rules = document["rules"]
    return [
        *document["requirements"],
        *rules.get("force_ratio_floor", {}).get("threats", ()),
        *rules.get("presence_floor", {}).get("presences", ()),
        *rules.get("air_cover_floor", {}).get("stations", ()),
        *rules.get("air_defence_floor", {}).get("areas", ()),
    ]
