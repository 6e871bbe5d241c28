"""A plan as files: JSON, CSV, Excel. What is written can be read back; text is never a formula."""

from __future__ import annotations

from pathlib import Path

from planner.files import write_file, write_folder
from planner.output.cells import csv_text
from planner.output.plan_tables import SUMMARY, flat_tables, summary
from planner.output.targets import FILE_ENDINGS, check_target
from planner.output.workbook import Book
from planner.plan.plan import Plan


def plan_to_json(plan: Plan) -> str:
    """The whole plan as JSON; ``Plan.model_validate_json`` reads it back unchanged."""
    return plan.model_dump_json(indent=1)


def plan_to_csv(plan: Plan) -> dict[str, str]:
    """Table name -> CSV text: ``summary``, every table of the plan, and ``formations`` (who leads).

    A table inside a cell is text: ``FRA=0.6; GBR=0.4``; so are names (``FRA; GBR``); numbers by
    month are a JSON list. Text that a spreadsheet would run as a formula gets a
    single quote in front.
    """
    return {name: csv_text(rows) for name, rows in flat_tables(plan).items()}


def plan_to_xlsx(plan: Plan) -> bytes:
    """The plan as an Excel workbook to brief from: summary, statement of requirements, nations by
    month, charts, then every table that is not empty. Columns tell their units, text is text.
    """
    from planner.output.plan_workbook import write_sheets

    book = Book()
    tables = {name: rows for name, rows in flat_tables(plan).items() if name != SUMMARY}
    write_sheets(book, plan, summary(plan), tables)
    return book.content()


def write_plan(plan: Plan, path: str | Path) -> Path:
    """Write the plan as .json or .xlsx, as a report (.html), as a picture of what is covered when
    (.png, .svg), or as a folder of CSV files; return where it is.

    A folder is replaced only when it is empty or holds a plan written before. Raises InputError
    when the path cannot be used or written; nothing is then left behind.
    """
    target = check_target(path)
    ending = target.suffix.lower()
    if ending in FILE_ENDINGS:
        write_file(target, _content(plan, ending))
    else:
        tables = plan_to_csv(plan)
        write_folder(target, {f"{name}.csv": text.encode() for name, text in tables.items()})
    return target


def _content(plan: Plan, ending: str) -> bytes:
    """A plan as the content of a file that ends so, one of FILE_ENDINGS."""
    if ending == ".json":
        return (plan_to_json(plan) + "\n").encode()
    if ending == ".xlsx":
        return plan_to_xlsx(plan)
    if ending == ".html":
        from planner.output.report import report_html

        return report_html(plan).encode()
    from planner.output.charts.drawing import chart, chart_bytes

    return chart_bytes(chart(plan, "cover"), ending)
