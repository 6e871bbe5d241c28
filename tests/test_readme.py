"""Tests that keep the README, and the pages that it points to, honest."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import planner
from api.settings import PREFIX, Settings
from planner.cli.app import app
from planner.model import CONSTRAINTS, STAGES
from planner.plan.plan import TABLES

from .cli.command import TINY

ROOT = Path(__file__).parents[1]
VIEWS = [path.read_text(encoding="utf-8") for path in (ROOT / "planner" / "cli").rglob("*.py")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODEL, COMMANDS, SERVICE, PUBLISHED = (
    (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("how_it_thinks", "command_line", "service", "published")
)


def command_lines() -> list[str]:
    lines = [*README.splitlines(), *COMMANDS.splitlines()]
    return [line.strip() for line in lines if line.startswith("    ")]


def test_the_readme_is_short_and_leads_on() -> None:
    assert len(README.splitlines()) <= 150
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert len(links) > 15
    assert [link for link in links if not (ROOT / link).exists()] == []
    for page in ("how_it_thinks", "command_line", "service", "published", "tutorial"):
        assert f"docs/{page}.md" in links


def test_two_commands_set_everything_up_and_ci_runs_those_of_the_tests() -> None:
    setup = [line for line in command_lines() if line.startswith("python3 -m venv")]
    assert len(setup) == 2
    assert setup[0].endswith(".venv/bin/planner solve")
    assert setup[1].endswith(".venv/bin/pytest")
    run = (ROOT / ".ci" / "run").read_text()
    assert 'grep -m1 "pip install -e" README.md' in run
    assert 'grep -m1 "pytest -m slow" README.md' in run


@pytest.mark.parametrize("rule", CONSTRAINTS, ids=lambda rule: rule.__name__)
def test_every_rule_has_its_row(rule: object) -> None:
    name, sentence = rule.__name__, (rule.__doc__ or "").strip().splitlines()[0]  # type: ignore[attr-defined]
    row = f"| `{name}` | {sentence} |"
    assert row in MODEL, f"add to docs/how_it_thinks.md: {row}"


@pytest.mark.parametrize("name", planner.scenario_names())
def test_every_scenario_has_its_row(name: str) -> None:
    scenario = planner.load_scenario(name)
    assert f"| `{name}` | {scenario.description} | {scenario.finds} |" in README


def test_every_system_names_a_rule_a_scenario_and_a_table_that_show_it() -> None:
    rows = MODEL.split("| system | rule | scenario | shows in |")[1].split("\n\n")[0].splitlines()
    rules = {rule.__name__ for rule in CONSTRAINTS} | set(STAGES) | {"timing"}
    tables = {*TABLES, "formations", "warnings"}
    assert len(rows) > 15
    for row in rows[2:]:
        _, system, covered, scenario, shown, _ = row.split("|")
        assert set(re.findall(r"`(\w+)`", covered)) <= rules, system
        assert scenario.strip(" `") in planner.scenario_names(), system
        named = re.findall(r"`(\w+)`", shown)
        assert named, system
        assert set(named) <= tables, system
        (section,) = re.findall(r"^ ([\w' ]+) \(", shown)
        assert any(f'"{section}"' in view for view in VIEWS) or section == "Warnings", system


@pytest.mark.slow
def test_the_validation_table_is_current() -> None:
    assert planner.markdown_table(planner.compare_with_published()) in PUBLISHED


def test_every_command_and_option_is_documented() -> None:
    group = typer.main.get_command(app)
    missing = []
    todo = [("planner", group)]
    while todo:
        path, command = todo.pop()
        todo += [(f"{path} {name}", sub) for name, sub in getattr(command, "commands", {}).items()]
        if not getattr(command, "commands", None) and f"`{path}" not in COMMANDS:
            missing.append(path)
        for parameter in command.params:
            for option in getattr(parameter, "opts", []):
                known = option in ("--help", "--version") or not option.startswith("--")
                if not known and f"`{option}" not in COMMANDS:
                    missing.append(f"{path} {option}")
    assert missing == []


def test_every_server_setting_is_documented() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `{PREFIX}{name.upper()}` |" in SERVICE
        assert " ".join((field.description or "").split()) in SERVICE


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.S)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102
    assert "shortfall" in capsys.readouterr().out


EXAMPLES = [line.split("  #")[0].strip() for line in command_lines() if line[:8] == "planner "]


def test_the_examples_show_every_command_that_reads_or_writes() -> None:
    assert len(EXAMPLES) >= 10
    commands = {line.split()[1] for line in EXAMPLES}
    assert commands >= {"solve", "check", "show", "verify", "scenarios", "list", "data"}


@pytest.mark.slow
@pytest.mark.parametrize("line", EXAMPLES)
def test_the_shell_examples_run(line: str, tmp_path: Path) -> None:
    """As they stand, in a folder with a plan and a scenario; a solve without whole units."""
    (tmp_path / "data").symlink_to(planner.data_dir())
    (tmp_path / "mine.yaml").write_text("extends: tripwire\nname: mine\n")
    if "plan.json" in line:
        planner.write_plan(planner.solve(TINY), tmp_path / "plan.json")
    quick = (
        " --relaxed --no-advice --set objectives=[shortfall]"
        if line.startswith("planner solve")
        else ""
    )
    command = line.replace("planner", f'"{sys.executable}" -m planner', 1) + quick
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    for option in ("--out", "--mps"):
        if option in line:
            name = line.split(option)[1].split()[0]
            assert f"written to {name}" in done.stderr.replace(f"{tmp_path}/", "")
            assert (tmp_path / name).stat().st_size > 1000


def test_stages_are_told_in_the_order_that_a_scenario_has_by_default() -> None:
    told = MODEL.split("in strict order:")[1].split("A scenario may")[0]
    assert (
        tuple(re.findall("`([a-z_]+)`", told))
        == planner.Scenario.model_fields["objectives"].default
    )
