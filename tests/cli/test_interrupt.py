"""Ctrl-C and the progress line."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

import planner
from planner import Plan, Progress
from planner.cli import terminal

from .command import COMMAND

pytestmark = pytest.mark.slow


def test_progress_text() -> None:
    text = terminal.progress_text(Progress("burden", 2, 4, 1234.5, 1200.0, 0.028, 3.0), 3.2)
    assert text == "stage 2/4 burden · best 1,234.5 · bound 1,200 · gap 2.8 % · 3 s"
    empty = terminal.progress_text(Progress("cost", 4, 4, None, None, None, 3.0), 3.2)
    assert empty == "stage 4/4 cost · 3 s"


SLOW = """
import sys, time, planner, planner.pipeline, planner.cli.app
plan = planner.Plan.model_validate_json(open(sys.argv.pop(1)).read())
wish = sys.argv.pop(1)
def solve(source, *, progress, cancel, **options):
    print("solving", file=sys.stderr, flush=True)
    for _ in range(1200):
        progress(planner.Progress("burden", 2, 4, 2.0, 1.0, 0.5, 0.1))
        time.sleep(0.05)
        if cancel() and wish == "plan":
            return plan.model_copy(update={"status": "unproven"})
        if cancel() and wish == "nothing":
            raise planner.SolverTimeout("stopped")
    return plan
planner.pipeline.solve = solve
planner.cli.app.main()
"""


@pytest.fixture
def slow(tiny_plan: Plan, tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start ``planner solve`` with a solver that runs for a minute unless it is stopped."""
    path = tmp_path / "plan.json"
    path.write_text(planner.plan_to_json(tiny_plan))

    def start(wish: str, *options: str, **streams: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", SLOW, str(path), wish, "solve", *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, **streams)

    return start


@pytest.mark.parametrize(("wish", "code"), [("plan", 0), ("nothing", 130)])
def test_ctrl_c_gives_the_best_plan_so_far(
    slow: Callable[..., subprocess.Popen[bytes]], wish: str, code: int
) -> None:
    process = slow(wish, "--json", stderr=subprocess.PIPE)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"Traceback" not in errors
    if wish == "plan":
        assert Plan.model_validate_json(out).status == "unproven"
    else:
        assert out == b""
        assert b"interrupted before any plan was found" in errors


def test_ctrl_c_twice_ends_at_once(slow: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = slow("deaf", stderr=subprocess.PIPE)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert any(b"again" in line for line in process.stderr)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in errors


def test_ctrl_c_stops_the_real_solver(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    answer = tmp_path / "plan.json"
    command = [*COMMAND, "solve", "guarantor", "--json", "--set", "solve.mip_gap_share=0"]
    with answer.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=follower)
    os.close(follower)
    seen = told_until(leader, b"stage 2/")
    process.send_signal(signal.SIGINT)
    seen += told_until(leader, None)
    os.close(leader)
    assert process.wait(60) == 0, seen
    assert b"Traceback" not in seen
    assert Plan.model_validate_json(answer.read_bytes()).status == "unproven"


def told_until(leader: int, wanted: bytes | None) -> bytes:
    """What a terminal shows, until it has shown this or nobody writes to it any more."""
    seen = b""
    with suppress(OSError):  # Linux says so when the other side has left
        while wanted is None or wanted not in seen:
            assert select.select([leader], [], [], 60)[0], seen
            seen += os.read(leader, 65536)
    return seen


def test_progress_shows_on_a_terminal_only(slow: Callable[..., subprocess.Popen[bytes]]) -> None:
    leader, follower = pty.openpty()
    process = slow("plan", "--json", stderr=follower)
    os.close(follower)
    seen = told_until(leader, b"gap 50 %")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    os.close(leader)
    assert b"stage 2/4 burden" in seen
    assert process.returncode == 0
    assert Plan.model_validate_json(out).status == "unproven"


@pytest.mark.slow
def test_ctrl_c_ends_all_processes_of_a_study_quietly() -> None:
    """A terminal sends it to every one of them."""
    command = [*COMMAND, "pareto", "guarantor", "--points", "60", "--jobs", "2"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    began = psutil.Process(process.pid)
    ends = time.monotonic() + 60
    while len(workers := [x for x in began.children(True) if "loky" in str(x.cmdline())]) < 2:
        assert time.monotonic() < ends
        time.sleep(0.1)
    time.sleep(1)  # pressed while processes start, it is lost
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.strip()) == (130, b"")
    assert psutil.wait_procs(workers, timeout=10)[1] == []
