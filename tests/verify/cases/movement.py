"""Plans past the rules of movement.py: lift and arrivals."""

from __future__ import annotations

from planner.verify import movement

from ...world import Document
from ..edits import TANKER, Case, add, drop, put, rule

LATE: Document = {"lift_days": 1, "ready_day": 1, "slack_days": -1, "critical": "lift"}


CASES: list[Case] = [
    (movement.lift_limit, "p1 rail", set(), [put("lift", {"movement": "rail"}, load=19)]),
    (movement.lift_limit, "p1 sea", set(), [put("lift", {"movement": "sea"}, capacity=80)]),
    (movement.lift_limit, "p1 air", set(), [put("lift", {"movement": "air"}, unit="trains")]),
    (movement.lift_limit, "p1 sea", set(), [drop("lift", movement="sea")]),
    (movement.lift_limit, "p1 rail", set(), [rule("rules.lift_limit.enabled", False)]),
    (
        movement.lift_limit,
        "p1 rail",  # 20 trains, 19.8 possible
        set(),
        [
            rule("rules.lift_limit.trains_per_day", 2.2),
            put("lift", {"movement": "rail"}, capacity=19.8),
        ],
    ),
    *(
        (
            movement.arrival_balance,
            "POL fighter p1",
            set(),
            [put("arrivals", {"unit_type": "fighter"}, **{name: value})],
        )
        for name, value in {"lots": 2, "movement": "sea", "trains": 3, "location": "north"}.items()
    ),
    (movement.arrival_balance, "USA tanker p1", set(), [drop("arrivals", nation="USA")]),
    (movement.arrival_balance, "USA tanker p1", set(), [add("arrivals", TANKER)]),
    (movement.arrival_balance, "USA tanker p2", set(), [add("arrivals", TANKER, phase="p2")]),
    (
        movement.arrival_balance,
        "USA tanker p1",
        set(),
        [put("arrivals", TANKER, lift_days=-1, ready_day=-1, slack_days=1)],
    ),
    # 40 t at 4 a day take 10 days, one more than there are before month 0
    (
        movement.arrival_balance,
        "p1 sea",
        {"lift_limit", "arrival_limit"},
        [
            rule("rules.lift_limit.sea_tonnes_per_day", 4),
            put("lift", {"movement": "sea"}, capacity=36),
        ],
    ),
    (
        movement.arrival_balance,
        "p1 rail",
        {"arrival_limit"},
        [put("arrivals", {"unit_type": "fighter"}, lift_days=1, ready_day=1, slack_days=-1)],
    ),
    (
        movement.arrival_limit,
        "POL fighter p1",
        {"first_month_balance", "arrival_balance"},
        [put("pools", {"nation": "POL", "unit_type": "fighter"}, transit_days=1)],
    ),
    # 14 trains at 4 a day from day -3 on are a day late, said or not
    *(
        (
            movement.arrival_limit,
            key,
            others,
            [
                put("unit_types", {"id": "fighter"}, tonnes=70),
                put("lift", {"movement": "rail"}, load=32),
                put("arrivals", {"unit_type": "fighter"}, trains=14, **clock),
            ],
        )
        for key, others, clock in (
            ("p1 rail", {"arrival_balance"}, {}),
            ("p1 rail", set(), LATE),
            ("POL fighter p1", set(), LATE),
        )
    ),
]

GROWN_CASES: list[Case] = [
    *(
        (
            movement.arrival_balance,
            "XCB drone p2",
            set(),
            [put("arrivals", {"unit_type": "drone"}, **{name: value})],
        )
        for name, value in {
            "decision_days": 1,
            "notice_days": 20,
            "transit_days": 2,
            "ready_day": 16,
            "due_day": 30,
            "slack_days": 0,
            "critical": "transit",
        }.items()
    ),
    # 4 trains at 4 a day, from day 11 on
    *(
        (
            movement.arrival_balance,
            "p2 rail",
            set(),
            [
                put(
                    "arrivals",
                    {"unit_type": "drone"},
                    lift_days=days,
                    ready_day=14 + days,
                    slack_days=166 - days,
                )
            ],
        )
        for days in (0, 2)
    ),
    (
        movement.arrival_balance,
        "XCB drone p2",
        {"lift_limit", "cost_balance", "stage_value"},
        [rule("rules.lift_limit.enabled", False)],
    ),
]
