"""A report of a plan: one HTML file without scripts, to read, mail and print."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from planner.errors import InputError, Issue
from planner.files import write_file
from planner.output.charts.drawing import STUDY_CHARTS, chart_bytes
from planner.output.report_tables import (
    costs,
    gaps,
    givers,
    idle,
    sectors,
    stages,
    study_table,
    votes,
    weakest,
)
from planner.output.targets import check_target
from planner.output.templating import TEMPLATES, template
from planner.plan.plan import Plan
from planner.study import Study
from planner.summary.overview import confidence_text, dates_text, headline, key_figures
from planner.summary.texts import amount_text, counted

if TYPE_CHECKING:
    import altair as alt

WIDE, NARROW = 1030, 358
"""pixels of the charts, on a page and on a phone"""
LIMITS = (
    "The planner works at country level on public figures. It knows no ammunition and attrition, "
    "at sea no more than mine clearance and patrols, no terrain inside the theatre and no quality "
    "of units. A plan says how much is kept in place, not how a battle would end."
)
OWN_ID = re.compile(r'(id="|\(#)clip_')
SAFE_LINKS = ("https://", "http://")
VOTE = "mandate_renewal"
"""code of the warnings that stand in a table of their own"""


class Drawing(NamedTuple):
    """A chart for the page: its words, and its pictures."""

    title: str
    subtitle: str
    wide: Any
    narrow: Any


class Source(NamedTuple):
    """Where figures are from, with the pages of that title; no link unless it is of the web."""

    title: str
    urls: tuple[str, ...]
    figures: str


def report_html(plan: Plan, studies: Sequence[Study] = ()) -> str:
    """The report of a plan, with the answers of studies of it, as one HTML page.

    Question, headline, verdict, five figures, what is missing, who gives what and stands where, the
    studies, burden, proof, and every source. Nothing in it is fetched or run; it prints on A4, and
    is dark where the reader's screen is. Whatever users wrote (titles, notes, names) is text in it.
    """
    charts = {
        name: _drawing(f"c{number}", _of_plan(plan, name))
        for number, name in enumerate(Plan.charts)
    }
    scenario = plan.scenario
    return template("report.html.j2").render(
        style=_style(),
        title=scenario.title or scenario.name,
        question=scenario.description or scenario.title or scenario.name,
        headline=headline(plan),
        verdict=plan.verdict,
        dates=dates_text(plan),
        figures=key_figures(plan),
        advice=_advice(plan),
        charts=charts,
        gaps=gaps(plan),
        givers=givers(plan),
        idle=idle(plan),
        sectors=sectors(plan),
        votes=votes(plan),
        costs=costs(plan),
        stages=stages(plan),
        weakest=weakest(plan),
        studies=[_study(f"s{number}", study) for number, study in enumerate(studies)],
        solver=_solver(plan),
        warnings=[f"{row.where}: {row.message}" for row in plan.warnings if row.code != VOTE],
        limits=LIMITS,
        confidence=confidence_text(plan),
        sources=_sources(plan),
        footer=f"Made by the force-composition planner {plan.planner_version} from the plan of "
        f"scenario {scenario.name}. Public figures at country level only.",
    )


def write_report(plan: Plan, path: str | Path, studies: Sequence[Study] = ()) -> Path:
    """Write the report of a plan, whole or not at all; return where it is.

    Raises InputError when the path does not end in .html, or cannot be written.
    """
    if Path(path).suffix.lower() != ".html":
        problem = f"a report cannot be written as {Path(path).suffix!r}"
        raise InputError([Issue(str(path), problem, "give a file that ends in .html")])
    target = check_target(path)
    write_file(target, report_html(plan, studies).encode())
    return target


def _style() -> Any:
    from markupsafe import Markup

    return Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 our own file


def _of_plan(plan: Plan, name: str) -> Callable[[int], alt.LayerChart]:
    return lambda width: plan.chart(name, width, bare=True)


def _of_study(study: Study) -> Callable[[int], alt.LayerChart]:
    return lambda width: study.chart(width, bare=True)


def _drawing(prefix: str, draw: Callable[[int], alt.LayerChart]) -> Drawing:
    """A chart in both widths; ids inside are made different from those of other charts."""
    from markupsafe import Markup

    pictures = []
    words: dict[str, str] = {}
    for width in (WIDE, NARROW):
        drawn = draw(width)
        words = drawn.usermeta
        svg = OWN_ID.sub(rf"\1{prefix}_{width}_clip_", chart_bytes(drawn, ".svg").decode())
        pictures.append(Markup(svg))  # noqa: S704 vega escapes the texts in it
    return Drawing(words["title"], words["subtitle"], *pictures)


def _advice(plan: Plan) -> list[str]:
    """The cheapest asks that close a gap, where they were sought."""
    return [row.sentence for row in plan.advice]


def _study(prefix: str, study: Study) -> dict[str, Any]:
    method = study.method
    units = "fractions of lots" if method.relaxed else "whole lots"
    notes = " ".join(note.rstrip(".") + "." for note in method.notes)
    return {
        "question": study.question,
        "answer": study.answer,
        "drawn": _drawing(prefix, _of_study(study)) if study.kind in STUDY_CHARTS else None,
        "table": study_table(study),
        "method": f"{counted(method.solves, 'solve')} in {units}; {method.solver}. {notes}".strip(),
        "warnings": study.warnings,
    }


def _solver(plan: Plan) -> str:
    info = plan.solver
    return (
        f"{info}: {info.columns:,} columns, {info.rows:,} rows, "
        f"{amount_text(info.seconds)} seconds. planner verify rechecks the plan from its own "
        "numbers; with --data its figures, with --proof its bounds by a second solver."
    )


def _sources(plan: Plan) -> Iterable[Source]:
    """Every source with the figures that rest on it, the most used first."""
    used: dict[str, list[str]] = defaultdict(list)
    for row in plan.figures:
        if title := row.source_title or row.source_url:
            used[title].append(row.source_url)
    for title, urls in sorted(used.items(), key=lambda item: (-len(item[1]), item[0])):
        links = tuple(url for url in dict.fromkeys(urls) if url.startswith(SAFE_LINKS))
        yield Source(title, links, counted(len(urls), "figure"))
