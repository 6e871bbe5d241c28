"""Schemathesis against a server with small data: python -m tests.api.schema 50 [SEED] asks all.

What it makes up is cheap there: two nations, and the scenario of the examples in the document.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from .conftest import Server, running

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
CONFIGURATION = """
hooks = "tests.api.schema_cases"

[checks.positive_data_acceptance]
# a schema cannot tell which nations there are, or what contradicts what
expected-statuses = ["2xx", 401, 403, 404, 409, 422, 429, 503]
"""
AIR_SHIELD = """
name: air_shield
title: Patrols of two nations
horizon_months: 12
coalition: {lead_nations: [FRA, GBR]}
locations: [{id: air, kind: theatre_wide}]
requirements: [{id: isr_manned, effect: fighters, location: air, threshold: 2}]
objectives: [shortfall, cost]
"""
SETTINGS = {
    "max_requests_per_minute": 1_000_000,
    "max_time_limit_s": 1,
    "max_job_time_limit_s": 1,
    "grace_s": 5,
    "max_queued": 20,
}


class Run(NamedTuple):
    """Which operations are asked, in which phases, and how many workers do the jobs."""

    methods: tuple[str, ...]
    phases: str
    workers: int


RUNS = {
    "reading": Run(("GET", "DELETE"), "examples,coverage,fuzzing", 0),
    "asking": Run(("POST",), "examples,coverage,fuzzing", 0),
    "following": Run(("GET", "DELETE", "POST"), "stateful", 1),
}


def small_data(folder: Path) -> Path:
    """The golden tables, and a scenario of the name that the document's examples extend."""
    data = folder / "data"
    shutil.copytree(GOLDEN, data)
    (data / "scenarios" / "air_shield.yaml").write_text(AIR_SHIELD)
    return data


def ask(
    server: Server, folder: Path, run: Run, examples: int, every: int = 1, seed: int = 1
) -> subprocess.CompletedProcess[str]:
    """Let schemathesis ask: so many examples an operation, one of ``every`` cases of coverage."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION)
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "--config-file", "schemathesis.toml", "run", f"{server.url}/openapi.json"]
    command += ["--checks", "all", "--phases", run.phases, "--max-examples", str(examples)]
    command += [word for method in run.methods for word in ("--include-method", method)]
    command += ["--seed", str(seed), "--continue-on-failure"]
    command += ["--request-timeout", "60", "--max-response-time", "60"]
    command += ["--suppress-health-check", "all", "--warnings", "off", "--no-color"]
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path, "PLANNER_SCHEMA_EVERY": str(every)}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)


def main(arguments: list[str]) -> int:
    """Everything, at length. Prints what schemathesis says at the end of each run."""
    examples, seed = (int(each) for each in (*arguments, "1")[:2])
    failed = False
    for name, run in RUNS.items():
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            settings = SETTINGS | {"workers": run.workers}
            with running(folder / "log.txt", small_data(folder), settings) as server:
                done = ask(server, folder, run, examples, seed=seed)
            faults = (folder / "log.txt").read_text().count("Traceback")
            told = done.stdout if done.returncode else done.stdout.partition("= SUMMARY =")[2]
            sys.stdout.write(f"{name}: {faults} tracebacks in the log\n{told}\n{done.stderr}\n")
            failed = failed or bool(done.returncode or faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
