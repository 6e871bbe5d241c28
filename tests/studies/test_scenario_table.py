"""The answers of scenarios side by side, against a plan worked out by hand and against plans."""

from __future__ import annotations

from typing import Any

import pytest

import planner
from planner.studies.scenario_table import answer_of, kept_up, rounded

from ..small_scenarios import HOME, QUIET, SECTOR, WIDE, cover, need, scenario, solved

SMALL = scenario(
    horizon=4,
    starts=(0, 2),
    pools={("AAA", "inf"): (3, 3, 2, 2), ("BBB", "jet"): 2, ("AAA", "bat"): 1, ("AAA", "sam"): 4},
    needs=[need("ground", 3), need("fighters", 12, "theatre", weight=2)],
    locations=(SECTOR, WIDE),
    rules={"air_defence_floor": {"areas": [cover("city", 2)]}},
)
"""Three battlegroups for two months, then two; two flights of four for three; of two cities one,
with a long-range battery and two of medium range, as one of long range is all there is."""


def test_a_row_by_hand() -> None:
    row = answer_of(solved(SMALL))
    assert (row.battlegroups, row.battlegroups_needed) == (2, 3)
    assert (row.aircraft, row.aircraft_needed) == (8, 12)
    assert (row.batteries, row.batteries_needed) == (1 + 2, 2 + 4)
    # in months 0-1 three battlegroups of 1,000, two flights and three batteries of 100 each
    assert row.people_peak == 3_500
    assert row.people_mean == 3_000
    # a battlegroup costs 1 a month, a flight 2, a battery 1: (3 + 4 + 3) x 2 + (2 + 4 + 3) x 2
    assert row.cost_eur_m_year == pytest.approx(38 * 12 / 4)
    assert (row.worst_demand, row.sustained_share) == ("1 of 2 defended cities", 0.5)
    assert row.scarcest == "lots: pools keep up 1 of 2"
    assert (row.status, row.proof) == ("shortfall", "proved")


def test_nothing_is_worst_where_all_is_kept_up() -> None:
    plan = solved({**SMALL, "requirements": [need("ground", 2)], "rules": QUIET})
    row = answer_of(plan)
    assert (row.worst_demand, row.sustained_share, row.scarcest) == ("", 1, "")
    assert kept_up(plan, "aircraft") == (0, 0)


def test_forces_at_home_are_not_kept_up_in_the_theatre() -> None:
    """Two stand by at home, and one is in place."""
    needs = [need("ground", 1), need("ground", 2, "home", id="reserve")]
    plan = solved(
        scenario(pools={("AAA", "inf"): 3}, needs=needs, locations=(SECTOR, HOME))
        | {"objectives": ["sustained", "shortfall"]}
    )
    assert kept_up(plan, "battlegroups") == (1, 1)


def test_scenarios_are_solved_relaxed_unless_asked_whole() -> None:
    study = planner.compare_scenarios("franco_british")
    (row,) = study.rows
    assert study.method.relaxed
    assert row["battlegroups_needed"] == row["battlegroups"] == 3
    plan = planner.solve("franco_british", sets=["solve.whole_units=false"])
    assert row == rounded(answer_of(plan))
    assert set(row) == set(study.columns)
    assert study.answer == (
        f"Furthest from all that is asked for is franco_british: {row['worst_demand']}.",
    )
    with pytest.raises(planner.InputError, match="no_such"):
        planner.compare_scenarios("no_such")


@pytest.mark.slow
def test_every_shipped_scenario_has_its_row() -> None:
    study = planner.compare_scenarios(jobs=2)
    rows: list[Any] = list(study.rows)
    assert [row["scenario"] for row in rows] == list(planner.scenario_names())
    whole = planner.compare_scenarios("franco_british", whole=True)
    assert not whole.method.relaxed
    for row in rows:  # what is kept up is never more than is needed, and never less than nothing
        for kind in ("battlegroups", "aircraft", "batteries"):
            assert 0 <= row[kind] <= row[f"{kind}_needed"] + 1e-6
            if row["scenario"] == "franco_british":
                assert whole.table()[kind][0] <= row[kind] + 1e-6
