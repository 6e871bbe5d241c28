"""Who can act for a requirement in time."""

from __future__ import annotations

from planner.plan.plan import Plan
from planner.verify.index import index_plan
from planner.verify.reading import in_time

from .by_hand import document


def test_who_can_act_for_a_requirement_in_time() -> None:
    """In place: the sector alone. In days: theatre-wide lots, near sectors, forces at notice."""
    places = {"north", "south", "wide", "home"}
    expected = {
        ("north", 0): {"north"},
        ("north", 1): {"north", "wide"},
        ("north", 5): {"north", "wide", "south"},
        ("north", 10): places,
        ("wide", 0): {"north", "south", "wide"},
        ("wide", 9): {"north", "south", "wide"},
        ("wide", 10): places,
        ("home", 0): {"home"},
        ("home", 30): {"home"},
        ("camp", 30): {"camp"},
    }
    for (location, days), acting in expected.items():
        plan = document()
        plan["scenario"]["locations"].append({"id": "camp", "kind": "training"})
        plan["scenario"]["requirements"][0].update(location=location, within_days=days)
        ledger = index_plan(Plan.model_validate(plan))
        requirement = ledger.plan.scenario.requirements[0]
        found = {i for i, p in ledger.places.items() if in_time(ledger, requirement, p, days)}
        assert found == acting, (location, days)


def test_forces_at_home_are_never_in_place() -> None:
    """Not even at no notice and next door: a requirement in place counts what is in place."""
    for days, acts in ((0, False), (1, True)):
        plan = document()
        plan["scenario"]["locations"][3].update(notice_days=0, transit_days=0)
        plan["scenario"]["requirements"][0].update(within_days=days)
        ledger = index_plan(Plan.model_validate(plan))
        requirement = ledger.plan.scenario.requirements[0]
        assert in_time(ledger, requirement, ledger.places["home"], days) == acts
