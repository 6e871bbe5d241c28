"""Whatever users write as titles and notes is text: in workbook, CSV, report, card and chart."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner import Plan
from planner.output.report import Drawing
from planner.output.workbook import FORMULA_STARTS, ILLEGAL

from ..small_plan import small_plan
from .test_report import Page

pytestmark = pytest.mark.slow
PIECES = [
    *"=+-@<>&\"'`;|!\t\r\n(){}[]%#$\\/",
    *("<script>", "</style>", "</title>", "<!--", "]]>", "{{7*7}}", "{% raw %}", "&lt;"),
    *("onload=", "javascript:", "SUM(A1)", "cmd|", "_x0041_", "<r>", "</r>", "\u202e", "\x07"),
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=8).map("".join)
PLAIN = small_plan()
NO_DRAWING = Drawing("", "", "", "")


def written(text: str) -> Plan:
    """The small plan with this text as every title, note and message."""
    content: dict[str, Any] = PLAIN.model_dump(mode="json")
    content["verdict"] = content["scenario"]["title"] = content["scenario"]["description"] = text
    content["scenario"]["locations"][0]["title"] = text
    content["scenario"]["requirements"][0]["note"] = text
    content["warnings"] = [{"code": "x", "where": text, "message": text}]
    return Plan.model_validate(content)


def tags(plan: Plan) -> tuple[list[str], set[str]]:
    """Tags of the report and names of attributes; it must be well formed."""
    with patch("planner.output.report._drawing", lambda prefix, draw: NO_DRAWING):
        text = planner.report_html(plan)
    assert not ILLEGAL.search(text)
    page = Page(text)
    return page.tags, {name for name, _ in page.attributes}


@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_workbook_and_csv_have_no_formula_of_it(text: str) -> None:
    plan = written(text)
    book = openpyxl.load_workbook(io.BytesIO(planner.plan_to_xlsx(plan)))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    for table in planner.plan_to_csv(plan).values():
        read = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
        risky = [cell for cell in read if cell.startswith(FORMULA_STARTS)]
        assert [cell for cell in risky if not re.fullmatch(r"-[\d.e+-]+", cell)] == []


@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_report_and_a_card_have_no_markup_of_it(text: str) -> None:
    plan = written(text)
    assert tags(plan) == tags(written("plain"))
    card, plain = plan._repr_html_(), written("plain")._repr_html_()
    assert re.findall(r"<\w+", card) == re.findall(r"<\w+", plain)


@given(text=TEXTS)
@settings(max_examples=25, deadline=None)
def test_a_chart_has_no_markup_of_it(text: str) -> None:
    svg = planner.chart_bytes(written(text).chart("cover"), ".svg").decode()
    parts = list(ElementTree.fromstring(svg).iter())  # noqa: S314
    found = {part.tag.rpartition("}")[2] for part in parts}
    assert found <= {"svg", "g", "path", "text", "tspan", "line", "rect"}
    assert [name for part in parts for name in part.attrib if name.startswith("on")] == []
