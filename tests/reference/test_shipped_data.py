"""What the shipped tables hold: every figure has its source, every name cited exists."""

from __future__ import annotations

import csv
import re

from planner.reference.dataset import Dataset
from planner.reference.figure import CONFIDENCES

from ..source import ROOT
from .data_folder import TABLES, shipped_columns


def test_every_figure_keeps_its_source_and_confidence(shipped: Dataset) -> None:
    others = (figure for figures in shipped.other_dates.values() for figure in figures)
    facts = {(f.nation, f.name, f.as_of): f for f in (*shipped.facts.values(), *others)}
    for table, figures in (("facts", facts), ("planning_factors", shipped.factors)):
        with (shipped.directory / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(figures)
        for row in rows:
            key = (row["nation"], row["item"], row["as_of"]) if table == "facts" else row["factor"]
            figure = figures[key]  # type: ignore[index]
            assert (figure.value, figure.low, figure.high) == tuple(
                float(row[column]) for column in ("value", "low", "high")
            )
            for column in ("unit", "confidence", "source_title", "source_url", "note"):
                assert getattr(figure, column) == row[column].strip()
            assert figure.as_of == row.get("as_of", "")
            assert figure.confidence in CONFIDENCES
            assert figure.source == (row["source_title"].strip() or "assumption")
            if figure.confidence == "reported":
                assert figure.source_title
                assert figure.as_of or table == "planning_factors"


def test_figures_without_a_source_say_why(shipped: Dataset) -> None:
    figures = [*shipped.facts.values(), *shipped.factors.values()]
    silent = [f"{f.nation} {f.name}" for f in figures if not f.source_title and not f.note]
    assert silent == [], "give each a source, or say in its column note why it is assumed"


def test_every_figure_of_a_unit_type_has_a_basis(shipped: Dataset) -> None:
    for unit in shipped.unit_types.values():
        needed = {"personnel", "tonnes", "tour", "dwell", "notice", "system_cost", "effects"}
        if unit.supported_by:
            needed.add("supported_by")
        assert set(unit.bases) >= needed, unit.id


def test_every_fact_item_and_factor_that_a_unit_type_names_exists(shipped: Dataset) -> None:
    for unit in shipped.unit_types.values():
        assert unit.fact_item in shipped.fact_items
        for text in (unit.lots_per_fact.removeprefix("1/"), unit.availability):
            kind, _, name = text.partition(":")
            assert name in {"factor": shipped.factors, "fact": shipped.fact_items}.get(
                kind, [""]
            ), text


def test_every_factor_and_benchmark_cited_exists(shipped: Dataset) -> None:
    """In the scenarios' comments, in the code and in unit_types.csv."""
    factors: set[str] = set()
    benchmarks: set[str] = set()
    for path in (shipped.directory.parent / "scenarios").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for cited in re.findall(r"\bfactors? ((?:\w+_\w+(?:, | and )?)+)", text):
            factors |= set(re.split(", | and ", cited)) - {""}
        benchmarks |= set(re.findall(r"\bbenchmarks? (\w+_\w+)", text))
    for path in (ROOT / "planner").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        factors |= set(re.findall(r"\.factor\(\s*\"(\w+)\"", text))
        factors |= set(re.findall(r"\(factor (\w+_\w+)\)", text))
    for unit in shipped.unit_types.values():
        for kind, _, name in (t.partition(":") for b in unit.bases.values() for t in b):
            if kind == "factor":
                factors.add(name.partition("{")[0])
            elif kind == "benchmark":
                benchmarks.add(name)
    assert len(factors) > 25
    assert len(benchmarks) >= 3
    for cited_names, known in ((factors, shipped.factors), (benchmarks, shipped.benchmarks)):
        unknown = {n for n in cited_names if n not in known and not n.endswith("_")}
        # tour_length_* stands for every factor that begins so
        unknown |= {n for n in cited_names if not any(k.startswith(n) for k in known)}
        assert unknown == set()


def test_every_system_cited_exists(shipped: Dataset) -> None:
    with (shipped.directory / "air_defence_systems.csv").open(encoding="utf-8", newline="") as file:
        systems = {f"{row['system']} {row['class']}" for row in csv.DictReader(file)}
    for unit in shipped.unit_types.values():
        for kind, _, name in (t.partition(":") for b in unit.bases.values() for t in b):
            if kind == "system":
                assert name in systems


def test_sources_are_public_addresses(shipped: Dataset) -> None:
    figures = (*shipped.facts.values(), *shipped.factors.values())
    addresses = {figure.source_url for figure in figures} - {""}
    addresses |= {benchmark.source_url for benchmark in shipped.benchmarks.values()} - {""}
    addresses |= {option.source_url for option in shipped.procurement.values()} - {""}
    assert [a for a in sorted(addresses) if not re.match(r"https?://\w", a)] == []


STATE_OUTLETS = re.compile(
    r"https?://([\w-]+\.)*(tass\.com|sputnikglobe\.com|news-pravda\.com|rt\.com|\w+\.ru)(/|$)"
)


def test_nothing_is_reported_by_an_outlet_of_the_russian_state(shipped: Dataset) -> None:
    """What others are quoted there as saying is an estimate at best, and the title names them."""
    rows = [
        row
        for table in TABLES
        for row in csv.DictReader(
            (shipped.directory / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        )
        if STATE_OUTLETS.match(row.get("source_url") or "")
    ]
    assert rows
    assert {row.get("confidence", "estimated") for row in rows} == {"estimated"}
    assert [row for row in rows if " citing " not in row["source_title"]] == []


def test_readme_lists_every_assumption_of_the_project(shipped: Dataset) -> None:
    readme = (shipped.directory / "README.md").read_text(encoding="utf-8")
    section = readme.split("### Assumptions that this project added")[1].split("\n## ")[0]
    listed = set(re.findall(r"`(\w+)`", section.replace("planning_factors.csv", "")))
    without_source = {f.name for f in shipped.factors.values() if not f.source_title}
    assert listed & set(shipped.factors) == without_source
    for row in section.splitlines():
        names, *cells = [cell.strip() for cell in row.split("|")[1:-1]] or [""]
        numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", cells[0]) if cells else []
        for name, position in zip(re.findall(r"`(\w+)`", names), range(99), strict=False):
            number = numbers[min(position, len(numbers) - 1)].replace(",", "")
            assert float(number) == shipped.factors[name].value, name


def test_readme_names_only_what_exists(shipped: Dataset) -> None:
    readme = (shipped.directory / "README.md").read_text(encoding="utf-8")
    columns = {column for _, column in shipped_columns()} | {"system", "class"}
    known = columns | set(shipped.factors) | set(shipped.fact_items) | set(shipped.unit_types)
    known |= set(CONFIDENCES) | {"national"} | set(shipped.packages) | set(shipped.procurement)
    known |= set(shipped.benchmarks)
    known |= {package.rule for package in shipped.packages.values()}
    words = set(re.findall(r"`([A-Za-z]+_\w+)`", readme))
    unknown = {w for w in words - known if not w.endswith("_XXX") and "_XXX_" not in w}
    assert unknown - {"PLANNER_DATA"} == set()
    for table in (*TABLES, "air_defence_systems"):
        assert f"| `{table}.csv` |" in readme
