"""Sound plans pass: at the limit of a rule, relaxed, cut short, or empty."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from planner.verify.verifier import verify_plan

from .by_hand import document, sound
from .cases import cjsor
from .edits import (
    CAVEAT,
    FRA_NORTH,
    GBR,
    GROUND,
    RESERVED,
    TANKER,
    WIRE,
    Edit,
    add,
    brigades_of,
    broken,
    caveat,
    demand,
    drop,
    in_fractions,
    put,
    rule,
    top,
)
from .grown import grown


def test_the_sound_plan_passes_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(sound().model_dump_json(), encoding="utf-8")
    for plan in (sound(), document(), MappingProxyType(document()), path, str(path)):
        assert verify_plan(plan) == []


def test_a_true_statement_of_requirements_passes() -> None:
    plan = document()
    top(cjsor=[*cjsor.SOUND, *cjsor.SUPPORT])(plan)
    assert verify_plan(plan) == []


def test_the_plan_with_growth_passes() -> None:
    assert verify_plan(grown()) == []


AT_HOME = put("pools", {"nation": "POL", "unit_type": "battlegroup"}, locations={"home": 0})


def _no_longer(nation: str) -> Edit:
    """Not included by name any more."""
    return rule("coalition.include", [n for n in ("POL",) if n != nation])


SPARE = {"id": "spare", "effect": "ground", "location": "north", "threshold": 0}
PRICED = [
    rule("rules.nato_reserve_limit.mode", "priced"),
    *RESERVED,
    put("stages", {"name": "nato_draw"}, value=6, bound=6),
]
STILL_SOUND: dict[str, list[Edit]] = {
    "a requirement of nothing": [lambda plan: plan["scenario"]["requirements"].append(SPARE)],
    "a requirement to the end": [
        lambda plan: plan["scenario"]["requirements"][3].update(to_month=12)
    ],
    "earmarked lots at a price": PRICED,
    "a gap as large as allowed": [
        put("stages", {"name": "cost"}, gap_share=0.001, bound=1066.932, proof="within_gap")
    ],
    "burdens that a later stage let rise by a fiftieth": [
        rule("solve.burden_gap_share", 0.05),
        put("stages", {"name": "burden"}, value=0.1962, bound=0.1962),
        put("stages", {"name": "burden_excess"}, value=241.6, bound=241.6),
    ],
    "a nation without a size": [
        put("nations", {"nation": "ITA"}, size=0, fair_share=0),
        put("nations", {"nation": "DEU"}, size=2100, fair_share=2100 / 9000),
        lambda plan: plan["nations"][3]["fair_shares"].update(gdp=2100 / 9000),
        lambda plan: plan["nations"][4]["fair_shares"].update(gdp=0),
    ],
    "a caveat on the theatre, forces at home": [
        rule("overrides.caveats", [CAVEAT | {"nation": "POL", "unit_type": "battlegroup"}]),
        AT_HOME,
    ],
    "a caveat on another unit type": [
        rule("overrides.caveats", [CAVEAT | {"unit_type": "fighter"}])
    ],
    "a caveat on another sector": [
        rule("overrides.caveats", [CAVEAT | {"location": "north"}]),
        *(put("pools", GBR | {"unit_type": u}, locations={"south": 0}) for u in GROUND),
    ],
    "a caveat on ground troops, forces at home": [
        *caveat(nation="POL", kind="no_ground_troops"),
        AT_HOME,
    ],
    "a nation of stance 1, forces at home": [rule("coalition.min_stance", 1), _no_longer("POL")],
    "a caveat on combat forces, support": caveat(kind="support_only", unit_type="logistics"),
    "a caveat on all but aircraft, aircraft": [*caveat(nation="POL", kind="air_only"), AT_HOME],
    "a caveat on standby, forces at home": caveat(
        nation="POL", kind="standby_only", location="home"
    ),
    "a US drawdown that is turned up again": [
        rule(
            "rules.us_enabler_limit.drawdown",
            [{"from_month": 0, "share": 0}, {"unit_type": "tanker", "share": 1}],
        )
    ],
    "a US drawdown that leaves one of two": [
        rule("rules.us_enabler_limit.drawdown", [{"share": 0.5}])
    ],
    "a US gap with a price": [
        put("us_gaps", {}, option="joint_mrtt", price_eur_m=60, ready_month=12)
    ],
    "a cycle that the scenario sets": [
        put("unit_types", {"id": "fighter"}, tour_months=9, dwell_months=9),
        rule(
            "overrides.tours",
            [
                {"unit_type": "fighter", "tour_months": 1, "dwell_months": 1},
                {"unit_type": "fighter", "tour_months": 4, "dwell_months": 8},
                {"unit_type": "fighter", "tour_months": 1, "dwell_months": 1, "nation": "FRA"},
            ],
        ),
    ],
    "a presence of a rule that is off": [
        rule("rules.presence_floor", {"enabled": False, "presences": [WIRE]})
    ],
    "national ceilings that are off": [
        rule("rules.personnel_limit.national", False),
        put("nations", {"nation": "FRA"}, personnel_ceiling=1, past_peak=1, people_times_peak=3900),
    ],
    "votes of a nation that need no renewal": [
        drop("mandates", nation="FRA", month=4),
        drop("mandates", nation="FRA", month=8),
    ],
    "no limit on lift": [
        rule("rules.lift_limit.enabled", False),
        put("lift", {}, capacity=None),
        put("pools", {}, movement_cost_eur_m=5),
    ],
    "a caveat of another nation": [
        rule("overrides.caveats", [CAVEAT | {"nation": "DEU"}]),
        drop("pools", nation="DEU"),
    ],
    "a whole tour of which no month is used": [
        add("tours", {"unit_type": "fighter"}, nation="DEU", start_month=3, end_month=7)
    ],
    "as many divisions as a corps can lead": [
        put("unit_types", {"id": "division_hq"}, effects={"division_hq": 2, "corps_hq": 1}),
        rule("rules.headquarters_floor.divisions_per_corps", 2),
    ],
    "no dwell": [put("pools", {"unit_type": "fighter"}, dwell_months=0)],
    "an empty pool in a relaxed plan": [
        add("pools", TANKER, nation="GBR", lots=[0] * 12),
        in_fractions,
    ],
}


@pytest.mark.parametrize("edits", STILL_SOUND.values(), ids=STILL_SOUND)
def test_a_plan_at_a_rule_is_sound(edits: list[Edit]) -> None:
    plan = document()
    for edit in edits:
        edit(plan)
    assert verify_plan(plan) == []


def test_a_relaxed_plan_counts_parts_of_nations_and_forms_nothing() -> None:
    """3 of the 4 lots of a nation are 0.75 of it, and brigades of 3 where 4 is the least."""
    plan = grown()
    brigades_of(4, 7)(plan)
    assert broken(plan) == {"formations"}
    in_fractions(plan)
    assert broken(plan) == set()
    demand("presence_floor.presences", min_lots=4)(plan)
    put("presences", {}, nations=[], nuclear_powers=[], shortfall=1.25)(plan)
    # 1.25 nations are missing instead of 1: 12 months x 0.25 / 2 more
    for name, value in (("shortfall", 27.5), ("deterrence", 30.5)):
        put("stages", {"name": name}, value=value, bound=value)(plan)
    assert broken(plan) == set()
    in_fractions(plan, relaxed=False)
    assert broken(plan) == {"formations", "presence_floor", "stage_value"}


def test_a_plan_in_which_nobody_gives_anything() -> None:
    plan = document()
    rule("coalition.min_nations", 0)(plan)
    rule("rules.lead_floor.enabled", False)(plan)
    rule("rules.pledge_floor.enabled", False)(plan)
    empty = ("contributions", "tours", "costs", "mandates", "arrivals", "lift", "nato_ledger")
    plan |= {table: [] for table in (*empty, "us_gaps")}
    plan["command"] = {"lead_nation": None, "component_leads": {}}
    plan["command"] |= {"headquarters": [], "formations": []}
    spent = ("personnel_peak", "people_times_peak", "personnel_months", "cost_eur_m")
    figures = dict.fromkeys((*spent, "burden_share"), 0)
    put("nations", {}, member=False, role="none", **figures)(plan)
    put("nations", {"nation": "USA"}, role="us_enablers")(plan)
    put("nations", {"nation": "XMM"}, role="pooled")(plan)
    for row in plan["requirements"]:
        row.update(supplied=0, shortfall=row["need"])
    put("stages", {}, value=0, bound=0)(plan)
    short = 12 * (1 + 1 + 1 + 2) + 6
    put("stages", {"name": "shortfall"}, value=short, bound=short)(plan)
    assert verify_plan(plan) == []


def test_rounding_is_no_breach_and_relaxed_plans_have_fractions() -> None:
    plan = document()
    put("contributions", FRA_NORTH, lots=3 + 5e-7)(plan)
    assert broken(plan) == set()
    half = document()
    half["contributions"].append(half["contributions"][-1] | {"phase": "p2", "lots": 0.5})
    half["tours"].append(half["tours"][-1] | {"start_month": 6, "end_month": 12, "lots": 0.5})
    add("us_gaps", {}, phase="p2", us_lots=0.5, lots_to_own=1)(half)
    add("costs", {"nation": "USA"}, phase="p2", eur_m=6)(half)
    fuel = half["command"]["formations"][-1]
    half["command"]["formations"].append(fuel | {"phase": "p2", "lots": 0.5})
    put("nations", {"nation": "USA"}, cost_eur_m=18, personnel_months=270)(half)
    for row in half["nations"]:
        row["burden_share"] = row["cost_eur_m"] / 1074
    for name, value in (("us_dependence", 9), ("cost", 1074)):
        put("stages", {"name": name}, value=value, bound=value)(half)
    assert broken(half) == {"whole_lots"}
    in_fractions(half)
    assert broken(half) == set()


def test_whole_lots_count_exactly() -> None:
    """One lot of a million is a lot; of a relaxed plan it is rounding."""
    plan = document()
    many = 1_000_001
    put("pools", {"nation": "DEU"}, lots=[many - 1] * 12)(plan)
    add("tours", {"unit_type": "fighter"}, nation="DEU", lots=many)(plan)
    assert broken(plan) == {"pool_limit"}
    in_fractions(plan)
    assert broken(plan) == set()


def test_a_fractional_member_owes_a_fraction_of_the_minimum() -> None:
    plan = document()
    rule("rules.participation_floor.min_lot_months", 60)(plan)
    put("pools", {"nation": "GBR"}, lots=[12] * 12)(plan)
    put("pools", {"nation": "POL"}, lots=[4] * 12)(plan)
    assert broken(plan) == {"participation_floor"}  # GBR and POL give 48, FRA gives 60
    in_fractions(plan)  # GBR uses 6 of 12 and owes 30, POL uses 3 of 4 and owes 45
    assert broken(plan) == set()
    rule("rules.participation_floor.min_lot_months", 65)(plan)  # POL owes 48.75, FRA 65
    assert [i.where for i in verify_plan(plan)] == [
        "participation_floor: FRA",
        "participation_floor: POL",
    ]


def test_stages_may_stop_when_the_time_is_over() -> None:
    plan = document()
    plan["stages"] = plan["stages"][:4]
    put("stages", {"name": "burden"}, proof="time_limit", bound=0.1, gap_share=0.5)(plan)
    top(status="unproven")(plan)
    assert broken(plan) == set()


def test_a_met_plan_is_met() -> None:
    plan = document()
    rule("requirement_level", "threshold")(plan)
    plan["scenario"]["requirements"][3].update(threshold=4)
    put("requirements", {"id": "air"}, need=4, shortfall=0)(plan)
    put("requirements", {"id": "reserve"}, need=7)(plan)
    put("stages", {"name": "shortfall"}, value=0, bound=0)(plan)
    assert broken(plan) == {"status_balance"}
    top(status="met")(plan)
    assert broken(plan) == set()
