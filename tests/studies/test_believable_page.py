"""The tables of docs/believable.md, against what is solved today.

Figures of relaxed plans, ceilings and offers hold as they stand. Of plans in whole units holds what
is proved: what is kept up. Who fills a slot is one of many answers that are as good; the rows must
agree with ceilings, offers and levels. To write the tables anew: ``python -m
tests.studies.believable_page``.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pytest

import planner
from planner import Plan

from .believable_page import (
    KEPT_UP_ONLY,
    OFFERS,
    PAGE,
    SHARES,
    SHOWN,
    block,
    blocks,
    effort,
    handover_limit,
    kept_up,
    rows_of,
    rule_costs,
    scenarios,
)

pytestmark = pytest.mark.slow

PAGE_TEXT = PAGE.read_text(encoding="utf-8")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
KEPT = {"guarantor": 9, "mnfu_2026": 6}
"""battlegroups in place in every month that counts, proved (tests/test_shipped_scenarios.py)"""


def alike(written: str, found: str) -> bool:
    """The same words, and numbers within two per cent or a tenth of one."""
    if NUMBER.sub("#", written) != NUMBER.sub("#", found):
        return False
    pairs = zip(NUMBER.findall(written), NUMBER.findall(found), strict=True)
    values = [(float(a.replace(",", "")), float(b.replace(",", ""))) for a, b in pairs]
    return all(a == pytest.approx(b, rel=0.02, abs=0.11) for a, b in values)


@cache
def relaxed(name: str) -> Plan:
    return planner.solve(name, sets=["solve.whole_units=false"])


def test_numbers_that_are_alike() -> None:
    assert alike("2 of 3 (66 %)", "2 of 3 (66 %)")
    assert alike("24,800 people", "24,900 people")
    assert not alike("10 of 12", "9 of 12")
    assert not alike("10 of 12", "10 of twelve")


def test_the_page_has_every_block_once() -> None:
    assert re.findall(r"<!-- (.*?) -->", PAGE_TEXT).count("end") == len(blocks())
    assert all(rows_of(block(name, PAGE_TEXT)) for name in blocks())


def test_the_options_are_current() -> None:
    found, written = rows_of(scenarios()), rows_of(block("scenarios", PAGE_TEXT))
    assert [row[0] for row in written] == [row[0] for row in found]
    assert [
        a for a, b in zip(written, found, strict=True) if not alike(*map("|".join, (a, b)))
    ] == []


@pytest.mark.parametrize("name", SHOWN)
def test_what_rules_cost_in_fractions_is_current(name: str) -> None:
    written = {row[0]: row[5:] for row in rows_of(block(f"{name} rules", PAGE_TEXT))}
    found = {(f"`{r.rule}`" if r.off else "nothing"): effort(r) for r in rule_costs(name)}
    assert list(written) == list(found)
    for rule, cells in written.items():
        # without the stage, what is missing in the worst phase is whatever the plan happens to miss
        sure = slice(1 if rule == "`sustained`" else 0, None)
        assert alike("|".join(cells[sure]), "|".join(found[rule][sure])), rule


@pytest.mark.parametrize(
    ("name", "rule"), [("guarantor", "personnel_limit"), ("mnfu_2026", "caveats")]
)
def test_what_a_rule_costs_in_whole_units_is_current(name: str, rule: str) -> None:
    """Of the rule that costs most; the others take minutes."""
    written = {row[0]: row[:5] for row in rows_of(block(f"{name} rules", PAGE_TEXT))}
    for row in rule_costs(name, sets=KEPT_UP_ONLY, rules=[rule], whole=True):
        first, *kept = kept_up(row)
        assert (written[first][1], written[first][4]) == (kept[0], kept[3])  # what is proved


@pytest.mark.parametrize("name", SHOWN)
def test_ceilings_and_offers_are_current_and_kept(name: str) -> None:
    known = {row.nation: row for row in relaxed(name).nations}
    for nation, peak, ceiling, times, *offers in rows_of(block(f"{name} people", PAGE_TEXT)):
        row = known[nation]
        assert ceiling == f"{row.personnel_ceiling:,}"
        assert offers == [str(row.offers.get(component, "–")) for component in OFFERS]
        people = int(peak.replace(",", ""))
        assert people <= row.personnel_ceiling
        assert float(times) == pytest.approx(people / row.past_peak, abs=0.006)


@pytest.mark.parametrize("name", SHOWN)
def test_who_stands_where_agrees_with_offers_and_with_what_is_kept_up(name: str) -> None:
    plan = relaxed(name)
    sectors = {place.title for place in plan.scenario.locations if place.kind == "theatre"}
    known = {row.nation: row for row in plan.nations}
    rows = rows_of(block(f"{name} places", PAGE_TEXT))
    there = [row[1:] for row in rows if row[0].removesuffix(": battlegroups") in sectors]
    assert len(there) == len(sectors)
    for slot, cells in enumerate(zip(*there, strict=True)):
        given = [part.split() for cell in cells for part in cell.split(", ") if part != "–"]
        lots = sum(int(number) for _, number in given)
        assert lots >= KEPT[name] or slot == 0
        for nation, _ in given:
            row = known[nation]
            assert row.offers.get("land", row.stance) >= plan.scenario.coalition.min_stance


def test_no_battlegroup_is_lost_where_none_changes_hands() -> None:
    free, held = (
        planner.solve("mnfu_2026", sets=[*KEPT_UP_ONLY, *handover_limit(share)]) for share in (1, 0)
    )
    assert held.stage("sustained").value == free.stage("sustained").value
    assert held.stage("sustained").proof == "optimal"


def test_no_more_battlegroups_change_hands_than_the_page_says() -> None:
    for title, does, *there, kept, _, _ in rows_of(block("mnfu_2026 handovers", PAGE_TEXT)):
        given = [[int(lots) for lots in cell.split(", ")] for cell in there]
        slots = list(zip(*given, strict=True))
        assert {sum(lots) for lots in slots} == {KEPT["mnfu_2026"]}
        assert kept == "6 of 6"
        new = (sum(max(0, b - a) for a, b in zip(*s, strict=True)) for s in pairwise(slots))
        most = int(does.removesuffix(" %")) / 100
        assert max(new) / 6 <= most + 0.005 <= SHARES[title] + 0.01


def test_a_battlegroup_weighs_as_much_as_a_medium_range_battery() -> None:
    """As the page says of the nine battlegroups and two batteries of ``guarantor``."""
    asked = {row.id: row for row in planner.load_scenario("guarantor").requirements}
    same = ("ground_north", "ground_east", "ground_south", "gbad_medium")
    shares = {(asked[i].weight / asked[i].threshold, asked[i].from_month) for i in same}
    assert shares == {(0.25, 3)}
