"""What rules cost, against answers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import planner
from planner.scenario.fields import Switch
from planner.scenario.rules import Rules
from planner.studies.conditions import CONDITIONS
from planner.studies.rule_costs import RuleCost, missing_in_the_worst_phase

from ..small_scenarios import QUIET, WIDE, need, presence, scenario, solved
from ..world import WORLD, figure

RELAXED = "solve.whole_units=false"
CEILING = {"enabled": True, "ceilings": {"AAA": 1000}}
SMALL = scenario(
    horizon=4,
    starts=(0, 2),
    pools={("AAA", "inf"): 2, ("BBB", "inf"): (0, 0, 1, 1)},
    needs=[need("ground", 3, weight=2)],
    rules={"personnel_limit": CEILING},
    objectives=("sustained", "shortfall", "cost"),
)
"""Three battlegroups of 1,000 are asked for. AAA has two, and a ceiling of one; BBB has one in the
second half, so that the demand counts from month 0 and one is there in its worst phase."""


def costs(document: dict[str, object], whole: bool = False) -> dict[str, RuleCost]:
    return rows_of(planner.rule_costs(document, data=WORLD, whole=whole))


def rows_of(study: planner.Study) -> dict[str, RuleCost]:
    rows: list[Any] = list(study.rows)
    return {row["rule"]: RuleCost(**row) for row in rows}


def test_a_ceiling_costs_what_it_keeps_at_home() -> None:
    rows = costs(SMALL, whole=True)
    first, without = rows["all on"], rows["personnel_limit"]
    assert (first.battlegroups, without.battlegroups) == (1, 2)
    assert first.sustained == pytest.approx(2 * 4 * 2 / 3)
    assert first.shortfall == pytest.approx(2 * (2 * 2 / 3 + 2 * 1 / 3))
    assert (first.people_mean, first.people_peak, first.cost_eur_m) == (1500, 2000, 6)
    assert without.sustained == pytest.approx(2 * 4 / 3)
    assert without.off == "rules.personnel_limit.enabled=false"
    assert without.changes == "+1 battlegroup, +1,000 people on average, +4 EUR million"
    assert rows["company_limit"].changes == "nothing"
    assert replace(rows["all off"], rule="", off="") == replace(without, rule="", off="")


def test_only_what_is_on_is_switched_off() -> None:
    study = planner.rule_costs(SMALL, data=WORLD)
    assert study.method.relaxed
    assert list(rows_of(study)) == [
        "all on",
        "sustained",
        "personnel_limit",
        "company_limit",
        "participation_floor",
        "offers",
        "all off",
    ]
    one = planner.rule_costs(SMALL, rules=["personnel_limit"], data=WORLD)
    assert list(rows_of(one)) == ["all on", "personnel_limit"]
    with pytest.raises(planner.InputError, match="is no rule that small has on"):
        planner.rule_costs(SMALL, rules=["lift_limit"], data=WORLD)
    assert len({condition.name for condition in CONDITIONS}) == len(CONDITIONS)


def test_every_rule_that_holds_forces_back_and_can_be_off_is_weighed() -> None:
    asked = {"force_ratio_floor", "presence_floor", "air_cover_floor", "air_defence_floor"}
    growth = {"procurement_limit", "training_balance"}
    kinds = {name: field.annotation for name, field in Rules.model_fields.items()}
    switched = {
        name for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Switch)
    }
    missing = switched - asked - growth - {condition.name for condition in CONDITIONS}
    assert not missing, "add each to CONDITIONS in planner/studies/conditions.py"


@pytest.mark.parametrize("limit", [{"drawdown": [{"share": 0.5}]}, {"max_lots": {"radar": 1}}])
def test_a_drawdown_of_the_backstop_is_weighed_as_a_maximum_is(limit: dict[str, Any]) -> None:
    """Two radars are wanted; the US has three, of which one may be used."""
    document = scenario(
        pools={("USA", "radar"): 3},
        needs=[need("aew", 2, "theatre")],
        locations=(WIDE,),
        rules={"us_enabler_limit": limit},
        coalition={"us_backstop": True},
        objectives=("sustained", "shortfall"),
    )
    rows = costs(document, whole=True)
    assert (rows["all on"].aircraft, rows["us_enabler_limit"].aircraft) == (1, 2)
    assert rows["all off"].shortfall == 0
    open_to_all = {"us_enabler_limit": {"drawdown": [{"share": 1}]}}
    assert "us_enabler_limit" not in costs({**document, "rules": {**QUIET, **open_to_all}})


def test_what_is_missing_is_counted_as_the_stages_do() -> None:
    plan = solved(SMALL)
    assert missing_in_the_worst_phase(plan) == pytest.approx(plan.stage("sustained").value)
    assert costs(SMALL, whole=True)["all on"].shortfall == pytest.approx(
        plan.stage("shortfall").value
    )


def test_offers_are_left_out_of_the_data_and_nothing_else() -> None:
    """AAA has refused to send land forces, and its stance is 3."""
    refused = {("AAA", "offer_land"): figure("offer_land", 0, "AAA")}
    data = replace(WORLD, facts={**WORLD.facts, **refused})
    document = {**SMALL, "coalition": {**SMALL["coalition"], "lead_nations": ["BBB"]}}
    rows = rows_of(planner.rule_costs(document, data=data))
    assert (rows["all on"].battlegroups, rows["offers"].battlegroups) == (0, 1)
    assert rows["offers"].off == "facts offer_* left out"
    assert data.facts["AAA", "offer_land"].value == 0


def test_settings_that_are_told_give_the_same() -> None:
    """Each rule off, solved from nothing with what its row says; without the settings, all on."""
    rows = [row for row in costs(SMALL).values() if "[" not in row.off and "facts" not in row.off]
    assert len(rows) == 5
    for row in rows:
        plan = planner.solve(SMALL, data=WORLD, sets=[RELAXED, *row.off.split()])
        for stage, told in (("sustained", row.sustained), ("shortfall", row.shortfall)):
            assert told == pytest.approx(plan.stage(stage).value, abs=1e-5), row.rule
        assert row.cost_eur_m == pytest.approx(plan.stage("cost").value, abs=1e-5), row.rule


def test_what_is_said_of_them() -> None:
    study = planner.rule_costs(SMALL, data=WORLD, whole=True)
    assert study.answer == (
        "personnel_limit costs most: without it, 2.7 requirement-months less are missing in the "
        "worst phase (+1 battlegroup, +1,000 people on average, +4 EUR million).",
        "Alone, nothing is held back by sustained, company_limit, participation_floor or offers.",
        "With all of them off: +1 battlegroup, +1,000 people on average, +4 EUR million.",
    )
    assert (study.method.solves, study.method.relaxed) == (len(study.rows), False)
    assert set(study.rows[0]) == set(study.columns)


def test_what_is_missing_is_told_where_no_forces_that_are_counted_change() -> None:
    """A company of 200 beside 20 battlegroups shows a second flag: 1 % more people."""
    document = scenario(
        pools={("AAA", "inf"): 20, ("BBB", "coy"): 1},
        needs=[need("ground", 20)],
        rules={
            "personnel_limit": {"enabled": True, "ceilings": {"BBB": 100}},
            "presence_floor": {"presences": [presence(2, effect="presence")]},
        },
        objectives=("sustained", "shortfall"),
    )
    study = planner.rule_costs(document, data=WORLD, whole=True, rules=["personnel_limit"])
    first, without = rows_of(study).values()
    assert (first.sustained, without.sustained) == pytest.approx((2, 0))
    assert without.changes == "−2 requirement-months missing in the worst phase"


def test_it_is_said_where_demands_count_from_other_months() -> None:
    """Until month 2 BBB is held back. Without that, what is there in months 0 and 1 counts too."""
    document = scenario(
        pools={("AAA", "inf"): (1, 1, 3, 3), ("BBB", "inf"): 1},
        needs=[need("ground", 3)],
        caveats=[{"nation": "BBB", "until_month": 2, "reason": "a vote"}],
        objectives=("sustained", "shortfall"),
    )
    study = planner.rule_costs(document, data=WORLD, whole=True, rules=["caveats"])
    first, without = rows_of(study).values()
    assert (first.battlegroups, without.battlegroups) == (3, 2)
    assert without.changes == "−1 battlegroup, demands count from other months"
    assert study.answer == (
        "Without caveats levels do not compare: −1 battlegroup, demands count from other months.",
    )


@pytest.mark.slow
def test_processes_share_the_rules() -> None:
    one, two = (planner.rule_costs(SMALL, data=WORLD, jobs=jobs) for jobs in (1, 2))
    assert (two.rows, two.answer) == (one.rows, one.answer)


def test_the_worst_month_first_costs_nothing_where_it_cannot_help() -> None:
    row = costs(SMALL)["sustained"]
    assert row.off == "objectives=[shortfall, cost]"
    assert row.changes == "nothing"
