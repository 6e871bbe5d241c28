"""Views of an answer: the plan on one page, charts, and files to download."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.drawing import Drawing
from api.errors import NO_ANSWER, NO_SUCH_VIEW, ProblemError, issue
from api.openapi import problems
from api.routes.plans import Number
from api.submitting import find, jobs_of
from api.views import View
from planner import Overview, Plan

router = APIRouter(prefix="/v1/plans/{number}", tags=["plans"])
CHART_TYPES: Mapping[str, str] = {
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".csv": "text/csv; charset=utf-8",
}
FILES: Mapping[str, tuple[str, str]] = {
    "report.html": ("report", "text/html; charset=utf-8"),
    "export.json": ("json", "application/json"),
    "export.xlsx": (
        "workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "export.csv.zip": ("tables", "application/zip"),
}
"""file -> the view that it is, and its media type"""
REPORT_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""a report has its style inside, and nothing that runs"""


def _file(description: str, *types: str) -> dict[int | str, dict[str, Any]]:
    """The responses of a route that answers with a file of one of these types."""
    schemas: dict[str, dict[str, Any]] = {
        each: {"schema": {"type": "string", "format": "binary"}} for each in types
    }
    if "application/json" in schemas:
        schemas["application/json"] = {"schema": {"type": "object"}}
    return {200: {"content": schemas, "description": description}, **problems(404, 422, 503)}


@router.get("/summary", response_model=Overview, responses=problems(404, 422, 503))
async def get_summary(request: Request, number: Number) -> Response:
    """The plan on one page: headline, five figures, asks, demands, proofs, in texts to show."""
    return await _shown(request, number, View("summary"), "application/json")


@router.get(
    "/charts/{name}",
    response_class=Response,
    responses=_file(
        "Vega-Lite; a picture, or CSV, where the name ends so",
        *(each.partition(";")[0] for each in CHART_TYPES.values()),
    ),
)
async def get_chart(
    request: Request,
    number: Number,
    name: Annotated[str, Path(max_length=60, description="cover, or cover.png, .svg, .csv")],
    width: Annotated[int, Query(ge=280, le=4000, description="pixels")] = 900,
    bare: Annotated[bool, Query(description="without title, for a page with its own")] = False,
) -> Response:
    """A chart of a plan, or of a study: Vega-Lite, PNG, SVG, or its table as CSV."""
    base, dot, ending = name.partition(".")
    if (ending := dot + ending or ".json") not in CHART_TYPES:
        found = issue("name", f"no {ending} of a chart", f"endings: {', '.join(CHART_TYPES)}")
        raise ProblemError(NO_SUCH_VIEW, "A chart has no such file.", [found])
    view = View("chart", name=base, ending=ending, width=width, bare=bare)
    return await _shown(request, number, view, CHART_TYPES[ending])


@router.get(
    "/report.html", response_class=Response, responses=_file("One page to print", "text/html")
)
async def get_report(request: Request, number: Number) -> Response:
    """The report of a plan: one HTML page without scripts, to read, mail and print."""
    return await _shown_file(request, number, "report.html")


@router.get("/export.json", response_model=Plan, responses=problems(404, 422, 503))
async def export_json(request: Request, number: Number) -> Response:
    """The plan as the command writes it; `planner verify` rechecks it."""
    return await _shown_file(request, number, "export.json")


@router.get(
    "/export.xlsx",
    response_class=Response,
    responses=_file("A workbook", FILES["export.xlsx"][1]),
)
async def export_workbook(request: Request, number: Number) -> Response:
    """The plan as an Excel workbook."""
    return await _shown_file(request, number, "export.xlsx")


@router.get(
    "/export.csv.zip",
    response_class=Response,
    responses=_file("A CSV file a table", "application/zip"),
)
async def export_tables(request: Request, number: Number) -> Response:
    """Every table of the plan as CSV, in an archive."""
    return await _shown_file(request, number, "export.csv.zip")


async def _shown_file(request: Request, number: str, name: str) -> Response:
    what, media_type = FILES[name]
    response = await _shown(request, number, View(what), media_type)
    if name == "report.html":
        response.headers["Content-Security-Policy"] = REPORT_CSP
    else:
        shown = f'attachment; filename="plan-{number[:8]}{name.removeprefix("export")}"'
        response.headers["Content-Disposition"] = shown
    return response


async def _shown(request: Request, number: str, view: View, media_type: str) -> Response:
    """A view of the answer to a submission; 304 when the client has it. Raises a problem."""
    submission = await find(request, number)
    is_study = submission.kind != "solve"
    answer = await asyncio.to_thread(jobs_of(request).answer, number)
    if answer is None:
        found = issue(f"plan {number}", f"it is {submission.status}", "wait until it is done")
        raise ProblemError(NO_ANSWER, "There is nothing to show.", [found])
    if is_study and view.what != "chart":
        found = issue(f"plan {number}", "it is a study", f"it has charts/{submission.kind}")
        raise ProblemError(NO_SUCH_VIEW, "Only plans have it.", [found])
    view = replace(view, study=is_study)
    key = hashlib.sha256(answer).hexdigest()
    tag = f'"{hashlib.sha256(f"{key} {view}".encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    drawing: Drawing = request.app.state.drawing
    content = await drawing.view(key, view, answer)
    return Response(content, media_type=media_type, headers=headers)
