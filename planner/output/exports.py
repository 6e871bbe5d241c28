"""A plan as files: JSON, CSV, Excel. What is written can be read back; text is never a formula."""

from __future__ import annotations

import csv
import io
import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from planner.errors import InputError, Issue
from planner.files import as_input_error, write_file, write_folder
from planner.output.workbook import FORMULA_STARTS, Book
from planner.plan.command import FormationRow
from planner.plan.plan import TABLES, Plan
from planner.problem.records import Record

SUMMARY = "summary"
EXPORTED: dict[str, type[Record]] = {**TABLES, "formations": FormationRow}
"""every table of the plan, and its command tree"""
HEADERS: dict[str, tuple[str, ...]] = {SUMMARY: ("item", "value")} | {
    name: tuple(record.model_fields) for name, record in EXPORTED.items()
}
"""table name -> its columns: the summary, every list of a plan, and ``formations``"""
CSV_NAMES = frozenset(f"{name}.csv" for name in HEADERS)
DRAWN_ENDINGS = (".html", ".png", ".svg")
FILE_ENDINGS = (".json", ".xlsx", *DRAWN_ENDINGS)
CHART_PACKAGES = ("altair", "vl_convert")
ENDINGS = (
    "allowed: a file that ends in .json, .xlsx, .html (a report), .png or .svg (what is covered "
    "when), or a folder (for CSV files)"
)


def plan_to_json(plan: Plan) -> str:
    """The whole plan as JSON; ``Plan.model_validate_json`` reads it back unchanged."""
    return plan.model_dump_json(indent=1)


def plan_to_csv(plan: Plan) -> dict[str, str]:
    """Table name -> CSV text: ``summary``, every table of the plan, and ``formations`` (who leads).

    A table inside a cell is text: ``FRA=0.6; GBR=0.4``; so are names (``FRA; GBR``); numbers by
    month are a JSON list. Text that a spreadsheet would run as a formula gets a
    single quote in front.
    """
    return {name: csv_text(rows) for name, rows in _tables(plan).items()}


def plan_to_xlsx(plan: Plan) -> bytes:
    """The plan as an Excel workbook to brief from: summary, statement of requirements, nations by
    month, charts, then every table that is not empty. Columns tell their units, text is text.
    """
    from planner.output.plan_workbook import write_sheets

    book = Book()
    tables = {name: rows for name, rows in _tables(plan).items() if name != SUMMARY}
    write_sheets(book, plan, _summary(plan), tables)
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


def check_target(path: str | Path) -> Path:
    """The real path to write to. Raises InputError when it could not be written."""
    given = str(path)
    with as_input_error(given):
        target = Path(os.path.realpath(path))
        ending = target.suffix.lower()
        if ending in DRAWN_ENDINGS:
            check_charts()
        if ending in FILE_ENDINGS and target.exists() and not target.is_file():
            raise InputError([Issue(given, "is not a file", "choose another name")])
        if ending not in FILE_ENDINGS and target.exists():
            _check_folder(given, target)
        elif ending not in (*FILE_ENDINGS, ""):
            problem = f"a plan cannot be written as {ending!r}"
            raise InputError([Issue(given, problem, ENDINGS)])
        check_parent(given)
    return target


def check_charts() -> None:
    """Raises InputError where what draws charts is not installed (extra ``charts``)."""
    missing = [name for name in CHART_PACKAGES if find_spec(name) is None]
    if missing:
        hint = "pip install 'force-composition-planner[charts]'"
        raise InputError([Issue("charts", f"need {' and '.join(missing)}, not installed", hint)])


def check_file(path: str | Path, what: str, endings: tuple[str, ...]) -> Path:
    """The real path of a file that ends so. Raises InputError when it could not be written."""
    target = Path(os.path.realpath(path))
    if target.suffix.lower() not in endings:
        problem = f"{what} cannot be written as {target.suffix!r}"
        raise InputError([Issue(str(path), problem, f"allowed endings: {', '.join(endings)}")])
    if target.exists() and not target.is_file():
        raise InputError([Issue(str(path), "is not a file", "choose another name")])
    check_parent(path)
    return target


def check_parent(path: str | Path) -> None:
    """Raises InputError when no file can be made at this path."""
    parent = Path(os.path.realpath(path)).parent
    if not parent.is_dir():
        raise InputError([Issue(str(path), f"there is no folder {parent}", "create it first")])
    if not os.access(parent, os.W_OK | os.X_OK):
        problem = f"the folder {parent} is not writable"
        raise InputError([Issue(str(path), problem, "choose another folder")])


def _check_folder(given: str, folder: Path) -> None:
    try:
        names = os.listdir(folder)
    except NotADirectoryError:
        problem = "is a file without a known ending"
        raise InputError([Issue(given, problem, ENDINGS)]) from None
    except FileNotFoundError:  # another writer is just replacing it
        return
    if folder == Path.cwd():
        problem = "is the folder you are in, and would be replaced"
        raise InputError([Issue(given, problem, "name a folder inside it")])
    others = sorted(name for name in names if name not in CSV_NAMES)
    if others:
        problem = f"holds {others[0]!r}, which is not part of a plan"
        raise InputError([Issue(given, problem, "choose an empty or a new folder")])


def plan_table(plan: Plan, name: str) -> list[dict[str, Any]]:
    """The rows of a table of a plan, each a column name -> plain value; nested ones stay nested."""
    if name == SUMMARY:
        return [{"item": item, "value": value} for item, value in _summary(plan).items()]
    records = plan.command.formations if name == "formations" else getattr(plan, name)
    return [row.model_dump(mode="json") for row in records]


def _tables(plan: Plan) -> dict[str, list[list[Any]]]:
    """Table name -> header and rows; nested cells are text."""
    return {
        name: [list(header), *([flat(v) for v in row.values()] for row in plan_table(plan, name))]
        for name, header in HEADERS.items()
    }


def _summary(plan: Plan) -> dict[str, Any]:
    scenario, confidence = plan.scenario, plan.data_confidence
    return {
        "verdict": plan.verdict,
        "status": plan.status,
        "whole units": "no" if plan.relaxed else "yes",
        "scenario": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "reference date": scenario.reference_date,
        "timing": scenario.timing,
        "horizon (months)": scenario.horizon_months,
        "start date": scenario.start_date,
        "lead nation": plan.command.lead_nation or "none",
        "component leads": flat(plan.command.component_leads) or "none",
        "figures reported": confidence.reported,
        "figures estimated": confidence.estimated,
        "figures assumed": confidence.assumption,
        "solver": str(plan.solver),
        "solver time (seconds)": round(plan.solver.seconds, 1),
        "planner version": plan.planner_version,
    }


def flat(value: Any) -> Any:
    """One cell: what is nested as text, ``FRA=0.6; GBR=0.4`` or ``FRA; GBR``."""
    if isinstance(value, dict):
        return "; ".join(f"{key}={_number_text(part)}" for key, part in value.items())
    if isinstance(value, list):
        names = value and all(isinstance(part, str) for part in value)
        return "; ".join(value) if names else json.dumps(value)
    return value


def _number_text(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def csv_text(rows: list[list[Any]], end: str = "\r\n") -> str:
    """Rows as CSV; text that a spreadsheet would run as a formula has a single quote in front."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=end)
    writer.writerows([_guarded(value) for value in row] for row in rows)
    return stream.getvalue()


def _guarded(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, with a single quote in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
