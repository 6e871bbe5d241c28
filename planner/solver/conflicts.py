"""When no plan exists at all: which rules contradict each other.

A solver's irreducible infeasible subset has dozens of rows and no message. Here every political
floor gets a slack with a price; the cheapest way to a plan shows which floors cannot hold. Then
each limit in turn is lifted: a limit without which the floors hold better is the other side of the
conflict. How far either side has to give way is solved once more, in whole lots where the plan is.
All else in the linear relaxation, a fraction of a second each.
"""

from __future__ import annotations

import pulp

from planner.errors import Issue
from planner.model import CONSTRAINTS
from planner.model.command import OPERATION
from planner.model.core import ForceModel, Key, Term
from planner.problem.reasons import months_words
from planner.rounding import SMALL
from planner.scenario.demands import DEMAND_LISTS
from planner.scenario.rules import Rules
from planner.solver.relief import floor_relief, limit_relief

Floor = tuple[str, Key]
"""rule and key of a row"""
Lacks = dict[Floor, float]
"""floors that cannot hold -> what they lack"""
Slacked = tuple[str, Key, pulp.LpVariable]
"""rule and key of a row, and the variable by which it may give way"""
WHOLE_S = 5
"""seconds for what a limit takes in whole lots"""
FLOORS = {
    "coalition_floor": "lower coalition.min_nations or widen the coalition",
    "lead_floor": "name a lead nation that takes part, or switch rules.lead_floor off",
    "participation_floor": "lower rules.participation_floor.min_lot_months",
    "pledge_floor": "lower the pledge, or raise the pool with overrides.pools",
}
"""political floors -> what to do where one cannot hold"""
FIELDS = {
    "bid_limit": "overrides.bids",
    "pool_limit": "overrides.pools",
    "training_balance": "rules.training_balance.max_brigades",
}
"""where a limit is set, if not in the field of rules of its name"""
COUNTED = {demand.rule for demand in DEMAND_LISTS}
"""rules of which what is missing is counted: they forbid nothing"""
LIMITS = {
    rule.__name__: FIELDS.get(rule.__name__, f"rules.{rule.__name__}")
    for rule in CONSTRAINTS
    if (rule.__name__ in FIELDS or rule.__name__ in Rules.model_fields)
    and rule.__name__ not in FLOORS
    and rule.__name__ not in COUNTED
}
"""rules that may be the other side of a conflict -> what sets them"""


def find_conflict(model: ForceModel) -> list[Issue]:
    """What cannot hold together, by rule, with how much each floor would have to give."""
    slacks = _slacks(model, FLOORS, both=True)
    price: list[Term] = [(slack, 1.0) for _, _, slack in slacks]
    if not slacks or not _solve(model, price):
        problem = "the physical rules alone admit no plan"
        return [Issue("rules", problem, "check overrides.pools and overrides.tours")]
    broken = _given(slacks)
    if not broken:
        switched_on = {rule for rule, _ in model.rows if rule in LIMITS and rule != "pool_limit"}
        rules = ", ".join(sorted({rule for rule, _, _ in slacks} | switched_on))
        problem = "cannot all hold in whole units, though they do in fractions of lots"
        return [
            Issue(f"rules {rules}", problem, "relax one of them, or solve in fractions (--relaxed)")
        ]
    least = sum(broken.values())
    floors = [slack for _, _, slack in slacks]
    found = {rule: _relief(model, rule, price, least, floors) for rule in LIMITS}
    others = {rule: relief for rule, relief in found.items() if relief is not None}
    lower = _lower(model, _in_whole_lots(model, slacks, broken) if model.whole else broken)
    against = f"rule{'s' if len(others) > 1 else ''} {', '.join(others)}" if others else "the rest"
    return [
        Issue(
            f"rule {' '.join((rule, *map(str, key)))}",
            f"{_lack(model, rule, key, value)}: cannot hold together with {against}",
            "; or ".join([_floor_hint(rule, lower[rule, key]), *map(_limit_hint, others.items())]),
        )
        for (rule, key), value in broken.items()
    ]


def _given(slacks: list[Slacked]) -> Lacks:
    """Floors that give way, by how much."""
    given = [((rule, key), slack.varValue or 0.0) for rule, key, slack in slacks]
    return {floor: value for floor, value in given if value > SMALL}


def _in_whole_lots(model: ForceModel, slacks: list[Slacked], broken: Lacks) -> Lacks:
    """How far the same floors have to give way in whole lots, where that is found in time."""
    for rule, key, slack in slacks:
        slack.upBound = None if (rule, key) in broken else 0
    price = [(slack, 1.0) for rule, key, slack in slacks if (rule, key) in broken]
    return broken | (_given(slacks) if _solve(model, price, whole=True) else {})


def _lower(model: ForceModel, broken: Lacks) -> dict[Floor, str]:
    """What to set for each floor to hold: of several floors with one number, the least of it."""
    found = {floor: floor_relief(model, *floor, lack) for floor, lack in broken.items()}
    least: dict[str, int] = {}
    for field, number in filter(None, found.values()):
        least[field] = min(number, least.get(field, number))
    return {
        floor: f"{setting[0]}={least[setting[0]]}" if setting else ""
        for floor, setting in found.items()
    }


def _floor_hint(rule: str, change: str) -> str:
    return f"set {change}, or {FLOORS[rule]}" if change else FLOORS[rule]


def _limit_hint(found: tuple[str, list[str]]) -> str:
    rule, changes = found
    return f"set {' and '.join(changes)}" if changes else f"relax {LIMITS[rule]}"


def _lack(model: ForceModel, rule: str, key: Key, value: float) -> str:
    """Who lacks how much of what, for a floor to hold."""
    scenario = model.problem.scenario
    whole = abs(value - round(value)) < SMALL
    much = f"{value:.3g}" + ("" if whole else " (in fractions of lots)")
    if rule == "pledge_floor":
        index, nation, unit_type, phase_id = key
        lots = scenario.rules.pledge_floor.pledges[int(index)].lots
        phase = next(phase for phase in model.problem.phases if phase.id == phase_id)
        return f"{nation} pledges {lots} {unit_type} in {months_words(phase)} and lacks {much}"
    if rule == "participation_floor":
        least = scenario.rules.participation_floor.least
        return f"{key[0]} lacks {much} of the {least} lot-months that a member gives"
    if rule == "coalition_floor":
        return f"of {scenario.coalition.min_nations} members asked for lack {much}"
    role = str(key[1] if key[0] in ("forces", "present") else key[0])
    led = role if role == OPERATION else f"{role} component"
    if key[0] == "forces":
        least = scenario.rules.lead_floor.min_lot_months
        return f"{key[2]}, to lead the {led}, lacks {much} of {least} lot-months in it"
    if key[0] == "present":
        least = scenario.rules.lead_floor.lead_battlegroups
        phase = next(phase for phase in model.problem.phases if phase.id == key[3])
        there = f"{much} of {least} battlegroups in {months_words(phase)}"
        return f"{key[2]}, to lead the {led}, lacks {there}"
    if len(key) > 1:
        return f"{key[1]}, to lead the {led}, is no member"
    return f"the {led} has no lead nation that can do it in full, {much} is missing"


def _slacks(
    model: ForceModel, rules: dict[str, str] | tuple[str, ...], both: bool
) -> list[Slacked]:
    """A new variable in every row of the rules: one that helps it hold, or one each way."""
    found: list[Slacked] = []
    for (rule, key), row in model.rows.items():
        if rule not in rules:
            continue
        either = both or row.sense == pulp.LpConstraintEQ
        helpful = 1 if row.sense == pulp.LpConstraintGE else -1
        for sign in (1, -1) if either else (helpful,):
            slack = model.variable("slack", (rule, *key, "up" if sign > 0 else "down"))
            row.set_coefficient(slack, sign)
            found.append((rule, key, slack))
    return found


def _relief(
    model: ForceModel, rule: str, price: list[Term], least: float, floors: list[pulp.LpVariable]
) -> list[str] | None:
    """What a limit has to be set to for all floors to hold; empty where that alone does not do.

    None where the floors have to give as much though it is lifted.
    """
    free = _slacks(model, (rule,), both=False)
    if not free:
        return None
    helps = _solve(model, price) and (pulp.value(model.lp.objective) or 0.0) < least - SMALL
    changes: list[str] = []
    if helps:
        for slack in floors:
            slack.upBound = 0
        if _solve(model, [(slack, 1.0) for _, _, slack in free], whole=model.whole):
            given = {key: slack.varValue or 0.0 for _, key, slack in free}
            changes = limit_relief(model, rule, {k: v for k, v in given.items() if v > SMALL})
        for slack in floors:
            slack.upBound = None
    for _, _, slack in free:
        slack.upBound = 0
    return changes if helps else None


def _solve(model: ForceModel, price: list[Term], whole: bool = False) -> bool:
    model.lp.setObjective(pulp.lpSum_vars_coefs(price))
    limit = {"timeLimit": WHOLE_S} if whole else {}
    solver = pulp.HiGHS(msg=False, mip=whole, threads=1, **limit)
    return bool(model.lp.solve(solver).has_solution)
