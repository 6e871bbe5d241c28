"""The report of a plan: whole, self-contained, and safe whatever users wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import InputError, Plan, Study
from planner.output.report import Drawing
from planner.output.report_tables import gaps

from ..small_plan import figure, requirement, small_plan
from ..test_study import study

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
)
NO_END = {"meta", "img", "br", "input", "link"}


class Page(HTMLParser):
    """Tags, attributes and text of a page; every tag that opens must close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in NO_END:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(planner.report_html(small_plan(), [study()]))


def test_the_report_tells_the_plan_in_order(page: Page) -> None:
    text = " ".join(" ".join(page.words).split())
    parts = (
        "Too few battlegroups",
        planner.plan_overview(small_plan()).headline,
        "Two nations can keep up three quarters.",
        "people in the theatre at peak",
        "What is missing",
        "Who gives what",
        "France",
        "Who stands where",
        "FRA 1, GBR 1",
        "What is left if a nation leaves?",
        "AAA may leave: nothing is missed.",
        "Who carries how much",
        "How sure it is",
        "shortfall",
        "Sources",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert text.index("Sources") > text.index("How sure it is") > text.index("Who gives what")
    assert page.tags.count("svg") == 2 * len(Plan.charts) + 2


def test_pages_of_one_source_stand_together() -> None:
    rows = [
        figure("reported") | {"name": name, "source_title": "Factbook", "source_url": url}
        for name, url in (("a", "https://x.org/1"), ("b", "https://x.org/2"), ("c", ""))
    ]
    page = Page(planner.report_html(small_plan(figures=rows)))
    links = [value for name, value in page.attributes if name == "href" and "x.org" in value]
    assert links == ["https://x.org/1", "https://x.org/2"]
    assert " ".join(page.words).count("Factbook") == 1
    assert "(3 figures)" in page.words


def test_nothing_is_fetched_and_nothing_runs(page: Page) -> None:
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert [name for name, _ in page.attributes if name.startswith("on")] == []
    fetched = [v for name, v in page.attributes if name in ("src", "xlink:href", "action", "data")]
    assert fetched == []
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_ids_are_there_once(page: Page) -> None:
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def _texts(value: Any, evil: str) -> Any:
    """A document with the evil text wherever users could write one."""
    free = ("title", "note", "description", "finds", "message", "where", "source_title", "verdict")
    if isinstance(value, dict):
        return {
            key: evil if key in (*free, "source_url", "question") else _texts(part, evil)
            for key, part in value.items()
        }
    return [_texts(part, evil) for part in value] if isinstance(value, list) else value


def _evil_studies(evil: str) -> Iterator[Study]:
    told = study().model_dump(mode="json") | {
        "question": evil,
        "answer": [evil],
        "rows": [{evil: evil, "b": [evil]}],
        "warnings": [evil],
    }
    told["method"] |= {"notes": [evil], "solver": evil}
    yield Study.model_validate(told)


def _written(evil: str) -> Page:
    """The report of a plan and a study in which every text is evil."""
    source = small_plan(requirements=[requirement("p0", 1)], figures=[figure("reported")])
    plan = Plan.model_validate(_texts(source.model_dump(mode="json"), evil))
    return Page(planner.report_html(plan, list(_evil_studies(evil))))


def test_whatever_users_write_is_text(monkeypatch: pytest.MonkeyPatch, page: Page) -> None:
    """Without the drawings, which take long."""
    empty = Drawing("", "", "", "")
    monkeypatch.setattr("planner.output.report._drawing", lambda prefix, draw: empty)
    written = _written("".join(EVIL))
    assert set(written.tags) <= set(page.tags)
    assert {name for name, _ in written.attributes} <= {name for name, _ in page.attributes}
    assert "".join(EVIL) in " ".join(written.words)


@pytest.mark.slow
@pytest.mark.parametrize("evil", EVIL)
def test_whatever_users_write_is_text_in_drawings(evil: str, page: Page) -> None:
    written = _written(evil)
    assert set(written.tags) <= set(page.tags) | {"tspan"}
    assert {name for name, _ in written.attributes} <= {
        "dy",
        *(name for name, _ in page.attributes),
    }
    assert evil in " ".join(written.words)


@pytest.mark.slow
def test_only_links_of_the_web_are_links() -> None:
    link = figure("reported") | {"source_url": "https://example.net/a?b=1&c=2"}
    page = Page(planner.report_html(small_plan(figures=[link])))
    assert [v for name, v in page.attributes if name == "href"] == [link["source_url"]]


def test_the_report_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.output.report.report_html", lambda plan, studies=(): plan.verdict)
    plan = small_plan()
    for path in (planner.write_report(plan, tmp_path / "a.html"), tmp_path / "b.html"):
        planner.write_plan(plan, path)
        assert path.read_text() == plan.verdict
    with pytest.raises(InputError, match=r"a report cannot be written as '\.pdf'"):
        planner.write_report(plan, tmp_path / "a.pdf")
    assert planner.write_plan(plan, tmp_path / "c.svg").read_text().startswith("<svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html", "c.svg"]


@pytest.mark.slow
def test_there_is_no_empty_column_for_what_limits_demands(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = small_plan()
    assert [column.name for column in gaps(plan).columns][-1] == "in months"
    (level,) = planner.plan_overview(plan).demands
    limited = level.model_copy(update={"limits": "fighters"})
    monkeypatch.setattr("planner.output.report_tables.demand_levels", lambda _: [limited])
    assert [column.name for column in gaps(plan).columns][-1] == "what limits it"
    assert gaps(plan).rows[0].cells[-1] == "fighters"


def test_a_plan_of_nothing_has_a_report() -> None:
    empty: dict[str, Any] = {
        name: []
        for name in ("contributions", "tours", "requirements", "costs", "nations", "figures")
    }
    text = " ".join(Page(planner.report_html(small_plan(**empty))).words)
    assert "Nothing that is asked for is missing." in text
    assert not re.search(r"\bNone\b|\bnan\b", text)
