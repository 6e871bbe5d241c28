"""The workbook of a plan: sheets to brief from, then every table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from planner.output.workbook import Book, told
from planner.plan.plan import Plan
from planner.summary.demands import demand_lines
from planner.summary.key_numbers import place_duties
from planner.summary.levels import demand_place, sustained_levels
from planner.summary.nations import nation_name
from planner.summary.texts import VISIBLE, month_ranges, shown_amount

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

PEOPLE, BATTLEGROUPS, CHARTS = "people by month", "battlegroups by month", "charts"
FIRST = ("cjsor", "nations")
"""tables that come before the others, and before the matrices"""
CHART_SIZE = {"width": 980, "height": 440}
CHART_ROWS = 23
"""rows of a sheet that a chart takes"""
NUMBERS = re.compile(r"\[[-\d.e, ]*\]")

Rows = Sequence[Sequence[Any]]


def write_sheets(
    book: Book, plan: Plan, summary: Mapping[str, Any], tables: Mapping[str, Rows]
) -> None:
    """The sheets of a plan; ``tables`` have their columns in the first row, empty ones no sheet.

    Phases are told by their months and dates.
    """
    levels = _summary(book, plan, summary)
    filled = {name: rows for name, rows in tables.items() if len(rows) > 1}
    first = [name for name in FIRST if name in filled]
    for name in first:
        _table(book, plan, name, filled[name])
    people, ground = _people(plan), _battlegroups(plan)
    for name, matrix in ((PEOPLE, people), (BATTLEGROUPS, ground)):
        if matrix:
            _matrix(book, plan, name, matrix)
    if people or levels:
        _charts(book, plan, len(people), len(ground), levels)
    for name, rows in filled.items():
        if name not in first:
            _table(book, plan, name, rows)


def _summary(book: Book, plan: Plan, summary: Mapping[str, Any]) -> int:
    """Title, verdict, what is kept up of every demand, and the facts of the plan; one page.

    Returns how many demands are told, from row 4 on.
    """
    sheet = book.sheet("summary", landscape=False)
    for column, letters in enumerate((40, 22, 9, 9, 9, 9, 14)):
        sheet.set_column(column, column, letters)
    book.cell(sheet, 0, 0, plan.scenario.title or plan.scenario.name, bold=True, font_size=16)
    sheet.merge_range(1, 0, 1, 6, "")
    book.cell(sheet, 1, 0, plan.verdict, text_wrap=True, valign="top", font_size=12)
    sheet.set_row(1, 15 * (2 + len(plan.verdict) // 95))
    lines = {line.id: line for line in demand_lines(plan)}
    rows = []
    for level in sustained_levels(plan):
        months = {m for name in level.demands for _, ms in lines[name].levels for m in ms}
        rows.append(
            (
                level.heading(plan),
                demand_place(plan, level) or "whole theatre",
                shown_amount(level.need),
                shown_amount(level.sustained),
                shown_amount(level.need - level.sustained),
                level.sustained / level.need if level.need else 1.0,
                month_ranges(sorted(months)) or "none",
            )
        )
    names = ("demand", "where", "need", "kept_up", "missing", "kept_up_share", "missing_in_months")
    end = book.table(sheet, 3, names, rows)
    for row in range(4, end):
        if rows[row - 4][4] > 0:
            look = {"type": "no_errors", "format": book.style(bg_color="#FBE2D3")}
            sheet.conditional_format(row, 0, row, 6, look)
    end += 1
    for item, value in summary.items():
        if item not in ("verdict", "title"):
            book.cell(sheet, end, 0, item, valign="top")
            sheet.merge_range(end, 1, end, 6, "")
            book.cell(sheet, end, 1, value, text_wrap=True, valign="top", align="left")
            sheet.set_row(end, 15 * (1 + len(told(str(value))) // 80))
            end += 1
    sheet.print_area(0, 0, end - 1, 6)
    return len(rows)


def _table(book: Book, plan: Plan, name: str, rows: Rows) -> None:
    """A table of the plan; a phase is told by its months and dates."""
    when = {
        phase.id: f"{month_ranges(range(phase.start_month, phase.end_month))} "
        f"({plan.scenario.date_of(phase.start_month)} to "
        f"{plan.scenario.date_of(phase.end_month - 1)})"
        for phase in plan.phases
    }
    columns = [str(column) for column in rows[0]]
    told_rows = [
        [
            when.get(value, value) if column == "phase" else _plain(column, value)
            for column, value in zip(columns, row, strict=True)
        ]
        for row in rows[1:]
    ]
    names = ["months" if column == "phase" else column for column in columns]
    book.table_sheet(name, names, told_rows)


def _plain(column: str, value: Any) -> Any:
    """A value to read: numbers by month, told as a JSON list, as runs of months.

    >>> _plain("lots", "[2, 2, 3]"), _plain("lots", "[4, 4]"), _plain("lots", 2.0)
    ('2 in months 0–1, 3 from month 2', '4', 2.0)
    >>> _plain("nato_tiers", "[0, 1, 2]"), _plain("left_lots", "0=6.75; 12=0.4"), _plain("x", "[]")
    ('0; 1; 2', '6.75 from month 0; 0.4 from month 12', '')
    """
    if not isinstance(value, str):
        return value
    if column == "left_lots":
        parts = (part.split("=") for part in value.split("; ") if part)
        return "; ".join(f"{lots} from month {month}" for month, lots in parts)
    if not NUMBERS.fullmatch(value):
        return value
    numbers: list[float] = json.loads(value)
    return _runs(numbers) if column == "lots" else "; ".join(f"{n:g}" for n in numbers)


def _runs(by_month: list[float]) -> str:
    """Numbers by month as runs of months."""
    starts = [m for m, n in enumerate(by_month) if not m or n != by_month[m - 1]]
    if len(starts) < 2:
        return "".join(f"{n:g}" for n in by_month[:1])
    *runs, last = pairwise([*starts, len(by_month)])
    texts = [
        f"{by_month[first]:g} in months {month_ranges(range(first, end))}" for first, end in runs
    ]
    return ", ".join([*texts, f"{by_month[last[0]]:g} from month {last[0]}"])


def _people(plan: Plan) -> dict[str, dict[str, float]]:
    personnel = {unit.id: unit.personnel for unit in plan.unit_types}
    return _by_nation(plan, lambda unit: personnel[unit])


def _battlegroups(plan: Plan) -> dict[str, dict[str, float]]:
    counted = {unit.id: int(unit.is_battlegroup) for unit in plan.unit_types}
    return _by_nation(plan, lambda unit: counted[unit])


def _by_nation(plan: Plan, worth: Callable[[str], float]) -> dict[str, dict[str, float]]:
    """Nation -> phase -> sum over its lots in the theatre; who gives most comes first."""
    duties = place_duties(plan)
    length = {phase.id: phase.months for phase in plan.phases}
    sums: dict[str, dict[str, float]] = {}
    for row in plan.contributions:
        amount = row.lots * worth(row.unit_type)
        if duties[row.location] == "deployed" and amount > 0:
            phases = sums.setdefault(row.nation, {})
            phases[row.phase] = phases.get(row.phase, 0.0) + amount
    months = {n: sum(a * length[p] for p, a in phases.items()) for n, phases in sums.items()}
    order = sorted(months, key=lambda nation: (-months[nation], nation))
    return {nation: sums[nation] for nation in order if max(sums[nation].values()) >= VISIBLE}


def _matrix(book: Book, plan: Plan, name: str, matrix: dict[str, dict[str, float]]) -> None:
    """Nations by months in the theatre, darker for more; a last row for all."""
    phase_of = {m: p.id for p in plan.phases for m in range(p.start_month, p.end_month)}
    months = sorted(phase_of)
    dates = [plan.scenario.date_of(month) for month in months]
    digits = 0 if name == PEOPLE else 2
    rows: list[list[Any]] = [
        [nation_name(nation), *(round(phases.get(phase_of[m], 0.0), digits) for m in months)]
        for nation, phases in matrix.items()
    ]
    rows.append(
        ["all", *(round(sum(row[i] for row in rows), digits) for i in range(1, len(dates) + 1))]
    )
    sheet = book.sheet(name)
    book.cell(sheet, 0, 0, f"nation, {name.removesuffix(' by month')} in the theatre", bold=True)
    for column, date in enumerate(dates, 1):
        book.cell(sheet, 0, column, date, bold=True, rotation=90)
    for number, row in enumerate(rows, 1):
        last = {"bold": True, "top": 1} if number == len(rows) else {}
        book.cell(sheet, number, 0, row[0], **last)
        for column, value in enumerate(row[1:], 1):
            look = {"num_format": "#,##0;;" if digits == 0 else "#,##0.0#;;", **last}
            book.cell(sheet, number, column, value, **look)
    shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#6BAED6"}
    sheet.conditional_format(1, 1, len(matrix), len(dates), shades)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(dates), 6)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, len(rows), len(dates))


def _charts(book: Book, plan: Plan, people: int, ground: int, levels: int) -> None:
    """Charts of the matrices and of what is kept up, one below the other."""
    sheet = book.sheet(CHARTS, landscape=False)
    row = 0
    for name, nations, unit in ((PEOPLE, people, "people"), (BATTLEGROUPS, ground, "battlegroups")):
        if nations:
            _by_month(book, sheet, row, name, nations, unit, plan)
            row += CHART_ROWS
    if levels:
        chart = book.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
        for column, colour in ((3, "#0072B2"), (4, "#D55E00")):
            chart.add_series(
                {
                    "name": ["summary", 3, column],
                    "categories": ["summary", 4, 0, 3 + levels, 0],
                    "values": ["summary", 4, column, 3 + levels, column],
                    "fill": {"color": colour},
                    "gap": 40,
                }
            )
        chart.set_title({"name": "Kept up in every month, and missing", "overlay": False})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis({"name": "share of what is asked for", "num_format": "0%"})
        chart.set_size(CHART_SIZE)
        sheet.insert_chart(row, 0, chart)
        row += CHART_ROWS
    sheet.print_area(0, 0, row, 15)


def _by_month(
    book: Book, sheet: Worksheet, row: int, name: str, nations: int, unit: str, plan: Plan
) -> None:
    months = max(phase.end_month for phase in plan.phases)
    chart = book.book.add_chart({"type": "column", "subtype": "stacked"})
    for nation in range(1, nations + 1):
        chart.add_series(
            {
                "name": [name, nation, 0],
                "categories": [name, 0, 1, 0, months],
                "values": [name, nation, 1, nation, months],
                "gap": 5,
            }
        )
    chart.set_title({"name": f"{unit.capitalize()} in the theatre by month and nation"})
    chart.set_x_axis({"interval_unit": 3, "num_font": {"rotation": -45, "size": 9}})
    chart.set_y_axis({"name": unit, "num_format": "#,##0"})
    chart.set_size(CHART_SIZE)
    sheet.insert_chart(row, 0, chart)
