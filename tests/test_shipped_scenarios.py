"""Every shipped scenario is solved whole, proved, rechecked, and found as its text says."""

from __future__ import annotations

import pytest

import planner
from planner.summary import met_share, share_text

NAMES = planner.scenario_names()


@pytest.mark.parametrize("name", NAMES)
def test_solves_verifies_and_finds_what_its_text_says(name: str) -> None:
    plan = planner.solve(name, sets=["objectives=[shortfall]", "solve.time_limit_s=300"])
    assert plan.stage("shortfall").proof == "optimal"
    assert plan.status in ("met", "shortfall")
    assert planner.verify_plan(plan) == []
    assert plan.scenario.finds.startswith(f"{share_text(met_share(plan))} of what is asked for")


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
    assert all(nation.stance == 3 for nation in plan.nations)
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
    assert "POL" not in {nation.nation for nation in with_it.nations}


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
