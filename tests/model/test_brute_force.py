"""Small random scenarios: the planner's stage values against trying every plan.

Nothing is shared with the planner: the scenario document is read again, tours are tried one by
one, and every whole number of lots of every pool in every place and phase is tried.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from planner import InputError, solve, verify_plan

from ..random_scenarios import HARD_SEEDS, hard_document, random_document
from ..world import COST, EFFECTS, STANDBY_SHARE, SUPPORT, WORLD, Document

SEEDS = range(18)
MORE_HARD_SEEDS = (959, 1860, 3086, 3986, 4028, 4404, 4715, 8170, 8240)
"""With these HiGHS 1.15.1 with presolve has erred as well: 8240 as it comes, 959 and 1860 once the
aggregator was switched off, the others once tours and shortfalls were declared whole."""
Months = tuple[int, ...]


def test_tours_by_hand() -> None:
    """Two lots, tour 2, dwell 2: one can always be there, two cannot."""
    assert rotation_exists((1, 1, 1, 1), (2, 2, 2, 2), 2, 2)
    assert not rotation_exists((2, 2, 2, 2), (2, 2, 2, 2), 2, 2)
    assert rotation_exists((2, 2, 0, 0), (2, 2, 2, 2), 2, 2)
    assert rotation_exists((2, 2, 2, 2), (2, 2, 2, 2), 2, 0)
    assert not rotation_exists((1, 0, 1), (1, 1, 1), 1, 3)


@cache
def rotation_exists(deployed: Months, free: Months, tour: int, dwell: int) -> bool:
    """Is there a number of tours to start in every month? Tried in turn, month after month."""

    def go(month: int, starts: Months) -> bool:
        if month == len(deployed):
            return True
        for number in range(max(free) + 1):
            now = (*starts, number)
            away = sum(now[max(0, month - tour + 1) :])
            busy = sum(now[max(0, month - tour - dwell + 1) :])
            if busy <= free[month] and away >= deployed[month] and go(month + 1, now):
                return True
        return False

    return go(0, ())


class Trial:
    """A scenario document, read without the planner."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.horizon: int = document["horizon_months"]
        starts = [phase["start"] for phase in document["phases"]]
        ends = [*starts[1:], self.horizon]
        self.phases = list(zip(starts, ends, strict=True))
        self.places: list[Document] = document["locations"]
        self.needs: list[Document] = document["requirements"]
        self.pools = {
            (p["nation"], p["unit_type"]): int(p["lots"]) for p in document["overrides"]["pools"]
        }
        self.cycles = {
            (t.get("nation"), t["unit_type"]): (t["tour_months"], t["dwell_months"])
            for t in document["overrides"]["tours"]
        }
        self.nations = sorted({nation for nation, _ in self.pools})
        self.rules = document["rules"]

    def asked(self, requirement: Document, phase: tuple[int, int]) -> bool:
        return bool(phase[0] >= requirement.get("from_month", 0))

    def counts(self, requirement: Document, unit_type: str, place: Document) -> bool:
        """Does a lot at the place count for the requirement?"""
        if requirement["effect"] not in EFFECTS[unit_type]:
            return False
        if place["id"] == requirement["location"]:
            return True
        days = requirement.get("within_days", 0)
        if place["kind"] == "standby":
            return bool(days >= place["notice_days"] + place["transit_days"])
        return bool(place["kind"] == "theatre" and days >= 5)

    def asks_for_ground(self, phase: tuple[int, int]) -> bool:
        """In place: a reserve within some days is none."""
        return any(
            r["effect"] == "ground" and not r.get("within_days") and self.asked(r, phase)
            for r in self.needs
        )

    def formed(self, there: dict[str, np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
        """Do the nations' battlegroups in a sector form brigades, or are they too few for one?"""
        rule = self.rules["framework_floor"]
        lots = np.sum(list(there.values()), axis=0)
        cores = [there[n] // rule["core_battlegroups"] for n in rule["nations"] if n in there]
        enough = rule["most_battlegroups"] * np.sum([0 * lots, *cores], axis=0) >= lots
        formed: np.ndarray[Any, Any] = (lots < rule["least_battlegroups"]) | enough
        return formed

    def handed_over(self, phase: int, effect: str) -> bool:
        """Does a limit on handovers hold there? Demands for it in place, and all were before."""
        asked = [
            {
                r["id"]
                for r in self.needs
                if r["effect"] == effect and not r.get("within_days") and self.asked(r, at)
            }
            for at in self.phases[max(0, phase - 1) : phase + 1]
        ]
        return len(asked) == 2 and bool(asked[1]) and asked[1] <= asked[0]

    def useful(self, unit_type: str, place: Document, phase: tuple[int, int]) -> bool:
        """A government sends nobody who serves nothing."""
        if (place["kind"] == "theatre_wide") != (unit_type == "jet") and place["kind"] != "standby":
            return False
        return any(
            self.asked(requirement, phase) and self.counts(requirement, served, place)
            for requirement in self.needs
            for served in (unit_type, *(u for u, by in SUPPORT.items() if unit_type in by))
        )

    def options(self, pool: tuple[str, str]) -> np.ndarray[Any, Any]:
        """Every contribution of a pool that its tours allow: one row each, lots by place, phase."""
        nation, unit_type = pool
        lots = self.pools[pool]
        tour, dwell = self.cycles[nation, unit_type]
        slots = [
            range(lots + 1 if self.useful(unit_type, place, phase) else 1)
            for phase in self.phases
            for place in self.places
        ]
        rows = []
        for row in product(*slots):
            by_phase = np.reshape(row, (len(self.phases), len(self.places)))
            if by_phase.sum(axis=1).max() > lots:
                continue
            deployed: list[int] = []
            free: list[int] = []
            for phase, (start, end) in enumerate(self.phases):
                home = [place["kind"] == "standby" for place in self.places]
                at_home = int(by_phase[phase][home].sum())
                deployed += [int(by_phase[phase].sum()) - at_home] * (end - start)
                free += [lots - at_home] * (end - start)
            if rotation_exists(tuple(deployed), tuple(free), tour, dwell):
                rows.append(row)
        return np.array(rows, dtype=float)

    def best(self) -> tuple[float, ...] | None:
        """The stage values, one after the other, over all plans; None if there is no plan."""
        months = np.array([end - start for start, end in self.phases], dtype=float)
        count = len(self.phases) * len(self.places)
        slot_months = np.repeat(months, len(self.places))
        standby = np.array([p["kind"] == "standby" for p in self.places] * len(self.phases))
        names = list(self.pools)
        options = [self.options(pool) for pool in names]
        grid = np.indices([len(o) for o in options]).reshape(len(options), -1)

        def over_plans(values: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
            """Sum over pools of a value of the pool's option, for every plan."""
            return sum(value[index] for value, index in zip(values, grid, strict=True))  # type: ignore[return-value]

        zero = [np.zeros(len(o)) for o in options]

        def lots_at(at: np.ndarray[Any, Any], nation: str) -> np.ndarray[Any, Any]:
            """Battlegroups of a nation in some phases and places."""
            return over_plans(
                [
                    o[:, at].sum(axis=1) if (n, u) == (nation, "inf") else z
                    for o, z, (n, u) in zip(options, zero, names, strict=True)
                ]
            )

        def in_theatre(phase: int, effect: str) -> dict[str, np.ndarray[Any, Any]]:
            """What every nation has of an effect in the theatre in a phase."""
            cell = np.flatnonzero(~standby)
            cell = cell[cell // len(self.places) == phase]
            return {
                nation: over_plans(
                    [
                        o[:, cell].sum(axis=1) * EFFECTS[u].get(effect, 0) * (n == nation)
                        for o, (n, u) in zip(options, names, strict=True)
                    ]
                )
                for nation in self.nations
            }

        lot_months, costs = {}, {}
        for nation in self.nations:
            mine = [owner == nation for owner, _ in names]
            given = [
                o @ slot_months if m else z for o, m, z in zip(options, mine, zero, strict=True)
            ]
            lot_months[nation] = over_plans(given)
            price = np.where(standby, STANDBY_SHARE, 1.0) * slot_months
            paid = [
                o @ price * COST[unit] if m else z
                for o, m, z, (_, unit) in zip(options, mine, zero, names, strict=True)
            ]
            costs[nation] = over_plans(paid)
        allowed = np.ones(grid.shape[1], dtype=bool)
        worst: dict[str, np.ndarray[Any, Any]] = {}
        counted: dict[str, float] = {}
        short = np.zeros(grid.shape[1])
        without = np.zeros(grid.shape[1])
        counted_support = "support" in self.document["objectives"]
        for number, phase in enumerate(self.phases):
            cells = slice(number * len(self.places), (number + 1) * len(self.places))
            for requirement in self.needs:
                if not self.asked(requirement, phase):
                    continue
                supplied = over_plans(
                    [
                        o[:, cells]
                        @ np.array(
                            [
                                EFFECTS[unit].get(requirement["effect"], 0)
                                * self.counts(requirement, unit, place)
                                for place in self.places
                            ],
                            dtype=float,
                        )
                        for o, (_, unit) in zip(options, names, strict=True)
                    ]
                )
                wanted = requirement["threshold"]
                missing = np.maximum(0, wanted - supplied) / wanted
                name, weight = requirement["id"], requirement.get("weight", 1)
                worst[name] = np.maximum(worst.get(name, 0.0), missing)
                counted[name] = counted.get(name, 0.0) + weight * months[number]
                short += missing * months[number] * requirement.get("weight", 1)
            if self.rules["support_floor"]["enabled"]:
                for at in range(cells.start, cells.stop):
                    there = {
                        unit: over_plans(
                            [
                                o[:, at] if u == unit else z
                                for o, z, (_, u) in zip(options, zero, names, strict=True)
                            ]
                        )
                        for unit in ("inf", "eng")
                    }
                    lacking = np.maximum(0, there["inf"] - there["eng"] * SUPPORT["inf"]["eng"])
                    without += lacking * months[number]
                    allowed &= counted_support | (lacking == 0)
            for effect, share in self.rules.get("share_limit", {}).get("max_share", {}).items():
                effects = in_theatre(number, effect)
                total = sum(effects.values())
                for nation in self.nations:
                    allowed &= effects[nation] <= share * total + 1e-9
            for effect, share in self.rules.get("handover_limit", {}).get("shares", {}).items():
                if self.handed_over(number, effect):
                    before, now = in_theatre(number - 1, effect), in_theatre(number, effect)
                    new = sum(np.maximum(0, now[n] - before[n]) for n in self.nations)
                    allowed &= new <= share * sum(now.values()) + 1e-9
        least = self.rules["participation_floor"]["min_lot_months"]
        members = {nation: given > 0 for nation, given in lot_months.items()}
        for nation, months in lot_months.items():
            allowed &= ~members[nation] | (months >= least)
        coalition = self.document["coalition"]
        allowed &= sum(members.values()) >= coalition["min_nations"]
        if self.rules["lead_floor"]["enabled"]:
            leads = {nation: members[nation] for nation in coalition["lead_nations"]}
            for number, phase in enumerate(self.phases):
                if self.asks_for_ground(phase):
                    for nation, able in leads.items():
                        at = np.arange(count * len(self.places)).reshape(count, -1)[number]
                        leads[nation] = able & (lots_at(at[~standby[at]], nation) >= 1)
            allowed &= np.any(list(leads.values()), axis=0)
        if not allowed.any():
            return None
        if self.rules.get("framework_floor", {}).get("enabled"):
            for cell in np.flatnonzero(~standby):
                allowed &= self.formed({n: lots_at(cell[None], n) for n in self.nations})
        sizes = {f["nation"]: f["value"] for f in self.document["overrides"]["facts"]}
        stages = {
            "sustained": np.sum([counted[name] * worst[name] for name in worst], axis=0),
            "shortfall": short,
            "support": without,
            "burden": np.max([costs[n] / sizes[n] for n in self.nations], axis=0),
            "cost": np.sum(list(costs.values()), axis=0),
        }
        result: list[float] = []
        for name in self.document["objectives"]:
            value = float(stages[name][allowed].min())
            allowed &= stages[name] <= value + 1e-6 * max(1, value)
            result.append(value)
        return tuple(result)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_is_better(seed: int) -> None:
    compare(random_document(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_keeps_up_more(seed: int) -> None:
    """With the worst phase before all else: everybody may be there from the start."""
    document = random_document(seed)
    compare({**document, "objectives": ["sustained", *document["objectives"]]})


SUPPORTED = [
    seed for seed in range(80) if random_document(seed)["rules"]["support_floor"]["enabled"]
]


@pytest.mark.parametrize("seed", SUPPORTED)
def test_no_plan_has_fewer_without_support(seed: int) -> None:
    """Where support that is missing is counted, and forbids nothing."""
    document = random_document(seed)
    first, *later = document["objectives"]
    compare({**document, "objectives": [first, "support", *later]})


@pytest.mark.parametrize("seed", HARD_SEEDS + MORE_HARD_SEEDS)
def test_no_plan_is_better_where_presolve_erred(seed: int) -> None:
    compare(hard_document(seed))


@pytest.mark.parametrize("seed", range(40, 60))
def test_no_plan_with_brigades_is_better(seed: int) -> None:
    """One nation or two lead brigades of one to three, two to four, or a core of two and one."""
    sizes = ((1, 3, 1), (2, 4, 1), (2, 3, 2))[seed % 3]
    names = ("least_battlegroups", "most_battlegroups", "core_battlegroups")
    rule = {"enabled": True, "nations": ["BBB", "AAA"][: 1 + seed % 2]}
    document = random_document(seed)
    document["rules"]["framework_floor"] = {**rule, **dict(zip(names, sizes, strict=True))}
    compare(document)


HALF, THIRD, NONE = (60, 70, 78), (73, 75, 81, 91, 96), (63, 72, 97)
"""seeds of which a plan is worse where no more may change hands at a time"""


@pytest.mark.parametrize(
    ("seed", "share"),
    [(s, x) for seeds, x in ((HALF, 1 / 2), (THIRD, 1 / 3), (NONE, 0)) for s in seeds],
)
def test_no_plan_with_fewer_handovers_is_better(seed: int, share: float) -> None:
    document = random_document(seed)
    free = Trial(document).best()
    shares = {document["requirements"][0]["effect"]: share}
    document["rules"]["handover_limit"] = {"enabled": True, "shares": shares}
    assert Trial(document).best() != free
    compare(document)


def compare(document: Document) -> None:
    best = Trial(document).best()
    if best is None:
        with pytest.raises(InputError):
            solve(document, data=WORLD)
        return
    plan = solve(document, data=WORLD)
    assert [stage.value for stage in plan.stages] == pytest.approx(best, abs=1e-5)
    assert all(stage.proof == "optimal" for stage in plan.stages)
    assert verify_plan(plan) == []


def test_the_cases_are_of_many_kinds() -> None:
    documents = [random_document(seed) for seed in SEEDS]
    found = {
        "nations": {len({p["nation"] for p in d["overrides"]["pools"]}) for d in documents},
        "phases": {len(d["phases"]) for d in documents},
        "places": {len(d["locations"]) for d in documents},
        "types": {frozenset(p["unit_type"] for p in d["overrides"]["pools"]) for d in documents},
        "stages": {len(d["objectives"]) for d in documents},
        "share": {"share_limit" in d["rules"] for d in documents},
        "lead": {d["rules"]["lead_floor"]["enabled"] for d in documents},
        "members": {d["coalition"]["min_nations"] for d in documents},
    }
    assert found["nations"] == {2, 3}
    assert found["phases"] == {2, 3}
    assert found["places"] == {1, 2, 3}
    assert found["types"] == {frozenset(("inf",)), frozenset(("inf", "eng")), frozenset(("jet",))}
    assert found["stages"] == {2, 3}
    assert found["share"] == found["lead"] == {True, False}
    assert found["members"] == {0, 2}
