"""Every rule catches a plan that goes past it, and is silent where it is switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from planner.verify.verifier import CHECKS, verify_plan

from ..world import Document
from .by_hand import document
from .cases import (
    advice,
    cjsor,
    coalition,
    command,
    contingents,
    demands,
    forces,
    growth,
    money,
    movement,
    permissions,
    politics,
    stages,
)
from .edits import CAVEAT, FLANK_PLEDGE, GROUND, RESERVED, STATION, Case, Edit, broken, put, rule
from .grown import grown

CASES: list[Case] = [
    *forces.CASES,
    *permissions.CASES,
    *coalition.CASES,
    *command.CASES,
    *demands.CASES,
    *contingents.CASES,
    *cjsor.CASES,
    *advice.CASES,
    *money.CASES,
    *stages.CASES,
    *movement.CASES,
    *politics.CASES,
]
"""on the plan by hand"""

GROWN_CASES: list[Case] = [
    *forces.GROWN_CASES,
    *permissions.GROWN_CASES,
    *command.GROWN_CASES,
    *demands.GROWN_CASES,
    *growth.GROWN_CASES,
    *money.GROWN_CASES,
    *stages.GROWN_CASES,
    *movement.GROWN_CASES,
    *politics.GROWN_CASES,
]
"""on the plan with growth"""


@pytest.mark.parametrize(
    ("make", "check", "key", "others", "edits"),
    [(document, *case) for case in CASES] + [(grown, *case) for case in GROWN_CASES],
    ids=lambda v: getattr(v, "__name__", None),
)
def test_a_plan_past_a_rule_is_caught(
    make: Callable[[], Document],
    check: Callable[..., Any],
    key: str,
    others: set[str],
    edits: list[Edit],
) -> None:
    plan = make()
    for edit in edits:
        edit(plan)
    issues = verify_plan(plan)
    assert f"{check.__name__}: {key}" in {issue.where for issue in issues}
    assert {issue.where.partition(": ")[0] for issue in issues} == {check.__name__, *others}
    assert all(issue.problem for issue in issues)
    assert verify_plan(plan) == issues


def test_the_upper_level_asks_for_the_larger_attack() -> None:
    """27 battlegroups more: 12 to hold 36, where 9 stand at first; the station needs 2."""
    plan = grown()
    rule("requirement_level", "objective")(plan)
    assert broken(plan) >= {"effect_floor", "force_ratio_floor", "air_cover_floor"}
    put("requirements", {"id": "reserve"}, need=8)(plan)
    put("force_ratios", {}, attackers=36, need=12)(plan)
    put("force_ratios", {"phase": "p1"}, shortfall=3)(plan)
    put("cover", STATION, need=2)(plan)
    put("cover", STATION | {"phase": "p2"}, shortfall=2)(plan)
    for name in ("shortfall", "deterrence"):  # the attack 6 x 3 / 12, the station as before
        put("stages", {"name": name}, value=27.5, bound=27.5)(plan)
    assert broken(plan) == set()


def test_forces_at_a_training_camp_are_not_in_the_theatre() -> None:
    plan = grown()
    rule("overrides.caveats", [CAVEAT | {"nation": "POL", "kind": "standby_only"}])(plan)
    assert [issue.where for issue in verify_plan(plan)] == [
        "permission_limit: POL fighter wide p1",
        "permission_limit: POL fighter wide p2",
        "first_month_balance: POL battlegroup north",
        "first_month_balance: POL fighter wide",
    ]


def test_a_caveat_ends_with_its_month() -> None:
    plan = document()
    rule("overrides.caveats", [CAVEAT | {"until_month": 6}])(plan)
    assert [issue.where for issue in verify_plan(plan)] == [
        "permission_limit: GBR battlegroup south p1",
        "permission_limit: GBR logistics south p1",
        *(f"first_month_balance: GBR {u} {p}" for u in GROUND for p in ("north", "south")),
    ]


def test_every_rule_has_a_case() -> None:
    covered = {case[0] for case in (*CASES, *GROWN_CASES)}
    without = [check.__name__ for check in CHECKS if check not in covered]
    assert not without, "for each, add a case to CASES in tests/verify/cases/"
    assert covered == set(CHECKS), "a case checks what is not in CHECKS"
    assert len(set(CHECKS)) == len(CHECKS)


def test_every_rule_tells_its_formula() -> None:
    assert [check.__name__ for check in CHECKS if "Formula: " not in (check.__doc__ or "")] == []


def no_brigades(plan: Document) -> None:
    """The rule is off, and the tree has battlegroups below the divisions."""
    plan["scenario"]["rules"]["framework_floor"]["enabled"] = False
    rows = plan["command"]["formations"]
    above = {row["id"]: row["parent"] for row in rows if row["level"] == "brigade"}
    plan["command"]["formations"] = [
        row | {"parent": above.get(row["parent"], row["parent"])}
        for row in rows
        if row["level"] != "brigade"
    ]


SWITCHES: list[tuple[str, list[Edit]]] = [
    (
        "participation_floor",
        [
            rule("rules.participation_floor.min_lot_months", 49),
            rule("rules.participation_floor.enabled", False),
        ],
    ),
    ("lead_floor", [rule("coalition.lead_nations", []), rule("rules.lead_floor.enabled", False)]),
    (
        "support_floor",
        [
            put("unit_types", {"id": "battlegroup"}, supported_by={"medical": 3}),
            rule("rules.support_floor.enabled", False),
        ],
    ),
    (
        "headquarters_floor",
        [
            rule("rules.headquarters_floor.battlegroups_per_division", 5),
            rule("rules.headquarters_floor.enabled", False),
        ],
    ),
    (
        "personnel_limit",
        [
            rule("rules.personnel_limit.ceilings", {"GBR": 1}),
            rule("rules.personnel_limit.enabled", False),
        ],
    ),
    (
        "share_limit",
        [
            rule("rules.share_limit.max_share", {"ground": 0}),
            rule("rules.share_limit.enabled", False),
        ],
    ),
    (
        "framework_floor",
        [
            put("nations", {"nation": "GBR"}, framework=False),
            rule("rules.framework_floor.nations", ["FRA"]),
            no_brigades,
        ],
    ),
    (
        "nato_reserve_limit",
        [
            *RESERVED,
            rule("rules.nato_reserve_limit.mode", "free"),
        ],
    ),
    (
        "pledge_floor",
        [
            rule("rules.pledge_floor.pledges", [FLANK_PLEDGE]),
            rule("rules.pledge_floor.enabled", False),
        ],
    ),
]


@pytest.mark.parametrize(("name", "edits"), SWITCHES, ids=[name for name, _ in SWITCHES])
def test_a_rule_that_is_switched_off_is_silent(name: str, edits: list[Edit]) -> None:
    plan = document()
    for edit in edits[:-1]:
        edit(plan)
    assert broken(plan) - {"formations"} == {name}  # whose brigades follow framework_floor
    edits[-1](plan)
    assert broken(plan) == set()
