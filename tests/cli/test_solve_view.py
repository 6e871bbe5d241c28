"""``planner solve``: what a reader of the terminal finds."""

from __future__ import annotations

import re

import pytest

from planner import Plan
from planner.cli import terminal
from planner.summary.key_numbers import amount_text

from ..small_plan import all_demands, lots_over, nation, small_plan
from .command import fake_solve, run


def test_the_summary_reads_from_the_verdict_down(tiny: str) -> None:
    result = run("solve", tiny)
    assert result.exit_code == 0, result.output
    parts = ["can keep up all that is asked for", "Kept up", "Who stands where"]
    parts += ["Who gives what", "Who carries how much", "How sure the plan"]
    parts += ["More, with --all or planner show --section: Requirements, CJSOR", "Rotation"]
    places = [result.stdout.find(part) for part in parts]
    assert places == sorted(places)
    assert places[0] > 0
    assert max(map(len, result.stdout.splitlines())) <= terminal.WIDTH
    assert "\x1b" not in result.stdout
    assert "[bold]" in result.stdout
    assert result.stderr == ""


def test_a_shortfall_is_an_answer(monkeypatch: pytest.MonkeyPatch, hard_plan: Plan) -> None:
    fake_solve(monkeypatch, hard_plan)
    result = run("solve")
    assert result.exit_code == 0
    assert " of 500 battlegroups in every month" in " ".join(result.stdout.split())


LEVELS = {0: (3, 24.0), 3: (5, 18.0), 5: (8, 3.0), 8: (10, 6.0), 10: (12, 18.0)}
"""first month: (end, battlegroups there), where 24 are asked for"""


def test_every_amount_that_is_missing_has_its_months(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_solve(monkeypatch, lots_over(LEVELS))
    lines = [line.split() for line in run("solve").stdout.splitlines()]
    where = ["g", "Eastern", "sector", "in", "place", "24", "3"]
    first = lines.index([*where, "21", "5–7"])
    assert lines[first + 1 : first + 3] == [["18", "8–9"], ["6", "3–4,", "10–11"]]


def test_battlegroups_without_support_have_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what they lack as the type is called, or its id where the plan does not have it."""
    row = {"location": "east", "phase": "p1", "unit_types": ["bg"], "battlegroups": 2}
    fake_solve(monkeypatch, small_plan(unsupported=[row | {"lacks": ["bg", "sappers"]}]))
    lines = [line.split() for line in run("solve").stdout.splitlines()]
    assert ["Eastern", "sector", "2", "6–11", "battlegroup,", "sappers"] in lines


def test_threats_and_cover_have_every_amount_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = all_demands(threat=3, presence=1, cover=1)
    for name, better in (("force_ratios", {"coalition": 2}), ("cover", {"supplied": 1.5})):
        (row,) = getattr(plan, name)
        less = row.model_copy(update={"phase": "p0", "shortfall": row.shortfall / 2} | better)
        plan = plan.model_copy(update={name: (less, row)})
    fake_solve(monkeypatch, plan)
    lines = [line.split() for line in run("solve", "--all").stdout.splitlines()]
    worst = ["attack", "Eastern", "sector", "in", "place", "9", "6", "0", "2", "1", "3", "6–11"]
    assert lines[lines.index(worst) + 1] == ["9", "6", "2", "2", "1", "1.5", "0–5"]
    towns = ["towns", "area_city", "Eastern", "sector", "2", "1", "1.2", "1", "6–11"]
    assert lines[lines.index(towns) + 1] == ["0.5", "0–5"]


def test_the_heading_has_the_date_asked_for_and_those_of_the_figures(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan
) -> None:
    fake_solve(monkeypatch, tiny_plan)
    shown = run("solve").stdout
    assert "reference date 2024-12 · 12 months, month 0 is the ceasefire (20" in shown
    assert re.search(
        r"^figures of 20\d\d(-\d\d)? to 20\d\d(-\d\d)?, half of them of 20", shown, re.M
    )


def test_why_nations_give_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    nations = [nation("FRA", "lead", 27)]
    nations += [nation(code, "none", 0) | {"member": False} for code in ("GBR", "NLD")]
    unused = [
        {"nation": code, "unit_type": "bg", "reason_kind": kind, "reason": "why"}
        for code, kind in (("GBR", "not_needed"), ("NLD", "participation_floor"))
    ]
    fake_solve(monkeypatch, small_plan(nations=nations, unused=unused))
    shown = " ".join(run("solve").stdout.split())
    assert (
        "Could take part, but give nothing: cannot give as much as a member must "
        "(participation_floor): NLD not needed: what they have a part in is met, or lacks other "
        "forces: GBR"
    ) in shown
    assert "all 1 member 27" in shown


@pytest.fixture(scope="module")
def sections(rich_plan: Plan) -> dict[str, str]:
    """Heading -> what ``planner solve --all`` prints below it, spaces squeezed."""
    with pytest.MonkeyPatch.context() as patch:
        fake_solve(patch, rich_plan)
        lines = run("solve", "--all").stdout.splitlines()
    assert max(map(len, lines)) <= terminal.WIDTH
    found: dict[str, str] = {}
    for line in lines:
        heading, rule, _ = line.partition(" ──")
        name = heading if rule else list(found or [""])[-1]
        found[name] = found.get(name, "") + ("" if rule else " ".join(line.split()) + "\n")
    return found


def test_sections_stand_in_order(sections: dict[str, str]) -> None:
    names = ["", "Kept up", "Who stands where", "What is missing", "Requirements", "CJSOR"]
    names += ["Deterrence", "Who gives what", "Command", "Who carries how much"]
    names += ["Money", "Rotation", "Movement", "Votes ahead", "NATO's forces", "US gaps", "Growth"]
    names += ["How sure the data are", "How sure the plan is", "Advice"]
    assert [name for name in sections if not name.startswith("Warnings")] == names


def test_what_is_asked_first_is_shown_and_the_rest_is_named(
    monkeypatch: pytest.MonkeyPatch, rich_plan: Plan, sections: dict[str, str]
) -> None:
    fake_solve(monkeypatch, rich_plan)
    shown = run("solve").stdout
    headings = [line.split(" ──")[0] for line in shown.splitlines() if " ──" in line]
    first = ["Kept up", "Who stands where", "What is missing", "Who gives what"]
    assert headings[:6] == [*first, "Who carries how much", "How sure the plan is"]
    named = " ".join(shown.split("planner show --section: ")[1].split()).rstrip(".").split(", ")
    assert named == [name for name in sections if name and name not in headings]


def test_what_is_missing_leaves_out_what_is_met(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan
) -> None:
    fake_solve(monkeypatch, tiny_plan)
    assert "What is missing" not in run("solve", "--all").stdout


def test_a_plan_without_more_to_say_has_fewer_sections(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan
) -> None:
    fake_solve(monkeypatch, tiny_plan)
    shown = run("solve").stdout
    for heading in ("Deterrence ─", "US gaps ─", "Growth ─"):
        assert heading not in shown
    assert "of capacity" not in shown


def test_command_shows_the_tree_without_single_support_units(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Command"]
    brigades = [row for row in rich_plan.command.formations if row.level == "brigade"]
    assert brigades
    assert "Operation, led by FRA\n├── Land component" in shown
    assert "└── Air component, led by GBR" in shown
    assert f"Brigade, Eastern sector, led by {brigades[0].nation}, " in shown
    assert "support: " in shown
    assert "medical" not in shown


def test_deterrence_shows_threats_presences_and_cover(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown, threat = sections["Deterrence"], rich_plan.force_ratios[0]
    numbers = " ".join(
        amount_text(x)
        for x in (threat.attackers, threat.need, threat.coalition, threat.host, threat.trained)
    )
    assert f"attack Eastern sector in 30 days {numbers}" in shown
    for presence in rich_plan.presences:
        assert all(nation in shown for nation in presence.nations)
    assert "GBR°" in shown
    assert "patrol cap_station Whole theatre 1 1 1 ·\n" in shown
    assert "takes 26 fighters, 3 tankers" in shown


def test_money_shows_kinds_and_fairness_by_every_key(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Money"]
    for kind in ("deployment", "training", "movement", "procurement"):
        amount = sum(row.eur_m for row in rich_plan.costs if row.kind == kind)
        assert amount > 0
        assert f"{kind} {amount:,.0f} " in shown
    gbr = next(row for row in rich_plan.nations if row.nation == "GBR")
    keys = ("gdp", "defence_budget", "active_forces", "equal")
    ratios = " ".join(f"{gbr.burden_share / gbr.fair_shares[key]:.1f}" for key in keys)
    assert f"GBR {ratios}\n" in shown
    fra = next(row for row in rich_plan.nations if row.nation == "FRA")
    assert fra.fund_received_eur_m > 0
    amounts = (fra.cost_eur_m, fra.aid_credit_eur_m, fra.fund_paid_eur_m, fra.fund_received_eur_m)
    assert "FRA " + " ".join(f"{amount:,.0f}" for amount in amounts) in shown


def test_movement_shows_freight_and_the_slowest_arrivals(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Movement"]
    first = rich_plan.lift[0]
    assert first.movement == "rail"
    assert first.capacity is not None
    assert f"6–11 {first.load:,.0f} {first.load / first.capacity * 100:.0f} %" in shown
    slowest = min(rich_plan.arrivals, key=lambda row: row.slack_days)
    assert f"{slowest.ready_day} {slowest.due_day} {slowest.slack_days} {slowest.critical}" in shown


def test_votes_are_not_warned_of_again(sections: dict[str, str], rich_plan: Plan) -> None:
    shown = sections["Votes ahead"]
    renewals = [row for row in rich_plan.mandates if row.event == "renewal"]
    assert {row.nation for row in renewals} == {"FRA", "USA"}
    for row in renewals:
        assert f"{row.date} {row.month} {row.nation} {row.personnel:,}\n" in shown
    assert any(row.code == "mandate_renewal" for row in rich_plan.warnings)
    assert "mandate of" not in "".join(sections.values())


def test_natos_forces_sum_lots_and_months(sections: dict[str, str], rich_plan: Plan) -> None:
    rows = [row for row in rich_plan.nato_ledger if row.nation == "GBR"]
    tier_1, tier_2 = (
        sum(getattr(row, tier) * (row.end_month - row.start_month) for row in rows)
        for tier in ("tier_1", "tier_2")
    )
    assert tier_2 > 0
    first = f"{tier_1:,.0f}" if tier_1 else "·"
    assert f"GBR {first} {tier_2:,.0f} " in sections["NATO's forces"]


def test_us_gaps_show_the_peak_and_the_way_out(sections: dict[str, str], rich_plan: Plan) -> None:
    rows = [row for row in rich_plan.us_gaps if row.unit_type == "isr_male"]
    peak = max(rows, key=lambda row: row.us_lots)
    numbers = " ".join(amount_text(x) for x in (peak.us_lots, peak.european_lots))
    (line,) = (line for line in sections["US gaps"].splitlines() if "isr_male" in line)
    owned = amount_text(peak.lots_to_own)
    assert f" {numbers} {owned} joint_drones {peak.price_eur_m:,.0f} 6" in " ".join(line.split())


def test_growth_shows_purchases_and_trained_brigades(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Growth"]
    bought = rich_plan.purchases[0].lots
    assert f"Drones bought together {bought:.0f} isr_male {bought * 20:,.0f} 6 GBR 53 %" in shown
    assert f"{rich_plan.training[-1].brigades:.1f}" in shown
    assert "training the host abroad" in " ".join(sections["Rotation"].split())


def test_abbreviations_are_told_where_they_first_stand(sections: dict[str, str]) -> None:
    shown = " ".join(sections["Kept up"].split())
    assert "CAP stations" in shown
    assert "CAP: combat air patrol." in shown
    assert "AEW:" not in shown


def test_months_without_support_are_runs_of_months(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan
) -> None:
    rows = [
        {
            "phase": name,
            "location": "east",
            "unit_types": ["bg"],
            "lacks": ["bg"],
            "battlegroups": 1,
        }
        for name in ("p0", "p1")
    ]
    fake_solve(monkeypatch, small_plan(unsupported=rows))
    told = run("solve").stdout
    line = next(line for line in told.splitlines() if line.endswith("battlegroup") and "0–" in line)
    assert "0–11" in line


def test_the_numbers_of_offers_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = "AAA offers land 1 of 2 asked"
    refusal = {
        "nation": "AAA",
        "unit_type": "bg",
        "location": "east",
        "kind": "not_permitted",
        "reason": reason,
    }
    fake_solve(monkeypatch, small_plan(refusals=[refusal]))
    told = " ".join(run("solve").stdout.split())
    assert f"most often (1): {reason}. Offers and stances: 0 refused, 1 support only" in told


def test_the_legend_tells_only_of_rows_that_are_there(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan
) -> None:
    for plan, there in (
        (tiny_plan, True),
        (tiny_plan.model_copy(update={"requirements": ()}), False),
    ):
        fake_solve(monkeypatch, plan)
        told = " ".join(run("solve").stdout.split())
        assert ("Missing: place by place." in told) == there
