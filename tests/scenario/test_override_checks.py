"""Items that contradict each other are refused; the order of the others decides nothing."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

import planner
from planner import InputError, Issue
from planner.pipeline import prepare
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset

DIAL = [
    {"from_month": 0, "share": 0.5},
    {"from_month": 0, "share": 1, "unit_type": "tanker"},
    {"from_month": 6, "share": 0.25, "unit_type": "tanker"},
    {"from_month": 9, "share": 0},
]


def source(**changes: Any) -> dict[str, Any]:
    return {
        "name": "a",
        "horizon_months": 12,
        "coalition": {"only": ["FRA", "GBR"], "us_backstop": True},
        "locations": [{"id": "e", "kind": "theatre"}, {"id": "hub", "kind": "theatre_wide"}],
        "requirements": [
            {"id": "g", "effect": "ground", "location": "e", "from_month": 6, "threshold": 1},
            {"id": "t", "effect": "tankers", "location": "hub", "from_month": 3, "threshold": 1},
        ],
        **changes,
    }


def pool(lots: int, from_month: int = 0, nation: str = "GBR") -> dict[str, Any]:
    return {
        "nation": nation,
        "unit_type": "battlegroup_light",
        "lots": lots,
        "from_month": from_month,
    }


def tour(tour_months: int, nation: str | None = None) -> dict[str, Any]:
    return {
        "unit_type": "battlegroup_light",
        "nation": nation,
        "tour_months": tour_months,
        "dwell_months": 12,
    }


def caveat(**changes: Any) -> dict[str, Any]:
    return {"nation": "GBR", "kind": "air_only", "reason": "law", **changes}


def pledge(**changes: Any) -> dict[str, Any]:
    return {"nation": "GBR", "unit_type": "battlegroup_light", "lots": 1, "from_month": 6} | changes


def bid(**changes: Any) -> dict[str, Any]:
    return {"nation": "GBR", "unit_type": "battlegroup_light", "lots": 1} | changes


def fact(value: float) -> dict[str, Any]:
    return {"nation": "GBR", "item": "brigade_light", "value": value}


TWICE = [
    ({"overrides": {"pools": [pool(5), pool(0)]}}, "overrides.pools.1", "GBR battlegroup_light"),
    ({"overrides": {"pools": [pool(5), pool(5)]}}, "overrides.pools.1", "from month 0"),
    ({"overrides": {"bids": [bid(), bid(lots=0)]}}, "overrides.bids.1", "from month 0"),
    ({"overrides": {"tours": [tour(4), tour(6)]}}, "overrides.tours.1", "of all nations"),
    ({"overrides": {"tours": [tour(4, "GBR"), tour(6, "GBR")]}}, "overrides.tours.1", "of GBR"),
    ({"overrides": {"facts": [fact(1), fact(2)]}}, "overrides.facts.1", "GBR brigade_light"),
    ({"overrides": {"caveats": [caveat(), caveat()]}}, "overrides.caveats.1", "GBR air_only"),
    (
        {"overrides": {"caveats": [caveat(until_month=3), caveat(until_month=6)]}},
        "overrides.caveats.1",
        "GBR air_only",
    ),
    (
        {"rules": {"pledge_floor": {"pledges": [pledge(), pledge(lots=2)]}}},
        "rules.pledge_floor.pledges.1",
        "GBR battlegroup_light from month 6",
    ),
    (
        {"rules": {"us_enabler_limit": {"drawdown": [{"share": 0.5}, {"share": 0}]}}},
        "rules.us_enabler_limit.drawdown.1",
        "every enabler from month 0",
    ),
    ({"coalition": {"include": ["FRA", "GBR", "FRA"]}}, "coalition.include.2", "'FRA'"),
    ({"coalition": {"exclude": ["FRA", "FRA"]}}, "coalition.exclude.1", "'FRA'"),
    (
        {"rules": {"framework_floor": {"nations": ["FRA", "FRA"]}}},
        "rules.framework_floor.nations.1",
        "'FRA'",
    ),
    (
        {"rules": {"lead_floor": {"components": {"land": ["FRA", "FRA"]}}}},
        "rules.lead_floor.components.land.1",
        "'FRA'",
    ),
    (
        {"rules": {"procurement_limit": {"options": ["essi_patriot", "essi_patriot"]}}},
        "rules.procurement_limit.options.1",
        "'essi_patriot'",
    ),
]


def refused(change: dict[str, Any]) -> list[Issue]:
    with pytest.raises(InputError) as caught:
        planner.check_scenario(source(**change))
    return list(caught.value.issues)


@pytest.mark.parametrize(("change", "where", "said"), TWICE)
def test_item_that_stands_twice(change: dict[str, Any], where: str, said: str) -> None:
    (issue,) = refused(change)
    assert issue.where == where
    assert said in issue.problem
    assert issue.problem.endswith("stands here twice")
    assert issue.hint == "keep one"


BIDDERS = [
    (bid(nation="FRX"), {}, "nation", "no nation 'FRX'"),
    (bid(unit_type="battlegroup_hvy"), {}, "unit_type", "no unit type"),
    (bid(from_month=12), {}, "from_month", "starts past the horizon"),
    (bid(nation="UKR"), {}, "nation", "the host"),
    (bid(nation="USA", unit_type="tanker"), {}, "nation", "does not join"),
    (bid(nation="XMM", unit_type="tanker"), {}, "nation", "pooled fleet"),
    (bid(nation="POL"), {"only": [], "exclude": ["POL"]}, "nation", "excluded"),
    (bid(nation="POL"), {}, "nation", "not among the only"),
]


@pytest.mark.parametrize(("row", "coalition", "field", "said"), BIDDERS)
def test_bid_that_nobody_makes(
    row: dict[str, Any], coalition: dict[str, Any], field: str, said: str
) -> None:
    taking_part = {**source()["coalition"], **coalition}
    issues = refused({"coalition": taking_part, "overrides": {"bids": [row]}})
    (issue,) = (issue for issue in issues if issue.where == f"overrides.bids.0.{field}")
    assert said in issue.problem


def problem(change: dict[str, Any]) -> Problem:
    return prepare(source(**change))[0]


def lots(found: Problem, nation: str) -> tuple[int, ...]:
    (row,) = (p for p in found.pools if (p.nation, p.unit_type) == (nation, "battlegroup_light"))
    return row.lots


def test_order_of_pools_decides_nothing() -> None:
    changes = [pool(5), pool(2, 4), pool(3, 8), pool(1, nation="FRA")]
    expected = (5,) * 4 + (2,) * 4 + (3,) * 4
    for order in itertools.permutations(changes):
        found = problem({"overrides": {"pools": list(order)}})
        assert lots(found, "GBR") == expected
        assert lots(found, "FRA") == (1,) * 12


def test_tour_of_a_nation_goes_before_that_of_all() -> None:
    for order in ([tour(4), tour(3, "GBR")], [tour(3, "GBR"), tour(4)]):
        found = problem({"overrides": {"tours": order}})
        tours = {p.nation: p.tour_months for p in found.pools if p.unit_type == "battlegroup_light"}
        assert tours["GBR"] == 3
        assert tours["FRA"] == 4


def test_order_of_the_drawdown_decides_nothing() -> None:
    phases = [{"id": f"p{start}", "start": start} for start in (0, 3, 6, 9)]
    for order in itertools.permutations(DIAL):
        change = {"rules": {"us_enabler_limit": {"drawdown": list(order)}}, "phases": phases}
        found = problem(change)
        limit = found.scenario.rules.us_enabler_limit
        shares = {p.start_month: limit.share("tanker", p.start_month) for p in found.phases}
        assert [shares[month] for month in (0, 3, 6, 9)] == [1, 1, 0.25, 0]
        others = {p.start_month: limit.share("aew", p.start_month) for p in found.phases}
        assert [others[month] for month in (0, 3, 6, 9)] == [0.5, 0.5, 0.5, 0]


def test_order_of_caveats_decides_nothing() -> None:
    changes = [caveat(kind="no_ground_troops", until_month=3), caveat(kind="forbidden")]
    for order in (changes, changes[::-1]):
        found = problem({"overrides": {"caveats": order}})
        assert not [p for p in found.pools if p.nation == "GBR"]


def test_largest_of_two_pledges_holds_in_either_order() -> None:
    pledges = [pledge(lots=1), pledge(lots=99, from_month=7)]
    for order in (pledges, pledges[::-1]):
        (issue,) = refused({"rules": {"pledge_floor": {"pledges": order}}})
        assert "pledges 99" in issue.problem


# --- figures that a solver cannot tell apart


@pytest.mark.parametrize("value", [50_000, 1_000_000, 1e9])
def test_fact_that_makes_a_huge_pool(value: float) -> None:
    (issue,) = refused({"overrides": {"facts": [fact(value)]}})
    assert issue.where == "overrides.facts.0.value"
    assert "GBR battlegroup_light: a pool of" in issue.problem
    assert "brigade_light" in issue.problem


def test_factor_that_makes_a_huge_pool() -> None:
    spans = {"headquarters_floor": {"battlegroups_per_division": 12}}
    change = {"overrides": {"factors": {"battlegroups_per_brigade": 3000}}, "rules": spans}
    (issue,) = refused(change)
    assert issue.where == "overrides.factors.battlegroups_per_brigade"
    assert "more than 10,000" in issue.problem


def test_pool_of_just_the_largest_size_passes() -> None:
    assert lots(problem({"overrides": {"pools": [pool(10_000)]}}), "GBR") == (10_000,) * 12


def test_purchases_beyond_the_largest_pool() -> None:
    option = {
        "members": ["FRA"],
        "unit_type": "battlegroup_light",
        "price_eur_m": 1,
        "lead_months": 0,
        "max_lots": 1000,
    }
    options = [option | {"id": f"option_{n}"} for n in range(11)]
    (issue,) = refused({"rules": {"procurement_limit": {"enabled": True, "own_options": options}}})
    assert issue.where == "rules.procurement_limit.own_options"
    assert "11,000 lots of battlegroup_light" in issue.problem


@pytest.mark.parametrize("value", [1e-9, 3e-4, 1e6])
def test_factor_a_thousand_times_off(value: float) -> None:
    (issue,) = refused({"overrides": {"factors": {"battlegroups_per_brigade": value}}})
    assert issue.where == "overrides.factors.battlegroups_per_brigade"
    assert "times off the 3 of the data" in issue.problem


def test_factor_beyond_the_bounds_of_the_field_it_fills() -> None:
    threat = {"id": "a", "location": "e", "from_month": 6, "attackers": 9000}
    (issue,) = refused(
        {
            "overrides": {"factors": {"attacker_defender_ratio_rule": 300}},
            "rules": {"force_ratio_floor": {"threats": [threat]}},
        }
    )
    assert issue.where == "factors attacker_defender_ratio_rule"
    assert "rules.force_ratio_floor.ratio 300: input should be less than" in issue.problem
    assert "set the field or a factor" in issue.hint


def test_need_too_small_to_tell() -> None:
    threat = {"id": "a", "location": "e", "from_month": 6, "attackers": 0.5}
    (issue,) = refused({"rules": {"force_ratio_floor": {"ratio": 100, "threats": [threat]}}})
    assert issue.where == "rules.force_ratio_floor.threats.a"
    assert "more than 0 and less than 0.001" in issue.problem


def test_weight_too_small_beside_its_need() -> None:
    item = {"id": "g", "effect": "ground", "location": "e", "threshold": 50_000, "weight": 0.001}
    (issue,) = refused({"requirements": [item]})
    assert issue.where == "requirements.g"
    assert issue.hint == "raise it to 0.050 or more"


def test_size_too_small_beside_the_others(shipped: Dataset) -> None:
    sizes = {"FRA": 1e6, "GBR": 0.01}
    change: dict[str, Any] = {
        "coalition": {"include": ["FRA", "GBR"], "exclude": [], "min_stance": 3},
        "rules": {"burden": {"key": "custom", "sizes": sizes}},
    }
    others = [n for n in shipped.nations if n not in ("FRA", "GBR")]
    change["coalition"]["exclude"] = others
    (issue,) = refused(change)
    assert issue.where == "rules.burden.sizes.GBR"


def test_attackers_before_a_deal_beyond_the_largest_number() -> None:
    threat = {"id": "a", "location": "e", "from_month": 6, "attackers": 900_000}
    rules = {"pre_deal": {"threat": 2}, "force_ratio_floor": {"threats": [threat]}}
    issues = refused({"timing": "pre_deal", "rules": rules})
    assert any("1.8e+06 before a deal, more than 1e+06" in issue.problem for issue in issues)
