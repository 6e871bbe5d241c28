"""What runs in the process that draws: an answer in, a file to look at or to download out.

Nothing here knows of HTTP; libraries that draw are imported in the functions.
"""

from __future__ import annotations

import io
import json
import os
import resource
import traceback
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from api.confined import name_process

if TYPE_CHECKING:
    from planner import Plan, Study

NICENESS = 5
SNIPPET = "window.vegaEmbed = vegaEmbed;"


@dataclass(frozen=True, slots=True)
class View:
    """What is to be made of an answer."""

    what: str
    """a key of PLAN_VIEWS, or vega"""
    study: bool = False
    """is the answer a study, not a plan?"""
    name: str = ""
    """of a chart"""
    ending: str = ""
    """of a chart: .json, .png, .svg or .csv"""
    width: int = 900
    bare: bool = False


def main(connection: Connection, max_memory_mb: int) -> None:
    """Answer views one after another until the server closes the connection, or is gone.

    The limit is of the memory in use, not of addresses: the engine that draws reserves many.
    """
    name_process("planner-draw")
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    most = max_memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            view, answer = connection.recv()
        except EOFError:
            return
        connection.send(_outcome(view, answer))


def _outcome(view: View, answer: bytes) -> tuple[str, bytes]:
    from planner import InputError

    try:
        return "done", content_of(view, answer)
    except InputError as error:
        return "invalid", json.dumps([issue.as_dict() for issue in error.issues]).encode()
    except Exception:
        return "failed", traceback.format_exc().encode()


def content_of(view: View, answer: bytes) -> bytes:
    """The content of a view. Raises InputError for a chart that the answer does not have."""
    from planner import Plan, Study

    if view.what == "vega":
        return _vega()
    if view.study:
        study = Study.model_validate_json(answer)
        return _chart(study, view)
    return PLAN_VIEWS[view.what](Plan.model_validate_json(answer), view)


def _vega() -> bytes:
    """Vega, Vega-Lite and Vega-Embed in one script, from the library that draws here too."""
    import vl_convert

    return vl_convert.javascript_bundle(SNIPPET).encode()


def _chart(source: Plan | Study, view: View) -> bytes:
    from planner import chart, chart_bytes, chart_csv

    if view.ending == ".csv":
        return chart_csv(source, view.name).encode()
    return chart_bytes(chart(source, view.name, view.width, view.bare), view.ending)


def _summary(plan: Plan, view: View) -> bytes:
    from planner import plan_overview

    return plan_overview(plan).model_dump_json().encode()


def _report(plan: Plan, view: View) -> bytes:
    from planner import report_html

    return report_html(plan).encode()


def _workbook(plan: Plan, view: View) -> bytes:
    from planner import plan_to_xlsx

    return plan_to_xlsx(plan)


def _json(plan: Plan, view: View) -> bytes:
    from planner import plan_to_json

    return plan_to_json(plan).encode()


def _tables(plan: Plan, view: View) -> bytes:
    """Every table as a CSV file, in an archive that is the same each time."""
    from planner import plan_to_csv

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in plan_to_csv(plan).items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


PLAN_VIEWS: Mapping[str, Callable[[Any, View], bytes]] = {
    "chart": _chart,
    "summary": _summary,
    "report": _report,
    "workbook": _workbook,
    "json": _json,
    "tables": _tables,
}
"""what can be made of a plan"""
