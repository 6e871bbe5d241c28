"""Pipes, full disks, closed streams, ports in use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import verify_plan
from planner.cli import terminal

from .command import run, shell

pytestmark = pytest.mark.slow


def test_version() -> None:
    assert run("--version").stdout == f"planner {planner.__version__}\n"


def test_start_up_loads_no_heavy_library() -> None:
    heavy = "{'pandas', 'openpyxl', 'pulp', 'highspy', 'uvicorn', 'fastapi', 'pydantic'}"
    code = f"import sys, planner.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_serve_hands_over_to_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Any, ...]] = []
    module = pytest.importorskip("api.serving")
    monkeypatch.setattr(module, "serve", lambda *options: calls.append(options))
    assert run("serve", "--port", "8123", "--workers", "0").exit_code == 0
    assert calls == [("127.0.0.1", 8123, None, None, 0)]


def test_a_reader_that_leaves_early_is_no_error(tiny: str) -> None:
    for option in ("--seed=1", "--json"):
        command = f'set -o pipefail; "{sys.executable}" -m planner solve "{tiny}" {option} | true'
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")


@FULL
@pytest.mark.parametrize(
    "arguments", ["scenarios", "schema plan", "--help", "solve --help", "--version", "data sources"]
)
def test_results_that_cannot_be_written(arguments: str) -> None:
    done = shell(f"planner {arguments} > /dev/full")
    assert done.returncode == 2
    assert done.stderr == "planner: standard output: cannot be written: No space left on device\n"


@FULL
@pytest.mark.parametrize("option", ["", "--json"])
def test_a_plan_that_cannot_be_printed(tiny: str, tmp_path: Path, option: str) -> None:
    """What was asked for as a file is there all the same."""
    done = shell(f'planner solve "{tiny}" {option} --out "{tmp_path}/plan.json" > /dev/full')
    written, failed = done.stderr.splitlines()
    assert (done.returncode, written) == (2, f"written to {tmp_path}/plan.json")
    assert "standard output: cannot be written" in failed
    assert verify_plan(tmp_path / "plan.json") == []


@FULL
def test_errors_that_cannot_be_written_either() -> None:
    assert shell("planner solve nosuch 2> /dev/full").returncode == 2
    assert shell("planner --version > /dev/full 2> /dev/full").returncode == 2


@pytest.mark.parametrize("arguments", ["scenarios", "--help", "check tripwire"])
def test_without_standard_streams(arguments: str) -> None:
    assert shell(f"planner {arguments} >&-").returncode == 0
    assert shell(f"planner {arguments} >&- 2>&-").returncode == 0
    assert shell("planner solve nosuch >&- 2>&-").returncode == 2


def test_reader_of_other_results_leaves_early() -> None:
    for arguments in ("schema plan", "data sources", "scenarios"):
        done = shell(f"planner {arguments} | true")
        assert (done.returncode, done.stderr) == (0, ""), arguments


def test_a_missing_file_is_not_taken_for_standard_output() -> None:
    with pytest.raises(FileNotFoundError), terminal.unwritable_output():
        open("/no/such/file")  # noqa: SIM115


def test_serve_where_another_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = shell(f"planner serve --port {port}")
    assert done.returncode == 2
    address = f"planner: 127.0.0.1:{port}: address already in use"
    assert done.stderr == f"{address}; choose another --host or --port\n"


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a..b"])
def test_serve_at_a_host_that_is_not_here(host: str) -> None:
    done = shell(f"planner serve --host {host} --port 18432")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"planner: {host}:18432: ")


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert terminal.printable("a\x1b[31m\x07b\nc") == "a�[31m�b\nc"
