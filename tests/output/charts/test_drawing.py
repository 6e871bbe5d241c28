"""Every chart of a plan: its finding, its picture in words, its size; and as a file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import InputError, Plan
from planner.output.charts.drawing import PLAN_CHARTS

from ...small_plan import all_demands, requirement, small_plan

TITLES = {
    "cover": "Too few battlegroups",
    "contributions": "France provides 66 % of the troops",
    "rotation": "One nation keeps battlegroups there throughout, one takes turns; up to 1 missing",
    "contingents": "One nation keeps up most of it, slot after slot",
    "burden": "France carries 1.3 times its fair share of EUR 27 million, "
    "the United Kingdom 66 % of its own",
    "map": "Two nations take part, led by France",
}
EMPTY: dict[str, Any] = {
    "contributions": [],
    "tours": [],
    "requirements": [],
    "costs": [],
    "nations": [],
    "cjsor": [],
}


def plan_with_everything() -> Plan:
    """The small plan with a contingent and its line of the statement of requirements."""
    line = {"serial": "1", "demand": "g", "capability": "ground", "location": "east", "need": 2}
    line |= {"offered_by": ("FRA 1",), "sustained": 1, "unfilled": 1, "caveats": ()}
    contingent = {"nation": "FRA", "effect": "ground", "amount": 1}
    sustained = {"demand": "g", "from_month": 0, "need": 2, "sustained": 1, "worst_phases": ["p1"]}
    return small_plan(
        cjsor=[line | {"readiness_days": 40}], contingents=[contingent], sustained=[sustained]
    )


def texts_of(svg: str) -> str:
    return " ".join(re.findall(r">([^<]+)<", svg))


def test_every_chart_has_a_name_and_a_finding() -> None:
    assert tuple(PLAN_CHARTS) == Plan.charts == tuple(TITLES)
    plan = plan_with_everything()
    found = {name: plan.chart(name).usermeta["title"] for name in Plan.charts}
    assert found == TITLES


@pytest.mark.parametrize("name", Plan.charts)
def test_a_chart_is_as_wide_as_asked(name: str) -> None:
    plan = plan_with_everything()
    for width, bare in ((900, False), (380, True)):
        drawn = plan.chart(name, width, bare)
        assert name == "map" or drawn.to_dict()
        svg = planner.chart_bytes(drawn, ".svg").decode()
        assert re.match(rf'<svg role="img" aria-label="[^>]+ width="{width}"', svg)
        assert len(drawn.description) > 20
        assert (TITLES[name][:12] in texts_of(svg)) is not bare


def test_where_nothing_is_kept_up_nobody_takes_turns() -> None:
    plan = plan_with_everything().model_copy(update={"contingents": ()})
    (row,) = plan.cjsor
    plan = plan.model_copy(
        update={"cjsor": (row.model_copy(update={"sustained": 0, "unfilled": 2}),)}
    )
    title = plan.chart("contingents").usermeta["title"]
    assert title == "Nothing of what is asked for in place is kept up"


@pytest.mark.parametrize("name", Plan.charts)
def test_a_plan_of_nothing_is_told_in_words(name: str) -> None:
    drawn = small_plan(**EMPTY).chart(name)
    assert drawn.usermeta["title"].split()[0] in {"Nothing", "Nobody", "Nobody's", "No"}
    assert planner.chart_bytes(drawn, ".svg").startswith(b"<svg")


def test_the_text_of_the_burden_has_the_shares_of_the_table() -> None:
    """Two thirds are 66.7 % there, and no less here."""
    told = plan_with_everything().chart("burden").description
    assert "FRA 66.7 % (fair 50.0 %), GBR 33.3 % (fair 50.0 %)" in told


def test_what_is_missing_has_its_row_and_words() -> None:
    svg = planner.chart_bytes(plan_with_everything().chart("rotation"), ".svg").decode()
    assert "1 missing" in texts_of(svg)
    assert "missing" in texts_of(svg).replace("1 missing", "")
    cells = planner.chart_bytes(plan_with_everything().chart("cover"), ".svg").decode()
    assert "2 of 2" in texts_of(cells)
    assert "1 of 2" in texts_of(cells)


def test_every_kind_of_demand_has_its_row() -> None:
    svg = planner.chart_bytes(all_demands(2, 1, 0.5).chart("cover"), ".svg").decode()
    rows = ("Battlegroups, Eastern sector", "Against an attack", "Nations", "Defended city areas")
    assert [row for row in rows if row not in texts_of(svg)] == []


def test_what_users_write_is_only_text() -> None:
    evil = "<script>x</script><b>\x07"  # a bell would end the process
    scenario = small_plan().scenario.model_dump()
    scenario["locations"][0]["title"] = evil
    plan = small_plan(scenario=scenario, requirements=[requirement("p0", 1)])
    svg = planner.chart_bytes(plan.chart("cover"), ".svg").decode()
    assert "&lt;script&gt;" in svg
    assert "<script" not in svg
    assert "<b>" not in svg


@pytest.mark.parametrize(
    ("name", "width", "problem"),
    [("covers", 900, "no chart 'covers'"), ("cover", 10, "is 10"), ("cover", 9999, "is 9999")],
)
def test_what_cannot_be_drawn(name: str, width: int, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        small_plan().chart(name, width)


def test_files(tmp_path: Path) -> None:
    drawn = small_plan().chart("cover")
    assert planner.write_chart(drawn, tmp_path / "x.png").read_bytes()[:4] == b"\x89PNG"
    spec = json.loads(planner.write_chart(drawn, tmp_path / "x.json").read_text())
    assert spec["usermeta"]["title"] == TITLES["cover"]
    for name in ("x.gif", "no/x.png"):
        with pytest.raises(InputError):
            planner.write_chart(drawn, tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.json", "x.png"]
    with pytest.raises(InputError, match=r"cannot be written as '\.gif'"):
        planner.chart_bytes(drawn, ".gif")
