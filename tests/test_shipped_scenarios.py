"""Every shipped scenario is solved whole, proved, rechecked, and found as its text says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

import planner
from planner import Plan
from planner.summary.key_numbers import met_share, requirement_lines, share_text

NAMES = planner.scenario_names()
Claim = Callable[[Plan], bool]


@cache
def solved(name: str) -> Plan:
    """The plan of least shortfall."""
    return planner.solve(name, sets=["objectives=[shortfall]", "solve.time_limit_s=300"])


def missing(plan: Plan, *demands: str) -> dict[int, float]:
    """Month -> units missing of all these demands together (ids, or their beginnings)."""
    found: dict[int, float] = {}
    for line in requirement_lines(plan):
        if line.id.startswith(demands):
            for amount, months in line.levels:
                for month in months:
                    found[month] = found.get(month, 0.0) + amount
    return found


def met(*demands: str) -> Claim:
    """Is nothing of these demands missing, and do they exist?"""
    return lambda plan: (
        not missing(plan, *demands)
        and all(any(line.id.startswith(d) for line in requirement_lines(plan)) for d in demands)
    )


def short_for(months: int, *demands: str) -> Claim:
    """Is something of these demands missing in exactly so many months?"""
    return lambda plan: len(missing(plan, *demands)) == months


def at_most(amount: float, demand: str) -> Claim:
    """Is no more of one demand missing at any time, and something at some?"""
    return lambda plan: 0 < max(missing(plan, demand).values(), default=0.0) <= amount


def share_there(demand: str, low: float, high: float, start: int = 0) -> Claim:
    """Is, from a month on, between so much and so much of what is needed there?"""

    def holds(plan: Plan) -> bool:
        (line,) = (line for line in requirement_lines(plan) if line.id == demand)
        last = plan.scenario.horizon_months
        asked_for = [
            *((row.id, row.phase) for row in plan.requirements),
            *((row.id, row.phase) for row in plan.cover),
        ]
        asked = line.need * sum(
            phase.end_month - phase.start_month
            for phase in plan.phases
            for row in asked_for
            if row == (demand, phase.id) and start <= phase.start_month < last
        )
        lacks = sum(amount for month, amount in missing(plan, demand).items() if month >= start)
        return bool(low < 1 - lacks / asked < high)

    return holds


def gives(plan: Plan, nation: str) -> set[str]:
    return {row.unit_type for row in plan.contributions if row.nation == nation}


def members(plan: Plan) -> set[str]:
    return {nation.nation for nation in plan.nations if nation.member}


def brigades_by(plan: Plan, month: int) -> float:
    start = {phase.id: phase.start_month for phase in plan.phases}
    return max(row.brigades for row in plan.training if start[row.phase] <= month)


def shortfall(name: str) -> float:
    return solved(name).stage("shortfall").value


EVERYTHING: Claim = lambda plan: plan.status == "met"  # noqa: E731
CLAIMS: dict[str, dict[str, Claim]] = {
    "air_shield": {
        "One patrol, the alerts, the orbits and the defence of the capital are kept up": met(
            "patrols", "alerts", "surveillance", "capital", "isr_manned"
        ),
        "two other cities are there for little more than half of the time": share_there(
            "cities", 0.5, 0.6
        ),
    },
    "franco_british": {
        "within reach of two nations": lambda plan: members(plan) == {"FRA", "GBR"},
        "a battlegroup is missing for nine months": lambda plan: (
            short_for(9, "ground_east")(plan) and at_most(1, "ground_east")(plan)
        ),
    },
    "guarantor": {
        "their reinforcements are kept up": met("breakthrough"),
        "but for a battlegroup a sector at times": lambda plan: (
            at_most(3, "ground")(plan) and met("heavy")(plan)
        ),
        "a long-range battery is missing for nine months": lambda plan: (
            short_for(9, "gbad_long")(plan) and at_most(1, "gbad_long")(plan)
        ),
        "rocket artillery for a year": short_for(12, "rocket_artillery"),
    },
    "iiss_large": {
        "from the second slot on nearly half of its battlegroups are missing": share_there(
            "ground_east", 0.5, 0.6, start=9
        ),
        "batteries, tankers and rockets with them": lambda plan: all(
            missing(plan, demand) for demand in ("gbad_long", "gbad_medium", "tankers", "rocket")
        ),
    },
    "iiss_medium": {"A division of three brigades can be kept up for three years": EVERYTHING},
    "iiss_small": {"One brigade with a limited air component can be kept up": EVERYTHING},
    "no_fly_zone": {
        "One patrol station of four is what Europe keeps manned": lambda plan: (
            {row.supplied for row in plan.cover if row.id == "patrols"} == {1}
        ),
        "cities outside the capital and bases of the force stay without their batteries more": (
            lambda plan: sum(missing(plan, "cities", "bases").values()) > 8 * 36 / 2
        ),
    },
    "pre_deal": {
        "France and the United Kingdom alone": lambda plan: members(plan) == {"FRA", "GBR"},
        "keep the brigade in the rear": met("ground"),
        "medium-range air defence is missing for a year": short_for(12, "gbad_medium"),
        "Training adds more than one Ukrainian brigade by month 9": lambda plan: (
            brigades_by(plan, 9) > 1
        ),
        "holds the advance": met("advance"),
    },
    "mnfu_2026": {
        "Two brigades in the hubs are kept up": met("ground_west"),
        "by other nations beside France and the United Kingdom": lambda plan: (
            {row.nation for row in plan.contributions if row.location == "hub_west"}
            > {"FRA", "GBR"}
        ),
        "so is the reserve behind them": met("reserve"),
        "long- and medium-range batteries are missing more often than not": lambda plan: all(
            len(missing(plan, demand)) > 33 / 2 for demand in ("gbad_long", "gbad_medium")
        ),
    },
    "tripwire": {"A battlegroup a sector under three flags": EVERYTHING},
    "with_germany": {
        "Germany closes most of the gaps": lambda plan: (
            shortfall("with_germany") < shortfall("guarantor") / 2
        ),
        "that of the long-range batteries among them": met("gbad"),
        "a battlegroup and rocket artillery are still missing for a slot each": lambda plan: (
            short_for(6, "ground")(plan) and short_for(6, "rocket_artillery")(plan)
        ),
    },
    "with_poland": {
        "Poland keeps all of its battlegroups at home": lambda plan: (
            not any("battlegroup" in unit_type for unit_type in gives(plan, "POL"))
        ),
        "what it adds is rocket artillery": lambda plan: "rocket_artillery" in gives(plan, "POL"),
        "which is then missing for fewer months": lambda plan: (
            sum(missing(plan, "rocket").values())
            < sum(missing(solved("guarantor"), "rocket").values())
        ),
    },
    "without_poland": {
        "the same as with Poland in the coalition": lambda plan: (
            shortfall("without_poland") == pytest.approx(shortfall("guarantor"))
        ),
        "keeps its forces out of the guarantor force already": lambda plan: (
            not gives(solved("guarantor"), "POL")
        ),
    },
    "without_us": {
        "from month 24, when the backstop is gone, until month 48": lambda plan: (
            sorted(missing(plan, "early_warning")) == list(range(24, 48))
        ),
        "cities lack batteries most of the time": lambda plan: (
            len(missing(plan, "cities")) / 57 > 0.6
        ),
        "with the United States or without": lambda plan: (
            {12, 30, 36} <= set(missing(plan, "cities"))
        ),
    },
}
"""words of a text in ``finds`` -> what they say of the plan"""


@pytest.mark.parametrize("name", NAMES)
def test_solves_verifies_and_finds_what_its_text_says(name: str) -> None:
    plan = solved(name)
    assert plan.stage("shortfall").proof == "optimal"
    assert plan.status in ("met", "shortfall")
    assert planner.verify_plan(plan) == []
    text = plan.scenario.finds
    assert text.startswith(f"{share_text(met_share(plan))} of what is asked for")
    for words, holds in CLAIMS[name].items():
        assert words in text
        assert holds(plan), words
    for sentence in text.split(". ")[1:]:
        assert any(words in sentence for words in CLAIMS[name]), sentence


@pytest.mark.parametrize("name", NAMES)
def test_asks_and_finds_in_words(name: str) -> None:
    scenario = planner.load_scenario(name)
    assert scenario.title
    assert len(scenario.description) > 50
    assert len(scenario.finds) > 50


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_promises_one_per_cent(name: str) -> None:
    solve = planner.load_scenario(name).solve
    assert max(solve.mip_gap_share, solve.burden_gap_share) <= 0.01


def test_pre_deal_is_for_the_most_resolute() -> None:
    plan = planner.solve("pre_deal", sets=["objectives=[shortfall]", "solve.whole_units=false"])
    assert plan.scenario.coalition.min_stance == 3
    assert all(3 in nation.offers.values() for nation in plan.nations)
    units = {unit.id: unit.offered_as for unit in plan.unit_types}
    offers = {nation.nation: nation.offers for nation in plan.nations}
    for row in plan.contributions:  # of what each offers, too
        said = offers[row.nation]
        assert 3 in (said.get(name, said.get("land")) for name in (*units[row.unit_type], "land"))
    threat = plan.scenario.rules.force_ratio_floor.threats[0]
    assert threat.attackers == pytest.approx(1.5 * 35_000)
    assert "before a deal" in threat.note
    assert {warning.code for warning in plan.warnings} >= {"pre_deal", "mandate_renewal"}


def test_the_backstop_is_turned_down() -> None:
    plan = planner.solve("without_us")
    assert plan.us_gaps
    start = {phase.id: phase.start_month for phase in plan.phases}
    assert max(start[row.phase] for row in plan.us_gaps) < 24
    assert any(option.lots > 0 for option in plan.purchases)


def test_without_poland_is_the_guarantor_force() -> None:
    sets = ["objectives=[shortfall]", "solve.whole_units=false"]
    with_it, without = (planner.solve(n, sets=sets) for n in ("guarantor", "without_poland"))
    assert with_it.stage("shortfall").value == pytest.approx(without.stage("shortfall").value)
    offered = {row.unit_type for row in with_it.contributions if row.nation == "POL"}
    assert not any("battlegroup" in unit_type for unit_type in offered)


def test_germany_comes_after_its_election_and_the_fund_repays() -> None:
    plan = planner.solve("with_germany", sets=["solve.whole_units=false"])
    start = {phase.id: phase.start_month for phase in plan.phases}
    there = [start[row.phase] for row in plan.contributions if row.nation == "DEU"]
    assert there
    german = next(row for row in plan.mandates if row.nation == "DEU")
    assert german.event == "decision"
    assert german.month >= 9
    received = sum(nation.fund_received_eur_m for nation in plan.nations)
    assert received <= 500 + 1e-6
    assert received == pytest.approx(sum(nation.fund_paid_eur_m for nation in plan.nations))
