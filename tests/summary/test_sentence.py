"""The verdict: what is kept up leads, then what is there at times, money and proof."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Plan
from planner.summary.levels import sustained_levels
from planner.summary.sentence import verdict

from ..small_plan import all_demands, lots_over, nation, requirement, small_plan, stage
from ..world import Document


def test_verdict_of_a_shortfall() -> None:
    assert verdict(small_plan()) == (
        "2 nations can keep up 1 of 2 battlegroups in every month; more is there at times: 2 "
        "battlegroups in months 0–5; for EUR 27 million over 12 months. It is proved that no plan "
        "keeps up more, cost within 0.09 % of the best."
    )


def met_plan(**changes: Any) -> Plan:
    rows = [requirement("p0", 2), requirement("p1", 3)]
    return small_plan(**{"status": "met", "requirements": rows, **changes})


def test_verdict_of_a_met_plan() -> None:
    assert verdict(met_plan(stages=[stage("shortfall", "optimal", 0)])) == (
        "2 nations can keep up all that is asked for (2 battlegroups) in every month, for EUR 27 "
        "million over 12 months. Proved the best possible."
    )


def level(demand: str, start: int, need: float, sustained: float) -> Document:
    row: Document = {"demand": demand, "from_month": start, "need": need, "sustained": sustained}
    return row | {"worst_phases": []}


def test_the_level_is_that_of_the_months_that_count() -> None:
    """1 of 2 before month 6, from which it counts; 2 from then on."""
    rows = [requirement("p0", 1), requirement("p1", 2)]
    plan = small_plan(requirements=rows, sustained=[level("g", 6, 2, 2)])
    assert verdict(plan).startswith(
        "2 nations can keep up all that is asked for (2 battlegroups) in every month from 6 on; "
        "earlier, up to 1 battlegroup in months 0–5 is missing; for EUR 27 million"
    )
    (line,) = sustained_levels(plan)
    assert (line.sustained, line.from_month, line.missing_before) == (2, 6, 1)
    assert line.months_before == tuple(range(6))


SOUTH = {"id": "south", "kind": "theatre"}


def two_sectors(days: int = 0) -> Plan:
    """1 of 2 in the east in the first phase, 1 of 2 in the south in the second."""
    content = small_plan().scenario.model_dump()
    content["locations"] += (SOUTH,)
    asked = content["requirements"][0] | {"within_days": days}
    content["requirements"] = (asked, asked | {"id": "s", "location": "south"})
    rows = [requirement("p0", 1), requirement("p1", 2)]
    rows += [
        row | {"id": "s", "location": "south"}
        for row in (requirement("p0", 2), requirement("p1", 1))
    ]
    return small_plan(scenario=content, requirements=rows)


def test_sectors_add_up_where_forces_are_in_place() -> None:
    """3 of 4 in either phase, though either sector keeps up 1 of 2."""
    (line,) = sustained_levels(two_sectors())
    assert (line.need, line.sustained, line.best, line.demands) == (4, 3, 3, ("g", "s"))
    assert "can keep up 3 of 4 battlegroups in every month, for EUR" in verdict(two_sectors())


def test_one_force_in_time_is_enough_for_any_sector() -> None:
    (line,) = sustained_levels(two_sectors(days=20))
    assert (line.need, line.sustained) == (2, 1)
    assert "1 of 2 battlegroups within 20 days in every month" in verdict(two_sectors(days=20))


def test_every_kind_of_demand_is_said_in_its_own_unit() -> None:
    text = verdict(all_demands(threat=3, presence=2, cover=0.5))
    assert (
        "all 2 battlegroups, 3 of 6 battlegroups against an attack, 2 of 4 nations and 1.5 of 2 "
        "defended city areas in every month" in text
    )
    assert "all that is asked for (" in verdict(all_demands(threat=0, presence=0, cover=0))
    assert "no battlegroup against" not in text


def test_the_worst_come_first_and_the_rest_is_counted() -> None:
    content = small_plan().scenario.model_dump()
    first = content["requirements"][0]
    names = [f"effect_{number}" for number in range(7)]
    content["requirements"] = tuple(first | {"id": name, "effect": name} for name in names)
    rows = [
        requirement("p0", there, 9) | {"id": name, "effect": name}
        for there, name in zip((9, 1, 2, 3, 4, 5, 6), names, strict=True)
    ]
    text = verdict(small_plan(scenario=content, requirements=rows))
    assert (
        "keep up 1 of 9 effect 1, 2 of 9 effect 2, 3 of 9 effect 3, 4 of 9 effect 4 and less than "
        "is asked for of 2 more demands, and all else that is asked for, in every month"
    ) in text


def test_nothing_kept_up_is_none() -> None:
    text = verdict(lots_over({0: (6, 0), 6: (12, 3)}))
    assert (
        "can keep up none of 24 battlegroups in every month; more is there at times: 3 battl"
        in text
    )
    assert text.endswith(" The warnings say why there are no battlegroups at times.")
    assert "keep up no battlegroup in every" in verdict(lots_over({0: (6, 0), 6: (12, 1)}, need=1))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (1, "In the best plan found 1 nation keeps up 1 of 2 battlegroups"),
        (2, "In the best plan found 2 nations keep up 1 of 2 battlegroups"),
    ],
)
@pytest.mark.parametrize("name", ["shortfall", "sustained"])
def test_verdict_of_an_unproven_shortfall(members: int, said: str, name: str) -> None:
    nations = [nation("FRA", "lead", 18), nation("GBR", "member", 9)]
    nations[1]["member"] = members == 2
    stages = [stage(name, "time_limit", 0.25)]
    text = verdict(small_plan(status="unproven", stages=stages, nations=nations))
    assert text.startswith(said)
    title = name if name == "shortfall" else "what is missing in the worst phase"
    assert text.endswith(f" Not proved the best; the solver was stopped in {title} (gap 25 %).")


def test_a_later_stage_that_hit_its_limit_is_said_beside_the_proved_level() -> None:
    stages = [stage("shortfall", "optimal", 0), stage("us_dependence", "time_limit", 0.03)]
    text = verdict(small_plan(status="unproven", stages=stages))
    assert text.startswith("2 nations can keep up 1 of 2")
    assert text.endswith(
        " It is proved that no plan keeps up more; the solver was stopped in US dependence (gap "
        "3 %)."
    )


def test_the_level_is_proved_where_a_later_stage_is_open() -> None:
    stages = [stage("sustained", "optimal", 0), stage("shortfall", "time_limit", 0.03)]
    text = verdict(small_plan(status="unproven", stages=stages))
    assert text.startswith("2 nations can keep up 1 of 2")
    assert "It is proved that no plan keeps up more; the solver was stopped in shortfall" in text


def test_a_gap_in_what_is_missing_is_no_proof() -> None:
    stages = [stage("sustained", "within_gap", 0.01), stage("shortfall", "optimal", 0)]
    assert verdict(small_plan(stages=stages)).endswith(
        " What is missing in the worst phase within 1 % of the best."
    )


def test_the_default_order_needs_no_word() -> None:
    names = ("sustained", "shortfall", "cost")
    text = verdict(small_plan(stages=[stage(name, "optimal", 0) for name in names]))
    assert text.endswith(" Proved the best possible.")


def test_it_is_said_where_what_is_missing_was_not_asked_for_first() -> None:
    cost = [stage("cost", "optimal", 0)]
    assert verdict(small_plan(stages=cost)).endswith(
        " What is missing was not minimised (see objectives), proved the least cost."
    )
    later = [stage("cost", "optimal", 0), stage("shortfall", "optimal", 0)]
    assert verdict(small_plan(stages=later)).endswith(
        " What is missing was minimised only after cost (see objectives), proved the least cost "
        "and shortfall."
    )
    assert verdict(met_plan(stages=cost)).endswith(" Proved the best possible.")
    lost = [stage("deterrence", "optimal", 0), stage("cost", "optimal", 0)]
    assert verdict(small_plan(stages=lost)).endswith(
        "proved the least loss of deterrence and cost."
    )


def test_verdict_of_a_relaxed_plan() -> None:
    assert verdict(small_plan(relaxed=True)).startswith(
        "If units could be split into fractions, 2 nations can keep up 1 of 2 battlegroups"
    )


def test_verdict_where_nobody_gives_anything() -> None:
    nobody = [nation("FRA", "none", 0)]
    rows = [requirement("p0", 0), requirement("p1", 0)]
    stages = [stage("shortfall", "optimal", 0)]
    empty = small_plan(contributions=[], nations=nobody, requirements=rows, stages=stages)
    assert verdict(empty) == (
        "Nobody gives anything over 12 months: none of 2 battlegroups. Proved the best possible. "
        "The warnings say why there are no battlegroups at times."
    )
    nothing = {"status": "met", "requirements": [], "contributions": [], "nations": nobody}
    assert verdict(small_plan(stages=stages, **nothing)) == (
        "Nobody gives anything over 12 months, and nothing is asked for. Proved the best possible."
    )


def test_verdict_of_forces_that_nothing_asks_for() -> None:
    plan = small_plan(status="met", requirements=[], stages=[stage("shortfall", "optimal", 0)])
    said = "Nothing is asked for, and 2 nations keep forces ready, for EUR 27 million over 12"
    assert verdict(plan).startswith(said)
