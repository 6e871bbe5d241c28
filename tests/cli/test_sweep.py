"""``planner sweep``: the table, the files, the count on stderr, and what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import planner
from planner.cli.counting import CountLine

from .command import run


def test_rows_are_printed_and_written(tiny: str, tmp_path: Path) -> None:
    out = tmp_path / "x.json"
    more = ("--store", str(tmp_path / "store"), "--out", str(out))
    done = run("sweep", tiny, "--grid", "requirements.g.threshold=1,500", *more)
    assert done.exit_code == 0, done.output
    assert "Of 2 points, 1 meets every requirement." in done.stdout
    assert "by value" in done.stdout
    study = planner.read_study(out)
    assert [row["status"] for row in study.rows] == ["met", "shortfall"]
    assert study.method.relaxed
    again = run("sweep", tiny, "--grid", "requirements.g.threshold=1,500", *more, "--json")
    assert "point 2 of 2 (2 from before)" in again.stderr
    assert json.loads(again.stdout)["rows"] == [dict(row) for row in study.rows]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--grid: names no field"),
        (("--grid", "horizon_months=5..3"), "5 is above 3"),
        (("--grid", "horizons=5..6"), "horizons"),
        (("--grid", "horizon_months=5..6", "--out", "x.pdf"), "cannot be written as '.pdf'"),
        (("--grid", "horizon_months=5..6", "--csv", "--json"), "are two formats"),
    ],
)
def test_what_is_refused(tiny: str, arguments: tuple[str, ...], told: str) -> None:
    done = run("sweep", tiny, *arguments)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_stop_says_how_to_go_on(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> planner.Study:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.studies.sweep.sweep", stopped)
    done = run("sweep", tiny, "--grid", "horizon_months=5..6", "--store", "kept")
    assert done.exit_code == 130
    assert "interrupted; the same command goes on from kept" in done.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_count_on_a_terminal_is_one_line_with_the_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = iter(range(0, 1000, 20))
    monkeypatch.setattr("planner.cli.counting.time.monotonic", lambda: next(now))
    stream = Terminal()
    line = CountLine("point", stream)
    for done in range(3):
        line(done, 2, 0)
    assert stream.getvalue().split("\r\x1b[K")[1:] == [
        "point 0 of 2",
        "point 1 of 2, 40 seconds left",
        "point 2 of 2\n",
    ]
