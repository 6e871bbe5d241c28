"""What a scenario leaves open is filled from the planning factors, and from nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest

import planner
from planner.pipeline import prepare
from planner.problem.defaults import DEFAULTS, apply_defaults
from planner.reference.dataset import Dataset
from planner.scenario.composition import validate
from planner.scenario.fields import stated
from planner.scenario.rules import Rules


def rules_with(*sets: str) -> Rules:
    return prepare("guarantor", sets=sets)[0].scenario.rules


def test_no_factor_default_stands_as_a_number_too() -> None:
    """A field that cites factors is open, and takes its number from those, and no others."""
    cited: dict[tuple[str, str], set[str]] = {}
    for rule, part in Rules():
        for field, info in type(part).model_fields.items():
            text = (info.description or "").replace("\n", " ")
            found = re.search(r"default: factors? ([\w /x]+)", text)
            if found:
                assert getattr(part, field) is None, f"{rule}.{field}"
                cited[rule, field] = set(re.findall(r"\w{2,}", found[1]))
            else:
                assert "factor" not in text, f"{rule}.{field}"
    assert {key: {*factors.times, *factors.over} for key, factors in DEFAULTS.items()} == cited


def test_every_default_is_its_factors(shipped: Dataset) -> None:
    scenario = validate(
        planner.scenario.composition.read_document(
            "pre_deal", ["rules.training_balance.enabled=true"], directory=None
        )
    )
    asked = {"threats": [{"id": "t", "location": "east", "attackers": 1000}]}
    ratio = scenario.rules.force_ratio_floor.model_validate(asked)
    rules = scenario.rules.model_copy(update={"force_ratio_floor": ratio})
    settled = apply_defaults(scenario.model_copy(update={"rules": rules}), shipped).rules
    value = {name: figure.value for name, figure in shipped.factors.items()}
    brigade = value["battlegroups_per_brigade"]
    assert settled.headquarters_floor.battlegroups_per_division == (
        value["brigades_per_division"] * brigade
    )
    assert settled.force_ratio_floor.troops_per_battlegroup == pytest.approx(
        value["brigade_personnel_NATO_general"] / brigade
    )
    for (rule, field), factors in DEFAULTS.items():
        given = getattr(getattr(settled, rule), field)
        if len(factors.times) == 1 and not factors.over and rule != "pre_deal":
            assert given == value[factors.times[0]], field
        assert isinstance(given, int) is factors.whole, field


def test_one_factor_sets_every_number_that_rests_on_it() -> None:
    rules = rules_with(
        "overrides.factors.battlegroups_per_brigade=4",
        "rules.force_ratio_floor.threats=[{id: t, location: east, attackers: 1000}]",
    )
    assert rules.force_ratio_floor.battlegroups_per_brigade == 4
    assert rules.headquarters_floor.battlegroups_per_division == 16
    assert rules.force_ratio_floor.troops_per_battlegroup == 1000


@pytest.mark.parametrize(
    "name", ["lift_limit.trains_per_day", "headquarters_floor.divisions_per_corps"]
)
def test_what_the_scenario_gives_stays(name: str) -> None:
    rule, field = name.split(".")
    assert getattr(getattr(rules_with(f"rules.{name}=2"), rule), field) == 2


@pytest.mark.parametrize(
    ("factor", "value"),
    [
        ("divisions_per_corps", 0),
        ("divisions_per_corps", 21),
        ("battlegroups_per_brigade", 0.2),
        ("theatre_trains_per_day", 0),
        ("sector_transit_days", 4000),
    ],
)
def test_factor_past_the_bounds_of_the_field(factor: str, value: float) -> None:
    """The same bounds hold, whether the scenario or a factor gives the number."""
    with pytest.raises(planner.InputError, match=factor):
        rules_with(f"overrides.factors.{factor}={value}")


def test_whole_numbers_are_rounded() -> None:
    rules = rules_with("overrides.factors.sector_transit_days=4.5")
    assert rules.effect_floor.sector_transit_days == 5
    rules = rules_with("overrides.factors.brigades_per_division=2.4")
    assert rules.headquarters_floor.battlegroups_per_division == 7  # 2.4 x 3 = 7.2


def test_a_plan_without_its_numbers_is_an_input_error() -> None:
    assert stated(0, "lift_limit.trains_per_day") == 0
    with pytest.raises(planner.InputError, match=r"scenario\.rules\.lift_limit\.trains_per_day"):
        stated(None, "lift_limit.trains_per_day")
    plan: dict[str, Any] = planner.solve("tripwire", sets=["solve.whole_units=false"]).model_dump()
    plan["scenario"]["rules"]["headquarters_floor"]["divisions_per_corps"] = None
    with pytest.raises(planner.InputError, match="divisions_per_corps"):
        planner.verify_plan(planner.Plan.model_validate(plan))
