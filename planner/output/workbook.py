"""Workbooks: sheets of text, numbers and shares that print on pages; text is never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MAX_CELL = 32_767
"""UTF-16 units of text that a cell of Excel holds"""
TWO_ESCAPES = re.compile("(_x[0-9A-Fa-f]{4}_)(?=x[0-9A-Fa-f]{4}_)")
"""``_x000a_x000a_``: XlsxWriter keeps Excel from reading the first as an escape, not the second"""
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""what XML cannot hold"""
MAX_NAME, FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\]")
"""letters of the name of a sheet, and those that it may not have"""
MAX_WIDTH, MIN_WIDTH = 38, 7
"""letters of a column"""
LINE_HEIGHT = 15
"""points of a line of text"""
MAX_LINES = 12
"""of a row"""
A4 = 9
UNITS = {
    "_eur_m_month": "EUR m a month",
    "_eur_m": "EUR m",
    "_months": "months",
    "_month": "month number",
    "_days": "days",
    "_day": "day",
    "_tonnes": "tonnes",
}
WHOLE_NAMES = {
    "eur_m": "EUR m",
    "personnel": "people",
    "personnel_peak": "people at peak",
    "personnel_months": "people x months",
    "personnel_ceiling": "ceiling (people)",
    "past_peak": "past peak (people)",
    "lots": "lots",
    "tonnes": "tonnes",
    "seconds": "seconds",
    "within_days": "within (days)",
}
SHARES = re.compile(r"(^|_)share$")
"""columns of numbers from 0 to 1 that are shown in per cent"""


def heading(column: str) -> str:
    """The heading of a column, with its unit.

    >>> [heading(name) for name in ("cost_eur_m", "burden_share", "start_month", "unit_type")]
    ['cost (EUR m)', 'burden share (%)', 'start (month number)', 'unit type']
    """
    if column in WHOLE_NAMES:
        return WHOLE_NAMES[column]
    if SHARES.search(column):
        return f"{column.replace('_', ' ')} (%)"
    for ending, unit in UNITS.items():
        if column.endswith(ending):
            return f"{column.removesuffix(ending).replace('_', ' ')} ({unit})"
    return column.replace("_", " ")


class Book:
    """A workbook that is being written."""

    def __init__(self) -> None:
        import xlsxwriter

        self._stream = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(self._stream, options)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """A format with these properties, each made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, landscape: bool = True) -> Worksheet:
        """An empty sheet that prints on A4, all its columns on one page."""
        sheet = self.book.add_worksheet(self._free_name(name))
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def _free_name(self, name: str) -> str:
        """A name that Excel takes and no other sheet has."""
        used = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        plain = FORBIDDEN.sub("_", name)[: MAX_NAME - 3].strip("' ") or "table"
        names = [plain, *(f"{plain} {number}" for number in range(2, len(used) + 3))]
        return next(text for text in names if text.casefold() not in used)

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any, **look: Any) -> None:
        """Set a value; text stays text, whatever it begins with, and reads back as it is."""
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.style(**look))
        elif isinstance(value, int | float):
            form = look.pop("num_format", "#,##0" if isinstance(value, int) else "#,##0.0##")
            sheet.write_number(row, column, value, self.style(num_format=form, **look))
        else:
            text = told(str(value))
            if text.startswith(FORMULA_STARTS):
                look["quote_prefix"] = True
            if column:
                look.setdefault("indent", 1)  # apart from a number to the left
            sheet.write_string(row, column, text, self.style(**look))

    def table(
        self, sheet: Worksheet, top: int, names: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> int:
        """A heading and rows below it from a row on; the row after the last is returned.

        ``names`` are columns of a record: their headings have the unit, shares are per cent.
        """
        shares = {i for i, name in enumerate(names) if SHARES.search(name)}
        for column, name in enumerate(names):
            look = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
            self.cell(sheet, top, column, heading(name), **look)
        words = max((len(heading(name).split()) for name in names), default=1)
        sheet.set_row(top, LINE_HEIGHT * words)
        for number, row in enumerate(rows, top + 1):
            for column, value in enumerate(row):
                look = {"valign": "top"}
                if isinstance(value, str):
                    look["text_wrap"] = True
                elif column in shares:
                    look["num_format"] = "0.0%"
                self.cell(sheet, number, column, value, **look)
            sheet.set_row(number, LINE_HEIGHT * max(map(_lines, row), default=1))
        return top + 1 + len(rows)

    def table_sheet(
        self, name: str, names: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> Worksheet:
        """A sheet of one table: its heading stays in sight and is printed on every page."""
        sheet = self.sheet(name)
        end = self.table(sheet, 0, names, rows)
        for column, title in enumerate(names):
            cells = (len(shown(row[column])) for row in rows)
            longest = max([*cells, len(max(heading(title).split(), key=len))])
            sheet.set_column(column, column, max(MIN_WIDTH, min(longest + 2, MAX_WIDTH)))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, end - 1, len(names) - 1)
        sheet.print_area(0, 0, end - 1, len(names) - 1)
        return sheet

    def content(self) -> bytes:
        """The file."""
        self.book.close()
        return self._stream.getvalue()


def told(text: str) -> str:
    """A text as a cell holds it: one kind of line end, nothing that XML forbids, not too long."""
    text = ILLEGAL.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = TWO_ESCAPES.sub("\\1\u2060", text)  # a word joiner, which nobody sees
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter would take it for XML of its own
    return text.encode("utf-16-le")[: 2 * MAX_CELL].decode("utf-16-le", "ignore")


def shown(value: Any) -> str:
    """About what a cell shows, for the width of its column."""
    if isinstance(value, float):
        return f"{value:,.2f}"
    return "" if value is None else str(value)


def _lines(value: Any) -> int:
    """Lines that a value takes in the widest column, as many as a row may show."""
    if not isinstance(value, str):
        return 1
    return min(MAX_LINES, sum(1 + len(line) // (MAX_WIDTH - 4) for line in value.split("\n")))
