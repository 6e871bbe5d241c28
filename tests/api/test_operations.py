"""What docs/operations.md, the Dockerfile and the unit say is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import typer.main
import yaml

from api.settings import PREFIX, Settings
from planner.cli.app import app

ROOT = Path(__file__).parents[2]
FILES = [ROOT / name for name in ("docs/operations.md", "docs/planner.service", "Dockerfile")]


def test_every_setting_that_is_named_exists() -> None:
    for path in FILES:
        names = set(re.findall(rf"{PREFIX}([A-Z_]+)", path.read_text()))
        assert {name.lower() for name in names} <= set(Settings.model_fields), path


def test_every_serve_command_has_options_that_exist() -> None:
    group = typer.main.get_command(app)
    serve = group.commands["serve"]  # type: ignore[attr-defined]
    options = {option for parameter in serve.params for option in parameter.opts}
    lines = [line.strip() for path in FILES for line in path.read_text().splitlines()]
    commands = [line for line in lines if "planner serve --" in line and "`" not in line]
    assert len(commands) >= 3
    for line in commands:
        given = [word for word in shlex.split(line, comments=True) if word.startswith("--")]
        assert set(given) <= options, line


def test_the_image_is_made_of_files_that_are_there() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    for line in lines:
        if line.startswith("COPY "):
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line
    (command,) = [line for line in lines if line.startswith("CMD ")]
    assert yaml.safe_load(command.removeprefix("CMD "))[:2] == ["planner", "serve"]
