"""What is asked for in a terminal: what is kept up, what is missing when, and line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import NOTHING, Room, grid, missing_cells, place_titles
from planner.cli.terminal import printable
from planner.summary.key_numbers import (
    OFFERS_SCALE,
    DemandLine,
    LimitingPart,
    SustainedLevel,
    amount_text,
    counted,
    demand_lines,
    demand_place,
    effect_noun,
    in_words,
    limiting_parts,
    met_share,
    month_ranges,
    share_text,
    sustained_levels,
)

LETTERS = {
    "CAP": "combat air patrol",
    "AEW": "airborne early warning",
    "ISR": "intelligence, surveillance and reconnaissance",
}
"""what abbreviations in the names of demands stand for"""


def kept_up(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """A line for every kind of thing that is asked for: what is there in every month."""
    table = grid("kept up", ">of", ">level", ">from month", ">at times", "in months")
    shown = []
    for level in sustained_levels(plan):
        more = level.best > level.sustained
        name = ", ".join(filter(None, (_late(plan, level), demand_place(plan, level))))
        shown.append(name)
        table.add_row(
            Text(printable(name)),
            amount_text(level.need),
            amount_text(level.sustained),
            f"{level.from_month} ({plan.scenario.date_of(level.from_month)})",
            amount_text(level.best) if more else NOTHING,
            month_ranges(level.best_months) if more else "",
            style="bold" if level.short else "",
        )
    told = " ".join(shown).split()
    if table.rows:
        yield table
        yield Text(
            "Level: what of it is there in every month from then on. At times: more, in those "
            "months."
            + "".join(f" {short}: {word}." for short, word in LETTERS.items() if short in told),
            style="dim",
        )
    if any(row.code == "rounded_up" for row in plan.warnings):
        yield Text("What rests on pools that are rounded up stands under Warnings.", style="dim")
    limits: dict[tuple[str, ...], list[str]] = {}
    for demand, parts in limiting_parts(plan).items():
        names = (f"{effect_noun(plan, part.effect, 2)} {_share(part)}" for part in parts)
        limits.setdefault(tuple(names), []).append(demand)
    for listed, demands in limits.items():
        text = (
            f"What limits {', '.join(demands)}: all pools could keep in place {', '.join(listed)}."
        )
        yield Text(printable(text))


def _share(part: LimitingPart) -> str:
    return f"{amount_text(part.pools)} of {amount_text(part.asked)}"


def _late(plan: planner.Plan, level: SustainedLevel) -> str:
    """What is counted, and within how many days."""
    noun, days = level.noun(plan, 2), level.asked.within_days
    return f"{noun} within {counted(days, 'day')}" if days else noun


def missing(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """The demands that are short, each with what is missing and when."""
    short = [line for line in demand_lines(plan) if line.levels]
    if short:
        yield _lines(short)
        share = share_text(met_share(plan))
        text = f"On average of all demands and months, by weight, {share} of the need is there."
        yield Text(text, style="dim")


def requirements(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """A line a demand, and one more for every other amount that is missing in some months."""
    if lines := demand_lines(plan):
        yield _lines(lines)
        yield Text("Line by line, with who offers what: section CJSOR.", style="dim")


def _lines(lines: Iterable[DemandLine]) -> Grid:
    table = grid("requirement", "where", "when", ">need", ">lowest", ">missing", "in months")
    for line in lines:
        named = (
            Text(line.id),
            Text(printable(line.where)),
            f"in {counted(line.within_days, 'day')}" if line.within_days else "in place",
            amount_text(line.need),
            amount_text(line.lowest),
        )
        for cells in missing_cells(named, line.levels):
            table.add_row(*cells, style="bold" if line.levels else "")
    return table


def statement(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """The statement of requirements: need, what is kept up, what is unfilled, and who offers."""
    if not plan.cjsor:
        return
    table = grid(
        "line",
        "capability",
        "where",
        ">need",
        ">kept up",
        ">unfilled",
        ">days",
        "offered by",
        "asked for by",
        "caveats",
        gap=1,
    )
    titles = place_titles(plan)
    for row in plan.cjsor:
        part = "." in row.serial
        where = " or ".join(titles.get(name, name) for name in row.location.split(" or "))
        table.add_row(
            row.serial,
            Text(("  " if part else "") + in_words(row.capability)),
            Text(printable(where)),
            amount_text(row.need),
            amount_text(row.sustained),
            amount_text(row.unfilled) if row.unfilled > 0 else NOTHING,
            "" if row.readiness_days is None else str(row.readiness_days),
            Text(_offers(row.offered_by)),
            Text(row.demand),
            Text(printable("; ".join(row.caveats))),
            style="bold" if row.unfilled > 0 and not part else "",
        )
    yield table
    yield Text(
        "Offered by: the least that a nation has there in every month that counts. Days: until the "
        "slowest of them is there. Parts (3.1) are among what their line counts. A line of several "
        "places asks for what is needed there beyond the lines of each of them.",
        style="dim",
    )
    if any(row.caveats for row in plan.cjsor):
        yield Text(OFFERS_SCALE, style="dim")


def _offers(offers: tuple[str, ...]) -> str:
    """Nations with what they always have there; then those that come at times."""
    always = [text for text in offers if not text.endswith(" at times")]
    others = [text.removesuffix(" at times") for text in offers if text not in always]
    return (
        ", ".join(always)
        + ("; " if always and others else "")
        + (f"at times {' '.join(others)}" if others else "")
    )
