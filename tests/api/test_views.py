"""Views of answers: what is made of a plan, how it is served, and the files of the page."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator

import httpx
import pytest

from api.observe import CSP
from api.routes.page import page_files
from api.views import View, content_of
from planner import InputError

from ..small_plan import EVIL, small_plan
from .conftest import Document, Server

ANSWER = small_plan().model_dump_json().encode()


def test_a_summary_and_tables_are_those_of_the_plan() -> None:
    summary = json.loads(content_of(View("summary"), ANSWER))
    assert summary["headline"].startswith("In part: 2 nations can provide 75 % of what")
    with zipfile.ZipFile(io.BytesIO(content_of(View("tables"), ANSWER))) as archive:
        assert archive.read("contributions.csv").startswith(b"nation,unit_type,location")
    assert content_of(View("tables"), ANSWER) == content_of(View("tables"), ANSWER)
    assert json.loads(content_of(View("json"), ANSWER)) == json.loads(ANSWER)
    assert content_of(View("workbook"), ANSWER).startswith(b"PK")


def test_the_table_of_a_chart_is_csv_and_an_unknown_chart_an_error() -> None:
    text = content_of(View("chart", name="cover", ending=".csv"), ANSWER).decode()
    assert text.splitlines()[0].startswith("demand,asked_for,location")
    with pytest.raises(InputError, match="no chart"):
        content_of(View("chart", name="covers", ending=".csv"), ANSWER)


@pytest.fixture(scope="module")
def solved(server: Server) -> Iterator[tuple[httpx.Client, str]]:
    """A client, and the address of a plan that is done."""
    tiny = {
        "name": "tiny",
        "title": "<script>alert(1)</script>",
        "horizon_months": 12,
        "locations": [{"id": "theatre", "kind": "theatre_wide"}],
        "requirements": [
            {
                "id": "patrols",
                "effect": "fighters",
                "location": "theatre",
                "from_month": 3,
                "threshold": 8,
            }
        ],
    }
    with httpx.Client(base_url=server.url, timeout=90) as client:
        url = client.post("/v1/plans", json={"scenario": tiny, "note": EVIL}).json()["url"]
        ends = time.monotonic() + 60
        while client.get(url).json()["status"] != "done":
            assert time.monotonic() < ends
            time.sleep(0.2)
        yield client, url


@pytest.mark.slow
def test_a_plan_is_shown_as_summary_chart_report_and_files(
    solved: tuple[httpx.Client, str],
) -> None:
    client, url = solved
    summary = client.get(f"{url}/summary")
    assert summary.json()["headline"].startswith("Yes: ")
    chart = client.get(f"{url}/charts/cover", params={"width": 600, "bare": True})
    assert chart.json()["width"] == 600
    assert chart.json()["usermeta"]["title"]
    again = {"If-None-Match": chart.headers["etag"]}
    assert client.get(str(chart.url), headers=again).status_code == 304
    assert client.get(f"{url}/charts/cover.svg").text.startswith("<svg")
    assert client.get(f"{url}/charts/cover.csv").headers["content-type"].startswith("text/csv")
    report = client.get(f"{url}/report.html")
    assert "script-src" not in report.headers["content-security-policy"]
    assert "<script" not in report.text
    disposition = client.get(f"{url}/export.json").headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="plan-[0-9a-f]{8}\.json"', disposition)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/charts/covers", 404, "no-such-view"),
        ("/charts/cover.exe", 404, "no-such-view"),
        ("/charts/cover?width=5", 422, "invalid-request"),
        ("/charts/dropout", 404, "no-such-view"),
    ],
)
def test_what_is_not_there_is_a_problem(
    solved: tuple[httpx.Client, str], path: str, status: int, kind: str
) -> None:
    client, url = solved
    answer = client.get(f"{url}{path}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")


def test_a_plan_that_waits_has_no_views(client: httpx.Client, slow: Document) -> None:
    url = client.post("/v1/plans", json={"scenario": slow}).json()["url"]
    answer = client.get(f"{url}/summary")
    client.delete(url)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-answer")


def test_the_page_is_served_under_its_policy_and_fetches_nothing_else(
    client: httpx.Client,
) -> None:
    page = client.get("/")
    assert page.headers["content-security-policy"] == CSP
    for name in re.findall(r'(?:href|src)="(web/[^"]+)"', page.text):
        assert client.get(f"/{name}").is_success
    assert client.get("/web/nothing.js").status_code == 404
    script = client.get("/web/app.js")
    plain = client.get("/web/app.js", headers={"Accept-Encoding": "identity"})
    assert ("content-encoding" in script.headers, "content-encoding" in plain.headers) == (1, 0)
    assert script.headers["etag"] == plain.headers["etag"]
    assert script.headers["etag"].startswith("W/")  # of two representations, so no strong one
    tag = {"If-None-Match": script.headers["etag"]}
    unchanged = client.get("/web/app.js", headers=tag)
    assert (unchanged.status_code, unchanged.headers["vary"]) == (304, "Accept-Encoding")
    for name, content in page_files().items():
        text = content.decode()
        assert not re.search(r"https?://|innerHTML|insertAdjacentHTML|document\.write", text), name
