"""The page in a browser: asked, followed, answered, compared, cancelled; wide and narrow, dark."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

import planner
from api.keys import new_key

from .conftest import Server

pytestmark = pytest.mark.slow
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WAIT_MS = 180_000
WIDE, NARROW = (1400, 900), (390, 844)
CHARTS = ("cover", "map", "contributions", "rotation", "contingents", "burden")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system; whoever looks for something waits for it."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def served(start: Callable[..., Server]) -> Server:
    """A server whose jobs may take their time."""
    return start(max_time_limit_s=20, queue_wait_s=60)


@pytest.fixture(scope="module")
def plan(served: Server) -> str:
    """The id of a plan that the server has: an air shield, in fractions of lots."""
    body = {
        "scenario": {"extends": "air_shield", "name": "air_shield"},
        "overrides": {"solve.whole_units": False, "horizon_months": 12},
        "title": "<img src=x onerror=alert(1)>",
        "note": "<b>bold</b>",
    }
    with httpx.Client(base_url=served.url, timeout=120) as client:
        state = client.post("/v1/plans", json=body).json()
        with client.stream("GET", f"{state['url']}/events") as events:
            for _ in events.iter_lines():  # until it has ended
                pass
        assert client.get(state["url"]).json()["status"] == "done"
    return str(state["id"])


@contextmanager
def opened(
    browser: Browser, size: tuple[int, int], scheme: str, meant: tuple[str, ...] = ()
) -> Iterator[Page]:
    """A page that must log nothing, but for errors of the network whose status is meant."""
    said: list[str] = []
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        accept_downloads=True,
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        loud = message.type in ("error", "warning")
        if loud and not any(text in message.text for text in meant):
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def show(page: Page, served: Server, plan: str) -> None:
    """Open a stored plan and wait until every chart is drawn."""
    page.goto(f"{served.url}/?plan={plan}")
    page.locator("#plan[data-drawn]").wait_for()


def violations(page: Page) -> list[str]:
    """What axe finds: rules and the elements that break them."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")]
)
def test_a_plan_is_shown_without_a_fault(
    browser: Browser, served: Server, plan: str, size: tuple[int, int], scheme: str
) -> None:
    with opened(browser, size, scheme) as page:
        show(page, served, plan)
        expect(page.locator("#headline")).to_contain_text("if units could be split")
        expect(page.locator("#figures dt")).to_have_count(5)
        expect(page.locator("#asks > li").first).to_contain_text("missing in months")
        for name in CHARTS:
            expect(page.locator(f"#chart-{name} svg").first).to_be_visible()
        asks, chart = page.locator("#asks").bounding_box(), page.locator("#cover").bounding_box()
        assert asks is not None
        assert chart is not None
        assert asks["y"] < chart["y"]
        wide = page.locator("html").evaluate("node => node.scrollWidth")
        assert wide <= size[0]
        expect(page.locator("img")).to_have_count(0)
        expect(page.locator("#about-plan")).to_contain_text("<b>bold</b>")
        month = page.evaluate("new Date().toLocaleString([], { month: 'short' })")
        expect(page.locator("#about-plan")).to_contain_text(month)
        page.locator("#promises summary").click()
        expect(page.locator("#promises tbody tr").first).to_contain_text("open to")
        page.locator("#chart-cover").get_by_role("button", name="Table").click()
        expect(page.locator("#chart-cover tbody tr").first).to_be_visible()
        assert violations(page) == []


def test_a_question_is_asked_followed_answered_and_compared(
    browser: Browser, served: Server, plan: str
) -> None:
    with opened(browser, WIDE, "light") as page:
        page.goto(served.url)
        page.locator("#scenarios li").first.wait_for()
        assert violations(page) == []
        page.get_by_label("Scenario").select_option("franco_british")
        expect(page.locator("#about")).to_contain_text("France and the United Kingdom")
        page.get_by_text("Notes and other fields").click()
        page.get_by_label("Title").fill("Two nations")
        page.get_by_label("Other fields").fill("horizon_months=12")
        page.get_by_role("button", name="Solve").click()
        expect(page.locator("#progress")).to_be_visible()
        page.locator("#plan[data-drawn]").wait_for()
        expect(page.locator("#progress")).to_be_hidden()
        expect(page.locator("#headline")).to_contain_text("2 nations can provide")
        assert "?plan=" in page.url
        expect(page.locator("#recent a[aria-current]")).to_contain_text("Two nations")
        page.get_by_label("Stored plan").select_option(plan)
        expect(page.locator("#compared .side")).to_have_count(2)
        expect(page.locator("#compared .strong").first).to_be_visible()
        page.get_by_role("button", name="Find what has to differ").click()
        expect(page.locator("#changes ul li").first).to_be_visible()
        expect(page.locator("#changes table")).to_contain_text("requirements")
        assert violations(page) == []
        page.locator("#compared a").click()
        expect(page.locator("#question")).to_contain_text("air component")


def test_the_form_has_the_months_of_every_scenario(browser: Browser, served: Server) -> None:
    with opened(browser, WIDE, "light") as page:
        page.goto(served.url)
        page.locator("#scenarios li").first.wait_for()
        for name in planner.scenario_names():
            page.get_by_label("Scenario").select_option(name)
            months = planner.load_scenario(name).horizon_months
            expect(page.locator("#months")).to_have_text(str(months))
            expect(page.locator("#horizon")).to_have_value(str(months))


def test_files_are_saved(browser: Browser, served: Server, plan: str, tmp_path: Path) -> None:
    with opened(browser, WIDE, "light") as page:
        show(page, served, plan)
        page.locator("#downloads summary").click()
        page.keyboard.press("Escape")
        expect(page.locator("#files")).to_be_hidden()
        expect(page.locator("#downloads summary")).to_be_focused()
        for name, begins in (
            ("Workbook", b"PK"),
            ("Report", b"<!doctype html>"),
            ("Tables", b"PK"),
            ("Plan", b"{"),
        ):
            page.keyboard.press("Enter")
            with page.expect_download() as saved:
                page.locator("#files").get_by_role("link", name=name).click()
            assert saved.value.path().read_bytes().startswith(begins)
            expect(page.locator("#files")).to_be_hidden()
            page.locator("#downloads summary").focus()
        with page.expect_download() as saved:
            page.locator("#chart-cover").get_by_role("link", name="PNG").click()
        assert saved.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_plan_is_printed_with_its_tables_and_what_is_folded(
    browser: Browser, served: Server, plan: str, tmp_path: Path
) -> None:
    with opened(browser, NARROW, "light") as page:
        show(page, served, plan)
        page.pdf(path=tmp_path / "page.pdf", format="A4")
    command = ["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for heads in ("stage value bound unit gap proof", "demand where need", "nation has said"):
        assert heads in " ".join(text.split())
    assert "Find out" not in text
    assert "Change the question" not in text


def test_what_is_left_if_a_nation_leaves(browser: Browser, served: Server, plan: str) -> None:
    with opened(browser, NARROW, "light") as page:
        show(page, served, plan)
        page.get_by_role("button", name="Find out").click()
        expect(page.locator("#chart-dropout svg").first).to_be_visible()
        assert violations(page) == []


def test_a_long_solve_is_cancelled(browser: Browser, served: Server) -> None:
    with opened(browser, NARROW, "light") as page:
        page.goto(served.url)
        page.get_by_text("Change the question").wait_for()
        page.locator("#scenarios li").first.wait_for()
        page.get_by_label("Scenario").select_option("iiss_large")
        page.get_by_text("in whole units").click()
        page.get_by_role("button", name="Solve").click()
        expect(page.locator("#state")).to_contain_text(" of ")
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#progress")).to_be_hidden()
        expect(page.locator("#recent")).to_contain_text("cancelled")


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("wrong", ["horizont_months=12", "horizon_months"])
def test_what_is_wrong_is_told_in_sight(
    browser: Browser, served: Server, wrong: str, size: tuple[int, int]
) -> None:
    with opened(browser, size, "light", meant=("422",)) as page:
        page.goto(served.url)
        page.locator("#scenarios li").first.wait_for()
        page.get_by_text("Notes and other fields").click()
        page.get_by_label("Other fields").fill(wrong)
        page.get_by_role("button", name="Solve").click()
        expect(page.get_by_role("alert")).to_contain_text(wrong.partition("=")[0])
        expect(page.get_by_role("alert")).to_be_in_viewport()
        assert violations(page) == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_page_follows_its_job_when_loaded_anew_and_when_the_server_is_gone(
    browser: Browser, served: Server, size: tuple[int, int]
) -> None:
    """Whoever comes back sees at once what runs; without a server the page goes on to ask."""
    with opened(browser, size, "light", meant=("ERR_INTERNET_DISCONNECTED",)) as page:
        page.goto(served.url)
        page.locator("#scenarios li").first.wait_for()
        page.get_by_label("Scenario").select_option("iiss_large")
        page.get_by_text("in whole units").click()
        page.get_by_text("Notes and other fields").click()
        page.get_by_label("Title").fill("A corps")
        page.get_by_label("Other fields").fill(f"horizon_months={size[0] // 100 + 20}")
        page.get_by_role("button", name="Solve").click()
        expect(page.locator("#state")).to_contain_text(" of ")
        page.reload()
        expect(page.locator("#state")).to_contain_text(" of ")
        for part in ("#state", "#asking", "#cancel"):
            expect(page.locator(part)).to_be_in_viewport()
        expect(page.locator("#asking")).to_have_text("A corps")
        expect(page.locator("#recent")).to_contain_text("running")
        page.context.set_offline(True)
        page.evaluate("window.stop()")  # ends the stream of events
        expect(page.locator("#state")).to_contain_text("does not answer")
        page.context.set_offline(False)
        expect(page.locator("#state")).to_contain_text(" of ")
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#recent")).to_contain_text("cancelled")


def test_the_question_is_asked_by_keyboard(browser: Browser, served: Server) -> None:
    with opened(browser, WIDE, "light") as page:
        page.goto(served.url)
        page.locator("#scenarios li").first.wait_for()
        seen = set()
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.locator("*:focus")
            seen.add(focused.get_attribute("id") or "")
            style = focused.evaluate("node => getComputedStyle(node).outlineStyle")
            assert style != "none", focused.evaluate("node => node.outerHTML")
            if "solve" in seen:
                break
        assert {"scenario", "horizon", "backstop", "solve"} <= seen


def test_a_key_is_asked_for_and_goes_with_every_request(
    browser: Browser, start: Callable[..., Server]
) -> None:
    key, hashed = new_key("anna")
    locked = start(keys=hashed, queue_wait_s=60)
    with opened(browser, WIDE, "light", meant=("401",)) as page:
        page.goto(locked.url)
        page.get_by_label("API key").fill("anna.wrong")
        page.get_by_label("API key").press("Tab")
        expect(page.get_by_role("alert")).to_contain_text("A key is needed")
        page.get_by_label("API key").fill(key)
        page.get_by_label("API key").press("Tab")
        page.locator("#scenarios li").first.wait_for()
        expect(page.get_by_role("alert")).to_be_empty()
        page.get_by_label("Scenario").select_option("franco_british")
        page.get_by_text("Notes and other fields").click()
        page.get_by_label("Other fields").fill("horizon_months=12")
        page.get_by_role("button", name="Solve").click()
        page.locator("#plan[data-drawn]").wait_for()
        page.locator("#downloads summary").click()
        with page.expect_download() as saved:
            page.locator("#files").get_by_role("link", name="Plan (JSON)").click()
        assert saved.value.path().read_bytes().startswith(b"{")
