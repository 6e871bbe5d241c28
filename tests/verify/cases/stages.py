"""Plans past the rules of stages.py: the values, bounds and order of the stages, and the status."""

from __future__ import annotations

from planner.verify import stages

from ..edits import RESERVED, Case, drop, put, rule, top

CASES: list[Case] = [
    *(
        (stages.stage_value, name, set(), [put("stages", {"name": name}, value=low, bound=low)])
        for name, low in {
            "shortfall": 7.9,
            "us_dependence": 5,
            "nato_draw": -1,
            "burden": 0.19,
            "burden_excess": 230,
            "cost": 1067,
        }.items()
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, value=1070, bound=1070)],
    ),
    (stages.stage_value, "cost", set(), [put("stages", {"name": "cost"}, bound=1068.01)]),
    (stages.stage_value, "held", set(), [put("stages", {"name": "shortfall"}, held=True)]),
    (stages.stage_value, "cost", set(), [put("stages", {"name": "cost"}, gap_share=-0.1)]),
    (
        stages.stage_value,  # within the gap, but the plan's own cost is 1068
        "cost",
        set(),
        [
            put(
                "stages",
                {"name": "cost"},
                value=1069,
                bound=1068,
                gap_share=1 / 1069,
                proof="within_gap",
            )
        ],
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, gap_share=0.0005, proof="within_gap")],
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, bound=1067.5, gap_share=0.5 / 1068)],
    ),
    (
        stages.stage_value,
        "burden",
        set(),
        [put("stages", {"name": "burden"}, bound=0.19, proof="within_gap")],
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, gap_share=0.0011, proof="within_gap")],
    ),
    (
        stages.stage_value,
        "burden",
        set(),
        [
            put("stages", {"name": "burden"}, value=0.1962, bound=0.1962),
        ],
    ),
    (stages.stage_value, "order", set(), [drop("stages", name="cost")]),
    (stages.stage_value, "order", set(), [lambda plan: plan["stages"].reverse()]),
    # priced instead of forbidden: 1 of 3 earmarked battlegroups is drawn in months 6 to 11
    (
        stages.stage_value,
        "nato_draw",
        set(),
        [
            rule("rules.nato_reserve_limit.mode", "priced"),
            *RESERVED,
            put("stages", {"name": "nato_draw"}, value=5, bound=5),
        ],
    ),
    (stages.status_balance, "status", set(), [top(status="met")]),
    (stages.status_balance, "status", set(), [top(status="unproven")]),
    (
        stages.status_balance,
        "status",
        set(),
        [put("stages", {"name": "cost"}, proof="time_limit")],
    ),
]

GROWN_CASES: list[Case] = [
    *(
        (stages.stage_value, name, set(), [put("stages", {"name": name}, value=low, bound=low)])
        for name, low in {
            "shortfall": 25.9,
            "deterrence": 28.9,
            "burden": 0.19,
            "burden_excess": 230,
            "cost": 1100,
        }.items()
    ),
    (
        stages.stage_value,
        "deterrence",
        set(),
        [rule("rules.deterrence.slopes", [0.6, 0.25])],
    ),
]
