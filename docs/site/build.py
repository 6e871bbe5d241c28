"""Build the site: ``python -m docs.site.build [FOLDER]``, into build/docs unless told.

Needs the extra ``docs``, and no network. The pages of docs/ and those that are made from the source
are laid together in FOLDER/pages, and become FOLDER/html. A link that leads nowhere ends the build.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from docs.site.pages import ROOT, generated

DOCS = ROOT / "docs"
LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)")


def lay_pages(folder: Path) -> None:
    """Every page of docs/, every page that is made, and their style."""
    shutil.copytree(DOCS, folder, ignore=shutil.ignore_patterns("site", "__pycache__"))
    shutil.copy(DOCS / "site" / "wide.css", folder)
    for name, text in generated().items():
        (folder / name).write_text(text, encoding="utf-8")
    for page in folder.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(within(text, DOCS / page.parent.relative_to(folder)), encoding="utf-8")


def within(text: str, home: Path) -> str:
    """A page of the folder ``home``; a link that leaves docs/ becomes the name of its file."""

    def kept(link: re.Match[str]) -> str:
        target = (home / link[2]).resolve()
        if target.is_relative_to(DOCS) or not target.exists():
            return link[0]
        return f"{link[1]} (`{target.relative_to(ROOT)}`)"

    return LINK.sub(kept, text)


def navigation(entries: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """The entries whose pages are there, and after them the pages that have no entry."""
    there = {str(page.relative_to(folder)) for page in folder.rglob("*.md")}

    def kept(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rows = [(title, what) for entry in entries for title, what in entry.items()]
        found = [
            {title: kept(what) if isinstance(what, list) else what}
            for title, what in rows
            if isinstance(what, list) or what in there
        ]
        there.difference_update(what for _, what in rows if isinstance(what, str))
        return found

    listed = kept(entries)
    return listed + [
        {Path(name).stem.replace("_", " ").capitalize(): name} for name in sorted(there)
    ]


def build(folder: Path) -> Path:
    """Build the site into the folder, which is emptied first; where its first page is."""
    shutil.rmtree(folder, ignore_errors=True)
    lay_pages(folder / "pages")
    settings = yaml.safe_load((DOCS / "site" / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["nav"] = navigation(settings["nav"], folder / "pages")
    config = folder / "mkdocs.yml"
    config.write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(config)]
    subprocess.run(command, check=True, cwd=folder)  # noqa: S603
    return folder / "html" / "index.html"


if __name__ == "__main__":
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "docs"
    try:
        print(build(out.resolve()))
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
