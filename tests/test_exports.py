"""Files of a plan: read back unchanged, text never a formula, and whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from planner import InputError, Plan, Scenario, plan_to_csv, plan_to_json, plan_to_xlsx, write_plan
from planner.exports import CSV_NAMES, EXPORTED
from planner.summary import average_lots, met_share, requirement_lines, troops, verdict

EVIL = '=cmd()|"/C calc"!A0'
FORMULAS = ("=1+1", "+1", "-1 apple", "@SUM(A1)", "\t=1", "\r=1")


def small_plan(**changes: Any) -> Plan:
    """A hand-made plan of two nations, one phase short of one battlegroup."""
    scenario = Scenario.model_validate(
        {
            "name": "small",
            "title": "=1+1",
            "horizon_months": 12,
            "locations": [{"id": "east", "kind": "theatre", "title": "Eastern sector"}],
            "requirements": [
                {"id": "g", "effect": "ground", "location": "east", "threshold": 2, "note": EVIL}
            ],
        }
    )
    phases = [{"id": f"p{i}", "start_month": 6 * i, "end_month": 6 * i + 6} for i in (0, 1)]
    unit = {
        "id": "bg",
        "title": "Battlegroup",
        "lot": "battlegroup (1/3 brigade)",
        "domain": "land",
        "role": "combat",
        "placement": "sector",
        "us_enabler": False,
        "personnel": 1000,
        "tonnes": 10.5,
        "tour_months": None,
        "dwell_months": 12,
        "cost_eur_m_month": 1.5,
        "effects": {"ground": 1},
        "supported_by": {},
        "commitments": True,
    }
    lots = [("FRA", "p0", 1.0), ("GBR", "p0", 1.0), ("FRA", "p1", 1.0)]
    content: dict[str, Any] = {
        "planner_version": "0",
        "status": "shortfall",
        "relaxed": False,
        "scenario": scenario,
        "phases": phases,
        "unit_types": [unit],
        "pools": [_pool("FRA"), _pool("GBR")],
        "contributions": [
            {"nation": n, "unit_type": "bg", "location": "east", "phase": p, "lots": x}
            for n, p, x in lots
        ],
        "tours": [
            {"nation": "FRA", "unit_type": "bg", "start_month": 0, "end_month": 6, "lots": 1}
        ],
        "requirements": [_requirement("p0", 2), _requirement("p1", 1)],
        "force_ratios": [],
        "presences": [],
        "cover": [],
        "packages": [],
        "training": [],
        "purchases": [_purchase()],
        "stages": [_stage("shortfall", "optimal", 0.0), _stage("cost", "within_gap", 0.0009)],
        "nations": [_nation("FRA", "lead", 18), _nation("GBR", "member", 9)],
        "costs": [{"nation": "FRA", "phase": "p0", "kind": "deployment", "eur_m": 18}],
        "command": {
            "lead_nation": "FRA",
            "component_leads": {"land": "GBR"},
            "headquarters": [],
            "formations": [_formation("operation", ""), _formation("land", "operation")],
        },
        "mandates": [],
        "arrivals": [],
        "lift": [],
        "nato_ledger": [],
        "us_gaps": [],
        "refusals": [],
        "standby_cost_share": 0.25,
        "warnings": [{"code": "x", "where": "y", "message": text} for text in FORMULAS],
        "figures": [_figure("assumption"), _figure("reported")],
        "data_confidence": {"reported": 1, "estimated": 0, "assumption": 1},
        "solver": {
            "name": "HiGHS",
            "version": "1",
            "seconds": 0.1,
            "columns": 3,
            "rows": 4,
            "nonzeros": 5,
        },
    }
    return Plan.model_validate(content | changes)


def _pool(nation: str) -> dict[str, Any]:
    return {
        "nation": nation,
        "unit_type": "bg",
        "tour_months": 6,
        "dwell_months": 12,
        "lots": [3] * 12,
        "nato_earmark": 0,
        "nato_tiers": (0, 0, 0),
        "decision_days": 30,
        "notice_days": 10,
        "transit_days": 5,
        "movement": "rail",
        "movement_cost_eur_m": 0.5,
        "locations": {"east": 0},
        "confidence": "assumption",
    }


def _requirement(phase: str, supplied: float) -> dict[str, Any]:
    return {
        "id": "g",
        "effect": "ground",
        "location": "east",
        "phase": phase,
        "within_days": 0,
        "need": 2,
        "supplied": supplied,
        "shortfall": 2 - supplied,
    }


def _stage(name: str, proof: str, gap: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": 1.0,
        "bound": 1.0,
        "gap_share": gap,
        "proof": proof,
        "seconds": 0.1,
        "unit": "EUR m",
    }


def _nation(code: str, role: str, cost: float) -> dict[str, Any]:
    return {
        "nation": code,
        "member": True,
        "role": role,
        "stance": 3,
        "personnel_peak": 1000,
        "personnel_months": 12000.0,
        "cost_eur_m": cost,
        "burden_share": cost / 27,
        "fair_share": 0.5,
        "fair_shares": {"gdp": 0.5, "equal": 0.25},
        "size": 1.0,
        "personnel_ceiling": 5000,
        "nuclear": True,
        "framework": True,
        "aid_credit_eur_m": 0,
        "fund_received_eur_m": 0,
        "fund_paid_eur_m": 0,
    }


def _purchase() -> dict[str, Any]:
    return {
        "id": "launchers",
        "title": EVIL,
        "coalition": "two nations",
        "owner": "FRA",
        "unit_type": "bg",
        "max_lots": 2,
        "lots": 1,
        "ready_month": 6,
        "price_eur_m": 100,
        "payers": {"FRA": 0.6, "GBR": 0.4},
    }


def _formation(name: str, parent: str) -> dict[str, Any]:
    return {
        "phase": "p0",
        "id": name,
        "parent": parent,
        "level": "component" if parent else "operation",
        "nation": "GBR" if parent else "FRA",
        "location": "",
        "unit_type": "",
        "lots": 0,
    }


def _figure(confidence: str) -> dict[str, Any]:
    return {
        "nation": "FRA",
        "name": "brigades",
        "value": 2,
        "low": 1,
        "high": 3,
        "unit": "brigades",
        "as_of": "2024",
        "confidence": confidence,
        "source_title": "+44 title",
        "source_url": "",
        "note": EVIL,
    }


def _records(plan: Plan, name: str) -> tuple[Any, ...]:
    return plan.command.formations if name == "formations" else getattr(plan, name)


def test_json_reads_back_as_the_same_plan() -> None:
    plan = small_plan()
    assert Plan.model_validate_json(plan_to_json(plan)) == plan


def test_csv_reads_back_with_every_row() -> None:
    plan = small_plan()
    tables = plan_to_csv(plan)
    assert list(tables) == ["summary", *EXPORTED]
    for name, record in EXPORTED.items():
        rows = list(csv.DictReader(io.StringIO(tables[name], newline="")))
        assert len(rows) == len(_records(plan, name))
        assert all(list(row) == list(record.model_fields) for row in rows)
    pools = list(csv.DictReader(io.StringIO(tables["pools"])))
    assert json.loads(pools[0]["lots"]) == [3] * 12
    assert pools[0]["locations"] == "east=0"
    nations = list(csv.DictReader(io.StringIO(tables["nations"])))
    assert nations[0]["fair_shares"] == "gdp=0.5; equal=0.25"
    purchases = list(csv.DictReader(io.StringIO(tables["purchases"])))
    assert purchases[0]["payers"] == "FRA=0.6; GBR=0.4"
    formations = list(csv.DictReader(io.StringIO(tables["formations"])))
    assert [(row["id"], row["nation"]) for row in formations] == [
        ("operation", "FRA"),
        ("land", "GBR"),
    ]
    units = list(csv.DictReader(io.StringIO(tables["unit_types"])))
    assert units[0]["tour_months"] == ""
    assert float(units[0]["tonnes"]) == 10.5


def test_text_in_csv_is_never_a_formula() -> None:
    tables = plan_to_csv(small_plan())
    cells = [
        cell for text in tables.values() for row in csv.reader(io.StringIO(text)) for cell in row
    ]
    assert "'=1+1" in cells
    assert f"'{EVIL}" in cells
    assert {f"'{text}" for text in FORMULAS} <= set(cells)
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_negative_numbers_in_csv_stay_numbers() -> None:
    stage = _stage("cost", "optimal", 0) | {"value": -1.5}
    rows = csv.DictReader(io.StringIO(plan_to_csv(small_plan(stages=[stage]))["stages"]))
    assert next(rows)["value"] == "-1.5"


def test_workbook_has_a_summary_and_every_table() -> None:
    plan = small_plan()
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(plan)))
    assert book.sheetnames == ["summary", *EXPORTED]
    summary = dict(book["summary"].iter_rows(min_row=2, values_only=True))
    assert summary["verdict"] == verdict(plan)
    assert summary["figures assumed"] == 1
    assert summary["component leads"] == "land=GBR"
    for name, record in EXPORTED.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == list(record.model_fields)
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.max_row == len(_records(plan, name)) + 1
    assert book["contributions"]["E2"].value == 1


def test_text_in_a_workbook_is_never_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(small_plan())))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = {cell.value: cell for cell in cells if cell.data_type == "s"}
    for text in ("=1+1", EVIL, "+44 title"):
        assert texts[text].quotePrefix


def test_characters_that_excel_forbids_are_replaced() -> None:
    warnings = [{"code": "x", "where": "bell", "message": "a\x07b" + "c" * 40_000}]
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(small_plan(warnings=warnings))))
    assert book["warnings"]["C2"].value.startswith("a�bc")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("_x0041_", "_x0041_"),
        ("_x005F_x0041_", "_x005F_x0041_"),
        ("a_x000a_x000A_b", "a_x000a_x000A_b"),
        ("_x41_ and _X0041_", "_x41_ and _X0041_"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("=SUM(A1)_x0041_", "=SUM(A1)_x0041_"),
        ("+1", "+1"),
        ("-1", "-1"),
        ("@x", "@x"),
        ("#N/A", "#N/A"),
        (" spaces ", " spaces "),
        ("\ttab", "\ttab"),
        ("🚁" * 20_000, "🚁" * 16_383),  # two units of 32,767 each
    ],
    ids=repr,
)
def test_text_in_a_workbook_reads_back(text: str, shown: str) -> None:
    """As Excel reads it: ``_x0041_`` in the file would be an A (ECMA-376, ST_Xstring)."""
    warnings = [{"code": "x", "where": "here", "message": text}]
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(small_plan(warnings=warnings))))
    cell = book["warnings"]["C2"]
    assert cell.data_type == "s"
    assert unescape(cell.value) == shown


@pytest.mark.parametrize("name", ["plan.json", "plan.XLSX", "folder"])
def test_writing_leaves_only_the_plan(tmp_path: Path, name: str) -> None:
    for _ in range(2):  # the second time over the first
        assert write_plan(small_plan(), tmp_path / name) == tmp_path / name
        assert os.listdir(tmp_path) == [name]
    if name == "folder":
        assert set(os.listdir(tmp_path / name)) == CSV_NAMES


def test_written_json_is_the_plan(tmp_path: Path) -> None:
    path = write_plan(small_plan(), tmp_path / "plan.json")
    assert Plan.model_validate_json(path.read_bytes()) == small_plan()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write_plan(small_plan(), tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").is_file()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.doc").write_text("precious")
    with pytest.raises(InputError, match=r"thesis\.doc"):
        write_plan(small_plan(), folder)
    assert os.listdir(folder) == ["thesis.doc"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("plan.html", "cannot be written as '.html'"),
        ("no/plan.json", "there is no folder"),
        ("x" * 300 + ".json", "File name too long"),
    ],
)
def test_an_unusable_path_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        write_plan(small_plan(), tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_the_current_folder_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="the folder you are in"):
        write_plan(small_plan(), ".")


@pytest.mark.parametrize("name", ["plan.json", "plan.xlsx", "folder"])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    target = write_plan(small_plan(status="unproven"), tmp_path / name)
    before = _contents(tmp_path)

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(InputError, match="No space left on device") as caught:
        write_plan(small_plan(), target)
    assert caught.value.issues[0].where == str(target)
    assert _contents(tmp_path) == before


@pytest.mark.parametrize("ending", [".json", ".xlsx", ""])
def test_threads_write_plans_of_their_own(tmp_path: Path, ending: str) -> None:
    plans = [small_plan(planner_version=f"0.{i}") for i in range(4)]

    def write(number: int) -> None:
        write_plan(plans[number % 4], tmp_path / f"{number % 4}{ending}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(24)))  # six writers for every place
    assert sorted(os.listdir(tmp_path)) == [f"{i}{ending}" for i in range(4)]
    for i, plan in enumerate(plans):
        target = tmp_path / f"{i}{ending}"
        if ending == ".json":
            assert Plan.model_validate_json(target.read_bytes()) == plan
        elif ending == ".xlsx":
            book = openpyxl.load_workbook(target)
            assert f"0.{i}" in {row[1] for row in book["summary"].values}
        else:
            assert f"planner version,0.{i}" in (target / "summary.csv").read_text()


def test_processes_of_one_number_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers that share a folder all have process 1."""
    monkeypatch.setattr(os, "getpid", lambda: 1)
    stranger = tmp_path / ".planner-1.tmp"
    stranger.write_text("of another container")
    write_plan(small_plan(), tmp_path / "plan.json")
    assert sorted(os.listdir(tmp_path)) == [stranger.name, "plan.json"]


def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    plan = write_plan(small_plan(), tmp_path / "plan.json")
    assert plan.stat().st_mode == (tmp_path / "usual").stat().st_mode
    (tmp_path / "usual folder").mkdir()
    folder = write_plan(small_plan(), tmp_path / "folder")
    assert folder.stat().st_mode == (tmp_path / "usual folder").stat().st_mode


def test_a_folder_comes_back_when_the_swap_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write_plan(small_plan(status="unproven"), tmp_path / "folder")
    before, replace = _contents(tmp_path), os.replace

    def second_fails(source: Any, destination: Any) -> None:
        if Path(destination) == target:
            raise OSError(errno.EACCES, "Permission denied")
        replace(source, destination)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(InputError, match="Permission denied"):
        write_plan(small_plan(), target)
    assert _contents(tmp_path) == before


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_verdict_of_a_shortfall() -> None:
    assert verdict(small_plan()) == (
        "2 nations can keep up 75 % of the force for 12 months, for EUR 27 million: short of 1 "
        "battlegroup (g, Eastern sector) from month 6 — proved the least shortfall, "
        "cost within 0.09 % of the best."
    )


DEMANDS: dict[str, Any] = {
    "force_ratio_floor": {"threats": [{"id": "attack", "location": "east", "attackers": 9000}]},
    "presence_floor": {"presences": [{"id": "flags", "location": "east", "nations": 4}]},
    "air_defence_floor": {
        "areas": [{"id": "towns", "location": "east", "package": "area_city", "threshold": 2}]
    },
}


def all_demands(threat: float, presence: int, cover: float) -> Plan:
    """The small plan with one demand of every kind in the second phase, short of so much."""
    content = small_plan().scenario.model_dump() | {"rules": DEMANDS}
    place = {"location": "east", "phase": "p1"}
    ratio = {"id": "attack", "within_days": 0, "attackers": 9, "ratio": 3, "need": 6}
    ratio |= {"coalition": 3 - threat, "host": 2, "trained": 1, "shortfall": threat}
    there = ("FRA", "GBR", "POL", "SWE")[: 4 - presence]
    flags = {"id": "flags", "nations": there, "need": 4, "shortfall": presence}
    flags |= {"nuclear_powers": ("FRA",), "nuclear_need": 1}
    towns = {"id": "towns", "rule": "air_defence_floor", "package": "area_city", "need": 2}
    towns |= {"supplied": 2 - cover, "shortfall": cover}
    return small_plan(
        scenario=content,
        requirements=[_requirement("p0", 2), _requirement("p1", 2)],
        force_ratios=[place | ratio],
        presences=[place | flags],
        cover=[place | towns],
    )


def test_every_kind_of_demand_has_a_line() -> None:
    lines = requirement_lines(all_demands(threat=1, presence=2, cover=0.5))
    assert [(row.id, row.rule, row.need, row.lowest, row.shortfall) for row in lines] == [
        ("g", "effect_floor", 2, 2, 0),
        ("attack", "force_ratio_floor", 6, 5, 1),
        ("flags", "presence_floor", 4, 2, 2),
        ("towns", "air_defence_floor", 2, 1.5, 0.5),
    ]
    assert [line.short_months for line in lines] == [(), *[tuple(range(6, 12))] * 3]


def test_every_kind_of_demand_counts() -> None:
    plan = all_demands(threat=3, presence=2, cover=0.5)
    # 12 months of one requirement, 6 of each other demand: 6 x (1/2 + 1/2 + 1/4) of 30 missing
    assert met_share(plan) == pytest.approx(1 - 7.5 / 30)
    text = verdict(plan)
    assert "keep up 75 % of the force" in text
    assert "3 battlegroups (attack, Eastern sector) from month 6" in text
    assert "2 nations (flags, Eastern sector) from month 6" in text
    assert "0.5 city areas (towns, Eastern sector) from month 6" in text
    assert "the whole force" in verdict(all_demands(threat=0, presence=0, cover=0))


def test_the_rounding_of_a_relaxed_plan_is_no_shortfall() -> None:
    lines = requirement_lines(all_demands(threat=0, presence=0, cover=0.0002))
    assert lines[-1].shortfall == 0


def test_who_trains_abroad_is_not_in_the_theatre() -> None:
    plan = small_plan()
    scenario = plan.scenario.model_dump()
    scenario["locations"] += ({"id": "camp", "kind": "training"},)
    rows = [row.model_dump() for row in plan.contributions]
    rows.append(rows[0] | {"location": "camp", "lots": 5})
    trained = small_plan(scenario=scenario, contributions=rows)
    assert troops(trained).peak == troops(plan).peak == 2000
    assert troops(trained).training_peak == 5000
    assert average_lots(trained, "training the host") == {("bg", "FRA"): 2.5}
    assert average_lots(trained, "deployed") == average_lots(plan, "deployed")


def test_verdict_of_a_met_plan() -> None:
    met = small_plan(
        status="met",
        requirements=[_requirement("p0", 2), _requirement("p1", 3) | {"shortfall": 0}],
        stages=[_stage("shortfall", "optimal", 0)],
    )
    assert verdict(met) == (
        "2 nations can keep up the whole force for 12 months, for EUR 27 million — "
        "proved the best possible."
    )


def test_verdict_of_an_unproven_and_a_relaxed_plan() -> None:
    stages = [_stage("shortfall", "time_limit", 0.25)]
    unproven = verdict(small_plan(status="unproven", stages=stages))
    assert unproven.startswith("2 nations in the best plan found keep up 75 % of the force")
    assert unproven.endswith(
        " — not proved the best, the solver was stopped in shortfall (gap 25 %)."
    )
    assert verdict(small_plan(relaxed=True)).startswith(
        "If units could be split into fractions, 2 nations can keep up 75 %"
    )
