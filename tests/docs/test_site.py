"""The site: it builds without network, links nowhere in vain, and fetches nothing from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from planner.model import CONSTRAINTS, STAGES

from ..source import ROOT

PAGES = [path for path in (ROOT / "docs").rglob("*.md") if "site" not in path.parts]
FETCHED = re.compile(r"<(?:script|link|img|iframe|source|audio|video|object)\b[^>]*>")
OUTSIDE = re.compile(r"(?:src|href|data)=[\"']?(?:https?:)?//")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "docs.site.build", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


@pytest.mark.slow
def test_every_page_is_there_and_fetches_nothing_from_outside(site: Path) -> None:
    found = list(site.rglob("*.html"))
    assert len(found) > len(PAGES)
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert [tag for tag in FETCHED.findall(text) if OUTSIDE.search(tag)] == [], path
        assert "@import" not in text
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\([\"']?(?:https?:)?//", styles) == []


@pytest.mark.slow
def test_every_page_is_reached_from_the_first_one(site: Path) -> None:
    links = set(re.findall(r'href="([^"#]+)"', (site / "index.html").read_text(encoding="utf-8")))
    for page in PAGES:
        name = page.relative_to(ROOT / "docs").with_suffix("")
        assert name.name == "index" or links & {f"{name}/", f"./{name}/"}, name


@pytest.mark.slow
def test_the_model_page_gives_every_rule_in_full_and_every_stage(site: Path) -> None:
    text = (site.parent / "pages" / "model.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", text, flags=re.M | re.S))
    assert list(told) == [rule.__name__ for rule in CONSTRAINTS] + list(STAGES)
    for rule in CONSTRAINTS:
        section = told[rule.__name__]
        assert "```text\n" in section
        for heading in ("Symbols", "Rows", "Binds when", "Source"):
            assert f"**{heading}**: " in section, rule.__name__


def test_the_glossary_gives_each_term_once_in_order() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\*\*(.+)\*\*\n: ", text, flags=re.M)
    assert len(terms) > 30
    assert terms == sorted(set(terms), key=str.lower)
    assert len(re.findall(r"^\*\*", text, flags=re.M)) == len(terms)
