"""``planner pareto``, ``alternatives`` and ``fairness``: what they print."""

from __future__ import annotations

import json

from .command import run


def test_the_front_is_printed(tiny: str) -> None:
    done = run("pareto", tiny, "--points", "3")
    assert done.exit_code == 0, done.output
    assert "What does less shortfall mean for cost in tiny?" in done.stdout
    assert "changed_nations" in done.stdout
    assert run("pareto", tiny, "--x", "costs").exit_code == 2


def test_other_plans_are_printed_and_what_they_share(tiny: str) -> None:
    done = run("alternatives", tiny, "--slack", "0.5", "--whole")
    assert done.exit_code == 0, done.output
    assert "Which other plans are as good for tiny?" in done.stdout
    assert "keeps as little of it as can be, slot by slot" in done.stdout
    study = json.loads(run("alternatives", tiny, "--json").stdout)
    assert {"as planned", "most different"} <= {row["name"] for row in study["rows"]}


def test_prices_of_rules_are_printed(tiny: str) -> None:
    done = run("fairness", tiny, "--key", "population", "--ratio", "2")
    assert done.exit_code == 0, done.output
    assert "times its fair share by population." in done.stdout
    assert "To let nobody carry more than 2 times its fair share takes" in done.stdout
