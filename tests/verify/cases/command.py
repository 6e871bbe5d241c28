"""Plans past the rules of command.py: leads, headquarters, formations."""

from __future__ import annotations

from planner.verify import command

from ..edits import GBR, Case, Edit, brigades_of, put, rule, tree_row

LEAD_BATTLEGROUPS = "rules.lead_floor.lead_battlegroups"


def led_by(**leads: str) -> Edit:
    """The nations that lead the components are these."""
    return lambda plan: plan["command"].update(component_leads=leads)


CASES: list[Case] = [
    (
        command.lead_floor,
        "role",
        set(),
        [put("nations", {"nation": "GBR"}, role="lead")],
    ),
    (
        command.lead_floor,
        "member",
        {"participation_limit", "coalition_floor"},
        [put("nations", {"nation": "FRA"}, member=False)],
    ),
    (command.lead_floor, "lead_nations", set(), [rule("coalition.lead_nations", ["GBR"])]),
    (
        command.lead_floor,
        "role",
        set(),
        [lambda plan: plan["command"].update(lead_nation=None)],
    ),
    *(
        (command.lead_floor, f"operation {phase}", set(), [rule(LEAD_BATTLEGROUPS, 4)])
        for phase in ("p1", "p2")
    ),
    (
        command.headquarters_floor,
        "p1",
        set(),
        [rule("rules.headquarters_floor.battlegroups_per_division", 5)],
    ),
    (
        command.headquarters_floor,
        "p2",
        set(),
        [put("unit_types", {"id": "division_hq"}, effects={"division_hq": 2})],
    ),
    (
        command.headquarters_floor,
        "p2",
        set(),
        [
            put("unit_types", {"id": "division_hq"}, effects={"division_hq": 3, "corps_hq": 1}),
            rule("rules.headquarters_floor.divisions_per_corps", 2),
        ],
    ),
    (
        command.headquarters_floor,
        "command FRA division_hq wide p1",
        set(),
        [lambda plan: plan["command"]["headquarters"][0].update(lots=2)],
    ),
    (command.formations, "p1 division", set(), [tree_row("division", parent="corps")]),
    (command.formations, "p1 division", set(), [tree_row("division", parent="brigade_1")]),
    (command.formations, "p1 operation", set(), [tree_row("operation", parent="land")]),
    (command.formations, "p1 air", set(), [tree_row("stores_1", id="air")]),
    (command.formations, "p9 fuel", set(), [tree_row("fuel", phase="p9")]),
    (command.formations, "FRA battlegroup north p1", set(), [tree_row("ground_1", lots=2)]),
    *(
        (command.formations, "p1 division", set(), [tree_row("division", **values)])
        for values in ({"lots": 0}, {"lots": 0, "unit_type": "", "location": ""})
    ),
    (
        command.formations,  # a division without its headquarters
        "FRA division_hq wide p1",
        set(),
        [tree_row("division", lots=0, unit_type="", location="")],
    ),
    (command.formations, "p1 division", set(), [tree_row("division", level="corps")]),
    (command.formations, "p1 division", set(), [tree_row("division", unit_type="logistics")]),
    (command.formations, "p1 brigade_1", set(), [tree_row("ground_1", parent="brigade_2")]),
    (command.formations, "p1 brigade_1", set(), [tree_row("brigade_1", parent="brigade_1")]),
    (
        command.formations,  # led twice
        "FRA division_hq wide p1",
        set(),
        [
            lambda plan: plan["command"]["formations"].append(
                plan["command"]["formations"][2] | {"id": "division_2"}
            )
        ],
    ),
    *(
        (command.formations, f"{phase} brigade_1", set(), [brigades_of(4, 7)])
        for phase in ("p1", "p2")
    ),
    (command.formations, "p1 north", set(), [tree_row("ground_1", parent="division")]),
    (
        command.formations,  # no formation is decided
        "p1 brigade_1",
        set(),
        [rule("rules.framework_floor.enabled", False)],
    ),
    (command.formations, "GBR fighter wide p1", set(), [tree_row("flight", nation="GBR")]),
]

GROWN_CASES: list[Case] = [
    (
        command.framework_floor,
        "south p1",
        {"formations"},
        [
            put("nations", GBR, framework=False),
            rule("rules.framework_floor.nations", ["FRA"]),
        ],
    ),
    (
        command.framework_floor,
        "wide p2",  # the division
        {"formations"},
        [
            put("nations", {"nation": "FRA"}, framework=False),
            rule("rules.framework_floor.nations", ["GBR"]),
        ],
    ),
    (
        command.framework_floor,
        "DEU",
        set(),
        [rule("rules.framework_floor.nations", ["FRA", "GBR", "DEU"])],
    ),
    (
        command.formations,
        "p1 brigade_1",  # led by a nation that gives nothing to it
        set(),
        [tree_row("brigade_1", nation="GBR")],
    ),
    (
        command.formations,
        "p1 brigade_2",
        set(),
        [tree_row("brigade_2", nation="POL")],
    ),
    (
        command.formations,
        "p1 brigade_2",  # two brigades in one
        set(),
        [tree_row("ground_1", parent="brigade_2"), tree_row("stores_1", parent="brigade_1")],
    ),
    (command.lead_floor, "air", set(), [led_by(land="FRA")]),
    (command.lead_floor, "air", set(), [led_by(land="FRA", air="FRA")]),
    (
        command.lead_floor,
        "land",
        set(),
        [rule("rules.lead_floor.components", {"air": ["POL"]})],
    ),
    (command.lead_floor, "air", set(), [rule("rules.lead_floor.min_lot_months", 13)]),
    (command.lead_floor, "land p2", set(), [rule(LEAD_BATTLEGROUPS, 4)]),
]
