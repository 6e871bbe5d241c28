"""What is said of a plan: the plan's own numbers, and nothing that does not hold."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Plan, solve
from planner.summary.bystanders import bystanders
from planner.summary.demands import demand_lines, met_share
from planner.summary.key_numbers import average_lots, figure_dates, people_where, troops
from planner.summary.sentence import verdict
from planner.summary.texts import is_short, share_text

from ..small_plan import all_demands, figure, lots_over, nation, small_plan
from ..small_scenarios import need, scenario
from ..world import WORLD

# --- what is missing, by level


def test_every_amount_has_its_own_months() -> None:
    plan = lots_over({0: (3, 24), 3: (5, 18), 5: (8, 3), 8: (10, 6), 10: (12, 18)})
    (line,) = demand_lines(plan)
    assert line.levels == ((21, (5, 6, 7)), (18, (8, 9)), (6, (3, 4, 10, 11)))


def test_a_demand_that_is_met_for_most_months_is_no_shortfall_throughout() -> None:
    (line,) = demand_lines(lots_over({0: (6, 24), 6: (12, 30)}))
    assert line.levels == ()
    assert (line.need, line.lowest) == (24, 24)


def test_a_solved_plan_has_its_levels() -> None:
    pools = {("AAA", "inf"): [0, 0, 1, 1, 2, 2]}
    document = scenario(horizon=6, starts=(0, 2, 4), pools=pools, needs=[need("ground", 2)])
    plan = solve(document, data=WORLD)
    (line,) = demand_lines(plan)
    assert line.levels == ((2, (0, 1)), (1, (2, 3)))
    assert plan.verdict == verdict(plan)
    assert (
        "keep up none of 2 lots in every month; more is there at times: 2 lots from month 4; "
        in plan.verdict
    )


@pytest.mark.parametrize(
    ("lots", "said"),
    [
        ({"p1": 2}, "; 2 battlegroups lack support (battlegroup) from month 6; "),
        ({"p0": 1, "p1": 1}, "; 1 battlegroup lacks support (battlegroup) throughout; "),
        ({"p0": 3, "p1": 1}, "; up to 3 battlegroups lack support (battlegroup) throughout; "),
    ],
)
def test_battlegroups_without_support_are_told_with_all_their_months(
    lots: dict[str, float], said: str
) -> None:
    """The small plan has one unit type, which here stands for its own support."""
    row: dict[str, Any] = {"location": "east", "unit_types": ["bg"], "lacks": ["bg"]}
    rows = [row | {"phase": phase, "battlegroups": amount} for phase, amount in lots.items()]
    assert said in verdict(small_plan(unsupported=rows))


# --- rounding


def test_one_of_ten_thousand_is_missing() -> None:
    plan = lots_over({0: (12, 10_000)}, need=10_001)
    assert met_share(plan) == pytest.approx(1 - 1 / 10_001)
    assert "keep up 10,000 of 10,001 battlegroups in every month" in verdict(plan)
    (line,) = demand_lines(plan)
    assert line.levels == ((1, tuple(range(12))),)


def test_one_of_ten_thousand_is_missing_in_a_solved_plan() -> None:
    document = scenario(pools={("AAA", "inf"): 10_000}, needs=[need("ground", 10_001)])
    plan = solve(document, data=WORLD)
    assert plan.status == "shortfall"
    assert "keep up 10,000 of 10,001 lots in every month" in plan.verdict


def test_rounding_is_forgiven_in_relaxed_plans_only() -> None:
    assert is_short(0.0002, 2, relaxed=False)
    assert not is_short(0.0002, 2, relaxed=True)
    exact = all_demands(threat=0, presence=0, cover=0.0002)
    assert demand_lines(exact)[-1].levels
    relaxed = exact.model_copy(update={"relaxed": True})
    assert demand_lines(relaxed)[-1].levels == ()


def test_a_share_reads_whole_only_when_it_is() -> None:
    for missing in (1e-3, 1e-6, 1e-12):
        assert share_text(1 - missing) == "99.9 %"
    assert share_text(1.0) == "100 %"


# --- every kind of demand


def test_every_kind_of_demand_has_a_line() -> None:
    lines = demand_lines(all_demands(threat=1, presence=2, cover=0.5))
    later = tuple(range(6, 12))
    assert [(row.id, row.rule, row.need, row.lowest, row.levels) for row in lines] == [
        ("g", "effect_floor", 2, 2, ()),
        ("attack", "force_ratio_floor", 6, 5, ((1, later),)),
        ("flags", "presence_floor", 4, 2, ((2, later),)),
        ("towns", "air_defence_floor", 2, 1.5, ((0.5, later),)),
    ]


def test_every_kind_of_demand_counts() -> None:
    plan = all_demands(threat=3, presence=2, cover=0.5)
    # 12 months of one requirement, 6 of each other demand: 6 x (1/2 + 1/2 + 1/4) of 30 missing
    assert met_share(plan) == pytest.approx(1 - 7.5 / 30)


# --- who gives nothing


def idle(*reasons: tuple[str, str, str]) -> Plan:
    """A plan with one member and idle nations; ``reasons``: (nation, unit type, kind)."""
    codes = dict.fromkeys(["DNK", *(code for code, _, _ in reasons if code != "FRA")])
    nations = [nation("FRA", "lead", 27)]
    nations += [nation(code, "none", 0) for code in codes]
    rows = [
        {"nation": code, "unit_type": unit_type, "reason_kind": kind, "reason": "why"}
        for code, unit_type, kind in reasons
    ]
    return small_plan(nations=nations, unused=rows)


def test_bystanders_by_what_keeps_them_out() -> None:
    plan = idle(
        ("GBR", "bg", "not_needed"),
        ("GBR", "tanker", "not_needed"),
        ("NLD", "bg", "not_needed"),
        ("NLD", "tanker", "undetermined"),
        ("FRA", "tanker", "undetermined"),
    )
    assert bystanders(plan) == {
        "not used; why takes a what-if": {"NLD": ""},
        "not needed: what they have a part in is met, or lacks other forces": {"GBR": ""},
        "have none of what is asked for": {"DNK": ""},
    }
    advice = {
        "demand": "g",
        "missing": 1,
        "saves": 1,
        "asks": ["GBR offer bg 1"],
        "nations": ["GBR"],
    }
    advice |= {"sentence": "Ask them.", "confirmed": True, "proof": "closed in whole lots"}
    asking = Plan.model_validate(plan.model_dump() | {"advice": [advice]})
    assert bystanders(asking)["asked for what would close a gap (Advice)"] == {"GBR": ""}
    rows = [row.model_dump() for row in plan.nations]
    bought = [row | {"role": "purchased" if row["nation"] == "DNK" else "none"} for row in rows]
    assert "DNK" not in str(
        bystanders(Plan.model_validate(plan.model_dump() | {"nations": bought}))
    )


# --- figures and people


def test_figures_have_their_own_dates() -> None:
    dates = ("2024", "", "2016-2024", "2025-12", "2024-11", "2024 (estimate)", "undated")
    figures = [
        figure("reported") | {"as_of": as_of, "name": f"item_{number}"}
        for number, as_of in enumerate(dates)
    ]
    planned = figure("reported") | {"as_of": "2028-12", "name": "item_0"}
    assert figure_dates(small_plan(figures=[*figures, planned])) == figure_dates(
        small_plan(figures=figures)
    )
    assert figure_dates(small_plan(figures=figures)) == (
        "figures of 2016 to 2025-12, half of them of 2024 or later; 2 more without a date"
    )
    assert figure_dates(small_plan()) == "figures of 2024"


def test_who_trains_abroad_is_not_in_the_theatre() -> None:
    plan = small_plan()
    scenario = plan.scenario.model_dump()
    scenario["locations"] += ({"id": "camp", "kind": "training"},)
    rows = [row.model_dump() for row in plan.contributions]
    rows.append(rows[0] | {"location": "camp", "lots": 5})
    trained = small_plan(scenario=scenario, contributions=rows)
    assert troops(trained).peak == troops(plan).peak == 2000
    assert troops(trained).training_peak == 5000
    assert people_where(trained) == "in the theatre or training the host abroad"
    assert people_where(plan) == "in the theatre"
    assert average_lots(trained, "training the host") == {("bg", "FRA"): 2.5}
    assert average_lots(trained, "deployed") == average_lots(plan, "deployed")
