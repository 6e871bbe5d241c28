"""Every chart by its name, and a chart as SVG, PNG or JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import InputError, Issue
from planner.files import write_file
from planner.hints import suggestion
from planner.output.targets import check_charts, check_file
from planner.output.workbook import ILLEGAL
from planner.plan.plan import Plan
from planner.study import Study

if TYPE_CHECKING:
    import altair as alt

PLAN_CHARTS = {
    "cover": "cover",
    "contributions": "contributions",
    "rotation": "rotation",
    "contingents": "contingents",
    "burden": "burden",
    "map": "europe_map",
}
"""chart of a plan -> the function that draws it, in the module of its name"""
STUDY_CHARTS = {
    name: name
    for name in (
        "alternatives",
        "compare",
        "dropout",
        "fairness",
        "pareto",
        "replay",
        "robust",
        "stress",
        "sweep",
        "value",
        "weak_figures",
    )
}
"""kind of study -> the function that draws it, in the module of its name"""
NARROWEST, WIDEST = 280, 4000
"""pixels that a chart may be wide"""
ENDINGS = (".png", ".svg", ".json")
DOTS = 2
"""of a PNG, for each pixel of the chart"""
CLIP = re.compile(r'id="(clip\d+)"')
PATH = re.compile(r' d="[^"]*"')
LONG_NUMBER = re.compile(r"(\d\.\d)\d+")


def chart(
    source: Plan | Study, name: str = "", width: int = 900, bare: bool = False
) -> alt.LayerChart:
    """A chart, so many pixels wide; ``bare``: without title, for a page that has its own.

    ``name`` is one of Plan.charts; a study has one chart, which needs no name. The title is what
    the plan or study finds, the subtitle what is shown; both are also in ``usermeta`` of the chart,
    and the picture in words in ``description``. Raises InputError for another name, for a kind of
    study that has no chart, a width that no chart fits, or where the extra ``charts`` is missing.
    """
    check_charts()
    if not NARROWEST <= width <= WIDEST:
        hint = f"give {NARROWEST} to {WIDEST} pixels"
        raise InputError([Issue("width", f"is {width}", hint)])
    if isinstance(source, Study):
        if source.kind not in STUDY_CHARTS or name not in ("", source.kind):
            problem = f"a study of kind {source.kind!r} has no chart {name}".rstrip()
            hint = f"studies with a chart: {', '.join(STUDY_CHARTS)}"
            raise InputError([Issue("chart", problem, hint)])
        drawer = STUDY_CHARTS[source.kind]
    elif name in PLAN_CHARTS:
        drawer = PLAN_CHARTS[name]
    else:
        raise InputError([Issue("chart", f"no chart {name!r}", suggestion(name, PLAN_CHARTS))])
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):  # part by part it would check what a test checks as a whole
        drawn: alt.LayerChart = _drawer(drawer)(source, width, bare)
    return drawn


def _drawer(name: str) -> Callable[..., Any]:
    module = import_module(f"planner.output.charts.{name}")
    drawer: Callable[..., Any] = getattr(module, name)
    return drawer


def chart_bytes(drawn: alt.LayerChart, ending: str) -> bytes:
    """A chart as the content of a file that ends in .png, .svg or .json (Vega-Lite).

    Nothing is fetched for it. An SVG has the picture in words for those who do not see it.
    Raises InputError for another ending, or where the extra ``charts`` is missing.
    """
    check_charts()
    import vl_convert

    if ending not in ENDINGS:
        problem = f"a chart cannot be written as {ending!r}"
        raise InputError([Issue("chart", problem, f"allowed endings: {', '.join(ENDINGS)}")])
    spec = _legal(drawn.to_dict(validate=False))  # a test does, and the shapes of a map are many
    text = json.dumps(spec, ensure_ascii=False)
    if ending == ".json":
        return text.encode()
    if ending == ".png":
        return bytes(vl_convert.vegalite_to_png(text, scale=DOTS))
    svg = PATH.sub(_shortened, vl_convert.vegalite_to_svg(text))
    for number, name in enumerate(CLIP.findall(svg)):  # vega counts on from chart to chart
        svg = svg.replace(f'"{name}"', f'"clip_{number}"').replace(
            f"(#{name})", f"(#clip_{number})"
        )
    words = html.escape(spec.get("description", ""), quote=True)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1).encode()


def _legal(value: Any) -> Any:
    """A value with all texts in it such as XML can hold: what draws would end the process."""
    if isinstance(value, str):
        return ILLEGAL.sub("�", value)
    if isinstance(value, dict):
        return {_legal(key): _legal(part) for key, part in value.items()}
    if isinstance(value, list | tuple) and not isinstance(next(iter(value), None), int | float):
        return [_legal(part) for part in value]
    return value


def _shortened(path: re.Match[str]) -> str:
    """A path to a tenth of a pixel: no screen shows more, and a map has many points."""
    return LONG_NUMBER.sub(r"\1", path.group())


def write_chart(drawn: alt.LayerChart, path: str | Path) -> Path:
    """Write a chart as .png, .svg or .json, whole or not at all; return where it is.

    Raises InputError when the path cannot be used or written.
    """
    target = check_file(path, "a chart", ENDINGS)
    write_file(target, chart_bytes(drawn, target.suffix.lower()))
    return target
