"""What is said of a plan: the plan's own numbers, and nothing that does not hold."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Plan, solve
from planner.summary.key_numbers import (
    average_lots,
    bystanders,
    figure_dates,
    is_short,
    met_share,
    requirement_lines,
    share_text,
    troops,
    verdict,
)

from ..small_plan import all_demands, figure, lots_over, nation, requirement, small_plan, stage
from ..small_scenarios import need, scenario
from ..world import WORLD

# --- what is missing, by level


def test_every_amount_has_its_own_months() -> None:
    plan = lots_over({0: (3, 24), 3: (5, 18), 5: (8, 3), 8: (10, 6), 10: (12, 18)})
    (line,) = requirement_lines(plan)
    assert line.levels == ((21, (5, 6, 7)), (18, (8, 9)), (6, (3, 4, 10, 11)))
    assert (
        "short of 21 battlegroups (g, Eastern sector) in months 5–7, 18 in months 8–9, "
        "6 in months 3–4 and 10–11 — "
    ) in verdict(plan)


def test_more_levels_than_three_are_less() -> None:
    plan = lots_over({0: (3, 20), 3: (5, 18), 5: (8, 3), 8: (9, 6), 9: (12, 23)})
    said = "in months 5–7, 18 in month 8, 6 in months 3–4, less in months 0–2 and 9–11 — "
    assert said in verdict(plan)


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ({0: (4, 24), 4: (5, 23), 5: (12, 24)}, "in month 4"),
        ({0: (4, 24), 4: (7, 23), 7: (12, 24)}, "in months 4–6"),
        ({0: (4, 24), 4: (12, 23)}, "from month 4"),
        ({0: (12, 23)}, "throughout"),
    ],
)
def test_when(months: dict[int, tuple[int, float]], said: str) -> None:
    assert f"1 battlegroup (g, Eastern sector) {said} — " in verdict(lots_over(months))


def test_a_demand_that_is_met_for_most_months_is_no_shortfall_throughout() -> None:
    (line,) = requirement_lines(lots_over({0: (6, 24), 6: (12, 30)}))
    assert line.levels == ()
    assert (line.need, line.lowest) == (24, 24)


def test_a_solved_plan_has_its_levels() -> None:
    pools = {("AAA", "inf"): [0, 0, 1, 1, 2, 2]}
    document = scenario(horizon=6, starts=(0, 2, 4), pools=pools, needs=[need("ground", 2)])
    plan = solve(document, data=WORLD)
    assert plan.verdict == verdict(plan)
    said = "short of 2 battlegroups (ground_north, north) in months 0–1, 1 in months 2–3 — proved"
    assert said.replace("battlegroups", "lots") in plan.verdict


# --- rounding


def test_one_of_ten_thousand_is_missing() -> None:
    plan = lots_over({0: (12, 10_000)}, need=10_001)
    assert met_share(plan) == pytest.approx(1 - 1 / 10_001)
    text = verdict(plan)
    assert "99.9 % of what is asked for" in text
    assert "short of 1 battlegroup (g, Eastern sector) throughout" in text
    (line,) = requirement_lines(plan)
    assert line.levels == ((1, tuple(range(12))),)


def test_one_of_ten_thousand_is_missing_in_a_solved_plan() -> None:
    document = scenario(pools={("AAA", "inf"): 10_000}, needs=[need("ground", 10_001)])
    plan = solve(document, data=WORLD)
    assert plan.status == "shortfall"
    assert "99.9 % of what is asked for" in plan.verdict
    assert "short of 1 lot (ground_north, north) throughout" in plan.verdict


def test_rounding_is_forgiven_in_relaxed_plans_only() -> None:
    assert is_short(0.0002, 2, relaxed=False)
    assert not is_short(0.0002, 2, relaxed=True)
    exact = all_demands(threat=0, presence=0, cover=0.0002)
    assert requirement_lines(exact)[-1].levels
    relaxed = exact.model_copy(update={"relaxed": True})
    assert requirement_lines(relaxed)[-1].levels == ()
    # the status says shortfall, so the headline must not say that all is there
    assert "99.9 % of what is asked for" in verdict(relaxed)


def test_a_share_reads_whole_only_when_it_is() -> None:
    for missing in (1e-3, 1e-6, 1e-12):
        assert share_text(1 - missing) == "99.9 %"
    assert share_text(1.0) == "100 %"


# --- every kind of demand


def test_every_kind_of_demand_has_a_line() -> None:
    lines = requirement_lines(all_demands(threat=1, presence=2, cover=0.5))
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
    text = verdict(plan)
    assert "keep up 75 % of what is asked for (the average of all demands and months) over" in text
    assert "3 battlegroups (attack, Eastern sector) from month 6" in text
    assert "2 nations (flags, Eastern sector) from month 6" in text
    assert "0.5 city areas (towns, Eastern sector) from month 6" in text
    assert "all that is asked for" in verdict(all_demands(threat=0, presence=0, cover=0))


def test_a_share_by_weight_says_so() -> None:
    content = all_demands(threat=3, presence=2, cover=0.5)
    scenario = content.scenario.model_dump()
    scenario["requirements"][0]["weight"] = 2
    plan = Plan.model_validate(content.model_dump() | {"scenario": scenario})
    assert "(the average of all demands and months, by weight)" in verdict(plan)


# --- the sentence


def test_verdict_of_a_shortfall() -> None:
    assert verdict(small_plan()) == (
        "2 nations can keep up 75 % of what is asked for (the average of its months) over 12 "
        "months, for EUR 27 million: short of 1 battlegroup (g, Eastern sector) from month 6 — "
        "proved the least shortfall, cost within 0.09 % of the best."
    )


def met_plan(**changes: Any) -> Plan:
    rows = [requirement("p0", 2), requirement("p1", 3)]
    return small_plan(**{"status": "met", "requirements": rows, **changes})


def test_verdict_of_a_met_plan() -> None:
    assert verdict(met_plan(stages=[stage("shortfall", "optimal", 0)])) == (
        "2 nations can keep up all that is asked for over 12 months, for EUR 27 million — "
        "proved the best possible."
    )


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (1, "In the best plan found 1 nation keeps up 75 % of what"),
        (2, "In the best plan found 2 nations keep up 75 % of what"),
    ],
)
def test_verdict_of_an_unproven_shortfall(members: int, said: str) -> None:
    stages = [stage("shortfall", "time_limit", 0.25)]
    nations = [nation("FRA", "lead", 18), nation("GBR", "member", 9)]
    nations[1]["member"] = members == 2
    text = verdict(small_plan(status="unproven", stages=stages, nations=nations))
    assert text.startswith(said)
    assert text.endswith(" — not proved the best, the solver was stopped in shortfall (gap 25 %).")


def test_a_later_stage_that_hit_its_limit_is_said_beside_the_proved_shortfall() -> None:
    stages = [stage("shortfall", "optimal", 0), stage("us_dependence", "time_limit", 0.03)]
    text = verdict(small_plan(status="unproven", stages=stages))
    assert text.startswith("2 nations can keep up 75 %")
    said = " — proved the least shortfall, the solver was stopped in US dependence (gap 3 %)."
    assert text.endswith(said)


def test_the_least_shortfall_is_said_only_where_it_was_asked_for_first() -> None:
    cost = [stage("cost", "optimal", 0)]
    assert verdict(small_plan(stages=cost)).endswith(
        " — what is missing was not minimised (see objectives), proved the least cost."
    )
    later = [stage("cost", "optimal", 0), stage("shortfall", "optimal", 0)]
    assert verdict(small_plan(stages=later)).endswith(
        " — what is missing was minimised only after cost (see objectives), proved the least cost "
        "and shortfall."
    )
    assert verdict(met_plan(stages=cost)).endswith(" — proved the best possible.")


def test_verdict_of_a_relaxed_plan() -> None:
    assert verdict(small_plan(relaxed=True)).startswith(
        "If units could be split into fractions, 2 nations can keep up 75 %"
    )


def test_verdict_where_nobody_gives_anything() -> None:
    nobody = [nation("FRA", "none", 0)]
    rows = [requirement("p0", 0), requirement("p1", 0)]
    stages = [stage("shortfall", "optimal", 0)]
    empty = small_plan(contributions=[], nations=nobody, requirements=rows, stages=stages)
    assert verdict(empty) == (
        "Nobody gives anything over 12 months: short of 2 battlegroups (g, Eastern sector) "
        "throughout — proved the best possible; the warnings say why nothing of g is there at "
        "times."
    )
    nothing = {"status": "met", "requirements": [], "contributions": [], "nations": nobody}
    assert verdict(small_plan(stages=stages, **nothing)) == (
        "Nobody gives anything over 12 months, and nothing is asked for — proved the best possible."
    )


def test_verdict_of_forces_that_nothing_asks_for() -> None:
    plan = small_plan(status="met", requirements=[], stages=[stage("shortfall", "optimal", 0)])
    said = "Nothing is asked for, and 2 nations keep forces ready over 12 months, for EUR 27"
    assert verdict(plan).startswith(said)


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
        "not used; why takes a what-if": ["NLD"],
        "not needed: what they have a part in is met, or lacks other forces": ["GBR"],
        "have none of what is asked for": ["DNK"],
    }
    rows = [row.model_dump() for row in plan.nations]
    bought = [row | {"role": "purchased" if row["nation"] == "DNK" else "none"} for row in rows]
    assert "DNK" not in str(
        bystanders(Plan.model_validate(plan.model_dump() | {"nations": bought}))
    )


# --- figures and people


def test_figures_have_their_own_dates() -> None:
    dates = ("2024", "", "2016-2024", "2025-12", "2024-11", "2024 (estimate)", "undated")
    figures = [figure("reported") | {"as_of": as_of} for as_of in dates]
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
    assert average_lots(trained, "training the host") == {("bg", "FRA"): 2.5}
    assert average_lots(trained, "deployed") == average_lots(plan, "deployed")
