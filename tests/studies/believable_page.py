"""The tables of docs/believable.md: ``python -m tests.studies.believable_page`` writes them anew.

That takes some ten minutes, most of them for plans in whole units; with names of blocks, such as
``"guarantor places"``, it writes only those. ``test_believable_page.py``
holds what is proved of them against the plans of today.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import planner
from planner import Plan
from planner.studies.rule_costs import RuleCost
from planner.studies.scenario_table import ScenarioAnswer
from planner.summary.texts import amount_text, share_text

PAGE = Path(__file__).parents[2] / "docs" / "believable.md"
SHOWN = ("guarantor", "mnfu_2026")
KEPT_UP_ONLY = ["objectives=[sustained]"]
"""of plans in whole units: the stage that is proved within seconds"""
SHARES = {"any": 1.0, "a third": 1 / 3, "a quarter": 1 / 4, "a sixth": 1 / 6, "none": 0.0}
"""of the battlegroups in place, how much may change hands from one slot to the next"""
OFFERS = ("land", "air", "air_defence", "logistics", "sea", "standby")
Cells = Iterable[str]


def table(header: Cells, rows: Iterable[Cells]) -> str:
    """A table in Markdown."""
    names = list(header)
    lines = [names, ["---"] * len(names), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def scenarios() -> str:
    """Every shipped scenario, relaxed."""
    cells: Any = planner.compare_scenarios().rows
    answers = [ScenarioAnswer(**row) for row in cells]
    header = (
        "scenario",
        "battlegroups",
        "aircraft",
        "batteries",
        "people at peak",
        "on average",
        "EUR million a year",
        "least kept up",
        "pools hold least of",
    )
    return table(
        header,
        (
            (
                f"`{row.scenario}`",
                of(row.battlegroups, row.battlegroups_needed),
                of(row.aircraft, row.aircraft_needed),
                of(row.batteries, row.batteries_needed),
                f"{row.people_peak:,.0f}",
                f"{row.people_mean:,.0f}",
                f"{row.cost_eur_m_year:,.0f}",
                f"{row.worst_demand} ({share_text(row.sustained_share)})"
                if row.worst_demand
                else "all is kept up",
                row.scarcest.replace(": pools keep up", ":") or "enough of all",
            )
            for row in answers
        ),
    )


def of(kept: float, needed: float) -> str:
    """2 of 3; nothing where nothing is asked for."""
    return f"{amount_text(kept)} of {amount_text(needed)}" if needed else "–"


def rules(name: str) -> str:
    """What each rule of a scenario costs: what whole units keep up, and relaxed people and cost."""
    whole = rule_costs(name, sets=KEPT_UP_ONLY, whole=True)
    relaxed = {row.rule: row for row in rule_costs(name)}
    header = (
        "off",
        "battlegroups",
        "aircraft",
        "batteries",
        "missing",
        "missing, relaxed",
        "people on average, relaxed",
        "EUR billion, relaxed",
    )
    return table(header, ((*kept_up(row), *effort(relaxed[row.rule])) for row in whole))


def rule_costs(name: str, **options: Any) -> list[RuleCost]:
    """The rows of the study."""
    cells: Any = planner.rule_costs(name, **options).rows
    return [RuleCost(**row) for row in cells]


def kept_up(row: RuleCost) -> tuple[str, ...]:
    """What is off, and what is kept up without it."""
    amounts = (row.battlegroups, row.aircraft, row.batteries, row.sustained)
    return (f"`{row.rule}`" if row.off else "nothing", *map(amount_text, amounts))


def effort(row: RuleCost) -> tuple[str, ...]:
    """What is missing, and what the force takes."""
    people = f"{round(row.people_mean, -2):,.0f}"
    return amount_text(row.sustained), people, f"{row.cost_eur_m / 1000:.1f}"


def places(plan: Plan) -> str:
    """Who stands where in every slot: place by place and kind by kind, lots of each nation."""
    phases = [phase for phase in plan.phases if phase.end_month - phase.start_month > 1]
    header = ("where", *(f"{phase.start_month}–{phase.end_month - 1}" for phase in phases))
    there = lots(plan)
    return table(
        header,
        ((where, *(named(cells[phase.id]) for phase in phases)) for where, cells in there.items()),
    )


KINDS = {
    "land": "support",
    "air": "air",
    "air_defence": "air defence",
    "strike": "strike",
    "sea": "ships",
    "command": "headquarters",
    "support": "support",
    "training": "training",
}
"""role of a unit type, or else its domain -> kind of force"""


def lots(plan: Plan) -> dict[str, dict[str, dict[str, float]]]:
    """Place and kind of force -> phase -> nation -> lots."""
    units = {unit.id: unit for unit in plan.unit_types}
    found: dict[str, dict[str, dict[str, float]]] = {}
    for place in plan.scenario.locations:
        for kind in dict.fromkeys(("battlegroups", *KINDS.values())):
            cells: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
            for row in plan.contributions:
                unit = units[row.unit_type]
                own = KINDS.get(unit.role, KINDS[unit.domain])
                if row.location == place.id and kind == (
                    "battlegroups" if unit.is_battlegroup else own
                ):
                    cells[row.phase][row.nation] += row.lots
            if cells:
                found[f"{place.title or place.id}: {kind}"] = cells
    return found


def named(cell: Mapping[str, float]) -> str:
    """Nations with their lots, the most first."""
    order = sorted(cell.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{nation} {lots:g}" for nation, lots in order) or "–"


def people(plan: Plan) -> str:
    """Every member with its people at peak, its ceiling and what it has offered."""
    header = ("nation", "people at peak", "ceiling", "times its past peak", *OFFERS)
    return table(
        header,
        (
            (
                row.nation,
                f"{row.personnel_peak:,}",
                f"{row.personnel_ceiling:,}",
                f"{row.people_times_peak:.2f}",
                *(str(row.offers.get(name, "–")) for name in OFFERS),
            )
            for row in plan.nations
            if row.member
        ),
    )


def verdict_and_places(name: str) -> str:
    """The plan in a sentence, and who stands where."""
    plan = whole_plan(name)
    return f"{plan.verdict}\n\n{places(plan)}"


def whole_people(name: str) -> str:
    """The members of the plan in whole units."""
    return people(whole_plan(name))


@cache
def whole_plan(name: str, *sets: str) -> Plan:
    """The plan in whole units, with time enough to make the best of what goes without support."""
    return planner.solve(name, sets=["solve.time_limit_s=240", *sets])


def handover_limit(share: float) -> list[str]:
    """The setting by which at most this share of the battlegroups changes hands; 1: any."""
    on = "true" if share < 1 else "false"
    return [f"rules.handover_limit={{enabled: {on}, shares: {{ground: {share}}}}}"]


def handovers(name: str) -> str:
    """Battlegroups slot by slot, where less and less of them may change hands."""
    header = (
        "may change hands",
        "does at most",
        "FRA",
        "GBR",
        "others",
        "kept up",
        "largest burden",
        "EUR billion",
    )
    return table(header, (handed_over(name, title, share) for title, share in SHARES.items()))


def handed_over(name: str, title: str, share: float) -> tuple[str, ...]:
    """The row of one share, its burden as a multiple of that without the limit."""
    plan = whole_plan(name, *handover_limit(share))
    there: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    ground = {unit.id for unit in plan.unit_types if unit.is_battlegroup}
    theatre = {place.id for place in plan.scenario.locations if place.in_theatre}
    for row in plan.contributions:
        if row.unit_type in ground and row.location in theatre:
            nation = row.nation if row.nation in ("FRA", "GBR") else "others"
            there[nation][row.phase] += row.lots
    slots = [phase.id for phase in plan.phases if phase.end_month - phase.start_month > 1]
    changed = [r.share for r in plan.turnover if r.effect == "ground" and r.phase in slots[1:]]
    (level,) = (row for row in plan.sustained if row.demand == "ground_west")
    free = whole_plan(name, *handover_limit(1.0))
    burden = plan.stage("burden").value / free.stage("burden").value
    return (
        title,
        f"{100 * max(changed):.0f} %",
        *(", ".join(f"{there[n][k]:g}" for k in slots) for n in ("FRA", "GBR", "others")),
        of(level.sustained, level.need),
        f"{burden:.2f}",
        f"{plan.cost_eur_m / 1000:.2f}",
    )


def blocks() -> dict[str, Callable[[], str]]:
    """Name of a block of the page -> what makes its text."""
    found: dict[str, Callable[[], str]] = {"scenarios": scenarios}
    for name in SHOWN:
        found[f"{name} places"] = partial(verdict_and_places, name)
        found[f"{name} people"] = partial(whole_people, name)
        found[f"{name} rules"] = partial(rules, name)
    found["mnfu_2026 handovers"] = partial(handovers, "mnfu_2026")
    return found


def block(name: str, page: str) -> str:
    """The text of a block between its markers."""
    (found,) = re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- end -->", page, flags=re.S)
    return str(found)


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table, without its header."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def write(names: Collection[str]) -> None:
    """Write these blocks anew, or all."""
    for name, make in blocks().items():
        if not names or name in names:
            made, page = make(), PAGE.read_text(encoding="utf-8")
            before, after = (
                f"<!-- {name} -->\n{x}\n<!-- end -->" for x in (block(name, page), made)
            )
            PAGE.write_text(page.replace(before, after), encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1:])
