"""Pages with commands: what they show is what the commands print.

A block ``console`` has command lines, ``$ `` before each, and below each its output, errors too. A
block with a ``title`` is the file of that name. A block ``python`` is run by itself, and a block
``text`` right after it is its output. A line ``…`` stands for any lines, ``…`` within a line for
any text. Everything runs in one folder, in the order of the page.

``python -m tests.docs.console PAGE…`` runs pages and writes into them what has changed, cut where
it was cut.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CUT = "…"
BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Step:
    """A command, or a file to write, and where its output stands in the page."""

    command: str
    shown: str
    span: tuple[int, int]
    title: str = ""


def steps(page: str) -> Iterator[Step]:
    """The steps of a page, in order."""
    blocks = list(BLOCK.finditer(page))
    for number, block in enumerate(blocks):
        kind, title, text = block.groups()
        if title:
            yield Step(text, "", block.span(3), title)
        elif kind == "console":
            yield from _commands(text, block.start(3))
        elif kind == "python":
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if following and following[1] == "text" and following.start() <= block.end() + 2:
                yield Step(text, following[3], following.span(3), "python")
            else:
                yield Step(text, CUT, (block.end(), block.end()), "python")


def _commands(text: str, start: int) -> Iterator[Step]:
    found = list(re.finditer(r"^\$ ((?:.*\\\n)*.*)\n", text, re.M))
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        yield Step(match[1], text[match.end() : end], (start + match.end(), start + end))


def environment(binaries: Path) -> dict[str, str]:
    """The environment in which ``planner`` is the one of a folder of programs."""
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "COLUMNS": "100", "NO_COLOR": "1"}


def run(step: Step, folder: Path, environ: Mapping[str, str]) -> str:
    """What a step prints, without the folder and without spaces at the ends of lines.

    Raises CalledProcessError where the exit code is not that of a plan or of an input error.
    """
    if step.title and step.title != "python":
        (folder / step.title).write_text(step.command, encoding="utf-8")
        return ""
    command = ["python", "-"] if step.title else ["bash", "-o", "pipefail", "-c", step.command]
    done = subprocess.run(
        command,
        input=step.command if step.title else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=dict(environ),
        check=False,
    )
    if done.returncode not in (0, 2):
        raise subprocess.CalledProcessError(done.returncode, step.command, done.stdout)
    lines = done.stdout.replace(f"{folder.resolve()}/", "").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def same(shown: str, printed: str) -> bool:
    """Is what is printed what the page shows? ``…`` stands for what the page leaves out."""
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    pattern = ""
    for line in lines:
        if line == CUT:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.split(CUT)) + r"\n"
    return re.fullmatch(pattern, printed.strip("\n") + "\n" if printed.strip() else "") is not None


def differences(page: str, folder: Path, environ: Mapping[str, str]) -> Iterator[tuple[Step, str]]:
    """The steps of a page that print something else, each with what it prints."""
    for step in steps(page):
        printed = run(step, folder, environ)
        if step.title in ("", "python") and not same(step.shown, printed):
            yield step, printed


def cut_alike(shown: str, printed: str) -> str:
    """What is printed, with as many lines before and after the first ``…`` as the page shows."""
    before, found, after = (shown.strip("\n") + "\n").partition(f"{CUT}\n")
    lines = printed.strip("\n").splitlines()
    if not found:
        return "".join(f"{line}\n" for line in lines)
    head, tail = len(before.splitlines()), len(after.splitlines())
    return "".join(f"{line}\n" for line in [*lines[:head], CUT, *lines[len(lines) - tail :]])


def _rewrite(path: Path) -> None:
    """Run a page and write into it what has changed."""
    page = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        changed = list(differences(page, Path(folder), environment(Path(sys.executable).parent)))
    for step, printed in reversed(changed):
        begin, end = step.span
        page = page[:begin] + cut_alike(step.shown, printed) + page[end:]
        print(f"{path}: {step.command.splitlines()[0]}")
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _rewrite(Path(name))
