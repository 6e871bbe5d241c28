"""The command as tests run it, and the scenarios that they give it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from planner import Plan
from planner.cli.app import app

COMMAND = [sys.executable, "-m", "planner"]


TINY = {
    "name": "tiny",
    "title": "One battlegroup in the east [bold]\x1b[31m",
    "horizon_months": 12,
    "coalition": {"include": ["FRA", "GBR"], "min_stance": 3, "lead_nations": ["FRA"]},
    "locations": [{"id": "east", "kind": "theatre", "title": "Eastern sector"}],
    "requirements": [
        {"id": "g", "effect": "ground", "location": "east", "from_month": 6, "threshold": 1}
    ],
    "rules": {
        "support_floor": {"enabled": False},
        "headquarters_floor": {"enabled": False},
        "lead_floor": {"enabled": False},
        "participation_floor": {"min_lot_months": 1},
    },
    "objectives": ["shortfall", "cost"],
}


HARD = {**TINY, "requirements": [{**TINY["requirements"][0], "threshold": 500}]}  # type: ignore[index]


RICH: dict[str, Any] = {
    "name": "rich",
    "start_date": "2026-03",
    "horizon_months": 18,
    "coalition": {
        "only": ["FRA", "GBR", "POL"],
        "lead_nations": ["FRA"],
        "us_backstop": True,
    },
    "locations": [
        {"id": "east", "kind": "theatre", "title": "Eastern sector"},
        {"id": "all", "kind": "theatre_wide", "title": "Whole theatre"},
        {"id": "camp", "kind": "training", "title": "Training abroad"},
    ],
    "requirements": [
        {"id": "drones", "effect": "isr_male", "location": "all", "from_month": 6, "threshold": 30}
    ],
    "rules": {
        "lift_limit": {"enabled": True},
        "framework_floor": {"enabled": True},
        "participation_floor": {"min_lot_months": 1},
        "lead_floor": {"components": {"air": ["GBR"]}},
        "training_balance": {"enabled": True},
        "burden": {"aid_credit_share": 0.05},
        "budget_limit": {
            "enabled": True,
            "national_eur_m": {"FRA": 300},
            "common_fund_eur_m": 3000,
        },
        "procurement_limit": {
            "enabled": True,
            "options": [],
            "own_options": [
                {
                    "id": "joint_drones",
                    "title": "Drones bought together",
                    "members": ["FRA", "GBR"],
                    "unit_type": "isr_male",
                    "price_eur_m": 20,
                    "lead_months": 6,
                    "max_lots": 4,
                }
            ],
        },
        "force_ratio_floor": {
            "threats": [
                {
                    "id": "attack",
                    "location": "east",
                    "from_month": 12,
                    "within_days": 30,
                    "attackers": 44000,
                    "host_battlegroups": 3,
                }
            ]
        },
        "presence_floor": {
            "presences": [{"id": "flags", "location": "east", "from_month": 6, "nations": 3}]
        },
        "air_cover_floor": {
            "stations": [
                {
                    "id": "patrol",
                    "location": "all",
                    "from_month": 6,
                    "package": "cap_station",
                    "threshold": 1,
                }
            ]
        },
    },
    "overrides": {"factors": {"tour_length_FRA": 6}},
    "objectives": ["shortfall", "us_dependence", "cost"],
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def fake_solve(monkeypatch: pytest.MonkeyPatch, outcome: Plan | Exception) -> list[dict[str, Any]]:
    """Make planner.solve give this outcome; the list fills with the arguments of its calls."""
    calls: list[dict[str, Any]] = []

    def solve(source: str, **options: Any) -> Plan:
        calls.append({"source": source, **options})
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr("planner.pipeline.solve", solve)
    return calls


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """A command line with ``planner`` in it, run by bash."""
    line = command.replace("planner", f'"{sys.executable}" -m planner', 1)
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False
    )


def on_terminal(columns: int, *arguments: str) -> list[str]:
    """The lines that ``planner`` prints on a terminal of so many columns, without colours."""
    leader, follower = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm"}
    process = subprocess.Popen([*COMMAND, *arguments], stdout=follower, env=environment)
    os.close(follower)
    seen = b""
    with suppress(OSError):  # Linux says so when the other side has left
        while part := os.read(leader, 65536):
            seen += part
    os.close(leader)
    assert process.wait() == 0
    text = re.sub(r"\x1b\[[0-9;]*m", "", seen.decode())
    return [line.rstrip() for line in text.splitlines()]
