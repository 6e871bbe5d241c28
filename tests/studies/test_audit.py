"""Which figures decide most, against shares worked out by hand on the small world."""

from __future__ import annotations

from dataclasses import replace

import pytest

import planner
from planner.problem.resting import age_months
from planner.reference.figure import SourcedValue
from planner.studies.audit import audit_data
from planner.summary.key_numbers import weakest_figures

from ..small_scenarios import QUIET, SECTOR, WIDE, cover, need
from ..world import WORLD, Document, figure


def fact(
    nation: str, item: str, value: float, confidence: str = "reported", as_of: str = "2024-12"
) -> SourcedValue:
    return figure(item, value, nation)._replace(confidence=confidence, as_of=as_of)  # type: ignore[arg-type]


OWNED = (
    fact("AAA", "owned_inf", 6, "estimated"),
    fact("BBB", "owned_inf", 2),
    fact("AAA", "owned_jet", 1, "reported", "2019-12"),
    fact("CCC", "owned_jet", 3, "assumption"),
)
DATA = replace(WORLD, facts={**WORLD.facts, **{(f.nation, f.name): f for f in OWNED}})


def asked(**more: object) -> Document:
    """Ground for four months at weight 3, fighters for two at weight 2: 12 parts and 4 of 16."""
    return {
        "name": "small",
        "reference_date": "2024-12",
        "horizon_months": 4,
        "phases": [{"id": "p0", "start": 0}, {"id": "p1", "start": 2}],
        "coalition": {"min_stance": 3, "lead_nations": ["AAA"]},
        "locations": [SECTOR, WIDE],
        "requirements": [
            need("ground", 4, weight=3),
            need("fighters", 8, "theatre", weight=2, from_month=2),
        ],
        "rules": QUIET,
        **more,
    }


def shares(document: Document) -> dict[tuple[str, str], float]:
    return {(row.nation, row.figure): row.share for row in audit_data(document, data=DATA)}


def test_shares_by_hand() -> None:
    """AAA has 6 of 8 battlegroups and 1 of 4 flights, all with the same cycle."""
    found = shares(asked())
    assert found["AAA", "owned_inf"] == pytest.approx(12 / 16 * 6 / 8)
    assert found["BBB", "owned_inf"] == pytest.approx(12 / 16 * 2 / 8)
    assert found["AAA", "owned_jet"] == pytest.approx(4 / 16 * 1 / 4)
    assert found["CCC", "owned_jet"] == pytest.approx(4 / 16 * 3 / 4)
    # nobody has spoken of a component: what AAA gives rests on its stance as well
    assert found["AAA", "stance"] == pytest.approx(12 / 16 * 6 / 8 + 4 / 16 * 1 / 4)
    assert ("AAA", "peak_sustained_deployment") not in found


def test_scores_by_hand_and_their_order() -> None:
    rows = audit_data(asked(), data=DATA)
    scores = {(row.nation, row.figure): row.score for row in rows}
    assert scores["AAA", "owned_inf"] == pytest.approx(9 / 16 * 2)
    assert scores["BBB", "owned_inf"] == pytest.approx(3 / 16)
    assert scores["AAA", "owned_jet"] == pytest.approx(1 / 16 * (1 + 60 / 120))
    assert scores["CCC", "owned_jet"] == pytest.approx(3 / 16 * 3)
    assert [row.score for row in rows] == sorted(scores.values(), reverse=True)
    old = next(row for row in rows if row.figure == "owned_jet" and row.nation == "AAA")
    assert (old.age_months, old.confidence, old.unit_types) == (60, "reported", ("jet",))


def test_the_united_states_count_where_no_stage_asks_to_do_without_them() -> None:
    """Three radars of four are theirs."""
    owned = (fact("AAA", "owned_radar", 1), fact("USA", "owned_radar", 3))
    data = replace(DATA, facts={**DATA.facts, **{(f.nation, f.name): f for f in owned}})
    us_too = {"min_stance": 3, "lead_nations": ["AAA"], "us_backstop": True}

    def radars(*objectives: str) -> dict[str, float]:
        needs = [need("aew", 2, "theatre")]
        document = asked(coalition=us_too, requirements=needs, objectives=objectives)
        rows = audit_data(document, data=data)
        return {row.nation: row.share for row in rows if row.figure == "owned_radar"}

    assert radars("shortfall", "cost") == pytest.approx({"AAA": 1 / 4, "USA": 3 / 4})
    assert radars("shortfall", "us_dependence", "cost") == pytest.approx({"AAA": 1})


def test_a_pool_that_the_user_counts_rests_on_no_fact() -> None:
    mine = {"pools": [{"nation": "AAA", "unit_type": "inf", "lots": 2}]}
    found = shares(asked(overrides=mine))
    assert ("AAA", "owned_inf") not in found
    assert found["BBB", "owned_inf"] == pytest.approx(12 / 16 * 2 / 4)
    assert ("AAA", "stance") in found


def test_a_bid_rests_on_no_offer_and_a_ceiling_on_the_past_peak() -> None:
    bid = {"bids": [{"nation": "AAA", "unit_type": "inf", "lots": 2}]}
    rules = {**QUIET, "personnel_limit": {"enabled": True}}
    found = shares(asked(overrides=bid, rules=rules))
    ground, jets = 12 / 16 * 6 / 8, 4 / 16 / 4
    assert found["AAA", "stance"] == pytest.approx(jets)
    assert found["AAA", "peak_sustained_deployment"] == pytest.approx(ground + jets)
    named = {**QUIET, "personnel_limit": {"enabled": True, "ceilings": {"AAA": 5000}}}
    assert ("AAA", "peak_sustained_deployment") not in shares(asked(rules=named))


def test_a_package_is_spread_over_what_it_takes() -> None:
    """A city takes batteries of two kinds: half of it is long range, which AAA has alone."""
    batteries = (
        fact("AAA", "owned_bat", 1),
        fact("AAA", "owned_sam", 1),
        fact("BBB", "owned_sam", 3),
    )
    data = replace(DATA, facts={**DATA.facts, **{(f.nation, f.name): f for f in batteries}})
    rules = {**QUIET, "air_defence_floor": {"areas": [cover("city", 1)]}}
    document = asked(rules=rules, requirements=[need("ground", 0, id="nothing")])
    found = {(r.nation, r.figure): r.share for r in audit_data(document, data=data)}
    assert found["AAA", "owned_bat"] == pytest.approx(1 / 2)
    assert found["AAA", "owned_sam"] == pytest.approx(1 / 8)
    assert found["BBB", "owned_sam"] == pytest.approx(3 / 8)


@pytest.mark.parametrize(
    ("as_of", "months"),
    [
        ("2024-12", 0),
        ("2025-06", 0),
        ("2024", 11),
        ("2000-2024", 120),
        ("undated", 120),
        ("", None),
    ],
)
def test_ages(as_of: str, months: int) -> None:
    assert age_months(fact("AAA", "owned_inf", 1, "reported", as_of), "2024-12") == months
    assert age_months(figure("tour_length_BEL", 6), "2024-12") is None


def test_a_plan_ranks_its_figures_in_the_same_order() -> None:
    audited = [(row.nation, row.figure) for row in audit_data(asked(), data=DATA)]
    plan = planner.solve(asked(), data=DATA)
    assert [(row.nation, row.name) for row in weakest_figures(plan, 100)] == audited
    assert len(audited) > 5


def test_turkey_is_the_weakest_of_what_the_guarantor_force_rests_on() -> None:
    """Brigades from a count of 2009, nine tenths of them kept at home by assumption."""
    rows = planner.audit_data()
    first = [(row.nation, row.figure) for row in rows[:10]]
    assert ("TUR", "brigade_heavy") in first
    assert ("TUR", "home_defence_fraction") in first
    assert all(0 < row.share <= 1 for row in rows)
