"""What differs between two plans: rows for every table of ``compare``, and sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from planner.explanation.finding import given_in
from planner.plan.plan import Plan
from planner.study import Cell, Row, number
from planner.summary.nations import in_sentence
from planner.summary.texts import amount_text, capital, listed, money_text

UNCHANGED = 1e-4
"""lots, people, EUR million … that count as no change"""
NAMED = 4
"""changes of one kind that are told in a sentence"""
ABOUT = ("nation", "unit_type", "item", "location", "kind", "from_month")
"""what an item of a list that has no id is told by"""
COMPARED = ("from_month", "need", "sustained", "missing_months")
"""of a demand"""
Lots = dict[tuple[str, str, str], list[float]]
"""(nation, unit type, posture) -> lots by month"""


def lots_by_month(plan: Plan) -> Lots:
    """Lots of every pool, deployed or standing by, in every month."""
    spans = {phase.id: range(phase.start_month, phase.end_month) for phase in plan.phases}
    found: Lots = defaultdict(lambda: [0.0] * plan.scenario.horizon_months)
    for (nation, unit_type, posture, phase), lots in given_in(plan).items():
        for month in spans[phase]:
            found[nation, unit_type, posture][month] += lots
    return found


def distance(a: Plan, b: Plan) -> float:
    """Lot-months by which the contributions of two plans differ."""
    one, other = lots_by_month(a), lots_by_month(b)
    months = max(a.scenario.horizon_months, b.scenario.horizon_months)
    none = [0.0] * months
    return sum(
        abs(x - y)
        for key in {*one, *other}
        for x, y in zip(
            _padded(one.get(key, none), months), _padded(other.get(key, none), months), strict=True
        )
    )


def moved(a: Plan, b: Plan) -> float:
    """Units x months that b misses of demands and a does not, where both ask in a like phase."""
    phases_a, phases_b = ({phase.id: phase for phase in plan.phases} for plan in (a, b))
    before = a.missing
    return sum(
        max(0.0, row.shortfall - before[row.id, row.phase]) * span.months
        for row in b.demand_rows
        if (row.id, row.phase) in before and phases_a[row.phase] == (span := phases_b[row.phase])
    )


def _padded(lots: list[float], months: int) -> list[float]:
    return lots + [0.0] * (months - len(lots))


def stage_rows(a: Plan, b: Plan) -> Iterator[Row]:
    one, other = ({stage.name: stage for stage in plan.stages} for plan in (a, b))
    for name in dict.fromkeys((*one, *other)):
        x, y = one.get(name), other.get(name)
        known = x or y
        yield {
            "stage": name,
            "unit": known.unit if known else "",
            "a": None if x is None else round(x.value, 6),
            "b": None if y is None else round(y.value, 6),
            "change": None if x is None or y is None else round(y.value - x.value, 6),
            "proof_a": None if x is None else x.proof,
            "proof_b": None if y is None else y.proof,
        }


def inputs_that_differ(a: Plan, b: Plan) -> Iterator[Row]:
    """Fields of the scenarios, and figures that both read, with different values."""
    one, other = (dict(_flat(plan.scenario.model_dump(mode="json"))) for plan in (a, b))
    for field in sorted({*one, *other}):
        if one.get(field) != other.get(field):
            yield {"field": field, "a": _cell(one.get(field)), "b": _cell(other.get(field))}
    read, reread = (
        {(figure.nation, figure.name): figure.value for figure in plan.figures} for plan in (a, b)
    )
    for key in sorted({*read} & {*reread}):
        if read[key] != reread[key]:
            name = ".".join(("figure", *filter(None, key)))
            yield {"field": name, "a": read[key], "b": reread[key]}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Single fields by their path; items of lists by id, or by what they are about."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        times: Counter[str] = Counter()
        for item in value:
            name = item.get("id") or "_".join(
                str(item[key]) for key in ABOUT if item.get(key) is not None
            )
            times[name] += 1
            again = f"_{times[name]}" if times[name] > 1 else ""
            yield from _flat(item, f"{path}.{name or 'item'}{again}")
    else:
        yield path, value


def _cell(value: Any) -> Cell:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def demands_that_differ(a: Plan, b: Plan) -> Iterator[Row]:
    one, other = ({row.demand: row for row in plan.sustained} for plan in (a, b))
    short_a, short_b = _missing_months(a), _missing_months(b)
    for name in dict.fromkeys((*one, *other)):
        x, y = one.get(name), other.get(name)
        row: Row = {
            "demand": name,
            "from_month_a": x.from_month if x else None,
            "from_month_b": y.from_month if y else None,
            "need_a": x.need if x else None,
            "need_b": y.need if y else None,
            "sustained_a": round(x.sustained, 6) if x else None,
            "sustained_b": round(y.sustained, 6) if y else None,
            "missing_months_a": short_a.get(name, 0) if x else None,
            "missing_months_b": short_b.get(name, 0) if y else None,
        }
        if x is None or y is None or _differs(row, *COMPARED):
            yield row


def _missing_months(plan: Plan) -> dict[str, int]:
    spans = {phase.id: phase.months for phase in plan.phases}
    found: dict[str, int] = defaultdict(int)
    for row in plan.demand_rows:
        if row.shortfall > UNCHANGED * max(1.0, row.need):
            found[row.id] += spans[row.phase]
    return found


def _differs(row: Row, *names: str) -> bool:
    for name in names:
        x, y = row[f"{name}_a"], row[f"{name}_b"]
        if isinstance(x, int | float) and isinstance(y, int | float):
            if abs(x - y) > UNCHANGED * max(1.0, abs(x)):
                return True
        elif x != y:
            return True
    return False


def nations_that_differ(a: Plan, b: Plan) -> Iterator[Row]:
    one, other = ({row.nation: row for row in plan.nations} for plan in (a, b))
    lots_a, lots_b = _lot_months(a, 1), _lot_months(b, 1)
    for nation in sorted({*one, *other}):
        x, y = one.get(nation), other.get(nation)
        row: Row = {
            "nation": nation,
            "role_a": x.role if x else "none",
            "role_b": y.role if y else "none",
            "lot_months_a": round(lots_a.get((nation,), 0.0), 4),
            "lot_months_b": round(lots_b.get((nation,), 0.0), 4),
            "cost_a": round(x.cost_eur_m, 2) if x else 0.0,
            "cost_b": round(y.cost_eur_m, 2) if y else 0.0,
            "people_a": x.personnel_peak if x else 0,
            "people_b": y.personnel_peak if y else 0,
        }
        if _differs(row, "role", "lot_months", "cost"):
            yield row


def forces_that_differ(a: Plan, b: Plan) -> Iterator[Row]:
    lots_a, lots_b = _lot_months(a, 2), _lot_months(b, 2)
    for nation, unit_type in sorted({*lots_a, *lots_b}):
        row: Row = {
            "nation": nation,
            "unit_type": unit_type,
            "lot_months_a": round(lots_a.get((nation, unit_type), 0.0), 4),
            "lot_months_b": round(lots_b.get((nation, unit_type), 0.0), 4),
        }
        if _differs(row, "lot_months"):
            yield row


def _lot_months(plan: Plan, parts: int) -> dict[tuple[str, ...], float]:
    """Lot-months by nation (1 part), or nation and unit type (2)."""
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for key, months in lots_by_month(plan).items():
        found[key[:parts]] += sum(months)
    return found


def in_words(parts: dict[str, tuple[Row, ...]], cost_a: float, cost_b: float) -> Iterator[str]:
    """What changed, in sentences. Costs in EUR million."""
    changed = [
        row
        for row in parts["demands"]
        if row["sustained_a"] is not None and row["sustained_b"] is not None
    ]
    for word, sign in (("more", 1), ("less", -1)):
        rows = [row for row in changed if sign * _gain(row) > UNCHANGED and _shows(row)]
        if rows:
            texts = [f"{row['demand']} ({_levels(row)})" for row in rows[:NAMED]]
            yield f"{word.capitalize()} is kept up of {', '.join(texts)}{_rest(rows)}."
    other = [r for r in changed if r.get("from_month_a") != r.get("from_month_b")]
    if other:
        names = listed([str(row["demand"]) for row in other[:NAMED]])
        demand, count = ("Demand", "counts") if len(other) == 1 else ("Demands", "count")
        yield f"{demand} {names}{_rest(other)} {count} from another month than before."
    yield from _politics(parts["nations"])
    now, before = money_text(cost_b), money_text(cost_a)
    if abs(cost_a - cost_b) > 0.5 and now != before:
        yield f"It costs {now}, before {before}."
    if not any(parts[name] for name in ("demands", "nations", "forces")):
        yield "Nothing in the answer changes."


def _rest(named: Sequence[object]) -> str:
    return f" and {len(named) - NAMED} more" if len(named) > NAMED else ""


def _gain(row: Row) -> float:
    return number(row, "sustained_b") - number(row, "sustained_a")


def _levels(row: Row) -> str:
    """What is kept up, and was before; of how much then, where that was another amount."""
    kept, need, was, asked = (
        amount_text(number(row, name))
        for name in ("sustained_b", "need_b", "sustained_a", "need_a")
    )
    return f"{kept} of {need}, before {was}" + (f" of {asked}" if asked != need else "")


def _shows(row: Row) -> bool:
    """Does the level read as another than before?"""
    return amount_text(number(row, "sustained_a")) != amount_text(number(row, "sustained_b"))


def _names(codes: Sequence[str]) -> str:
    """Nations at the beginning of a sentence."""
    return capital(in_sentence(*codes))


def _politics(rows: tuple[Row, ...]) -> Iterator[str]:
    given_a, given_b = (
        {str(row["nation"]) for row in rows if number(row, f"lot_months_{x}") > UNCHANGED}
        for x in ("a", "b")
    )
    if new := sorted(given_b - given_a):
        yield f"{_names(new)} give{'s' * (len(new) == 1)} forces, and did not before."
    if gone := sorted(given_a - given_b):
        yield f"{_names(gone)} give{'s' * (len(gone) == 1)} none any more."
    leads = [row for row in rows if "lead" in (row["role_a"], row["role_b"])]
    for row in leads:
        if row["role_b"] == "lead" and row["role_a"] != "lead":
            yield f"{_names([str(row['nation'])])} leads."
