"""What can be edited in place, checked: nations, months, pools and levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.model.core import ForceModel
from planner.model.groups import Pool
from planner.problem.problem import Problem
from planner.problem.records import PoolRow, PurchaseRow
from planner.reference.identifiers import PROCURED_OWNERS
from planner.scenario.demands import Demand, Presence, Threat, demands_of
from planner.scenario.limits import KeyPath
from planner.scenario.scenario import Scenario

Lots = int | Sequence[int]
"""of a pool: in every month, or one number a month"""


def with_level(scenario: Scenario, demand: str, amount: float) -> Scenario:
    """The scenario with another minimum of a demand; the objective is raised where it is lower.

    ``amount``: the threshold, a threat's attackers, or a presence's nations; not 0, which would
    take the demand out. Raises InputError for an unknown demand or an amount that cannot be.
    """
    found = {wanted.id: (path, wanted) for path, wanted in demands_of(scenario)}
    if demand not in found:
        problem = "no demand of that id in this scenario"
        raise InputError([Issue(demand, problem, suggestion(demand, found))])
    path, wanted = found[demand]
    if not amount > 0:
        problem = f"a minimum of {amount:g} takes the demand out"
        raise InputError([Issue(demand, problem, "give a number above 0")])
    try:
        changed = type(wanted).model_validate(wanted.model_dump() | _fields(wanted, amount))
    except ValidationError as error:
        raise InputError([Issue(demand, error.errors()[0]["msg"])]) from None
    return _put(scenario, path, changed)


def _fields(demand: Demand, amount: float) -> dict[str, float]:
    """What an amount is in a kind of demand, with the objective that is no lower."""
    if isinstance(demand, Presence):
        return {"nations": amount}
    low, high = ("attackers", "attackers_objective")
    if not isinstance(demand, Threat):
        low, high = ("threshold", "objective")
    upper = getattr(demand, high)
    return {low: amount} if upper is None else {low: amount, high: max(upper, amount)}


def _put[Part: Any](part: Part, path: KeyPath, value: Demand) -> Part:
    """The same record with a value at a path of names and positions."""
    name, *rest = path
    if isinstance(name, int):
        return (*part[:name], value, *part[name + 1 :])  # type: ignore[return-value]
    inner = _put(getattr(part, name), tuple(rest), value)
    copied: Part = part.model_copy(update={name: inner})
    return copied


def known_nations(problem: Problem, nations: Iterable[str]) -> set[str]:
    """Those codes. Raises InputError for one that could not take part."""
    asked, known = set(nations), problem.nation
    issues = [
        Issue(code, "could not take part in this scenario", suggestion(code, known))
        for code in sorted(asked - known.keys())
    ]
    if issues:
        raise InputError(issues)
    return asked


def without_payers(
    problem: Problem, gone: set[str]
) -> tuple[tuple[PurchaseRow, ...], dict[str, float]]:
    """Purchases that somebody is left to pay for, by whom, and fair shares, once nations are gone.

    The others pay what they paid; a purchase that nobody is left to pay for is none.
    """
    purchases = []
    for option in problem.purchases:
        payers = _of_one({n: share for n, share in option.payers.items() if n not in gone})
        if payers:
            purchases.append(option.model_copy(update={"payers": payers}))
    left = _of_one({n: share for n, share in problem.fair_share.items() if n not in gone})
    return tuple(purchases), {n: left.get(n, 0.0) for n in problem.fair_share}


def _of_one(parts: Mapping[str, float]) -> dict[str, float]:
    """Shares whose sum is 1, in proportion; none where all are 0."""
    total = sum(parts.values())
    return {name: part / total for name, part in parts.items()} if total > 0 else {}


def phases_from(problem: Problem, month: int) -> set[str]:
    """Ids of the phases from a month on. Raises InputError where none starts then."""
    starts = {phase.id: phase.start_month for phase in problem.phases}
    if month not in starts.values():
        months = ", ".join(str(start) for start in sorted(starts.values()))
        wrong = f"no phase starts in month {month}"
        raise InputError([Issue("from_month", wrong, f"phases start in months {months}")])
    return {name for name, start in starts.items() if start >= month}


def check_pools(problem: Problem, pools: Iterable[Pool]) -> None:
    """Raise InputError for a pool that is not in the model, or is bought."""
    known = {f"{row.nation} {row.unit_type}" for row in problem.pools}
    issues: list[Issue] = []
    for pool in pools:
        name = " ".join(pool)
        if name not in known:
            issues.append(Issue(name, "is no pool of this scenario", suggestion(name, known)))
        elif pool[0] in PROCURED_OWNERS:
            issues.append(Issue(name, "is bought, not owned", "change what may be bought"))
    if issues:
        raise InputError(issues)


def check_months(model: ForceModel, rows: Iterable[PoolRow]) -> None:
    """Raise InputError where lots change in a month of which the model has no row.

    A pool that is of no use in any month has no rows at all: nothing holds its lots.
    """
    for row in rows:
        events = model.event_months[row.nation, row.unit_type]
        for month, (before, now) in enumerate(zip(row.lots, row.lots[1:], strict=False), 1):
            if now != before and events and month not in events:
                where = f"{row.nation} {row.unit_type}"
                wrong = f"lots cannot change in month {month} in place"
                listed = ", ".join(map(str, events))
                raise InputError([Issue(where, wrong, f"months that can: {listed}")])


def with_lots(problem: Problem, lots: Mapping[Pool, Lots]) -> tuple[PoolRow, ...]:
    """The pools of a problem, some of other sizes. Raises InputError for what is no size."""
    horizon = problem.scenario.horizon_months
    rows: list[PoolRow] = []
    for row in problem.pools:
        size = lots.get((row.nation, row.unit_type))
        if size is None:
            rows.append(row)
            continue
        monthly = (size,) * horizon if isinstance(size, int) else tuple(size)
        if len(monthly) != horizon or any(n < 0 for n in monthly):
            wrong = f"needs a number of lots of 0 or more, or {horizon} of them, one a month"
            raise InputError([Issue(f"{row.nation} {row.unit_type}", wrong)])
        rows.append(row.model_copy(update={"lots": monthly}))
    return tuple(rows)
