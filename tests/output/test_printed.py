"""Workbook and report as others open them: LibreOffice and a browser, on a page and on a phone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

import planner
from planner import Plan

from ..test_study import study

pytestmark = pytest.mark.slow
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WRONG = re.compile(r"#(?:REF|NAME\?|VALUE|DIV/0|N/A|NUM)!?|Err:\d+|###")
FOOTER = re.compile(r"^\s*(\S.*?)\s+Page (\d+) of (\d+)$", re.M)
BRIEFING = ("summary", "cjsor", "nations", "people by month", "charts")
"""sheets to brief from"""
MOST_REPORT_PAGES = 15
EMPTY_PNG = 3_000
"""bytes: a page of white has fewer"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    sets = ["solve.whole_units=false", "title==1+1 <b>&", "objectives=[sustained,shortfall,burden]"]
    return planner.solve("air_shield", sets=sets)


def pages(pdf: Path) -> list[str]:
    """The text of each page of a PDF."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout.split("\f")[:-1]


def check_pictures(pdf: Path, last: int) -> None:
    """The first pages as PNG: something stands on each."""
    stem = pdf.with_suffix("")
    command = ["pdftoppm", "-r", "50", "-png", "-l", str(last), str(pdf), str(stem)]
    subprocess.run(command, check=True)
    pictures = sorted(pdf.parent.glob(f"{stem.name}-*.png"))
    assert pictures
    assert min(picture.stat().st_size for picture in pictures) > EMPTY_PNG


def test_a_workbook_opens_and_prints_from_libreoffice(plan: Plan, tmp_path: Path) -> None:
    book = planner.write_plan(plan, tmp_path / "plan.xlsx")
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command = [*office, "--convert-to", "pdf", "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True)
    printed = pages(tmp_path / "plan.pdf")
    footers = [FOOTER.findall(page)[-1] for page in printed]
    sheets = list(dict.fromkeys(name for name, _, _ in footers))
    assert sheets == openpyxl.load_workbook(book).sheetnames
    names = [name for name, _, _ in footers]
    assert [name for name in BRIEFING if names.count(name) > 2] == []
    assert "=1+1 <b>&" in printed[0]
    assert " ".join(plan.verdict.split()[:6]) in " ".join(printed[0].split())
    assert [page for page in printed if WRONG.search(page)] == []
    check_pictures(tmp_path / "plan.pdf", len(BRIEFING))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planner.write_report(plan, tmp_path_factory.mktemp("report") / "r.html", [study()])


def test_a_report_prints_on_pages(report: Path, plan: Plan, browser: Browser) -> None:
    pdf = report.with_suffix(".pdf")
    page = browser.new_page()
    page.goto(report.as_uri())
    page.pdf(path=str(pdf), prefer_css_page_size=True)
    page.close()
    printed = pages(pdf)
    assert 3 < len(printed) <= MOST_REPORT_PAGES
    assert " ".join(plan.verdict.split()[:6]) in " ".join(printed[0].split())
    assert "months after the ceasefire" in " ".join(printed)
    check_pictures(pdf, 4)


@pytest.mark.parametrize("width", [1200, 380])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_reads_on_a_page_and_a_phone(
    width: int, scheme: str, report: Path, browser: Browser
) -> None:
    dark = scheme == "dark"
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = page.locator("figure svg:visible")
    assert shown.count() == len(Plan.charts) + 1
    found = Axe().run(page).response["violations"]
    told = [(rule["id"], [node["html"][:200] for node in rule["nodes"]][:5]) for rule in found]
    context.close()
    assert told == []
